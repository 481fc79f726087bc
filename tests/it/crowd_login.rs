//! Many processes that need the same session of `aws login` renewed at the same moment.

use std::fs;
use std::path::PathBuf;

use awsp::domain::env::Env;
use awsp::store::sign_in::login_token_file;
use serde_json::json;

use crate::cli_world::World;
use crate::crowd::{MANY, crowd_of, finish, key_of, kill_winner};
use crate::login_world::{OLD_KEY, check_file, token};

/// The session that `console` names.
const SESSION: &str = "arn:aws:iam::222233334444:user/me";

/// A world whose session has ended, and the fake takes no refresh token twice.
fn world() -> (World, PathBuf) {
    let world = World::new().with("AWS_PROFILE", "console").with("AWS_REGION", "eu-west-1");
    world.aws.configure(json!({"signin": {"single_use": true, "sub": SESSION}}));
    let file = login_token_file(&Env::default(), world.home(), SESSION);
    world.write(file.strip_prefix(world.home()).unwrap().to_str().unwrap(), &token(-60).to_string());
    (world, file)
}

fn refreshed(world: &World) -> usize {
    world.aws.calls().iter().filter(|call| *call == "signin CreateOAuth2Token").count()
}

#[test]
fn fifty_processes_renew_a_session_once_and_lose_no_refresh_token() {
    let (world, file) = world();
    world.aws.fault(json!({"service": "signin", "kind": "delay", "seconds": 0.5, "times": -1}));
    let (children, gate) = crowd_of(&world, &["whoami", "--json"], |_| "console".to_owned());
    drop(gate);
    let mut keys: Vec<String> = finish(children).iter().map(key_of).collect();
    assert_eq!(keys.len(), MANY);
    keys.dedup();
    assert_eq!(keys.len(), 1, "{keys:?}");
    assert_ne!(keys[0], OLD_KEY);
    assert_eq!(world.aws.calls(), ["signin CreateOAuth2Token", "sts GetCallerIdentity"]);
    let mut held = check_file(&file);
    assert_eq!(held["accessToken"]["accessKeyId"], *keys[0]);

    // The refresh token that was written is one that AWS takes.
    held["accessToken"]["expiresAt"] = "2026-01-01T00:00:00Z".into();
    fs::write(&file, held.to_string()).unwrap();
    assert_ne!(key_of(&world.run(&["whoami", "--json"])), keys[0]);
    assert_eq!(refreshed(&world), 2);
}

#[test]
fn a_winner_killed_in_the_middle_of_its_call_leaves_the_session_to_the_others() {
    let (world, file) = world();
    world.aws.fault(json!({"service": "signin", "kind": "hang", "seconds": 600}));
    let (mut children, gate) = crowd_of(&world, &["whoami", "--json"], |_| "console".to_owned());
    drop(gate);
    kill_winner(&world, "credentials", &mut children);
    let mut keys: Vec<String> = finish(children).iter().map(key_of).collect();
    assert_eq!(keys.len(), MANY - 1);
    keys.dedup();
    assert_eq!(keys.len(), 1, "{keys:?}");
    assert_eq!(refreshed(&world), 2);
    // What the killed one had begun to write beside it is there for an hour at most.
    let folder = file.parent().unwrap();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry != file {
            fs::remove_file(entry).unwrap();
        }
    }
    assert_eq!(check_file(&file)["accessToken"]["accessKeyId"], *keys[0]);
}
