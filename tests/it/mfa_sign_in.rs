//! What the program says and does of a role that asks for an MFA code, with a sign-in and without.

use std::sync::Arc;

use awsp::config::plan::{Plan, RoleStep, Source};
use awsp::domain::credentials::Credentials;
use awsp::domain::env::Env;
use awsp::domain::network::Network;
use awsp::domain::origin::Origin;
use awsp::domain::region::Region;
use awsp::domain::secret::Secret;
use awsp::domain::time;
use awsp::provider::{Context, Refresh, resolve};
use awsp::store::Store;
use awsp::stored::Scope;
use chrono::{DateTime, Utc};
use serde_json::json;

use crate::cli_world::{KEY, Outcome, SECRET, World};

const SERIAL: &str = "arn:aws:iam::304876936646:mfa/benk";
const ROLE: &str = "arn:aws:iam::777788889999:role/Guarded";
const OTHER: &str = "arn:aws:iam::777788889999:role/Other";
const SWITCHED: (&str, &str) = ("AWSP_SWITCH", "profile=other");

/// Two profiles over the same keys and the same device.
fn world() -> World {
    let world = World::new().with("AWS_PROFILE", "other");
    let required = json!({ROLE: SERIAL, OTHER: SERIAL});
    world.aws.configure(json!({"sts": {"mfa_required": required, "mfa_once": true, "new_keys": true}}));
    let profile = |name: &str, role: &str| {
        format!(
            "[profile {name}]\nrole_arn = {role}\nsource_profile = benk\nmfa_serial = {SERIAL}\nregion = eu-west-1\n\n"
        )
    };
    world.write(".aws/config", &[profile("guarded", ROLE), profile("other", OTHER)].concat());
    world
}

/// Signs in for `guarded` with a code.
fn sign_in(world: &World) {
    let origin = Origin { file: Arc::new("credentials".into()), line: 1 };
    let credentials = Credentials {
        access_key_id: KEY.into(),
        secret_access_key: Secret::new(SECRET),
        session_token: None,
        expires_at: None,
        account_id: None,
    };
    let step = RoleStep {
        profile: "guarded".into(),
        role_arn: ROLE.into(),
        session_name: None,
        external_id: None,
        duration_seconds: None,
        mfa_serial: Some(SERIAL.into()),
        source_identity: None,
        origin: origin.clone(),
    };
    let source = Source::StaticKeys { profile: "benk".into(), credentials, origin };
    let (env, region) = (Env::default(), Region::parse("us-east-1").unwrap());
    let network = Network { endpoint_url: Some(world.aws.url().to_owned()), ..Network::default() };
    let scope = Scope { env: &env, region: Some(&region), network: &network };
    let store = Store::open(Some(world.home().join(".cache/awsp")), None);
    let mut context = Context::new(Some("guarded"), scope, &store);
    let ask = |_: &str| Ok("123456".to_owned());
    context.mfa = Some(&ask);
    resolve(&context, &Plan { source, roles: vec![step] }, Refresh::IfNeeded).unwrap();
    world.aws.clear_log();
}

fn moment(value: &serde_json::Value) -> DateTime<Utc> {
    value.as_str().and_then(time::parse).unwrap_or_else(|| panic!("{value}"))
}

#[test]
fn a_sign_in_for_one_profile_serves_the_other_and_is_shown_apart_from_its_session() {
    let world = world();
    sign_in(&world);
    let who = world.run(&["whoami", "--json"]);
    assert_eq!((who.status, who.stderr.as_str()), (0, ""), "{who:?}");
    assert_eq!(world.aws.calls(), ["sts AssumeRole", "sts GetCallerIdentity"]);
    let who = who.json();
    let minutes = |value| (moment(value) - Utc::now()).num_minutes();
    assert_eq!(who["credentials"]["refreshes"], true);
    assert!((58..=60).contains(&minutes(&who["credentials"]["expires_at"])), "{who}");
    assert_eq!((&who["sign_in"]["kind"], &who["sign_in"]["name"]), (&json!("mfa"), &json!(SERIAL)));
    assert!((718..=720).contains(&minutes(&who["sign_in"]["expires_at"])), "{who}");
    let current = world.run(&["current", "--json"]).json();
    assert_eq!(current["sign_in"], who["sign_in"]);
    assert_eq!(current["expires_at"], who["credentials"]["expires_at"]);
    let text = world.run(&["whoami"]).stdout;
    assert!(text.contains("renewed when needed") && text.contains(&format!("mfa {SERIAL}, until")), "{text}");

    let listed = world.run(&["cache", "list", "--json"]).json();
    let of = |of: &str| {
        let all = listed["credentials"].as_array().unwrap();
        all.iter().find(|one| one["of"].as_str().unwrap().contains(of)).unwrap_or_else(|| panic!("{listed}"))
    };
    assert_eq!(of(OTHER)["refreshes"], true);
    assert_eq!(of(OTHER)["sign_in"], json!({"kind": "mfa", "name": SERIAL}));
    assert_eq!(of("MFA session")["refreshes"], false);
    assert!(world.run(&["cache", "list"]).stdout.contains(&format!("when needed  mfa {SERIAL}")));
}

#[test]
fn behind_a_prompt_the_role_is_had_while_the_sign_in_lasts() {
    let world = world();
    assert_eq!(world.run(&["prompt"]).stdout, "other 777788889999 sign-in needed\n");
    assert_eq!(world.run_with(&[SWITCHED], &["refresh", "--background"]).status, 0);
    // What failed for want of a code, and is noted, holds nothing back once there was one.
    assert_eq!(without_terminal(&world, &["whoami"]).status, 3);
    assert!(world.aws.calls().is_empty());
    sign_in(&world);
    assert!(!world.run(&["prompt"]).stdout.contains("sign-in needed"));
    let behind = world.run_with(&[SWITCHED], &["refresh", "--background"]);
    assert_eq!(behind.status, 0, "{behind:?}");
    assert_eq!(world.aws.calls(), ["sts AssumeRole", "sts GetCallerIdentity"]);
    assert!(world.run_with(&[SWITCHED], &["prompt"]).stdout.contains("other 777788889999 until "));
    assert_eq!(world.run(&["refresh"]).status, 0, "renewed without a code");
}

/// The program in a session without a terminal.
fn without_terminal(world: &World, words: &[&str]) -> Outcome {
    let mut command = world.command("setsid");
    command
        .arg("--wait")
        .arg(crate::cli_world::AWSP)
        .args(words)
        .env("PATH", std::env::var_os("PATH").unwrap());
    Outcome::of(&command.output().unwrap())
}

#[test]
fn without_a_sign_in_and_a_terminal_it_is_a_matter_of_signing_in() {
    let world = world();
    for words in [
        ["whoami"].as_slice(),
        &["export"],
        &["exec", "other", "--server", "none", "--", "true"],
        &["credential-process", "--profile", "other"],
        &["credential-process", "--profile", "other", "--ask"],
        &["refresh"],
    ] {
        let outcome = without_terminal(&world, words);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (3, ""), "{words:?}: {outcome:?}");
        assert!(outcome.stderr.contains("awsp login"), "{words:?}: {outcome:?}");
    }
    assert!(world.aws.calls().is_empty());
    sign_in(&world);
    let given = without_terminal(&world, &["credential-process", "--profile", "other"]);
    assert_eq!(given.status, 0, "{given:?}");
}
