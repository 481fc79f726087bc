//! What awsp says is what the next AWS call will use: nothing stale, nothing of another shell, nothing unasked.

use serde_json::json;

use awsp::domain::text::is_unsafe;

use crate::cli_world::{KEY, SECRET, World};

const MY_ROLE: (&str, &str) = ("AWS_PROFILE", "MyRole");
const SWITCHED: (&str, &str) = ("AWSP_SWITCH", "profile=MyRole");

/// The state file that a hook is given, and the state.
fn ask(world: &World, variables: &[(&str, &str)]) -> (String, Vec<String>) {
    let answer = world.run_with(variables, &["prompt", "--hook", "bash"]);
    assert_eq!(answer.status, 0, "{answer:?}");
    let mut lines = answer.stdout.lines().map(str::to_owned);
    (lines.next().unwrap(), lines.collect())
}

#[test]
fn nothing_but_a_switch_is_ever_printed_for_evaluation() {
    let world = World::new();
    world.write(".aws/config", "[profile $(touch${IFS}pwned)]\nregion = eu-west-1\n");
    for words in [
        &["--shell", "bash", "list"][..],
        &["--shell", "zsh", "-p", "off", "list"],
        &["--shell", "fish", "current"],
    ] {
        let outcome = world.run(words);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""), "{words:?}");
    }
}

#[test]
fn the_renewal_behind_is_for_the_shell_itself_alone() {
    let world = World::new();
    let outcome =
        world.run_with(&[MY_ROLE, SWITCHED], &["refresh", "--background", "--profile", "acme-prod"]);
    assert_eq!(outcome.status, 2);
    assert_eq!(world.run_with(&[("AWS_PROFILE", "MyRole")], &["refresh", "--background"]).status, 0);
    assert_eq!(world.aws.calls(), Vec::<String>::new(), "nobody switched to it");
    world.run_with(&[MY_ROLE, SWITCHED], &["refresh", "--background"]);
    assert_eq!(world.aws.calls(), ["sts AssumeRole", "sts GetCallerIdentity"]);
}

#[test]
fn a_name_that_is_no_utf8_is_not_taken_for_one_that_looks_like_it() {
    use std::os::unix::ffi::OsStrExt as _;
    let world = World::new();
    world.write(".aws/config", "[profile a\u{fffd}]\nregion = eu-west-1\n");
    let mut command = world.command(crate::cli_world::AWSP);
    let output =
        command.args(["--shell", "bash", "use"]).arg(std::ffi::OsStr::from_bytes(b"a\xff")).output().unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "awsp: an argument is not UTF-8, as names of profiles are\n"
    );
}

#[test]
fn shells_that_read_other_files_have_other_states() {
    let world = World::new();
    for folder in ["one", "two"] {
        world.write(&format!("{folder}/config"), &format!("[profile MyRole]\nrole_arn = arn:aws:iam::777788889999:role/{folder}\nsource_profile = benk\n"));
    }
    let at = |folder: &str| ask(&world, &[MY_ROLE, ("AWS_CONFIG_FILE", "~/$D/config"), ("D", folder)]);
    assert_eq!(at("one").1[1], "each", "a hook does not look at D");
    let at = |folder: &str| ask(&world, &[MY_ROLE, ("AWS_CONFIG_FILE", &format!("~/{folder}/config"))]);
    assert_ne!(at("one").0, at("two").0);
    assert!(at("one").1[7].contains("one") && at("two").1[7].contains("two"));
    assert_ne!(
        ask(&world, &[MY_ROLE]).0,
        ask(&world, &[MY_ROLE, ("USER", "anna")]).0,
        "the session name is another"
    );
}

#[test]
fn a_failure_is_told_until_it_is_time_to_try_again_or_the_files_changed() {
    let world = World::new();
    world.aws.fault(json!({ "service": "sts", "kind": "error", "status": 403, "code": "AccessDenied", "message": "no", "times": -1 }));
    world.run(&["whoami", "--profile", "acme-prod"]);
    let prod = [("AWS_PROFILE", "acme-prod")];
    assert!(world.run_with(&prod, &["prompt"]).stdout.contains("denied"));
    let later = filetime(&world, 60);
    world.write(
        ".aws/credentials",
        &format!("[benk]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"),
    );
    std::fs::File::options()
        .write(true)
        .open(world.home().join(".aws/credentials"))
        .unwrap()
        .set_modified(later)
        .unwrap();
    assert!(!world.run_with(&prod, &["prompt"]).stdout.contains("denied"));
}

