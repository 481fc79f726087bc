//! The picker of `awsp use`: drawn on the terminal itself, because standard output is captured by the shell.

mod menu;

use std::io;

use crossterm::{cursor, queue, style, terminal};

pub(super) use menu::Item;
use menu::{Menu, Step};

use crate::commands::terminal::{Key, Terminal};
use crate::error::{Error, Kind};

/// How many rows of profiles are shown at most.
const ROWS: usize = 12;

/// Lets a person choose one of `items`, starting on the one called `current`; its name.
///
/// # Errors
/// [`Kind::Usage`] without a terminal, [`Kind::Cancelled`] when the person leaves it.
pub(super) fn pick(items: Vec<Item>, current: Option<&str>) -> Result<String, Error> {
    let mut terminal = Terminal::open().map_err(|_| {
        Error::usage("a profile's name is missing, and there is no terminal to choose one on")
            .hint("awsp list --names")
    })?;
    let mut menu = Menu::new(items, current);
    let chosen = converse(&mut terminal, &mut menu);
    drop(terminal);
    match chosen {
        Ok(Some(name)) => Ok(name),
        Ok(None) => Err(Error::new(Kind::Cancelled, "cancelled; nothing was changed")),
        Err(error) => Err(Error::new(Kind::Cancelled, format!("the terminal is gone: {error}"))),
    }
}

fn converse(terminal: &mut Terminal, menu: &mut Menu) -> io::Result<Option<String>> {
    loop {
        draw(terminal, menu)?;
        match terminal.key()? {
            Key::Ended => return Ok(None),
            Key::Resized => {}
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
