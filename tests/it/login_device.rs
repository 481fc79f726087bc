//! `awsp login` to Identity Center by a code.

use std::fs;

use fake_aws::browser::{Mode, visit};
use serde_json::json;

use crate::cli_world::{AWSP, Outcome, World};
use crate::login_sso_world::{
    CREATE, REGISTER, Running, START, assert_harmless, by_code, fails, folder, login, params, with_browser,
};
use crate::sso_world::{START_URL, held, token_file};

/// The link that a person is shown.
fn link(said: &str) -> String {
    said.lines().find(|line| line.starts_with("http")).unwrap().to_owned()
}

#[test]
fn without_a_browser_a_person_is_shown_a_code_and_waited_for() {
    let world = by_code("sso");
    world.aws.configure(json!({"oidc": {"pending": 2}}));
    let mut running = Running::start(&world, &[]);
    let said = running.says("waiting until it is allowed there");
    let why = said.lines().next().unwrap();
    // Where the tests run in a container, that is told first.
    assert!(
        ["there is no display", "this is a container"]
            .iter()
            .any(|reason| why == format!("awsp: {reason}, so you sign in by a code")),
        "{said}"
    );
    assert!(said.contains("open this link in any browser; it must show the code FAKE-0"), "{said}");
    assert!(said.contains("/device and type the code FAKE-0"), "{said}");
    visit(&link(&said), Mode::Approve).unwrap();
    let outcome = running.ended();
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert_harmless(&outcome);
    assert!(outcome.stderr.contains("signed in to sso-session corp until"), "{outcome:?}");
    let calls = world.aws.calls();
    assert_eq!(calls[..2], [REGISTER, START]);
    assert!(calls[2..].iter().all(|call| call == CREATE) && calls.len() >= 5, "{calls:?}");
    assert_eq!(
        params(&world, "RegisterClient")[0],
        json!({"clientName": "botocore-client-corp", "clientType": "public"})
    );
    assert_eq!(params(&world, "StartDeviceAuthorization")[0]["startUrl"], START_URL);
    assert_eq!(world.run(&["whoami"]).status, 0);
}

#[test]
fn whoever_is_asked_to_slow_down_does() {
    let world = by_code("sso");
    world.aws.configure(json!({"oidc": {"device": "auto", "slow_down": 1}}));
    let start = std::time::Instant::now();
    assert_eq!(world.run(&["login"]).status, 0);
    let calls = world.aws.calls();
    assert_eq!(calls, [REGISTER, START, CREATE, CREATE]);
    // Waiting less is what would be wrong, whatever the machine is doing.
    assert!(start.elapsed() >= std::time::Duration::from_secs(6), "{:?}", start.elapsed());
}

#[test]
fn the_legacy_form_takes_a_code_also_where_there_is_a_browser_which_opens_with_it() {
    let world = with_browser("old");
    world.aws.configure(json!({"oidc": {"device": "manual", "interval": 1}}));
    let mut running = Running::start(&world, &[]);
    let opened = running.link();
    assert!(opened.contains("/device?user_code=FAKE-0"), "{opened}");
    visit(&opened, Mode::Approve).unwrap();
    let outcome = running.ended();
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert!(outcome.stderr.contains(&format!("signed in to {START_URL} until")), "{outcome:?}");
    assert!(outcome.stderr.contains("one profile uses it"), "{outcome:?}");
    assert!(!outcome.stderr.contains("renewed when needed"), "the legacy form is never renewed: {outcome:?}");
    assert!(token_file(&world, START_URL).exists());
    assert_eq!(world.run(&["whoami"]).status, 0);
}

