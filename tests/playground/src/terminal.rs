//! A program on a pseudo-terminal.

use std::fmt;
use std::io::{Read, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

use crate::screen::Screen;

/// How long anything on the screen may take before the test fails. Generous,
/// because the machine may be busy; a passing test never waits for it.
const DEADLINE: Duration = Duration::from_secs(30);

/// Rows of a terminal, where nothing else is said.
pub const ROWS: u16 = 30;
/// Columns of a terminal, where nothing else is said.
pub const COLUMNS: u16 = 120;

type Writer = Arc<Mutex<Box<dyn Write + Send>>>;

/// A running program, its keyboard and its screen. Dropping it ends the
/// program.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Writer,
    shared: Arc<Shared>,
    reader: Option<JoinHandle<()>>,
}

/// What was waited for and did not come.
#[derive(Debug)]
pub struct Missed {
    what: String,
    why: &'static str,
    screen: String,
}

impl fmt::Display for Missed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "waited for {}, but {}; the screen:\n{}", self.what, self.why, framed(&self.screen))
    }
}

struct Shared {
    view: Mutex<View>,
    changed: Condvar,
}

struct View {
    screen: Screen,
    raw: Vec<u8>,
    closed: bool,
}

impl Terminal {
    /// Starts the command on a terminal of [`ROWS`] by [`COLUMNS`].
    pub fn start(command: CommandBuilder) -> Self {
        Self::start_sized(command, ROWS, COLUMNS)
    }

