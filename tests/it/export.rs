//! `export` and `credential-process`: credentials for shells and programs, and nothing else beside them.

use serde_json::{Value, json};

use crate::cli_world::{KEY, SECRET, World};

const MY_ROLE: (&str, &str) = ("AWS_PROFILE", "MyRole");
const CHAIN: &str = "_AWS_CLI_PROFILE_CHAIN";
const SERIAL: &str = "arn:aws:iam::111122223333:mfa/benk";

/// The world with a role that asks for a code.
fn guarded() -> World {
    let world = World::new();
    let role = "arn:aws:iam::777788889999:role/Guarded";
    world
        .aws
        .configure(json!({ "sts": { "mfa_required": { role: SERIAL }, "mfa_codes": { SERIAL: "123456" } } }));
    world.write(
        ".aws/config",
        &format!(
            "[profile benk]\nregion = eu-west-1\n[profile guarded]\nrole_arn = {role}\nsource_profile = benk\n\
             mfa_serial = {SERIAL}\nregion = eu-west-1\n"
        ),
    );
    world
}

#[test]
fn a_role_costs_its_call_and_no_more_and_is_then_stored() {
    let world = World::new();
    let first = world.run_with(&[MY_ROLE], &["export", "--format", "json"]);
    assert_eq!((first.status, first.stderr.as_str()), (0, ""), "{first:?}");
    let issued = fake_aws::issued_key("assume-role", &["arn:aws:iam::777788889999:role/MyRole", KEY]);
    let told = first.json();
    assert_eq!(
        told,
        json!({
            "Version": 1, "AccessKeyId": issued.id, "SecretAccessKey": issued.secret, "SessionToken": issued.token,
            "Expiration": told["Expiration"], "AccountId": "777788889999",
        })
    );
    assert!(told["Expiration"].as_str().is_some_and(|end| end.ends_with('Z') && end.len() == 20), "{told}");
    assert_eq!(world.run(&["credential-process", "--profile", "MyRole"]).stdout, first.stdout);
    assert_eq!(world.run_with(&[MY_ROLE], &["export", "--json"]).stdout, first.stdout);
    assert_eq!(world.aws.calls(), ["sts AssumeRole"]);
}

#[test]
fn process_is_spelled_as_the_aws_cli_spells_it() {
    let world = World::new();
    let plain = world.run_with(&[("AWS_PROFILE", "benk")], &["export"]);
    assert_eq!(
        plain.stdout,
        format!(
            "{{\n  \"Version\": 1,\n  \"AccessKeyId\": \"{KEY}\",\n  \"SecretAccessKey\": \"{SECRET}\"\n}}\n"
        )
    );
    let role = world.run_with(&[MY_ROLE], &["export", "--format", "process"]).json();
    let names: Vec<_> = role.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"]);
    assert!(role["Expiration"].as_str().unwrap().ends_with("+00:00"), "{role}");
}

/// The values as they are in a shell that has evaluated the output.
fn evaluated(world: &World, shell: &str, script: &str) -> Vec<String> {
    let mut command = world.command(shell);
    command.args(if shell == "fish" { vec!["--no-config", "-c"] } else { vec!["-fc"] });
    let output = command
        .arg(script)
        .env("PATH", std::env::var_os("PATH").unwrap())
        .envs([("AWSP", crate::cli_world::AWSP), ("AWS_ACCESS_KEY_ID", KEY)])
        .env("AWS_SECRET_ACCESS_KEY", ODD)
        .env("AWS_SESSION_TOKEN", "tok==")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().split('\0').map(str::to_owned).collect()
}

/// A secret that each shell would do something with.
const ODD: &str = "=s/+'\"$HOME `id` \\ ~&|%^#!*?\u{201d};é $(id)";

#[test]
fn what_a_shell_evaluates_is_the_value() {
    let world = World::new();
    for shell in ["bash", "zsh", "sh"] {
        for format in ["env", "env-no-export"] {
            let script = format!(
                r#"code=$("$AWSP" export --format {format}) || exit
                unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
                eval "$code"
                printf '%s\0' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" "$AWS_SESSION_TOKEN""#
            );
            assert_eq!(evaluated(&world, shell, &script), [KEY, ODD, "tok==", ""], "{shell} {format}");
        }
    }
    let fish = r#"set -l code ($AWSP export --format fish | string collect); or exit
        set -e AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
        echo $code | source
        printf '%s\0' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" "$AWS_SESSION_TOKEN""#;
    assert_eq!(evaluated(&world, "fish", fish), [KEY, ODD, "tok==", ""]);
}

#[test]
fn what_cannot_be_written_is_an_error_without_the_value() {
    let world = World::new();
    let keys = [("AWS_ACCESS_KEY_ID", KEY), ("AWS_SECRET_ACCESS_KEY", "sesame%PATH%")];
    let refused = world.run_with(&keys, &["export", "--format", "windows-cmd"]);
    assert_eq!((refused.status, refused.stdout.as_str()), (1, ""), "nothing is half printed");
    assert!(refused.stderr.contains("AWS_SECRET_ACCESS_KEY") && !refused.stderr.contains("sesame"));
    assert!(refused.stderr.contains("hint: "), "{}", refused.stderr);
    assert_eq!(world.run_with(&keys, &["export", "--json", "--format", "env"]).status, 2);
    assert_eq!(world.run_with(&keys, &["export", "--format", "csv"]).status, 2);
}

