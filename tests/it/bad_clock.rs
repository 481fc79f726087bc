//! A clock that is an hour off, either way, or stands before 1970.

use serde_json::json;

use crate::bad_world::{fails, run, snapshot};
use crate::cli_world::{Outcome, World};

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

/// What a command says of a clock that it could reckon with.
#[track_caller]
fn reckoned(outcome: &Outcome, words: &str) {
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert!(outcome.stderr.contains(words) && outcome.stderr.contains("set the clock"), "{outcome:?}");
}

#[test]
fn an_hour_off_is_corrected_and_told_and_the_session_serves_by_the_wrong_clock() {
    for (clock, words) in
        [("+1h", "clock is 60 minutes ahead of AWS's"), ("-1h", "clock is 60 minutes behind AWS's")]
    {
        let world = world();
        world.aws.configure(json!({"enforce_time": true}));
        let outcome = at(&world, clock, &["whoami"]);
        reckoned(&outcome, words);
        // AWS refuses once; the next request of the same process is dated by AWS's clock already.
        assert_eq!(world.aws.calls(), ["sts AssumeRole", "sts AssumeRole", "sts GetCallerIdentity"]);
        assert!(at(&world, clock, &["prompt"]).stdout.contains("777788889999 until "), "{clock}");
        let again = at(&world, clock, &["whoami"]);
        assert_eq!((again.status, again.stderr.as_str()), (0, ""), "nothing was measured");
        assert_eq!(world.aws.calls().len(), 3, "the session lasts an hour by this clock, too");
        let life = at(&world, clock, &["export", "--format", "json"]);
        assert_eq!(life.status, 0, "{life:?}");
        // The clock is set: the session ends when AWS says.
        world.aws.fault(json!({"kind": "reset", "times": -1}));
        let set = world.run(&["export", "--format", "json"]);
        assert_eq!(set.status, 0, "{set:?}");
        let ends = |outcome: &Outcome| {
            awsp::domain::time::parse(outcome.json()["Expiration"].as_str().unwrap()).unwrap()
        };
        let (by_wrong_clock, by_right_clock) = (ends(&life), ends(&set));
        assert_eq!((by_wrong_clock - by_right_clock).num_minutes().abs(), 60);
        let left = (by_right_clock - chrono::Utc::now()).num_minutes();
        assert!((55..=60).contains(&left), "{clock}: {left}");
    }
}

#[test]
fn behind_a_prompt_the_clock_is_corrected_as_well() {
    let world = world();
    world.aws.configure(json!({"enforce_time": true}));
    let outcome = at(&world, "-1h", &["refresh", "--background"]);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""), "{outcome:?}");
    assert!(at(&world, "-1h", &["prompt"]).stdout.contains("777788889999 until "));
    // The clock is set: nothing is held back by what was noted in another time.
    assert_eq!(world.run_with(&[SWITCHED], &["refresh", "--background"]).status, 0);
    assert!(world.run_with(&[SWITCHED], &["prompt"]).stdout.contains("until "));
}

#[test]
fn credentials_that_only_seem_to_have_ended_are_taken() {
    let world = world();
    reckoned(&at(&world, "+1h", &["whoami"]), "clock is 60 minutes ahead of AWS's");
    assert_eq!(world.aws.calls(), ["sts AssumeRole", "sts GetCallerIdentity"], "AWS did not mind");
}

#[test]
fn what_the_correction_does_not_mend_is_named() {
    let world = world();
    world.aws.fault(json!({"kind": "error", "status": 403, "code": "SignatureDoesNotMatch",
        "message": "Signature expired: 20261120T100000Z is now earlier than 20261120T104500Z", "times": -1}));
    let outcome = at(&world, "-1h", &["whoami"]);
    fails(&outcome, 1, &["clock is 60 minutes behind AWS's"]);
    assert!(first_hint(&outcome).starts_with("set the clock"), "{outcome:?}");
    assert!(!outcome.stderr.contains("secret access key"), "{outcome:?}");
    assert_eq!(world.aws.calls(), ["sts AssumeRole", "sts AssumeRole"], "once more, and no more");
    assert_eq!(at(&world, "-1h", &["prompt"]).stdout, "MyRole 777788889999 denied\n");
}

#[test]
fn a_wrong_secret_is_not_put_down_to_the_clock() {
    let world = world();
    world.aws.configure(json!({"secrets": {crate::cli_world::KEY: "another"}}));
    let outcome = at(&world, "-1h", &["whoami"]);
    fails(&outcome, 1, &["secret access key", "clock is 60 minutes behind AWS's"]);
    assert!(first_hint(&outcome).starts_with("write it anew"), "{outcome:?}");
}

#[test]
fn a_stored_session_outlives_a_clock_that_was_wrong_for_a_while() {
    let world = world();
    assert_eq!(world.run(&["whoami"]).status, 0);
    for clock in ["+1h", "-1h", "+20d"] {
        at(&world, clock, &["whoami"]);
        at(&world, clock, &["prompt", "--hook", "bash"]);
    }
    world.aws.fault(json!({"op": "AssumeRole", "kind": "reset", "times": -1}));
    let outcome = world.run(&["whoami", "--json"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    let end =
        outcome.json()["credentials"]["expires_at"].as_str().and_then(awsp::domain::time::parse).unwrap();
    let left = (end - chrono::Utc::now()).num_minutes();
    assert!((50..=60).contains(&left), "{left}");
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
