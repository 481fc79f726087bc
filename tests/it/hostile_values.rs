//! Values that mean harm, from programs and files: none is run, none is shown where it is a secret.

use std::fs;

use serde_json::json;

use crate::cli_world::{AWSP, Outcome, World};

/// A world whose profile `t` has a program that runs this script.
fn program(script: &str) -> World {
    let world = World::new();
    let file = world.write("bin/p", &format!("{script}\n"));
    let line = format!("credential_process = sh {}", file.display());
    world.write(".aws/config", &format!("[profile t]\nregion = eu-west-1\n{line}\n"));
    world
}

/// The same, where the program gives this secret key.
fn giving(secret: &str) -> World {
    let world = program("cat answer");
    let answer = json!({ "Version": 1, "AccessKeyId": "AKIAPROGXXXXXEXAMPLE", "SecretAccessKey": secret });
    world.write("answer", &answer.to_string());
    world
}

fn refused(outcome: &Outcome) {
    assert_eq!((outcome.status, outcome.stdout.as_str()), (1, ""), "{outcome:?}");
    assert!(outcome.stderr.contains("AWS_SECRET_ACCESS_KEY"), "{outcome:?}");
    assert!(!outcome.stderr.contains("harm"), "{outcome:?}");
}

#[test]
fn a_dotenv_file_that_a_shell_reads_runs_nothing() {
    for secret in ["a'`touch harm`", "\\`touch harm`", "`touch harm`", "a'$(touch harm)", "'; touch harm; '"]
    {
        let world = giving(secret);
        let outcome = world.run(&["export", "--profile", "t", "--format", "dotenv"]);
        world.write("dotenv", &outcome.stdout);
        assert!(world.command("/bin/sh").args(["-c", ". ./dotenv"]).status().unwrap().success());
        assert!(!world.home().join("harm").exists(), "{secret}: {outcome:?}");
    }
    refused(&giving("a'`touch harm`").run(&["export", "--profile", "t", "--format", "dotenv"]));
}

#[test]
fn a_nul_is_refused_wherever_it_would_be_lost() {
    let world = giving("a\0harm");
    for format in ["env", "env-no-export", "fish", "powershell", "windows-cmd", "dotenv"] {
        refused(&world.run(&["export", "--profile", "t", "--format", format]));
    }
    refused(&world.run(&["exec", "t", "--server", "none", "--", "/bin/true"]));
    let whole = world.run(&["export", "--profile", "t", "--format", "json"]);
    assert_eq!(whole.json()["SecretAccessKey"], "a\0harm");
}

#[test]
fn what_is_nearly_an_answer_is_searched_for_secrets_too() {
    let answer = r#"{"Version": 1, "SecretAccessKey": "PLANTED-1", "SessionToken":"PLANTED-2""#;
    for script in [
        format!("echo '{answer}'; echo 'got PLANTED-1, PLANTED-2' >&2"),
        format!("echo '{answer}' >&2; echo 'once more: PLANTED-1' >&2; exit 1"),
        format!("echo '{answer}}}' >&2; echo no"),
        "echo 'SessionToken=PLANTED-2' >&2; exit 1".to_owned(),
    ] {
        let outcome = program(&script).run(&["export", "--profile", "t", "-v"]);
        assert_eq!(outcome.status, 1, "{script}: {outcome:?}");
        assert!(outcome.stderr.contains("(hidden)"), "{script}: {outcome:?}");
        assert!(!outcome.stderr.contains("PLANTED"), "{script}: {outcome:?}");
    }
}

#[test]
fn a_secret_on_a_line_of_its_own_is_not_shown() {
    let world = World::new();
    world.write(".aws/config", "[profile t]\naws_secret_access_key =\n  PLANTED/x=\n  y = PLANTED\n");
    for words in [&["explain", "t"][..], &["explain", "t", "--json"], &["explain", "--all", "--json"]] {
        let outcome = world.run(words);
        assert!(outcome.stdout.contains("(hidden)"), "{outcome:?}");
        assert!(!outcome.stdout.contains("PLANTED"), "{outcome:?}");
    }
}

#[test]
fn a_chain_without_an_end_in_sight_is_explained() {
    let world = World::new();
    let profile = |i: u32| {
        format!("[profile p{i}]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = p{}\n", i + 1)
    };
    world.write(".aws/config", &(0..20_000).map(profile).collect::<String>());
    let outcome = world.run(&["explain", "p0", "--json"]);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    assert_eq!(outcome.json()["problems"][0]["code"], "chain-too-long");
}

#[test]
fn files_of_others_beside_a_linked_sign_in_stay() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::new();
    let token = json!({
        "startUrl": "https://corp.awsapps.com/start", "region": "eu-west-1", "accessToken": "a",
        "expiresAt": "2020-01-01T00:00:00Z", "clientId": "c", "clientSecret": "s", "refreshToken": "r",
        "registrationExpiresAt": "2099-01-01T00:00:00Z",
    });
    let [mine, linked, ours] =
        [".new-thesis.txt", "token.json", ".awsp-new-abc123"].map(|name| folder.path().join(name));
    for (file, text) in [(&mine, "mine"), (&linked, &token.to_string()), (&ours, "left over")] {
        fs::write(file, text).unwrap();
    }
    // As the AWS CLI names the file of the session `corp`.
    let cache = world.write(".aws/sso/cache/here", "").with_file_name("");
    let name = "ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
    std::os::unix::fs::symlink(&linked, cache.join(name)).unwrap();
    // The change time of a file cannot be set, so that the clock is.
    let later = ["-f", "+2h", AWSP, "export", "--profile", "sso"];
    world.command("faketime").env("PATH", std::env::var_os("PATH").unwrap()).args(later).output().unwrap();
    assert!(mine.exists());
    assert!(!ours.exists(), "the sign-in was not renewed at all");
}
