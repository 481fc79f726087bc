//! `awsp sso accounts` and `awsp sso roles`.

use serde_json::json;

use crate::cli_world::World;
use crate::sso_sync_world::{SESSION, account, code, world};
use crate::sso_world::{logged, put, sign_in, token, token_without};

fn some() -> World {
    world(&json!([
        account(3, "zeta", &["Admin"]),
        account(1, "Dev", &["ReadOnly", "Admin"]),
        account(2, "alpha \u{1b}[31m", &[]),
        account(4, "Beta", &["A", "B", "C", "D", "E", "F", "G"]),
    ]))
}

#[test]
fn accounts_are_listed_by_name_from_all_pages() {
    let world = some();
    let outcome = world.run(&["sso", "accounts"]);
    let lines = outcome.lines();
    assert_eq!(lines[0], "ACCOUNT       NAME");
    let names: Vec<&str> = lines[1..].iter().map(|line| line[14..].trim()).collect();
    assert_eq!(names, ["alpha \u{fffd}[31m", "Beta", "Dev", "zeta"]);
    assert_eq!(world.aws.calls(), ["sso ListAccounts", "sso ListAccounts"]);
    assert_eq!(logged(&world, "max_result"), ["100", "100"]);
    let told = world.run(&["sso", "accounts", "--json", "--account", "*E*"]).json();
    let row = |id: &str, name: &str| json!({ "account_id": id, "account_name": name });
    assert_eq!(
        told,
        json!([row("000000000004", "Beta"), row("000000000001", "Dev"), row("000000000003", "zeta")])
    );
    assert_eq!(world.run(&["sso", "accounts", "--account", "000000000001"]).lines().len(), 2);
}

#[test]
fn roles_are_listed_with_the_profiles_for_them() {
    let world = some();
    world.write(
        ".aws/config",
        &format!("{SESSION}\n[profile boss]\nsso_session = corp\nsso_account_id = 000000000001\nsso_role_name = Admin\n"),
    );
    let outcome = world.run(&["sso", "roles", "--role", "admin", "--role", "?"]);
    let rows: Vec<Vec<&str>> = outcome.lines().iter().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[0], ["ACCOUNT", "NAME", "ROLE", "PROFILE"]);
    assert_eq!(rows[1], ["000000000004", "Beta", "A"]);
    assert_eq!(rows[8], ["000000000001", "Dev", "Admin", "boss"]);
    assert_eq!(rows.len(), 10, "{outcome:?}");
    let told = world.run(&["sso", "roles", "--json", "--account", "dev"]).json();
    assert_eq!(
        told,
        json!([
            { "account_id": "000000000001", "account_name": "Dev", "role_name": "Admin", "profiles": ["boss"] },
            { "account_id": "000000000001", "account_name": "Dev", "role_name": "ReadOnly", "profiles": [] },
        ])
    );
}

#[test]
fn the_token_is_told_nowhere() {
    let world = some();
    world.aws.fault(json!({ "op": "ListAccountRoles", "kind": "error", "status": 403, "code": "X", "message": "bearer-1" }));
    for words in
        [&["sso", "accounts", "-v"][..], &["sso", "roles", "-v"], &["sso", "sync", "-v", "--dry-run"]]
    {
        let outcome = world.run(words);
        assert!(outcome.stderr.contains("request: List"), "{outcome:?}");
        assert!(!outcome.stdout.contains("bearer-1") && !outcome.stderr.contains("bearer-1"), "{outcome:?}");
    }
}

#[test]
fn only_the_accounts_that_are_wanted_are_asked_for() {
    let world = some();
    assert_eq!(world.run(&["sso", "roles", "--account", "zeta"]).lines().len(), 2);
    let roles = world.aws.calls().iter().filter(|call| *call == "sso ListAccountRoles").count();
    assert_eq!(roles, 1);
}

