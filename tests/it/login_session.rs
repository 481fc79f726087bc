//! `awsp login` with the AWS console: what a person with a browser gets, and what becomes of whatever can go wrong.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Stdio};

use awsp::domain::env::Env;
use awsp::domain::time;
use awsp::store::sign_in::login_token_file;
use chrono::{TimeDelta, Utc};
use fake_aws::browser::{Mode, visit};
use p256::SecretKey;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::cli_world::{AWSP, Outcome, World};
use crate::login_world::check_file;

/// The session that `console` names.
const SESSION: &str = "arn:aws:iam::222233334444:user/me";
const OTHER: &str = "arn:aws:iam::444455556666:user/login-user";

fn world() -> World {
    let world = World::new().with("AWS_REGION", "eu-west-1").with("BROWSER", "/bin/true");
    world.aws.configure(json!({"signin": {"sub": SESSION, "single_use": true}}));
    world
}

fn file(world: &World, session: &str) -> PathBuf {
    login_token_file(&Env::default(), world.home(), session)
}

fn config(world: &World) -> String {
    fs::read_to_string(world.home().join(".aws/config")).unwrap()
}

/// A sign-in that waits for the browser, and the link that it shows.
struct Waiting {
    child: Child,
    link: String,
    said: String,
    stderr: BufReader<std::process::ChildStderr>,
}

impl Waiting {
    /// In a session without a terminal.
    fn start(world: &World, words: &[&str]) -> Self {
        Self::begin(world, &[], words)
    }

    /// The same, with a program before it that becomes it.
    fn begin(world: &World, before: &[&str], words: &[&str]) -> Self {
        let mut command = world.command("setsid");
        command.arg("--wait").args(before).args([AWSP, "login"]).args(words).env("PATH", "/usr/bin:/bin");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let (mut said, mut link) = (String::new(), String::new());
        while link.is_empty() {
            let mut line = String::new();
            assert_ne!(stderr.read_line(&mut line).unwrap(), 0, "no link: {said}");
            if let Some(at) = line.find("http") {
                line[at..].trim_end().clone_into(&mut link);
            }
            said.push_str(&line);
        }
        Self { child, link, said, stderr }
    }

    fn finish(mut self) -> Outcome {
        let (mut stdout, mut rest) = (String::new(), String::new());
        self.stderr.read_to_string(&mut rest).unwrap();
        self.child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
        let status = self.child.wait().unwrap().code().unwrap_or(-1);
        Outcome { status, stdout, stderr: self.said + &rest }
    }
}

/// Signs in with a browser that does as `mode` says; the pages that it was shown.
#[track_caller]
fn sign_in(world: &World, words: &[&str], mode: Mode) -> (Outcome, String) {
    let waiting = Waiting::start(world, words);
    let pages = visit(&waiting.link, mode).unwrap();
    (waiting.finish(), pages.iter().map(|page| page.text()).collect())
}

#[track_caller]
fn refused(outcome: &Outcome, status: i32, code: &str) -> String {
    assert_eq!((outcome.status, outcome.stdout.as_str()), (status, ""), "{outcome:?}");
    let told: Vec<&str> = outcome.stderr.lines().filter(|line| line.starts_with("{\"error\"")).collect();
    assert_eq!(told.len(), 1, "one clear line: {outcome:?}");
    let told: Value = serde_json::from_str(told[0]).unwrap();
    assert_eq!(told["error"]["code"], json!(code), "{outcome:?}");
    told["error"].to_string()
}

/// That nothing was left behind, and nothing changed.
#[track_caller]
fn untouched(world: &World, before: &str) {
    assert_eq!(config(world), before);
    let folder = file(world, SESSION).parent().unwrap().to_path_buf();
    let left: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(left, Vec::<PathBuf>::new());
}

