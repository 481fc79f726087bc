//! The real AWS CLI and boto3 see the identity that awsp has switched to.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::each_shell::each_shell;
use crate::kind::Kind;
use crate::terminal::Terminal;
use crate::world::World;

/// A program that `make setup` installs beside the sources. A missing one fails the test.
fn tool(name: &str) -> PathBuf {
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/venv/bin").join(name);
    assert!(tool.exists(), "{} is missing, and this test needs it: `make setup` installs it", tool.display());
    tool
}

const STS: &str = "sts get-caller-identity --query Arn --output text";

/// Prints the caller as boto3 sees it.
const BOTO3: &str = "\
import boto3
print(boto3.Session().client('sts').get_caller_identity()['Arn'])
";

/// A world where the default profile has keys, too, and both clients are at hand as `aws` and `boto`.
fn world(kind: Kind) -> World {
    let mut world = World::new(kind);
    world.aws.configure(json!({ "secrets": { "AKIADEFAULTXXEXAMPLE": "fake/default/secret" } }));
    world.write(
        ".aws/credentials",
        format!(
            "{}\n[default]\naws_access_key_id = AKIADEFAULTXXEXAMPLE\naws_secret_access_key = fake/default/secret\n",
            std::fs::read_to_string(world.path().join(".aws/credentials")).expect("the credentials file")
        ),
    );
    world.write("boto.py", BOTO3);
    world.write_program("bin/aws", &format!("#!/bin/sh\nexec '{}' \"$@\"\n", tool("aws").display()));
    world.write_program(
        "bin/boto",
        &format!("#!/bin/sh\nexec '{}' \"$HOME/boto.py\"\n", tool("python").display()),
    );
    let folders = [world.path().join("bin"), crate::home::binary().parent().expect("a folder").to_path_buf()];
    world.set_path(&[&folders[0], &folders[1]]);
    world
}

/// What both clients say about who they are; it has to be the same.
fn caller(terminal: &Terminal) -> String {
    let arn = |command: &str| {
        let screen = terminal.run(&format!("clear; {command}"));
        let mut arns = screen.lines().filter(|line| line.starts_with("arn:"));
        arns.next().map_or_else(|| format!("no ARN:\n{screen}"), str::to_owned)
    };
    let (cli, boto) = (arn(&format!("aws {STS}")), arn("boto"));
    // Each client has a session of its own.
    let role = |arn: &str| arn.rsplit_once('/').map(|(role, _)| role.to_owned());
    if cli.contains(":assumed-role/") {
        assert_eq!(role(&cli), role(&boto), "{cli}\n{boto}");
    } else {
        assert_eq!(cli, boto);
    }
    cli
}

each_shell! {
    fn they_are_who_awsp_says_they_are(kind: Kind) {
        let world = world(kind);
        let terminal = world.start();
        let default = caller(&terminal);
        assert!(default.ends_with(":user/AKIADEFAULTXXEXAMPLE"), "{default}");
        for (profile, start) in [
            ("MyRole", "arn:aws:sts::777788889999:assumed-role/MyRole/"),
            ("chain", "arn:aws:sts::111122223333:assumed-role/Audit/"),
            ("benk", "arn:aws:iam::"),
        ] {
            terminal.run(&format!("awsp use {profile}"));
            let arn = caller(&terminal);
            assert!(arn.starts_with(start), "{profile}: {arn}");
            // awsp itself says the same.
            let screen = terminal.run("clear; awsp whoami");
            let account = arn.split(':').nth(4).expect("an account");
            assert!(screen.contains(account), "{profile}: {arn}\n{screen}");
        }
        assert!(caller(&terminal).ends_with(":user/AKIABENKXXXXXEXAMPLE"));
        terminal.run("awsp use -");
        assert!(caller(&terminal).contains(":assumed-role/Audit/"));
        terminal.run("awsp off");
        assert_eq!(caller(&terminal), default);
    }

    fn keys_in_the_environment_do_not_survive_a_switch_and_do_not_come_back(kind: Kind) {
        let mut world = world(kind);
        world.aws.configure(json!({ "secrets": { "AKIASTALEXXXXEXAMPLE": "fake/stale/secret" } }));
        world.set("AWS_ACCESS_KEY_ID", "AKIASTALEXXXXEXAMPLE");
        world.set("AWS_SECRET_ACCESS_KEY", "fake/stale/secret");
        world.set("AWS_DEFAULT_PROFILE", "benk");
        let terminal = world.start();
        assert!(caller(&terminal).ends_with(":user/AKIASTALEXXXXEXAMPLE"));
        terminal.run("awsp use MyRole");
        assert!(caller(&terminal).starts_with("arn:aws:sts::777788889999:assumed-role/MyRole/"));
        terminal.run("awsp off");
        assert!(caller(&terminal).ends_with(":user/AKIADEFAULTXXEXAMPLE"));
    }

    fn a_region_given_to_use_is_theirs(kind: Kind) {
        let world = world(kind);
        let terminal = world.start();
        terminal.run("awsp use MyRole");
        let region = "clear; aws configure list | grep region; aws configure get region";
        assert!(terminal.run(region).contains("eu-west-1"));
        terminal.run("awsp use MyRole --region ap-south-1");
        assert!(terminal.run("clear; aws configure list").contains("ap-south-1"));
        terminal.run("awsp off");
        assert!(!terminal.run("clear; aws configure list").contains("ap-south-1"));
    }
}
