//! `awsp logout`: what is gone afterwards, here and at AWS, and what stays.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use awsp::domain::env::Env;
use awsp::store::sign_in::login_token_file;
use serde_json::{Value, json};

use crate::cli_world::{AWSP, Outcome, World};
use crate::login_world;
use crate::planted::{PROFILES, plant};
use crate::sso_world::{self, put, sign_in, token, token_file, world};

/// The session that `console` names.
const CONSOLE: &str = "arn:aws:iam::222233334444:user/me";
const LOGOUT: &str = "sso Logout";

fn login_file(world: &World) -> PathBuf {
    login_token_file(&Env::default(), world.home(), CONSOLE)
}

fn sign_in_to_console(world: &World) {
    let file = login_file(world);
    world.write(
        file.strip_prefix(world.home()).unwrap().to_str().unwrap(),
        &login_world::token(3600).to_string(),
    );
}

fn stored(world: &World) -> Vec<Value> {
    world.run(&["cache", "list", "--json"]).json()["credentials"].as_array().unwrap().clone()
}

#[track_caller]
fn is_well(outcome: &Outcome, said: &str) {
    assert_eq!((outcome.status, outcome.stdout.as_str()), (0, ""), "{outcome:?}");
    assert!(outcome.stderr.contains(said), "{outcome:?}");
}

