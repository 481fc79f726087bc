//! Instance metadata: version 2, the way back to version 1, settings, and the region.

use std::time::Duration;

use awsp::aws::timeouts::Timeouts;
use awsp::config::plan::{Plan, Source};
use awsp::domain::metadata::Metadata;
use awsp::error::Error;
use awsp::provider::{Refresh, Resolved, resolve};
use awsp::store::failures::Reason;
use awsp::stored::{Scope, Stored};
use chrono::Utc;
use serde_json::{Value, json};

use crate::cli_world::World as Cli;
use crate::provider_world::{MY_ROLE, World, step};

const ALL: [&str; 3] = ["imds Token", "imds ListRoles", "imds Credentials"];

fn plan() -> Plan {
    Plan { source: Source::InstanceMetadata { asked: false }, roles: vec![] }
}

fn settings(world: &World) -> Metadata {
    Metadata { url: world.fake.url().to_owned(), timeout: Duration::from_secs(30), ..Metadata::default() }
}

fn ask(world: &World, settings: &Metadata) -> Result<Resolved, Error> {
    let store = world.store();
    let mut context = world.context(&store);
    context.metadata = Some(settings);
    resolve(&context, &plan(), Refresh::IfNeeded)
}

fn tokens(world: &World) -> Vec<String> {
    let token = |entry: &Value| entry.get("imds_token").and_then(Value::as_str).map(str::to_owned);
    world.fake.log().iter().filter_map(token).collect()
}

#[test]
fn a_token_is_got_first_and_sent_with_the_rest() {
    let world = World::new();
    let resolved = ask(&world, &settings(&world)).unwrap();
    assert_eq!(world.fake.calls(), ALL);
    assert_eq!(tokens(&world), ["ok", "ok"]);
    assert!(resolved.credentials.session_token.is_some() && resolved.credentials.expires_at.is_some());
    ask(&world, &settings(&world)).unwrap();
    assert_eq!(world.fake.calls().len(), 6, "it is asked each time");
}

#[test]
fn without_a_token_service_version_1_is_asked_unless_that_is_forbidden() {
    for status in [403, 404, 405] {
        let world = World::new();
        world.fake.configure(json!({"imds": {"require_token": false, "token_status": status}}));
        ask(&world, &settings(&world)).unwrap();
        assert_eq!(world.fake.calls(), ALL);
        assert_eq!(tokens(&world), ["none", "none"]);
        let error = ask(&world, &Metadata { without_token: false, ..settings(&world) }).unwrap_err();
        assert_eq!(error.code, Some("metadata-without-token"), "{error}");
        assert_eq!(world.fake.calls().len(), 4);
    }
    let world = World::new();
    world.fake.configure(json!({"imds": {"require_token": false, "token_status": 400}}));
    assert_eq!(ask(&world, &settings(&world)).unwrap_err().code, Some("no-credentials"));
    assert_eq!(world.fake.calls(), ["imds Token"]);
    // A service that demands tokens and gives none: version 1 is refused there.
    world.fake.configure(json!({"imds": {"require_token": true, "token_status": 403}}));
    assert_eq!(ask(&world, &settings(&world)).unwrap_err().code, Some("no-credentials"));
}

#[test]
fn a_token_service_that_says_nothing_leads_to_version_1() {
    let world = World::new();
    world.fake.configure(json!({"imds": {"require_token": false}}));
    world.fake.fault(json!({"service": "imds", "op": "Token", "kind": "hang", "seconds": 600}));
    let settings = Metadata { timeout: Duration::from_secs(2), attempts: 3, ..settings(&world) };
    ask(&world, &settings).unwrap();
    assert_eq!(world.fake.calls(), ALL);
}

