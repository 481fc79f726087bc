//! What the prompt shows, and when: always the present truth, and without a process while nothing changes.

use std::fs;
use std::time::{Duration, SystemTime};

use serde_json::json;

use crate::each_shell::each_shell;
use crate::home::PROMPT;
use crate::kind::Kind;
use crate::quiet::assert_quiet;
use crate::screen::Screen;
use crate::terminal::Terminal;
use crate::tracer::Tracer;
use crate::world::{CONFIG, World};

/// Waits until the prompt's line shows `text`, pressing Enter now and then for bash, which redraws only then.
fn wait_prompt(kind: Kind, terminal: &Terminal, text: &str) {
    if kind == Kind::Bash {
        terminal.press_until("\r", &format!("the prompt to show {text:?}"), |screen| {
            screen.cursor_line().contains(text)
        });
    } else {
        terminal.wait_until(&format!("the prompt to show {text:?}"), |screen| {
            screen.cursor_line().contains(text)
        });
    }
}

/// Waits until the prompt after one more command shows `text`. (fish draws it in pieces.)
fn shows(terminal: &Terminal, text: &str) {
    terminal.run("true");
    terminal.wait_until(&format!("the next prompt to show {text:?}"), |screen| {
        screen.cursor_line().contains(text)
    });
}

/// The prompt's line after one more Enter.
fn next_prompt(terminal: &Terminal) -> String {
    terminal.run("true");
    terminal.look(Screen::cursor_line)
}

each_shell! {
    fn the_steady_prompt_starts_no_process(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        terminal.run("awsp use MyRole");
        wait_prompt(kind, &terminal, "until ");
        next_prompt(&terminal);
        let tracer = Tracer::attach(terminal.pid());
        for _ in 0..5 {
            terminal.run("true");
        }
        assert_quiet(kind, tracer);
        assert!(terminal.look(Screen::cursor_line).contains("MyRole 777788889999 until "));
    }

    fn without_any_aws_variable_nothing_is_shown_and_no_process_starts(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        next_prompt(&terminal);
        let tracer = Tracer::attach(terminal.pid());
        for _ in 0..3 {
            terminal.run("true");
        }
        assert_eq!(tracer.finish(), Vec::<String>::new());
        assert_eq!(terminal.look(Screen::cursor_line), PROMPT.trim_end());
    }

    fn an_edited_a_deleted_and_an_older_file_are_seen_at_the_next_prompt(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        terminal.run("awsp use MyRole");
        wait_prompt(kind, &terminal, "until ");
        let config = world.write(".aws/config", CONFIG.replace("777788889999:role/MyRole", "555566667777:role/MyRole"));
        terminal.run("true");
        wait_prompt(kind, &terminal, "MyRole 555566667777");

        fs::remove_file(&config).expect("the file is removed");
        shows(&terminal, "MyRole unknown profile");

        world.write(".aws/config", CONFIG);
        let old = SystemTime::now() - Duration::from_hours(9_600);
        fs::File::options().write(true).open(&config).and_then(|file| file.set_modified(old)).expect("an old time");
        terminal.run("true");
        wait_prompt(kind, &terminal, "MyRole 777788889999 until ");
    }

    fn a_key_exported_by_hand_is_shown_as_what_is_used(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        terminal.run("awsp use MyRole");
        terminal.run("export AWS_ACCESS_KEY_ID=AKIAHANDXXXXXEXAMPLE AWS_SECRET_ACCESS_KEY=x");
        shows(&terminal, "environment keys not MyRole");
        let calls = world.aws.calls().len();
        shows(&terminal, "environment keys not MyRole");
        assert!(calls <= 2 && world.aws.calls().len() <= 2, "nobody switched to these keys");
    }

    fn a_profile_exported_by_hand_is_planned_and_nothing_runs_behind(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        terminal.run("export AWS_PROFILE=MyRole");
        shows(&terminal, "MyRole 777788889999 planned");
        next_prompt(&terminal);
        assert_eq!(world.aws.calls(), Vec::<String>::new());
        terminal.run("export AWS_PROFILE=nonsense");
        shows(&terminal, "nonsense unknown profile");
        terminal.run("export AWS_PROFILE=grinntec.aws.admin:sandbox:PowerUserAccess");
        shows(&terminal, "sign-in needed");
    }

    fn what_is_dangerous_is_marked_and_nothing_runs_behind(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        terminal.run("awsp use acme-prod");
        shows(&terminal, "⚠ acme-prod 999988887777 Admin planned");
        next_prompt(&terminal);
        assert_eq!(world.aws.calls(), Vec::<String>::new());
    }

    fn another_shell_learns_what_this_one_found_out(kind: Kind) {
        let world = World::new(kind);
        let first = world.start();
        let second = world.start();
        second.run("export AWS_PROFILE=MyRole");
        shows(&second, "planned");
        first.run("awsp use MyRole");
        wait_prompt(kind, &first, "until ");
        // Verified; the end of awsp's own session is shown only where something renews it.
        shows(&second, "MyRole 777788889999 %%");
    }

    fn a_sign_in_of_the_aws_cli_is_seen(kind: Kind) {
        let world = World::new(kind);
        let roles = json!([{ "accountId": "444455556666", "roles": ["PowerUserAccess"] }]);
        world.aws.configure(json!({ "sso": { "accounts": roles } }));
        let terminal = world.start();
        terminal.run("awsp use grinntec.aws.admin:sandbox:PowerUserAccess");
        shows(&terminal, "444455556666 sign-in needed");
        let end = chrono::Utc::now() + chrono::TimeDelta::hours(2);
        // The name is the SHA-1 of the session's name, `corp`.
        world.write(
            ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json",
            json!({ "accessToken": "t", "expiresAt": end.format("%Y-%m-%dT%H:%M:%SZ").to_string() }).to_string(),
        );
        let line = next_prompt(&terminal);
        assert!(line.contains(&format!("until {}", end.format("%H:%M"))) || line.contains(&format!("until {}", end.format("%a %H:%M"))), "{line}");
    }

    fn an_answer_that_fails_is_shown_as_offline_and_not_asked_again_at_once(kind: Kind) {
        let world = World::new(kind);
        world.aws.fault(json!({ "service": "sts", "kind": "reset", "times": -1 }));
        let terminal = world.start();
        terminal.run("awsp use MyRole");
        wait_prompt(kind, &terminal, "MyRole 777788889999 offline");
        let calls = world.aws.calls().len();
        for _ in 0..3 {
            terminal.run("true");
        }
        assert_eq!(world.aws.calls().len(), calls);
    }

    fn the_status_and_the_last_word_are_kept(kind: Kind) {
        let world = World::new(kind);
        world.rc(if kind == Kind::Fish {
            "function fish_prompt; echo \"<$status $pipestatus> \"; end"
        } else if kind == Kind::Zsh {
            "PROMPT='<%?> '"
        } else {
            "PS1='<$?> '"
        });
        let terminal = world.open();
        terminal.wait_for("<0");
        terminal.send_line("awsp use MyRole");
        terminal.wait_until("the status", |screen| screen.cursor_line().contains("<0"));
        terminal.send_line("sh -c 'exit 7'");
        if kind == Kind::Fish {
            terminal.send_line("false | true | false");
            terminal.wait_until("the statuses", |screen| screen.cursor_line().contains("<1 1 0 1>"));
        } else {
            terminal.wait_until("the status", |screen| screen.cursor_line().contains("<7>"));
            terminal.send_line("echo first last");
            terminal.send_line("echo \"[$_]\"");
            terminal.wait_for("[last]");
        }
    }

    fn text_reaches_other_prompts_by_a_variable(kind: Kind) {
        let world = World::without_awsp(kind);
        world.rc(&kind.init_line().replace(kind.name(), &format!("{} --no-prompt", kind.name())));
        let terminal = world.start();
        terminal.run("awsp use MyRole");
        assert_eq!(next_prompt(&terminal), PROMPT.trim_end());
        let screen = terminal.run("clear; printenv AWSP_TEXT");
        assert!(screen.contains("MyRole 777788889999"), "{screen}");
        terminal.run("awsp off");
        let screen = terminal.run("clear; env | grep -c AWSP_TEXT");
        assert!(screen.lines().any(|line| line == "0"), "{screen}");
    }

    fn evaluated_twice_is_evaluated_once(kind: Kind) {
        let world = World::new(kind);
        world.rc(kind.init_line());
        let terminal = world.start();
        terminal.run("awsp use benk");
        let line = next_prompt(&terminal);
        assert_eq!(line.matches("benk").count(), 1, "{line}");
        terminal.run("awsp off");
        assert_eq!(next_prompt(&terminal), PROMPT.trim_end());
    }
}

