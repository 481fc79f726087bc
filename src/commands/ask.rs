//! Asks a person on the terminal: standard output may be captured, and standard input is not a person.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::commands::terminal::{Key, Terminal};
use crate::domain::text::printable;
use crate::error::{Error, Kind};

/// Whether the person says yes to `question`; Enter alone is `default`.
///
/// # Errors
/// As [`text`].
pub(super) fn yes_or_no(question: &str, default: bool) -> Result<bool, Error> {
    let choice = if default { "[Y/n]" } else { "[y/N]" };
    loop {
        match text(&format!("{question} {choice}"), "", Echo::Typed)?.to_ascii_lowercase().as_str() {
            "" => return Ok(default),
            "y" | "yes" => return Ok(true),
            "n" | "no" => return Ok(false),
            _ => {}
        }
    }
}

/// Whether there is a terminal to ask on.
pub(super) fn is_possible() -> bool {
    std::fs::OpenOptions::new().read(true).write(true).open("/dev/tty").is_ok()
}

/// What is shown of an answer while it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Echo {
    /// What was typed.
    Typed,
    /// A star for each character.
    Stars,
}

/// The line that the person types in answer to `question`, with `proposed` to begin with; without blanks around it.
///
/// # Errors
/// [`Kind::Usage`] without a terminal, [`Kind::Cancelled`] when the person leaves it.
pub(super) fn text(question: &str, proposed: &str, echo: Echo) -> Result<String, Error> {
    let mut terminal = Terminal::open()
        .map_err(|_| Error::usage(format!("there is no terminal to ask on: {}", printable(question))))?;
    let gone = |error: std::io::Error| Error::new(Kind::Cancelled, format!("the terminal is gone: {error}"));
    let cancelled = || Error::new(Kind::Cancelled, "cancelled; nothing was changed");
    let mut answer = proposed.to_owned();
    let question = printable(question);
    let line = |answer: &str| match echo {
        Echo::Typed => format!("\r\u{1b}[K{question} {}", printable(answer)),
        Echo::Stars => format!("\r\u{1b}[K{question} {}", "*".repeat(answer.chars().count())),
    };
    loop {
        terminal.write(line(&answer).as_bytes()).map_err(gone)?;
        match terminal.key().map_err(gone)? {
            Key::Ended => return Err(cancelled()),
            Key::Resized => {}
            Key::Pressed(key) => match typed(&mut answer, key) {
                Typed::On => {}
                Typed::Left => return Err(cancelled()),
                Typed::Done => {
                    // What was answered stays to be read.
                    let _ = terminal.write(format!("{}\r\n", line(&answer)).as_bytes());
                    return Ok(answer.trim().to_owned());
                }
            },
        }
    }
}

/// What a key came to.
enum Typed {
    On,
    Done,
    Left,
}

fn typed(answer: &mut String, key: KeyEvent) -> Typed {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Esc => return Typed::Left,
        KeyCode::Char('c') if control => return Typed::Left,
        KeyCode::Char('d') if control && answer.is_empty() => return Typed::Left,
        KeyCode::Char('j' | 'm') if control => return Typed::Done,
        KeyCode::Enter => return Typed::Done,
        KeyCode::Char('u') if control => answer.clear(),
        KeyCode::Backspace => {
            answer.pop();
        }
        KeyCode::Char(c) if !control => answer.push(c),
        _ => {}
    }
    Typed::On
}
