//! What awsp keeps between runs: one file an entry, in a folder that carries the format's version.
//!
//! Files are 0600 in 0700 folders, written to a temporary file beside and renamed. What cannot be read is a miss.
//! Where the place cannot be used, everything is a miss and [`Store::trouble`] says why, once.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::store::key::Key;
use crate::store::shelf::Shelf;

mod atomic;
pub mod aws_file;
pub mod credentials;
pub mod document;
pub mod failures;
pub mod freshness;
pub mod identities;
pub mod key;
pub mod lock;
pub mod login_token;
mod place;
pub mod shared_file;
pub mod shelf;
pub mod sign_in;
pub mod sign_in_file;
pub mod sso_registration;
pub mod sso_token;
pub mod stamp;
pub mod wrong_clock;

/// The folder of this format: another format gets another folder, so that old and new binaries never read each
/// other's files.
const VERSION: &str = "v1";
/// The largest entry that is read, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// The stored entries.
#[derive(Debug)]
pub struct Store {
    /// `…/awsp/v1`; `None` where it cannot be used.
    cache: Option<PathBuf>,
    /// The same for prompt states and stamps: elsewhere if `AWSP_STATE_DIR` says so.
    state: Option<PathBuf>,
    trouble: Mutex<Option<String>>,
    changed: AtomicBool,
}

/// One stored entry, as a listing shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its key.
    pub key: Key,
    /// Its file.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// When it was written.
    pub modified: Option<SystemTime>,
}

/// The name of an entry's file.
fn file_name(kind: Shelf, key: &Key) -> String {
    format!("{}{}", key.as_str(), kind.suffix())
}

/// What came of clearing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cleared {
    /// How many entries are gone.
    pub gone: usize,
    /// How many files could not be removed.
    pub left: usize,
}

impl Store {
    /// The store below these folders; `state_folder` is for the prompt's files, where they are to be elsewhere. Creates
    /// nothing.
    #[must_use]
    pub fn open(cache_folder: Option<PathBuf>, state_folder: Option<PathBuf>) -> Self {
        let mut trouble = None;
        let mut usable = |folder: Option<PathBuf>| {
            folder
                .ok_or_else(|| "there is no home directory to keep a cache in".to_owned())
                .and_then(|folder| place::check(folder.join(VERSION)))
                .map_err(|why| trouble = Some(why))
                .ok()
        };
        let cache = usable(cache_folder);
        let state = match state_folder {
            Some(folder) => usable(Some(folder)),
            None => cache.clone(),
        };
        Self { cache, state, trouble: Mutex::new(trouble), changed: AtomicBool::new(false) }
    }

