//! The picker of `awsp use`: drawn on the terminal itself, because standard output is captured by the shell.

mod menu;

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::event::{self, Event};
use crossterm::{cursor, queue, style, terminal};
use signal_hook::consts::{SIGHUP, SIGTERM};

pub(super) use menu::Item;
use menu::{Menu, Step};

use crate::error::{Error, Kind};

/// How many rows of profiles are shown at most.
const ROWS: usize = 12;

/// Lets a person choose one of `items`, starting on the one called `current`; its name.
///
/// # Errors
/// [`Kind::Usage`] without a terminal, [`Kind::Cancelled`] when the person leaves it.
pub(super) fn pick(items: Vec<Item>, current: Option<&str>) -> Result<String, Error> {
    let mut screen = Screen::open().map_err(|_| {
        Error::usage("a profile's name is missing, and there is no terminal to choose one on")
            .hint("awsp list --names")
    })?;
    let mut menu = Menu::new(items, current);
    let chosen = converse(&mut screen, &mut menu);
    screen.restore();
    match chosen {
        Ok(Some(name)) => Ok(name),
        Ok(None) => Err(Error::new(Kind::Cancelled, "cancelled; nothing was changed")),
        Err(error) => Err(Error::new(Kind::Cancelled, format!("the terminal is gone: {error}"))),
    }
}

fn converse(screen: &mut Screen, menu: &mut Menu) -> io::Result<Option<String>> {
    loop {
        screen.draw(menu)?;
        while !event::poll(Duration::from_millis(200))? {
            if screen.ended.load(Ordering::Relaxed) {
                return Ok(None);
            }
        }
        if let Event::Key(key) = event::read()? {
            match menu.key(key) {
                Step::Go => {}
                Step::Cancel => return Ok(None),
                Step::Choose(name) => return Ok(Some(name)),
            }
        }
    }
}

/// The terminal in raw mode; given back as it was, whatever happens.
struct Screen {
    tty: File,
    /// Set by SIGTERM and SIGHUP, so that they end the picker and not the terminal's modes.
    ended: Arc<AtomicBool>,
    raw: bool,
}

impl Screen {
    fn open() -> io::Result<Self> {
        let tty = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
        let ended = Arc::new(AtomicBool::new(false));
        for signal in [SIGTERM, SIGHUP] {
            signal_hook::flag::register(signal, Arc::clone(&ended))?;
        }
        let mut screen = Self { tty, ended, raw: false };
        terminal::enable_raw_mode()?;
        screen.raw = true;
        queue!(screen.tty, cursor::Hide)?;
        screen.tty.flush()?;
        Ok(screen)
    }

    /// Draws the menu from the cursor's line downwards and puts the cursor back, so that the next drawing covers it.
    fn draw(&mut self, menu: &Menu) -> io::Result<()> {
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
        self.tty.write_all(&frame)?;
        self.tty.flush()
    }

    fn restore(&mut self) {
        if self.raw {
            self.raw = false;
            // Nothing more can be done where the terminal is gone.
            let _ = queue!(
                self.tty,
                cursor::MoveToColumn(0),
                terminal::Clear(terminal::ClearType::FromCursorDown),
                cursor::Show
            );
            let _ = self.tty.flush();
            let _ = terminal::disable_raw_mode();
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.restore();
    }
}