fn filetime(_: &World, seconds: u64) -> std::time::SystemTime {
    std::time::SystemTime::now() + std::time::Duration::from_secs(seconds)
}

#[test]
fn an_identity_is_not_believed_for_ever() {
    let world = World::new();
    let benk = [("AWS_PROFILE", "benk"), ("AWSP_SWITCH", "profile=benk")];
    world.run_with(&benk, &["whoami"]);
    assert_eq!(world.run_with(&benk, &["prompt", "--json"]).json()["verified"], true);
    let folder = world.home().join(".cache/awsp/v1/entries");
    let mut entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let entry = entries.find(|path| path.extension().is_some_and(|kind| kind == "identity")).unwrap();
    let mut stored: serde_json::Value = serde_json::from_slice(&std::fs::read(&entry).unwrap()).unwrap();
    stored["verified_at"] = json!("2020-01-01T00:00:00Z");
    std::fs::write(&entry, stored.to_string()).unwrap();
    assert_eq!(world.run_with(&benk, &["prompt", "--json"]).json()["verified"], false);
    assert_eq!(ask(&world, &benk).1[1], "run", "it is verified again");
}

#[test]
fn settings_that_cannot_be_read_are_no_absent_settings() {
    let world = World::new();
    std::fs::write(world.home().join("own.ini"), b"[danger]\nprofiles = MyRole \xe4\n").unwrap();
    let file = ("AWSP_CONFIG_FILE", "own.ini");
    for words in [&["settings"][..], &["list"], &["whoami"], &["use", "MyRole", "--shell", "bash"]] {
        let outcome = world.run_with(&[MY_ROLE, file], words);
        assert!(
            outcome.status == 1 && outcome.stderr.contains("own.ini cannot be read"),
            "{words:?} {outcome:?}"
        );
    }
    let folder = ("AWSP_CONFIG_FILE", "/dev/zero");
    assert_eq!(world.run_with(&[MY_ROLE, folder], &["prompt"]).status, 0);
}