#[test]
fn a_profile_is_signed_in_to_as_aws_login_does_it_and_renewed_by_awsp() {
    let world = world();
    let before = config(&world);
    let (outcome, page) = sign_in(&world, &["console", "--no-browser"], Mode::Approve);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (0, ""), "{outcome:?}");
    assert!(outcome.stderr.contains(&format!("signed in as {SESSION}")), "{outcome:?}");
    assert!(page.contains("signed in") && page.contains(SESSION), "{page}");
    assert_eq!(config(&world), before, "the profile says all that already");
    assert_eq!(world.aws.calls(), ["signin Authorize", "signin CreateOAuth2Token"]);
    let log = world.aws.log();
    let (asked, exchanged) = (&log[0]["params"], &log[1]["params"]);
    assert_eq!(asked["client_id"], json!("arn:aws:signin:::devtools/same-device"));
    assert_eq!(asked["code_challenge_method"], json!("SHA-256"));
    assert_eq!((&asked["response_type"], &asked["scope"]), (&json!("code"), &json!("openid")));
    assert!(asked["redirect_uri"].as_str().unwrap().starts_with("http://127.0.0.1:"), "{asked}");
    assert!(asked["redirect_uri"].as_str().unwrap().ends_with("/oauth/callback"), "{asked}");
    assert_eq!(exchanged["grantType"], json!("authorization_code"));
    assert_eq!(exchanged["redirectUri"], asked["redirect_uri"]);
    assert_eq!(exchanged["codeVerifier"].as_str().unwrap().len(), 64);
    assert_eq!((&log[1]["pkce"], &log[1]["dpop"]["valid_shape"]), (&json!("ok"), &json!(true)));

    let mut held = check_file(&file(&world, SESSION));
    let names: Vec<&str> = held.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["accessToken", "tokenType", "clientId", "refreshToken", "idToken", "dpopKey"]);
    assert_eq!(held["accessToken"]["accountId"], json!("222233334444"));
    assert_eq!(held["clientId"], json!("arn:aws:signin:::devtools/same-device"));
    let end = time::parse(held["accessToken"]["expiresAt"].as_str().unwrap()).unwrap();
    assert!((end - Utc::now() - TimeDelta::seconds(900)).abs() < TimeDelta::seconds(60), "{end}");
    let pem = held["dpopKey"].as_str().unwrap();
    assert!(pem.starts_with("-----BEGIN EC PRIVATE KEY-----\n") && SecretKey::from_sec1_pem(pem).is_ok());

    // The prompt and everybody else use it, and it is renewed with the key that it was bound to.
    let key = held["accessToken"]["accessKeyId"].clone();
    assert_eq!(world.run(&["export", "--profile", "console"]).json()["AccessKeyId"], key);
    assert!(world.run(&["prompt", "--profile", "console"]).stdout.contains("console 222233334444"));
    held["accessToken"]["expiresAt"] = json!("2026-01-01T00:00:00Z");
    fs::write(file(&world, SESSION), held.to_string()).unwrap();
    let renewed = world.run(&["export", "--profile", "console"]);
    assert_eq!(renewed.status, 0, "{renewed:?}");
    assert_ne!(renewed.json()["AccessKeyId"], key);
    check_file(&file(&world, SESSION));
}

#[test]
fn a_sign_in_again_takes_the_place_of_the_one_before() {
    let world = world();
    for _ in 0..2 {
        assert_eq!(sign_in(&world, &["console", "--no-browser"], Mode::Approve).0.status, 0);
    }
    check_file(&file(&world, SESSION));
}

#[test]
fn what_goes_wrong_in_the_browser_is_told_in_one_line_and_leaves_nothing() {
    for (mode, code, words) in [
        (Mode::Deny, "sign-in-denied", "not allowed in the browser"),
        (Mode::WrongCode, "sign-in-refused", "does not take the code"),
    ] {
        let world = world();
        let before = config(&world);
        let (outcome, page) = sign_in(&world, &["--json", "console", "--no-browser"], mode);
        let told = refused(&outcome, 1, code);
        assert!(told.contains(words) && told.contains("awsp login console"), "{told}");
        assert!(page.to_lowercase().contains("not signed in"), "{page}");
        assert!(!page.contains("<said>"), "what strangers say is no part of the page: {page}");
        untouched(&world, &before);
        assert_eq!(world.run(&["export", "--profile", "console"]).status, 3);
    }
    // A stranger's answer ends nothing.
    let world = world();
    let waiting = Waiting::start(&world, &["console", "--no-browser"]);
    visit(&waiting.link, Mode::WrongState).unwrap();
    visit(&waiting.link, Mode::HangUp).unwrap();
    visit(&waiting.link, Mode::Twice).unwrap();
    let outcome = waiting.finish();
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert!(outcome.stderr.contains("another sign-in"), "{outcome:?}");
}

