//! `exec --server none`: the command's environment, its streams and its end.

use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::process::ExitStatusExt as _;

use awsp::domain::env::{Effect, VARIABLES};
use fake_aws::issued_key;

use crate::cli_world::{AWSP, KEY, Outcome, SECRET, World, started};

fn exec<'a>(profile: &'a str, command: &[&'a str]) -> Vec<&'a str> {
    [&["exec", profile, "--server", "none", "--"], command].concat()
}

/// The variables of the command, one a line.
fn variables(outcome: &Outcome) -> Vec<&str> {
    assert_eq!(outcome.status, 0, "{outcome:?}");
    outcome.lines().into_iter().filter(|line| line.starts_with("AWS")).collect()
}

#[test]
fn the_command_finds_these_credentials_and_no_others() {
    let world = World::new();
    let shadows: Vec<(&str, &str)> = VARIABLES
        .iter()
        .filter(|variable| {
            matches!(variable.effect, Effect::Profile | Effect::Keys | Effect::WebIdentity | Effect::Leftover)
        })
        .map(|variable| (variable.name, if variable.name.contains("PROFILE") { "benk" } else { "/shadow" }))
        .chain([("AWSP_SWITCH", "profile=benk"), ("AWSP_TEXT", "benk until 12:00")])
        .collect();
    let outcome = world.run_with(&shadows, &exec("MyRole", &["/usr/bin/env"]));
    let issued = issued_key("assume-role", &["arn:aws:iam::777788889999:role/MyRole", KEY]);
    let found = variables(&outcome);
    let end = found.iter().find(|line| line.starts_with("AWS_CREDENTIAL_EXPIRATION=")).unwrap();
    let mut expected = vec![
        format!("AWS_ACCESS_KEY_ID={}", issued.id),
        "AWS_ACCOUNT_ID=777788889999".to_owned(),
        (*end).to_owned(),
        "AWS_DEFAULT_REGION=eu-west-1".to_owned(),
        format!("AWS_ENDPOINT_URL={}", world.aws.url()),
        "AWS_REGION=eu-west-1".to_owned(),
        format!("AWS_SECRET_ACCESS_KEY={}", issued.secret),
        format!("AWS_SESSION_TOKEN={}", issued.token),
    ];
    expected.sort();
    let mut found: Vec<String> = found.into_iter().map(str::to_owned).collect();
    found.sort();
    assert_eq!(found, expected);
    assert!(outcome.stderr.contains("not renewed; they end 20"), "{outcome:?}");
    assert_eq!(world.aws.calls(), ["sts AssumeRole"]);
}

#[test]
fn lasting_keys_leave_no_token_of_others_beside_them() {
    let world = World::new();
    let outcome = world.run_with(&[("AWS_SESSION_TOKEN", "old")], &exec("benk", &["/usr/bin/env"]));
    let mut found = variables(&outcome);
    found.sort_unstable();
    let expected = [
        format!("AWS_ACCESS_KEY_ID={KEY}"),
        "AWS_DEFAULT_REGION=eu-central-1".to_owned(),
        format!("AWS_ENDPOINT_URL={}", world.aws.url()),
        "AWS_REGION=eu-central-1".to_owned(),
        format!("AWS_SECRET_ACCESS_KEY={SECRET}"),
    ];
    assert_eq!(found, expected);
    assert!(outcome.stderr.contains("not renewed"), "{outcome:?}");
    let quiet = world.run(&["exec", "benk", "-q", "--server", "none", "--", "/bin/true"]);
    assert_eq!((quiet.status, quiet.stderr.as_str()), (0, ""));
}

#[test]
fn the_end_of_the_command_is_the_end() {
    let world = World::new();
    let outcome = world.run(&exec("benk", &["/bin/sh", "-c", "echo out; echo err >&2; exit 42"]));
    assert_eq!((outcome.status, outcome.stdout.as_str()), (42, "out\n"));
    assert!(outcome.stderr.ends_with("err\n"), "{outcome:?}");
    // The process that was started is the command, so that signals are the command's own.
    let mut command = world.command(AWSP);
    command.args(exec("benk", &["/bin/sh", "-c", "echo $$; exec /bin/cat"]));
    let (mut child, line) = started(&mut command);
    assert_eq!(line.trim().parse::<u32>().unwrap(), child.id());
    child.kill().unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(9));
    // A pipe that closes ends it as anything else, which Rust's programs arrange otherwise for themselves.
    let piped = world.run(&exec("benk", &["/bin/sh", "-c", "kill -PIPE $$; echo survived"]));
    assert!(piped.stdout.is_empty(), "{piped:?}");
}

#[test]
fn words_of_the_command_are_handed_on_byte_by_byte() {
    let world = World::new();
    let odd = std::ffi::OsStr::from_bytes(b"a\xffb --profile");
    let output = world
        .command(AWSP)
        .args(exec("benk", &["/usr/bin/printf", "%s|", "--", "-v"]))
        .arg(odd)
        .output()
        .unwrap();
    assert_eq!(output.stdout, b"--|-v|a\xffb --profile|");
    let ours = world.command(AWSP).args(["exec", "--profile"]).arg(odd).args(["--", "x"]).output().unwrap();
    assert_eq!(ours.status.code(), Some(2));
}

#[test]
fn what_cannot_be_run_ends_as_in_a_shell() {
    let world = World::new();
    let dull = world.write("dull", "no program").display().to_string();
    for (command, status) in [("/nowhere/at/all", 127), (dull.as_str(), 126)] {
        let outcome = world.run(&exec("benk", &[command]));
        assert_eq!((outcome.status, outcome.stdout.as_str()), (status, ""), "{outcome:?}");
        assert!(outcome.stderr.contains(command) && outcome.stderr.contains("hint: "), "{outcome:?}");
    }
}

#[test]
fn the_endpoints_are_not_there_yet() {
    let world = World::new();
    for words in [
        &["exec", "MyRole", "--", "aws", "s3", "ls"][..],
        &["exec", "MyRole", "--server", "ecs", "--", "aws", "s3", "ls"],
        &["exec", "MyRole", "--server", "imds", "--", "aws", "s3", "ls"],
    ] {
        let outcome = world.run(words);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""), "{outcome:?}");
        assert!(outcome.stderr.contains("awsp exec MyRole --server none -- aws s3 ls\n"), "{outcome:?}");
    }
    assert_eq!(world.aws.calls(), Vec::<String>::new());
}
