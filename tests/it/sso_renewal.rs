//! The sign-in to Identity Center is renewed before it ends, once, and in the file that the other tools read.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::ExitStatusExt;

use awsp::domain::time;
use chrono::Utc;
use serde_json::{Value, json};

use crate::cli_world::{AWSP, Outcome, World};
use crate::sso_world::{
    CREATE, GET, WHO, finished, held, logged, sign_in, started, token, token_file, token_without, world,
};

const MINUTE: i64 = 60;

/// One attempt for each call.
fn hasty() -> World {
    world("sso").with("AWS_MAX_ATTEMPTS", "1")
}

fn seconds_left(token: &Value) -> i64 {
    (time::parse(token["expiresAt"].as_str().unwrap()).unwrap() - Utc::now()).num_seconds()
}

#[test]
fn a_token_that_ends_soon_is_renewed_and_written_as_the_aws_cli_does() {
    for (left, renewed) in [(-7200, true), (1, true), (14 * MINUTE, true), (16 * MINUTE, false)] {
        let world = hasty();
        let before = token(left);
        sign_in(&world, &before);
        let text = fs::read_to_string(token_file(&world, "corp")).unwrap();
        assert_eq!(world.run(&["whoami"]).status, 0, "{left}");
        let expected: &[&str] = if renewed { &[CREATE, GET, WHO] } else { &[GET, WHO] };
        assert_eq!(world.aws.calls(), expected, "{left}");
        if !renewed {
            assert_eq!(fs::read_to_string(token_file(&world, "corp")).unwrap(), text, "not touched");
            continue;
        }
        let text = fs::read_to_string(token_file(&world, "corp")).unwrap();
        let after = held(&world);
        assert_eq!(logged(&world, "bearer"), [after["accessToken"].as_str().unwrap()]);
        let field = |name: &str| after[name].as_str().unwrap().to_owned();
        assert_eq!(
            text,
            format!(
                r#"{{"startUrl": "https://corp.awsapps.com/start", "region": "eu-west-1", "accessToken": "{}", "expiresAt": "{}", "clientId": "cid", "clientSecret": "csecret", "registrationExpiresAt": {}, "refreshToken": "{}", "future": {{"kept": "\u00e9"}}}}"#,
                field("accessToken"),
                field("expiresAt"),
                before["registrationExpiresAt"],
                field("refreshToken")
            )
        );
        assert_ne!(field("refreshToken"), "refresh-1");
        assert!((28_700..=28_800).contains(&seconds_left(&after)), "{after}");
        let mode = fs::metadata(token_file(&world, "corp")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let folder = token_file(&world, "corp");
        assert_eq!(fs::read_dir(folder.parent().unwrap()).unwrap().count(), 1, "nothing is left behind");
    }
}

#[test]
fn a_refresh_token_that_is_not_given_anew_is_dropped() {
    let world = hasty();
    world.aws.configure(json!({ "oidc": { "refresh_token": false } }));
    sign_in(&world, &token(-1));
    assert_eq!(world.run(&["whoami"]).status, 0);
    assert_eq!(held(&world).get("refreshToken"), None);
    assert_eq!(held(&world)["clientId"], "cid");
}

#[test]
fn a_link_in_the_files_place_stays_one() {
    let world = hasty();
    sign_in(&world, &token(-1));
    let file = token_file(&world, "corp");
    let real = world.home().join("elsewhere.json");
    fs::rename(&file, &real).unwrap();
    symlink(&real, &file).unwrap();
    assert_eq!(world.run(&["whoami"]).status, 0);
    assert!(file.symlink_metadata().unwrap().is_symlink());
    assert_eq!(seconds_left(&serde_json::from_slice(&fs::read(real).unwrap()).unwrap()) / 3600, 7);
}

#[test]
fn what_cannot_be_renewed_serves_until_its_end() {
    for lacking in ["refreshToken", "clientId", "clientSecret", "registrationExpiresAt"] {
        let world = hasty();
        sign_in(&world, &token_without(5 * MINUTE, &[lacking]));
        assert_eq!(world.run(&["whoami"]).status, 0, "{lacking}");
        assert_eq!(world.aws.calls(), [GET, WHO]);
        sign_in(&world, &token_without(-1, &[lacking]));
        let refused = world.run(&["refresh"]);
        assert_eq!(refused.status, 3, "{lacking}: {refused:?}");
        assert!(refused.stderr.contains("holds nothing that it can be renewed with"), "{refused:?}");
    }
    let world = hasty();
    let mut over = token(-1);
    over["registrationExpiresAt"] = "2020-01-01T00:00:00Z".into();
    sign_in(&world, &over);
    assert_eq!(world.run(&["whoami"]).status, 3);
    assert!(world.aws.calls().is_empty());
}

#[test]
fn a_refusal_lets_the_old_token_serve_until_its_real_end() {
    for fault in [
        json!({ "op": "CreateToken", "kind": "error", "code": "InvalidGrantException", "times": -1 }),
        json!({ "op": "CreateToken", "kind": "status", "status": 500, "times": -1 }),
        json!({ "op": "CreateToken", "kind": "throttle", "times": -1 }),
        json!({ "op": "CreateToken", "kind": "reset", "times": -1 }),
        json!({ "op": "CreateToken", "kind": "malformed", "times": -1 }),
        json!({ "op": "CreateToken", "kind": "malformed", "body": r#"{"accessToken": "a"}"#, "times": -1 }),
    ] {
        let world = hasty();
        world.aws.fault(fault.clone());
        sign_in(&world, &token(10 * MINUTE));
        assert_eq!(world.run(&["whoami"]).status, 0, "{fault}");
        assert_eq!(world.aws.calls(), [CREATE, GET, WHO]);
        assert_eq!(logged(&world, "bearer"), ["bearer-1"]);
        assert_eq!(held(&world)["refreshToken"], "refresh-1", "{fault}");
        assert_eq!(world.run(&["refresh"]).status, 0);
        assert_eq!(world.aws.calls()[3..], [GET, WHO], "it is not asked again at once: {fault}");
    }
}

#[test]
fn when_the_end_has_come_a_refusal_is_told_and_what_is_offline_as_well() {
    let error = |status: u16, code: &str| json!({ "op": "CreateToken", "kind": "error", "status": status, "code": code, "times": -1 });
    for (fault, status, words, shown) in [
        (error(400, "InvalidGrantException"), 3, "does not renew it", "sign-in needed"),
        (error(401, "InvalidClientException"), 3, "InvalidClientException", "sign-in needed"),
        (
            json!({ "op": "CreateToken", "kind": "status", "status": 500, "times": -1 }),
            3,
            "try again in a minute",
            "offline",
        ),
        (json!({ "op": "CreateToken", "kind": "reset", "times": -1 }), 1, "cannot be renewed", "offline"),
    ] {
        let world = hasty();
        world.aws.fault(fault.clone());
        sign_in(&world, &token(-1));
        let outcome = world.run(&["whoami"]);
        assert_eq!(outcome.status, status, "{fault}: {outcome:?}");
        assert!(outcome.stderr.contains(words), "{fault}: {outcome:?}");
        assert!(!outcome.stderr.contains("refresh-1") && !outcome.stderr.contains("csecret"), "{outcome:?}");
        assert_eq!(world.aws.calls(), [CREATE]);
        let prompt = world.run(&["prompt"]).stdout;
        assert!(prompt.contains(shown), "{fault}: {prompt}");
        // Another sign-in, and all is well.
        sign_in(&world, &json!({ "accessToken": "bearer-2", "expiresAt": "2099-01-01T00:00:00Z" }));
        assert_eq!(world.run(&["whoami"]).status, 0);
        assert!(!world.run(&["prompt"]).stdout.contains("sign-in"));
    }
}

#[test]
fn a_token_that_another_tool_has_renewed_meanwhile_is_found() {
    let world = hasty();
    world.aws.configure(json!({ "oidc": { "refresh_tokens": ["refresh-2"] } }));
    world.aws.fault(json!({ "op": "CreateToken", "kind": "delay", "seconds": 1 }));
    sign_in(&world, &token(-1));
    let child = started(&world, &["whoami"], CREATE);
    let mut other = token(7200);
    other["accessToken"] = "bearer-of-another-tool".into();
    other["refreshToken"] = "refresh-2".into();
    sign_in(&world, &other);
    let outcome = finished(child);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert_eq!(logged(&world, "bearer"), ["bearer-of-another-tool"]);
    assert_eq!(held(&world), other, "and stays as it is");
}

#[test]
fn a_renewal_that_ends_after_another_sign_in_does_not_take_its_place() {
    let world = hasty();
    world.aws.fault(json!({ "op": "CreateToken", "kind": "delay", "seconds": 1 }));
    sign_in(&world, &token(-1));
    let child = started(&world, &["whoami"], CREATE);
    let mut other = token(7200);
    other["accessToken"] = "bearer-of-a-sign-in".into();
    other["refreshToken"] = "refresh-2".into();
    sign_in(&world, &other);
    let outcome = finished(child);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    let calls = world.aws.log();
    assert!(calls.iter().any(|call| call["op"] == "CreateToken" && call["status"] == 200), "{calls:?}");
    assert_eq!(logged(&world, "bearer"), ["bearer-of-a-sign-in"]);
    assert_eq!(held(&world), other, "and stays as it is");
}

/// A command that can make files but not fill them, as on a full disk.
fn on_a_full_disk(world: &World, words: &[&str]) -> Outcome {
    let mut command = world.command("/bin/sh");
    command.args(["-c", r#"trap '' XFSZ; ulimit -f 0; exec "$0" "$@""#, AWSP]).args(words);
    Outcome::of(&command.output().unwrap())
}

#[test]
fn a_refresh_token_is_not_spent_where_the_new_one_could_not_be_written() {
    let world = hasty();
    sign_in(&world, &token(-1));
    let before = held(&world);
    let outcome = on_a_full_disk(&world, &["whoami", "-v"]);
    assert_eq!(outcome.status, 1, "{outcome:?}");
    assert!(outcome.stderr.contains("`sign-in-unwritable`"), "{outcome:?}");
    assert!(world.aws.calls().is_empty());
    let mut soon = before;
    soon["expiresAt"] = token(5 * MINUTE)["expiresAt"].clone();
    sign_in(&world, &soon);
    assert_eq!(on_a_full_disk(&world, &["whoami"]).status, 0, "it serves until its end");
    assert_eq!(world.aws.calls(), [GET, WHO]);
    assert_eq!(held(&world), soon);
    assert_eq!(fs::read_dir(token_file(&world, "corp").parent().unwrap()).unwrap().count(), 1);
    assert_eq!(world.run(&["refresh"]).status, 0);
    assert_eq!(world.aws.calls()[2..], [CREATE, GET, WHO]);
}

/// Calls to the system by which a file could come to harm.
const CHANGING: &[&str] = &[
    "open",
    "openat",
    "write",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "ftruncate",
    "fsync",
];

#[test]
fn a_kill_at_any_change_leaves_a_whole_token_file() {
    let world = hasty();
    let mut killed = 0;
    for name in CHANGING {
        for number in 1..400 {
            sign_in(&world, &token(-1));
            let _ = fs::remove_dir_all(world.home().join(".cache"));
            let inject = format!("inject={name}:signal=SIGKILL:when={number}");
            let mut strace = world.command("strace");
            strace.args([
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                &format!("trace={name}"),
                "-e",
                &inject,
                "--",
                AWSP,
                "whoami",
            ]);
            let status = strace.env("PATH", "/usr/bin:/bin:/usr/local/bin").output().unwrap().status;
            let (what, after) = (format!("{name} number {number}"), held(&world));
            let renewed = after["accessToken"] != "bearer-1";
            assert_eq!(after["refreshToken"] != "refresh-1", renewed, "{what}");
            assert_eq!(seconds_left(&after) > 28_000, renewed, "{what}");
            if status.signal() != Some(9) {
                assert!(status.success() && renewed, "{what}: {status}");
                break;
            }
            killed += 1;
        }
    }
    assert!(killed > 20, "killed {killed} times only");
}

#[test]
fn behind_the_prompt_role_and_sign_in_are_renewed_for_whom_it_was_set_going() {
    let world = hasty();
    sign_in(&world, &token(5 * MINUTE));
    let behind = |variables: &[(&str, &str)]| {
        world.aws.clear_log();
        assert_eq!(world.run_with(variables, &["refresh", "--background"]).status, 0);
        world.aws.calls()
    };
    let switched = [("AWSP_SWITCH", "profile=sso")];
    assert!(behind(&[]).is_empty(), "nobody has switched to it");
    assert!(behind(&[switched[0], ("AWSP_NO_REFRESH", "1")]).is_empty());
    assert!(behind(&[switched[0], ("AWSP_DANGER_ACCOUNTS", "444455556666")]).is_empty());
    assert_eq!(behind(&switched), [CREATE, GET, WHO]);
    assert!(behind(&switched).is_empty(), "nothing is due");
    // The role's credentials are good, the sign-in ends soon, and has not just been renewed.
    let mut soon = held(&world);
    soon["expiresAt"] = time::to_rfc3339(Utc::now() + chrono::TimeDelta::minutes(9)).into();
    sign_in(&world, &soon);
    let shown = world.run_with(&switched, &["prompt"]).stdout;
    assert!(shown.starts_with("sso 444455556666 Power until ") && shown.contains('↻'), "{shown}");
    assert_eq!(behind(&switched), [CREATE]);
    // What cannot be renewed and has ended is a person's.
    sign_in(&world, &token_without(-1, &["refreshToken"]));
    assert!(behind(&switched).is_empty());
}

#[test]
fn a_refused_renewal_is_not_repeated_behind_the_prompt() {
    let world = hasty();
    world.aws.configure(json!({ "oidc": { "refresh": "invalid_grant" } }));
    sign_in(&world, &token(5 * MINUTE));
    let switched = [("AWSP_SWITCH", "profile=sso")];
    assert_eq!(world.run_with(&switched, &["refresh", "--background"]).status, 0);
    assert_eq!(world.aws.calls(), [CREATE, GET, WHO]);
    let shown = world.run_with(&switched, &["prompt"]).stdout;
    assert!(shown.contains("ends soon until ") && !shown.contains('↻'), "{shown}");
    assert_eq!(world.run_with(&switched, &["refresh", "--background"]).status, 0);
    assert_eq!(world.aws.calls().len(), 3);
}
