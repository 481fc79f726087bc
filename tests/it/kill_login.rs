//! SIGKILL at every call to the system that changes a file, while a session of `aws login` is renewed.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;

use awsp::domain::env::Env;
use awsp::store::sign_in::login_token_file;
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

#[test]
fn a_kill_at_any_change_of_a_file_leaves_a_session_that_can_be_renewed() {
    let (world, file) = world();
    let folder = file.parent().unwrap();
    let before = token(-60);
    let mut kills = 0;
    for call in CHANGING {
        for number in 1..MOST {
            for entry in fs::read_dir(folder).unwrap() {
                fs::remove_file(entry.unwrap().path()).unwrap();
            }
            fs::write(&file, before.to_string()).unwrap();
            let what = format!("{call} number {number}");
            let options = ["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace=?{call}"), "-e"];
            let inject = format!("inject=?{call}:signal=SIGKILL:when={number}");
            let mut command = world.command("strace");
            command.env("PATH", "/usr/bin:/bin:/usr/local/bin");
            let status = command.args(options).args([&inject, "--", AWSP, "export"]).output().unwrap().status;
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
