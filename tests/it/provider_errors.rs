//! Faults of service and network: how often they are tried, what is said, and that no secret is in it.

use std::io::Write;
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use awsp::aws::timeouts::Timeouts;
use awsp::config::plan::Plan;
use awsp::domain::network::Network;
use awsp::error::{Error, Kind};
use awsp::provider::{Refresh, identity, resolve};
use awsp::store::failures::Reason;
use awsp::stored::Stored;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::provider_tls::{TlsServer, authority};
use crate::provider_world::{BENK, KEY, MY_ROLE, SECRET, World, keys, plan, step};

fn an_hour_ago() -> DateTime<Utc> {
    Utc::now() - TimeDelta::hours(1)
}

fn role() -> Plan {
    plan(vec![step(MY_ROLE)])
}

fn fail(world: &World) -> (Error, Reason) {
    let store = world.store();
    let error = resolve(&world.context(&store), &role(), Refresh::IfNeeded).unwrap_err();
    let said = format!("{error:?}");
    assert!(!said.contains(SECRET), "{said}");
    assert_eq!(error.kind, Kind::Failed, "{said}");
    (error, Stored::of(&store, world.scope(), &role(), Utc::now()).failure.unwrap().reason)
}

#[test]
fn passing_trouble_is_tried_three_times() {
    for fault in [
        json!({"kind": "status", "status": 500}),
        json!({"kind": "status", "status": 503, "body": "<html>", "content_type": "text/html"}),
        json!({"kind": "throttle"}),
        json!({"kind": "reset"}),
        json!({"kind": "truncate"}),
        json!({"kind": "error", "status": 400, "code": "IDPCommunicationError"}),
    ] {
        let world = World::new();
        let arm = |times: i64| {
            let mut fault = fault.clone();
            fault["times"] = Value::from(times);
            world.fake.fault(fault);
        };
        arm(2);
        let store = world.store();
        let resolved = resolve(&world.context(&store), &role(), Refresh::IfNeeded);
        assert!(resolved.is_ok(), "{fault}: {resolved:?}");
        assert_eq!(world.fake.calls().len(), 3, "{fault}");
        arm(-1);
        let error = resolve(&world.context(&store), &role(), Refresh::Force).unwrap_err();
        assert_eq!(world.fake.calls().len(), 6, "{fault}");
        assert!(error.message.contains("after 3 attempts"), "{fault}: {error}");
        let failure = Stored::of(&store, world.scope(), &role(), Utc::now()).failure;
        assert_eq!(failure.map(|failure| failure.reason), Some(Reason::Offline), "{fault}");
    }
}

#[test]
fn the_number_of_attempts_is_the_networks() {
    let mut world = World::new();
    world.network.max_attempts = 1;
    world.fake.fault(json!({"kind": "status", "status": 500, "times": -1}));
    let (error, _) = fail(&world);
    assert_eq!(world.fake.calls().len(), 1);
    assert!(!error.message.contains("attempts"), "{error}");
}

#[test]
fn a_refusal_is_not_tried_again_and_names_role_and_caller() {
    let world = World::new();
    world.fake.configure(json!({"sts": {"deny": [MY_ROLE]}}));
    let (error, reason) = fail(&world);
    assert_eq!(world.fake.calls().len(), 1);
    assert_eq!((error.code, reason), (Some("access-denied"), Reason::Denied));
    for part in [MY_ROLE, BENK, "'MyRole'", "/home/benk/.aws/config:7"] {
        assert!(error.message.contains(part), "{part}: {error}");
    }
    assert!(error.hints.iter().any(|hint| hint.contains("trust policy")), "{error:?}");
    assert!(error.hints.iter().any(|hint| hint.contains("external_id")), "{error:?}");
}

#[test]
fn refusals_of_the_key_say_which_and_where() {
    for (code, ours, part) in [
        ("InvalidClientTokenId", "key-unknown", KEY),
        ("ExpiredToken", "credentials-ended", "profile 'benk' (/home/benk/.aws/credentials:2)"),
        ("SignatureDoesNotMatch", "signature-refused", KEY),
        ("RegionDisabledException", "region-disabled", "region"),
        ("ValidationError", "role-settings-refused", "/home/benk/.aws/config:7"),
    ] {
        let world = World::new();
        let message = format!("the words {SECRET} of AWS");
        world
            .fake
            .fault(json!({"kind": "error", "status": 403, "code": code, "message": message, "times": -1}));
        let (error, reason) = fail(&world);
        assert_eq!((error.code, reason), (Some(ours), Reason::Denied), "{code}");
        assert!(error.message.contains(part), "{code}: {error}");
        assert!(!error.hints.is_empty(), "{code}");
        assert_eq!(world.fake.calls().len(), 1, "{code}");
    }
}