#[test]
fn what_aws_refuses_is_told_in_one_line_and_leaves_nothing() {
    for (refusal, code, words) in [
        ("AUTHCODE_EXPIRED", "sign-in-late", "ended before it was used"),
        ("TOKEN_EXPIRED", "sign-in-late", "ended before it was used"),
        ("USER_CREDENTIALS_CHANGED", "sign-in-refused", "was changed"),
        ("INSUFFICIENT_PERMISSIONS", "access-denied", "SignInLocalDevelopmentAccess"),
        ("SOMETHING_NEW", "sign-in-refused", "SOMETHING_NEW"),
    ] {
        let world = world();
        let before = config(&world);
        world.aws.configure(json!({"signin": {"code": refusal}}));
        let (outcome, page) = sign_in(&world, &["--json", "console", "--no-browser"], Mode::Approve);
        let told = refused(&outcome, 1, code);
        assert!(told.contains(words), "{told}");
        assert!(page.to_lowercase().contains("not signed in"), "{page}");
        untouched(&world, &before);
    }
    for (fault, code) in [
        (
            json!({"service": "signin", "op": "CreateOAuth2Token", "kind": "status", "status": 500, "times": -1}),
            "aws-unreachable",
        ),
        (
            json!({"service": "signin", "op": "CreateOAuth2Token", "kind": "reset", "times": -1}),
            "aws-unreachable",
        ),
        (
            json!({"service": "signin", "op": "CreateOAuth2Token", "kind": "error", "status": 429, "code": "TooManyRequestsError", "message": "slow", "times": -1}),
            "aws-throttles",
        ),
    ] {
        let world = world();
        let before = config(&world);
        world.aws.fault(fault);
        let (outcome, _) = sign_in(&world, &["--json", "console", "--no-browser"], Mode::Approve);
        refused(&outcome, 1, code);
        untouched(&world, &before);
    }
    // What passes by itself is tried again, with the same code.
    let world = world();
    world.aws.fault(json!({"service": "signin", "op": "CreateOAuth2Token", "kind": "status", "status": 503}));
    assert_eq!(sign_in(&world, &["console", "--no-browser"], Mode::Approve).0.status, 0);
}

#[test]
fn an_answer_that_does_not_say_who_signed_in_is_none() {
    for subject in ["nobody:of:no:kind:222233334444:x", "arn:aws:iam::222233334444:user/a\nregion = x"] {
        let world = world();
        let before = config(&world);
        world.aws.configure(json!({"signin": {"sub": subject}}));
        let (outcome, _) = sign_in(&world, &["--json", "console", "--no-browser"], Mode::Approve);
        refused(&outcome, 1, "strange-answer");
        untouched(&world, &before);
    }
}

#[test]
fn another_session_than_the_profiles_is_not_kept_unasked() {
    let world = world();
    let before = config(&world);
    world.aws.configure(json!({"signin": {"sub": OTHER}}));
    let (outcome, page) = sign_in(&world, &["--json", "console", "--no-browser"], Mode::Approve);
    let told = refused(&outcome, 1, "another-session");
    assert!(told.contains(SESSION) && told.contains(OTHER), "{told}");
    assert!(page.contains("another session"), "{page}");
    untouched(&world, &before);
}

#[test]
fn a_wrong_clock_is_reckoned_with() {
    let world = world();
    world.aws.configure(json!({"signin": {"dpop_seconds": 60}}));
    let world = world.with("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    let waiting = Waiting::begin(&world, &["faketime", "-f", "-40m"], &["console", "--no-browser"]);
    visit(&waiting.link, Mode::Approve).unwrap();
    let outcome = waiting.finish();
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert!(outcome.stderr.contains("40 minutes behind"), "{outcome:?}");
    assert_eq!(world.aws.calls().len(), 3, "the proof was made again by AWS's clock");
}

#[test]
fn profiles_of_other_kinds_are_refused_and_unknown_ones_named() {
    let world = world();
    let before = config(&world);
    world.write(".aws/config", &format!("{before}\n[profile empty]\noutput = json\n[profile odd]\nlogin_session = {SESSION}\ncredential_process = x\n"));
    let before = config(&world);
    let login = |words: &[&str]| {
        let mut command = world.command("setsid");
        command.args(["--wait", AWSP, "--json", "login"]).args(words).env("PATH", "/usr/bin:/bin");
        Outcome::of(&command.output().unwrap())
    };
    // The session comes before the program there, but the AWS CLI refuses to sign in.
    let told = refused(&login(&["odd"]), 1, "profile-of-another-kind");
    assert!(told.contains("a program") && told.contains("config:"), "{told}");
    let told = refused(&login(&["consol"]), 1, "unknown-profile");
    assert!(
        told.contains("awsp login console") && told.contains("on a terminal: awsp login consol"),
        "{told}"
    );
    let told = refused(&login(&["empty"]), 1, "no-credentials");
    assert!(told.contains("on a terminal: awsp login empty"), "{told}");
    untouched(&world, &before);
    let without = World::new().with("BROWSER", "/bin/true");
    let mut command = without.command("setsid");
    command.args(["--wait", AWSP, "--json", "login", "console"]).env("PATH", "/usr/bin:/bin");
    refused(&Outcome::of(&command.output().unwrap()), 1, "no-region");
    assert!(world.aws.calls().is_empty() && without.aws.calls().is_empty());
}

#[test]
fn nobody_is_bothered_where_nothing_could_be_kept() {
    let world = world();
    world.write(".aws/login", "a file where a folder is to be");
    let mut command = world.command(AWSP);
    let outcome = Outcome::of(&command.args(["--json", "login", "console"]).output().unwrap());
    let told = refused(&outcome, 1, "sign-in-unwritable");
    assert!(told.contains("hints") && !outcome.stderr.contains("http"), "{outcome:?}");
}

#[test]
fn a_person_who_leaves_leaves_nothing_behind() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let world = world();
        let before = config(&world);
        let waiting = Waiting::start(&world, &["console", "--no-browser"]);
        // setsid has become the program.
        kill_process(Pid::from_child(&waiting.child), signal).unwrap();
        let outcome = waiting.finish();
        assert_eq!(outcome.status, 130, "{outcome:?}");
        assert!(outcome.stderr.trim_end().ends_with("cancelled"), "{outcome:?}");
        untouched(&world, &before);
    }
}

