//! How far the asking has got: one line that is written anew on a terminal, else a note now and then.

use std::cell::Cell;
use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use crate::app::App;
use crate::commands::sso::{counted, grouped};

/// How often a note is made where there is no terminal.
const NOTE: Duration = Duration::from_secs(10);

/// See the module.
pub(super) struct Progress<'a> {
    app: &'a App,
    drawn: Cell<bool>,
    noted: Cell<Instant>,
}

impl<'a> Progress<'a> {
    pub(super) fn new(app: &'a App) -> Self {
        Self { app, drawn: Cell::new(false), noted: Cell::new(Instant::now()) }
    }

    pub(super) fn tell(&self, known: usize, total: usize) {
        if self.app.output.is_quiet() || total == 0 {
            return;
        }
        let text = format!("{} of {}", grouped(known), counted(total, "account"));
        if self.app.host.stderr_is_terminal {
            draw(&text);
            self.drawn.set(true);
        } else if self.noted.get().elapsed() >= NOTE {
            self.app.output.note(&text);
            self.noted.set(Instant::now());
        }
    }

    /// The line goes.
    pub(super) fn end(&self) {
        if self.drawn.get() {
            draw("");
        }
    }
}

fn draw(text: &str) {
    let mut stderr = io::stderr().lock();
    // A terminal that is gone is nobody to tell.
    let _ = write!(stderr, "\r\u{1b}[K{text}").and_then(|()| stderr.flush());
}
