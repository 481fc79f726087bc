//! Role credentials of IAM Identity Center, with the sign-in that the AWS CLI keeps.

use std::fs;

use serde_json::{Value, json};

use crate::cli_world::World;
use crate::sso_world::{
    CREATE, GET, START_URL, WHO, finished, logged, put, sign_in, started, token, token_file, token_without,
    world,
};

/// The status, and the code that `-v` tells.
fn failed(world: &World) -> (i32, String, String) {
    let outcome = world.run(&["whoami", "-v"]);
    let problem = |line: &str| Some(line.split_once("the problem `")?.1.split_once('`')?.0.to_owned());
    let code = outcome.stderr.lines().find_map(problem);
    assert!(code.is_some(), "{outcome:?}");
    (outcome.status, code.unwrap_or_default(), outcome.stderr)
}

fn needs_sign_in(world: &World, why: &str, what: &str) {
    let (status, code, said) = failed(world);
    assert_eq!((status, code.as_str()), (3, "sign-in-needed"), "{what}: {said}");
    assert!(said.contains(why) && said.contains("awsp login "), "{what}: {said}");
}

#[test]
fn who_has_signed_in_gets_the_role_once_and_sees_two_clocks() {
    let world = world("sso");
    sign_in(&world, &token_without(7200, &["refreshToken"]));
    let told = world.run(&["whoami", "--json"]).json();
    assert_eq!(world.aws.calls(), [GET, WHO]);
    assert_eq!(logged(&world, "bearer"), ["bearer-1"]);
    assert_eq!(told["account_id"], "444455556666");
    assert!(told["arn"].as_str().unwrap().contains("AWSReservedSSO_Power_"), "{told}");
    let end = |at: &Value| awsp::domain::time::parse(at.as_str().unwrap()).unwrap();
    let (credentials, sign_in) =
        (end(&told["credentials"]["expires_at"]), end(&told["sign_in"]["expires_at"]));
    assert!((3500..3700).contains(&(sign_in - credentials).num_seconds()), "{told}");
    let current = world.run(&["current", "--json"]).json();
    assert_eq!(current["expires_at"], told["credentials"]["expires_at"]);
    assert_eq!(current["sign_in"], told["sign_in"]);
    let text = world.run(&["current"]).stdout;
    assert!(text.contains("until ") && text.contains("sso corp, until "), "{text}");
    let shown = world.run(&["prompt", "--json"]).json();
    assert_eq!(
        (&shown["state"], &shown["verified"], &shown["role_name"], &shown["expires_at"], &shown["renews"]),
        (&json!("ok"), &json!(true), &json!("Power"), &told["sign_in"]["expires_at"], &json!(false))
    );
    assert_eq!(world.run(&["whoami", "--json"]).json(), told);
    assert_eq!(world.aws.calls(), [GET, WHO], "stored");
    let listed = world.run(&["cache", "list", "--json"]);
    let entry = &listed.json()["credentials"][0];
    assert_eq!(
        (&entry["of"], &entry["role_arn"]),
        (&json!("the role Power in account 444455556666 of IAM Identity Center"), &Value::Null)
    );
    assert!(!listed.stdout.contains("bearer-1"));
    world.aws.clear_log();
    assert_eq!(world.run(&["refresh"]).status, 0);
    assert_eq!(world.aws.calls(), [GET, WHO], "asked for anew");
}

#[test]
fn the_legacy_form_is_served_until_its_end_and_never_renewed() {
    let world = world("old");
    needs_sign_in(&world, "nobody has signed in", "no file");
    for token in [token(-10), token_without(-10, &["refreshToken"])] {
        put(&world, START_URL, &token.to_string());
        needs_sign_in(&world, "has ended", "ended");
    }
    assert!(world.aws.calls().is_empty());
    put(&world, START_URL, &token(60).to_string());
    assert_eq!(world.run(&["whoami"]).status, 0);
    put(&world, START_URL, &token(60).to_string().replace("Z\"", "UTC\""));
    assert_eq!(world.run(&["refresh"]).status, 0, "as old tools wrote it");
    assert!(!world.aws.calls().contains(&CREATE.to_owned()));
}

#[test]
fn what_is_no_token_counts_as_none() {
    let world = world("sso");
    needs_sign_in(&world, "nobody has signed in", "no file");
    let whole = token(7200).to_string();
    let torn = whole.get(..whole.len() / 2).unwrap();
    for text in [
        "",
        "[]",
        "null",
        torn,
        &token_without(7200, &["accessToken"]).to_string(),
        &token_without(7200, &["expiresAt"]).to_string(),
        &whole.replace("bearer-1", ""),
        &whole.replace("\"accessToken\"", "\"x\":1,\"accessToken\":null,\"y\""),
    ] {
        put(&world, "corp", text);
        needs_sign_in(&world, "cannot be read from", text);
        assert!(world.run(&["prompt"]).stdout.contains("sign-in needed"), "{text}");
    }
    fs::remove_file(token_file(&world, "corp")).unwrap();
    fs::create_dir(token_file(&world, "corp")).unwrap();
    needs_sign_in(&world, "cannot be read from", "a folder");
    assert!(world.aws.calls().is_empty());
}

