//! Renewals that nobody waits for: a command gives what is stored and still good, and leaves a process behind.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::cli_world::{AWSP, Outcome, World};

/// Far longer than anything here takes.
const LIMIT: Duration = Duration::from_mins(1);

/// A world where `MyRole` has credentials with 13 minutes left of an hour, and the id of their key.
fn world() -> (World, String) {
    let world = World::new().with("AWS_PROFILE", "MyRole");
    world.aws.configure(json!({"sts": {"new_keys": true}}));
    let key = key_of(&export(&world, &[]));
    set_left(&world, 13);
    world.aws.clear_log();
    (world, key)
}

/// Leaves the stored credentials so many minutes of their hour.
fn set_left(world: &World, minutes: i64) {
    let entry = entry(world);
    let mut held: Value = serde_json::from_slice(&fs::read(&entry).unwrap()).unwrap();
    let end = Utc::now() + TimeDelta::minutes(minutes);
    let text = |moment: chrono::DateTime<Utc>| moment.to_rfc3339_opts(SecondsFormat::Millis, true);
    held["issued_at"] = text(end - TimeDelta::hours(1)).into();
    held["expires_at"] = text(end).into();
    fs::write(&entry, held.to_string()).unwrap();
}

fn entries(world: &World, kind: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(world.home().join(".cache/awsp/v1/entries")).unwrap();
    files
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|is| is == kind))
        .collect()
}

fn entry(world: &World) -> PathBuf {
    let all = entries(world, "credentials");
    assert_eq!(all.len(), 1, "{all:?}");
    all[0].clone()
}

fn stored_key(world: &World) -> String {
    let held: Value = serde_json::from_slice(&fs::read(entry(world)).unwrap()).unwrap();
    held["access_key_id"].as_str().unwrap().to_owned()
}

fn export(world: &World, variables: &[(&str, &str)]) -> Outcome {
    let outcome = world.run_with(variables, &["export", "--format", "json"]);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""), "{outcome:?}");
    outcome
}

fn key_of(outcome: &Outcome) -> String {
    outcome.json()["AccessKeyId"].as_str().unwrap().to_owned()
}

#[track_caller]
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < LIMIT, "{what}: not within {LIMIT:?}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// The processes that are left behind in this world: those that have its home.
fn left_behind(world: &World) -> Vec<PathBuf> {
    let home = format!("HOME={}", world.home().display());
    let is_ours = |process: &Path| {
        let read = |name: &str| fs::read(process.join(name)).unwrap_or_default();
        let has = |bytes: &[u8], word: &str| bytes.split(|byte| *byte == 0).any(|one| one == word.as_bytes());
        has(&read("cmdline"), "--detached") && has(&read("environ"), &home)
    };
    let all = fs::read_dir("/proc").unwrap().map(|process| process.unwrap().path());
    all.filter(|process| is_ours(process)).collect()
}

#[test]
fn what_is_due_is_given_at_once_and_renewed_behind() {
    for words in [
        ["export", "--format", "json"].as_slice(),
        &["credential-process", "--profile", "MyRole"],
        &["whoami", "--json"],
        &["exec", "MyRole", "--server", "none", "--", "sh", "-c", "echo $AWS_ACCESS_KEY_ID"],
    ] {
        let (world, old) = world();
        world.aws.fault(json!({"op": "AssumeRole", "kind": "delay", "seconds": 0.3}));
        let outcome = world.command(AWSP).args(words).env("PATH", "/usr/bin:/bin").output().unwrap();
        let outcome = Outcome::of(&outcome);
        assert_eq!(outcome.status, 0, "{words:?}: {outcome:?}");
        assert!(outcome.stdout.contains(&old), "{words:?}: {outcome:?}");
        wait_until("renewed", || stored_key(&world) != old);
        let renewed = key_of(&export(&world, &[]));
        assert_eq!(renewed, stored_key(&world));
        assert_eq!(world.aws.calls().iter().filter(|call| *call == "sts AssumeRole").count(), 1, "{words:?}");
    }
}

#[test]
fn who_was_asked_about_before_is_known_of_the_renewed_without_a_call() {
    let (world, old) = world();
    let told = world.run(&["whoami", "--json"]).json();
    wait_until("renewed", || stored_key(&world) != old);
    wait_until("gone", || left_behind(&world).is_empty());
    let again = world.run(&["whoami", "--json"]).json();
    assert_eq!((&again["arn"], &again["user_id"]), (&told["arn"], &told["user_id"]));
    assert_eq!(again["credentials"]["access_key_id"], *stored_key(&world));
    // STS tells whose they are with the credentials themselves.
    assert_eq!(world.aws.calls(), ["sts GetCallerIdentity", "sts AssumeRole"]);
}

