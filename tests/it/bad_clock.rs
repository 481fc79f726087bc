//! A clock that is an hour off, either way, or stands before 1970.

use std::fs;

use serde_json::json;

use crate::bad_world::{fails, run, snapshot};
use crate::cli_world::{Outcome, World};
use crate::store_check::all;

const SWITCHED: (&str, &str) = ("AWSP_SWITCH", "profile=MyRole");

fn world() -> World {
    World::new()
        .with("AWS_PROFILE", "MyRole")
        .with("NO_FAKE_STAT", "1")
        .with("FAKETIME_DONT_FAKE_MONOTONIC", "1")
}

/// Runs the program under this clock.
#[track_caller]
fn at(world: &World, clock: &str, words: &[&str]) -> Outcome {
    run(world, &["faketime", "-f", clock], &[SWITCHED], words)
}

fn first_hint(outcome: &Outcome) -> &str {
    outcome.stderr.lines().find_map(|line| line.strip_prefix("hint: ")).unwrap_or_default()
}

#[test]
fn an_hour_ahead_is_the_first_thing_that_is_said() {
    let world = world();
    for words in [["whoami"].as_slice(), &["refresh", "--background"]] {
        world.aws.clear_log();
        let outcome = at(&world, "+1h", words);
        fails(&outcome, 1, &["clock is 60 minutes ahead of AWS's"]);
        assert!(first_hint(&outcome).starts_with("set the clock"), "{outcome:?}");
        assert_eq!(world.aws.calls(), ["sts AssumeRole"], "trying again does not help");
        assert_eq!(at(&world, "+1h", &["prompt"]).stdout, "MyRole 777788889999 broken\n");
        world.run(&["cache", "clear"]);
    }
    at(&world, "+1h", &["whoami"]);
    // The clock is set: what was noted in the future holds nothing back.
    assert!(world.run_with(&[SWITCHED], &["prompt"]).stdout.contains("planned"));
    assert_eq!(world.run_with(&[SWITCHED], &["refresh", "--background"]).status, 0);
    assert!(world.run_with(&[SWITCHED], &["prompt"]).stdout.contains("until "));
}

#[test]
fn an_hour_behind_is_named_where_aws_minds() {
    let world = world();
    world.aws.fault(json!({"kind": "error", "status": 403, "code": "SignatureDoesNotMatch",
        "message": "Signature expired: 20261120T100000Z is now earlier than 20261120T104500Z", "times": -1}));
    let outcome = at(&world, "-1h", &["whoami"]);
    fails(&outcome, 1, &["clock is 60 minutes behind AWS's"]);
    assert!(first_hint(&outcome).starts_with("set the clock"), "{outcome:?}");
    assert!(!outcome.stderr.contains("secret access key"), "{outcome:?}");
    assert_eq!(at(&world, "-1h", &["prompt"]).stdout, "MyRole 777788889999 denied\n");
}

#[test]
fn a_stored_session_outlives_a_clock_that_was_wrong_for_a_while() {
    let world = world();
    assert_eq!(world.run(&["whoami"]).status, 0);
    let stored = || {
        let folder = world.home().join(".cache/awsp/v1/entries");
        let credentials = all(&folder)
            .into_iter()
            .filter(|file| file.extension().is_some_and(|kind| kind == "credentials"));
        credentials.map(|file| fs::read(file).unwrap()).collect::<Vec<_>>()
    };
    let before = stored();
    for clock in ["+1h", "-1h", "+20d"] {
        at(&world, clock, &["whoami"]);
        at(&world, clock, &["prompt", "--hook", "bash"]);
    }
    world.aws.fault(json!({"op": "AssumeRole", "kind": "reset", "times": -1}));
    let outcome = world.run(&["whoami"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert_eq!(stored(), before);
}

#[test]
fn before_1970_everything_works_that_needs_no_call() {
    let world = world();
    let before = snapshot(world.home());
    // The last second, and before what 32 bits hold.
    for clock in ["@1969-12-31 23:59:58", "-45000d"] {
        for words in [
            ["list", "--names"].as_slice(),
            &["current"],
            &["prompt"],
            &["prompt", "--hook", "fish"],
            &["use", "MyRole", "--shell", "zsh"],
            &["off", "--shell", "bash"],
            &["init", "bash"],
            &["cache", "list"],
            &["complete", "--profiles", "--", "aws", "My"],
        ] {
            let outcome = at(&world, clock, words);
            assert_eq!(outcome.status, 0, "{words:?} {clock}: {outcome:?}");
        }
        assert_eq!(at(&world, clock, &["prompt"]).stdout, "MyRole 777788889999 planned\n");
    }
    for words in [["whoami"].as_slice(), &["refresh"], &["refresh", "--background"]] {
        let outcome = at(&world, "-45000d", words);
        fails(&outcome, 1, &["this computer's clock says 19"]);
        assert!(first_hint(&outcome).starts_with("set the clock"), "{outcome:?}");
    }
    assert!(world.aws.calls().is_empty());
    assert_eq!(snapshot(world.home()), before);
    assert_eq!(world.run(&["whoami"]).status, 0);
}
