//! When credentials end and when a person must sign in are two clocks: told apart for each kind of sign-in.

use awsp::domain::time::to_rfc3339;
use awsp::store::sign_in::login_token_file;
use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};

use crate::cli_world::World;
use crate::sso_world::{self, sign_in, token, token_without};

/// What `current` says of both, and the prompt's end and whether that renews.
fn clocks(world: &World, profile: &str) -> [Value; 4] {
    let active = [("AWS_PROFILE", profile)];
    let current = world.run_with(&active, &["current", "--json"]).json();
    let prompt = world.run_with(&active, &["prompt", "--json"]).json();
    [&current["expires_at"], &current["sign_in"]["expires_at"], &prompt["expires_at"], &prompt["renews"]]
        .map(Clone::clone)
}

#[test]
fn the_keys_of_a_console_session_end_and_its_sign_in_has_no_known_end() {
    let world = World::new();
    let config = std::fs::read_to_string(world.home().join(".aws/config")).unwrap();
    let over = "[profile over]\nrole_arn = arn:aws:iam::333344445555:role/Over\nsource_profile = console\n";
    world.write(".aws/config", &format!("{config}\n{over}"));
    let end = to_rfc3339(Utc::now() + TimeDelta::minutes(10));
    let file = login_token_file(
        &awsp::domain::env::Env::default(),
        world.home(),
        "arn:aws:iam::222233334444:user/me",
    );
    let held = json!({
        "accessToken": { "accessKeyId": "ASIA1", "secretAccessKey": "s", "sessionToken": "t", "accountId": "222233334444", "expiresAt": end },
        "tokenType": "aws_sigv4", "clientId": "c", "refreshToken": "r", "idToken": "i", "dpopKey": "k",
    });
    world.write(&file.strip_prefix(world.home()).unwrap().to_string_lossy(), &held.to_string());
    assert_eq!(clocks(&world, "console"), [json!(end), Value::Null, json!(end), json!(true)]);
    assert_eq!(clocks(&world, "over"), [Value::Null, Value::Null, Value::Null, json!(false)]);
}

#[test]
fn a_sign_in_to_identity_center_ends_later_than_what_it_gives() {
    let world = sso_world::world("sso");
    for (token, renews) in [(token(7200), true), (token_without(7200, &["refreshToken"]), false)] {
        sign_in(&world, &token);
        let end = &token["expiresAt"];
        world.run(&["cache", "clear"]);
        assert_eq!(clocks(&world, "sso"), [Value::Null, end.clone(), end.clone(), json!(renews)]);
        let who = world.run(&["whoami", "--json"]).json();
        let of_role = &who["credentials"]["expires_at"];
        assert!(of_role.is_string() && of_role != end, "{who}");
        assert_eq!(clocks(&world, "sso"), [of_role.clone(), end.clone(), end.clone(), json!(renews)]);
    }
}
