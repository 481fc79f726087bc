//! The program with a sign-in to Identity Center: its token file, and what AWS was asked.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use awsp::domain::time::to_rfc3339;
use awsp::store::sign_in::sso_token_file;
use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};

use crate::cli_world::{AWSP, Outcome, World};

/// The start URL of the session `corp`, and of the profile `old`, which is of the legacy form.
pub(crate) const START_URL: &str = "https://corp.awsapps.com/start";

const ACCOUNTS: &[&str] = &["444455556666", "111122223333"];

/// A world whose profile `sso` (session `corp`) or another is active.
pub(crate) fn world(profile: &str) -> World {
    let world = World::new().with("AWS_PROFILE", profile).with("AWS_REGION", "eu-west-1");
    let config = fs::read_to_string(world.home().join(".aws/config")).unwrap();
    world.write(
        ".aws/config",
        &format!(
            "{config}\n[profile old]\nsso_start_url = {START_URL}\nsso_region = eu-west-1\n\
             sso_account_id = 111122223333\nsso_role_name = ReadOnly\n\n\
             [profile over]\nrole_arn = arn:aws:iam::777788889999:role/Over\nsource_profile = sso\n"
        ),
    );
    let accounts: Vec<Value> =
        ACCOUNTS.iter().map(|id| json!({ "accountId": id, "roles": ["Power", "ReadOnly"] })).collect();
    world.aws.configure(json!({ "sso": { "accounts": accounts } }));
    world
}

/// The token file of the session, or the start URL.
pub(crate) fn token_file(world: &World, name: &str) -> PathBuf {
    sso_token_file(world.home(), name)
}

/// A token that ends in so many seconds, with all that renewing it takes.
pub(crate) fn token(seconds: i64) -> Value {
    let moment = |seconds| to_rfc3339(Utc::now() + TimeDelta::seconds(seconds));
    json!({
        "startUrl": START_URL, "region": "eu-west-1", "accessToken": "bearer-1", "expiresAt": moment(seconds),
        "clientId": "cid", "clientSecret": "csecret", "registrationExpiresAt": moment(90_000),
        "refreshToken": "refresh-1", "future": {"kept": "é"},
    })
}

/// The same without some fields.
pub(crate) fn token_without(seconds: i64, fields: &[&str]) -> Value {
    let mut token = token(seconds);
    for field in fields {
        token.as_object_mut().unwrap().shift_remove(*field);
    }
    token
}

/// Writes the token file of the session `corp`.
pub(crate) fn sign_in(world: &World, token: &Value) {
    put(world, "corp", &token.to_string());
}

/// Writes a token file.
pub(crate) fn put(world: &World, name: &str, text: &str) {
    let file = token_file(world, name);
    world.write(&file.strip_prefix(world.home()).unwrap().to_string_lossy(), text);
}

/// The token file of the session `corp`.
pub(crate) fn held(world: &World) -> Value {
    serde_json::from_slice(&fs::read(token_file(world, "corp")).unwrap()).unwrap()
}

/// The field of every call's log entry that has it.
pub(crate) fn logged(world: &World, name: &str) -> Vec<String> {
    let text = |entry: &Value| {
        let params = entry.get("params").and_then(|params| params.get(name));
        entry.get(name).or(params).and_then(Value::as_str).map(str::to_owned)
    };
    world.aws.log().iter().filter_map(text).collect()
}

/// Starts a command, and waits until AWS has been called.
pub(crate) fn started(world: &World, words: &[&str], call: &str) -> Child {
    let mut command = world.command(AWSP);
    let child = command.args(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let start = Instant::now();
    while !world.aws.calls().iter().any(|made| made == call) {
        assert!(start.elapsed() < Duration::from_secs(30), "{call} was not called");
        thread::sleep(Duration::from_millis(5));
    }
    child
}

/// What came of it.
pub(crate) fn finished(child: Child) -> Outcome {
    Outcome::of(&child.wait_with_output().unwrap())
}

pub(crate) const CREATE: &str = "oidc CreateToken";
pub(crate) const GET: &str = "sso GetRoleCredentials";
pub(crate) const WHO: &str = "sts GetCallerIdentity";
