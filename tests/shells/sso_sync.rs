//! `awsp sso sync` on a terminal: how far it has got, the question, and Ctrl-C.

use std::fs;

use serde_json::json;

use crate::kind::Kind;
use crate::world::{CONFIG, World};

/// The name is the SHA-1 of the session's name, `corp`.
const TOKEN: &str = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";

/// A portal with so many accounts, and a person who has signed in to it.
fn world(accounts: u32) -> World {
    let world = World::new(Kind::Bash);
    let generated = json!({ "accounts": accounts, "roles": 2 });
    world.aws.configure(json!({ "sso": { "accounts": [], "generated": generated, "page_size": 1000 } }));
    let token = json!({ "accessToken": "bearer-1", "expiresAt": "2099-01-01T00:00:00Z" });
    world.write(TOKEN, token.to_string());
    world
}

fn config(world: &World) -> String {
    fs::read_to_string(world.path().join(".aws/config")).expect("the config file")
}

#[test]
fn progress_is_shown_and_ctrl_c_ends_it() {
    let world = world(1200);
    world.aws.configure(json!({ "sso": { "rate": { "per_second": 20, "burst": 30 } } }));
    let terminal = world.start();
    terminal.send_line("clear; awsp sso sync --yes");
    terminal.wait_until("some accounts", |screen| {
        let line = screen.cursor_line();
        let known = line.strip_suffix(" of 1,200 accounts").and_then(|known| known.parse::<u32>().ok());
        known.is_some_and(|known| known > 30)
    });
    terminal.send("\u{3}");
    terminal.wait_for("^C");
    // The list of commands that is interrupted goes no further.
    assert!(terminal.run("echo \"status=$?\"").contains("status=130"));
    assert_eq!(config(&world), CONFIG);
}

#[test]
fn the_diff_is_shown_and_asked_for() {
    let world = world(1);
    let terminal = world.start();
    for (answer, status) in [("n", 130), ("y", 0)] {
        terminal.send_line("clear; awsp sso sync; echo \"status=$?\"");
        let screen = terminal.wait_for("[Y/n]");
        assert!(screen.contains("corp grants 2 roles in 1 account; profiles: 2 new"), "{screen}");
        assert!(screen.contains("+[profile account-0000.Role2]"), "{screen}");
        assert!(!screen.contains("of 1 account"), "what was drawn is gone: {screen}");
        assert_eq!(config(&world), CONFIG);
        terminal.send_line(answer);
        terminal.wait_for(&format!("status={status}"));
    }
    assert!(config(&world).starts_with(CONFIG) && config(&world).contains("[profile account-0000.Role2]"));
    let screen = terminal.run("clear; awsp sso sync");
    assert!(screen.contains("nothing was written"), "{screen}");
}
