//! A list to choose from, drawn on the terminal itself, because standard output may be captured by the shell.

mod menu;

use std::io;

use crossterm::{cursor, queue, style, terminal};

pub(super) use menu::Item;
use menu::{Menu, Step};

use crate::commands::ask::{cancelled, gone, no_terminal};
use crate::commands::terminal::{Key, Terminal};
use crate::domain::text::printable;
use crate::error::Error;

/// How many rows of profiles are shown at most.
const ROWS: usize = 12;

/// Lets a person choose one of the profiles, starting on the one called `current`; its name.
///
/// # Errors
/// [`Usage`](crate::error::Kind::Usage) without a terminal, [`Cancelled`](crate::error::Kind::Cancelled) when the person
/// leaves it.
pub(super) fn pick(items: Vec<Item>, current: Option<&str>) -> Result<String, Error> {
    let terminal = Terminal::open().map_err(|_| {
        Error::usage("a profile's name is missing, and there is no terminal to choose one on")
            .hint("awsp list --names")
    })?;
    chosen(terminal, Menu::new("profile", items, current), false)
}

/// The same of anything that goes by the name `what`, which stays to be read with the choice.
///
/// # Errors
/// As [`pick`].
pub(super) fn choose(what: &str, items: Vec<Item>, current: Option<&str>) -> Result<String, Error> {
    let terminal = Terminal::open().map_err(|_| no_terminal(what))?;
    chosen(terminal, Menu::new(what, items, current), true)
}

fn chosen(mut terminal: Terminal, mut menu: Menu, stays: bool) -> Result<String, Error> {
    let chosen = converse(&mut terminal, &mut menu);
    if let Ok(Some(name)) = &chosen
        && stays
    {
        let mut line = Vec::new();
        let _ = queue!(line, cursor::MoveToColumn(0), terminal::Clear(terminal::ClearType::FromCursorDown));
        line.extend_from_slice(format!("{}: {}\r\n", menu.what(), printable(name)).as_bytes());
        // Where the terminal is gone the choice still counts.
        let _ = terminal.write(&line);
    }
    drop(terminal);
    match chosen {
        Ok(Some(name)) => Ok(name),
        Ok(None) => Err(cancelled()),
        Err(error) => Err(gone(&error)),
    }
}

fn converse(terminal: &mut Terminal, menu: &mut Menu) -> io::Result<Option<String>> {
    loop {
        draw(terminal, menu)?;
        match terminal.key()? {
            Key::Ended => return Ok(None),
            Key::Resized => {}
            Key::Pasted(text) => menu.paste(&text),
            Key::Pressed(key) => match menu.key(key) {
                Step::Go => {}
                Step::Cancel => return Ok(None),
                Step::Choose(name) => return Ok(Some(name)),
            },
        }
    }
}

/// Draws the menu from the cursor's line downwards and puts the cursor back, so that the next drawing covers it.
fn draw(screen: &mut Terminal, menu: &Menu) -> io::Result<()> {
    let (width, height) = terminal::size().unwrap_or((80, 24));
    let rows = ROWS.min(usize::from(height).saturating_sub(2).max(1));
    let lines = menu.lines(usize::from(width.max(20)) - 1, rows);
    let mut frame = Vec::new();
    queue!(frame, cursor::MoveToColumn(0), terminal::Clear(terminal::ClearType::FromCursorDown))?;
    for (number, line) in lines.iter().enumerate() {
        if number > 0 {
            queue!(frame, style::Print("\r\n"))?;
        }
        if line.chosen {
            queue!(frame, style::SetAttribute(style::Attribute::Reverse))?;
        }
        queue!(frame, style::Print(&line.text), style::SetAttribute(style::Attribute::Reset))?;
    }
    if let Ok(up @ 1..) = u16::try_from(lines.len() - 1) {
        queue!(frame, cursor::MoveUp(up))?;
    }
    queue!(frame, cursor::MoveToColumn(0))?;
    screen.write(&frame)
}
