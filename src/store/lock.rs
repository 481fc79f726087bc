//! One at a time: locks that end with their owner.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::thread;
use std::time::{Duration, Instant};

use crate::store::key::Key;
use crate::store::shelf::Shelf;
use crate::store::{Store, file_name, place};

/// The folder of the lock files, beside the shelves. They are empty, and stay: removing one could let two in.
const FOLDER: &str = "locks";
/// The first and the longest pause between two looks.
const FIRST_PAUSE: Duration = Duration::from_millis(2);
const LONGEST_PAUSE: Duration = Duration::from_millis(50);

/// The right to fill an entry, until dropped. The system ends it with the process, however that ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Store {
    /// Waits for the entry's lock, at most `limit`. `None`: somebody else has had it all the time, or this place
    /// knows no locks; going on without is then better than not at all, for a lock only saves work.
    #[must_use]
    pub fn lock(&self, kind: Shelf, key: &Key, limit: Duration) -> Option<Lock> {
        let folder = self.cache.as_ref()?.join(FOLDER);
        place::create(&folder).ok()?;
        let path = folder.join(file_name(kind, key));
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path)
            .ok()?;
        let end = Instant::now().checked_add(limit);
        let mut pause = FIRST_PAUSE;
        loop {
            match file.try_lock() {
                Ok(()) => return Some(Lock { _file: file }),
                Err(TryLockError::Error(_)) => return None,
                Err(TryLockError::WouldBlock) => {}
            }
            let left = match end {
                Some(end) => end.saturating_duration_since(Instant::now()),
                None => LONGEST_PAUSE,
            };
            if left.is_zero() {
                return None;
            }
            thread::sleep(pause.min(left));
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}
