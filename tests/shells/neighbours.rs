//! Beside other people's prompts and hooks, whichever comes first in the rc file: both prompts are whole, the status
//! is right, and every hook runs once.
//!
//! The neighbours are re-made here as small as they can be, each with the mechanism that the real one hooks in by.
//! Each shows `nb[STATUS]` in its prompt and counts its calls in `COUNT`.

mod bash;
mod fish;
mod programs;
mod variables;
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

/// A world with these lines in the rc file.
fn world_with(kind: Kind, lines: &[&str]) -> World {
    let world = World::without_awsp(kind);
    for lines in lines {
        world.rc(lines);
    }
    world
}

/// Starts a shell with these lines in its rc file and waits for the neighbour's prompt.
fn start(kind: Kind, lines: &[&str]) -> (Terminal, World) {
    let world = world_with(kind, lines);
    let terminal = world.open();
    terminal.wait_until("the first prompt", |screen| screen.cursor_line().ends_with(&own(0)));
    (terminal, world)
}

/// Every byte that the shell wrote before its first prompt, with a word for the home, which fish tells the terminal, and
/// without the returns at its end: how often fish 3.1 draws at first is by chance.
fn before_prompt((terminal, world): &(Terminal, World)) -> String {
    let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
    let first = raw.split("nb").next().expect("a first part");
    first.trim_end_matches('\r').replace(&world.path().display().to_string(), "HOME")
}

/// How often the neighbour's hook has run.
fn count(terminal: &Terminal) -> u32 {
    let screen = terminal.run("clear; echo count=$COUNT");
    let line = screen.lines().find_map(|line| line.strip_prefix("count=")).expect("the count");
    line.parse().expect("a number")
}

/// A shell with these lines in its rc file shows both prompts, always.
fn live_together(kind: Kind, name: &str, lines: &[&str]) {
    let without: Vec<&str> = lines.iter().copied().filter(|lines| *lines != kind.init_line()).collect();
    let before = before_prompt(&start(kind, &without));
    let shell = start(kind, lines);
    let (terminal, world) = &shell;
    assert_eq!(
        terminal.look(Screen::text).trim_start(),
        own(0),
        "{name}: nothing but the neighbour at first"
    );
    assert_eq!(before_prompt(&shell), before, "{name}: bytes before the first prompt");
    for profile in ["benk", "MyRole"] {
        prompt_after(terminal, &format!("awsp use {profile} 2>/dev/null"), 0);
        for (line, status) in [("true", 0), ("false", 1), ("sh -c 'exit 7'", 7), ("true", 0)] {
            let front = prompt_after(terminal, line, status);
            assert!(
                front.starts_with(profile) && front.matches(profile).count() == 1,
                "{name}: {front:?} after {line}"
            );
        }
        let first = count(terminal);
        assert_eq!(
            [count(terminal), count(terminal)],
            [first + 1, first + 2],
            "{name}: once for each prompt"
        );
    }
    prompt_after(terminal, "awsp off", 0);
    for (line, status) in [("false", 1), ("true", 0)] {
        assert_eq!(prompt_after(terminal, line, status), "", "{name}: after `off`");
    }
    let again = format!("source {}/{}", world.path().display(), kind.rc_file());
    prompt_after(terminal, &again, 0);
    prompt_after(terminal, &again, 0);
    prompt_after(terminal, "awsp use benk 2>/dev/null", 0);
    for (line, status) in [("true", 0), ("false", 1), ("sh -c 'exit 7'", 7)] {
        let front = prompt_after(terminal, line, status);
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

/// A hook of the neighbour's that shows the status of every part of a pipeline, hung in in the ways of each shell.
fn pipelines(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Bash => &[
            "nb() { PS1=\"nb[${PIPESTATUS[*]}]%% \"; }; PROMPT_COMMAND=(nb \"${PROMPT_COMMAND[@]}\")",
            "nb() { PS1=\"nb[${PIPESTATUS[*]}]%% \"; }; PROMPT_COMMAND+=(nb)",
        ],
        Kind::Zsh => &[
            "nb() { PROMPT=\"nb[$pipestatus]%%%% \" }; precmd_functions=(nb $precmd_functions)",
            "nb() { PROMPT=\"nb[$pipestatus]%%%% \" }; precmd_functions+=(nb)",
        ],
        Kind::Fish => &["function fish_prompt; printf 'nb[%s]%%%% ' \"$pipestatus\"; end"],
    }
}

crate::each_shell::each_shell! {
    fn the_statuses_of_a_pipeline(kind: Kind) {
        for lines in pipelines(kind) {
            let init = kind.init_line();
            for order in [[lines, init], [init, lines]] {
                let world = world_with(kind, &order);
                let terminal = world.open();
                terminal.wait_for("nb[");
                // With and without something to do for the hook.
                for line in ["export AWS_PROFILE=chain; true", "true", "awsp off; true"] {
                    terminal.send_line(&format!("{line} | sh -c 'exit 7' | false | true"));
                    terminal.wait_until(&format!("the statuses after {line} with {order:?}"), |screen| {
                        screen.cursor_line().ends_with("nb[0 7 1 0]%%")
                    });
                    terminal.send_line("clear");
                    terminal.wait_until("one", |screen| screen.text().trim_end().ends_with("nb[0]%%") && !screen.text().contains('7'));
                }
            }
        }
    }
}