#[test]
fn what_is_used_in_place_of_the_profile_is_named_exactly() {
    let world = World::new();
    let shadows = |variables: &[(&str, &str)], words: &[&str]| -> Vec<String> {
        let words: Vec<&str> = ["current", "--json"].iter().chain(words).copied().collect();
        let current = world.run_with(variables, &words).json();
        current["shadowed_by"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["variable"].as_str().unwrap().to_owned())
            .collect()
    };
    let both = [MY_ROLE, ("AWS_REGION", "eu-west-1"), ("AWS_DEFAULT_REGION", "us-east-1")];
    assert_eq!(shadows(&both, &[]), Vec::<String>::new(), "AWS_REGION decides, and agrees");
    assert_eq!(
        shadows(&[MY_ROLE, ("AWS_REGION", "us-east-1")], &["--region", "eu-west-1"]),
        Vec::<String>::new()
    );
    let web = [
        ("AWS_PROFILE", "benk"),
        ("AWS_ROLE_ARN", "arn:aws:iam::1:role/x"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/t"),
        ("AWS_SESSION_TOKEN", "t"),
    ];
    assert_eq!(shadows(&web, &[]), ["AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE"]);
    let role = [("AWS_PROFILE", "web"), ("AWS_ROLE_ARN", "arn:aws:iam::999988887777:role/Other")];
    assert_eq!(shadows(&role, &[]), ["AWS_ROLE_ARN"]);
    assert_eq!(world.run_with(&role, &["prompt"]).stdout, "web identity 999988887777 Other not web\n");
}

#[test]
fn what_selects_nothing_shows_nothing() {
    let world = World::new();
    for name in ["AWS_ACCOUNT_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ROLE_SESSION_NAME", "AWS_REGION"] {
        assert_eq!(world.run_with(&[(name, "x")], &["prompt"]).stdout, "", "{name}");
    }
    assert_eq!(
        world.run_with(&[("AWS_PROFILE", "default")], &["prompt"]).stdout,
        "default instance credentials planned\n"
    );
    let note = world.run(&["use", "default", "--shell", "bash"]).stdout;
    assert!(note.contains("default has no credentials of its own"), "{note}");
}

#[test]
fn list_and_prompt_tell_the_same_account() {
    let world = World::new();
    world.write(
        ".aws/config",
        "[profile p]\ncredential_process = /bin/true\naws_access_key_id = ASIAQNZGKIQY56JQ7WML\naws_secret_access_key = x\n\
         [profile s]\nsso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name =\n",
    );
    let listed = world.run(&["list", "--json"]).json();
    assert_eq!(listed[0]["account_id"], json!(null), "the program decides, not the unused key");
    assert_ne!(listed[1]["role_name"], json!(""));
}

#[test]
fn flags_of_the_line_count_everywhere() {
    let world = World::new();
    assert_eq!(
        world.run(&["prompt", "-p", "MyRole", "--region", "ap-south-1", "--format", "{region}"]).stdout,
        "ap-south-1\n"
    );
    assert_eq!(
        world.run(&["whoami", "-p", "MyRole", "--region", "ap-south-1", "--json"]).json()["region"],
        "ap-south-1"
    );
    let refused = world.run(&["use", "MyRole", "--profile", "benk", "--shell", "bash"]);
    assert_eq!((refused.status, refused.stdout.as_str()), (2, ""));
}

#[test]
fn the_cache_is_where_the_variables_say_wherever_one_goes() {
    let world = World::new();
    let (file, _) = ask(&world, &[MY_ROLE, ("AWSP_CACHE_DIR", "mine")]);
    assert!(file.starts_with(&format!("{}/mine/v1/states/", world.home().display())), "{file}");
    let listed = world.run_with(&[("AWSP_CACHE_DIR", "/nowhere/else")], &["cache", "list", "--json"]).json();
    assert_eq!(listed["folder"], "/nowhere/else/v1");
}

#[test]
fn refresh_asks_nobody() {
    let world = World::new();
    world.write(".aws/config", "[profile benk]\nregion = eu-west-1\n[profile g]\nrole_arn = arn:aws:iam::777788889999:role/G\nsource_profile = benk\nmfa_serial = arn:aws:iam::1:mfa/b\nregion = eu-west-1\n");
    let outcome = world.run(&["refresh", "--profile", "g"]);
    assert_eq!(outcome.status, 3, "{outcome:?}");
    assert!(outcome.stderr.contains("awsp login g"), "{}", outcome.stderr);
}

#[test]
fn the_end_of_a_session_that_nothing_renews_is_not_told() {
    let world = World::new();
    world.aws.configure(json!({ "sts": { "lifetime": 1 } }));
    let prod = [("AWS_PROFILE", "acme-prod"), ("AWSP_SWITCH", "profile=acme-prod")];
    assert_eq!(world.run_with(&prod, &["whoami"]).status, 0);
    assert_eq!(world.run_with(&prod, &["prompt"]).stdout, "⚠ acme-prod 999988887777 Admin\n");
    let off = [MY_ROLE, SWITCHED, ("AWSP_NO_REFRESH", "1")];
    world.run_with(&off, &["whoami"]);
    assert_eq!(world.run_with(&off, &["prompt"]).stdout, "MyRole 777788889999\n");
}

#[test]
fn a_hint_is_about_what_failed() {
    let world = World::new();
    world.write(
        ".aws/config",
        "[profile a b]\nregion = eu-west-1\n[profile 'x y']\nrole_arn = arn:aws:iam::777788889999:role/X\nsource_profile = benk\n[bare]\nregion = eu-west-1\n",
    );
    let no_region = world.run(&["whoami", "-p", "x y"]);
    assert!(no_region.stderr.contains("awsp configure set 'x y' region=eu-west-1"), "{}", no_region.stderr);
    let bare = world.run(&["use", "bare", "--shell", "bash"]);
    assert!(bare.status == 1 && bare.stderr.contains("hint: "), "{bare:?}");
    assert!(bare.stderr.contains("[profile bare]"), "{}", bare.stderr);
    for name in [".aws/config", ".aws/credentials"] {
        world.write(name, "");
    }
    let nothing = world.run(&["whoami"]);
    assert!(
        nothing.stderr.contains("no profile is selected") && nothing.stderr.contains("awsp configure"),
        "{nothing:?}"
    );
    let empty = world.run(&["use", "--shell", "bash"]);
    assert!(empty.status == 1 && empty.stderr.contains("there are no profiles"), "{empty:?}");
    let verb = world.run(&["MyRole"]);
    assert!(verb.status == 2 && verb.stderr.contains("awsp use PROFILE"), "{verb:?}");
    assert!(world.run(&["help", "use"]).stdout.contains("Usage: awsp use"));
}

#[test]
fn nothing_is_read_without_end() {
    let world = World::new();
    let config = world.write(".aws/config", "");
    std::fs::File::options().write(true).open(config).unwrap().set_len(3 << 30).unwrap();
    let listed = world.run_with(&[MY_ROLE], &["list"]);
    assert!(listed.stderr.contains("is larger than 16 MiB"), "{listed:?}");
    assert_eq!(world.run_with(&[MY_ROLE], &["prompt"]).stdout, "MyRole broken\n");

    let bundle = world.home().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&bundle).status().unwrap().success());
    let variables =
        [("AWS_CA_BUNDLE", bundle.to_str().unwrap()), ("AWS_ENDPOINT_URL", "https://127.0.0.1:1")];
    world.write(".aws/config", "[profile benk]\nregion = eu-west-1\n");
    let refused = world.run_with(&variables, &["whoami", "-p", "benk"]);
    assert!(refused.status == 1 && refused.stderr.contains("is no regular file"), "{refused:?}");
}

