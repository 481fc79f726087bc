//! Plans to credentials against the fake AWS: what is called, stored, used again, and asked.

use awsp::config::plan::{Plan, RoleStep, Source};
use awsp::domain::account::AccountId;
use awsp::domain::credentials::Credentials;
use awsp::domain::secret::Secret;
use awsp::provider::{Refresh, identity, resolve};
use awsp::store::failures::Reason;
use awsp::store::shelf::Shelf;
use awsp::stored::Stored;
use chrono::{DateTime, TimeDelta, Utc};
use fake_aws::issued_key;
use serde_json::{Value, json};

use crate::provider_world::{BENK, KEY, MY_ROLE, SECOND_ROLE, World, keys, plan, step};

fn in_47_minutes() -> DateTime<Utc> {
    Utc::now() + TimeDelta::minutes(47)
}

fn in_53_minutes() -> DateTime<Utc> {
    Utc::now() + TimeDelta::minutes(53)
}

fn word<'a>(entry: &'a Value, path: &str) -> Option<&'a str> {
    entry.pointer(path).and_then(Value::as_str)
}

#[test]
fn keys_at_hand_need_no_call() {
    let world = World::new();
    let store = world.store();
    let resolved = resolve(&world.context(&store), &plan(vec![]), Refresh::Force).unwrap();
    assert_eq!(resolved.credentials, keys());
    assert!(!resolved.refreshes && !resolved.from_cache);
    assert!(world.fake.calls().is_empty());
}

#[test]
fn one_call_a_hop_and_none_when_stored() {
    let world = World::new();
    let chain = plan(vec![step(MY_ROLE), step(SECOND_ROLE)]);
    let first = resolve(&world.context(&world.store()), &chain, Refresh::IfNeeded).unwrap();
    assert_eq!(world.fake.calls(), ["sts AssumeRole", "sts AssumeRole"]);
    let inner = issued_key("assume-role", &[MY_ROLE, KEY]);
    let outer = issued_key("assume-role", &[SECOND_ROLE, &inner.id]);
    assert_eq!(first.credentials.access_key_id, outer.id);
    assert_eq!(first.credentials.secret_access_key, Secret::new(&outer.secret));
    assert_eq!(first.credentials.session_token, Some(Secret::new(&outer.token)));
    assert_eq!(first.credentials.account_id, AccountId::parse("777788889999"));
    assert!(first.refreshes && !first.from_cache);

    let second = resolve(&world.context(&world.store()), &chain, Refresh::IfNeeded).unwrap();
    assert!(second.from_cache);
    assert_eq!(second.credentials.access_key_id, outer.id);
    let shared =
        resolve(&world.context(&world.store()), &plan(vec![step(MY_ROLE)]), Refresh::IfNeeded).unwrap();
    assert!(shared.from_cache);
    assert_eq!(shared.credentials.access_key_id, inner.id);
    assert_eq!(world.fake.calls().len(), 2);
}

#[test]
fn every_request_is_signed_as_it_should_be() {
    let world = World::new();
    let store = world.store();
    let context = world.context(&store);
    let chain = plan(vec![step(MY_ROLE), step(SECOND_ROLE)]);
    let resolved = resolve(&context, &chain, Refresh::IfNeeded).unwrap();
    identity(&context, &chain, &resolved.credentials, false).unwrap();
    let log = world.fake.log();
    assert_eq!(log.len(), 3);
    for entry in &log {
        assert_eq!(word(entry, "/signed/signature"), Some("ok"), "{entry}");
        assert_eq!(word(entry, "/signed/region"), Some("eu-west-1"));
        assert_eq!(word(entry, "/signed/service"), Some("sts"));
        let kind = word(entry, "/headers/content-type");
        assert_eq!(kind, Some("application/x-www-form-urlencoded; charset=utf-8"));
    }
    let authorization = word(&log[0], "/headers/authorization").unwrap();
    assert!(authorization.contains("SignedHeaders=content-type;host;x-amz-date,"), "{authorization}");
    let authorization = word(&log[1], "/headers/authorization").unwrap();
    assert!(authorization.contains("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token,"));
}

