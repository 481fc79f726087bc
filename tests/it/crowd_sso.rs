//! Many processes that need the same sign-in to Identity Center at the moment when it has ended.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};

use crate::cli_world::{Outcome, World};
use crate::crowd::{LIMIT, MANY, crowd_of, finish, kill_winner};
use crate::sso_world::{CREATE, GET, held, logged, sign_in, token};

/// A program that `make setup` installs beside the sources. A missing one fails the test.
pub(crate) fn python() -> String {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/venv/bin/python");
    assert!(python.exists(), "{} is missing: `make setup` installs it", python.display());
    python.display().to_string()
}

/// What botocore's own reader makes of the file, and who boto3 is by it.
const READER: &str = "\
import boto3, botocore.session, botocore.tokens
session = botocore.session.Session(profile='role0')
print(botocore.tokens.SSOTokenProvider(session).load_token().get_frozen_token().token)
print(boto3.Session(profile_name='role0').client('sts').get_caller_identity()['Arn'])
";

/// As many profiles as there are processes, each of a role of its own, over one sign-in that has ended. Only the last
/// refresh token that was given is taken.
fn world() -> World {
    let world = World::new().with("AWS_DEFAULT_REGION", "eu-west-1");
    let profile = |number| {
        format!(
            "[profile role{number}]\nsso_session = corp\nsso_account_id = 444455556666\nsso_role_name = R{number}\n"
        )
    };
    let profiles: String = (0..MANY).map(profile).collect();
    world.write(
        ".aws/config",
        &format!("{profiles}[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n"),
    );
    let roles: Vec<String> = (0..MANY).map(|number| format!("R{number}")).collect();
    world.aws.configure(json!({
        "sso": { "accounts": [{ "accountId": "444455556666", "roles": roles }], "tokens": [] },
        "oidc": { "refresh_tokens": ["refresh-1"] },
    }));
    sign_in(&world, &token(-1));
    world
}

fn count(world: &World, call: &str) -> usize {
    world.aws.calls().iter().filter(|made| *made == call).count()
}

fn arn(outcome: &Outcome) -> String {
    assert_eq!(outcome.status, 0, "{outcome:?}");
    outcome.json()["arn"].as_str().unwrap().to_owned()
}

/// The file is what the other tools take, and its refresh token is the one that AWS takes.
fn other_tools_go_on(world: &World) {
    let read = || {
        let output = world.command(&python()).args(["-c", READER]).output().unwrap();
        let outcome = Outcome::of(&output);
        assert_eq!(outcome.status, 0, "{outcome:?}");
        let lines: Vec<String> = outcome.stdout.lines().map(str::to_owned).collect();
        assert!(lines[1].contains("AWSReservedSSO_R0_"), "{lines:?}");
        lines[0].clone()
    };
    let ours = held(world);
    assert_eq!(read(), ours["accessToken"].as_str().unwrap());
    assert_eq!(held(world), ours, "there was nothing to renew");
    let refresh_tokens = world.aws.settings()["oidc"]["refresh_tokens"].clone();
    assert_eq!(refresh_tokens, json!([ours["refreshToken"]]), "none is lost");
    // botocore renews it with what is in the file, and awsp goes on with what botocore has written.
    let mut soon = ours;
    soon["expiresAt"] = token(300)["expiresAt"].clone();
    sign_in(world, &soon);
    let theirs = read();
    assert_eq!(held(world)["accessToken"], theirs.as_str());
    world.aws.clear_log();
    assert_eq!(world.run(&["refresh", "--profile", "role0"]).status, 0);
    assert_eq!(logged(world, "bearer"), [theirs]);
}

#[test]
fn fifty_roles_of_one_sign_in_renew_it_once() {
    let world = world();
    world.aws.fault(json!({ "op": "CreateToken", "kind": "delay", "seconds": 0.5 }));
    let (children, gate) = crowd_of(&world, &["whoami", "--json"], |number| format!("role{number}"));
    drop(gate);
    let arns: BTreeSet<String> = finish(children).iter().map(arn).collect();
    assert_eq!(arns.len(), MANY);
    assert_eq!((count(&world, CREATE), count(&world, GET)), (1, MANY));
    let used: BTreeSet<String> = logged(&world, "bearer").into_iter().collect();
    assert_eq!(used, BTreeSet::from([held(&world)["accessToken"].as_str().unwrap().to_owned()]));
    other_tools_go_on(&world);
}

#[test]
fn fifty_of_one_profile_make_each_call_once() {
    let world = world();
    world.aws.fault(json!({ "kind": "delay", "seconds": 0.5, "times": -1 }));
    let (children, gate) = crowd_of(&world, &["whoami", "--json"], |_| "role0".to_owned());
    drop(gate);
    let arns: BTreeSet<String> = finish(children).iter().map(arn).collect();
    assert_eq!(arns.len(), 1);
    assert_eq!(world.aws.calls(), [CREATE, GET, "sts GetCallerIdentity"]);
}

#[test]
fn a_refusal_is_one_for_all_who_wait() {
    let world = world();
    world.aws.configure(json!({ "oidc": { "refresh_tokens": [] } }));
    // Long enough for all of them to wait: who comes later asks once more, as the AWS CLI does.
    world.aws.fault(json!({ "op": "CreateToken", "kind": "delay", "seconds": 4 }));
    let (children, gate) = crowd_of(&world, &["whoami"], |number| format!("role{number}"));
    drop(gate);
    for outcome in finish(children) {
        assert_eq!(outcome.status, 3, "{outcome:?}");
        assert!(outcome.stderr.contains("awsp login "), "{outcome:?}");
    }
    assert_eq!(world.aws.calls(), [CREATE]);
    assert_eq!(held(&world)["refreshToken"], "refresh-1");
}

#[test]
fn a_winner_killed_in_the_middle_of_the_renewal_passes_it_on() {
    let world = world();
    world.aws.fault(json!({ "op": "CreateToken", "kind": "hang", "seconds": 600 }));
    let (mut children, gate) = crowd_of(&world, &["whoami", "--json"], |number| format!("role{number}"));
    drop(gate);
    kill_winner(&world, "failure", &mut children);
    let start = Instant::now();
    let arns: BTreeSet<String> = finish(children).iter().map(arn).collect();
    assert!(start.elapsed() < LIMIT, "{:?}", start.elapsed());
    assert_eq!(arns.len(), MANY - 1);
    assert_eq!(count(&world, CREATE), 2);
    other_tools_go_on(&world);
    // What the killed one left behind is empty of secrets, and goes after an hour.
    let folder = crate::sso_world::token_file(&world, "corp");
    for file in fs::read_dir(folder.parent().unwrap()).unwrap() {
        let file = file.unwrap().path();
        let text = fs::read_to_string(&file).unwrap();
        let whole = serde_json::from_str::<Value>(&text).is_ok_and(|value| value.is_object());
        assert!(whole || text.trim().is_empty(), "{}", file.display());
    }
}