#[test]
fn a_service_that_knows_no_sign_in_in_the_browser_gives_a_code() {
    let world = with_browser("sso");
    world.aws.configure(json!({"oidc": {"register": "no_pkce", "device": "auto"}}));
    let outcome = world.run(&["login"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert!(outcome.stderr.contains("takes no sign-in in the browser here"), "{outcome:?}");
    assert!(outcome.stderr.contains("signing in by a code instead"), "{outcome:?}");
    assert_eq!(world.aws.calls(), [REGISTER, REGISTER, START, CREATE]);
    world.aws.configure(json!({"oidc": {"register": "invalid_request"}}));
    for file in folder(&world).keys() {
        fs::remove_file(token_file(&world, "corp").with_file_name(file)).unwrap();
    }
    fails(&world.run(&["login"]), 1, "not signed in to sso-session corp: 127.0.0.1");
    assert!(folder(&world).is_empty());
}

/// The world after a first sign-in by a code.
fn registered() -> World {
    let world = by_code("sso");
    world.aws.configure(json!({"oidc": {"device": "auto"}}));
    assert_eq!(world.run(&["login"]).status, 0);
    world.aws.configure(json!({"oidc": {"device": "manual"}}));
    world.aws.clear_log();
    world
}

#[test]
fn every_way_not_to_be_signed_in_ends_with_one_line_and_leaves_the_files_alone() {
    for (settings, words) in [
        (json!({"device": "deny"}), "it was not allowed in the browser"),
        (json!({"device": "expire"}), "the code ended before it was used"),
        (json!({"device": "manual", "device_expires_in": 2}), "the code ended before it was used"),
        (json!({"device": "auto", "expires_in": -5}), "a token without an end that makes sense"),
        (json!({"device": "auto", "expires_in": i64::MAX}), "a token without an end that makes sense"),
    ] {
        let world = registered();
        let before = folder(&world);
        world.aws.configure(json!({"oidc": settings}));
        fails(&world.run(&["login"]), 1, words);
        assert_eq!(folder(&world), before, "{words}");
        assert_eq!(world.run(&["whoami"]).status, 0, "the former sign-in holds");
    }
    let world = registered();
    let before = folder(&world);
    let mut running = Running::start(&world, &[]);
    let said = running.says("waiting until it is allowed there");
    visit(&link(&said), Mode::Deny).unwrap();
    fails(&running.ended(), 1, "it was not allowed in the browser");
    assert_eq!(folder(&world), before);
}

#[test]
fn a_registration_that_is_refused_is_renewed_once() {
    let world = registered();
    let token = token_file(&world, "corp");
    let name = folder(&world).into_keys().find(|name| !token.ends_with(name)).unwrap();
    let path = token.with_file_name(name);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("secret-of-", "another-secret-of-")).unwrap();
    world.aws.configure(json!({"oidc": {"device": "auto"}}));
    let outcome = world.run(&["login"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert_eq!(world.aws.calls(), [START, REGISTER, START, CREATE]);
    assert_ne!(held(&world)["clientId"], "client-0001");
}

#[test]
fn a_network_that_breaks_off_between_two_questions_ends_nothing() {
    let world = registered();
    for fault in [
        json!({"op": "CreateToken", "kind": "reset", "times": 2, "after": 1}),
        json!({"op": "CreateToken", "kind": "status", "status": 502, "times": 1, "after": 1}),
        json!({"op": "CreateToken", "kind": "throttle", "times": 1, "after": 1}),
    ] {
        world.aws.fault(fault.clone());
        let mut running = Running::start(&world, &[]);
        let said = running.says("; trying again");
        assert_eq!(said.matches("; trying again").count(), 1, "{said}");
        world.aws.device(None, "approve");
        let outcome = running.ended();
        assert_eq!(outcome.status, 0, "{fault}: {outcome:?}");
    }
    // Before anybody was asked it is told at once.
    for (operation, world) in [("RegisterClient", by_code("sso")), ("StartDeviceAuthorization", registered())]
    {
        let before = folder(&world);
        world.aws.fault(json!({"op": operation, "kind": "reset", "times": -1}));
        fails(&world.run(&["login"]), 1, "not signed in to sso-session corp: 127.0.0.1");
        assert_eq!(folder(&world), before);
    }
}

#[test]
fn an_answer_that_cannot_be_read_is_told_and_the_code_is_not_sent_again() {
    let world = registered();
    let before = folder(&world);
    world.aws.configure(json!({"oidc": {"device": "auto"}}));
    world.aws.fault(json!({"op": "CreateToken", "kind": "malformed", "body": r#"{"accessToken": "a"}"#}));
    fails(&world.run(&["login"]), 1, "the answer holds no expiresIn");
    assert_eq!(world.aws.calls(), [START, CREATE]);
    assert_eq!(folder(&world), before);
}

/// Runs a sign-in against one answer to `StartDeviceAuthorization`.
fn answered(body: &str) -> (World, Outcome) {
    let world = with_browser("sso");
    world
        .aws
        .fault(json!({"op": "StartDeviceAuthorization", "kind": "malformed", "body": body, "times": -1}));
    let outcome = world.run(&["login", "--device"]);
    (world, outcome)
}

#[test]
fn what_a_hostile_service_says_is_neither_opened_nor_acted_on() {
    let whole = |code: &str, link: &str, whole: &str| {
        json!({"deviceCode": "d", "userCode": code, "verificationUri": link, "verificationUriComplete": whole, "expiresIn": 600, "interval": 1})
            .to_string()
    };
    let huge = format!("https://h/{}", "x".repeat(10_000));
    for body in [
        whole("AB\u{1b}]0;x\u{7}", "https://h/", "https://h/?u"),
        whole("AB\nawsp: signed in", "https://h/", "https://h/?u"),
        whole("\u{202e}AB", "https://h/", "https://h/?u"),
        whole("AB", "javascript:alert(1)", "https://h/?u"),
        whole("AB", "https://h/", "file:///etc/passwd"),
        whole("AB", "https://h/", "--help"),
        whole("AB", "https://h/\u{1b}[2J", "https://h/"),
        whole("AB", &huge, "https://h/"),
        whole(&"A".repeat(1000), "https://h/", "https://h/"),
    ] {
        let (world, outcome) = answered(&body);
        fails(&outcome, 1, "the service named a page, or a code, that is none");
        assert!(!world.home().join("opened").exists(), "{body}");
        assert!(!token_file(&world, "corp").exists());
    }
    for body in ["{}", "[]", "<html>", r#"{"deviceCode": "d", "userCode": "AB"}"#, r#"{"deviceCode": 5}"#] {
        let (world, outcome) = answered(body);
        fails(&outcome, 1, "not signed in to sso-session corp: 127.0.0.1");
        assert!(!world.home().join("opened").exists(), "{body}");
    }
}

#[test]
fn on_a_terminal_the_link_is_shown_as_a_picture_that_fits() {
    let world = by_code("sso");
    for (columns, rows, there) in [(100, 50, true), (30, 50, false), (100, 12, false)] {
        let home = world.home().display();
        let script = format!(
            "stty cols {columns} rows {rows}; {AWSP} login --device 2>&1 > {home}/out & p=$!; \
             while ! grep -q 'waiting until' {home}/typed 2>/dev/null; do /bin/sleep 0.02; done; kill -INT $p; wait $p"
        );
        let output = world
            .command("/usr/bin/script")
            .args(["--quiet", "--flush", "--return", "--command", &script, &format!("{home}/typed")])
            .env("SHELL", "/bin/sh")
            .output();
        let Ok(output) = output else { panic!("script(1) is needed") };
        let typed = fs::read_to_string(world.home().join("typed")).unwrap();
        assert_eq!(typed.contains('\u{2584}'), there, "{columns}x{rows}: {typed} {output:?}");
        fs::remove_file(world.home().join("typed")).unwrap();
    }
    let (outcome, _) = login(&with_browser("sso"), &[], Mode::Approve);
    assert!(!outcome.stderr.contains('\u{2584}'), "no picture where there is no terminal");
}
