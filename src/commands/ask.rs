//! Asks a person on the terminal: standard output may be captured, and standard input is not a person.

mod line;

use std::io;

use crossterm::{cursor, queue, style, terminal as screen};

use crate::commands::terminal::{Key, Terminal};
use crate::domain::text::printable;
use crate::error::{Error, Kind};
use line::{Line, Typed, folded};
pub(super) use line::{columns, fit};

/// Whether the person says yes to `question`; Enter alone is `default`.
///
/// # Errors
/// As [`checked`].
pub(super) fn yes_or_no(question: &str, default: bool) -> Result<bool, Error> {
    let choice = if default { "[Y/n]" } else { "[y/N]" };
    let means = |answer: &str| match answer.to_ascii_lowercase().as_str() {
        "" => Some(default),
        "y" | "yes" => Some(true),
        "n" | "no" => Some(false),
        _ => None,
    };
    let check = |answer: &str| means(answer).map(|_| ()).ok_or_else(|| "y or n".to_owned());
    let answer = checked(&format!("{question} {choice}"), "", Echo::Typed, &check)?;
    Ok(means(&answer).unwrap_or(false))
}

/// What is shown of an answer while it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Echo {
    /// What was typed.
    Typed,
    /// A star for each character.
    Stars,
}

/// The line that the person types in answer to `question`, with `proposed` to begin with, without blanks around it, once
/// `check` has nothing to say against it; what it says is told below the line.
///
/// # Errors
/// [`Kind::Usage`] without a terminal, [`Kind::Cancelled`] when the person leaves it.
pub(super) fn checked(
    question: &str,
    proposed: &str,
    echo: Echo,
    check: &dyn Fn(&str) -> Result<(), String>,
) -> Result<String, Error> {
    let mut terminal = Terminal::open().map_err(|_| no_terminal(question))?;
    let asked = Question { text: question, proposed, echo, takes: |_| true, most: MOST, check, stays: true };
    asked.answer(&mut terminal).map_err(|error| gone(&error))?.ok_or_else(cancelled)
}

/// More than anything that has its place in one line of a file.
const MOST: usize = 16 * 1024;

/// A question, and which answers it takes.
pub(super) struct Question<'a> {
    /// What is asked.
    pub(super) text: &'a str,
    /// What the line holds to begin with.
    pub(super) proposed: &'a str,
    /// See [`Echo`].
    pub(super) echo: Echo,
    /// Which characters it takes; others are passed over.
    pub(super) takes: fn(char) -> bool,
    /// How many at most.
    pub(super) most: usize,
    /// What is wrong with an answer.
    pub(super) check: &'a dyn Fn(&str) -> Result<(), String>,
    /// Whether question and answer stay to be read.
    pub(super) stays: bool,
}

impl Question<'_> {
    /// The answer, without blanks around it; `None` where the person leaves it.
    ///
    /// # Errors
    /// Where the terminal is gone.
    pub(super) fn answer(&self, terminal: &mut Terminal) -> io::Result<Option<String>> {
        let mut line = Line::new(self.proposed, self.takes, self.most);
        let mut note = String::new();
        let prefix = self.begin(terminal)?;
        loop {
            if !terminal.is_busy() {
                self.draw(terminal, &prefix, &line, &note)?;
            }
            let typed = match terminal.key()? {
                Key::Ended => return Ok(None),
                Key::Resized => Typed::On,
                Key::Pasted(text) => line.paste(&text),
                Key::Pressed(key) => line.key(key),
            };
            match typed {
                Typed::On => {}
                Typed::Left => return Ok(None),
                Typed::Done => {
                    let answer = line.text().trim().to_owned();
                    let Err(why) = (self.check)(&answer) else {
                        if self.stays {
                            line.go_to_end();
                            self.draw(terminal, &prefix, &line, "")?;
                            terminal.write(b"\r\n")?;
                        }
                        return Ok(Some(answer));
                    };
                    note = why;
                    // What cannot be seen cannot be mended.
                    if self.echo == Echo::Stars {
                        line.clear();
                    }
                }
            }
        }
    }

    /// What stands before the answer. A question that leaves no room for one has a line of its own.
    fn begin(&self, terminal: &mut Terminal) -> io::Result<String> {
        let mut frame = Vec::new();
        queue!(frame, cursor::Show)?;
        let text = printable(self.text);
        let alone = columns(&text) + ROOM > width();
        if alone {
            queue!(frame, cursor::MoveToColumn(0), style::Print(&text), style::Print("\r\n"))?;
        }
        terminal.write(&frame)?;
        Ok(if alone { "> ".to_owned() } else { format!("{text} ") })
    }

    fn draw(&self, terminal: &mut Terminal, prefix: &str, line: &Line, note: &str) -> io::Result<()> {
        let width = width();
        let room = width.saturating_sub(columns(prefix) + 1).max(1);
        let (shown, at) = line.view(room, self.echo == Echo::Stars);
        let mut frame = Vec::new();
        queue!(frame, cursor::MoveToColumn(0), screen::Clear(screen::ClearType::FromCursorDown))?;
        queue!(frame, style::Print(prefix), style::Print(shown))?;
        let below = folded(note, width - 1);
        for line in &below {
            queue!(frame, style::Print("\r\n"), style::Print(line))?;
        }
        if let Ok(up @ 1..) = u16::try_from(below.len()) {
            queue!(frame, cursor::MoveUp(up))?;
        }
        let column = u16::try_from(columns(prefix) + at).unwrap_or(u16::MAX);
        queue!(frame, cursor::MoveToColumn(column))?;
        terminal.write(&frame)
    }
}

/// Columns that an answer has at least, where its question stands in the same line.
const ROOM: usize = 24;

fn width() -> usize {
    let (columns, _) = screen::size().unwrap_or((80, 24));
    usize::from(columns.max(8))
}

pub(super) fn no_terminal(question: &str) -> Error {
    Error::usage(format!("there is no terminal to ask on: {}", printable(question)))
}

pub(super) fn gone(error: &io::Error) -> Error {
    Error::new(Kind::Cancelled, format!("the terminal is gone: {error}"))
}

pub(super) fn cancelled() -> Error {
    Error::new(Kind::Cancelled, "cancelled; nothing was changed")
}
