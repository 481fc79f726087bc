//! A role with a token from a file: what is sent, when the file is read, and what is said where it fails.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use awsp::config::plan::{Plan, Source};
use awsp::domain::origin::Origin;
use awsp::error::Error;
use awsp::provider::{Refresh, resolve};
use serde_json::{Value, json};

use crate::cli_world::World as Cli;
use crate::provider_world::{MY_ROLE, SECOND_ROLE, World, step};

const TOKEN: &str = "eyJhbGciOi.planted-token.c2ln";

fn source(file: &Path, session_name: Option<&str>) -> Source {
    Source::WebIdentity {
        role_arn: MY_ROLE.to_owned(),
        token_file: file.to_owned(),
        session_name: session_name.map(str::to_owned),
        origin: Some(Origin { file: Arc::new(PathBuf::from("/home/benk/.aws/config")), line: 3 }),
    }
}

fn plan(world: &World, token: &str, session_name: Option<&str>) -> Plan {
    let file = world.cache().with_file_name("token");
    std::fs::write(&file, token).unwrap();
    Plan { source: source(&file, session_name), roles: vec![] }
}

fn fail(world: &World, plan: &Plan) -> Error {
    let store = world.store();
    let error = resolve(&world.context(&store), plan, Refresh::IfNeeded).unwrap_err();
    assert!(error.message.contains("/home/benk/.aws/config:3"), "{error}");
    assert!(!error.hints.is_empty() && !format!("{error:?}").contains("planted"), "{error:?}");
    error
}

fn sent(world: &World, call: usize, name: &str) -> Option<String> {
    world.fake.log().get(call)?.pointer(&format!("/params/{name}"))?.as_str().map(str::to_owned)
}

#[test]
fn the_token_is_sent_as_it_is_and_nothing_is_signed() {
    let world = World::new();
    let store = world.store();
    let token = format!("{TOKEN}\n");
    let resolved = resolve(&world.context(&store), &plan(&world, &token, None), Refresh::IfNeeded).unwrap();
    assert_eq!(world.fake.calls(), ["sts AssumeRoleWithWebIdentity"]);
    let log = world.fake.log();
    assert!(log[0].get("signed").is_none_or(Value::is_null), "{:?}", log[0]);
    assert_eq!(sent(&world, 0, "WebIdentityToken").as_deref(), Some(token.as_str()));
    assert_eq!(sent(&world, 0, "RoleArn").as_deref(), Some(MY_ROLE));
    assert_eq!(sent(&world, 0, "RoleSessionName").as_deref(), Some("awsp-benk"));
    assert_eq!(sent(&world, 0, "DurationSeconds"), None);
    assert_eq!(
        resolved.credentials.account_id.map(|id| id.as_str().to_owned()).as_deref(),
        Some("777788889999")
    );
    assert!(resolved.refreshes && resolved.credentials.expires_at.is_some());
}

#[test]
fn the_file_is_read_again_at_each_call() {
    let world = World::new();
    let store = world.store();
    let first = plan(&world, "first-token", Some("me"));
    resolve(&world.context(&store), &first, Refresh::IfNeeded).unwrap();
    plan(&world, "second-token", Some("me"));
    assert!(resolve(&world.context(&store), &first, Refresh::IfNeeded).unwrap().from_cache);
    let other = Plan { roles: vec![], source: source(&world.cache().with_file_name("token"), Some("other")) };
    resolve(&world.context(&store), &other, Refresh::IfNeeded).unwrap();
    let tokens: Vec<_> = (0..2).map(|call| sent(&world, call, "WebIdentityToken").unwrap()).collect();
    assert_eq!(tokens, ["first-token", "second-token"]);
    assert_eq!(sent(&world, 0, "RoleSessionName").as_deref(), Some("me"));
}

#[test]
fn roles_over_it_are_assumed_with_its_credentials() {
    let world = World::new();
    let store = world.store();
    let plan = Plan { roles: vec![step(SECOND_ROLE)], ..plan(&world, TOKEN, None) };
    resolve(&world.context(&store), &plan, Refresh::IfNeeded).unwrap();
    assert_eq!(world.fake.calls(), ["sts AssumeRoleWithWebIdentity", "sts AssumeRole"]);
}

#[test]
fn a_file_of_no_use_is_named_before_any_call() {
    let world = World::new();
    for (token, part) in [("", "is empty"), ("abc", "too short")] {
        let error = fail(&world, &plan(&world, token, None));
        assert_eq!(error.code, Some("web-identity-token"), "{error}");
        assert!(error.message.contains(part), "{error}");
    }
    let error = fail(&world, &plan(&world, &"planted".repeat(20_000), None));
    assert!(error.message.contains("far longer"), "{error}");
    for (file, part) in
        [("/no/such/token", "No such file"), ("/", "no regular file"), ("~/token", "No such file")]
    {
        let error = fail(&world, &Plan { source: source(Path::new(file), None), roles: vec![] });
        assert_eq!(error.code, Some("web-identity-token"), "{file}");
        assert!(error.message.contains(part) && error.message.contains(file), "{error}");
    }
    let file = world.cache().with_file_name("token");
    std::fs::write(&file, b"\xff\xfe\xff\xfe").unwrap();
    let error = fail(&world, &Plan { source: source(&file, None), roles: vec![] });
    assert!(error.message.contains("no text"), "{error}");
    assert_eq!(fail(&world, &plan(&world, TOKEN, Some("x"))).code, Some("bad-role-setting"));
    assert!(world.fake.calls().is_empty());
}

#[test]
fn refusals_are_told_apart_without_the_token() {
    for (code, ours) in [
        ("ExpiredTokenException", "web-identity-refused"),
        ("InvalidIdentityToken", "web-identity-refused"),
        ("IDPRejectedClaim", "web-identity-refused"),
        ("AccessDenied", "access-denied"),
        ("ValidationError", "role-settings-refused"),
        ("RegionDisabledException", "aws-refused"),
    ] {
        let world = World::new();
        let message = format!("not with {TOKEN}, please");
        world.fake.fault(json!({"kind": "error", "status": 400, "code": code, "message": message}));
        let error = fail(&world, &plan(&world, &format!("{TOKEN}\n"), None));
        assert_eq!(error.code, Some(ours), "{code}: {error}");
        assert!(error.message.contains(MY_ROLE), "{error}");
        assert_eq!(world.fake.calls().len(), 1);
    }
    let world = World::new();
    world.fake.fault(json!({"kind": "error", "status": 400, "code": "IDPCommunicationError", "times": -1}));
    assert_eq!(fail(&world, &plan(&world, TOKEN, None)).code, Some("aws-unreachable"));
    assert_eq!(world.fake.calls().len(), 3);
}

#[test]
fn variables_decide_over_the_profile_but_not_over_its_option() {
    let world = Cli::new();
    world.write("token", TOKEN);
    world.write(
        ".aws/config",
        "[profile w]\nregion = eu-west-1\nrole_arn = arn:aws:iam::333344445555:role/Web\nweb_identity_token_file = token\n",
    );
    let variables = [("AWS_PROFILE", "w"), ("AWS_ROLE_ARN", "arn:aws:iam::333344445555:role/Variable")];
    let arn = |words: &[&str]| world.run_with(&variables, words).json()["arn"].as_str().unwrap().to_owned();
    assert_eq!(arn(&["whoami", "--json"]), "arn:aws:sts::333344445555:assumed-role/Variable/awsp-benk");
    assert_eq!(
        arn(&["whoami", "--json", "--profile", "w"]),
        "arn:aws:sts::333344445555:assumed-role/Web/awsp-benk"
    );
}
