//! The container's endpoint: what is asked, how often, and what is said where it fails.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use awsp::config::plan::{Plan, Source};
use awsp::error::Error;
use awsp::provider::{Refresh, Resolved, resolve};
use serde_json::{Value, json};

use crate::cli_world::World as Cli;
use crate::provider_world::{MY_ROLE, World, step};

const FULL: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const TOKEN: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
const TOKEN_FILE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

fn world(variables: &[(&str, &str)]) -> World {
    let mut world = World::new();
    let uri = format!("{}/ecs/x", world.fake.url());
    world.env.set(FULL, uri);
    for (name, value) in variables {
        world.env.set(name, *value);
    }
    world
}

fn ask(world: &World) -> Result<Resolved, Error> {
    let store = world.store();
    let plan = Plan { source: Source::Container { asked: false }, roles: vec![] };
    resolve(&world.context(&store), &plan, Refresh::IfNeeded)
}

fn fail(world: &World) -> Error {
    let error = ask(world).unwrap_err();
    assert!(!error.hints.is_empty() && !format!("{error:?}").contains("planted"), "{error:?}");
    error
}

#[test]
fn credentials_come_with_token_and_end_and_are_asked_for_each_time() {
    // The proxy is nobody: it must not be used.
    let world = world(&[("http_proxy", "http://127.0.0.1:9"), (TOKEN, "Basic planted")]);
    world.fake.configure(json!({"ecs": {"token": "Basic planted"}}));
    let resolved = ask(&world).unwrap();
    assert!(resolved.credentials.session_token.is_some() && resolved.credentials.expires_at.is_some());
    assert!(!resolved.from_cache);
    assert!(!ask(&world).unwrap().from_cache);
    assert_eq!(world.fake.calls(), ["ecs Credentials", "ecs Credentials"]);
}

#[test]
fn a_token_file_beats_the_variable_and_is_read_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    let world = world(&[(TOKEN, "other"), (TOKEN_FILE, file.to_str().unwrap())]);
    for token in ["one", "two"] {
        std::fs::write(&file, token).unwrap();
        world.fake.configure(json!({"ecs": {"token": token}}));
        ask(&world).unwrap();
    }
    for (text, part) in [("planted\n", "line end"), ("planted\rmore", "line end")] {
        std::fs::write(&file, text).unwrap();
        let error = fail(&world);
        assert_eq!(error.code, Some("container-token"));
        assert!(error.message.contains(part) && error.message.contains(TOKEN_FILE), "{error}");
    }
    std::fs::remove_file(&file).unwrap();
    assert_eq!(fail(&world).code, Some("container-token"));
    assert_eq!(world.fake.calls().len(), 2);
}

#[test]
fn failures_are_tried_three_times_with_pauses_of_a_second() {
    static SLEPT: AtomicU32 = AtomicU32::new(0);
    for (fault, part) in [
        (json!({"kind": "status", "status": 500}), "HTTP status 500"),
        (json!({"kind": "status", "status": 404}), "HTTP status 404"),
        (json!({"kind": "status", "status": 302, "body": "http://elsewhere"}), "HTTP status 302"),
        (json!({"kind": "status", "status": 200, "body": "<html>", "content_type": "text/html"}), "web page"),
        (json!({"kind": "malformed"}), "not JSON"),
        (json!({"kind": "malformed", "body": "x".repeat(100_000)}), "far longer"),
        (json!({"kind": "empty"}), "not JSON"),
        (json!({"kind": "reset"}), "broke off"),
        (json!({"kind": "truncate"}), "broke off"),
    ] {
        SLEPT.store(0, Ordering::SeqCst);
        let world = world(&[]);
        let arm = |times: i64| {
            let mut fault = fault.clone();
            fault["times"] = Value::from(times);
            world.fake.fault(fault);
        };
        arm(2);
        let store = world.store();
        let mut context = world.context(&store);
        context.sleep = |time| {
            assert_eq!(time, Duration::from_secs(1));
            SLEPT.fetch_add(1, Ordering::SeqCst);
        };
        let plan = Plan { source: Source::Container { asked: false }, roles: vec![] };
        resolve(&context, &plan, Refresh::IfNeeded).unwrap();
        assert_eq!(SLEPT.load(Ordering::SeqCst), 2, "{fault}");
        arm(-1);
        let error = fail(&world);
        assert_eq!(world.fake.calls().len(), 6, "{fault}");
        assert_eq!(error.code, Some("container-failed"));
        assert!(
            error.message.contains(part) && error.message.contains("after 3 attempts"),
            "{fault}: {error}"
        );
    }
}

