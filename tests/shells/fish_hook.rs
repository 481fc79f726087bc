//! fish: when the hook asks, reads, and starts a refresh.

use std::fs;
use std::time::Duration;

use crate::home::PROMPT;
use crate::kind::Kind;
use crate::quiet::assert_quiet;
use crate::screen::Screen;
use crate::stub::{State, Stub, now_plus, set_time};
use crate::terminal::Terminal;
use crate::tracer::Tracer;

pub const ASKED: &str = "profile=me <prompt> <--hook> <fish>";

pub fn with_profile() -> Stub {
    let mut stub = Stub::loaded(Kind::Fish);
    stub.home.set("AWS_PROFILE", "me");
    stub.home.write(".aws/config", "[default]\n");
    stub
}

pub fn prompt(terminal: &Terminal) -> String {
    terminal.look(Screen::cursor_line)
}

/// How often the program is asked: `always` by a fish that asks at every prompt, otherwise `when_changed`.
pub fn asked(always: usize, when_changed: usize) -> usize {
    if Kind::Fish.sees_changes() { when_changed } else { always }
}

/// Puts another state in the place of the one that the shell holds. A fish that asks at every prompt gets it as the
/// answer.
pub fn replace(stub: &Stub, state: &State) {
    if Kind::Fish.sees_changes() {
        state.store(&stub.home);
    } else {
        stub.answer(state);
    }
}

#[test]
fn a_steady_prompt_asks_once_and_starts_no_process() {
    let stub = with_profile();
    let mut state = State::new("me 777788889999");
    state.soon_at = Some(now_plus(3_600));
    state.refresh_at = Some(now_plus(3_000));
    state.dependencies.push(".aws/credentials");
    stub.answer(&state);
    let terminal = stub.home.start();
    assert_eq!(prompt(&terminal), "me 777788889999 %%");
    assert_eq!(terminal.look(|screen| screen.colour_of("me 777788889999 %%")), Some(vt100::Color::Idx(2)));
    let tracer = Tracer::attach(terminal.pid());
    for _ in 0..5 {
        terminal.run("true");
    }
    assert_quiet(Kind::Fish, tracer);
    assert_eq!(stub.take_calls(), vec![ASKED; asked(7, 1)]);
}

#[test]
fn each_variable_of_the_key_counts_as_it_is_exported() {
    let stub = with_profile();
    stub.answer(&State::new("me"));
    let terminal = stub.home.start();
    stub.take_calls();
    let asks = |command: &str, times: usize| {
        terminal.run(command);
        assert_eq!(stub.take_calls().len(), asked(1, times), "after `{command}`");
    };
    asks("set -gx AWS_REGION eu-west-1", 1);
    asks("set -gx AWS_REGION eu-west-2", 1);
    asks("set -gx AWS_REGION eu-west-2", 0);
    asks("set -gu AWS_REGION eu-west-2", 1);
    asks("set -gu AWS_REGION other", 0);
    asks("set -eg AWS_REGION", 0);
    asks("set -gx AWS_UNHEARD_OF 1", 0);
    asks("set -gx AWS_REGION ''", 1);
    asks("set -eg AWS_REGION", 1);
    // The other key variables count where the first is set.
    asks("set -gx AWS_SESSION_TOKEN none", 0);
    asks("set -gx AWS_ACCESS_KEY_ID AKIA", 1);
    asks("set -gx AWS_SESSION_TOKEN one", 0);
    asks("set -gx AWS_SESSION_TOKEN two", 0);
    asks("set -gx AWS_SESSION_TOKEN ''", 1);
    asks("set -eg AWS_SESSION_TOKEN", 1);
    asks("set -gx AWS_SESSION_TOKEN two", 1);
    asks("set -gx UNRELATED 1; cd /", 0);
    asks("set -gx AWS_CONFIG_FILE /x", 1);
    asks("cd /usr", 0);
    asks("set -gx AWS_CONFIG_FILE x", 1);
    asks("cd /", 1);
    asks("set -eg AWS_CONFIG_FILE", 1);
    asks("set -Ux AWS_REGION universal", 1);
    asks("set -gu AWS_REGION hidden", 1);
    asks("set -g AWS_REGION other", 0);
    asks("set -gx AWS_REGION hidden", 1);
    asks("set -gu AWS_REGION hidden", 1);
    terminal.run("set -eg AWS_REGION; set -eU AWS_REGION");
    stub.take_calls();
    for name in ["AWSP_SWITCH", "NO_COLOR", "TZ", "LC_ALL", "BOTO_CONFIG", "XDG_CACHE_HOME"] {
        asks(&format!("set -gx {name} C"), 1);
    }
    let held = terminal.run("set -n | string match '_awsp*' | while read n; string escape -- $$n; end");
    assert!(!held.contains("two"), "a secret is held:\n{held}");
}

