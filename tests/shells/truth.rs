//! The prompt after a change shows what is true since: what other programs change in files, and what this shell
//! changes in its variables.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::each_shell::each_shell;
use crate::home::PROMPT;
use crate::kind::Kind;
use crate::quiet::needless;
use crate::screen::Screen;
use crate::stub::{State, Stub, now_plus, set_time};
use crate::terminal::Terminal;
use crate::tracer::Tracer;
use crate::world::{CONFIG, World};

/// The prompt's line after one more command, once it is whole.
fn next(terminal: &Terminal) -> String {
    terminal.run("true");
    terminal.wait_until("the prompt", |screen| screen.cursor_line().ends_with(PROMPT.trim_end()));
    terminal.look(Screen::cursor_line)
}

/// Asserts that the next prompt starts with `text` and, if nothing changes, the one after it starts no process, or only
/// asks where the shell cannot see that nothing has changed.
fn shows(kind: Kind, terminal: &Terminal, text: &str, after: &str) {
    let line = next(terminal);
    assert!(line.starts_with(text), "{text:?} is not shown after {after}: {line}");
    let tracer = Tracer::attach(terminal.pid());
    let again = next(terminal);
    let started = needless(kind, tracer.finish());
    assert_eq!(started, Vec::<String>::new(), "{again} costs processes after {after}");
    assert_eq!(again, line, "after {after}");
}

/// Whether another shell, with `MyRole` exported, could do this.
fn elsewhere(world: &World, command: &str) -> bool {
    world.script(&format!("export AWS_PROFILE=MyRole; {command}")).status.success()
}

/// The state of the Identity Center sign-in `corp` as the AWS CLI keeps it. The name is the SHA-1 of the session's.
const TOKEN: &str = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";

fn sign_in(world: &World, end: DateTime<Utc>) {
    let end = end.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    world.write(TOKEN, json!({ "accessToken": "t", "expiresAt": end }).to_string());
}

const SSO: &str = "grinntec.aws.admin:sandbox:PowerUserAccess";

/// Puts this text in the file's place by a rename, as editors do, with a time so many hours ago: older than that of
/// the file there if it is more than one. (A file of this very moment is looked at again in any case.)
fn replace(world: &World, file: &Path, text: &str, hours: u64) {
    let new = world.write("new", text);
    set_time(&new, SystemTime::now() - Duration::from_hours(hours));
    fs::create_dir_all(file.parent().expect("a folder")).expect("the folder is made");
    fs::rename(new, file).expect("renamed");
}

