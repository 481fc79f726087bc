//! The diff that a change of the AWS files is shown by.

use std::fs;

use crate::cli_world::{SECRET, World};

const DIFF: &str = "\
--- {home}/.aws/config
+++ {home}/.aws/config
@@ -2,7 +2,8 @@ [default]
 region = eu-west-1
 
 [profile benk]
-region = eu-central-1
+region = us-east-1
+output = json
 
 [profile MyRole]
 role_arn = arn:aws:iam::777788889999:role/MyRole
";

fn set<'a>(more: &[&'a str]) -> Vec<&'a str> {
    ["configure", "set", "benk", "region=us-east-1", "output=json"]
        .into_iter()
        .chain(more.iter().copied())
        .collect()
}

fn diff(world: &World) -> String {
    DIFF.replace("{home}", world.home().to_str().unwrap())
}

#[test]
fn a_dry_run_gives_the_diff_as_data_and_changes_nothing() {
    let world = World::new();
    let before = fs::read(world.home().join(".aws/config")).unwrap();
    let outcome = world.run(&set(&["--dry-run"]));
    assert_eq!((outcome.status, outcome.stdout.as_str()), (0, diff(&world).as_str()), "{outcome:?}");
    let outcome = world.run(&set(&["--dry-run", "--color", "always"]));
    assert!(outcome.stdout.contains("\u{1b}[31m-region = eu-central-1\u{1b}[0m\n"), "{outcome:?}");
    assert!(outcome.stdout.contains("\u{1b}[32m+output = json\u{1b}[0m\n"), "{outcome:?}");
    assert_eq!(fs::read(world.home().join(".aws/config")).unwrap(), before);
    assert!(!world.home().join(".aws/config.awsp-backup").exists());
}

#[test]
fn what_is_written_is_shown_before_and_said_afterwards() {
    let world = World::new();
    let outcome = world.run(&set(&["--yes"]));
    let file = world.home().join(".aws/config").display().to_string();
    let said = format!("{}awsp: wrote {file}; what it was is in {file}.awsp-backup\n", diff(&world));
    assert!(outcome.status == 0 && outcome.stdout.is_empty(), "{outcome:?}");
    assert!(outcome.stderr.starts_with(&said), "{outcome:?}");
    let quiet = world.run(&["configure", "set", "benk", "output=text", "--yes", "--quiet"]);
    assert_eq!((quiet.status, quiet.stderr.as_str()), (0, ""));
    let before = fs::metadata(&file).unwrap().modified().unwrap();
    let again = world.run(&["configure", "set", "benk", "output=text", "--yes"]);
    assert!(again.status == 0 && !again.stderr.contains("wrote"), "{again:?}");
    assert_eq!(fs::metadata(&file).unwrap().modified().unwrap(), before);
}

#[test]
fn no_secret_is_in_it_wherever_it_stands() {
    let world = World::new();
    world.write(
        ".aws/credentials",
        &format!(
            "[benk]\naws_access_key_id = AKIA1\n# aws_secret_access_key = OLDsecret1\n\
             aws_secret_access_key = {SECRET}\naws_session_token = TOKEN/one\n   goes/on\n#aws_session_token:OLDsecret2\n\
             [other]\nmy_password : hunter2\ncredential_process = login --password hunter3\n"
        ),
    );
    for words in [["configure", "remove", "benk", "--dry-run"], ["configure", "rename", "benk", "--dry-run"]]
    {
        let mut words = words.to_vec();
        if words[1] == "rename" {
            words.insert(3, "bank");
        }
        let outcome = world.run(&words);
        assert_eq!(outcome.status, 0, "{outcome:?}");
        let said = format!("{}{}", outcome.stdout, outcome.stderr);
        for secret in [SECRET, "TOKEN/one", "goes/on", "OLDsecret1", "OLDsecret2", "hunter2", "hunter3"] {
            assert!(!said.contains(secret), "{secret}: {said}");
        }
        assert!(said.contains("aws_secret_access_key = (hidden)\n"), "{said}");
    }
}

#[test]
fn a_terminal_gets_text_and_no_more() {
    let world = World::new();
    world.write(
        ".aws/config",
        "[profile benk]\nregion = \u{1b}]0;x\u{7}\n# \u{202e}\u{9b}2J\n[profile \u{1b}[2J]\nregion = x\n",
    );
    let outcome = world.run(&set(&["--yes"]));
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert!(!outcome.stderr.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{9b}']), "{outcome:?}");
}

#[test]
fn a_long_diff_is_cut_but_for_those_who_want_it() {
    let world = World::new();
    let keys: Vec<String> = (0..300).map(|number| format!("key{number}=v")).collect();
    let run = |more: &[&str]| {
        let words =
            ["configure", "set", "benk", "--force"].into_iter().chain(keys.iter().map(String::as_str));
        let outcome = world.run(&words.chain(more.iter().copied()).collect::<Vec<_>>());
        assert_eq!(outcome.status, 0, "{outcome:?}");
        outcome
    };
    assert_eq!(run(&["--dry-run"]).stdout.matches("\n+key").count(), 300);
    let shown = run(&["--yes"]).stderr;
    assert!(shown.matches("\n+key").count() < 120, "{shown}");
    assert!(shown.contains("lines more; in all 300 lines come and 0 go (-v shows them)"), "{shown}");
    let world = World::new();
    let words = ["configure", "set", "benk", "--force", "--yes", "-v"];
    let outcome = world.run(&words.into_iter().chain(keys.iter().map(String::as_str)).collect::<Vec<_>>());
    assert_eq!(outcome.stderr.matches("\n+key").count(), 300);
}

#[test]
fn both_variables_may_name_one_file() {
    let world = World::new();
    let file = world.write("both", "[default]\nregion = eu-west-1\n");
    let link = world.home().join("link");
    std::os::unix::fs::symlink("both", &link).unwrap();
    let (path, link) = (file.to_str().unwrap(), link.to_str().unwrap());
    let world = world.with("AWS_CONFIG_FILE", path).with("AWS_SHARED_CREDENTIALS_FILE", link);
    let outcome = world.run(&[
        "configure",
        "set",
        "default",
        "output=json",
        "aws_access_key_id=AKIAIOSFODNN7EXAMPLE",
        "--force",
        "--yes",
    ]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    let text = fs::read_to_string(file).unwrap();
    assert_eq!(
        text,
        "[default]\nregion = eu-west-1\noutput = json\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
    );
    let unset = world.with("AWS_CONFIG_FILE", "");
    let outcome = unset.run(&["configure", "add", "new", "--set", "credential_process=/bin/true", "--yes"]);
    assert!(outcome.status == 1 && outcome.stderr.contains("unset AWS_CONFIG_FILE"), "{outcome:?}");
}