#[test]
fn cache_clear_leaves_no_keys_of_a_killed_process() {
    let world = World::new();
    world.run_with(&[MY_ROLE], &["whoami"]);
    let left = world.write(".cache/awsp/v1/entries/.awsp-new-abc123", "{\"secret_access_key\":\"x\"}");
    assert_eq!(world.run(&["cache", "clear"]).status, 0);
    assert!(!left.exists());
}

#[test]
fn a_file_that_could_change_within_its_own_time_is_asked_about_again() {
    let world = World::new();
    let config = world.home().join(".aws/config");
    let at = |time: std::time::SystemTime| {
        std::fs::File::options().write(true).open(&config).unwrap().set_modified(time).unwrap();
        ask(&world, &[MY_ROLE]).1[1].clone()
    };
    let now = std::time::SystemTime::now();
    let second = now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let whole = |seconds| std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
    assert_eq!(at(whole(second)), "each", "a clock of whole seconds could give the next edit the same time");
    assert_eq!(at(whole(second - 60)), "off");
}

#[test]
fn a_start_url_with_a_password_is_shown_without_it() {
    let world = World::new().with("AWS_PROFILE", "old");
    world.write(
        ".aws/config",
        "[profile old]\nsso_start_url = https://me:sesame@corp.example/start?sesame\nsso_region = eu-west-1\n\
         sso_account_id = 444455556666\nsso_role_name = Power\nregion = eu-west-1\n",
    );
    for words in [
        ["current"].as_slice(),
        &["current", "--json"],
        &["current", "-v"],
        &["whoami"],
        &["list", "--json"],
        &["prompt", "--json"],
        &["prompt", "--hook", "bash"],
    ] {
        let outcome = world.run(words);
        assert!(
            !outcome.stdout.contains("sesame") && !outcome.stderr.contains("sesame"),
            "{words:?}: {outcome:?}"
        );
    }
    assert!(world.run(&["current"]).stdout.contains("sso https://corp.example/start"));
}

#[test]
fn a_wrong_command_line_is_repeated_without_what_steers_a_terminal() {
    let world = World::new();
    let evil = "x\r\nawsp: forged\u{1b}[2J\u{9b}\u{202e}";
    let option = format!("--{evil}");
    let value = format!("--color={evil}");
    for words in [
        [evil].as_slice(),
        &["list", evil],
        &["list", &option],
        &["current", &value],
        &["init", evil],
        &["whoami", "--region", evil],
        &["use", "--shell", evil, "x"],
        &["init", "bash", "--cmd", evil],
        &["--shell", evil, "off"],
        &["prompt", "--hook", evil],
        &["cache", evil],
    ] {
        let outcome = world.run(words);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""), "{words:?}");
        let lines: Vec<&str> = outcome.stderr.split('\n').collect();
        assert!(lines.iter().all(|line| !line.chars().any(is_unsafe)), "{words:?}: {outcome:?}");
        assert!(!lines.iter().any(|line| line.starts_with("awsp: forged")), "{words:?}: {outcome:?}");
        assert!(lines[0].starts_with("awsp: "), "{words:?}: {outcome:?}");
    }
}
