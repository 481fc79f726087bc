//! `awsp configure` by flags: what is written, byte by byte, and where.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::cli_world::{AWSP, KEY, Outcome, SECRET, World};

pub(crate) const CONFIG: &str = "\
# mine
[default]
region = eu-west-1

[profile benk]
region = eu-central-1   \t
s3 =
    max_concurrent_requests = 20
    addressing_style = path

[profile MyRole]
role_arn = arn:aws:iam::777788889999:role/MyRole
; why
source_profile = benk

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1

[profile sso]
sso_session = corp
sso_account_id = 444455556666
sso_role_name = Power
";

pub(crate) const ROLE: &str = "role_arn=arn:aws:iam::777788889999:role/Other";
const NEW_KEY: &str = "AKIAIOSFODNN7EXAMPLE";
const NEW_SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

pub(crate) fn credentials() -> String {
    format!("[benk]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n")
}

pub(crate) fn world() -> World {
    let world = World::new();
    world.write(".aws/config", CONFIG);
    world.write(".aws/credentials", &credentials());
    world
}

/// Runs `awsp configure` where no terminal is, with this standard input.
pub(crate) fn configure_with(world: &World, input: &str, words: &[&str]) -> Outcome {
    let mut command = world.command("setsid");
    command.args(["--wait", AWSP, "configure"]).args(words);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.env("PATH", "/usr/bin:/bin").spawn().unwrap();
    // Whoever does not read it closes it.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    Outcome::of(&child.wait_with_output().unwrap())
}

pub(crate) fn configure(world: &World, words: &[&str]) -> Outcome {
    configure_with(world, "", words)
}

pub(crate) fn files(world: &World) -> (String, String) {
    let read = |name: &str| fs::read_to_string(world.home().join(".aws").join(name)).unwrap_or_default();
    (read("config"), read("credentials"))
}

/// Runs it, and holds what the files say against what they said with these replacements.
#[track_caller]
fn becomes(words: &[&str], config: &[(&str, &str)], credentials_: &[(&str, &str)]) -> Outcome {
    let world = world();
    let said = configure(&world, &[words, &["--yes"]].concat());
    assert_eq!(said.status, 0, "{words:?} {said:?}");
    let replaced = |text: &str, replacements: &[(&str, &str)]| {
        replacements.iter().fold(text.to_owned(), |text, (old, new)| {
            assert!(old.is_empty() || text.contains(old), "{old:?} is not in {text}");
            if old.is_empty() { format!("{text}{new}") } else { text.replace(old, new) }
        })
    };
    let now = files(&world);
    assert_eq!(now.0, replaced(CONFIG, config), "{words:?}");
    assert_eq!(now.1, replaced(&credentials(), credentials_), "{words:?}");
    said
}

#[test]
fn a_profile_is_appended_in_the_form_that_tools_write() {
    let said = becomes(
        &["add", "dev", "--set", ROLE, "--set", "source_profile=benk", "--region", "eu-west-1"],
        &[(
            "",
            "\n[profile dev]\nrole_arn = arn:aws:iam::777788889999:role/Other\nsource_profile = benk\nregion = eu-west-1\n",
        )],
        &[],
    );
    assert!(said.stderr.contains("awsp use dev") && said.stdout.is_empty(), "{said:?}");
    becomes(
        &[
            "add",
            "p",
            "--set",
            "credential_process=/bin/p --x 'a b'",
            "--set",
            "s3.addressing_style=path",
            "--set",
            "s3.a=b",
        ],
        &[(
            "",
            "\n[profile p]\ncredential_process = /bin/p --x 'a b'\ns3 =\n    addressing_style = path\n    a = b\n",
        )],
        &[],
    );
    becomes(
        &["add", "a b", "--set", "region=eu-west-1"],
        &[("", "\n[profile 'a b']\nregion = eu-west-1\n")],
        &[],
    );
}

