//! `credential_process`: how the program is run, what is made of its answer, and what is said where it fails.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use awsp::aws::timeouts::Timeouts;
use awsp::config::plan::{Plan, Source};
use awsp::domain::origin::Origin;
use awsp::error::Error;
use awsp::provider::{Refresh, resolve};

use crate::cli_world::{AWSP, Outcome, World as Cli};
use crate::provider_world::World;

const ANSWER: &str =
    r#"{"Version": 1, "AccessKeyId": "AKIAPROGXXXXXEXAMPLE", "SecretAccessKey": "sesame-sesame-sesame"}"#;

fn plan(command: &str) -> Plan {
    let origin = Origin { file: Arc::new(PathBuf::from("/home/benk/.aws/config")), line: 3 };
    let command = command.to_owned();
    Plan { source: Source::Process { profile: "t".into(), command, account_id: None, origin }, roles: vec![] }
}

fn fail(command: &str) -> Error {
    let world = World::new();
    let store = world.store();
    let mut context = world.context(&store);
    context.program_limit = Some(Duration::from_secs(30));
    let error = resolve(&context, &plan(command), Refresh::IfNeeded).unwrap_err();
    assert!(error.message.contains("profile 't' (/home/benk/.aws/config:3)"), "{error}");
    assert!(!error.hints.is_empty(), "{error:?}");
    error
}

/// A world with a script as the program of profile `t`, called with `arguments`.
fn cli(script: &str, arguments: &str) -> Cli {
    let world = Cli::new();
    let program = world.write("bin/p", &format!("#!/bin/sh\n{script}\n"));
    // Run by name, for a file that was just written may be busy while other tests start programs.
    let line = format!("credential_process = sh {} {arguments}", program.display());
    world.write(
        ".aws/config",
        &format!("[profile t]\nregion = eu-west-1\n{line}\n[profile u]\nregion = eu-west-1\n{line}\n"),
    );
    world
}

fn answering(more: &str, arguments: &str) -> Cli {
    cli(&format!("{more}\ncat <<'EOT'\n{ANSWER}\nEOT"), arguments)
}

fn export(world: &Cli, profile: &str) -> Outcome {
    world.run_with(&[("AWS_PROFILE", profile)], &["export", "--format", "json"])
}