#[test]
fn what_is_left_behind_belongs_to_nobody() {
    let (world, old) = world();
    world.aws.fault(json!({"op": "AssumeRole", "kind": "delay", "seconds": 2}));
    // The command that awsp becomes sees no child of its own; its output ends when it ends.
    let script = "cat /proc/$$/task/$$/children; echo $AWS_ACCESS_KEY_ID";
    let words = ["exec", "MyRole", "--server", "none", "--", "sh", "-c", script];
    let outcome =
        Outcome::of(&world.command(AWSP).args(words).env("PATH", "/usr/bin:/bin").output().unwrap());
    // (The one child is `cat` itself.)
    let words: Vec<&str> = outcome.stdout.split_whitespace().collect();
    assert!(words.len() <= 2 && words.last() == Some(&old.as_str()), "{outcome:?}");

    wait_until("called", || !world.aws.calls().is_empty());
    let behind = left_behind(&world);
    assert_eq!(behind.len(), 1, "{behind:?}");
    let stat = fs::read_to_string(behind[0].join("stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split_whitespace().collect();
    let (state, parent, session) = (fields[0], fields[1], fields[3]);
    let own = fs::read_to_string("/proc/self/stat").unwrap();
    let own: Vec<&str> = own.rsplit(") ").next().unwrap().split_whitespace().collect();
    assert_ne!(state, "Z");
    assert_ne!(parent, std::process::id().to_string());
    assert_ne!(session, own[3], "a session of its own");
    assert_eq!(fields[4], "0", "no terminal");
    for descriptor in ["0", "1", "2"] {
        assert_eq!(fs::read_link(behind[0].join("fd").join(descriptor)).unwrap(), Path::new("/dev/null"));
    }
    wait_until("renewed", || stored_key(&world) != old);
    wait_until("gone", || left_behind(&world).is_empty());
}

#[test]
fn many_at_once_cause_one_renewal() {
    let (world, old) = world();
    world.aws.fault(json!({"op": "AssumeRole", "kind": "delay", "seconds": 0.5}));
    thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| export(&world, &[]));
        }
    });
    wait_until("renewed", || stored_key(&world) != old);
    wait_until("gone", || left_behind(&world).is_empty());
    assert_eq!(world.aws.calls(), ["sts AssumeRole"]);
}

#[test]
fn a_renewal_that_fails_is_no_error_and_is_not_tried_again_at_once() {
    let (world, old) = world();
    world.aws.fault(
        json!({"op": "AssumeRole", "kind": "error", "status": 403, "code": "AccessDenied", "times": -1}),
    );
    assert_eq!(key_of(&export(&world, &[])), old);
    wait_until("noted", || !entries(&world, "failure").is_empty());
    for _ in 0..5 {
        assert_eq!(key_of(&export(&world, &[])), old);
    }
    wait_until("gone", || left_behind(&world).is_empty());
    assert_eq!(world.aws.calls(), ["sts AssumeRole"]);
    // In the last ten minutes it is an error.
    set_left(&world, 9);
    assert_eq!(world.run(&["export"]).status, 1);
}

#[test]
fn where_nothing_may_run_behind_it_is_done_before() {
    for variable in [
        ("AWSP_NO_REFRESH", "1"),
        ("AWSP_REFRESH_BACKGROUND", "off"),
        ("AWSP_DANGER_PROFILES", "MyRole"),
        ("AWSP_DANGER_ACCOUNTS", "777788889999"),
    ] {
        let (world, old) = world();
        let renewed = key_of(&export(&world, &[variable]));
        assert_ne!(renewed, old, "{variable:?}");
        assert_eq!(stored_key(&world), renewed);
        assert_eq!(world.aws.calls(), ["sts AssumeRole"]);
        assert!(left_behind(&world).is_empty());
    }
}

#[test]
fn what_is_overdue_is_waited_for() {
    let (world, old) = world();
    set_left(&world, 9);
    assert_ne!(key_of(&export(&world, &[])), old);
    assert_eq!(world.aws.calls(), ["sts AssumeRole"]);
}

#[test]
fn another_profile_than_the_shells_is_renewed_behind_as_well() {
    let (world, old) = world();
    let words = ["credential-process", "--profile", "MyRole"];
    let outcome = world.run_with(&[("AWS_PROFILE", "benk")], &words);
    assert_eq!(key_of(&outcome), old);
    wait_until("renewed", || stored_key(&world) != old);
}
