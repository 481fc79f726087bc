//! `awsp login` with an MFA code: for a role, and for a user without one.

use std::fs;

use fake_aws::browser::{Mode, visit};
use serde_json::json;

use crate::kind::Kind;
use crate::screen::Screen;
use crate::terminal::Terminal;
use crate::world::{CONFIG, World};

const SERIAL: &str = "arn:aws:iam::304876936646:mfa/benk";
const ROLE: &str = "arn:aws:iam::777788889999:role/Guarded";

/// `guarded` is a role over the user's keys, `me` these keys alone, with the same device.
fn world(kind: Kind) -> World {
    let world = World::new(kind);
    world.aws.configure(json!({
        "sts": { "mfa_required": { ROLE: SERIAL }, "mfa_once": true, "new_keys": true },
        "secrets": { "AKIAMEXXXXXXEXAMPLE0": "secret-of-me" },
    }));
    let keys = "aws_access_key_id = AKIAMEXXXXXXEXAMPLE0\naws_secret_access_key = secret-of-me\n";
    world.write(
        ".aws/config",
        format!(
            "{CONFIG}\n[profile me]\n{keys}mfa_serial = {SERIAL}\nregion = eu-west-1\n\n\
             [profile guarded]\nrole_arn = {ROLE}\nsource_profile = me\nmfa_serial = {SERIAL}\nregion = eu-west-1\n"
        ),
    );
    world
}

fn log_in(terminal: &Terminal, profile: &str, code: &str) -> String {
    terminal.send_line(&format!("clear; awsp login {profile}; echo \"status=$?\""));
    terminal.wait_for(&format!("MFA code for {SERIAL}:"));
    terminal.send(code);
    terminal.wait_for("status=")
}

fn key(terminal: &Terminal, profile: &str) -> String {
    let screen = terminal.run(&format!(
        "clear; awsp export --profile {profile} 2>&1 | grep -o '\"AccessKeyId\": \"[A-Z0-9]*'; echo end"
    ));
    screen.lines().find_map(|line| line.strip_prefix("\"AccessKeyId\": \"")).unwrap_or_default().to_owned()
}

#[test]
fn a_code_that_was_given_for_a_role_serves_until_its_session_ends_and_the_prompt_shows_it() {
    for kind in [Kind::Bash, Kind::Zsh, Kind::Fish] {
        let world = world(kind);
        let terminal = world.start();
        terminal.run("awsp use guarded");
        terminal.run("true");
        assert!(terminal.look(Screen::cursor_line).contains("sign-in needed"), "{kind:?}");
        terminal.send_line("clear; awsp login");
        terminal.wait_for(&format!("MFA code for {SERIAL}:"));
        terminal.send("123456\r");
        let screen = terminal.wait_for("signed in with MFA device");
        assert!(screen.contains("until"), "{screen}");
        terminal.run("true");
        assert!(terminal.look(Screen::cursor_line).contains("guarded 777788889999 until "), "{kind:?}");
        let calls = ["sts GetSessionToken", "sts AssumeRole", "sts GetCallerIdentity"];
        assert_eq!(world.aws.calls(), calls, "{kind:?}");
        assert!(!String::from_utf8_lossy(&terminal.raw()).contains("123456"), "the code is not shown");
    }
}

#[test]
fn who_signs_in_again_is_asked_again_and_loses_nothing_by_leaving_it() {
    let world = world(Kind::Bash);
    let terminal = world.start();
    assert!(log_in(&terminal, "guarded", "123456\r").contains("status=0"));
    let first = key(&terminal, "guarded");
    assert!(first.starts_with("ASIA"), "{first}");
    assert!(log_in(&terminal, "guarded", "\u{3}").contains("status=130"));
    assert_eq!(key(&terminal, "guarded"), first);
    // A code works once.
    assert!(log_in(&terminal, "guarded", "123456\r").contains("status=3"));
    assert_eq!(key(&terminal, "guarded"), first);
    assert!(log_in(&terminal, "guarded", "234567\r").contains("status=0"));
    let second = key(&terminal, "guarded");
    assert!(second.starts_with("ASIA") && second != first, "{second}");
    let screen = terminal.run("clear; awsp logout guarded; echo end");
    assert!(screen.contains("signed out of the session of MFA device"), "{screen}");
    terminal.send_line("clear; awsp export --profile guarded; echo \"status=$?\"");
    terminal.wait_for(&format!("MFA code for {SERIAL}:"));
    terminal.send("\u{3}");
    terminal.wait_for("status=130");
}

