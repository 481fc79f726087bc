//! Sessions of `aws login`, against the fake AWS.

use std::fs;
use std::path::PathBuf;

use awsp::config::plan::{Plan, Source};
use awsp::domain::time;
use awsp::error::{Error, Kind};
use awsp::provider::{Context, Refresh, Resolved, resolve};
use awsp::store::Store;
use awsp::store::sign_in::login_token_file;
use chrono::{TimeDelta, Utc};
use fake_aws::issued_key;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::login_world::{OLD_KEY, PLANTED, SESSION, check_file, pkcs8, token};
use crate::provider_world::{MY_ROLE, World, step};

/// A world with a home, and a token file in it.
struct Login {
    world: World,
    home: TempDir,
    store: Store,
}

impl Login {
    fn new(token: &Value) -> Self {
        let world = World::new();
        let login = Self { store: world.store(), world, home: tempfile::tempdir().unwrap() };
        fs::create_dir_all(login.file().parent().unwrap()).unwrap();
        fs::write(login.file(), token.to_string()).unwrap();
        login
    }

    fn file(&self) -> PathBuf {
        login_token_file(&self.world.env, self.home.path(), SESSION)
    }

    fn plan() -> Plan {
        let source = Source::Login { profile: "con sole".into(), session: SESSION.into() };
        Plan { source, roles: vec![] }
    }

    fn resolve(&self) -> Result<Resolved, Error> {
        self.resolve_with(&Self::plan(), |_| ())
    }

