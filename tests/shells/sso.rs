//! A profile of IAM Identity Center in real shells: what runs behind the prompt, and what only a person can do.

use std::fs;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::each_shell::each_shell;
use crate::kind::Kind;
use crate::quiet::assert_quiet;
use crate::screen::Screen;
use crate::stub::now_plus;
use crate::terminal::Terminal;
use crate::tracer::Tracer;
use crate::world::World;

const PROFILE: &str = "grinntec.aws.admin:sandbox:PowerUserAccess";
/// The name is the SHA-1 of the session's name, `corp`.
const TOKEN: &str = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";

/// A world in which Identity Center gives the profile's role to who has this token.
fn world(kind: Kind, token: &Value) -> World {
    let world = World::new(kind);
    let roles = json!([{ "accountId": "444455556666", "roles": ["PowerUserAccess"] }]);
    world.aws.configure(json!({ "sso": { "accounts": roles } }));
    world.write(TOKEN, token.to_string());
    world
}

fn written(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A token that ends then, and renews.
fn token(end: DateTime<Utc>) -> Value {
    json!({
        "accessToken": "bearer-1", "expiresAt": written(end), "clientId": "cid", "clientSecret": "csecret",
        "registrationExpiresAt": written(end + TimeDelta::days(1)), "refreshToken": "refresh-1",
    })
}

/// Waits for a prompt's line; bash redraws only when a key is pressed.
fn wait(kind: Kind, terminal: &Terminal, what: &str, holds: impl Fn(&str) -> bool) {
    let holds = |screen: &Screen| holds(&screen.cursor_line());
    if kind == Kind::Bash {
        terminal.press_until("\r", what, holds);
    } else {
        terminal.wait_until(what, holds);
    }
}

each_shell! {
    fn what_a_sign_in_gives_is_got_and_renewed_behind_the_prompt(kind: Kind) {
        let world = world(kind, &token(Utc::now() + TimeDelta::minutes(5)));
        let terminal = world.start();
        terminal.run(&format!("awsp use {PROFILE}"));
        wait(kind, &terminal, "what is verified", |line| line.contains("until ") && !line.contains("planned"));
        assert_eq!(world.aws.calls(), ["oidc CreateToken", "sso GetRoleCredentials", "sts GetCallerIdentity"]);
        let held: Value = serde_json::from_str(&fs::read_to_string(world.path().join(TOKEN)).expect("a token")).expect("JSON");
        assert!(held.get("accessToken").is_some_and(|token| token != "bearer-1"), "{held}");
        for _ in 0..2 {
            terminal.run("true");
        }
        let tracer = Tracer::attach(terminal.pid());
        terminal.run("true");
        assert_quiet(kind, tracer);
        assert_eq!(world.aws.calls().len(), 3);
        fs::remove_file(world.path().join(TOKEN)).expect("removed");
        terminal.run("true");
        wait(kind, &terminal, "`aws sso logout`", |line| line.contains("444455556666 sign-in needed"));
        assert_eq!(world.aws.calls().len(), 3, "nothing is tried without a sign-in");
    }

    fn an_exported_profile_is_nothing_to_work_for(kind: Kind) {
        let world = world(kind, &token(Utc::now() + TimeDelta::minutes(5)));
        let terminal = world.start();
        terminal.run(&format!("export AWS_PROFILE={PROFILE}"));
        wait(kind, &terminal, "what is planned", |line| line.contains("444455556666 planned until "));
        for _ in 0..2 {
            terminal.run("true");
        }
        assert_eq!(world.aws.calls(), Vec::<String>::new());
    }

    fn the_end_of_the_sign_in_is_seen_though_the_role_still_holds(kind: Kind) {
        let end = now_plus(8);
        let moment = DateTime::from_timestamp(i64::try_from(end).expect("a time"), 0).expect("a time");
        let world = world(kind, &json!({ "accessToken": "bearer-1", "expiresAt": written(moment) }));
        let terminal = world.start();
        terminal.run(&format!("awsp use {PROFILE}"));
        let shown = terminal.run("awsp whoami");
        assert!(shown.contains("AWSReservedSSO_PowerUserAccess_") || now_plus(0) >= end, "{shown}");
        while now_plus(0) <= end {
            terminal.run("true");
        }
        terminal.run("true");
        wait(kind, &terminal, "the end", |line| line.contains("444455556666 sign-in needed"));
        let calls = world.aws.calls().len();
        for _ in 0..3 {
            terminal.run("true");
        }
        assert_eq!(world.aws.calls().len(), calls);
    }
}