#[test]
fn a_user_without_a_role_has_a_session_while_it_lasts_and_else_the_keys() {
    let world = world(Kind::Bash);
    let terminal = world.start();
    assert_eq!(key(&terminal, "me"), "AKIAMEXXXXXXEXAMPLE0");
    terminal.run("awsp use me");
    terminal.run("true");
    let screen = log_in(&terminal, "", "123456\r");
    assert!(screen.contains("status=0") && screen.contains("the keys alone"), "{screen}");
    let calls = world.aws.calls();
    assert!(calls.contains(&"sts GetSessionToken".to_owned()), "{calls:?}");
    let session = key(&terminal, "me");
    assert!(session.starts_with("ASIA"), "{session}");
    let screen = terminal
        .run("clear; awsp whoami --json | grep -e access_key_id -e '\"kind\"' -e expires_at; echo end");
    assert!(screen.contains(&session) && screen.contains("\"kind\": \"mfa\""), "{screen}");
    assert!(screen.contains("\"kind\": \"static\"") && !screen.contains("null"), "{screen}");
    // What all tools share are the keys, which do not end.
    terminal.run("true");
    let line = terminal.look(Screen::cursor_line);
    assert!(!line.contains("until") && !line.contains("sign-in"), "{line}");
    // The same device serves the role.
    let calls = world.aws.calls().len();
    assert!(key(&terminal, "guarded").starts_with("ASIA"));
    assert_eq!(world.aws.calls()[calls..], ["sts AssumeRole"]);
    // One that was revoked is not held on to.
    world.aws.configure(json!({ "sts": { "invalid_keys": [session] } }));
    let screen = terminal.run("clear; awsp whoami --refresh --json | grep access_key_id; echo end");
    assert!(screen.contains("AKIAMEXXXXXXEXAMPLE0"), "{screen}");
    assert_eq!(key(&terminal, "me"), "AKIAMEXXXXXXEXAMPLE0");
    assert!(log_in(&terminal, "me", "345678\r").contains("status=0"));
    let screen = terminal.run("clear; awsp logout; echo end");
    assert!(screen.contains("signed out of the session of MFA device"), "{screen}");
    assert_eq!(key(&terminal, "me"), "AKIAMEXXXXXXEXAMPLE0");
}

#[test]
fn without_leave_for_a_session_the_code_goes_to_the_role() {
    let world = world(Kind::Bash);
    let denied = json!({"service": "sts", "op": "GetSessionToken", "kind": "error", "status": 403, "code": "AccessDenied", "message": "User is not authorized", "times": -1});
    world.aws.fault(denied);
    let terminal = world.start();
    let screen = log_in(&terminal, "guarded", "123456\r");
    assert!(screen.contains("status=0") && screen.contains("signed in with MFA device"), "{screen}");
    assert!(key(&terminal, "guarded").starts_with("ASIA"));
    let screen = log_in(&terminal, "me", "234567\r");
    assert!(screen.contains("status=1") && screen.contains("gives no MFA session"), "{screen}");
    assert_eq!(key(&terminal, "me"), "AKIAMEXXXXXXEXAMPLE0");
}

#[test]
fn a_role_over_identity_center_asks_for_the_sign_in_where_it_is_over_and_then_for_the_code() {
    let mut world = world(Kind::Bash);
    let browser = world.write_program(
        "browser",
        "#!/bin/sh\nprintf '%s' \"$1\" >\"$HOME/link.new\"\nmv \"$HOME/link.new\" \"$HOME/link\"\n",
    );
    world.set("BROWSER", browser);
    let config = fs::read_to_string(world.path().join(".aws/config")).expect("the config");
    world.write(
        ".aws/config",
        format!(
            "{config}\n[profile base]\nsso_session = corp2\nsso_account_id = 111122223333\nsso_role_name = ReadOnly\n\n\
             [sso-session corp2]\nsso_start_url = https://corp2.awsapps.com/start\nsso_region = eu-west-1\n\n\
             [profile over]\nrole_arn = {ROLE}\nsource_profile = base\nmfa_serial = {SERIAL}\nregion = eu-west-1\n"
        ),
    );
    let terminal = world.start();
    terminal.send_line("clear; awsp login over --json >told; echo \"status=$?\"");
    let link = world.path().join("link");
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !link.exists() {
        assert!(std::time::Instant::now() < deadline, "no browser was opened");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    visit(&fs::read_to_string(link).expect("the link"), Mode::Approve).expect("the browser");
    terminal.wait_for(&format!("MFA code for {SERIAL}:"));
    terminal.send("123456\r");
    terminal.wait_for("status=0");
    let told = fs::read(world.path().join("told")).expect("what is told");
    let told: serde_json::Value = serde_json::from_slice(&told).expect("one document");
    assert_eq!((&told["sign_in"]["name"], &told["mfa"]["name"]), (&"corp2".into(), &SERIAL.into()), "{told}");
    let calls = world.aws.calls();
    assert!(calls.ends_with(&["sts AssumeRole".to_owned(), "sts GetCallerIdentity".to_owned()]), "{calls:?}");
    assert!(!calls.contains(&"sts GetSessionToken".to_owned()), "AWS gives none over a role: {calls:?}");
    // The sign-in holds, so that the code alone is asked for.
    let screen = log_in(&terminal, "over", "234567\r");
    assert!(screen.contains("status=0") && screen.contains("signed in with MFA device"), "{screen}");
    let more = &world.aws.calls()[calls.len()..];
    assert!(!more.iter().any(|call| call.starts_with("oidc")), "{more:?}");
    // What came of both is gone with the sign-in.
    let screen =
        terminal.run("clear; awsp logout over; awsp cache list --json | grep -c access_key_id; echo end");
    assert!(
        screen.contains("signed out of sso-session corp2") && screen.lines().any(|line| line == "0"),
        "{screen}"
    );
}