    fn resolve_with(&self, plan: &Plan, change: impl FnOnce(&mut Context<'_>)) -> Result<Resolved, Error> {
        let networks = |_: &str| Ok(self.world.network.clone());
        let mut context = self.world.context(&self.store);
        context.home = Some(self.home.path());
        context.network_of = Some(&networks);
        change(&mut context);
        resolve(&context, plan, Refresh::IfNeeded)
    }

    fn calls(&self) -> Vec<String> {
        self.world.fake.calls()
    }

    /// The error of a file with this content; nothing secret is in it, and nobody was called.
    fn refuses(&self, content: &[u8]) -> Error {
        fs::write(self.file(), content).unwrap();
        let error = self.resolve().unwrap_err();
        check_secrets(&error);
        assert_eq!(error.kind, Kind::SignIn, "{error:?}");
        assert_eq!(error.hints, ["sign in again: awsp login 'con sole'"]);
        assert!(self.calls().is_empty());
        error
    }
}

fn check_secrets(error: &Error) {
    let shown = format!("{error:?}");
    for planted in PLANTED {
        assert!(!shown.contains(planted), "{shown}");
    }
}

#[test]
fn keys_with_more_than_five_minutes_are_used_as_they_are() {
    let login = Login::new(&token(330));
    let before = fs::read(login.file()).unwrap();
    let resolved = login.resolve().unwrap();
    assert_eq!(resolved.credentials.access_key_id, OLD_KEY);
    assert_eq!(resolved.credentials.account_id.unwrap().as_str(), "444455556666");
    assert!(resolved.credentials.expires_at.is_some() && resolved.refreshes);
    assert!(login.calls().is_empty());
    assert_eq!(fs::read(login.file()).unwrap(), before);
}

#[test]
fn a_session_near_its_end_is_renewed_once_and_written_back_as_the_aws_cli_does() {
    let mut in_pkcs8 = token(-600);
    in_pkcs8["dpopKey"] = pkcs8().into();
    for before in [token(290), token(-600), in_pkcs8] {
        let login = Login::new(&before);
        login.world.fake.configure(json!({"signin": {"single_use": true}}));
        let asked_at = Utc::now();
        let credentials = login.resolve().unwrap().credentials;
        let key = issued_key("signin", &[SESSION, "refresh:PLANTED-refresh"]);
        assert_eq!(credentials.access_key_id, key.id);
        assert_eq!(credentials.secret_access_key.reveal(), key.secret);
        assert_eq!(credentials.session_token.as_ref().unwrap().reveal(), key.token);
        assert_eq!(credentials.account_id.as_ref().unwrap().as_str(), "444455556666");
        let lives = credentials.expires_at.unwrap() - asked_at;
        assert!((TimeDelta::seconds(899)..TimeDelta::seconds(960)).contains(&lives), "{lives}");

        let mut after = check_file(&login.file());
        assert_eq!(after["accessToken"]["accessKeyId"], *key.id);
        let written = time::parse(after["accessToken"]["expiresAt"].as_str().unwrap()).unwrap();
        assert!((credentials.expires_at.unwrap() - written).abs() <= TimeDelta::seconds(1));
        assert!(after["refreshToken"].as_str().unwrap().starts_with("fake-signin-refresh-"));
        for name in ["accessToken", "refreshToken"] {
            after[name] = before[name].clone();
        }
        assert_eq!(after, before, "all else stays");

        assert_eq!(login.resolve().unwrap().credentials.access_key_id, key.id);
        assert_eq!(login.calls(), ["signin CreateOAuth2Token"]);
        let call = &login.world.fake.log()[0];
        assert_eq!(call["dpop"]["valid_shape"], json!(true));
        let url = format!("{}/v1/token", login.world.fake.url());
        assert_eq!(call["dpop"]["claims"], json!({"htm": "POST", "htu": url}));
        assert_eq!(call["dpop"]["claim_names"], json!(["htm", "htu", "iat", "jti"]));
    }
}

#[test]
fn each_attempt_has_a_proof_of_its_own() {
    let login = Login::new(&token(-1));
    login.world.fake.fault(json!({"service": "signin", "kind": "truncate", "times": 2}));
    login.resolve().unwrap();
    let log = login.world.fake.log();
    let mut ids: Vec<_> = log.iter().map(|call| call["dpop"]["jti"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().all(|id| id.len() == 36), "{ids:?}");
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 3, "{ids:?}");
}

#[test]
fn refusals_are_told_in_words() {
    for (refusal, kind, code, word) in [
        ("TOKEN_EXPIRED", Kind::SignIn, "sign-in-needed", "has ended"),
        ("USER_CREDENTIALS_CHANGED", Kind::SignIn, "sign-in-needed", "password"),
        ("INSUFFICIENT_PERMISSIONS", Kind::Failed, "access-denied", "denied"),
        ("OTHER", Kind::SignIn, "sign-in-needed", "OTHER"),
    ] {
        // Refused is refused for the AWS CLI, also while the keys are still good.
        for left in [-240, 240] {
            let login = Login::new(&token(left));
            login.world.fake.configure(json!({"signin": {"refresh": refusal}}));
            let error = login.resolve().unwrap_err();
            check_secrets(&error);
            assert_eq!((error.kind, error.code), (kind, Some(code)), "{error:?}");
            assert!(error.message.contains(word) && error.message.contains(SESSION), "{error:?}");
            let hint =
                if kind == Kind::SignIn { "awsp login 'con sole'" } else { "signin:CreateOAuth2Token" };
            assert!(error.hints[0].ends_with(hint), "{error:?}");
            assert_eq!(
                fs::read_to_string(login.file()).unwrap(),
                token_text(&login),
                "the file is as it was"
            );
        }
    }
    let login = Login::new(&token(-1));
    login.world.fake.configure(json!({"signin": {"single_use": true, "used": ["PLANTED-refresh"]}}));
    let error = login.resolve().unwrap_err();
    assert_eq!((error.kind, error.code), (Kind::SignIn, Some("sign-in-needed")), "{error:?}");
}

/// The file's text as the test wrote it.
fn token_text(login: &Login) -> String {
    let value: Value = serde_json::from_slice(&fs::read(login.file()).unwrap()).unwrap();
    assert_eq!(value["refreshToken"], json!("PLANTED-refresh"));
    value.to_string()
}

#[test]
fn where_aws_is_not_reached_keys_are_used_to_their_end() {
    for (left, works) in [(200, true), (-1, false)] {
        let login = Login::new(&token(left));
        login.world.fake.fault(json!({"service": "signin", "kind": "status", "status": 500, "times": -1}));
        match login.resolve() {
            Ok(resolved) => assert!(works && resolved.credentials.access_key_id == OLD_KEY),
            Err(error) => {
                check_secrets(&error);
                assert_eq!((works, error.kind, error.code), (false, Kind::Failed, Some("aws-unreachable")));
            }
        }
        assert_eq!(login.calls().len(), 3);
    }
}

#[test]
fn a_region_is_needed_only_for_renewing() {
    let login = Login::new(&token(-1));
    let error = login.resolve_with(&Login::plan(), |context| context.scope.region = None).unwrap_err();
    assert_eq!((error.kind, error.code), (Kind::Failed, Some("no-region")));
    assert!(login.calls().is_empty());
    let login = Login::new(&token(3600));
    assert!(login.resolve_with(&Login::plan(), |context| context.scope.region = None).is_ok());
}

#[test]
fn a_file_that_is_no_session_is_named_with_what_is_wrong() {
    let login = Login::new(&token(3600));
    let file = login.file().display().to_string();
    let whole = token(3600).to_string();
    let changed = |pointer: &str, value: Value| {
        let mut token = token(-1);
        *token.pointer_mut(pointer).unwrap() = value;
        token.to_string()
    };
    let huge = format!("{whole}{}", " ".repeat(2 << 20));
    let (needed, unreadable) = ("sign-in-needed", "sign-in-unreadable");
    let no_key = "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n";
    for (content, code, words) in [
        (whole[..whole.len() / 2].to_owned(), needed, "is not whole"),
        (String::new(), needed, "is not whole"),
        ("[1]".to_owned(), needed, "is not whole"),
        ("[".repeat(100_000), needed, "is not whole"),
        (huge, unreadable, "larger than a megabyte"),
        (changed("/accessToken", json!("eyJ")), unreadable, "accessToken is missing"),
        (
            changed("/accessToken/expiresAt", json!(1_795_176_000)),
            unreadable,
            "accessToken.expiresAt is missing",
        ),
        (changed("/accessToken/expiresAt", json!("soon")), unreadable, "accessToken.expiresAt is missing"),
        (
            changed("/accessToken/sessionToken", json!(null)),
            unreadable,
            "accessToken.sessionToken is missing",
        ),
        (changed("/refreshToken", json!("")), unreadable, "refreshToken is missing"),
        (changed("/clientId", json!({})), unreadable, "clientId is missing"),
        (changed("/dpopKey", json!(null)), unreadable, "dpopKey is missing"),
        (changed("/dpopKey", json!(no_key)), unreadable, "dpopKey is no private key"),
    ] {
        let error = login.refuses(content.as_bytes());
        assert_eq!(error.code, Some(code));
        assert!(error.message.contains(&file) && error.message.contains(words), "{error:?}");
    }
    fs::remove_file(login.file()).unwrap();
    let error = login.resolve().unwrap_err();
    assert_eq!((error.kind, error.code), (Kind::SignIn, Some("sign-in-needed")));
    assert!(error.message.contains(&file), "{error:?}");
}

#[test]
fn a_file_that_another_tool_is_writing_is_looked_at_again() {
    let login = Login::new(&json!({}));
    fs::write(login.file(), "{\"accessToken\": {").unwrap();
    // The pause between two looks is when the other tool comes to its end.
    thread_local! { static FILE: std::cell::RefCell<PathBuf> = const { std::cell::RefCell::new(PathBuf::new()) }; }
    FILE.set(login.file());
    let resolved = login.resolve_with(&Login::plan(), |context| {
        context.sleep = |_| FILE.with_borrow(|file| fs::write(file, token(3600).to_string()).unwrap());
    });
    assert_eq!(resolved.unwrap().credentials.access_key_id, OLD_KEY);
}

#[test]
fn a_session_that_another_tool_has_renewed_meanwhile_needs_no_sign_in() {
    let login = Login::new(&token(-1));
    login.world.fake.configure(json!({"signin": {"single_use": true, "used": ["PLANTED-refresh"]}}));
    login.world.fake.fault(json!({"service": "signin", "kind": "status", "status": 500}));
    // The pause before the second attempt is when the other tool writes what it got.
    thread_local! { static FILE: std::cell::RefCell<PathBuf> = const { std::cell::RefCell::new(PathBuf::new()) }; }
    FILE.set(login.file());
    let resolved = login.resolve_with(&Login::plan(), |context| {
        context.sleep = |_| FILE.with_borrow(|file| fs::write(file, token(3600).to_string()).unwrap());
    });
    assert_eq!(resolved.unwrap().credentials.access_key_id, OLD_KEY);
    assert_eq!(login.calls().len(), 2);
}

#[test]
fn a_sign_in_service_that_is_asked_too_often_is_no_reason_to_sign_in() {
    let login = Login::new(&token(-1));
    let fault = json!({
        "service": "signin", "kind": "error", "status": 429, "code": "TooManyRequestsError", "message": "slow", "times": -1,
    });
    login.world.fake.fault(fault);
    let error = login.resolve().unwrap_err();
    assert_eq!((error.kind, error.code), (Kind::Failed, Some("aws-throttles")), "{error:?}");
}

#[test]
fn a_proof_is_made_again_by_the_clock_of_aws_where_this_one_is_wrong() {
    let login = Login::new(&token(-3600));
    login.world.fake.configure(json!({"signin": {"dpop_seconds": 60}}));
    let resolved = login.resolve_with(&Login::plan(), |context| {
        context.clock = || Utc::now() - TimeDelta::minutes(40);
    });
    assert!(resolved.is_ok(), "{resolved:?}");
    assert_eq!(login.calls().len(), 2);
}

#[test]
fn a_role_is_assumed_with_a_sessions_keys() {
    let login = Login::new(&token(3600));
    login.world.fake.configure(json!({"secrets": {OLD_KEY: "PLANTED-secret"}}));
    let plan = Plan { roles: vec![step(MY_ROLE)], ..Login::plan() };
    let resolved = login.resolve_with(&plan, |_| ()).unwrap();
    assert_eq!(resolved.credentials.account_id.unwrap().as_str(), "777788889999");
    assert_eq!(login.calls(), ["sts AssumeRole"]);
    assert_eq!(login.world.fake.log()[0]["signed"]["access_key_id"], json!(OLD_KEY));
}
