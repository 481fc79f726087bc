//! Beside programs that people have: liquidprompt, zsh-autosuggestions, zsh-syntax-highlighting.

use super::*;

/// The line that a shell with these lines in its rc file shows, and the line with awsp as well, in every order.
fn beside(kind: Kind, name: &str, lines: &str, check: impl Fn(&Terminal)) {
    let init = kind.init_line();
    let prompt = |order: &[&str]| {
        let world = world_with(kind, order);
        let terminal = world.open();
        terminal.wait_until("the first prompt", |screen| screen.before_cursor().ends_with("> "));
        (terminal.look(|screen| screen.text().trim().to_owned()), terminal, world)
    };
    let (alone, ..) = prompt(&[lines]);
    for order in [&[lines, init][..], &[init, lines], &[lines, init, lines, init]] {
        let (first, terminal, _world) = prompt(order);
        assert_eq!(first, alone, "{name}: nothing but the neighbour at first");
        let line = |typed: &str| {
            terminal.run(&format!("clear; {typed}"));
            terminal.look(Screen::cursor_line)
        };
        for _ in 0..2 {
            let shown = line("export AWS_PROFILE=chain");
            assert_eq!(shown, format!("chain 111122223333 Audit planned {alone}"), "{name}");
            let shown = line("awsp off");
            assert_eq!(shown, alone, "{name}");
        }
        check(&terminal);
    }
}

#[test]
fn liquidprompt() {
    for kind in [Kind::Bash, Kind::Zsh] {
        let lines = "LP_PS1_POSTFIX='> '; LP_ENABLE_LOAD=0; LP_ENABLE_BATT=0; LP_ENABLE_TEMP=0; LP_ENABLE_RUNTIME=0; \
                     LP_ENABLE_AWS_PROFILE=0; source /usr/share/liquidprompt/liquidprompt";
        beside(kind, "liquidprompt", lines, |terminal| {
            terminal.send_line("clear; sh -c 'exit 7'");
            terminal.wait_until("the status", |screen| {
                let line = screen.cursor_line();
                line.contains(" 7 ") && !line.contains("exit")
            });
        });
    }
}

#[test]
fn suggestions_and_colours_in_zsh() {
    let lines = "PROMPT='> '; HISTSIZE=9; print -s 'echo suggested';
                 source /usr/share/zsh-autosuggestions/zsh-autosuggestions.zsh
                 source /usr/share/zsh-syntax-highlighting/zsh-syntax-highlighting.zsh";
    beside(Kind::Zsh, "plugins", lines, |terminal| {
        // The renewal lands while a line is typed: its suggestion and its colours stay.
        terminal.send_line("clear; awsp use MyRole");
        terminal.send("echo su");
        terminal.wait_until("the end of the session and the suggestion", |screen| {
            let line = screen.cursor_line();
            line.contains("until ")
                && line.ends_with("> echo suggested")
                && screen.before_cursor().ends_with("su")
        });
        terminal.send("\u{1b}[C\r");
        terminal
            .wait_until("what was suggested", |screen| screen.text().lines().any(|line| line == "suggested"));
        assert_eq!(terminal.look(|screen| screen.colour_of("echo suggested")), Some(vt100::Color::Idx(2)));
    });
}
