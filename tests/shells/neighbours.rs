//! Beside other people's prompts and hooks, whichever comes first in the rc file: both prompts are whole, the status
//! is right, and every hook runs once.
//!
//! The neighbours are re-made here as small as they can be, each with the mechanism that the real one hooks in by.
//! Each shows `nb[STATUS]` in its prompt and counts its calls in `COUNT`.

mod bash;
mod fish;
mod zsh;

use crate::home::PROMPT;
use crate::kind::Kind;
use crate::screen::Screen;
use crate::terminal::Terminal;
use crate::world::World;

/// What the neighbour's prompt is for this status.
fn own(status: u8) -> String {
    format!("nb[{status}]{}", PROMPT.trim_end())
}

/// Types a line and waits for the prompt that ends in the neighbour's own, after `status`; what stands in front of it.
fn prompt_after(terminal: &Terminal, line: &str, status: u8) -> String {
    let before = terminal.raw().len();
    terminal.send_line(&format!("echo 'be'gin-{before}; {line}"));
    let begin = format!("begin-{before}");
    terminal.wait_until(&format!("the prompt after `{line}` with status {status}"), |screen| {
        screen.text().lines().any(|line| line == begin) && screen.cursor_line().ends_with(&own(status))
    });
    terminal.look(Screen::cursor_line).trim_end_matches(&own(status)).trim_end().to_owned()
}

/// What the shell wrote before its first prompt of the neighbour's, and that prompt.
fn before_prompt(terminal: &Terminal) -> String {
    let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
    let end = raw.find(&own(0)).expect("the first prompt") + own(0).len();
    raw.get(..end).expect("the first prompt").to_owned()
}

/// How often the neighbour's hook has run.
fn count(terminal: &Terminal) -> u32 {
    let screen = terminal.run("clear; echo count=$COUNT");
    let line = screen.lines().find_map(|line| line.strip_prefix("count=")).expect("the count");
    line.parse().expect("a number")
}

/// A shell with these lines in its rc file shows both prompts, always.
fn live_together(kind: Kind, name: &str, lines: &[&str]) {
    let alone = World::without_awsp(kind);
    lines.iter().filter(|lines| **lines != kind.init_line()).for_each(|lines| alone.rc(lines));
    let before = before_prompt(&alone.start());
    let world = World::without_awsp(kind);
    for line in lines {
        world.rc(line);
    }
    let terminal = world.start();
    assert_eq!(
        terminal.look(Screen::text).trim_start(),
        own(0),
        "{name}: nothing but the neighbour at first"
    );
    assert_eq!(before_prompt(&terminal), before, "{name}: bytes before the first prompt");
    for profile in ["benk", "MyRole"] {
        prompt_after(&terminal, &format!("awsp use {profile} 2>/dev/null"), 0);
        for (line, status) in [("true", 0), ("false", 1), ("sh -c 'exit 7'", 7), ("true", 0)] {
            let front = prompt_after(&terminal, line, status);
            assert!(
                front.starts_with(profile) && front.matches(profile).count() == 1,
                "{name}: {front:?} after {line}"
            );
        }
        let first = count(&terminal);
        assert_eq!(
            [count(&terminal), count(&terminal)],
            [first + 1, first + 2],
            "{name}: once for each prompt"
        );
    }
    prompt_after(&terminal, "awsp off", 0);
    for (line, status) in [("false", 1), ("true", 0)] {
        assert_eq!(prompt_after(&terminal, line, status), "", "{name}: after `off`");
    }
    let again = format!("source {}/{}", world.path().display(), kind.rc_file());
    prompt_after(&terminal, &again, 0);
    prompt_after(&terminal, &again, 0);
    prompt_after(&terminal, "awsp use benk 2>/dev/null", 0);
    for (line, status) in [("true", 0), ("false", 1), ("sh -c 'exit 7'", 7)] {
        let front = prompt_after(&terminal, line, status);
        assert!(
            front.starts_with("benk") && front.matches("benk").count() == 1,
            "{name}: {front:?} after the rc file was read twice more"
        );
    }
    let screen = terminal.look(Screen::text);
    assert!(!screen.contains("OUTPUT"), "{name}: {screen}");
}

/// The same with awsp's line after the neighbour's lines, before them, and on both sides.
fn in_every_order(kind: Kind, name: &str, lines: &str) {
    let init = kind.init_line();
    live_together(kind, &format!("{name}, awsp last"), &[lines, init]);
    live_together(kind, &format!("{name}, awsp first"), &[init, lines]);
    live_together(kind, &format!("{name}, awsp on both sides"), &[init, lines, init]);
}