#[test]
fn files_newer_older_gone_and_new_count() {
    let stub = with_profile();
    let config = stub.home.path().join(".aws/config");
    let mut state = State::new("me");
    state.dependencies.push(".aws/credentials");
    stub.answer(&state);
    let terminal = stub.home.start();
    stub.take_calls();
    let changed = |what: &str| {
        let kept = stub.answer(&state);
        fs::remove_file(kept).expect("removed");
        terminal.run("true");
        assert_eq!(stub.take_calls(), [ASKED], "{what}");
        terminal.run("true");
        assert_eq!(stub.take_calls(), vec![ASKED; asked(1, 0)], "{what}, again");
    };
    // The answer is made before the hook asks, so each step's stamps are right
    // when the state is taken; the hook holds those of the step before.
    let time = config.metadata().and_then(|meta| meta.modified()).expect("a time");
    set_time(&config, time + Duration::from_micros(1));
    changed("a microsecond newer");
    set_time(&config, time - Duration::from_secs(1_000));
    changed("older");
    fs::remove_file(&config).expect("removed");
    changed("gone");
    stub.home.write(".aws/config", "");
    changed("back");
    stub.home.write(".aws/credentials", "");
    changed("new");
}

#[test]
fn a_replaced_state_is_read_without_a_process() {
    let stub = with_profile();
    stub.answer(&State::new("one"));
    let terminal = stub.home.start();
    stub.take_calls();
    let tracer = Tracer::attach(terminal.pid());
    replace(&stub, &State::new("two"));
    terminal.run("true");
    assert_eq!(prompt(&terminal), "two %%");
    assert_quiet(Kind::Fish, tracer);
    for file in ["state", "entries"] {
        fs::remove_file(stub.home.path().join(file)).expect("removed");
    }
    terminal.run("true");
    assert_eq!(stub.take_calls(), vec![ASKED; asked(2, 1)]);
}

#[test]
fn a_state_that_is_not_understood_shows_nothing_and_is_not_asked_for_again() {
    let stub = with_profile();
    stub.answer(&State::new("me"));
    let good = fs::read_to_string(stub.home.path().join("stub/answer")).expect("the answer");
    let path = good.lines().next().unwrap_or_default().to_owned();
    let many = good.replace("\n2\n", "\n33\n") + &"/a\n-\n-\n".repeat(40);
    let bad = [
        String::new(),
        path.clone(),
        good.replace("awsp-state 2", "awsp-state 3"),
        good.lines().take(14).collect::<Vec<_>>().join("\n"),
        good.lines().take(16).collect::<Vec<_>>().join("\n"),
        good.replace("\n2\n", "\nx\n"),
        good.replace("\n2\n", "\n-1\n"),
        many,
    ];
    for answer in bad {
        stub.home.write("stub/answer", &answer);
        let terminal = stub.home.start();
        assert_eq!(terminal.look(Screen::text), PROMPT.trim_end(), "after {answer:?}");
        terminal.run("set -q AWSP_TEXT; and echo bad");
        assert_eq!(stub.take_calls(), [ASKED], "after {answer:?}");
        stub.answer(&State::new("me"));
        terminal.run("set -gx AWS_REGION x");
        assert_eq!(prompt(&terminal), "me %%");
        stub.take_calls();
    }
}

#[test]
fn a_missing_binary_is_silent() {
    let stub = with_profile();
    fs::remove_file(stub.home.path().join("bin/awsp")).expect("removed");
    let mut home = stub.home;
    let bin = home.path().join("bin");
    home.set_path(&[&bin]);
    let terminal = home.start();
    assert_eq!(terminal.look(Screen::text), PROMPT.trim_end());
}

