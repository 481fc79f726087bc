//! That a person, or the system, does not want to go on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::error::{Error, Kind};
use crate::host::ending::{Listening, listen};

/// How long it may take until a wish to end is heard.
pub(super) const HEARD_WITHIN: Duration = Duration::from_millis(50);

/// Hears the signals that ask a process to end, until dropped; then they end it again by themselves.
#[derive(Debug)]
pub struct Cancel {
    wanted: Arc<AtomicBool>,
    #[expect(dead_code, reason = "while it is held, the signals are heard")]
    listening: Option<Listening>,
}

impl Cancel {
    /// Listens to SIGINT, SIGTERM and SIGHUP.
    ///
    /// # Errors
    /// The system's.
    pub fn by_signals() -> Result<Self, Error> {
        let wanted = Arc::default();
        let listening = listen(&[SIGINT, SIGTERM, SIGHUP], &wanted)
            .map_err(|error| Error::failed(format!("signals cannot be heard: {error}")))?;
        Ok(Self { wanted, listening: Some(listening) })
    }

    /// Listens to nothing but [`cancel`](Self::cancel).
    #[must_use]
    pub fn by_hand() -> Self {
        Self { wanted: Arc::default(), listening: None }
    }

    /// Ends it.
    pub fn cancel(&self) {
        self.wanted.store(true, Ordering::SeqCst);
    }

    /// # Errors
    /// [`Kind::Cancelled`] once it is to end.
    pub fn check(&self) -> Result<(), Error> {
        if self.wanted.load(Ordering::SeqCst) {
            Err(Error::new(Kind::Cancelled, "cancelled"))
        } else {
            Ok(())
        }
    }

    /// Waits.
    ///
    /// # Errors
    /// [`Kind::Cancelled`], at once.
    pub fn pause(&self, length: Duration) -> Result<(), Error> {
        let start = Instant::now();
        loop {
            self.check()?;
            let left = length.saturating_sub(start.elapsed());
            if left.is_zero() {
                return Ok(());
            }
            thread::sleep(left.min(HEARD_WITHIN));
        }
    }

    /// Does `work` beside, so that a call to a server that does not answer keeps nobody. When it is to end the work is
    /// left alone: it ends with the process, and must leave nothing behind.
    ///
    /// # Errors
    /// [`Kind::Cancelled`], at once.
    pub fn beside<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        self.check()?;
        let (sender, receiver) = mpsc::channel();
        let started = thread::Builder::new().name("call".to_owned()).spawn(move || {
            // Whoever waited may have left.
            let _ = sender.send(work());
        });
        started.map_err(|error| Error::failed(format!("no thread can be started: {error}")))?;
        loop {
            match receiver.recv_timeout(HEARD_WITHIN) {
                Ok(result) => return Ok(result),
                Err(mpsc::RecvTimeoutError::Timeout) => self.check()?,
                Err(mpsc::RecvTimeoutError::Disconnected) => {
                    return Err(Error::new(Kind::Defect, "a call ended without a result"));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_waits_is_not_kept() {
        let cancel = Arc::new(Cancel::by_hand());
        assert_eq!(cancel.beside(|| 1).unwrap(), 1);
        let (started, begun) = mpsc::channel();
        let (release, held) = mpsc::channel::<()>();
        let other = Arc::clone(&cancel);
        let canceller = thread::spawn(move || {
            begun.recv().unwrap();
            other.cancel();
        });
        let work = move || {
            started.send(()).unwrap();
            // For ever, as far as this test goes.
            let _ = held.recv();
        };
        assert_eq!(cancel.beside(work).unwrap_err().kind, Kind::Cancelled);
        assert_eq!(cancel.pause(Duration::from_hours(1)).unwrap_err().kind, Kind::Cancelled);
        canceller.join().unwrap();
        drop(release);
    }
}
