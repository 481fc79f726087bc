//! Which sign-in `awsp login` finds to be needed.

use std::fs;

use serde_json::json;

use crate::cli_world::{Outcome, World};
use crate::login_sso_world::by_code;
use crate::sso_world::{START_URL, token_file};

/// A world in which every code is allowed at once.
fn world() -> World {
    let world = World::new().with("AWS_MAX_ATTEMPTS", "1").with("AWS_REGION", "eu-west-1");
    world.aws.configure(json!({"oidc": {"device": "auto"}}));
    world
}

#[track_caller]
fn signs_in(world: &World, variables: &[(&str, &str)], words: &[&str], what: &str) {
    let outcome = world.run_with(variables, &[&["login"], words].concat());
    assert_eq!(outcome.status, 0, "{words:?}: {outcome:?}");
    assert!(outcome.stderr.contains(&format!("signed in to {what} until")), "{words:?}: {outcome:?}");
}

#[track_caller]
fn says(outcome: &Outcome, status: i32, words: &[&str]) {
    assert_eq!(outcome.status, status, "{outcome:?}");
    for words in words {
        assert!(outcome.stderr.contains(words), "{words}: {outcome:?}");
    }
}

fn add(world: &World, text: &str) {
    let config = world.home().join(".aws/config");
    let before = fs::read_to_string(&config).unwrap();
    fs::write(&config, format!("{before}\n{text}")).unwrap();
}

#[test]
fn it_is_that_of_the_profile_that_is_meant() {
    let world = world();
    add(
        &world,
        "[profile over]\nrole_arn = arn:aws:iam::777788889999:role/Over\nsource_profile = sso\n\
         [profile token]\nsso_session = corp\n",
    );
    let corp = "sso-session corp";
    signs_in(&world, &[], &["sso"], corp);
    signs_in(&world, &[], &["--profile", "sso"], corp);
    signs_in(&world, &[("AWS_PROFILE", "sso")], &[], corp);
    signs_in(&world, &[("AWS_PROFILE", "benk")], &["sso"], corp);
    signs_in(&world, &[("AWS_PROFILE", "over")], &[], corp);
    signs_in(&world, &[], &["token"], corp);
    signs_in(&world, &[], &["--sso-session", "corp"], corp);
    signs_in(&world, &[("AWS_PROFILE", "gone")], &["--sso-session", "corp"], corp);
    // Keys that are used in place of the profile do not change what one signs in to.
    let keys = [("AWS_PROFILE", "sso"), ("AWS_ACCESS_KEY_ID", "AKIAX"), ("AWS_SECRET_ACCESS_KEY", "x")];
    signs_in(&world, &keys, &[], corp);
    // With one session alone it is clear which is meant.
    signs_in(&world, &[], &[], corp);
}

#[test]
fn of_several_sessions_one_must_be_named() {
    let world = world();
    add(
        &world,
        "[sso-session \"two words\"]\nsso_start_url = https://two.awsapps.com/start\nsso_region = eu-west-1\n\
         [sso-session half]\nsso_start_url = https://half.awsapps.com/start\n",
    );
    says(
        &world.run(&["login"]),
        2,
        &[
            "there is more than one sso-session",
            "hint: awsp login --sso-session corp",
            "hint: awsp login --sso-session 'two words'",
        ],
    );
    says(
        &world.run(&["login", "--sso-session", "crop"]),
        1,
        &["there is no [sso-session crop]", "hint: awsp login --sso-session corp"],
    );
    says(&world.run(&["login", "--sso-session", "half"]), 1, &["[sso-session half] lacks sso_region"]);
    says(&world.run(&["login", "--sso-session", "corp", "--profile", "sso"]), 2, &["are named"]);
    says(&world.run(&["login", "sso", "--profile", "benk"]), 2, &["the profile is given twice"]);
    says(&world.run(&["login", ""]), 2, &["a profile's name is never empty"]);
    says(&world.run(&["login", "soo"]), 1, &["hint: awsp login sso"]);
    assert!(world.aws.calls().is_empty());
}

#[test]
fn where_there_is_nothing_to_sign_in_to_it_says_so() {
    let world = world();
    says(&world.run(&["login", "benk"]), 0, &["nothing to sign in to: benk uses the keys of "]);
    says(&world.run(&["login", "MyRole"]), 0, &["nothing to sign in to: MyRole uses the keys of "]);
    assert_eq!(world.run(&["login", "MyRole", "--json"]).json(), json!({ "sign_in": null }));
    says(&world.run(&["login", "web"]), 0, &["a token that somebody else keeps fresh"]);
    says(&world.run(&["login", "box"]), 0, &["box uses what the machine gives"]);
    says(
        &world.run(&["login", "program"]),
        1,
        &["a program gives the credentials of program", "awsp explain program"],
    );
    says(&world.run(&["login", "broken"]), 1, &["gone"]);
    fs::write(world.home().join(".aws/config"), "[profile a]\nregion = eu-west-1\n").unwrap();
    says(&world.run(&["login"]), 1, &["no profile is active, and there is no sso-session to sign in to"]);
    assert!(world.aws.calls().is_empty());
}

#[test]
fn settings_that_cannot_be_signed_in_with_are_told_before_any_call() {
    for (start_url, region, words) in [
        ("http://corp.awsapps.com/start", "eu-west-1", "is not an https address"),
        ("corp.awsapps.com/start", "eu-west-1", "is not an https address"),
        ("javascript:alert(1)", "eu-west-1", "is not an https address"),
        ("https://", "eu-west-1", "is not an https address"),
        (
            "https://me:PLANTED@corp.awsapps.com/start",
            "eu west",
            "sso_region 'eu west' is not the name of a region",
        ),
        ("http://me:PLANTED@corp.awsapps.com/start", "eu-west-1", "is not an https address"),
        (START_URL, "evil.example/", "is not the name of a region"),
    ] {
        let world = world();
        fs::write(
            world.home().join(".aws/config"),
            format!("[sso-session corp]\nsso_start_url = {start_url}\nsso_region = {region}\n"),
        )
        .unwrap();
        let outcome = world.run(&["login"]);
        says(&outcome, 1, &[words]);
        assert!(!outcome.stderr.contains("PLANTED"), "{outcome:?}");
        assert!(world.aws.calls().is_empty());
    }
}

#[test]
fn ssh_and_containers_are_noticed() {
    for (variables, words) in [
        (
            &[("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")][..],
            "this is an SSH session, so you sign in by a code",
        ),
        (&[("CODESPACES", "true")], "this computer is used through a web page"),
        (&[("DISPLAY", ":7"), ("PATH", "/nowhere")], "no program that opens links was found"),
    ] {
        let world = by_code("sso");
        world.aws.configure(json!({"oidc": {"device": "auto"}}));
        says(&world.run_with(variables, &["login"]), 0, &[words]);
        assert!(token_file(&world, "corp").exists());
    }
}
