//! The terminal itself, in raw mode, for what a person is asked; given back as it was, whatever happens.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::event::{self, Event, KeyEvent, KeyEventKind};
use crossterm::{cursor, queue, terminal};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};

use crate::domain::text::is_unsafe;
use crate::host::ending::{Listening, listen};

/// What happened on the terminal.
pub(super) enum Key {
    /// A key.
    Pressed(KeyEvent),
    /// A text that was put in at once, in one line: what cannot be seen in it is a blank, and none is around it.
    Pasted(String),
    /// The window has another size.
    Resized,
    /// The process was asked to end.
    Ended,
}

/// `/dev/tty` in raw mode, until dropped.
pub(super) struct Terminal {
    tty: File,
    /// Set by signals that ask a process to end, so that they end the question and do not leave the terminal's modes.
    ended: Arc<AtomicBool>,
    #[expect(dead_code, reason = "from the end of the question on the signals end the process again")]
    listening: Listening,
}

/// What ends a process if it does nothing about it. Of the keyboard's, one that is sent from outside.
const ENDING: [i32; 4] = [SIGINT, SIGQUIT, SIGTERM, SIGHUP];

impl Terminal {
    /// # Errors
    /// Where the process has no terminal.
    pub(super) fn open() -> io::Result<Self> {
        let tty = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
        let ended = Arc::new(AtomicBool::new(false));
        let listening = listen(&ENDING, &ended)?;
        terminal::enable_raw_mode()?;
        let mut terminal = Self { tty, ended, listening };
        let mut begin = Vec::new();
        // Otherwise a line break in what is pasted would answer this question, and the rest the next ones.
        queue!(begin, cursor::Hide, event::EnableBracketedPaste)?;
        terminal.write(&begin)?;
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
                if self.ended.load(Ordering::SeqCst) {
                    return Ok(Key::Ended);
                }
            }
            match event::read()? {
                Event::Key(key) if key.kind != KeyEventKind::Release => return Ok(Key::Pressed(key)),
                Event::Paste(text) => return Ok(Key::Pasted(one_line(&text))),
                Event::Resize(..) => return Ok(Key::Resized),
                _ => {}
            }
        }
    }
}

impl Terminal {
    /// Whether the process has a terminal.
    pub(super) fn is_there() -> bool {
        OpenOptions::new().read(true).write(true).open("/dev/tty").is_ok()
    }

    /// Whether something has happened that was not asked for yet, so that drawing can wait.
    pub(super) fn is_busy(&self) -> bool {
        !self.ended.load(Ordering::SeqCst) && event::poll(Duration::ZERO).unwrap_or(false)
    }
}

fn one_line(text: &str) -> String {
    let visible: String = text.chars().map(|c| if is_unsafe(c) { ' ' } else { c }).collect();
    visible.trim().to_owned()
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let mut clear = Vec::new();
        // Nothing more can be done where the terminal is gone.
        let _ = queue!(clear, cursor::MoveToColumn(0), terminal::Clear(terminal::ClearType::FromCursorDown));
        let _ = self.write(&clear);
        give_back(&mut self.tty);
    }
}

/// Gives the terminal back where a question has it, for a process that ends without dropping the question.
pub(super) fn rescue() {
    if terminal::is_raw_mode_enabled().unwrap_or(false)
        && let Ok(mut tty) = OpenOptions::new().write(true).open("/dev/tty")
    {
        give_back(&mut tty);
    }
}

/// Line editing and echo as they were, and the cursor.
fn give_back(tty: &mut File) {
    let mut end = Vec::new();
    // Nothing more can be done where the terminal is gone.
    let _ = queue!(end, event::DisableBracketedPaste, cursor::Show);
    let _ = tty.write_all(&end).and_then(|()| tty.flush());
    let _ = terminal::disable_raw_mode();
}
