//! SIGKILL at every call to the system that changes a file, while a session of `aws login` is renewed, made or ended.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use awsp::domain::env::Env;
use awsp::store::sign_in::login_token_file;
use fake_aws::browser::{Mode, visit};
use serde_json::{Value, json};

use crate::cli_world::{AWSP, World};
use crate::login_world::token;

/// What changes files; those of them that this system does not know are never made.
const CHANGING: [&str; 8] =
    ["openat", "write", "lseek", "ftruncate", "fsync", "rename", "renameat", "renameat2"];
/// Beyond this nothing is killed.
const MOST: usize = 100;

/// The session that `console` names.
const SESSION: &str = "arn:aws:iam::222233334444:user/me";

fn world() -> (World, PathBuf) {
    let world = World::new().with("AWS_PROFILE", "console").with("AWS_REGION", "eu-west-1");
    let file = login_token_file(&Env::default(), world.home(), SESSION);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    (world, file)
}

fn clear(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        fs::remove_file(entry.unwrap().path()).unwrap();
    }
}

/// The program, to be killed when it makes this call for that time.
fn killed(world: &World, call: &str, number: usize) -> Command {
    let options = ["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace=?{call}"), "-e"];
    let inject = format!("inject=?{call}:signal=SIGKILL:when={number}");
    let mut command = world.command("strace");
    command.env("PATH", "/usr/bin:/bin:/usr/local/bin").args(options).args([&inject, "--", AWSP]);
    command
}

/// Signs in, with a browser that allows it as soon as there is a link.
fn signed_in(mut command: Command) -> ExitStatus {
    let command =
        command.args(["login", "console", "--no-browser"]).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    for line in BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok) {
        if let Some(at) = line.find("http") {
            // The program may be gone by then.
            let _ = visit(&line[at..], Mode::Approve);
        }
    }
    child.wait().unwrap()
}

#[test]
fn a_kill_at_any_change_of_a_file_leaves_a_whole_session_or_none_of_a_sign_in() {
    let (world, file) = world();
    let world = world.with("BROWSER", "/bin/true");
    world.aws.configure(json!({"signin": {"sub": SESSION}}));
    let folder = file.parent().unwrap();
    let config = fs::read(world.home().join(".aws/config")).unwrap();
    let mut kills = 0;
    for call in CHANGING.into_iter().chain(["mkdir", "unlink"]) {
        for number in 1..MOST {
            clear(folder);
            let what = format!("{call} number {number}");
            let status = signed_in(killed(&world, call, number));
            assert_eq!(fs::read(world.home().join(".aws/config")).unwrap(), config, "{what}");
            let there = fs::read(&file).ok();
            if let Some(text) = &there {
                let held: Value = serde_json::from_slice(text).expect(&what);
                assert!(
                    held["dpopKey"].is_string() && held["accessToken"]["expiresAt"].is_string(),
                    "{what}"
                );
            }
            let others = fs::read_dir(folder).unwrap().count() - usize::from(there.is_some());
            if status.signal() != Some(9) {
                assert_eq!((status.code(), there.is_some(), others), (Some(0), true, 0), "{what}");
                break;
            }
            kills += 1;
            assert!(others <= 1, "{what}");
        }
        assert_eq!(signed_in(world.command(AWSP)).code(), Some(0), "the next after {call}");
    }
    assert!(kills >= 5, "killed {kills} times only");
}

#[test]
fn a_kill_at_any_change_of_a_file_leaves_a_sign_out_that_can_be_done() {
    let (world, file) = world();
    let before = token(3600).to_string();
    let mut kills = 0;
    for call in ["unlink", "unlinkat", "openat", "write", "rename", "fsync", "flock"] {
        for number in 1..MOST {
            fs::write(&file, &before).unwrap();
            let what = format!("{call} number {number}");
            let status = killed(&world, call, number).arg("logout").output().unwrap().status;
            assert!(fs::read_to_string(&file).is_ok_and(|text| text == before) || !file.exists(), "{what}");
            if status.signal() != Some(9) {
                assert_eq!((status.code(), file.exists()), (Some(0), false), "{what}");
                break;
            }
            kills += 1;
            assert_eq!(world.run(&["logout"]).status, 0, "the next after {what}");
            assert!(!file.exists(), "{what}");
        }
    }
    assert!(kills >= 5, "killed {kills} times only");
}

#[test]
fn a_kill_at_any_change_of_a_file_leaves_a_session_that_can_be_renewed() {
    let (world, file) = world();
    let folder = file.parent().unwrap();
    let before = token(-60);
    let mut kills = 0;
    for call in CHANGING {
        for number in 1..MOST {
            clear(folder);
            fs::write(&file, before.to_string()).unwrap();
            let what = format!("{call} number {number}");
            let status = killed(&world, call, number).arg("export").output().unwrap().status;
            let held: Value = serde_json::from_slice(&fs::read(&file).unwrap()).expect(&what);
            assert_eq!(held["dpopKey"], before["dpopKey"], "{what}");
            let renewed = held["accessToken"] != before["accessToken"];
            assert_eq!(renewed, held["refreshToken"] != before["refreshToken"], "{what}: all or nothing");
            let others = fs::read_dir(folder).unwrap().count() - 1;
            if status.signal() != Some(9) {
                assert_eq!((status.code(), renewed, others), (Some(0), true, 0), "{what}");
                break;
            }
            kills += 1;
            assert!(others <= 1, "{what}");
            assert_eq!(world.run(&["export"]).status, 0, "the next after {what}");
        }
    }
    assert!(kills >= 5, "killed {kills} times only");
    assert_eq!(world.aws.log()[0]["op"], json!("CreateOAuth2Token"));
}
