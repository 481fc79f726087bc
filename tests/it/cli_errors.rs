//! Errors for scripts: with `--json`, one line of JSON with the stable code.

use serde_json::{Value, json};

use crate::cli_world::World;

#[test]
fn with_json_an_error_is_one_line_with_its_code() {
    let world = World::new();
    let outcome = world.run(&["--json", "whoami", "--profile", "gone"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (1, ""));
    let told: Value = serde_json::from_str(&outcome.stderr).unwrap();
    assert_eq!(told["error"]["code"], json!("unknown-profile"));
    assert_eq!(outcome.stderr.lines().count(), 1);
    assert!(told["error"]["message"].as_str().unwrap().contains("gone"), "{told}");
    assert!(told["error"]["hints"][0].as_str().unwrap().contains("awsp list"), "{told}");
}

#[test]
fn nothing_in_a_json_error_steers_a_terminal() {
    let world = World::new();
    let outcome = world.run(&["--json", "whoami", "--profile", "a\u{1b}[2J\u{202e}\nb"]);
    assert_eq!(outcome.stderr.trim_end_matches('\n').chars().filter(|c| c.is_control()).count(), 0);
    assert!(!outcome.stderr.contains('\u{202e}'), "{outcome:?}");
    let told: Value = serde_json::from_str(&outcome.stderr).unwrap();
    assert_eq!(told["error"]["code"], json!("unknown-profile"));
}