#[test]
fn a_session_ends_at_identity_center_and_all_that_came_of_it_here() {
    let world = world("sso");
    world.aws.configure(json!({"sso": {"tokens": ["bearer-1"]}}));
    sign_in(&world, &token(3600));
    put(&world, "other", &token(3600).to_string());
    let registration =
        world.write(".aws/sso/cache/registration.json", r#"{"clientId": "c", "clientSecret": "s"}"#);
    let of_cli = world.write(".aws/cli/cache/a.json", r#"{"ProviderType": "sso", "Credentials": {}}"#);
    let of_cli_role = world.write(".aws/cli/cache/b.json", r#"{"Credentials": {}}"#);
    sign_in_to_console(&world);
    assert_eq!(world.run(&["whoami"]).status, 0);
    assert_eq!(world.run(&["whoami", "--profile", "over"]).status, 0);
    assert_eq!(stored(&world).len(), 2);
    assert!(!world.run(&["prompt"]).stdout.contains("sign-in needed"));
    world.aws.clear_log();

    let outcome = world.run(&["logout"]);
    is_well(&outcome, "signed out of sso-session corp, here and at IAM Identity Center");
    assert_eq!(world.aws.calls(), [LOGOUT]);
    let call = &world.aws.log()[0];
    assert_eq!(
        (&call["method"], &call["path"], &call["bearer"]),
        (&json!("POST"), &json!("/logout"), &json!("bearer-1"))
    );
    assert!(!token_file(&world, "corp").exists() && !of_cli.exists());
    assert!(token_file(&world, "other").exists() && registration.exists() && of_cli_role.exists());
    assert!(login_file(&world).exists());
    assert_eq!(stored(&world), Vec::<Value>::new());
    assert!(world.run(&["prompt"]).stdout.contains("sign-in needed"));
    assert_eq!(world.run(&["export"]).status, 3);
    world.aws.clear_log();
    is_well(&world.run(&["logout"]), "nobody is signed in to sso-session corp");
    assert!(world.aws.calls().is_empty());
}

#[test]
fn a_session_is_named_by_profile_option_or_section() {
    for words in [["logout", "sso"].as_slice(), &["logout", "over"], &["logout", "--sso-session", "corp"]] {
        let world = world("benk");
        sign_in(&world, &token(3600));
        is_well(&world.run(words), "signed out of sso-session corp");
        assert!(!token_file(&world, "corp").exists(), "{words:?}");
    }
    let world = world("benk");
    put(&world, sso_world::START_URL, &token(3600).to_string());
    is_well(&world.run(&["logout", "old"]), "signed out of https://corp.awsapps.com/start");
    assert!(!token_file(&world, sso_world::START_URL).exists());
    // The section is gone, the sign-in is not.
    put(&world, "former", &token(3600).to_string());
    is_well(&world.run(&["logout", "--sso-session", "former"]), "signed out of sso-session former");
    let unknown = world.run(&["--json", "logout", "--sso-session", "former"]);
    assert_eq!(unknown.status, 1);
    assert!(unknown.stderr.contains("sso-session-missing"), "{unknown:?}");
    let unknown = world.run(&["logout", "nosuch"]);
    assert!(unknown.status == 1 && unknown.stderr.contains("there is no profile"), "{unknown:?}");
}

#[test]
fn without_a_profile_it_is_the_one_session_that_there_is() {
    let world = World::new();
    sign_in(&world, &token(3600));
    is_well(&world.run(&["logout"]), "signed out of sso-session corp");
    let config = fs::read_to_string(world.home().join(".aws/config")).unwrap();
    world.write(".aws/config", &format!("{config}\n[sso-session other]\nsso_start_url = https://other.awsapps.com/start\nsso_region = eu-west-1\n"));
    sign_in(&world, &token(3600));
    is_well(
        &world.run(&["logout"]),
        "the profile default hangs on no sign-in; to end all there are: awsp logout --all",
    );
    assert!(token_file(&world, "corp").exists());
}

#[test]
fn nothing_secret_is_said() {
    let (world, planted) = plant();
    world.aws.fault(json!({"service": "sso", "op": "Logout", "kind": "error", "status": 400, "code": "InvalidRequestException", "message": "planted-sso-access-token", "times": -1}));
    for profile in PROFILES {
        let outcome = world.run(&["-v", "logout", profile]);
        planted.assert_absent(outcome.stderr.as_bytes(), &format!("logout {profile}"));
        assert_eq!(outcome.stdout, "");
    }
    let (world, planted) = plant();
    let outcome = world.run(&["-v", "--json", "logout", "--all"]);
    planted.assert_absent(outcome.stderr.as_bytes(), "logout --all");
}

#[test]
fn a_profile_without_a_sign_in_is_no_error() {
    let world = world("benk");
    is_well(&world.run(&["logout"]), "hangs on no sign-in");
    is_well(&world.run(&["logout", "MyRole"]), "hangs on no sign-in");
    is_well(&world.run(&["logout", "--all"]), "nobody is signed in");
    assert!(world.aws.calls().is_empty());
}

#[test]
fn whatever_the_service_says_nobody_is_signed_in_here_any_more() {
    // A sign-in that holds no more is over there as well.
    let world = world("sso");
    world.aws.configure(json!({"sso": {"tokens": []}}));
    sign_in(&world, &token(-3600));
    is_well(&world.run(&["logout"]), "signed out of sso-session corp\n");
    for fault in [
        json!({"service": "sso", "op": "Logout", "kind": "status", "status": 500, "times": -1}),
        json!({"service": "sso", "op": "Logout", "kind": "reset", "times": -1}),
        json!({"service": "sso", "op": "Logout", "kind": "error", "status": 403, "code": "ForbiddenException", "message": "no bearer-1", "times": -1}),
    ] {
        let world = sso_world::world("sso");
        world.aws.fault(fault);
        sign_in(&world, &token(3600));
        let outcome = world.run(&["--json", "logout"]);
        assert_eq!(outcome.status, 1, "{outcome:?}");
        assert!(outcome.stderr.contains("sign-out-incomplete"), "{outcome:?}");
        assert!(outcome.stderr.contains("on this computer") && outcome.stderr.contains(sso_world::START_URL));
        assert!(!outcome.stderr.contains("bearer-1"), "{outcome:?}");
        assert!(!token_file(&world, "corp").exists());
        is_well(&world.run(&["logout"]), "nobody is signed in");
    }
    let world = sso_world::world("sso")
        .with("AWS_ENDPOINT_URL_SSO", "http://127.0.0.1:1")
        .with("AWS_MAX_ATTEMPTS", "1");
    sign_in(&world, &token(3600));
    let outcome = world.run(&["logout"]);
    assert!(outcome.status == 1 && outcome.stderr.contains("hint:"), "{outcome:?}");
    assert!(!token_file(&world, "corp").exists());
}

#[test]
fn a_file_that_is_not_whole_goes_as_well() {
    let world = world("sso");
    for text in ["", "{\"accessToken\": \"bear", "[]", r#"{"accessToken": "bearer-1"}"#] {
        put(&world, "corp", text);
        is_well(&world.run(&["logout"]), "signed out of sso-session corp");
        assert!(!token_file(&world, "corp").exists(), "{text}");
    }
    // The last one says not where, so that the session's region counts.
    assert_eq!(world.aws.calls(), [LOGOUT]);
}

#[test]
fn a_console_session_ends_without_a_call() {
    let world = World::new().with("AWS_PROFILE", "console").with("AWS_REGION", "eu-west-1");
    sign_in_to_console(&world);
    world.write(".aws/login/cache/notes.json", "{}");
    is_well(&world.run(&["logout"]), &format!("signed out of the console session of {CONSOLE}"));
    assert!(!login_file(&world).exists());
    assert!(world.home().join(".aws/login/cache/notes.json").exists());
    is_well(&world.run(&["logout"]), "nobody is signed in to the console session");
    assert!(world.aws.calls().is_empty());
    assert_eq!(world.run(&["export"]).status, 3);
    assert!(world.run(&["prompt"]).stdout.contains("sign-in needed"));
}

#[test]
fn all_are_ended_and_nothing_else_is_touched() {
    let world = world("benk");
    sign_in(&world, &token(3600));
    put(&world, "gone from the config", &token(3600).to_string());
    sign_in_to_console(&world);
    let kept: Vec<PathBuf> = [
        (".aws/sso/cache/registration.json", r#"{"clientId": "c", "clientSecret": "s"}"#),
        (".aws/sso/cache/other-program-token.json", r#"{"accessToken": "theirs"}"#),
        (".aws/login/cache/theirs.json", r#"{"accessToken": {"accessKeyId": "a"}}"#),
        (".aws/cli/cache/role.json", r#"{"Credentials": {}}"#),
    ]
    .map(|(name, text)| world.write(name, text))
    .to_vec();
    world.run(&["whoami", "--profile", "sso"]);
    world.run(&["whoami", "--profile", "MyRole"]);
    assert_eq!(stored(&world).len(), 2);
    world.aws.clear_log();
    let outcome = world.run(&["logout", "--all"]);
    is_well(&outcome, "signed out of sso-session corp");
    assert!(
        outcome.stderr.contains(&format!("signed out of the console session of {CONSOLE}")),
        "{outcome:?}"
    );
    assert_eq!(world.aws.calls(), [LOGOUT, LOGOUT]);
    assert!(kept.iter().all(|file| file.exists()));
    let left = |folder: &str| fs::read_dir(world.home().join(folder)).unwrap().count();
    assert_eq!((left(".aws/sso/cache"), left(".aws/login/cache")), (2, 1));
    let stored = stored(&world);
    assert_eq!(stored.len(), 1, "{stored:?}");
    assert!(stored[0]["of"].as_str().unwrap().ends_with("MyRole"), "what hangs on no sign-in stays");
}

#[test]
fn what_cannot_be_removed_is_emptied_or_told() {
    let world = world("sso");
    sign_in(&world, &token(3600));
    let file = token_file(&world, "corp");
    let folder = file.parent().unwrap();
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let superuser = fs::metadata("/proc/self").unwrap().uid() == 0;
    let run = || {
        let mut command = if superuser {
            // File modes bind the superuser as well.
            let mut command = world.command("setpriv");
            command
                .args(["--bounding-set=-dac_override,-dac_read_search", "--", AWSP])
                .env("PATH", "/usr/bin:/bin");
            command
        } else {
            world.command(AWSP)
        };
        Outcome::of(&command.args(["--json", "logout"]).output().unwrap())
    };
    mode(folder, 0o500);
    let outcome = run();
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert_eq!(fs::read(&file).unwrap(), b"");
    mode(folder, 0o700);
    sign_in(&world, &token(3600));
    mode(&file, 0o400);
    mode(folder, 0o500);
    let outcome = run();
    mode(folder, 0o700);
    assert_eq!(outcome.status, 1, "{outcome:?}");
    assert!(
        outcome.stderr.contains("sign-out-incomplete") && outcome.stderr.contains("rm -f -- "),
        "{outcome:?}"
    );
    assert!(outcome.stderr.contains("has ended it"), "{outcome:?}");
}

#[test]
fn a_renewal_that_runs_does_not_bring_the_sign_in_back() {
    let world = world("sso");
    sign_in(&world, &token(60));
    world.aws.fault(json!({"service": "oidc", "kind": "delay", "seconds": 1.0}));
    let renewal = sso_world::started(&world, &["whoami"], sso_world::CREATE);
    let outcome = world.run(&["logout"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    let _ = sso_world::finished(renewal);
    assert!(!token_file(&world, "corp").exists());
    // It was the renewed token that was ended.
    let ended: Vec<Value> =
        world.aws.log().into_iter().filter(|call| call["op"] == json!("Logout")).collect();
    assert_eq!(ended.len(), 1);
    assert_ne!(ended[0]["bearer"], json!("bearer-1"));
    assert_eq!(world.run(&["export"]).status, 3);

    let world = World::new().with("AWS_PROFILE", "console").with("AWS_REGION", "eu-west-1");
    let file = login_file(&world);
    world.write(
        file.strip_prefix(world.home()).unwrap().to_str().unwrap(),
        &login_world::token(-60).to_string(),
    );
    world.aws.fault(json!({"service": "signin", "kind": "delay", "seconds": 1.0}));
    let renewal = sso_world::started(&world, &["export"], "signin CreateOAuth2Token");
    assert_eq!(world.run(&["logout"]).status, 0);
    assert_eq!(sso_world::finished(renewal).status, 0);
    assert!(!file.exists());
}

#[test]
fn a_session_and_a_profile_are_not_both_signed_out_of() {
    let world = world("sso");
    sign_in(&world, &token(3600));
    let outcome = world.run(&["logout", "--sso-session", "corp", "--profile", "sso"]);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    assert!(outcome.stderr.contains("hint: awsp logout --sso-session corp\n"), "{outcome:?}");
    assert!(token_file(&world, "corp").exists());
}