#[test]
fn a_wrong_secret_is_refused_for_its_signature() {
    let world = World::new();
    world.fake.configure(json!({"secrets": {KEY: "another"}}));
    let (error, _) = fail(&world);
    assert_eq!(error.code, Some("signature-refused"));
    assert!(
        error.hints.iter().any(|hint| hint.ends_with("awsp configure set benk aws_access_key_id=ID")),
        "{error:?}"
    );
}

#[test]
fn a_wrong_clock_is_corrected_once() {
    for code in ["SignatureDoesNotMatch", "RequestExpired", "RequestTimeTooSkewed", "RequestInTheFuture"] {
        let world = World::new();
        world.fake.fault(json!({"kind": "error", "status": 403, "code": code}));
        let store = world.store();
        let mut context = world.context(&store);
        context.clock = an_hour_ago;
        let resolved = resolve(&context, &role(), Refresh::IfNeeded).unwrap();
        assert!(context.skew().is_some_and(|skew| (59..=60).contains(&skew.num_minutes())), "{code}");
        let dates: Vec<_> = world
            .fake
            .log()
            .iter()
            .map(|entry| entry.pointer("/headers/x-amz-date").and_then(Value::as_str).unwrap().to_owned())
            .collect();
        assert_eq!(dates.len(), 2, "{code}");
        assert!(dates[0] < dates[1], "{dates:?}");
        let left = resolved.credentials.expires_at.unwrap() - an_hour_ago();
        assert!((58..=60).contains(&left.num_minutes()), "{left}");
    }
}

#[test]
fn a_wrong_clock_is_named_where_the_correction_does_not_help() {
    for (code, named) in [("RequestExpired", true), ("SignatureDoesNotMatch", false)] {
        let world = World::new();
        world.fake.fault(json!({"kind": "error", "status": 403, "code": code, "times": -1}));
        let store = world.store();
        let mut context = world.context(&store);
        context.clock = an_hour_ago;
        let error = resolve(&context, &role(), Refresh::IfNeeded).unwrap_err();
        assert_eq!(error.message.contains("clock is 60 minutes behind AWS's"), named, "{error}");
        assert_eq!(error.hints.iter().any(|hint| hint.starts_with("set the clock")), named, "{error:?}");
        assert_eq!(world.fake.calls().len(), 2, "{code}");
    }
}

#[test]
fn strange_answers_are_called_strange() {
    for (fault, part) in [
        (json!({"kind": "malformed"}), "not the XML"),
        (json!({"kind": "empty"}), "empty"),
        (json!({"kind": "status", "status": 200, "body": "<html>", "content_type": "text/html"}), "web page"),
        (json!({"kind": "status", "status": 403, "body": "<html>", "content_type": "text/html"}), "web page"),
        (json!({"kind": "status", "status": 302, "body": ""}), "HTTP status 302"),
    ] {
        let world = World::new();
        world.fake.fault(fault.clone());
        let (error, _) = fail(&world);
        assert!(error.message.contains(part), "{fault}: {error}");
        assert_eq!(world.fake.calls().len(), 1, "{fault}");
    }
}

#[test]
fn waiting_has_an_end() {
    let mut world = World::new();
    world.network.max_attempts = 2;
    world.fake.fault(json!({"kind": "hang", "seconds": 600, "times": -1}));
    let store = world.store();
    let mut context = world.context(&store);
    context.timeouts = Timeouts { connect: Duration::from_secs(5), total: Duration::from_millis(200) };
    let error = resolve(&context, &role(), Refresh::IfNeeded).unwrap_err();
    assert!(error.message.contains("no answer within"), "{error}");
    assert_eq!(error.code, Some("aws-unreachable"));
    assert_eq!(world.fake.calls().len(), 2);
}