#[test]
fn all_parameters_of_a_profile_are_sent() {
    let world = World::new();
    let full = RoleStep {
        session_name: Some("my.session".into()),
        external_id: Some("a b+c/ä=&".into()),
        duration_seconds: Some(7200),
        source_identity: Some("benk@home".into()),
        ..step(MY_ROLE)
    };
    let second = RoleStep { duration_seconds: Some(7200), ..step(SECOND_ROLE) };
    let store = world.store();
    let context = world.context(&store);
    resolve(&context, &plan(vec![full, second]), Refresh::IfNeeded).unwrap();
    let log = world.fake.log();
    let params = log[0].get("params").unwrap();
    assert_eq!(
        params,
        &json!({
            "Action": "AssumeRole", "Version": "2011-06-15", "RoleArn": MY_ROLE,
            "RoleSessionName": "my.session", "ExternalId": "a b+c/ä=&", "DurationSeconds": "7200",
            "SourceIdentity": "benk@home",
        })
    );
    // STS allows a chained session one hour.
    assert_eq!(word(&log[1], "/params/DurationSeconds"), Some("3600"));
    assert_eq!(word(&log[1], "/params/RoleSessionName"), Some("awsp-benk"));
}

#[test]
fn renewal_is_tried_in_the_last_quarter_of_an_hour_and_demanded_in_the_last_ten_minutes() {
    let world = World::new();
    let role = plan(vec![step(MY_ROLE)]);
    let store = world.store();
    let mut context = world.context(&store);
    resolve(&context, &role, Refresh::IfNeeded).unwrap();
    world.fake.fault(
        json!({"op": "AssumeRole", "kind": "error", "code": "AccessDenied", "status": 403, "times": 2}),
    );

    context.clock = in_47_minutes;
    let old = resolve(&context, &role, Refresh::IfNeeded).unwrap();
    assert!(old.from_cache);
    assert_eq!(world.fake.calls().len(), 2);
    let failure = Stored::of(&store, world.scope(), &role, Utc::now()).failure.unwrap();
    assert_eq!((failure.reason, failure.count), (Reason::Denied, 1));
    // So soon after a failure it is not tried again while the old ones serve.
    assert!(resolve(&context, &role, Refresh::IfNeeded).unwrap().from_cache);
    assert_eq!(world.fake.calls().len(), 2);

    context.clock = in_53_minutes;
    let error = resolve(&context, &role, Refresh::IfNeeded).unwrap_err();
    assert_eq!(error.code, Some("access-denied"));
    assert_eq!(
        Stored::of(&store, world.scope(), &role, Utc::now()).failure.map(|failure| failure.count),
        Some(2)
    );

    let renewed = resolve(&context, &role, Refresh::IfNeeded).unwrap();
    assert!(!renewed.from_cache);
    assert_eq!(Stored::of(&store, world.scope(), &role, Utc::now()).failure, None);
}

#[test]
fn force_renews_the_last_role_alone() {
    let world = World::new();
    let chain = plan(vec![step(MY_ROLE), step(SECOND_ROLE)]);
    let store = world.store();
    let context = world.context(&store);
    resolve(&context, &chain, Refresh::IfNeeded).unwrap();
    world.fake.clear_log();
    assert!(!resolve(&context, &chain, Refresh::Force).unwrap().from_cache);
    let log = world.fake.log();
    assert_eq!(log.len(), 1);
    assert_eq!(word(&log[0], "/params/RoleArn"), Some(SECOND_ROLE));
}

#[test]
fn a_stored_step_that_was_revoked_is_got_anew() {
    let world = World::new();
    let inner = issued_key("assume-role", &[MY_ROLE, KEY]);
    let store = world.store();
    let context = world.context(&store);
    resolve(&context, &plan(vec![step(MY_ROLE)]), Refresh::IfNeeded).unwrap();
    world.fake.fault(json!({"op": "AssumeRole", "kind": "error", "code": "ExpiredToken", "status": 403}));
    let chain = plan(vec![step(MY_ROLE), step(SECOND_ROLE)]);
    let resolved = resolve(&context, &chain, Refresh::IfNeeded).unwrap();
    assert_eq!(resolved.credentials.access_key_id, issued_key("assume-role", &[SECOND_ROLE, &inner.id]).id);
    let roles: Vec<_> =
        world.fake.log().iter().map(|entry| word(entry, "/params/RoleArn").unwrap().to_owned()).collect();
    assert_eq!(roles, [MY_ROLE, SECOND_ROLE, MY_ROLE, SECOND_ROLE]);
}

