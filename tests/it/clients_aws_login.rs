//! AWS CLI v2 signs in by `aws login`, and awsp goes on with that session.

use awsp::domain::env::Env;
use awsp::store::sign_in::login_token_file;
use serde_json::json;

use crate::cli_world::World;
use crate::clients_world::{aws, aws_is, aws_signs_in, awsp_is, boto_is, calls, world};
use crate::login_world::{SESSION, check_file};
use crate::sso_world::WHO;

const AUTHORIZE: &str = "signin Authorize";
const TOKEN: &str = "signin CreateOAuth2Token";

/// Keys live so many seconds from now on.
fn keys_live(world: &World, seconds: i64) {
    world.aws.configure(json!({ "signin": { "expires_in": seconds } }));
}

/// The key in the session's file, which is as the AWS CLI wants it.
fn key(world: &World) -> String {
    let file = login_token_file(&Env::default(), world.home(), SESSION);
    check_file(&file)["accessToken"]["accessKeyId"].as_str().unwrap().to_owned()
}

#[test]
fn awsp_uses_the_session_and_awsp_the_aws_cli_and_boto3_renew_it_by_turns() {
    let world = world("fresh");
    world.write(".aws/config", "");
    aws_signs_in(&world, &["login", "--profile", "fresh"]);
    assert_eq!(calls(&world), [AUTHORIZE, TOKEN]);
    let first = key(&world);
    assert_eq!(awsp_is(&world), SESSION);
    assert_eq!(calls(&world), [WHO], "nobody signs in again");

    // Of what ends in a minute none makes use. A refresh token serves once.
    keys_live(&world, 60);
    aws_signs_in(&world, &["login", "--profile", "fresh"]);
    calls(&world);
    let mut keys = vec![first, key(&world)];
    let tools: [fn(&World) -> String; 3] = [awsp_is, aws_is, boto_is];
    for (turn, tool) in tools.into_iter().chain(tools).enumerate() {
        let who = tool(&world);
        assert_eq!(who, SESSION, "{turn}");
        assert_eq!(calls(&world), [TOKEN, WHO], "{turn}");
        keys.push(key(&world));
    }
    let all = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), all, "each renewal gave another key");
}

#[test]
fn after_the_logout_of_the_aws_cli_awsp_wants_a_sign_in() {
    let world = world("fresh");
    world.write(".aws/config", "");
    aws_signs_in(&world, &["login", "--profile", "fresh"]);
    awsp_is(&world);
    let outcome = aws(&world, &["logout", "--profile", "fresh"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    calls(&world);
    let outcome = world.run(&["whoami"]);
    assert_eq!(outcome.status, 3, "{outcome:?}");
    assert!(outcome.stderr.contains("login"), "{outcome:?}");
    assert_eq!(calls(&world), [""; 0]);
}