#[test]
fn an_sso_profile_uses_a_session_and_makes_the_one_that_is_missing() {
    let said = becomes(
        &[
            "add",
            "s2",
            "--set",
            "sso_session=corp",
            "--set",
            "sso_account_id=111122223333",
            "--set",
            "sso_role_name=Read",
        ],
        &[("", "\n[profile s2]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Read\n")],
        &[],
    );
    assert!(said.stderr.contains("awsp login s2"), "{said:?}");
    let new = [
        "add",
        "s3",
        "--set",
        "sso_session=other",
        "--set",
        "sso_account_id=111122223333",
        "--set",
        "sso_role_name=Read",
        "--set",
        "sso_start_url=https://other.awsapps.com/start",
        "--set",
        "sso_region=us-east-1",
    ];
    becomes(
        &new,
        &[(
            "",
            "\n[profile s3]\nsso_session = other\nsso_account_id = 111122223333\nsso_role_name = Read\n\
             \n[sso-session other]\nsso_start_url = https://other.awsapps.com/start\nsso_region = us-east-1\n\
             sso_registration_scopes = sso:account:access\n",
        )],
        &[],
    );
    // What the profiles of a session share is changed there.
    becomes(
        &["set", "sso", "sso_region=eu-central-1", "sso_account_id=111122223333"],
        &[("sso_region = eu-west-1", "sso_region = eu-central-1"), ("444455556666", "111122223333")],
        &[],
    );
}

#[test]
fn keys_go_to_the_credentials_file_and_the_secret_comes_on_standard_input() {
    let world = world();
    let words = [
        "add",
        "k",
        "--set",
        &format!("aws_access_key_id={NEW_KEY}"),
        "--set",
        "region=eu-west-1",
        "--secret-stdin",
        "--yes",
    ];
    let said = configure_with(&world, &format!("{NEW_SECRET}\n"), &words);
    assert_eq!(said.status, 0, "{said:?}");
    let pair = format!("aws_access_key_id = {NEW_KEY}\naws_secret_access_key = {NEW_SECRET}\n");
    assert_eq!(
        files(&world),
        (format!("{CONFIG}\n[profile k]\nregion = eu-west-1\n"), format!("{}\n[k]\n{pair}", credentials()))
    );
    assert!(!said.stderr.contains(NEW_SECRET), "the diff does not show it: {said:?}");
    // A new pair for the same profile, where the old one stands; a token of the old one would spoil it.
    let old = format!("{}aws_session_token = old\n", credentials());
    world.write(".aws/credentials", &old);
    let words = ["set", "benk", &format!("aws_access_key_id={NEW_KEY}"), "--secret-stdin", "--yes"];
    let said = configure_with(&world, &format!("  {NEW_SECRET}  "), &words);
    assert_eq!(said.status, 0, "{said:?}");
    assert_eq!(files(&world).1, format!("[benk]\n{pair}"));
    assert!(said.stderr.contains("aws_session_token") && !said.stderr.contains("= old"), "{said:?}");
}

#[test]
fn what_stands_already_is_changed_where_it_takes_effect() {
    becomes(
        &["set", "benk", "region=us-east-1"],
        &[("region = eu-central-1   \t", "region = us-east-1   \t")],
        &[],
    );
    becomes(
        &["set", "benk", "output=json"],
        &[("addressing_style = path\n", "addressing_style = path\noutput = json\n")],
        &[],
    );
    becomes(&["set", "benk", "s3.addressing_style=virtual"], &[("style = path", "style = virtual")], &[]);
    becomes(&["set", "benk", "s3.addressing_style="], &[("    addressing_style = path\n", "")], &[]);
    becomes(&["set", "benk", "region="], &[("region = eu-central-1   \t\n", "")], &[]);
    // As with the AWS CLI's own command.
    becomes(
        &["set", "region=us-east-1", "--profile", "default"],
        &[("eu-west-1\n\n[profile benk]", "us-east-1\n\n[profile benk]")],
        &[],
    );
    let world = world();
    world.write(".aws/credentials", &format!("{}region = eu-west-3\n", credentials()));
    let said = configure(&world, &["set", "benk", "region=us-east-1", "--yes"]);
    assert_eq!(said.status, 0, "{said:?}");
    assert_eq!(files(&world), (CONFIG.to_owned(), format!("{}region = us-east-1\n", credentials())));
    let said = configure(&world, &["set", "benk", "region=us-east-1", "--yes"]);
    assert!(said.status == 0 && said.stderr.contains("say that already"), "{said:?}");
}

#[test]
fn a_copy_has_all_of_both_files() {
    becomes(
        &["copy", "benk", "benk2"],
        &[(
            "",
            "\n[profile benk2]\nregion = eu-central-1\ns3 =\n    max_concurrent_requests = 20\n    addressing_style = path\n",
        )],
        &[("", &format!("\n[benk2]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"))],
    );
    let world = world();
    world.write(".aws/config", &format!("[DEFAULT]\noutput = json\n{CONFIG}"));
    assert_eq!(configure(&world, &["copy", "default", "d", "--yes"]).status, 0);
    assert!(files(&world).0.ends_with("\n[profile d]\nregion = eu-west-1\n"), "{}", files(&world).0);
}