#[test]
fn current_names_the_command_where_a_sign_in_is_needed() {
    let world = world("sso");
    sign_in(&world, &token_without(-60, &["refreshToken"]));
    let row = |words: &[&str]| {
        let outcome = world.run(words);
        outcome.lines().into_iter().find(|line| line.starts_with("sign-in")).unwrap_or_default().to_owned()
    };
    assert!(row(&["current"]).ends_with(", needed: awsp login"), "{}", row(&["current"]));
    let named = row(&["current", "--profile", "over"]);
    assert!(named.ends_with(", needed: awsp login over"), "{named}");
    sign_in(&world, &token(7200));
    assert!(!row(&["current"]).contains(", needed:"));
}

#[test]
fn a_role_over_a_sign_in_names_the_session_to_sign_in_to() {
    let world = world("over");
    let outcome = world.run(&["whoami"]);
    assert_eq!(outcome.status, 3);
    assert!(outcome.stderr.contains("hint: sign in: awsp login "), "{outcome:?}");
    sign_in(&world, &token(7200));
    world.aws.fault(
        json!({ "op": "GetRoleCredentials", "kind": "error", "status": 403, "code": "ForbiddenException" }),
    );
    let outcome = world.run(&["whoami"]);
    assert!(outcome.stderr.contains("(which profile 'over' is over)"), "{outcome:?}");
    world.aws.clear_log();
    assert_eq!(world.run(&["whoami"]).status, 0);
    assert_eq!(world.aws.calls(), [GET, "sts AssumeRole", WHO]);
    let told = world.run(&["whoami", "--json"]).json();
    assert_eq!((&told["account_id"], &told["sign_in"]["kind"]), (&json!("777788889999"), &json!("sso")));
}