    /// Starts the command on a terminal of this size.
    pub fn start_sized(command: CommandBuilder, rows: u16, columns: u16) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let source = pair.master.try_clone_reader().expect("the terminal can be read");
        let writer = Arc::new(Mutex::new(pair.master.take_writer().expect("the terminal can be written to")));
        let view = View { screen: Screen::new(rows, columns), raw: Vec::new(), closed: false };
        let shared = Arc::new(Shared { view: Mutex::new(view), changed: Condvar::new() });
        let reader = {
            let shared = Arc::clone(&shared);
            let writer = Arc::clone(&writer);
            thread::spawn(move || read_all(source, &shared, &writer))
        };
        Self { child, master: Some(pair.master), writer, shared, reader: Some(reader) }
    }

    /// The program's process id.
    pub fn pid(&self) -> u32 {
        self.child.process_id().expect("the program has a process id")
    }

    /// Types these bytes, control characters included.
    pub fn send(&self, keys: &str) {
        let mut writer = lock(&self.writer);
        writer.write_all(keys.as_bytes()).and_then(|()| writer.flush()).expect("the terminal takes keys");
    }

    /// Types a line and presses Enter.
    pub fn send_line(&self, line: &str) {
        self.send(&format!("{line}\r"));
    }

    /// Runs `command`, waits until it is done and the prompt is back, and
    /// returns the screen's text. The end is known by a word that the shell
    /// prints and that the typed line does not contain.
    pub fn run(&self, command: &str) -> String {
        let number = self.view().raw.len();
        let mark = format!("done-{number}");
        self.send_line(&format!("{command}; echo do''ne-{number}"));
        self.wait_until(&format!("`{command}` to end"), |screen| {
            let line = screen.cursor_line();
            !line.is_empty() && line != mark && screen.text().lines().any(|line| line == mark)
        })
    }

    /// Waits until the screen shows `text` anywhere.
    pub fn wait_for(&self, text: &str) -> String {
        self.wait_until(&format!("{text:?}"), |screen| screen.text().contains(text))
    }

    /// Waits until `holds` is true of the screen, and returns the screen's
    /// text. Panics, showing the screen, at the deadline or when the program
    /// ends before that.
    pub fn wait_until(&self, what: &str, holds: impl Fn(&Screen) -> bool) -> String {
        self.await_until(what, holds).unwrap_or_else(|missed| panic!("{missed}"))
    }

    /// [`Terminal::wait_until`] for a caller that wants to tell what was missed.
    pub fn await_until(&self, what: &str, holds: impl Fn(&Screen) -> bool) -> Result<String, Missed> {
        let deadline = Instant::now() + DEADLINE;
        let mut view = self.view();
        loop {
            if holds(&view.screen) {
                return Ok(view.screen.text());
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if view.closed || left.is_zero() {
                let why = if view.closed { "the program ended" } else { "time is up" };
                return Err(Missed { what: what.to_owned(), why, screen: view.screen.text() });
            }
            let woken = self.shared.changed.wait_timeout(view, left);
            view = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Like [`Terminal::wait_until`], typing `keys` again whenever the program has fallen silent and it does not
    /// hold.
    pub fn press_until(&self, keys: &str, what: &str, holds: impl Fn(&Screen) -> bool) {
        self.await_pressing(keys, what, holds).unwrap_or_else(|missed| panic!("{missed}"));
    }

    /// [`Terminal::press_until`] for a caller that wants to tell what was missed.
    pub fn await_pressing(
        &self,
        keys: &str,
        what: &str,
        holds: impl Fn(&Screen) -> bool,
    ) -> Result<(), Missed> {
        let deadline = Instant::now() + DEADLINE;
        while !self.look(&holds) {
            let closed = self.view().closed;
            if closed || Instant::now() > deadline {
                let why = if closed { "the program ended" } else { "time is up" };
                return Err(Missed { what: what.to_owned(), why, screen: self.look(Screen::text) });
            }
            self.send(keys);
            let mut view = self.view();
            loop {
                let before = view.raw.len();
                let woken = self.shared.changed.wait_timeout(view, Duration::from_millis(100));
                view = woken.unwrap_or_else(PoisonError::into_inner).0;
                if view.raw.len() == before {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Looks at the screen as it is now.
    pub fn look<T>(&self, at: impl Fn(&Screen) -> T) -> T {
        at(&self.view().screen)
    }

    /// Every byte the program has written so far.
    pub fn raw(&self) -> Vec<u8> {
        self.view().raw.clone()
    }

    /// Changes the terminal's size, as dragging a window's corner does.
    pub fn resize(&self, rows: u16, columns: u16) {
        self.view().screen.resize(rows, columns);
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let master = self.master.as_ref().expect("the terminal is open");
        master.resize(size).expect("the terminal takes a size");
    }

    /// Waits until the program has ended by itself.
    pub fn wait_end(&mut self) -> ExitStatus {
        let deadline = Instant::now() + DEADLINE;
        let mut view = self.view();
        while !view.closed {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let text = view.screen.text();
                drop(view);
                panic!("waited for the program to end; the screen:\n{}", framed(&text));
            }
            let woken = self.shared.changed.wait_timeout(view, left);
            view = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
        drop(view);
        self.child.wait().expect("the program's status")
    }

    /// Closes the window: the program gets SIGHUP and end of input.
    pub fn hang_up(&mut self) {
        self.master = None;
        self.child.kill().ok();
    }

    fn view(&self) -> MutexGuard<'_, View> {
        lock(&self.shared.view)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
        self.master = None;
        if let Some(reader) = self.reader.take()
            && reader.is_finished()
        {
            reader.join().ok();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read_all(mut source: Box<dyn Read + Send>, shared: &Shared, writer: &Writer) {
    let mut buffer = [0; 4096];
    loop {
        // On Linux the end of the last program on a terminal is an I/O error.
        let count = source.read(&mut buffer).unwrap_or(0);
        let bytes = buffer.get(..count).unwrap_or_default();
        let answer = {
            let mut view = lock(&shared.view);
            view.closed = bytes.is_empty();
            view.raw.extend_from_slice(bytes);
            view.screen.process(bytes)
        };
        if !answer.is_empty() {
            lock(writer).write_all(&answer).ok();
        }
        shared.changed.notify_all();
        if bytes.is_empty() {
            return;
        }
    }
}

fn framed(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("  | {line}")).collect();
    lines.join("\n")
}
