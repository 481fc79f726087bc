//! A few of the worst on a screen: the prompt is one line, on the row where it belongs, and nothing else has changed.

use crate::each_shell::each_shell;
use crate::home::PROMPT;
use crate::kind::Kind;

use super::place::Place;

/// Names with what would be seen if a terminal or a shell obeyed.
const NAMES: &[&str] = &[
    "a\u{1b}[2J\u{1b}[1;1Hforged",
    "a\u{1b}]0;forged\u{7}b",
    "a\nforged %% \nb",
    "a\r\r\nforged",
    "a\u{8}\u{8}\u{8}\u{7f}b",
    "a\u{9b}2J\u{9b}5;5Hforged",
    "a\u{85}b\u{84}c\u{8d}d",
    "a\u{202e}b\u{2066}c",
    "a\u{1}b\u{2}c\u{1}",
    "$(pwn)`pwn`${x:-$(pwn)}",
    "%{%}%F{red}%47v%n%x(pwn)",
    "\\u\\w\\[\\]\\D{%s}\\$(pwn)\\044(pwn)",
    "!! !$ ^a^b #(pwn) ## ~ * ?",
    "a\u{e01b}[2Jb\u{e00a}c",
    "a\u{f61b}[2Jb\u{f60a}c",
];

each_shell! {
    fn the_prompt_stays_on_its_row(kind: Kind) {
        let mut place = Place::new(kind);
        for (number, name) in NAMES.iter().enumerate() {
            place.home.write(&format!("names/{number}"), name);
        }
        // What zsh and bash could expand in a prompt, they shall.
        match kind {
            Kind::Bash => place.home.rc("shopt -s promptvars"),
            Kind::Zsh => place.home.rc("setopt prompt_subst prompt_bang"),
            Kind::Fish => {}
        }
        place.home.rc(kind.init_line());
        place.home.set("TERM", "xterm-256color");
        let terminal = place.home.start();
        for (number, name) in NAMES.iter().enumerate() {
            let select = match kind {
                Kind::Fish => format!("set -gx AWS_PROFILE (cat names/{number} | string collect)"),
                _ => format!("export AWS_PROFILE=\"$(cat names/{number})\""),
            };
            terminal.run(&select);
            terminal.send_line("clear");
            let what = format!("the prompt of {name:?} alone");
            terminal.wait_until(&what, |screen| {
                let text = screen.text();
                screen.cursor_row() == 0
                    && text.trim_end().lines().count() == 1
                    && text.contains("unknown profile")
                    && screen.cursor_line().ends_with(PROMPT.trim_end())
            });
            assert!(place.check_trap().is_ok(), "a part of {name:?} was run");
        }
        let raw = terminal.raw();
        let text = String::from_utf8_lossy(&raw);
        assert!(!text.contains("\u{1b}]0;forged") && !text.chars().any(|c| ('\u{80}'..='\u{9f}').contains(&c)));
        assert!(!text.contains('\u{202e}') && !text.contains('\u{2066}'), "the reading direction was turned");
    }
}