#[test]
fn each_request_has_its_attempts() {
    for (op, fault) in [
        ("Token", json!({"kind": "reset"})),
        ("Token", json!({"kind": "status", "status": 500})),
        ("ListRoles", json!({"kind": "reset"})),
        ("ListRoles", json!({"kind": "status", "status": 404})),
        ("ListRoles", json!({"kind": "empty"})),
        ("Credentials", json!({"kind": "malformed"})),
        ("Credentials", json!({"kind": "empty"})),
        ("Credentials", json!({"kind": "truncate"})),
        ("Credentials", json!({"kind": "status", "status": 302, "body": "elsewhere"})),
        (
            "Credentials",
            json!({"kind": "status", "status": 200, "body": "<html>", "content_type": "text/html"}),
        ),
    ] {
        for (attempts, good) in [(3, true), (2, false)] {
            let world = World::new();
            let mut fault = fault.clone();
            fault["service"] = Value::from("imds");
            fault["op"] = Value::from(op);
            fault["times"] = Value::from(2);
            world.fake.fault(fault.clone());
            let outcome = ask(&world, &Metadata { attempts, ..settings(&world) });
            assert_eq!(outcome.is_ok(), good, "{op} {fault}: {outcome:?}");
            let calls = world.fake.calls().iter().filter(|call| call.ends_with(op)).count();
            assert_eq!(calls, usize::try_from(attempts).unwrap(), "{op} {fault}");
            if let Err(error) = outcome {
                assert_eq!(error.code, Some("no-credentials"), "{error}");
            }
        }
    }
}

#[test]
fn what_it_says_instead_of_credentials_is_told() {
    for (body, part) in [
        (
            json!({"Code": "AssumeRoleUnauthorizedAccess", "Message": "EC2 cannot \u{1b}[2J"}),
            "EC2 cannot \u{fffd}[2J",
        ),
        (
            json!({"Code": "Success", "AccessKeyId": "A", "SecretAccessKey": "planted", "Expiration": "x"}),
            "nothing of Token",
        ),
        (
            json!({"AccessKeyId": "A", "SecretAccessKey": "planted", "Token": "t", "Expiration": "soon"}),
            "no time",
        ),
        (
            json!({"AccessKeyId": 5, "SecretAccessKey": "planted", "Token": "t", "Expiration": "2099-01-01T00:00:00Z"}),
            "no AccessKeyId",
        ),
    ] {
        let world = World::new();
        world.fake.configure(json!({"imds": {"creds_body": body.to_string()}}));
        let error = ask(&world, &settings(&world)).unwrap_err();
        assert_eq!(error.code, Some("no-credentials"), "{error}");
        assert!(error.message.contains(part) && !format!("{error:?}").contains("planted"), "{error}");
        assert_eq!(world.fake.calls(), ALL);
    }
    let world = World::new();
    world.fake.fault(json!({"kind": "malformed", "body": "x".repeat(100_000)}));
    assert!(ask(&world, &settings(&world)).is_err());
}

#[test]
fn credentials_that_have_ended_are_used_on_for_a_while() {
    let world = World::new();
    world.fake.configure(json!({"imds": {"lifetime": -3600}}));
    let end = ask(&world, &settings(&world)).unwrap().credentials.expires_at.unwrap();
    assert!((840..=900).contains(&(end - Utc::now()).num_seconds()), "{end}");
    assert_eq!(world.fake.calls(), ALL);
}

#[test]
fn nobody_is_asked_where_it_is_off_or_behind_a_prompt() {
    let world = World::new();
    for settings in
        [Metadata { enabled: false, ..settings(&world) }, Metadata { attempts: 0, ..settings(&world) }]
    {
        assert_eq!(ask(&world, &settings).unwrap_err().code, Some("no-credentials"));
    }
    let store = world.store();
    let mut context = world.context(&store);
    let settings = settings(&world);
    context.metadata = Some(&settings);
    context.timeouts = Timeouts::BACKGROUND;
    resolve(&context, &plan(), Refresh::IfNeeded).unwrap_err();
    assert!(world.fake.calls().is_empty());
}