#[test]
fn the_words_are_the_programs_arguments_and_no_shell_reads_them() {
    let words = r#"$HOME ${USER} ~ a;b c|d e&&f * ? [a] 'two words' "a \" \$ b" x\ y '' "#;
    let world = answering(r#"for word in "$@"; do printf '%s\n' "$word"; done > seen"#, words);
    let outcome = export(&world, "t");
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert_eq!(outcome.json()["AccessKeyId"], "AKIAPROGXXXXXEXAMPLE");
    let seen = fs::read_to_string(world.home().join("seen")).unwrap();
    let expected = [
        "$HOME",
        "${USER}",
        "~",
        "a;b",
        "c|d",
        "e&&f",
        "*",
        "?",
        "[a]",
        "two words",
        "a \" \\$ b",
        "x y",
        "",
    ];
    assert_eq!(seen.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn the_program_sees_the_environment_standard_input_and_for_whom_it_runs() {
    let world = answering(r#"{ echo "$AWS_PROFILE,$OWN"; cat; echo "$_AWS_CLI_PROFILE_CHAIN"; } > seen"#, "");
    let outcome = world.run_with(
        &[("AWS_PROFILE", "t"), ("OWN", "own"), ("_AWS_CLI_PROFILE_CHAIN", "a b")],
        &["credential-process"],
    );
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert_eq!(fs::read_to_string(world.home().join("seen")).unwrap(), "t,own\na b,t\n");
}

#[test]
fn what_it_says_is_passed_on_where_it_succeeds() {
    let world = answering("echo 'please renew soon' >&2; echo 'key sesame-sesame-sesame' >&2", "");
    let outcome = world.run(&["export", "--profile", "t"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert!(outcome.stderr.contains("sh: please renew soon"), "{outcome:?}");
    assert!(outcome.stderr.contains("key (hidden)") && !outcome.stderr.contains("sesame"), "{outcome:?}");
    let quiet = world.run(&["-q", "export", "--profile", "t"]);
    assert_eq!((quiet.status, quiet.stderr.as_str()), (0, ""));
}

#[test]
fn a_program_that_fails_is_quoted_and_its_answer_is_not_used() {
    let world =
        answering("echo 'one' >&2; printf '\\033[2Jtwo\\n' >&2; trap 'exit 3' EXIT", "--password planted");
    let outcome = world.run(&["export", "--profile", "t"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (1, ""), "{outcome:?}");
    for part in ["profile 't'", ".aws/config:3", "status 3", "one | \u{fffd}[2Jtwo"] {
        assert!(outcome.stderr.contains(part), "{part}: {outcome:?}");
    }
    assert!(!outcome.stderr.contains("planted") && !outcome.stderr.contains("sesame"), "{outcome:?}");
    assert_eq!(fail("sh -c 'kill -9 $$'").code, Some("process-failed"));
}

#[test]
fn a_program_that_cannot_be_started_is_named_without_its_arguments() {
    for (command, part) in [
        ("/no/such/program --password planted", "there is no such file"),
        ("no-such-program-anywhere planted", "no such command in PATH"),
        ("/etc planted", "ermission denied"),
        ("PASSWORD=planted program", "PASSWORD: there is no such command"),
        ("'' planted", "cannot be started"),
    ] {
        let error = fail(command);
        assert_eq!(error.code, Some("process-not-started"), "{command}");
        assert!(error.message.contains(part), "{command}: {error}");
        assert!(!format!("{error:?}").contains("planted"), "{error:?}");
    }
    for command in ["'open planted", "planted \\"] {
        let error = fail(command);
        assert_eq!(error.code, Some("process-bad-command"), "{command}");
        assert!(!format!("{error:?}").contains("planted"), "{error:?}");
    }
}

#[test]
fn answers_of_no_use_are_told_apart() {
    for (command, code, part) in [
        ("true", "process-bad-output", "nothing to standard output"),
        ("echo nope", "process-bad-output", "no JSON"),
        ("echo '{\"Version\": 2}'", "process-bad-output", "Version 2"),
        ("sh -c 'echo wait >&2; echo []'", "process-bad-output", "no object (it said: wait)"),
        ("yes", "process-bad-output", "far more than credentials"),
        (
            "echo '{\"Version\": 1, \"AccessKeyId\": \"A\", \"SecretAccessKey\": \"s\", \"Expiration\": \"2020-01-01T00:00:00Z\"}'",
            "credentials-ended",
            "ended already",
        ),
    ] {
        let error = fail(command);
        assert_eq!(error.code, Some(code), "{command}: {error}");
        assert!(error.message.contains(part), "{command}: {error}");
    }
}

#[test]
fn at_the_time_limit_all_that_it_has_started_ends() {
    let folder = tempfile::tempdir().unwrap();
    let pids = folder.path().join("pids");
    // Both want to stay.
    let script = format!(
        "trap : TERM; sh -c \"trap : TERM; echo \\$\\$ >> {0}; while :; do sleep 600; done\" & echo $$ >> {0}; while :; do sleep 600; done",
        pids.display()
    );
    let world = World::new();
    let store = world.store();
    let mut context = world.context(&store);
    context.program_limit = Some(Duration::from_millis(500));
    let error = resolve(&context, &plan(&format!("sh -c '{script}'")), Refresh::IfNeeded).unwrap_err();
    assert_eq!(error.code, Some("process-timeout"), "{error}");
    assert!(error.message.contains("sh was ended after 0 s"), "{error}");
    // In a terminal's foreground it stays in the tests' own group, of which only the program itself is ended.
    if fs::File::open("/dev/tty").is_ok() {
        return;
    }
    let pids = fs::read_to_string(pids).unwrap();
    assert_eq!(pids.lines().count(), 2, "{pids}");
    let runs = |pid: &str| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let state = stat.rsplit(") ").next().and_then(|rest| rest.chars().next());
        !matches!(state, None | Some('Z' | 'X'))
    };
    // The signal is sent; on a busy machine it is a moment until it strikes.
    for _ in 0..1000 {
        if !pids.lines().any(runs) {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("something of {pids} still runs");
}

#[test]
fn what_it_leaves_running_keeps_nobody_waiting() {
    let world = World::new();
    let store = world.store();
    let mut context = world.context(&store);
    context.program_limit = Some(Duration::from_mins(1));
    let command = format!(
        "sh -c 'sleep 600 & echo $! > {}/pid; echo '\"'\"'{ANSWER}'\"'\"",
        world.cache().parent().unwrap().display()
    );
    let resolved = resolve(&context, &plan(&command), Refresh::IfNeeded).unwrap();
    assert_eq!(resolved.credentials.access_key_id, "AKIAPROGXXXXXEXAMPLE");
    let pid = fs::read_to_string(world.cache().parent().unwrap().join("pid")).unwrap();
    let pid = rustix::process::Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
}

#[test]
fn with_an_end_it_is_run_once_for_each_environment_and_without_one_each_time() {
    let lasting = ANSWER.replace('}', r#", "Expiration": "2099-01-01T00:00:00Z"}"#);
    let world = cli(&format!("echo \"$AWS_PROFILE\" >> seen\necho '{lasting}'"), "");
    for (profile, runs) in [("t", "t\n"), ("t", "t\n"), ("u", "t\nu\n"), ("t", "t\nu\n")] {
        assert_eq!(export(&world, profile).status, 0);
        assert_eq!(fs::read_to_string(world.home().join("seen")).unwrap(), runs);
    }
    let world = answering("echo run >> seen", "");
    for _ in 0..2 {
        assert_eq!(export(&world, "t").status, 0);
    }
    assert_eq!(fs::read_to_string(world.home().join("seen")).unwrap(), "run\nrun\n");
}

#[test]
fn many_at_once_run_it_once() {
    let lasting = ANSWER.replace('}', r#", "Expiration": "2099-01-01T00:00:00Z"}"#);
    let world = cli(&format!("echo run >> seen\necho '{lasting}'"), "");
    let start = || world.command(AWSP).args(["export", "--profile", "t"]).stdout(Stdio::null()).spawn();
    let mut many: Vec<_> = (0..12).map(|_| start().unwrap()).collect();
    assert!(many.iter_mut().all(|child| child.wait().unwrap().success()));
    assert_eq!(fs::read_to_string(world.home().join("seen")).unwrap(), "run\n");
}

#[test]
fn behind_a_prompt_it_is_not_run() {
    let world = World::new();
    let store = world.store();
    let seen = world.cache().with_file_name("seen");
    let mut context = world.context(&store);
    context.timeouts = Timeouts::BACKGROUND;
    let command = format!("touch {}", seen.display());
    resolve(&context, &plan(&command), Refresh::IfNeeded).unwrap_err();
    assert!(!seen.exists());
    context.timeouts = Timeouts::STANDARD;
    resolve(&context, &plan(&command), Refresh::IfNeeded).unwrap_err();
    assert!(seen.exists());
}

#[test]
fn a_program_that_leads_back_to_itself_ends() {
    let world = Cli::new();
    world.write(
        ".aws/config",
        &format!(
            "[profile t]\nregion = eu-west-1\ncredential_process = {AWSP} credential-process --profile t\n"
        ),
    );
    for words in [&["whoami", "--profile", "t"][..], &["export", "--profile", "t"]] {
        let outcome = world.run(words);
        assert_eq!(outcome.status, 1, "{outcome:?}");
        assert!(outcome.stderr.contains("leads back to it"), "{outcome:?}");
    }
}

#[test]
fn a_profile_of_identity_center_that_names_itself_is_no_circle() {
    let world = Cli::new();
    world.write(
        ".aws/config",
        &format!(
            "[profile t]\nregion = eu-west-1\nsso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1\n\
             sso_account_id = 444455556666\nsso_role_name = Power\n\
             credential_process = {AWSP} credential-process --profile t\n"
        ),
    );
    let outcome = world.run(&["credential-process", "-v", "--profile", "t"]);
    assert_eq!(outcome.status, 3, "{outcome:?}");
    assert!(
        outcome.stderr.contains("sign-in-needed") && !outcome.stderr.contains("leads back"),
        "{outcome:?}"
    );
}

#[test]
fn lines_are_told_one_by_one() {
    let world = World::new();
    let store = world.store();
    let told = Mutex::new(Vec::new());
    let tell = |line: &str| told.lock().unwrap().push(line.to_owned());
    let mut context = world.context(&store);
    context.program_said = Some(&tell);
    let command = format!("sh -c \"printf 'a\\n\\nb' >&2; echo '{}'\"", ANSWER.replace('"', "\\\""));
    resolve(&context, &plan(&command), Refresh::IfNeeded).unwrap();
    assert_eq!(*told.lock().unwrap(), ["sh: a", "sh: b"]);
}

#[test]
fn another_awsp_that_needs_a_person_says_so_through_this_one() {
    let world = Cli::new();
    let command = format!("{AWSP} credential-process --profile guarded");
    let config = format!(
        "[profile guarded]\nrole_arn = arn:aws:iam::777788889999:role/MyRole\nsource_profile = benk\n\
         mfa_serial = arn:aws:iam::111122223333:mfa/benk\nregion = eu-west-1\n\
         [profile outer]\ncredential_process = {command}\nregion = eu-west-1\n"
    );
    world.write(".aws/config", &config);
    let outcome = world.run(&["whoami", "--profile", "outer"]);
    assert_eq!(outcome.status, 3, "{outcome:?}");
    assert!(outcome.stderr.contains("needs an MFA code from"), "{outcome:?}");
    assert!(outcome.stderr.contains("hint: this asks for the code: awsp login guarded"), "{outcome:?}");
    assert!(world.aws.calls().is_empty());
}

#[test]
fn of_a_known_program_the_hint_names_the_sign_in() {
    let folder = tempfile::tempdir().unwrap();
    let (known, unknown) = (folder.path().join("aws-sso-util"), folder.path().join("other"));
    for link in [&known, &unknown] {
        std::os::unix::fs::symlink("/bin/false", link).unwrap();
    }
    let hint = |program: &std::path::Path| {
        let error = fail(&format!("{} credential-process --profile 'a b'", program.display()));
        assert_eq!(error.code, Some("process-failed"));
        error.hints.last().cloned().unwrap_or_default()
    };
    let login = format!("{} login --profile 'a b'", known.display());
    assert_eq!(hint(&known), format!("if it wants a sign-in: {login}; then: awsp whoami --profile MyRole"));
    assert!(hint(&unknown).contains("as its makers say"));
}

#[test]
fn login_names_the_sign_in_of_a_known_program() {
    let world = Cli::new();
    let config = "[profile known]\ncredential_process = aws-sso-util credential-process --profile 'a b'\n\
                  [profile other]\ncredential_process = PASSWORD=sesame get-keys\n";
    world.write(".aws/config", config);
    let outcome = world.run(&["login", "known"]);
    assert_eq!(outcome.status, 1, "{outcome:?}");
    let hint = "hint: sign in with it: aws-sso-util login --profile 'a b'\n";
    assert!(outcome.stderr.contains(hint), "{outcome:?}");
    let outcome = world.run(&["login", "other"]);
    assert!(outcome.stderr.contains("hint: see which: awsp explain other\n"), "{outcome:?}");
    assert!(!outcome.stderr.contains("sesame"), "{outcome:?}");
}
