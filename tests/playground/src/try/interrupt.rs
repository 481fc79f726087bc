//! Signals that end the trial early. The shell is ended, and everything else follows from that as it does when the
//! shell ends by itself: so there is one way out, and it cleans up.

use std::io;
use std::process::{Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// How long a shell may take to end when it is asked to.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether a signal came, and which shell it is to end.
#[derive(Clone, Default)]
pub struct Interrupt(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    signal: Option<i32>,
    shell: Option<u32>,
}

impl Interrupt {
    /// Waits for signals from now on. A shell on the terminal takes Ctrl-C for itself, so SIGINT only counts
    /// (`ctrl_c`) where none is.
    pub fn listen(ctrl_c: bool) -> io::Result<Self> {
        let interrupt = Self::default();
        let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT])?;
        let listener = interrupt.clone();
        thread::spawn(move || {
            for signal in &mut signals {
                if signal != SIGINT || ctrl_c {
                    listener.came(signal);
                }
            }
        });
        Ok(interrupt)
    }

    /// The first signal that came.
    pub fn signal(&self) -> Option<i32> {
        self.lock().signal
    }

    /// Names the shell to end, until the answer is dropped. One that comes after the signal is ended at once.
    pub fn ends(&self, shell: u32) -> Named<'_> {
        let mut state = self.lock();
        state.shell = Some(shell);
        if state.signal.is_some() {
            hang_up(shell, "HUP");
        }
        Named(self)
    }

    fn came(&self, signal: i32) {
        let mut state = self.lock();
        state.signal.get_or_insert(signal);
        let Some(shell) = state.shell else { return };
        hang_up(shell, "HUP");
        let waited = self.0.changed.wait_timeout_while(state, PATIENCE, |state| state.shell.is_some());
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if let Some(shell) = state.shell {
            hang_up(shell, "KILL");
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to end a shell; gone when this is dropped.
pub struct Named<'a>(&'a Interrupt);

impl Drop for Named<'_> {
    fn drop(&mut self) {
        self.0.lock().shell = None;
        self.0.0.changed.notify_all();
    }
}

/// `kill` is a builtin of every `sh`; a program of that name may be missing.
fn hang_up(process: u32, signal: &str) {
    Command::new("sh")
        .args(["-c", r#"kill -s "$0" "$1""#, signal, &process.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .ok();
}
