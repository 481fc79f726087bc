//! `awsp configure` asks whoever does not know the files: each kind of profile, to the file's last byte, and left at each
//! question.

use std::fs;
use std::time::{Duration, Instant};

use fake_aws::browser::{Mode, visit};

use crate::home::PROMPT;
use crate::kind::Kind;
use crate::terminal::Terminal;
use crate::world::{CONFIG, World};

pub(crate) const KEY: &str = "AKIAIOSFODNN7EXAMPLE";
pub(crate) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const WRITE: &str = "write /";

/// A question, and what is typed.
type Step<'a> = (&'a str, &'a str);

const ROLE: &[Step<'_>] = &[
    ("configure (6/6):", "add\r"),
    ("the new profile's name:", "dev\r"),
    ("kind of profile (5/5):", "role\r"),
    ("whose credentials assume the role (8/8):", "benk\r"),
    ("role_arn, the role to assume:", "arn:aws:iam::777788889999:role/Dev\r"),
    ("mfa_serial, the MFA device whose code is asked for (may be empty):", "\r"),
    ("region, the region of its calls (may be empty): eu-central-1", "\r"),
    (WRITE, "\r"),
];

const SSO: &[Step<'_>] = &[
    ("the new profile's name:", "s2\r"),
    ("kind of profile (5/5):", "\r"),
    ("SSO session (2/2):", "corp\r"),
    ("sso_account_id, the account in Identity Center:", "111122223333\r"),
    ("sso_role_name, the role in Identity Center: PowerUserAccess", "\r"),
    ("region, the region of its calls (may be empty): eu-west-1", "\x15us-east-1\r"),
    (WRITE, "y\r"),
];

const NEW_SESSION: &[Step<'_>] = &[
    ("kind of profile (5/5):", "sso\r"),
    ("SSO session (2/2):", "new\r"),
    ("sso_start_url, the URL of Identity Center's portal:", "other.awsapps.com/start\r"),
    ("sso_region, the region that Identity Center is in: eu-west-1", "\r"),
    ("a name for the SSO session: other", "\r"),
    ("sso_account_id, the account in Identity Center:", "111122223333\r"),
    ("sso_role_name, the role in Identity Center:", "Read\r"),
    ("region, the region of its calls (may be empty): eu-west-1", "\x15\r"),
    (WRITE, "\r"),
];