#[test]
fn where_a_person_is_needed_a_program_gets_3_and_a_hint() {
    let world = guarded();
    for words in [&["credential-process", "--profile", "guarded"][..], &["export", "--profile", "guarded"]] {
        // Through `setsid`: without a controlling terminal.
        let mut command = world.command("/usr/bin/setsid");
        let output = command.arg("--wait").arg(crate::cli_world::AWSP).args(words).output().unwrap();
        let outcome = crate::cli_world::Outcome::of(&output);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (3, ""), "{outcome:?}");
        let hint = outcome.stderr.lines().find(|line| line.starts_with("hint: ")).unwrap();
        assert!(hint.ends_with(": awsp login guarded"), "{outcome:?}");
        assert!(outcome.stderr.contains(SERIAL), "{outcome:?}");
    }
    let sso = World::new().run(&["credential-process", "--profile", "sso"]);
    assert_eq!((sso.status, sso.stdout.as_str()), (3, ""), "{sso:?}");
    assert_eq!(world.aws.calls(), Vec::<String>::new());
}

#[test]
fn a_loop_of_programs_ends() {
    let world = World::new();
    for verb in ["export", "credential-process"] {
        let run =
            |chain: &str, profile: &str| world.run_with(&[(CHAIN, chain)], &[verb, "--profile", profile]);
        assert_eq!(run("a,MyRole,b", "benk").status, 0);
        for (chain, profile) in [("a,benk", "benk"), ("\"benk\"", "benk"), ("a,b,c,d", "benk")] {
            let ended = run(chain, profile);
            assert_eq!((ended.status, ended.stdout.as_str()), (1, ""), "{verb} {chain}");
            assert!(ended.stderr.contains(" -> "), "{ended:?}");
        }
    }
    let of_nothing = world.run_with(&[(CHAIN, "default")], &["export", "-v"]);
    assert!(of_nothing.stderr.contains("`profile-chain-loop`"), "{of_nothing:?}");
    assert_eq!(world.run_with(&[(CHAIN, "benk")], &["whoami", "--profile", "benk"]).status, 0);
}

#[test]
fn the_prompt_learns_of_what_export_got() {
    let world = World::new();
    let switched = [MY_ROLE, ("AWSP_SWITCH", "profile=MyRole")];
    let state = || {
        let lines = world.run_with(&switched, &["prompt", "--hook", "bash"]).stdout;
        lines.lines().next().unwrap().to_owned()
    };
    let file = state();
    let before = std::fs::read_to_string(&file).unwrap();
    assert_eq!(world.run_with(&switched, &["export"]).status, 0);
    let after = std::fs::read_to_string(&file).unwrap();
    assert!(before != after && after.contains(" until "), "{before}\n{after}");
}

#[test]
fn settings_that_are_wrong_do_not_stop_other_programs() {
    let world = World::new();
    let file = world.write("own.ini", "[prompt]\ncountdown = perhaps\n").display().to_string();
    let own = [("AWSP_CONFIG_FILE", file.as_str())];
    assert_eq!(world.run_with(&own, &["export", "--profile", "benk"]).status, 1);
    let got = world.run_with(&own, &["credential-process", "--profile", "benk"]);
    assert_eq!(got.json()["AccessKeyId"], Value::from(KEY), "{got:?}");
}

#[test]
fn verbose_tells_what_was_read_decided_and_asked() {
    let world = World::new();
    world.aws.fault(json!({ "service": "sts", "kind": "status", "status": 503, "times": 1 }));
    let first = world.run(&["export", "--profile", "chain", "-v"]);
    let home = world.home().display().to_string();
    let host = world.aws.url().strip_prefix("http://").unwrap().to_owned();
    let issued = fake_aws::issued_key("assume-role", &["arn:aws:iam::777788889999:role/MyRole", KEY]).id;
    let issued = fake_aws::issued_key("assume-role", &["arn:aws:iam::111122223333:role/Audit", &issued]).id;
    let expected = [
        format!("read 11 profiles from {home}/.aws/config and {home}/.aws/credentials"),
        "profile chain (command line)".to_owned(),
        format!(
            "plan: keys ({home}/.aws/credentials:2), then arn:aws:iam::777788889999:role/MyRole \
             ({home}/.aws/config:8), then arn:aws:iam::111122223333:role/Audit ({home}/.aws/config:13)"
        ),
        format!("region eu-west-1 ({home}/.aws/config:15)"),
        format!("STS endpoint: {host}, tried up to 3 times"),
        format!("request: AssumeRole at {host}, attempt 1: HTTP status 503"),
        format!("request: AssumeRole at {host}, attempt 2: HTTP status 200"),
        format!("request: AssumeRole at {host}, attempt 1: HTTP status 200"),
        format!("credentials {issued} not from the store, until "),
    ];
    let told: Vec<&str> = first.stderr.lines().collect();
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, expected) in told.iter().zip(&expected) {
        assert!(told.starts_with(&format!("awsp: {expected}")), "{told}\n{expected}");
    }
    let again = world.run_with(&[("AWSP_LOG", "1")], &["credential-process", "--profile", "chain"]);
    assert!(again.stderr.contains(&format!("credentials {issued} as stored, until ")), "{again:?}");
    assert!(!again.stderr.contains("request:"), "{again:?}");
    assert_eq!(world.run(&["credential-process", "--profile", "chain"]).stderr, "");
}