#[test]
fn a_variable_that_is_exported_no_more_is_not_what_children_see() {
    for kind in [Kind::Bash, Kind::Zsh] {
        let world = World::new(kind);
        let terminal = world.start();
        terminal.run("awsp use MyRole");
        terminal.run(if kind == Kind::Bash { "export -n AWS_PROFILE" } else { "typeset +x AWS_PROFILE" });
        assert_eq!(next_prompt(&terminal), PROMPT.trim_end(), "{kind:?}");
    }
}

each_shell! {
    fn where_nothing_can_be_stored_it_works_and_says_so_once(kind: Kind) {
        let mut world = World::new(kind);
        let file = world.write("not-a-folder", "");
        world.home.set("AWSP_CACHE_DIR", file);
        let terminal = world.start();
        terminal.run("export AWS_PROFILE=MyRole");
        shows(&terminal, "MyRole 777788889999 planned");
        terminal.run("export AWS_PROFILE=chain");
        shows(&terminal, "chain 111122223333 Audit planned");
        let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
        assert_eq!(raw.matches("nothing can be stored").count(), 1, "{raw}");
    }
}

each_shell! {
    fn awsps_own_variables_are_seen(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        terminal.run("export AWS_PROFILE=MyRole");
        shows(&terminal, "MyRole 777788889999 planned");
        terminal.run("export AWSP_DANGER_PROFILES=MyRole");
        shows(&terminal, "⚠ MyRole 777788889999 planned");
        terminal.run("export AWSP_PROMPT_FORMAT='<{profile}>'");
        shows(&terminal, "<MyRole>");
    }
}