#[test]
fn the_browser_is_opened_with_the_link_alone_and_a_browser_that_fails_is_told() {
    let world = world();
    let script = world.write("browser", "#!/bin/sh\nprintf '%s' \"$*\" >\"$HOME/link.new\"\nenv >\"$HOME/env\"\nmv \"$HOME/link.new\" \"$HOME/link\"\n");
    fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let script = script.to_string_lossy().into_owned();
    let world = world.with("BROWSER", &script).with("AWS_SECRET_ACCESS_KEY", "planted-secret");
    let waiting = Waiting::start(&world, &["console"]);
    let opened = world.home().join("link");
    while !opened.exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert_eq!(fs::read_to_string(opened).unwrap(), waiting.link);
    assert!(!fs::read_to_string(world.home().join("env")).unwrap().contains("planted-secret"));
    visit(&waiting.link, Mode::Approve).unwrap();
    assert_eq!(waiting.finish().status, 0);
    let failing = world.with("BROWSER", "/bin/false");
    let waiting = Waiting::start(&failing, &["console"]);
    let link = waiting.link.clone();
    let mut waiting = waiting;
    let mut line = String::new();
    while !line.contains("open the link yourself") {
        line.clear();
        assert_ne!(waiting.stderr.read_line(&mut line).unwrap(), 0);
    }
    visit(&link, Mode::Approve).unwrap();
    assert_eq!(waiting.finish().status, 0);
}

#[test]
fn nothing_secret_is_said() {
    let world = world();
    let (outcome, page) = sign_in(&world, &["-v", "console", "--no-browser"], Mode::Approve);
    assert_eq!(outcome.status, 0);
    let exchanged = &world.aws.log()[1]["params"];
    let held = check_file(&file(&world, SESSION));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let keys = &held["accessToken"];
    let secrets = [
        text(&exchanged["code"]),
        text(&exchanged["codeVerifier"]),
        text(&keys["secretAccessKey"]),
        text(&keys["sessionToken"]),
        text(&held["refreshToken"]),
        text(&held["idToken"]),
        text(&held["dpopKey"]).lines().nth(1).unwrap().to_owned(),
    ];
    for secret in secrets {
        assert!(!outcome.stderr.contains(&secret) && !page.contains(&secret), "{secret}: {outcome:?}");
    }
}

#[test]
fn refresh_renews_a_session_whose_keys_are_good() {
    let world = world();
    assert_eq!(sign_in(&world, &["console", "--no-browser"], Mode::Approve).0.status, 0);
    let key = |world: &World| check_file(&file(world, SESSION))["accessToken"]["accessKeyId"].clone();
    let first = key(&world);
    world.aws.clear_log();
    let refresh = ["refresh", "--profile", "console"];
    assert_eq!(world.run(&refresh).status, 0);
    let second = key(&world);
    assert_ne!(second, first);
    assert_eq!(world.aws.calls(), ["signin CreateOAuth2Token", "sts GetCallerIdentity"]);
    // Who cannot be renewed is told, and keeps what holds.
    world.aws.fault(json!({"service": "signin", "kind": "status", "status": 500, "times": -1}));
    assert_eq!(world.run(&refresh).status, 1);
    assert_eq!((key(&world), world.run(&["export", "--profile", "console"]).status), (second.clone(), 0));
    let world = self::world();
    assert_eq!(sign_in(&world, &["console", "--no-browser"], Mode::Approve).0.status, 0);
    let before = key(&world);
    world.aws.configure(json!({"signin": {"refresh": "TOKEN_EXPIRED"}}));
    assert_eq!(world.run(&refresh).status, 3);
    assert_eq!(key(&world), before);
}
