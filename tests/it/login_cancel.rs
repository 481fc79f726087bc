//! `awsp login` that is ended at every stage: one line, 130, and the files as they were.

use std::collections::BTreeMap;

use fake_aws::browser::{Mode, visit};
use serde_json::json;

use crate::cli_world::World;
use crate::login_sso_world::{
    CREATE, REGISTER, Running, START, assert_harmless, by_code, folder, login, with_browser,
};

/// Worlds in which a sign-in was made before, in the browser and by a code.
fn worlds() -> [(World, &'static str); 2] {
    let browser = with_browser("sso");
    assert_eq!(login(&browser, &[], Mode::Approve).0.status, 0);
    let code = by_code("sso");
    code.aws.configure(json!({"oidc": {"device": "auto"}}));
    assert_eq!(code.run(&["login"]).status, 0);
    code.aws.configure(json!({"oidc": {"device": "manual"}}));
    browser.aws.clear_log();
    code.aws.clear_log();
    [(browser, "waiting for the browser"), (code, "waiting until it is allowed there")]
}

#[track_caller]
fn ends(running: Running, signal: &str) {
    running.signal(signal);
    let outcome = running.ended();
    assert_eq!(outcome.status, 130, "{signal}: {outcome:?}");
    let told: Vec<&str> = outcome.stderr.lines().filter(|line| line.contains("cancelled")).collect();
    assert_eq!(told, ["awsp: cancelled"], "{outcome:?}");
    assert_harmless(&outcome);
}

#[test]
fn whoever_ends_the_waiting_is_told_so_once() {
    for (world, words) in worlds() {
        let before = folder(&world);
        for signal in ["INT", "TERM", "HUP"] {
            let mut running = Running::start(&world, &[]);
            running.says(words);
            ends(running, signal);
            assert_eq!(folder(&world), before, "{words} {signal}");
        }
        // Looked at, and gone.
        let mut running = Running::start(&world, &[]);
        let said = running.says(words);
        let link = said.lines().find(|line| line.starts_with("http")).unwrap();
        visit(link, Mode::HangUp).unwrap();
        ends(running, "INT");
        assert_eq!(folder(&world), before, "{words}");
    }
}

#[test]
fn a_server_that_does_not_answer_keeps_nobody() {
    for (world, operation, call) in hanging() {
        let before = folder(&world);
        world.aws.fault(json!({"op": operation, "kind": "hang", "seconds": 60, "times": -1}));
        let mut running = Running::start(&world, &[]);
        if operation == "CreateToken" && world.aws.calls().is_empty() && call == CREATE {
            come(&mut running, &world);
        }
        running.calls(&world, call);
        ends(running, "INT");
        assert_eq!(folder(&world), before, "{operation}");
    }
}

/// A world for each call, in which that one hangs.
fn hanging() -> Vec<(World, &'static str, &'static str)> {
    let [(browser, _), (code, _)] = worlds();
    let [_, (other, _)] = worlds();
    vec![
        (with_browser("sso"), "RegisterClient", REGISTER),
        (by_code("sso"), "RegisterClient", REGISTER),
        (code, "StartDeviceAuthorization", START),
        (other, "CreateToken", CREATE),
        (browser, "CreateToken", CREATE),
    ]
}

/// The browser, if there is one, comes back; its page is never answered, as the code is being redeemed.
fn come(running: &mut Running, world: &World) {
    if !world.home().join("browser.sh").exists() {
        return;
    }
    let link = running.link();
    std::thread::spawn(move || visit(&link, Mode::Approve));
}

#[test]
fn whoever_is_killed_leaves_the_files_whole() {
    for (world, operation, call) in hanging() {
        let before = folder(&world);
        world.aws.fault(json!({"op": operation, "kind": "hang", "seconds": 60, "times": -1}));
        let mut running = Running::start(&world, &[]);
        if operation == "CreateToken" {
            come(&mut running, &world);
        }
        running.calls(&world, call);
        running.signal("KILL");
        running.ended();
        // Room that was taken for the token is of blanks, and goes after an hour.
        let (rooms, files): (BTreeMap<_, _>, BTreeMap<_, _>) =
            folder(&world).into_iter().partition(|(name, _)| name.starts_with(".awsp-new-"));
        assert_eq!(files, before, "{operation}");
        assert!(
            rooms.len() <= 1 && rooms.values().all(|room| room.iter().all(|byte| *byte == b' ')),
            "{operation}"
        );
    }
}