#[test]
fn the_session_is_that_of_the_flag_the_profile_or_the_only_one() {
    let world = some();
    let other =
        "[sso-session other]\nsso_start_url = https://other.awsapps.com/start\nsso_region = eu-north-1\n";
    let profile = "[profile mine]\nsso_session = other\nsso_account_id = 000000000001\nsso_role_name = A\n\
                   [profile over]\nrole_arn = arn:aws:iam::000000000009:role/X\nsource_profile = mine\n";
    world.write(".aws/config", &format!("{SESSION}{other}{profile}"));
    put(&world, "other", &token(7200).to_string().replace("bearer-1", "bearer-other"));
    let several = world.run(&["sso", "accounts"]);
    assert_eq!(several.status, 2, "{several:?}");
    for name in ["corp", "other"] {
        let hint = format!("hint: awsp sso accounts --sso-session {name}\n");
        assert!(several.stderr.contains(&hint), "{several:?}");
    }
    let used = |words: &[&str], variables: &[(&str, &str)]| {
        world.aws.clear_log();
        let outcome = world.run_with(variables, &[&["sso", "accounts"], words].concat());
        assert_eq!(outcome.status, 0, "{outcome:?}");
        logged(&world, "bearer").remove(0)
    };
    assert_eq!(used(&["--sso-session", "corp"], &[("AWS_PROFILE", "mine")]), "bearer-1");
    assert_eq!(used(&[], &[("AWS_PROFILE", "mine")]), "bearer-other");
    assert_eq!(used(&["--profile", "over"], &[]), "bearer-other");
    let unknown = world.run(&["sso", "accounts", "--sso-session", "cop", "-v"]);
    assert_eq!((unknown.status, code(&unknown).as_str()), (1, "sso-session-missing"), "{unknown:?}");
    assert!(unknown.stderr.contains("hint: awsp sso accounts --sso-session corp\n"), "{unknown:?}");
    world.write(".aws/config", "[profile x]\nregion = eu-west-1\n");
    let none = world.run(&["sso", "accounts", "-v"]);
    assert_eq!((none.status, code(&none).as_str()), (1, "sso-session-missing"), "{none:?}");
    assert!(none.stderr.contains("awsp configure"), "{none:?}");
    for (lacking, expected) in [
        ("sso_region = x\n", "sso-incomplete"),
        ("sso_start_url = http://x/\nsso_region = eu-west-1\n", "bad-start-url"),
        ("sso_start_url = https://x/\nsso_region = a b\n", "bad-region"),
    ] {
        world.write(".aws/config", &format!("[sso-session s]\n{lacking}"));
        let outcome = world.run(&["sso", "accounts", "-v"]);
        assert_eq!((outcome.status, code(&outcome).as_str()), (1, expected), "{outcome:?}");
    }
}

#[test]
fn who_has_not_signed_in_is_told_how() {
    let world = some();
    for (token, why) in [(token_without(-5, &["refreshToken"]), "has ended"), (json!({}), "cannot be read")] {
        sign_in(&world, &token);
        let outcome = world.run(&["sso", "roles", "-v"]);
        assert_eq!((outcome.status, code(&outcome).as_str()), (3, "sign-in-needed"), "{outcome:?}");
        assert!(outcome.stderr.contains(why), "{outcome:?}");
        assert!(outcome.stderr.contains("hint: sign in: awsp login --sso-session corp"), "{outcome:?}");
    }
    assert!(world.aws.calls().is_empty());
}

#[test]
fn a_sign_in_that_ends_amid_it_is_read_again_or_told() {
    let world = some();
    world.aws.configure(json!({ "sso": { "tokens": ["bearer-2"] } }));
    let outcome = world.run(&["sso", "roles", "-v"]);
    assert_eq!((outcome.status, code(&outcome).as_str()), (3, "sign-in-needed"), "{outcome:?}");
    world.aws.configure(json!({ "sso": { "tokens": ["bearer-1"] } }));
    let whole = world.run(&["sso", "roles"]);
    assert_eq!(whole.status, 0);
    // The third list of roles is refused, and by then somebody has signed in anew.
    world.aws.fault(json!({ "op": "ListAccountRoles", "kind": "error", "status": 401, "code": "UnauthorizedException", "after": 2 }));
    world.aws.fault(json!({ "op": "ListAccountRoles", "kind": "delay", "seconds": 1, "times": -1 }));
    world.aws.configure(json!({ "sso": { "tokens": ["bearer-1", "bearer-2"] } }));
    world.aws.clear_log();
    let child = crate::sso_world::started(&world, &["sso", "roles"], "sso ListAccountRoles");
    sign_in(&world, &json!({ "accessToken": "bearer-2", "expiresAt": "2099-01-01T00:00:00Z" }));
    let outcome = crate::sso_world::finished(child);
    assert_eq!((outcome.status, &outcome.stdout), (0, &whole.stdout), "{outcome:?}");
    assert!(logged(&world, "bearer").contains(&"bearer-2".to_owned()));
}

