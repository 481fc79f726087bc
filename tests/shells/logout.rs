//! `awsp logout` in one shell is seen in all.

use chrono::{TimeDelta, Utc};
use serde_json::json;

use crate::kind::Kind;
use crate::screen::Screen;
use crate::world::{CONFIG, World};

const SESSION: &str = "arn:aws:iam::222233334444:user/me";

#[test]
fn every_shell_says_at_its_next_prompt_that_nobody_is_signed_in() {
    for kind in [Kind::Bash, Kind::Zsh, Kind::Fish] {
        let world = World::new(kind);
        world.write(
            ".aws/config",
            format!("{CONFIG}\n[profile console]\nlogin_session = {SESSION}\nregion = eu-west-1\n"),
        );
        let end = (Utc::now() + TimeDelta::hours(1)).format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let file =
            awsp::store::sign_in::login_token_file(&awsp::domain::env::Env::default(), world.path(), SESSION);
        let token = json!({
            "accessToken": {"accessKeyId": "ASIAX", "secretAccessKey": "s", "sessionToken": "t", "accountId": "222233334444", "expiresAt": end},
            "tokenType": "aws_sigv4", "clientId": "c", "refreshToken": "r", "idToken": "e30.e30.x", "dpopKey": "k",
        });
        let name = file.strip_prefix(world.path()).expect("below the home").to_string_lossy().into_owned();
        world.write(&name, token.to_string());
        let (one, other) = (world.start(), world.start());
        for terminal in [&one, &other] {
            terminal.run("awsp use console");
            terminal.run("true");
            let line = terminal.look(Screen::cursor_line);
            assert!(
                line.contains("console 222233334444") && !line.contains("sign-in needed"),
                "{kind:?} {line}"
            );
        }
        one.run("awsp logout");
        for terminal in [&one, &other] {
            terminal.run("true");
            let line = terminal.look(Screen::cursor_line);
            assert!(line.contains("sign-in needed"), "{kind:?} {line}");
        }
    }
}
