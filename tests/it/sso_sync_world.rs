//! A home with an `sso-session`, a sign-in to it, and a portal with accounts.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::cli_world::{Outcome, World};
use crate::sso_world::{sign_in, token};

/// What the config file begins with.
pub(crate) const SESSION: &str =
    "# mine\n[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n";

/// Somebody who has signed in to `corp`, with a portal that grants these accounts.
pub(crate) fn world(accounts: &Value) -> World {
    let world = World::new();
    world.write(".aws/config", SESSION);
    fs::remove_file(world.home().join(".aws/credentials")).unwrap();
    world.aws.configure(json!({ "sso": { "accounts": accounts, "page_size": 3 } }));
    sign_in(&world, &token(7200));
    world
}

pub(crate) fn account(id: u64, name: &str, roles: &[&str]) -> Value {
    json!({ "accountId": format!("{id:012}"), "accountName": name, "emailAddress": "x@example.com", "roles": roles })
}

pub(crate) fn config_file(world: &World) -> PathBuf {
    world.home().join(".aws/config")
}

pub(crate) fn config(world: &World) -> String {
    fs::read_to_string(config_file(world)).unwrap()
}

/// Runs `sso sync --yes` with more words, which must succeed.
pub(crate) fn sync(world: &World, words: &[&str]) -> Outcome {
    let outcome = world.run(&[&["sso", "sync", "--yes"], words].concat());
    assert_eq!(outcome.status, 0, "{outcome:?}");
    outcome
}

/// Names of all profiles, as awsp lists them.
pub(crate) fn names(world: &World) -> Vec<String> {
    world.run(&["list", "--names"]).stdout.lines().map(str::to_owned).collect()
}

/// The code that `-v` tells with an error.
pub(crate) fn code(outcome: &Outcome) -> String {
    let problem = |line: &str| Some(line.split_once("the problem `")?.1.split_once('`')?.0.to_owned());
    outcome.stderr.lines().find_map(problem).unwrap_or_default()
}
