//! The STS client by itself: the wire.

use std::sync::Arc;
use std::time::Duration;

use awsp::aws::client::Client;
use awsp::aws::endpoint::Endpoint;
use awsp::aws::error::Fault;
use awsp::aws::http::Http;
use awsp::aws::proxy::Proxies;
use awsp::aws::sts::{AssumeRole, Sts};
use awsp::aws::timeouts::Timeouts;
use awsp::domain::credentials::Credentials;
use awsp::domain::secret::Secret;
use chrono::Utc;
use serde_json::{Value, json};

use crate::provider_world::{BENK, KEY, MY_ROLE, World, keys};

fn client(url: &str, signing_region: &str) -> Sts {
    let endpoint = Endpoint { url: url.to_owned(), signing_region: signing_region.to_owned() };
    let timeouts = Timeouts { connect: Duration::from_secs(30), total: Duration::from_secs(30) };
    let http = Http::new(None, Proxies::default(), timeouts);
    Sts::new(Client::new(endpoint, Arc::new(http), 3, Utc::now, |_| ()))
}

#[test]
fn the_callers_identity_is_told() {
    let world = World::new();
    let identity = client(world.fake.url(), "us-east-1").get_caller_identity(&keys()).unwrap();
    assert_eq!((identity.arn.as_str(), identity.account_id.as_str()), (BENK, "111122223333"));
    assert!(identity.user_id.starts_with("AIDA"), "{identity:?}");
}

#[test]
fn a_path_and_a_user_in_the_url_change_where_not_who() {
    let world = World::new();
    let url = format!("{}/via/word", world.fake.url().replace("http://", "http://user:password@"));
    client(&url, "us-east-1").get_caller_identity(&keys()).unwrap();
    let log = world.fake.log();
    assert_eq!(log[0].get("via").and_then(Value::as_str), Some("word"));
    assert_eq!(log[0].pointer("/signed/signature").and_then(Value::as_str), Some("ok"));
}

#[test]
fn the_session_comes_with_end_and_arn() {
    let world = World::new();
    let role = AssumeRole {
        role_arn: MY_ROLE.into(),
        session_name: "me".into(),
        duration_seconds: Some(900),
        ..AssumeRole::default()
    };
    let sts = client(world.fake.url(), "us-east-1");
    let before = Utc::now();
    let assumed = sts.assume_role(&keys(), &role).unwrap();
    assert_eq!(assumed.arn, "arn:aws:sts::777788889999:assumed-role/MyRole/me");
    let life = assumed.credentials.expires_at.unwrap() - before;
    assert!((890..=910).contains(&life.num_seconds()), "{life}");
    let identity = sts.get_caller_identity(&assumed.credentials).unwrap();
    assert_eq!(identity.arn, assumed.arn);
}

#[test]
fn a_session_that_has_ended_is_no_session() {
    let world = World::new();
    world.fake.configure(json!({"sts": {"lifetime": -60}}));
    let role = AssumeRole { role_arn: MY_ROLE.into(), session_name: "me".into(), ..AssumeRole::default() };
    let error = client(world.fake.url(), "us-east-1").assume_role(&keys(), &role).unwrap_err();
    assert!(matches!(&error.fault, Fault::EndedAtOnce), "{error}");
}

#[test]
fn keys_that_no_header_can_hold_are_refused_before_any_call() {
    let world = World::new();
    let sts = client(world.fake.url(), "us-east-1");
    for bad in [
        Credentials { access_key_id: format!("{KEY}\r"), ..keys() },
        Credentials { access_key_id: String::new(), ..keys() },
        Credentials { session_token: Some(Secret::new("a\nb")), ..keys() },
    ] {
        let error = sts.get_caller_identity(&bad).unwrap_err();
        assert!(matches!(error.fault, Fault::Setup { .. }), "{error}");
    }
    assert!(world.fake.calls().is_empty());
}