#[test]
fn a_copy_of_a_profile_that_is_kept_in_step_is_a_persons_own() {
    let world = world();
    world.write(".aws/config", &format!("{CONFIG}awsp_sync = sso account=Power\n"));
    assert_eq!(configure(&world, &["copy", "sso", "mine", "--yes"]).status, 0);
    let config = files(&world).0;
    let copy = "\n[profile mine]\nsso_session = corp\nsso_account_id = 444455556666\nsso_role_name = Power\n";
    assert!(config.ends_with(copy) && config.matches("awsp_sync").count() == 1, "{config}");
}

#[test]
fn a_new_name_reaches_both_files_and_all_that_point_to_it() {
    let said = becomes(
        &["rename", "benk", "benk-admin"],
        &[
            ("[profile benk]", "[profile benk-admin]"),
            ("source_profile = benk", "source_profile = benk-admin"),
        ],
        &[("[benk]", "[benk-admin]")],
    );
    assert!(!said.stderr.contains("awsp use"), "{said:?}");
    let world = world().with("AWS_PROFILE", "benk");
    let program = "\n[profile p]\ncredential_process = awsp credential-process --profile benk\n";
    world.write(".aws/config", &format!("{CONFIG}{program}"));
    let said = configure(&world, &["rename", "benk", "prod", "--yes"]);
    assert_eq!(said.status, 0, "{said:?}");
    assert!(files(&world).0.ends_with(program), "programs are left alone");
    for told in [
        "credential_process of p may mean benk",
        "AWS_PROFILE of this shell still says benk: awsp use prod",
        "prod is marked as dangerous",
    ] {
        assert!(said.stderr.contains(told), "{told}: {said:?}");
    }
    becomes(&["rename", "default", "home"], &[("[default]", "[profile home]")], &[]);
}

#[test]
fn what_is_removed_goes_from_both_files_and_its_traces_are_told() {
    let block = &CONFIG[CONFIG.find("[profile benk]").unwrap()..CONFIG.find("[profile MyRole]").unwrap()];
    let said = becomes(&["remove", "benk"], &[(block, "")], &[(credentials().as_str(), "")]);
    for told in ["MyRole could not be used any more", KEY, "stays valid at AWS"] {
        assert!(said.stderr.contains(told), "{told}: {said:?}");
    }
    assert!(!said.stderr.contains(SECRET) && !said.stderr.contains("SDK"), "{said:?}");
    let sso = "\n[profile sso]\nsso_session = corp\nsso_account_id = 444455556666\nsso_role_name = Power\n";
    let said = becomes(&["remove", "sso"], &[(sso, "")], &[]);
    assert!(said.stderr.contains("no other profile uses the sso-session corp"), "{said:?}");
}

#[test]
fn without_a_yes_nothing_is_written_and_the_change_is_shown() {
    let world = world();
    let before = files(&world);
    let said = configure(&world, &["set", "benk", "region=us-east-1"]);
    assert_eq!(said.status, 2, "{said:?}");
    assert!(said.stderr.contains("+region = us-east-1") && said.stderr.contains("--yes"), "{said:?}");
    let said = configure(&world, &["set", "benk", "region=us-east-1", "--dry-run"]);
    assert!(said.status == 0 && said.stdout.contains("+region = us-east-1"), "{said:?}");
    assert_eq!(files(&world), before);
}