#[test]
fn nobody_listening_and_no_such_host_are_told_apart() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (url, part) in [
        (format!("http://{free}"), "connection refused"),
        ("http://no-such-host.invalid".to_owned(), "could not be resolved"),
    ] {
        let mut world = World::new();
        world.network = Network { endpoint_url: Some(url), max_attempts: 1, ..Network::default() };
        let (error, reason) = fail(&world);
        assert!(error.message.contains(part), "{error}");
        assert_eq!(reason, Reason::Offline);
        assert!(error.hints.iter().any(|hint| hint.contains("AWS_ENDPOINT_URL")), "{error:?}");
    }
}

#[test]
fn a_certificate_nobody_vouches_for_is_not_trusted_unless_the_bundle_does() {
    let mut world = World::new();
    let server = TlsServer::start(world.fake.url().trim_start_matches("http://"));
    world.network.endpoint_url = Some(server.url());
    let (error, reason) = fail(&world);
    assert_eq!((error.code, reason), (Some("tls-failed"), Reason::Offline), "{error}");
    assert!(error.message.contains("UnknownIssuer"), "{error}");
    assert!(!error.message.contains("attempts"), "{error}");
    assert!(error.hints.iter().any(|hint| hint.contains("AWS_CA_BUNDLE")), "{error:?}");
    assert!(world.fake.calls().is_empty());

    world.network.ca_bundle = Some(authority());
    let store = world.store();
    resolve(&world.context(&store), &role(), Refresh::IfNeeded).unwrap();
    assert_eq!(world.fake.calls(), ["sts AssumeRole"]);
}

#[test]
fn what_speaks_no_tls_is_told() {
    let mut world = World::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let talker = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
    });
    world.network = Network { endpoint_url: Some(url), max_attempts: 1, ..Network::default() };
    let (error, _) = fail(&world);
    assert_eq!(error.code, Some("tls-failed"), "{error}");
    talker.join().unwrap();
}

#[test]
fn a_broken_ca_bundle_or_url_is_named() {
    let mut world = World::new();
    let bundle = world.cache().with_file_name("bundle.pem");
    let url = Some(world.fake.url().replace("http:", "https:"));
    world.network = Network { endpoint_url: url, ca_bundle: Some(bundle.clone()), ..Network::default() };
    let (error, _) = fail(&world);
    assert!(error.message.contains("bundle.pem cannot be read"), "{error}");
    std::fs::write(&bundle, "nothing").unwrap();
    let (error, reason) = fail(&world);
    assert!(error.message.contains("holds no certificate"), "{error}");
    assert_eq!(reason, Reason::Other);
    world.network.endpoint_url = Some("sts.example".into());
    let (error, _) = fail(&world);
    assert!(error.message.contains("not an http or https URL"), "{error}");
}

#[test]
fn without_a_region_there_is_a_hint() {
    let world = World::new();
    let store = world.store();
    let mut context = world.context(&store);
    context.scope.region = None;
    let error = resolve(&context, &role(), Refresh::IfNeeded).unwrap_err();
    assert_eq!(error.code, Some("no-region"));
    let keys_alone = plan(vec![]);
    let error = identity(&context, &keys_alone, &keys(), false).unwrap_err();
    assert_eq!(error.code, Some("no-region"));
    assert!(world.fake.calls().is_empty());
    // What runs behind the prompt waits before it tries again.
    for failed in [role(), keys_alone] {
        let failure = Stored::of(&store, context.scope, &failed, chrono::Utc::now()).failure;
        assert_eq!(failure.map(|failure| (failure.reason, failure.count)), Some((Reason::Other, 1)));
    }
}

#[test]
fn a_proxy_is_used_for_its_scheme_and_not_for_no_proxy_hosts() {
    let mut world = World::new();
    let proxy = world.fake.url().replace("http://", "http://me:proxy-password@");
    world.env.set("HTTPS_PROXY", &proxy);
    world.network.endpoint_url = Some("https://sts.example.invalid".into());
    world.network.max_attempts = 1;
    let (error, _) = fail(&world);
    assert_eq!(error.code, Some("proxy-refused"), "{error:?}");
    assert!(!format!("{error:?}").contains("proxy-password"));
    let log = world.fake.log();
    assert_eq!(log[0].pointer("/params/host").and_then(Value::as_str), Some("sts.example.invalid:443"));
    world.env.set("NO_PROXY", "example.invalid");
    let (error, _) = fail(&world);
    assert!(error.message.contains("could not be resolved"), "{error}");
    assert_eq!(world.fake.log().len(), 1);
}