#[test]
fn a_stored_role_that_was_revoked_is_got_anew_for_the_roles_over_it() {
    let world = world("sso");
    sign_in(&world, &token(7200));
    assert_eq!(world.run(&["export"]).status, 0);
    world.aws.fault(json!({ "op": "AssumeRole", "kind": "error", "status": 403, "code": "ExpiredToken" }));
    let outcome = world.run(&["export", "--profile", "over"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert_eq!(world.aws.calls(), [GET, "sts AssumeRole", GET, "sts AssumeRole"]);
}

#[test]
fn a_token_that_the_portal_refuses_is_read_again_before_a_person_is_asked() {
    let world = world("sso");
    world.aws.configure(json!({ "sso": { "tokens": ["bearer-2"] } }));
    sign_in(&world, &token(7200));
    needs_sign_in(&world, "UnauthorizedException", "refused");
    assert_eq!(world.aws.calls(), [GET], "the same token is not tried twice");
    assert!(world.run(&["prompt"]).stdout.contains("sign-in needed"));
    world.aws.fault(json!({ "op": "GetRoleCredentials", "kind": "delay", "seconds": 1 }));
    world.aws.clear_log();
    let child = started(&world, &["whoami", "--json"], GET);
    sign_in(&world, &json!({ "accessToken": "bearer-2", "expiresAt": "2099-01-01T00:00:00Z" }));
    let told = finished(child);
    assert_eq!(told.status, 0, "{told:?}");
    assert_eq!(logged(&world, "bearer"), ["bearer-1", "bearer-2"]);
    assert!(!world.run(&["prompt"]).stdout.contains("sign-in"));
}

#[test]
fn a_new_sign_in_is_seen_by_the_prompt_at_once() {
    let world = world("sso");
    world.aws.configure(json!({ "sso": { "tokens": ["bearer-2"] } }));
    sign_in(&world, &token(7200));
    assert_eq!(world.run(&["whoami"]).status, 3);
    assert!(world.run(&["prompt"]).stdout.contains("sign-in needed"));
    let file = token_file(&world, "corp");
    fs::write(&file, token(7200).to_string().replace("bearer-1", "bearer-2")).unwrap();
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(2);
    fs::File::options().write(true).open(&file).unwrap().set_modified(later).unwrap();
    assert!(!world.run(&["prompt"]).stdout.contains("sign-in needed"));
    assert_eq!(world.run(&["whoami"]).status, 0);
}

#[test]
fn who_has_signed_out_is_not_given_what_is_stored() {
    let world = world("sso");
    sign_in(&world, &token(7200));
    assert_eq!(world.run(&["whoami"]).status, 0);
    sign_in(&world, &token_without(-5, &["refreshToken"]));
    assert_eq!(world.run(&["whoami"]).status, 0, "the role's credentials hold");
    assert!(world.run(&["prompt"]).stdout.contains("sign-in needed"), "but a person must know");
    fs::remove_file(token_file(&world, "corp")).unwrap();
    needs_sign_in(&world, "nobody has signed in", "signed out");
}

#[test]
fn refusals_are_told_by_what_to_do() {
    let refused = |status: u16, code: &str| json!({ "op": "GetRoleCredentials", "kind": "error", "status": status, "code": code, "message": "because bearer-1", "times": -1 });
    let every = |kind: &str| json!({ "op": "GetRoleCredentials", "kind": kind, "times": -1 });
    for (fault, status, code, words) in [
        (refused(403, "ForbiddenException"), 1, "access-denied", "not assigned"),
        (refused(404, "ResourceNotFoundException"), 1, "role-not-found", "no such account or role"),
        (
            refused(400, "InvalidRequestException"),
            1,
            "role-settings-refused",
            "awsp sso roles --sso-session corp",
        ),
        (refused(401, "UnauthorizedException"), 3, "sign-in-needed", "awsp login sso"),
        (refused(418, "TeapotException"), 1, "aws-refused", "TeapotException"),
        (every("throttle"), 1, "aws-throttles", "fewer requests"),
        (every("malformed"), 1, "strange-answer", "not JSON"),
        (every("truncate"), 1, "aws-unreachable", "broke off"),
        (
            json!({ "op": "GetRoleCredentials", "kind": "malformed", "body": r#"{"roleCredentials": {"accessKeyId": "ASIA"}}"# }),
            1,
            "strange-answer",
            "secretAccessKey",
        ),
        (
            json!({ "op": "GetRoleCredentials", "kind": "malformed", "body": r#"{"roleCredentials": {"accessKeyId": "ASIA", "secretAccessKey": "s", "sessionToken": "t", "expiration": 1000}}"# }),
            1,
            "credentials-ended",
            "awsp refresh --profile sso",
        ),
    ] {
        let world = world("sso").with("AWS_MAX_ATTEMPTS", "1");
        sign_in(&world, &token(7200));
        world.aws.fault(fault.clone());
        let (got, told, said) = failed(&world);
        assert_eq!((got, told.as_str()), (status, code), "{fault}: {said}");
        assert!(said.contains(words), "{fault}: {said}");
        assert!(!said.contains("bearer-1"), "{fault}: {said}");
        if code == "access-denied" || code == "role-not-found" {
            assert!(said.contains("role Power in account 444455556666 (profile 'sso')"), "{said}");
        }
    }
}

#[test]
fn an_answer_of_another_account_is_an_error() {
    let world = world("sso");
    sign_in(&world, &token(7200));
    let body = "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::999988887777:assumed-role/X/y</Arn>\
                <UserId>AROA:y</UserId><Account>999988887777</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";
    world.aws.fault(json!({ "op": "GetCallerIdentity", "kind": "malformed", "body": body, "times": -1 }));
    let (status, code, said) = failed(&world);
    assert_eq!((status, code.as_str()), (1, "another-account"), "{said}");
    assert!(said.contains("444455556666") && said.contains("999988887777"), "{said}");
    assert!(!world.run(&["prompt"]).stdout.contains("999988887777"));
}

#[test]
fn a_region_of_identity_center_that_is_none_is_told() {
    let world = world("sso");
    sign_in(&world, &token(7200));
    let file = world.home().join(".aws/config");
    let config = fs::read_to_string(&file).unwrap().replace(
        "start\nsso_region = eu-west-1\n\n[profile broken]",
        "start\nsso_region = eu west\n\n[profile broken]",
    );
    fs::write(&file, config).unwrap();
    let (status, code, said) = failed(&world);
    assert_eq!((status, code.as_str()), (1, "bad-region"), "{said}");
    assert!(said.contains("'eu west'") && world.aws.calls().is_empty(), "{said}");
}

#[test]
fn a_role_over_another_roles_session_is_asked_for_an_hour_at_most() {
    let world = world("over");
    let config = fs::read_to_string(world.home().join(".aws/config")).unwrap();
    sign_in(&world, &token_without(7200, &["refreshToken"]));
    for (wanted, asked) in [("43200", "3600"), ("900", "900")] {
        world.write(
            ".aws/config",
            &config.replace("[profile over]\n", &format!("[profile over]\nduration_seconds = {wanted}\n")),
        );
        world.aws.clear_log();
        assert_eq!(world.run(&["whoami"]).status, 0);
        assert_eq!(logged(&world, "DurationSeconds"), [asked], "AWS refuses more: role chaining");
    }
}
