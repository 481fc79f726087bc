//! The terminal itself, in raw mode, for what a person is asked; given back as it was, whatever happens.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::event::{self, Event, KeyEvent, KeyEventKind};
use crossterm::{cursor, queue, terminal};
use signal_hook::consts::{SIGHUP, SIGTERM};

/// What happened on the terminal.
pub(super) enum Key {
    /// A key.
    Pressed(KeyEvent),
    /// The window has another size.
    Resized,
    /// The process was asked to end.
    Ended,
}

/// `/dev/tty` in raw mode, until dropped.
pub(super) struct Terminal {
    tty: File,
    /// Set by SIGTERM and SIGHUP, so that they end the question and not the terminal's modes.
    ended: Arc<AtomicBool>,
}

impl Terminal {
    /// # Errors
    /// Where the process has no terminal.
    pub(super) fn open() -> io::Result<Self> {
        let tty = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
        let ended = Arc::new(AtomicBool::new(false));
        for signal in [SIGTERM, SIGHUP] {
            signal_hook::flag::register(signal, Arc::clone(&ended))?;
        }
        terminal::enable_raw_mode()?;
        let mut terminal = Self { tty, ended };
        let mut hide = Vec::new();
        queue!(hide, cursor::Hide)?;
        terminal.write(&hide)?;
        Ok(terminal)
    }

    /// Writes at once.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.tty.write_all(bytes)?;
        self.tty.flush()
    }

    /// Waits for what happens next.
    pub(super) fn key(&mut self) -> io::Result<Key> {
        loop {
            while !event::poll(Duration::from_millis(200))? {
                if self.ended.load(Ordering::Relaxed) {
                    return Ok(Key::Ended);
                }
            }
            match event::read()? {
                Event::Key(key) if key.kind != KeyEventKind::Release => return Ok(Key::Pressed(key)),
                Event::Resize(..) => return Ok(Key::Resized),
                _ => {}
            }
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let mut back = Vec::new();
        // Nothing more can be done where the terminal is gone.
        let _ = queue!(
            back,
            cursor::MoveToColumn(0),
            terminal::Clear(terminal::ClearType::FromCursorDown),
            cursor::Show
        );
        let _ = self.write(&back);
        let _ = terminal::disable_raw_mode();
    }
}
