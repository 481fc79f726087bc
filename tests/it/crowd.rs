//! Many processes that need the same role at the same moment, its stored session ended.

use std::fs;
use std::io::{BufRead, BufReader, PipeWriter, Read};
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::cli_world::{AWSP, Outcome, World};
use crate::store_check::{check, leftovers};

/// How many they are.
pub(crate) const MANY: usize = 50;
/// How long any of them may take: far less than a time-out of a call, so that waiting for one would be seen.
pub(crate) const LIMIT: Duration = Duration::from_secs(45);

/// A world whose stored session of `MyRole` has ended; each session that AWS gives has a key of its own.
fn world() -> (World, String) {
    let world = World::new().with("AWS_PROFILE", "MyRole");
    world.aws.configure(json!({"sts": {"new_keys": true}}));
    let key = key_of(&world.run(&["whoami", "--json"]));
    let entry = only_entry(&world, "credentials");
    let mut held: Value = serde_json::from_slice(&fs::read(&entry).unwrap()).unwrap();
    held["issued_at"] = "2026-01-01T00:00:00.000Z".into();
    held["expires_at"] = "2026-01-01T01:00:00Z".into();
    fs::write(&entry, held.to_string()).unwrap();
    world.aws.clear_log();
    (world, key)
}

/// The only entry of this kind.
fn only_entry(world: &World, kind: &str) -> PathBuf {
    let folder = world.home().join(".cache/awsp/v1/entries");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let files: Vec<_> = files.filter(|file| file.extension().is_some_and(|ending| ending == kind)).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].clone()
}

fn only_state(world: &World) {
    assert_eq!(fs::read_dir(world.home().join(".cache/awsp/v1/states")).unwrap().count(), 1);
}

pub(crate) fn key_of(outcome: &Outcome) -> String {
    assert_eq!(outcome.status, 0, "{outcome:?}");
    outcome.json()["credentials"]["access_key_id"].as_str().unwrap().to_owned()
}

pub(crate) fn crowd(world: &World, words: &[&str]) -> (Vec<Child>, PipeWriter) {
    crowd_of(world, words, |_| "MyRole".to_owned())
}

