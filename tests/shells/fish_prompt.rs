//! fish: what the hook puts in front of the prompt, and what it leaves alone.

use std::time::{Duration, SystemTime};

use crate::fish_hook::{ASKED, prompt, replace, with_profile};
use crate::home::PROMPT;
use crate::kind::Kind;
use crate::quiet::assert_quiet;
use crate::stub::{Options, State, Stub, now_plus};
use crate::tracer::Tracer;

#[test]
fn the_look_follows_the_clock() {
    let stub = with_profile();
    let mut state = State::new("me");
    let look = |state: &State| {
        stub.answer(state);
        let terminal = stub.home.start();
        prompt(&terminal)
    };
    state.soon_at = Some(now_plus(100));
    state.ended_at = Some(now_plus(200));
    assert_eq!(look(&state), "me %%");
    state.soon_at = Some(now_plus(-1));
    assert_eq!(look(&state), "me soon %%");
    state.ended_at = Some(now_plus(-1));
    assert_eq!(look(&state), "me ended %%");
    // A state that was written long ago, or in the future, tells the same time.
    state.ended_at = Some(now_plus(100));
    state.written = SystemTime::now() - Duration::from_secs(1_000_000);
    assert_eq!(look(&state), "me soon %%");
    state.written = SystemTime::now() + Duration::from_secs(1_000_000);
    assert_eq!(look(&state), "me soon %%");
}

#[test]
fn a_moment_passes_without_a_process() {
    let stub = with_profile();
    let mut state = State::new("me");
    let soon = now_plus(2);
    state.soon_at = Some(soon);
    stub.answer(&state);
    let terminal = stub.home.start();
    let tracer = Tracer::attach(terminal.pid());
    while now_plus(0) < soon {
        terminal.run("true");
    }
    terminal.run("true");
    assert_eq!(prompt(&terminal), "me soon %%");
    assert_quiet(Kind::Fish, tracer);
}

#[test]
fn the_time_left_is_counted() {
    let stub = with_profile();
    let mut state = State::new("me \u{1a} left");
    let look = |state: &State| {
        stub.answer(state);
        prompt(&stub.home.start())
    };
    state.countdown_to = Some(now_plus(67 * 60 + 20));
    assert_eq!(look(&state), "me 1h07m left %%");
    state.countdown_to = Some(now_plus(12 * 60 + 20));
    assert_eq!(look(&state), "me 12m left %%");
    state.countdown_to = Some(now_plus(-100));
    assert_eq!(look(&state), "me 0m left %%");
    state.countdown_to = None;
    assert_eq!(look(&state), "me  left %%");
}

#[test]
fn a_text_is_a_value_and_nothing_else() {
    let stub = with_profile();
    let hostile = "$(touch ran) (touch ran) %F{red} \\e[31m `x` $HOME ~ * \u{fc}\u{4e2d}";
    let mut state = State::new(hostile);
    state.looks[0].0 = "31m\u{7}";
    stub.answer(&state);
    let terminal = stub.home.start();
    assert_eq!(prompt(&terminal), format!("{hostile} %%"));
    assert!(!stub.home.path().join("ran").exists());
    // Control characters of a file that somebody else wrote do not get through.
    let mut state = State::new("a\u{1b}]0;title\u{7}b\u{9b}31mc\u{1a}d");
    state.written += Duration::from_secs(1);
    replace(&stub, &state);
    terminal.run("true");
    assert_eq!(prompt(&terminal), "a]0;titleb31mcd %%");
}

#[test]
fn awsp_text_is_exported_while_there_is_a_text() {
    let mut stub = with_profile();
    stub.home.set("AWSP_TEXT", "from the parent");
    stub.answer(&State::new("me 1"));
    let terminal = stub.home.start();
    let screen = terminal.run("printenv AWSP_TEXT");
    assert!(screen.contains("\nme 1\n"), "{screen}");
    replace(&stub, &State::new(""));
    terminal.run("true");
    assert_eq!(prompt(&terminal), PROMPT.trim_end());
    let screen = terminal.run("clear; printenv AWSP_TEXT; or echo none; set -q AWSP_TEXT; or echo unset");
    assert!(screen.contains("none\nunset\n"), "{screen}");
}

#[test]
fn the_status_is_kept() {
    let stub = with_profile();
    stub.answer(&State::new("me"));
    stub.home.write(
        ".config/fish/functions/fish_prompt.fish",
        "function fish_prompt\n    printf '%s/%s %%%% ' $status (string join , $pipestatus)\nend\n",
    );
    let terminal = stub.home.start();
    terminal.send_line("true | false");
    terminal.wait_for("me 1/0,1 %%");
    terminal.send_line("set -gx AWS_REGION x; false | true | sh -c 'exit 7'");
    terminal.wait_for("me 7/1,0,7 %%");
    terminal.send_line("echo \"[$status]\"");
    terminal.wait_for("[7]");
}

#[test]
fn the_mode_prompt_and_whoever_changes_it_are_kept() {
    let stub = with_profile();
    stub.home.rc("fish_vi_key_bindings");
    stub.answer(&State::new("me"));
    let terminal = stub.home.start();
    terminal.wait_until("the vi indicator", |screen| screen.cursor_line() == "me [I] %%");
    // What was redefined by hand is seen by not being called, a prompt later.
    terminal.run("function fish_mode_prompt; printf 'mine '; end");
    terminal.run("true");
    assert_eq!(prompt(&terminal), "me mine %%");
    terminal.run("functions -e fish_mode_prompt");
    terminal.run("true");
    assert_eq!(prompt(&terminal), "me %%");
    terminal.run(
        "functions -c fish_mode_prompt theirs; function fish_mode_prompt; theirs; printf 'wrapped '; end",
    );
    terminal.run("true");
    assert_eq!(prompt(&terminal), "me wrapped %%");
    terminal.run(&stub.load_line());
    assert_eq!(prompt(&terminal), "me wrapped %%");
}

#[test]
fn without_the_prompt_block_only_the_variable_is_kept() {
    let options = Options { prompt: false, ..Options::default() };
    let mut stub = Stub::new(Kind::Fish, options);
    stub.home.rc(&stub.load_line());
    stub.home.set("AWS_PROFILE", "me");
    stub.answer(&State::new("me 7"));
    let terminal = stub.home.start();
    assert_eq!(prompt(&terminal), PROMPT.trim_end());
    let screen = terminal.run("printenv AWSP_TEXT");
    assert!(screen.contains("\nme 7\n"), "{screen}");
}

#[test]
fn handlers_made_later_are_seen_at_the_first_prompt_and_after() {
    let stub = Stub::loaded(Kind::Fish);
    stub.home.rc("function later --on-event fish_prompt; set -gx AWS_PROFILE me\"$N\"; end");
    stub.answer(&State::new("me"));
    let terminal = stub.home.start();
    assert_eq!(stub.take_calls().last().map(String::as_str), Some(ASKED));
    assert_eq!(prompt(&terminal), "me %%");
    terminal.run("set N 2");
    assert_eq!(stub.take_calls(), ["profile=me2 <prompt> <--hook> <fish>"]);
}

#[test]
fn loaded_again_without_a_segment_there_is_none_and_no_error() {
    let world = crate::world::World::new(Kind::Fish);
    let terminal = world.start();
    terminal.run("awsp init fish --no-prompt | source");
    terminal.run("awsp use MyRole");
    let screen = terminal.run("awsp off");
    assert!(!screen.contains("function") && !screen.contains("777788889999"), "{screen}");
}