#[test]
fn nobody_there_is_offline_and_the_hint_spares_the_question() {
    let world = World::new();
    let settings = Metadata { url: "http://127.0.0.1:9".into(), ..Metadata::default() };
    let error = ask(&world, &settings).unwrap_err();
    assert!(error.message.contains("no profile is selected") || error.message.contains("profile 'MyRole'"));
    assert!(error.hints.iter().any(|hint| hint.contains("AWS_EC2_METADATA_DISABLED=true")), "{error:?}");
    let failure = Stored::of(&world.store(), world.scope(), &plan(), Utc::now()).failure;
    assert!(failure.is_none_or(|failure| failure.reason == Reason::Offline));
}

#[test]
fn the_region_is_the_instances_where_nothing_else_says_one() {
    let world = World::new();
    let store = world.store();
    let settings = settings(&world);
    let mut context = world.context(&store);
    context.metadata = Some(&settings);
    assert_eq!(context.region().unwrap().as_str(), "eu-west-1");
    assert!(world.fake.calls().is_empty());
    context.scope = Scope { region: None, ..world.scope() };
    let plan = Plan { source: Source::InstanceMetadata { asked: true }, roles: vec![step(MY_ROLE)] };
    resolve(&context, &plan, Refresh::IfNeeded).unwrap();
    let zone = "imds meta-data/placement/availability-zone";
    let expected = [&ALL[..], &["imds Token", zone, "sts AssumeRole"]].concat();
    assert_eq!(world.fake.calls(), expected);
    assert_eq!(context.region().unwrap().as_str(), "ap-southeast-2");
    assert_eq!(world.fake.calls().len(), expected.len(), "it is asked once");
    context.metadata = None;
    let mut fresh = world.context(&store);
    fresh.scope = context.scope;
    assert_eq!(fresh.region().unwrap_err().code, Some("no-region"));
}

#[test]
fn commands_ask_as_variables_and_profile_say() {
    let world = Cli::new();
    let url = world.aws.url().to_owned();
    world.write(
        ".aws/config",
        &format!(
            "[default]\nregion = eu-west-1\n[profile t]\nec2_metadata_service_endpoint = {url}/\n\
             [profile off]\nec2_metadata_service_endpoint = {url}\nec2_metadata_v1_disabled = true\n\
             [profile bad]\nec2_metadata_service_endpoint = nowhere\n"
        ),
    );
    let outcome = world.run(&["whoami", "--json", "--profile", "t"]);
    assert_eq!(outcome.json()["account_id"], "555566667777", "{outcome:?}");
    assert_eq!(outcome.json()["region"], "ap-southeast-2");
    let zone = "imds meta-data/placement/availability-zone";
    assert_eq!(world.aws.calls(), [&["imds Token", zone][..], &ALL, &["sts GetCallerIdentity"]].concat());
    world.aws.configure(json!({"imds": {"require_token": false, "token_status": 404}}));
    for (profile, code) in [("off", "metadata-without-token"), ("bad", "bad-metadata-setting")] {
        let outcome = world.run(&["export", "-v", "--profile", profile]);
        assert_eq!(outcome.status, 1, "{outcome:?}");
        assert!(outcome.stderr.contains(code), "{outcome:?}");
    }
    let variables = [("AWS_EC2_METADATA_SERVICE_ENDPOINT", url.as_str()), ("AWS_IMDS_USE_IPV6", "true")];
    assert_eq!(world.run_with(&variables, &["whoami"]).status, 0);
    let off = [("AWS_EC2_METADATA_SERVICE_ENDPOINT", url.as_str()), ("AWS_EC2_METADATA_DISABLED", "TRUE")];
    let before = world.aws.calls().len();
    let outcome = world.run_with(&off, &["whoami", "-v"]);
    assert!(outcome.status == 1 && outcome.stderr.contains("no-credentials"), "{outcome:?}");
    assert_eq!(world.aws.calls().len(), before);
}