#[test]
fn a_first_profile_makes_files_that_are_the_users_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::new();
    fs::remove_dir_all(world.home().join(".aws")).unwrap();
    let id = format!("aws_access_key_id={NEW_KEY}");
    let words = ["add", "default", "--set", &id, "--set", "region=eu-west-1", "--secret-stdin", "--yes"];
    let said = configure_with(&world, NEW_SECRET, &words);
    assert_eq!(said.status, 0, "{said:?}");
    assert_eq!(files(&world).0, "[default]\nregion = eu-west-1\n");
    assert!(files(&world).1.starts_with("[default]\naws_access_key_id = "));
    for name in ["config", "credentials"] {
        let mode = fs::metadata(world.home().join(".aws").join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn the_aws_cli_reads_what_was_meant() {
    let world = world();
    let id = format!("aws_access_key_id={NEW_KEY}");
    let all: [(&[&str], &str); 4] = [
        (&["add", "k", "--set", &id, "--set", "region=eu-west-1", "--secret-stdin"], NEW_SECRET),
        (&["add", "r x'y", "--set", ROLE, "--set", "source_profile=k", "--set", "duration_seconds=900"], ""),
        (
            &[
                "add",
                "p",
                "--set",
                "credential_process=/bin/p \"a b\" = : #x",
                "--set",
                "s3.max_queue_size=7",
            ],
            "",
        ),
        (&["copy", "p", "q"], ""),
    ];
    for (words, input) in all {
        let said = configure_with(&world, input, &[words, &["--yes"]].concat());
        assert_eq!(said.status, 0, "{words:?} {said:?}");
    }
    let aws = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/venv/bin/aws");
    let get = |profile: &str, key: &str| {
        let mut command: Command = world.command(aws.to_str().unwrap());
        let output = command.args(["configure", "get", key, "--profile", profile]).output().unwrap();
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    };
    for (profile, key, value) in [
        ("k", "aws_access_key_id", NEW_KEY),
        ("k", "aws_secret_access_key", NEW_SECRET),
        ("k", "region", "eu-west-1"),
        ("r x'y", "role_arn", "arn:aws:iam::777788889999:role/Other"),
        ("r x'y", "source_profile", "k"),
        ("r x'y", "duration_seconds", "900"),
        ("p", "credential_process", "/bin/p \"a b\" = : #x"),
        ("q", "s3.max_queue_size", "7"),
    ] {
        assert_eq!(get(profile, key), value, "{profile} {key}");
    }
}

#[test]
fn profiles_are_completed_where_one_is_meant() {
    let world = world();
    for verb in ["set", "copy", "rename", "remove"] {
        let said = world.run(&["complete", "--", "awsp", "configure", verb, "ben"]);
        let names: Vec<&str> = said.lines().iter().filter_map(|line| line.split('\t').next()).collect();
        assert_eq!(names, ["benk"], "{verb} {said:?}");
    }
    let said = world.run(&["complete", "--", "awsp", "configure", ""]);
    for verb in ["add", "set", "copy", "rename", "remove"] {
        assert!(said.stdout.contains(&format!("{verb}\t")), "{said:?}");
    }
}

#[test]
fn an_sso_profile_of_the_older_form_is_completed_as_it_is() {
    let world = world();
    let older =
        "[profile o]\nsso_start_url = https://corp.awsapps.com/start\nsso_account_id = 444455556666\n";
    world.write(".aws/config", older);
    for property in ["sso_region=eu-west-1", "sso_role_name=Power"] {
        let said = configure(&world, &["set", "o", property, "--yes"]);
        assert_eq!(said.status, 0, "{said:?}");
    }
    assert_eq!(files(&world).0, format!("{older}sso_region = eu-west-1\nsso_role_name = Power\n"));
}

#[test]
fn a_property_of_a_profile_that_there_is_not_makes_one_as_with_the_aws_cli() {
    let world = world();
    let before = files(&world).0;
    let said = configure(&world, &["set", "quite-new", "region=us-east-1", "--yes"]);
    assert_eq!(said.status, 0, "{said:?}");
    assert!(said.stderr.contains("there is no profile quite-new yet: it is added"), "{said:?}");
    let after = files(&world).0;
    let added = after.strip_prefix(&before).unwrap_or_else(|| panic!("{after}"));
    assert_eq!(added.trim_start(), "[profile quite-new]\nregion = us-east-1\n");
    let slip = configure(&world, &["set", "quite-nwe", "region=us-east-1", "--yes"]);
    assert_eq!((slip.status, files(&world).0), (1, after), "{slip:?}");
    assert!(slip.stderr.contains("hint: awsp configure set quite-new\n"), "{slip:?}");
    assert!(slip.stderr.contains("hint: for a new profile: awsp configure add quite-nwe\n"), "{slip:?}");
}

#[test]
fn of_a_profile_without_a_region_that_is_said_and_not_where_each_tool_looks_for_one() {
    let world = world();
    let id = format!("aws_access_key_id={NEW_KEY}");
    let said = configure_with(&world, NEW_SECRET, &["add", "k", "--set", &id, "--secret-stdin", "--yes"]);
    assert_eq!(said.status, 0, "{said:?}");
    let note = "awsp: k names no region, which most calls need: awsp configure set k region=eu-west-1\n";
    assert_eq!(said.stderr.matches(note).count(), 1, "{said:?}");
    assert!(!said.stderr.contains("instance metadata"), "{said:?}");
}