const KEYS: &[Step<'_>] = &[
    ("kind of profile (5/5):", "keys\r"),
    ("aws_access_key_id, the id of the access key:", "AKIAIOSFODNN7EXAMPLE\r"),
    ("secret access key (hidden):", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\r"),
    ("region, the region of its calls (may be empty): eu-west-1", "\r"),
    (WRITE, "\r"),
];

const WEB: &[Step<'_>] = &[
    ("kind of profile (5/5):", "web\r"),
    ("web_identity_token_file, the file", "/run/token\r"),
    ("role_arn, the role to assume:", "arn:aws:iam::777788889999:role/Dev\r"),
    ("region, the region of its calls (may be empty): eu-west-1", "\r"),
    (WRITE, "\r"),
];

const PROCESS: &[Step<'_>] = &[
    ("kind of profile (5/5):", "process\r"),
    ("credential_process, the program that gives the credentials:", "/bin/p --for 'a b'\r"),
    ("region, the region of its calls (may be empty): eu-west-1", "\r"),
    (WRITE, "\r"),
];

const FLOWS: &[(&str, &[Step<'_>])] = &[
    ("awsp configure", ROLE),
    ("awsp configure add", SSO),
    ("awsp configure add s3", NEW_SESSION),
    ("awsp configure add k", KEYS),
    ("awsp configure add w", WEB),
    ("awsp configure add p", PROCESS),
    ("awsp configure copy", &[("profile (7/7):", "benk\r"), ("the new name: benk", "2\r"), (WRITE, "\r")]),
    ("awsp configure rename benk", &[("the new name: benk", "\x15me\r"), (WRITE, "\r")]),
    ("awsp configure remove", &[("profile (7/7):", "broken\r"), (WRITE, "\r")]),
    (
        "awsp configure set MyRole",
        &[("property (", "mfa_serial\r"), ("(empty: none):", "GAHT12345678\r"), (WRITE, "\r")],
    ),
];

fn files(world: &World) -> (String, String) {
    let read = |name: &str| fs::read_to_string(world.path().join(".aws").join(name)).expect("the file");
    (read("config"), read("credentials"))
}

/// Answers these questions.
fn walk(terminal: &Terminal, line: &str, steps: &[Step<'_>]) {
    terminal.run("clear");
    terminal.send_line(&format!("{line}; echo \"status=$?\""));
    for (question, answer) in steps {
        terminal.wait_for(question);
        terminal.send(answer);
    }
}

fn wait_end(terminal: &Terminal, status: &str) -> String {
    terminal.wait_until("the end", |screen| {
        screen.cursor_line().ends_with(PROMPT.trim_end()) && screen.text().lines().any(|line| line == status)
    })
}

/// Answers them all and tells what came to the two files.
fn written(line: &str, steps: &[Step<'_>]) -> (String, String) {
    let world = World::new(Kind::Bash);
    let before = files(&world);
    let terminal = world.start();
    walk(&terminal, line, steps);
    wait_end(&terminal, "status=0");
    assert!(!String::from_utf8_lossy(&terminal.raw()).contains(SECRET), "the secret is not shown");
    let after = files(&world);
    let new = |before: &str, after: &str| {
        assert!(after.starts_with(before), "more was changed: {after}");
        after.replacen(before, "", 1)
    };
    (new(&before.0, &after.0), new(&before.1, &after.1))
}

#[test]
fn a_role_over_a_profile() {
    let text = "\n[profile dev]\nsource_profile = benk\nrole_arn = arn:aws:iam::777788889999:role/Dev\nregion = eu-central-1\n";
    assert_eq!(written("awsp configure", ROLE), (text.to_owned(), String::new()));
}

#[test]
fn identity_center_with_a_session_that_there_is_and_with_a_new_one() {
    let text = "\n[profile s2]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = PowerUserAccess\nregion = us-east-1\n";
    assert_eq!(written("awsp configure add", SSO), (text.to_owned(), String::new()));
    let text = "\n[profile s3]\nsso_session = other\nsso_account_id = 111122223333\nsso_role_name = Read\n\
                \n[sso-session other]\nsso_start_url = https://other.awsapps.com/start\nsso_region = eu-west-1\n\
                sso_registration_scopes = sso:account:access\n";
    assert_eq!(written("awsp configure add s3", NEW_SESSION), (text.to_owned(), String::new()));
}

#[test]
fn keys_with_a_hidden_secret() {
    let pair = format!("\n[k]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n");
    assert_eq!(
        written("awsp configure add k", KEYS),
        ("\n[profile k]\nregion = eu-west-1\n".to_owned(), pair)
    );
}

#[test]
fn web_identity_and_a_program() {
    let text = "\n[profile w]\nweb_identity_token_file = /run/token\nrole_arn = arn:aws:iam::777788889999:role/Dev\nregion = eu-west-1\n";
    assert_eq!(written("awsp configure add w", WEB), (text.to_owned(), String::new()));
    let text = "\n[profile p]\ncredential_process = /bin/p --for 'a b'\nregion = eu-west-1\n";
    assert_eq!(written("awsp configure add p", PROCESS), (text.to_owned(), String::new()));
}

#[test]
fn only_what_is_missing_is_asked() {
    let line = "awsp configure add x --set role_arn=arn:aws:iam::777788889999:role/Dev";
    let steps = [("whose credentials assume the role (8/8):", "Ec2\r"), (WRITE, "\r")];
    let text = "\n[profile x]\nrole_arn = arn:aws:iam::777788889999:role/Dev\ncredential_source = Ec2InstanceMetadata\n";
    assert_eq!(written(line, &steps), (text.to_owned(), String::new()));
}

#[test]
fn leaving_any_question_changes_nothing() {
    let world = World::new(Kind::Bash);
    let before = files(&world);
    let terminal = world.start();
    let modes = |terminal: &Terminal| {
        let screen = terminal.run("clear; stty -g");
        screen.lines().find(|line| line.matches(':').count() > 5).expect("stty's answer").to_owned()
    };
    let modes_before = modes(&terminal);
    for (line, steps) in FLOWS {
        for (left, (question, _)) in steps.iter().enumerate() {
            for key in ["\x03", "\x1b"] {
                walk(&terminal, line, steps.get(..left).unwrap_or_default());
                terminal.wait_for(question);
                terminal.send(key);
                let screen = wait_end(&terminal, "status=130");
                assert!(screen.contains("nothing was changed"), "{line} {left}: {screen}");
                assert_eq!(files(&world), before, "{line} {left}");
            }
        }
    }
    assert_eq!(modes(&terminal), modes_before);
    let no = [("profile (7/7):", "broken\r"), (WRITE, "n\r")];
    walk(&terminal, "awsp configure remove", &no);
    wait_end(&terminal, "status=130");
    assert_eq!(files(&world), before);
    assert!(before.0 == CONFIG);
}

#[test]
fn with_no_profile_yet_the_default_one_is_made() {
    let world = World::new(Kind::Bash);
    fs::remove_dir_all(world.path().join(".aws")).expect("the folder goes");
    let terminal = world.start();
    let first = [("configure (2/2):", "add\r"), ("the new profile's name: default", "\r")];
    let region = [("region, the region of its calls (may be empty):", "eu-west-1\r"), (WRITE, "\r")];
    let pair = KEYS.get(..3).unwrap_or_default();
    let steps = [first.as_slice(), pair, region.as_slice()].concat();
    walk(&terminal, "awsp configure", &steps);
    wait_end(&terminal, "status=0");
    assert_eq!(files(&world).0, "[default]\nregion = eu-west-1\n");
}

#[test]
fn from_a_start_url_to_a_profile_for_each_role() {
    let mut world = World::new(Kind::Bash);
    // What a person's browser is given.
    let opener = world.write_program(
        "browser",
        "#!/bin/sh\nprintf '%s' \"$1\" >\"$HOME/link.new\"\nmv \"$HOME/link.new\" \"$HOME/link\"\n",
    );
    world.set("BROWSER", opener);
    fs::remove_dir_all(world.path().join(".aws")).expect("the folder goes");
    let terminal = world.start();
    let steps = [
        ("configure (2/2):", "sso\r"),
        ("sso_start_url, the URL of Identity Center's portal:", "other.awsapps.com/start\r"),
        ("sso_region, the region that Identity Center is in:", "europe\r"),
        ("there is no region europe", "\x15eu-west-1\r"),
        ("a name for the SSO session: other", "\r"),
        ("region, the region of its calls (may be empty): eu-west-1", "\r"),
        (WRITE, "\r"),
        ("waiting for the browser", ""),
    ];
    walk(&terminal, "awsp configure", &steps);
    let given_link = || {
        let file = world.path().join("link");
        let deadline = Instant::now() + Duration::from_secs(20);
        while !file.exists() {
            assert!(Instant::now() < deadline, "no browser was opened");
            std::thread::sleep(Duration::from_millis(5));
        }
        let link = fs::read_to_string(&file).expect("the link");
        fs::remove_file(file).expect("it is there");
        link
    };
    given_link();
    // A person who leaves it there is told so, after all those questions, and goes on from there.
    terminal.send("\x03");
    let screen = wait_end(&terminal, "status=130");
    assert!(screen.contains("awsp: cancelled"), "{screen}");
    let again = [
        ("configure (2/2):", "\r"),
        ("SSO session (2/2):", "other\r"),
        ("region, the region of its calls", "\r"),
        ("waiting for the browser", ""),
    ];
    walk(&terminal, "awsp configure", &again);
    visit(&given_link(), Mode::Approve).expect("the page");
    terminal.wait_for("[profile sand-box.AdministratorAccess]");
    // The session is there, and signed in to; no profile was written so far.
    let session = "[sso-session other]\nsso_start_url = https://other.awsapps.com/start\nsso_region = eu-west-1\n\
                   sso_registration_scopes = sso:account:access\n";
    let config = || fs::read_to_string(world.path().join(".aws/config")).expect("the file");
    terminal.wait_until("the question", |screen| screen.cursor_line().starts_with(WRITE));
    assert_eq!(config(), session);
    terminal.send("n\r");
    wait_end(&terminal, "status=130");
    assert_eq!(config(), session);
    // It goes on from there, without a second sign-in.
    let sign_ins = world.aws.log().iter().filter(|call| call["path"] == "/token").count();
    let again = [
        ("configure (2/2):", "\r"),
        ("SSO session (2/2):", "other\r"),
        ("region, the region of its calls", "\r"),
    ];
    walk(&terminal, "awsp configure", &again);
    terminal.wait_until("the question", |screen| screen.cursor_line().starts_with(WRITE));
    terminal.send("\r");
    let screen = wait_end(&terminal, "status=0");
    assert!(screen.contains("to switch to one of them: awsp use"), "{screen}");
    assert_eq!(world.aws.log().iter().filter(|call| call["path"] == "/token").count(), sign_ins);
    assert!(config().starts_with(session), "{}", config());
    assert_eq!(config().matches("\nregion = eu-west-1\n").count(), 5, "{}", config());
}