    /// Why the store cannot be used, told once: the next call gives `None`.
    pub fn trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whether credentials, identities or failures were written or removed through this store.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        self.changed.load(Ordering::Relaxed)
    }

    /// The folder of a shelf, whether or not it exists; `None` where the store cannot be used.
    #[must_use]
    pub fn folder(&self, kind: Shelf) -> Option<PathBuf> {
        let root = if kind.is_state() { &self.state } else { &self.cache };
        root.as_ref().map(|root| root.join(kind.folder()))
    }

    /// Where an entry is, or would be.
    #[must_use]
    pub fn path(&self, kind: Shelf, key: &Key) -> Option<PathBuf> {
        Some(self.folder(kind)?.join(file_name(kind, key)))
    }

    /// The entry's bytes; `None` if there is none, or it cannot be read, or is no plain file.
    #[must_use]
    pub fn get(&self, kind: Shelf, key: &Key) -> Option<Vec<u8>> {
        atomic::read(&self.path(kind, key)?, LARGEST)
    }

    /// Writes an entry, all or nothing; `false` where that is not possible (see [`Store::trouble`]).
    pub fn put(&self, kind: Shelf, key: &Key, bytes: &[u8]) -> bool {
        self.write(kind, &file_name(kind, key), bytes, None).is_some()
    }

    /// The same, but an entry that says so already is left as it is, but for one write a day, by which it is known to be
    /// in use.
    pub fn put_changed(&self, kind: Shelf, key: &Key, bytes: &[u8]) -> bool {
        let written = || self.path(kind, key)?.symlink_metadata().and_then(|file| file.modified()).ok();
        let today = || written()?.elapsed().ok().filter(|age| *age < stamp::MARKED_EVERY);
        let same = self.get(kind, key).is_some_and(|held| held == bytes) && today().is_some();
        same || self.put(kind, key, bytes)
    }

    /// Removes an entry; `true` if there is none afterwards.
    pub fn remove(&self, kind: Shelf, key: &Key) -> bool {
        let Some(path) = self.path(kind, key) else { return true };
        if fs::symlink_metadata(&path).is_err_and(|error| error.kind() == ErrorKind::NotFound) {
            return true;
        }
        self.rising(kind, || atomic::remove(&path))
    }

    /// The entries of a shelf, by key; temporary files and foreign ones left out.
    #[must_use]
    pub fn list(&self, kind: Shelf) -> Vec<Entry> {
        let Some(Ok(files)) = self.folder(kind).map(fs::read_dir) else { return Vec::new() };
        let mut entries: Vec<_> = files
            .filter_map(Result::ok)
            .filter_map(|file| {
                let key = file.file_name().to_str()?.strip_suffix(kind.suffix()).and_then(Key::parse)?;
                let metadata = file.metadata().ok().filter(fs::Metadata::is_file)?;
                let (size, modified) = (metadata.len(), metadata.modified().ok());
                Some(Entry { key, path: file.path(), size, modified })
            })
            .collect();
        entries.sort_by(|a, b| a.key.cmp(&b.key));
        entries
    }

    /// Removes entries that nobody can want any more: of credentials what is older than any session, of the others what
    /// was not written for a month. Whoever misses one makes it again.
    pub fn prune(&self, now: SystemTime) {
        for kind in Shelf::ALL {
            self.prune_shelf(kind, now);
        }
    }

    /// The same for one shelf, of stamps only the temporary files.
    fn prune_shelf(&self, kind: Shelf, now: SystemTime) {
        let Some(folder) = self.folder(kind) else { return };
        atomic::remove_leftovers(&folder, atomic::ABANDONED, now);
        let days = if kind == Shelf::Credentials { 2 } else { 30 };
        let old = |time| now.duration_since(time).is_ok_and(|age| age > Duration::from_hours(24 * days));
        // Stamps bear no keys, so none is listed.
        for entry in self.list(kind).into_iter().filter(|entry| entry.modified.is_some_and(old)) {
            // Another process may have been quicker.
            let _ = self.rising(kind, || fs::remove_file(entry.path));
        }
    }

    /// Removes all entries of a shelf, and temporary files that a killed process left.
    #[must_use]
    pub fn clear(&self, kind: Shelf) -> Cleared {
        let Some(folder) = self.folder(kind) else { return Cleared::default() };
        let left = atomic::remove_leftovers(&folder, Duration::ZERO, SystemTime::now());
        let files: Vec<PathBuf> = match kind {
            Shelf::Stamps => stamp::files(&folder),
            _ => self.list(kind).into_iter().map(|entry| entry.path).collect(),
        };
        let remove = || files.iter().filter(|file| !atomic::remove(file)).count();
        let left = left + self.rising(kind, remove);
        Cleared { gone: files.iter().filter(|file| fs::symlink_metadata(file).is_err()).count(), left }
    }

    /// Writes a file of a shelf, with the given modification time if any; notes the trouble if there is some.
    fn write(&self, kind: Shelf, name: &str, bytes: &[u8], mtime: Option<SystemTime>) -> Option<PathBuf> {
        let folder = self.folder(kind)?;
        let written = place::create(&folder)
            .map_err(|error| format!("{} cannot be created: {error}", folder.display()))
            .and_then(|()| {
                let file = folder.join(name);
                self.rising(kind, || atomic::write(&file, bytes, mtime, kind.is_synced()))
                    .map(|()| file)
                    .map_err(|error| format!("{} cannot be written: {error}", folder.display()))
            });
        written.map_err(|why| self.note(why)).ok()
    }

    /// Makes a change of an entry. The time of the folder is later after it than before and meanwhile, also where the
    /// system's clock was set back, and though that for files stands still for milliseconds: a hook looks only for a
    /// later one.
    fn rising<T>(&self, kind: Shelf, change: impl FnOnce() -> T) -> T {
        let folder = self.folder(kind).filter(|_| kind.is_entry());
        if folder.is_some() {
            self.changed.store(true, Ordering::Relaxed);
        }
        let modified = || place::modified(folder.as_ref()?);
        let before = modified();
        let result = change();
        if let (Some(folder), Some(before)) = (&folder, before)
            && let Ok(file) = fs::File::open(folder)
        {
            // Some file systems hold whole seconds alone.
            for step in [Duration::from_micros(1), Duration::from_secs(1)] {
                // The change itself stands, whatever becomes of this.
                let _ = file.set_modified(SystemTime::now().max(before + step));
                if modified().is_none_or(|after| after > before) {
                    break;
                }
            }
        }
        result
    }

    /// The folder of credentials, identities and failures, and its time, which every later change of an entry makes
    /// later: to be asked for before the entries are read. `None` where there is no such place.
    #[must_use]
    pub fn entries(&self) -> Option<(PathBuf, Option<SystemTime>)> {
        let folder = self.folder(Shelf::Credentials)?;
        let modified = place::modified(&folder);
        Some((folder, modified))
    }

    /// Notes what could not be kept, for [`Store::trouble`].
    pub fn note(&self, why: String) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_later_than_what_a_reader_saw_while_it_was_made() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Some(folder.path().to_path_buf()), None);
        let key = Key::of([Some("a")]);
        assert!(store.put(Shelf::Identities, &key, b"1"));
        let entries = store.folder(Shelf::Identities).unwrap();
        let at = |time| fs::File::open(&entries).unwrap().set_modified(time).unwrap();
        let now = SystemTime::now();
        at(now - Duration::from_secs(1));
        store.rising(Shelf::Identities, || {
            // The reader's time is of a finer clock than the change's.
            at(now);
            at(now - Duration::from_millis(4));
        });
        assert!(fs::metadata(&entries).unwrap().modified().unwrap() > now);
    }
}