#[test]
fn an_empty_profile_is_unset_with_a_note() {
    let mut stub = Stub::loaded(Kind::Fish);
    stub.home.set("AWS_PROFILE", "");
    stub.home.set("AWS_DEFAULT_PROFILE", "");
    let terminal = stub.home.start();
    let screen = terminal.run("env | string match 'AWS_*'; or echo none");
    for name in ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"] {
        let note =
            format!("awsp: {name} was set but empty, which breaks the AWS CLI and SDKs; it is unset now\n");
        assert!(screen.contains(&note), "{screen}");
    }
    assert!(screen.contains("\nnone\n"), "{screen}");
    assert_eq!(stub.take_calls(), ["profile=unset <prompt> <--hook> <fish>"]);
    let screen = terminal.run("clear; set -Ux AWS_PROFILE ''; echo x");
    assert!(screen.contains("set -eU AWS_PROFILE"), "{screen}");
    let screen = terminal.run("clear");
    assert!(!screen.contains("set -eU"), "told twice:\n{screen}");
}

#[test]
fn a_refresh_that_lands_redraws_without_a_key() {
    let stub = with_profile();
    let mut state = State::new("planned");
    state.refresh_at = Some(now_plus(-1));
    stub.answer(&state);
    let mut verified = State::new("verified");
    verified.written += Duration::from_millis(5);
    let found = if Kind::Fish.sees_changes() { "state" } else { "stub/answer" };
    replace(&stub, &verified);
    for file in [found, "entries"] {
        let kept = stub.home.path().join(format!("{file}.verified"));
        fs::rename(stub.home.path().join(file), kept).expect("moved");
    }
    stub.answer(&state);
    // It ends when the test lets it.
    stub.home.write(
        "stub/refresh",
        format!("echo noise; echo noise >&2; cat go >/dev/null; mv entries.verified entries; mv {found}.verified {found}\n"),
    );
    let made = stub.home.command("mkfifo").arg("go").status();
    assert!(made.is_ok_and(|status| status.success()));
    let terminal = stub.home.start();
    assert_eq!(prompt(&terminal), "planned %%");
    for _ in 0..3 {
        let screen = terminal.run("jobs");
        assert!(screen.contains("There are no jobs"), "{screen}");
    }
    terminal.send("half a line");
    terminal.wait_for("planned %% half a line");
    stub.home.write("go", "");
    terminal.wait_until("the new state", |screen| screen.cursor_line() == "verified %% half a line");
    let screen = terminal.look(Screen::text);
    assert!(!screen.contains("noise"), "{screen}");
    let calls = stub.take_calls();
    let refreshes = calls.iter().filter(|call| call.contains("<refresh> <--background>")).count();
    assert_eq!(refreshes, 1, "{calls:?}");
}

#[test]
fn a_refresh_neither_holds_the_shell_nor_dies_with_it() {
    let stub = with_profile();
    let mut state = State::new("me");
    state.refresh_at = Some(now_plus(-1));
    stub.answer(&state);
    stub.home.write("stub/refresh", "echo started >begun; cat go >kept; cat kept >end\n");
    for fifo in ["begun", "go", "end"] {
        let made = stub.home.command("mkfifo").arg(fifo).status();
        assert!(made.is_ok_and(|status| status.success()));
    }
    let mut terminal = stub.home.start();
    let begun = fs::read_to_string(stub.home.path().join("begun")).expect("begun");
    assert_eq!(begun, "started\n");
    terminal.send_line("exit");
    assert!(terminal.wait_end().success());
    stub.home.write("go", "went on\n");
    let end = fs::read_to_string(stub.home.path().join("end")).expect("the refresh is still there");
    assert_eq!(end, "went on\n");
}

#[test]
fn no_refresh_is_started_where_the_mode_is_off() {
    let stub = with_profile();
    for mode in ["off", "each"] {
        let mut state = State::new("me");
        state.mode = mode;
        state.refresh_at = Some(now_plus(-1));
        stub.answer(&state);
        let terminal = stub.home.start();
        terminal.run("true");
        // The first prompt asks again once the handlers of others are through.
        let times = if mode == "each" { 4 } else { asked(4, 1) };
        terminal.run("true");
        assert_eq!(stub.take_calls(), vec![ASKED; times], "{mode}");
    }
}