#[test]
fn the_identity_is_asked_once_a_key() {
    let world = World::new();
    let own = plan(vec![]);
    let store = world.store();
    let context = world.context(&store);
    assert_eq!(Stored::of(&store, world.scope(), &own, Utc::now()).identity, None);
    let verified = identity(&context, &own, &keys(), false).unwrap();
    assert_eq!(verified.arn, BENK);
    assert_eq!(verified.account_id.as_str(), "111122223333");
    let again = identity(&context, &own, &keys(), false).unwrap();
    assert_eq!(again.arn, verified.arn);
    assert_eq!(world.count("sts GetCallerIdentity"), 1);
    identity(&context, &own, &keys(), true).unwrap();
    assert_eq!(world.count("sts GetCallerIdentity"), 2);
    assert_eq!(
        Stored::of(&store, world.scope(), &own, Utc::now()).identity.map(|seen| seen.arn),
        Some(verified.arn)
    );
    let other_key = Credentials { access_key_id: "AKIAOTHERXXXEXAMPLE".into(), ..keys() };
    identity(&context, &own, &other_key, false).unwrap();
    assert_eq!(world.count("sts GetCallerIdentity"), 3);
}

#[test]
fn peeking_calls_nobody_and_tells_what_is_due() {
    let world = World::new();
    let role = plan(vec![step(MY_ROLE)]);
    let store = world.store();
    let before = Stored::of(&store, world.scope(), &role, Utc::now());
    assert_eq!((before.credentials.clone(), before.due_at), (None, None));
    let resolved = resolve(&world.context(&store), &role, Refresh::IfNeeded).unwrap();
    let after = Stored::of(&store, world.scope(), &role, Utc::now());
    assert_eq!(after.credentials.as_ref(), Some(&resolved.credentials));
    assert_eq!(after.due_at, resolved.credentials.expires_at.map(|end| end - TimeDelta::minutes(15)));
    assert_eq!(Stored::of(&store, world.scope(), &plan(vec![]), Utc::now()).credentials, Some(keys()));
    assert_eq!(world.fake.calls().len(), 1);
}

#[test]
fn without_a_store_everything_works_but_nothing_is_kept() {
    let world = World::new();
    std::fs::write(world.cache(), "a file where the folder should be").unwrap();
    let store = world.store();
    let role = plan(vec![step(MY_ROLE)]);
    for calls in 1..=2 {
        assert!(!resolve(&world.context(&store), &role, Refresh::IfNeeded).unwrap().from_cache);
        assert_eq!(world.fake.calls().len(), calls);
    }
    assert!(store.trouble().is_some_and(|why| why.contains("not a folder")));
    assert_eq!(store.trouble(), None);
}

#[test]
fn no_secret_is_in_a_file_name_and_files_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let store = world.store();
    let role = plan(vec![step(MY_ROLE)]);
    resolve(&world.context(&store), &role, Refresh::IfNeeded).unwrap();
    let entries = store.list(Shelf::Credentials);
    assert_eq!(entries.len(), 1);
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&entries[0].path), 0o600);
    assert_eq!(mode(entries[0].path.parent().unwrap()), 0o700);
    assert_eq!(mode(&world.cache().join("v1")), 0o700);
}

#[test]
fn keys_that_have_ended_are_not_used() {
    let world = World::new();
    let ended = Credentials { expires_at: Some(Utc::now() - TimeDelta::minutes(1)), ..keys() };
    let plan = Plan { source: Source::Environment { credentials: ended }, roles: vec![step(MY_ROLE)] };
    let store = world.store();
    let error = resolve(&world.context(&store), &plan, Refresh::IfNeeded).unwrap_err();
    assert_eq!(error.code, Some("credentials-ended"));
    assert!(error.message.contains("the keys in the environment"), "{error}");
    assert!(world.fake.calls().is_empty());
}