each_shell! {
    fn a_file_that_is_replaced_by_an_older_one(kind: Kind) {
        let world = World::new(kind);
        let config = world.path().join(".aws/config");
        let credentials = world.path().join(".aws/credentials");
        let terminal = world.start();
        terminal.run("export AWS_PROFILE=MyRole");
        shows(kind, &terminal, "MyRole 777788889999 planned", "the export");
        let other = CONFIG.replace("777788889999:role/MyRole", "555566667777:role/MyRole");
        replace(&world, &config, &other, 9_600);
        shows(kind, &terminal, "MyRole 555566667777 planned", "an older config");
        let keys = fs::read_to_string(&credentials).expect("the keys");
        replace(&world, &credentials, "", 9_600);
        shows(kind, &terminal, "MyRole broken", "an older file without keys");
        replace(&world, &credentials, &keys, 1);
        shows(kind, &terminal, "MyRole 555566667777 planned", "keys");
        fs::remove_file(&credentials).expect("removed");
        shows(kind, &terminal, "MyRole broken", "no file of keys");
    }

    fn the_settings_are_edited(kind: Kind) {
        let world = World::new(kind);
        let settings = world.path().join(".config/awsp/settings.ini");
        let terminal = world.start();
        terminal.run("export AWS_PROFILE=MyRole");
        shows(kind, &terminal, "MyRole 777788889999 planned", "the export");
        replace(&world, &settings, "[accounts]\n777788889999 = acme\n", 2);
        shows(kind, &terminal, "MyRole acme planned", "a settings file");
        replace(&world, &settings, "[prompt]\nformat = <{profile}>\n", 1);
        shows(kind, &terminal, "<MyRole> ", "another format");
        replace(&world, &settings, "[danger]\nprofiles = My*\n", 3);
        shows(kind, &terminal, "⚠ MyRole 777788889999 planned", "older settings");
        fs::remove_file(&settings).expect("removed");
        shows(kind, &terminal, "MyRole 777788889999 planned", "no settings");
    }

    fn another_shell_renews_fails_and_clears(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        terminal.run("export AWS_PROFILE=MyRole");
        shows(kind, &terminal, "MyRole 777788889999 planned", "the export");
        assert!(elsewhere(&world, "awsp refresh"));
        shows(kind, &terminal, "MyRole 777788889999 %%", "`awsp refresh` elsewhere");
        assert!(elsewhere(&world, "awsp cache clear"));
        shows(kind, &terminal, "MyRole 777788889999 planned", "`awsp cache clear` elsewhere");
        world.aws.fault(json!({ "service": "sts", "kind": "reset", "times": -1 }));
        assert!(!elsewhere(&world, "awsp refresh"));
        shows(kind, &terminal, "MyRole 777788889999 offline", "a failure elsewhere");
        world.aws.reset();
        world.aws.fault(json!({ "service": "sts", "op": "AssumeRole", "kind": "error", "code": "AccessDenied", "status": 403, "times": -1 }));
        assert!(!elsewhere(&world, "awsp refresh"));
        shows(kind, &terminal, "MyRole 777788889999 denied", "a refusal elsewhere");
    }

    fn what_is_stored_is_thrown_away_by_hand(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        terminal.run("export AWS_PROFILE=MyRole");
        assert!(elsewhere(&world, "awsp refresh"));
        shows(kind, &terminal, "MyRole 777788889999 %%", "`awsp refresh` elsewhere");
        fs::remove_dir_all(world.path().join(".cache/awsp/v1/entries")).expect("removed");
        shows(kind, &terminal, "MyRole 777788889999 planned", "`rm -r entries`");
        assert!(elsewhere(&world, "awsp refresh"));
        shows(kind, &terminal, "MyRole 777788889999 %%", "`awsp refresh` elsewhere");
        fs::remove_dir_all(world.path().join(".cache/awsp")).expect("removed");
        shows(kind, &terminal, "MyRole 777788889999 planned", "`rm -r awsp`");
    }

    fn a_link_is_led_to_a_file_of_the_same_time(kind: Kind) {
        let world = World::new(kind);
        let config = world.path().join(".aws/config");
        for (generation, account) in [("one", "777788889999"), ("two", "555566667777")] {
            let text = CONFIG.replace("777788889999:role/MyRole", &format!("{account}:role/MyRole"));
            let file = world.write(&format!("store/{generation}/config"), text);
            set_time(&file, SystemTime::UNIX_EPOCH + Duration::from_secs(1));
        }
        let lead = |to: &str, from: &Path| {
            let new = world.path().join("store/new");
            symlink(world.path().join("store").join(to), &new).expect("linked");
            fs::rename(new, from).expect("renamed");
            // A folder that is younger than the file system's clock is fine is looked at again in any case.
            thread::sleep(Duration::from_millis(30));
        };
        // One link is in the home, where nothing else is to be made meanwhile, as awsp does with its cache.
        fs::create_dir_all(world.path().join(".cache")).expect("made");
        fs::remove_file(&config).expect("removed");
        symlink("../profile/config", &config).expect("linked");
        let current = world.path().join("profile");
        lead("one", &current);
        let terminal = world.start();
        terminal.run("export AWS_PROFILE=MyRole");
        shows(kind, &terminal, "MyRole 777788889999 planned", "the export");
        lead("two", &current);
        shows(kind, &terminal, "MyRole 555566667777 planned", "another folder");
        lead("one/config", &config);
        shows(kind, &terminal, "MyRole 777788889999 planned", "another file");
    }

    fn a_setting_is_exported_later(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        terminal.run("export AWS_PROFILE=MyRole");
        terminal.run(if kind == Kind::Fish { "set -g AWSP_PROMPT_FORMAT '<{profile}>'" } else { "AWSP_PROMPT_FORMAT='<{profile}>'" });
        shows(kind, &terminal, "MyRole 777788889999 planned", "a setting for the shell alone");
        terminal.run(if kind == Kind::Fish { "set -gx AWSP_PROMPT_FORMAT '<{profile}>'" } else { "export AWSP_PROMPT_FORMAT" });
        shows(kind, &terminal, "<MyRole>", "its export");
    }

    fn a_sign_in_begins_changes_and_ends(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        terminal.run(&format!("export AWS_PROFILE={SSO}"));
        shows(kind, &terminal, &format!("{SSO} 444455556666 sign-in needed"), "the export");
        let end = Utc::now() + TimeDelta::hours(2);
        sign_in(&world, end);
        let line = next(&terminal);
        assert!(line.contains(&end.format("until %H:%M").to_string()) || line.contains("until "), "{line}");
        sign_in(&world, end + TimeDelta::minutes(61));
        let later = next(&terminal);
        assert!(later != line && later.contains("until "), "{later}");
        sign_in(&world, end - TimeDelta::hours(3));
        shows(kind, &terminal, &format!("{SSO} 444455556666 sign-in needed"), "a sign-in that has ended");
        sign_in(&world, end);
        assert_eq!(next(&terminal), line);
        fs::remove_file(world.path().join(TOKEN)).expect("removed");
        shows(kind, &terminal, &format!("{SSO} 444455556666 sign-in needed"), "`aws sso logout`");
    }

    fn time_passes(kind: Kind) {
        let world = World::new(kind);
        let end = now_plus(3);
        sign_in(&world, DateTime::from_timestamp(i64::try_from(end).expect("a time"), 0).expect("a time"));
        let terminal = world.start();
        terminal.run(&format!("export AWS_PROFILE={SSO}"));
        let line = next(&terminal);
        assert!(line.contains("ends soon until ") || now_plus(0) >= end, "{line}");
        while now_plus(0) <= end {
            terminal.run("true");
        }
        shows(kind, &terminal, &format!("{SSO} 444455556666 sign-in needed"), "the end");
    }

    fn variables_are_exported_and_unset(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        let unset = |name: &str| if kind == Kind::Fish { format!("set -eg {name}") } else { format!("unset {name}") };
        terminal.run("export AWS_PROFILE=MyRole");
        shows(kind, &terminal, "MyRole 777788889999 planned", "a profile");
        terminal.run("export AWS_ACCESS_KEY_ID=AKIAHANDXXXXXEXAMPLE AWS_SECRET_ACCESS_KEY=x");
        shows(kind, &terminal, "environment keys not MyRole", "keys");
        terminal.run(&unset("AWS_ACCESS_KEY_ID"));
        terminal.run(&unset("AWS_SECRET_ACCESS_KEY"));
        shows(kind, &terminal, "MyRole 777788889999 planned", "no keys");
        // Children see it no more, though the shell still does.
        terminal.run(match kind {
            Kind::Bash => "export -n AWS_PROFILE",
            Kind::Zsh => "typeset +x AWS_PROFILE",
            Kind::Fish => "set -gu AWS_PROFILE MyRole",
        });
        shows(kind, &terminal, PROMPT.trim_end(), "a profile for the shell alone");
        terminal.run("export AWS_PROFILE");
        if kind == Kind::Fish {
            terminal.run("set -gx AWS_PROFILE MyRole");
        }
        shows(kind, &terminal, "MyRole 777788889999 planned", "one for children again");
        terminal.run(&unset("AWS_PROFILE"));
        shows(kind, &terminal, PROMPT.trim_end(), "none");
    }

    fn settings_and_attempts_are_set_by_variables(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        let unset = |name: &str| if kind == Kind::Fish { format!("set -eg {name}") } else { format!("unset {name}") };
        let (set, export) = match kind {
            Kind::Bash | Kind::Zsh => ("AWSP_PROMPT_FORMAT='<{profile}>'", "export AWSP_PROMPT_FORMAT"),
            Kind::Fish => ("set -g AWSP_PROMPT_FORMAT '<{profile}>'", "set -gx AWSP_PROMPT_FORMAT '<{profile}>'"),
        };
        terminal.run("export AWS_PROFILE=MyRole");
        shows(kind, &terminal, "MyRole 777788889999 planned", "a profile");
        terminal.run(set);
        shows(kind, &terminal, "MyRole 777788889999 planned", "a format for the shell alone");
        // bash before 4.4 cannot see that.
        if kind != Kind::Bash || kind.version() >= (4, 4, 0) {
            terminal.run(export);
            shows(kind, &terminal, "<MyRole>", "a format for children");
        }
        terminal.run(&unset("AWSP_PROMPT_FORMAT"));
        shows(kind, &terminal, "MyRole 777788889999 planned", "no format");
        terminal.run("export AWSP_PROMPT_FORMAT=");
        shows(kind, &terminal, PROMPT.trim_end(), "an empty format");
        terminal.run(&unset("AWSP_PROMPT_FORMAT"));
        shows(kind, &terminal, "MyRole 777788889999 planned", "no format again");
        // The AWS CLI fails on these, whatever the command.
        terminal.run("export AWS_METADATA_SERVICE_TIMEOUT=soon");
        shows(kind, &terminal, "MyRole broken", "a wrong number");
        terminal.run(&unset("AWS_METADATA_SERVICE_TIMEOUT"));
        shows(kind, &terminal, "MyRole 777788889999 planned", "no number");
    }

    fn a_profile_is_unset_where_unset_variables_are_errors(kind: Kind) {
        if kind == Kind::Fish {
            return;
        }
        let world = World::new(kind);
        let terminal = world.start();
        terminal.run("set -u; export AWS_PROFILE=MyRole AWSP_PROMPT_FORMAT='<{profile}>'");
        shows(kind, &terminal, "<MyRole>", "the export");
        terminal.run("unset AWSP_PROMPT_FORMAT");
        shows(kind, &terminal, "MyRole 777788889999 planned", "no format");
        terminal.run("unset AWS_PROFILE");
        shows(kind, &terminal, PROMPT.trim_end(), "none");
        terminal.look(|screen| assert!(!screen.text().contains("unbound"), "{}", screen.text()));
    }

    fn what_gave_no_answer_is_asked_again(kind: Kind) {
        let mut stub = Stub::loaded(kind);
        stub.home.set("AWS_PROFILE", "me");
        let terminal = stub.home.start();
        stub.answer(&State::new("me"));
        terminal.run("true");
        assert_eq!(stub.take_calls().len(), 1, "not at each prompt");
        // Without a clock (fish before 3.6) the next change is waited for.
        let start = Instant::now();
        while kind.sees_changes() && !terminal.look(Screen::cursor_line).contains("me %%") {
            assert!(start.elapsed() < Duration::from_mins(1), "{}", terminal.look(Screen::text));
            thread::sleep(Duration::from_millis(500));
            terminal.run("true");
        }
    }

    fn all_that_awsp_keeps_is_removed(kind: Kind) {
        let world = World::new(kind);
        let terminal = world.start();
        terminal.run("export AWS_PROFILE=MyRole");
        shows(kind, &terminal, "MyRole 777788889999 planned", "the export");
        fs::remove_dir_all(world.path().join(".cache/awsp")).expect("removed");
        shows(kind, &terminal, "MyRole 777788889999 planned", "`rm -r ~/.cache/awsp`");
        terminal.look(|screen| assert!(!screen.text().contains("test:"), "{}", screen.text()));
    }
}

/// bash 5 and zsh have the clock in a variable, in whose place another can be put.
fn the_clock_is_set_back(kind: Kind, own_clock: &str) {
    let world = World::new(kind);
    sign_in(&world, Utc::now() + TimeDelta::minutes(5));
    let terminal = world.start();
    terminal.run(&format!("export AWS_PROFILE={SSO}; now=$EPOCHSECONDS; {own_clock}; EPOCHSECONDS=$now"));
    let before = next(&terminal);
    assert!(before.contains("ends soon until "), "{before}");
    terminal.run("EPOCHSECONDS=$((now + 3600))");
    let ended = next(&terminal);
    assert!(!ended.contains("ends soon"), "{ended}");
    terminal.run("EPOCHSECONDS=$now");
    shows(kind, &terminal, &before, "an hour that was none");
}

#[test]
fn the_clock_is_set_back_bash() {
    if Kind::Bash.version() >= (5, 0, 0) {
        the_clock_is_set_back(Kind::Bash, "unset EPOCHSECONDS");
    }
}

#[test]
fn the_clock_is_set_back_zsh() {
    the_clock_is_set_back(Kind::Zsh, "zmodload -u zsh/datetime");
}
