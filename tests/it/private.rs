//! What holds credentials keeps its memory to itself; the command that it becomes is as open as any other.
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::process::{Child, Command, Stdio};

use serde_json::json;

use crate::cli_world::{AWSP, SECRET, World, started};
use crate::secrets::until_asked;

/// A program without the rights by which root may read any process; who is not root has none of these anyway.
fn ordinary(world: &World, program: &str) -> Command {
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return world.command(program);
    }
    let mut command = world.command("/usr/bin/setpriv");
    let rights = "-sys_ptrace,-sys_admin,-perfmon";
    command.arg(format!("--bounding-set={rights}")).arg(format!("--inh-caps={rights}")).arg(program);
    command
}

/// Whether another process of the same user may read this one's memory: its environment is shown by the same right.
fn is_open(world: &World, child: &Child) -> bool {
    let output = ordinary(world, "/bin/cat").arg(format!("/proc/{}/environ", child.id())).output().unwrap();
    let refused = String::from_utf8_lossy(&output.stderr).contains("Permission denied");
    assert!(output.status.success() != refused, "{output:?}");
    assert_eq!(output.status.success(), String::from_utf8_lossy(&output.stdout).contains("HOME="));
    !refused
}

#[test]
fn what_holds_credentials_cannot_be_read() {
    for words in [
        &["whoami"][..],
        &["refresh"],
        &["export"],
        &["credential-process"],
        &["exec", "--server", "none", "--", "/bin/true"],
    ] {
        let world = World::new().with("AWS_PROFILE", "MyRole");
        world.aws.fault(json!({ "service": "sts", "kind": "hang", "seconds": 3, "times": -1 }));
        let mut child = ordinary(&world, AWSP).args(words).stderr(Stdio::null()).spawn().unwrap();
        until_asked(&world, &mut child);
        assert!(!is_open(&world, &child), "{words:?}");
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

#[test]
fn the_command_that_it_becomes_is_open() {
    let world = World::new();
    let mut command = ordinary(&world, AWSP);
    command.args(["exec", "benk", "--server", "none", "--", "/bin/sh", "-c", "echo ready; read -r _"]);
    let (mut child, _) = started(&mut command);
    assert!(is_open(&world, &child));
    let found = fs::read_to_string(format!("/proc/{}/environ", child.id())).unwrap();
    assert!(found.contains(&format!("AWS_SECRET_ACCESS_KEY={SECRET}")), "that is what was asked for");
    drop(child.stdin.take());
    child.wait().unwrap();
}