#[test]
fn an_account_that_does_not_tell_its_roles_is_named_and_the_others_are_listed() {
    let world = some().with("AWS_MAX_ATTEMPTS", "2");
    world.aws.configure(json!({ "sso": { "deny_roles": ["000000000001"] } }));
    let outcome = world.run(&["sso", "roles", "-v"]);
    assert_eq!((outcome.status, code(&outcome).as_str()), (1, "sso-partly-read"), "{outcome:?}");
    assert!(
        outcome.stderr.contains("account 000000000001 (Dev)") && outcome.stdout.contains("zeta"),
        "{outcome:?}"
    );
    assert!(!outcome.stdout.contains("Dev"));
}

#[test]
fn trouble_that_passes_is_sat_out() {
    let world = some();
    let whole = world.run(&["sso", "roles"]).stdout;
    for fault in [
        json!({ "op": "ListAccountRoles", "kind": "status", "status": 500, "times": 2 }),
        json!({ "op": "ListAccountRoles", "kind": "reset", "times": 2 }),
        json!({ "op": "ListAccounts", "kind": "status", "status": 503, "times": 2 }),
        json!({ "op": "ListAccounts", "kind": "throttle", "times": 4 }),
        json!({ "op": "ListAccountRoles", "kind": "throttle", "times": 6 }),
    ] {
        world.aws.fault(fault.clone());
        let outcome = world.run(&["sso", "roles"]);
        assert_eq!((outcome.status, outcome.stdout), (0, whole.clone()), "{fault}");
    }
}

#[test]
fn trouble_that_stays_is_told_by_what_it_is() {
    for (fault, status, expected, words) in [
        (json!({ "op": "ListAccounts", "kind": "status", "status": 500 }), 1, "aws-unreachable", "500"),
        (json!({ "op": "ListAccountRoles", "kind": "reset" }), 1, "aws-unreachable", "broke off"),
        (json!({ "op": "ListAccountRoles", "kind": "throttle" }), 1, "aws-throttles", "fewer requests"),
        (json!({ "op": "ListAccounts", "kind": "malformed" }), 1, "strange-answer", "not JSON"),
        (
            json!({ "op": "ListAccounts", "kind": "malformed", "body": "{\"accountList\": [{}]}" }),
            1,
            "strange-answer",
            "accountList",
        ),
    ] {
        let world = some().with("AWS_MAX_ATTEMPTS", "1");
        let mut fault = fault;
        fault["times"] = json!(-1);
        world.aws.fault(fault.clone());
        let outcome = world.run(&["sso", "roles", "-v"]);
        assert_eq!((outcome.status, code(&outcome).as_str()), (status, expected), "{fault}: {outcome:?}");
        assert!(outcome.stderr.contains(words), "{fault}: {outcome:?}");
        assert_eq!(outcome.stdout, "");
    }
}

#[test]
fn lists_that_never_end_are_given_up() {
    let world = some();
    world.aws.configure(json!({ "sso": { "endless": "accountList" } }));
    let outcome = world.run(&["sso", "accounts", "-v"]);
    assert_eq!((outcome.status, code(&outcome).as_str()), (1, "strange-answer"), "{outcome:?}");
    world.aws.configure(json!({ "sso": { "endless": "roleList" } }));
    let outcome = world.run(&["sso", "roles", "-v"]);
    assert_eq!((outcome.status, code(&outcome).as_str()), (1, "sso-partly-read"), "{outcome:?}");
    assert!(outcome.stderr.contains("no end"), "{outcome:?}");
}

#[test]
fn what_is_granted_twice_is_listed_once() {
    let world = world(&json!([
        account(1, "b", &["A", "A", "B"]),
        account(1, "a", &["A"]),
        { "accountId": "12 34", "accountName": "no id", "roles": [] },
        account(2, "", &["B"]),
    ]));
    let outcome = world.run(&["sso", "roles"]);
    let rows: Vec<Vec<&str>> =
        outcome.lines().iter().skip(1).map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(
        rows,
        [vec!["000000000002", "B"], vec!["000000000001", "a", "A"], vec!["000000000001", "a", "B"]]
    );
    assert!(outcome.stderr.contains("'12 34'"), "{outcome:?}");
}
