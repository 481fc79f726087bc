//! What awsp writes into the AWS files, as AWS CLI v2 reads it.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::cli_world::{AWSP, KEY, Outcome, SECRET, World};
use crate::clients_world::{aws, aws_reads};

/// A file as people have it.
const CONFIG: &str = "\
# mine
[default]
region = eu-west-1

[profile benk]
region = eu-central-1   \t
s3 =
    max_concurrent_requests = 20
    addressing_style = path

[profile MyRole]
role_arn=arn:aws:iam::777788889999:role/MyRole
; why
source_profile = benk
[profile 'two words']
output = text
cli_pager =
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
";

fn world() -> World {
    let world = World::new().with("AWS_PAGER", "");
    world.write(".aws/config", CONFIG);
    world.write(
        ".aws/credentials",
        &format!("[benk]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"),
    );
    world
}

/// Runs `awsp configure`; the secret goes to its standard input.
fn configure(world: &World, words: &[&str]) {
    let mut command = world.command(AWSP);
    command.arg("configure").args(words).arg("--yes");
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Whoever does not read it closes it.
    let _ = child.stdin.take().unwrap().write_all(b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n");
    let outcome = Outcome::of(&child.wait_with_output().unwrap());
    assert_eq!(outcome.status, 0, "{words:?}: {outcome:?}");
}

/// What `awsp configure` is told, and what the AWS CLI is to see of it.
type Step<'a> = (&'a [&'a str], &'a dyn Fn(&mut Value));

#[test]
fn the_aws_cli_sees_exactly_the_change_that_was_meant() {
    let world = world();
    let mut expected = aws_reads(&world);
    assert_eq!(expected["profiles"]["benk"]["s3"]["addressing_style"], "path");
    let profile = |name: &str| format!("/profiles/{name}");
    let role = json!({
        "role_arn": "arn:aws:iam::777788889999:role/Other", "source_profile": "benk", "duration_seconds": "900",
    });
    let steps: [Step<'_>; 8] = [
        (
            &[
                "add",
                "a b",
                "--set",
                "role_arn=arn:aws:iam::777788889999:role/Other",
                "--set",
                "source_profile=benk",
                "--set",
                "duration_seconds=900",
            ],
            &|all| all["profiles"]["a b"] = role.clone(),
        ),
        (
            &[
                "add",
                "keys",
                "--set",
                "aws_access_key_id=AKIAIOSFODNN7EXAMPLE",
                "--set",
                "region=eu-west-3",
                "--secret-stdin",
            ],
            &|all| {
                all["profiles"]["keys"] = json!({
                    "aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                    "region": "eu-west-3",
                });
            },
        ),
        (
            &[
                "set",
                "two words",
                "output=json",
                "s3.addressing_style=virtual",
                "s3.use_dualstack_endpoint=true",
            ],
            &|all| {
                let s3 = json!({ "addressing_style": "virtual", "use_dualstack_endpoint": "true" });
                all["profiles"]["two words"] = json!({ "output": "json", "cli_pager": "", "s3": s3 });
            },
        ),
        (&["set", "benk", "s3.addressing_style=virtual"], &|all| {
            all["profiles"]["benk"]["s3"]["addressing_style"] = json!("virtual");
        }),
        (&["set", "benk", "region="], &|all| {
            all.pointer_mut(&profile("benk")).unwrap().as_object_mut().unwrap().shift_remove("region");
        }),
        (&["copy", "benk", "second"], &|all| all["profiles"]["second"] = all["profiles"]["benk"].clone()),
        (&["rename", "benk", "first of all"], &|all| {
            let profiles = all["profiles"].as_object_mut().unwrap();
            let benk = profiles.shift_remove("benk").unwrap();
            profiles.insert("first of all".to_owned(), benk);
            for name in ["MyRole", "a b"] {
                profiles[name]["source_profile"] = json!("first of all");
            }
        }),
        (&["remove", "two words"], &|all| {
            all["profiles"].as_object_mut().unwrap().shift_remove("two words");
        }),
    ];
    for (words, change) in steps {
        configure(&world, words);
        change(&mut expected);
        assert_eq!(aws_reads(&world), expected, "{words:?}: {}", config(&world));
    }
    let names = aws(&world, &["configure", "list-profiles"]);
    let mut theirs = names.lines();
    let own = world.run(&["list", "--names"]);
    let mut own = own.lines();
    theirs.sort_unstable();
    own.sort_unstable();
    assert_eq!(own, theirs);
    assert_eq!(aws(&world, &["configure", "get", "region", "--profile", "keys"]).stdout, "eu-west-3\n");
}

fn config(world: &World) -> String {
    fs::read_to_string(Path::new(world.home()).join(".aws/config")).unwrap()
}

#[test]
fn setting_one_thing_is_to_the_aws_cli_what_its_own_command_does() {
    for (profile, key, value) in [
        ("benk", "region", "us-east-1"),
        ("benk", "output", "json"),
        ("benk", "s3.addressing_style", "virtual"),
        ("benk", "s3.payload_signing_enabled", "true"),
        ("default", "region", "us-east-1"),
        ("two words", "output", "table"),
        ("brand new", "region", "us-east-1"),
        ("MyRole", "cli_pager", "x=y # no comment"),
        ("MyRole", "my_own", "ü"),
    ] {
        let (own, theirs) = (world(), world());
        let verb = if profile == "brand new" { "add" } else { "set" };
        let pair = format!("{key}={value}");
        let words: &[&str] =
            if verb == "add" { &[verb, profile, "--set", &pair] } else { &[verb, profile, &pair] };
        configure(&own, words);
        let outcome = aws(&theirs, &["configure", "set", key, value, "--profile", profile]);
        assert_eq!(outcome.status, 0, "{outcome:?}");
        assert_eq!(aws_reads(&own), aws_reads(&theirs), "{profile} {key}");
    }
}
