//! awsp signs in with the AWS console, as `aws login` does, and AWS CLI v2 and boto3 go on with that session.

use std::fs;

use awsp::domain::env::Env;
use awsp::store::sign_in::login_token_file;
use serde_json::{Value, json};

use crate::cli_world::World;
use crate::clients_world::{aws_is, aws_reads, aws_signs_in, awsp_is, awsp_signs_in, boto_is, calls, world};
use crate::login_world::{SESSION, check_file};
use crate::sso_world::WHO;

const AUTHORIZE: &str = "signin Authorize";
const TOKEN: &str = "signin CreateOAuth2Token";

/// A world with a profile of a session that nobody has signed in to.
fn fresh() -> World {
    let world = world("fresh");
    world.write(".aws/config", &format!("[profile fresh]\nlogin_session = {SESSION}\nregion = eu-west-1\n"));
    world
}

/// The session's file, which is as the AWS CLI wants it.
fn held(world: &World) -> Value {
    check_file(&login_token_file(&Env::default(), world.home(), SESSION))
}

#[test]
fn the_aws_cli_and_boto3_use_the_session_and_all_renew_it_by_turns() {
    let world = fresh();
    awsp_signs_in(&world, &["login", "fresh"]);
    assert_eq!(calls(&world), [AUTHORIZE, TOKEN]);
    assert_eq!([aws_is(&world), boto_is(&world), awsp_is(&world)], [SESSION; 3]);
    assert_eq!(calls(&world), [WHO; 3], "nobody signs in again");

    // Of what ends in a minute none makes use. A refresh token serves once.
    world.aws.configure(json!({ "signin": { "expires_in": 60 } }));
    awsp_signs_in(&world, &["login", "fresh"]);
    calls(&world);
    let mut keys = vec![held(&world)["accessToken"]["accessKeyId"].clone()];
    let tools: [fn(&World) -> String; 3] = [aws_is, boto_is, awsp_is];
    for tool in tools.into_iter().chain(tools) {
        assert_eq!(tool(&world), SESSION);
        assert_eq!(calls(&world), [TOKEN, WHO]);
        let key = held(&world)["accessToken"]["accessKeyId"].clone();
        assert!(!keys.contains(&key), "each renewal gave another key");
        keys.push(key);
    }
}

#[test]
fn the_files_are_those_of_the_aws_cli() {
    let (own, theirs) = (fresh(), fresh());
    awsp_signs_in(&own, &["login", "fresh"]);
    aws_signs_in(&theirs, &["login", "--profile", "fresh"]);
    assert_eq!(aws_reads(&own), aws_reads(&theirs));
    let shape = |world: &World| {
        let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        let file = held(world);
        let key = file["dpopKey"].as_str().unwrap();
        let longest = key.lines().map(str::len).max();
        let ends = (key.lines().next().map(str::to_owned), key.lines().last().map(str::to_owned));
        let plain = [file["clientId"].clone(), file["tokenType"].clone()];
        (names(&file), names(&file["accessToken"]), plain, longest, ends)
    };
    assert_eq!(shape(&own), shape(&theirs));
    // The profile of one is that of the other: no question, and no change.
    let before = fs::read_to_string(own.home().join(".aws/config")).unwrap();
    aws_signs_in(&own, &["login", "--profile", "fresh"]);
    awsp_signs_in(&own, &["login", "fresh"]);
    assert_eq!(fs::read_to_string(own.home().join(".aws/config")).unwrap(), before);
}