#[test]
fn an_answer_without_a_field_is_not_asked_for_again() {
    for (body, part) in [
        (json!({"AccessKeyId": "A", "SecretAccessKey": "planted", "Token": "t"}), "no Expiration"),
        (
            json!({"SecretAccessKey": "planted", "Token": "t", "Expiration": "2099-01-01T00:00:00Z"}),
            "no AccessKeyId",
        ),
        (
            json!({"AccessKeyId": "A", "SecretAccessKey": "planted", "Expiration": "2099-01-01T00:00:00Z"}),
            "no Token",
        ),
        (
            json!({"AccessKeyId": "A", "SecretAccessKey": "planted", "Token": "t", "Expiration": "2099-01-01T00:00:00"}),
            "no time with a zone",
        ),
        (json!(["planted"]), "no Expiration"),
    ] {
        let world = world(&[]);
        world.fake.configure(json!({"ecs": {"body": body.to_string()}}));
        let error = fail(&world);
        assert!(error.message.contains(part), "{error}");
        assert_eq!(world.fake.calls().len(), 1);
    }
}

#[test]
fn what_ends_soon_is_asked_for_once_more_and_what_has_ended_is_no_use() {
    for (lifetime, code) in [(-60, Some("credentials-ended")), (300, None), (3600, None)] {
        let world = world(&[]);
        world.fake.configure(json!({"ecs": {"lifetime": lifetime}}));
        assert_eq!(ask(&world).err().and_then(|error| error.code), code, "{lifetime}");
        assert_eq!(world.fake.calls().len(), if lifetime < 900 { 2 } else { 1 }, "{lifetime}");
    }
}

#[test]
fn the_uri_must_be_near_or_secure_and_its_variable_counts_even_if_empty() {
    for (variables, part) in [
        (&[(FULL, "http://10.0.0.1/x?planted")][..], "'10.0.0.1'"),
        (&[(FULL, "http://example.com/planted")], "'example.com'"),
        (&[(FULL, "")], "no http or https URL"),
        (&[("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "@example.com/planted")], "'example.com'"),
    ] {
        let world = world(variables);
        let error = fail(&world);
        assert_eq!(error.code, Some("container-bad-uri"), "{error}");
        assert!(error.message.contains(part), "{error}");
        assert!(world.fake.calls().is_empty());
    }
}

#[test]
fn a_refused_token_is_named_and_not_shown() {
    let world = world(&[(TOKEN, "planted")]);
    world.fake.fault(json!({"kind": "status", "status": 401, "times": -1, "body": r#"{"code": "NoAuth", "message": "not planted"}"#}));
    let error = fail(&world);
    assert!(error.message.contains("NoAuth: not (hidden)"), "{error}");
    assert!(error.hints.iter().any(|hint| hint.contains(TOKEN)), "{error:?}");
}

#[test]
fn a_silent_endpoint_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let silent = thread::spawn(move || {
        for stream in listener.incoming().take(3) {
            let mut stream = stream.unwrap();
            // A start, and then nothing until the other side has had enough.
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"Acc");
            let _ = stream.read_to_end(&mut Vec::new());
        }
    });
    let mut world = World::new();
    world.env.set(FULL, format!("http://127.0.0.1:{port}/x"));
    let error = fail(&world);
    assert!(error.message.contains("after 3 attempts"), "{error}");
    silent.join().unwrap();
}

#[test]
fn a_role_over_it_says_who_asked() {
    let world = world(&[]);
    let store = world.store();
    let plan = Plan { source: Source::Container { asked: true }, roles: vec![step(MY_ROLE)] };
    resolve(&world.context(&store), &plan, Refresh::IfNeeded).unwrap();
    assert_eq!(world.fake.calls(), ["ecs Credentials", "sts AssumeRole"]);
    world.fake.fault(json!({"kind": "status", "status": 500, "times": -1}));
    let error = resolve(&world.context(&store), &plan, Refresh::Force).unwrap_err();
    assert!(error.message.contains("profile 'MyRole' (/home/benk/.aws/config:7)"), "{error}");
}

#[test]
fn nothing_selected_and_profiles_without_credentials_come_to_it() {
    let world = Cli::new();
    world.write(".aws/config", "[profile t]\nregion = eu-west-1\n");
    let uri = format!("{}/ecs/x", world.aws.url());
    for words in [&["whoami", "--json", "--region", "eu-west-1"][..], &["whoami", "--json", "--profile", "t"]]
    {
        let outcome = world.run_with(&[(FULL, &uri), ("AWS_EC2_METADATA_DISABLED", "true")], words);
        assert_eq!(outcome.status, 0, "{outcome:?}");
        assert_eq!(outcome.json()["account_id"], "666677778888");
        assert_eq!(outcome.json()["credentials"]["kind"], "metadata");
    }
    // Who they are was stored.
    let calls = ["ecs Credentials", "sts GetCallerIdentity", "ecs Credentials"];
    assert_eq!(world.aws.calls(), calls);
    // The prompt, a switch and a look at the state ask nobody.
    for words in [&["use", "t"][..], &["current", "--json"], &["prompt"], &["refresh", "--background"]] {
        world.run_with(&[(FULL, &uri), ("AWS_PROFILE", "t")], words);
    }
    assert_eq!(world.aws.calls(), calls);
}