/// Processes that wait at a barrier, which falls when the writer is dropped, each with its profile.
pub(crate) fn crowd_of(
    world: &World,
    words: &[&str],
    profile: impl Fn(usize) -> String,
) -> (Vec<Child>, PipeWriter) {
    let (barrier, gate) = std::io::pipe().unwrap();
    let mut children: Vec<Child> = (0..MANY)
        .map(|number| {
            world
                .command("/bin/sh")
                .env("AWS_PROFILE", profile(number))
                .args(["-c", r#"echo ready; read -r _; exec "$0" "$@" </dev/null"#, AWSP])
                .args(words)
                .stdin(Stdio::from(barrier.try_clone().unwrap()))
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for child in &mut children {
        let mut ready = [0; 6];
        child.stdout.as_mut().unwrap().read_exact(&mut ready).unwrap();
        assert_eq!(&ready, b"ready\n");
    }
    (children, gate)
}

pub(crate) fn finish(children: Vec<Child>) -> Vec<Outcome> {
    children.into_iter().map(|child| Outcome::of(&child.wait_with_output().unwrap())).collect()
}

/// The process that holds the only lock of this kind, as the system tells.
fn winner(world: &World, kind: &str) -> Option<u32> {
    let inode = fs::metadata(only_lock(world, kind)).unwrap().ino();
    let locks = BufReader::new(fs::File::open("/proc/locks").unwrap());
    locks.lines().find_map(|line| {
        let line = line.unwrap();
        let mut words = line.split_whitespace().skip_while(|word| *word != "FLOCK").skip(3);
        let (pid, file) = (words.next()?, words.next()?);
        (file.rsplit(':').next()?.parse() == Ok(inode)).then(|| pid.parse().unwrap())
    })
}

/// Kills the process that holds the only lock of this kind, in the middle of its call.
pub(crate) fn kill_winner(world: &World, kind: &str, children: &mut Vec<Child>) {
    let start = Instant::now();
    while world.aws.calls().is_empty() {
        assert!(start.elapsed() < LIMIT, "nobody called");
        thread::sleep(Duration::from_millis(5));
    }
    let winner = winner(world, kind).expect("somebody holds the lock");
    let place = children.iter().position(|child| child.id() == winner).expect("one of ours");
    let mut killed = children.swap_remove(place);
    killed.kill().unwrap();
    assert_eq!(Outcome::of(&killed.wait_with_output().unwrap()).status, -1);
}

fn only_lock(world: &World, of: &str) -> PathBuf {
    let files = fs::read_dir(world.home().join(".cache/awsp/v1/locks")).unwrap();
    let mut locks = files.map(|file| file.unwrap().path());
    locks.find(|path| path.extension().is_some_and(|kind| kind == of)).unwrap()
}

#[test]
fn fifty_processes_make_one_call_and_have_the_same_key() {
    let (world, ended) = world();
    world.aws.fault(json!({"kind": "delay", "seconds": 0.5, "times": -1}));
    let (children, gate) = crowd(&world, &["whoami", "--json"]);
    drop(gate);
    let mut keys: Vec<String> = finish(children).iter().map(key_of).collect();
    assert_eq!(keys.len(), MANY);
    keys.dedup();
    assert_eq!(keys.len(), 1, "{keys:?}");
    assert_ne!(keys[0], ended);
    // Who it is was asked before, and STS says with the session that it is the same.
    assert_eq!(world.aws.calls(), ["sts AssumeRole"]);
    let stored: Value =
        serde_json::from_slice(&fs::read(only_entry(&world, "credentials")).unwrap()).unwrap();
    assert_eq!(stored["access_key_id"], *keys[0]);
}

#[test]
fn fifty_refreshes_at_once_share_one_session() {
    let (world, ended) = world();
    // Long enough for all of them to start: who comes later asks for one more session, as `refresh` is to do.
    for operation in ["AssumeRole", "GetCallerIdentity"] {
        world.aws.fault(json!({"op": operation, "kind": "delay", "seconds": 4}));
    }
    let (children, gate) = crowd(&world, &["refresh"]);
    drop(gate);
    for outcome in finish(children) {
        assert_eq!(outcome.status, 0, "{outcome:?}");
    }
    assert_eq!(world.aws.calls(), ["sts AssumeRole", "sts GetCallerIdentity"]);
    assert_ne!(key_of(&world.run(&["whoami", "--json"])), ended);
}

#[test]
fn fifty_prompts_at_once_leave_one_whole_state() {
    let world = World::new().with("AWS_PROFILE", "MyRole");
    let (children, gate) = crowd(&world, &["prompt", "--hook", "bash"]);
    drop(gate);
    for outcome in finish(children) {
        assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""), "{outcome:?}");
        assert!(outcome.stdout.contains("\nawsp-state 2\n"), "{outcome:?}");
    }
    check(world.home(), world.home(), "fifty prompts");
    assert_eq!(leftovers(world.home()), 0);
    only_state(&world);
    assert!(world.aws.calls().is_empty());
}

#[test]
fn a_winner_killed_in_the_middle_of_its_call_passes_the_lock_on() {
    let (world, _) = world();
    world.aws.fault(json!({"op": "AssumeRole", "kind": "hang", "seconds": 600}));
    world.aws.fault(json!({"op": "AssumeRole", "kind": "delay", "seconds": 0.5, "times": -1}));
    let (mut children, gate) = crowd(&world, &["whoami", "--json"]);
    drop(gate);
    kill_winner(&world, "credentials", &mut children);
    let start = Instant::now();
    let mut keys: Vec<String> = finish(children).iter().map(key_of).collect();
    assert!(start.elapsed() < LIMIT, "{:?}", start.elapsed());
    assert_eq!(keys.len(), MANY - 1);
    keys.dedup();
    assert_eq!(keys.len(), 1, "{keys:?}");
    assert_eq!(world.aws.calls(), ["sts AssumeRole", "sts AssumeRole"]);
}
