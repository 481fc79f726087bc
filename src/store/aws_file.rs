//! Changing the AWS files, which a person keeps and other tools read and write: whole or not at all, as it was but for
//! its text, and never over what somebody else has written meanwhile.
//!
//! What a file was stays beside it, as [`BACKUP`]: one, of the last change.

mod attributes;
mod look;
mod staged;
mod swap;

use std::ffi::OsString;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

pub use staged::Staged;
pub use swap::{Written, replace_all};

/// What the name of a backup ends with.
pub const BACKUP: &str = ".awsp-backup";

/// An AWS file as it was found.
#[derive(Debug)]
pub struct Found {
    /// Where it is or will be, with all links followed.
    path: PathBuf,
    /// Whether a link leads there.
    linked: bool,
    before: Option<Before>,
}

/// What was there.
struct Before {
    bytes: Vec<u8>,
    metadata: Metadata,
}

impl std::fmt::Debug for Before {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // There may be secrets in it.
        write!(f, "Before({} bytes)", self.bytes.len())
    }
}

impl Found {
    /// Looks at the file, and waits for a moment where somebody is writing it.
    ///
    /// # Errors
    /// Where it cannot be read, or is no file.
    pub fn look(path: &Path) -> Result<Self, Fault> {
        look::look(path)
    }

    /// Where it is or will be, with all links followed.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its bytes; `None` where there is no such file yet.
    #[must_use]
    pub fn bytes(&self) -> Option<&[u8]> {
        self.before.as_ref().map(|before| before.bytes.as_slice())
    }

    fn folder(&self) -> Result<&Path, Fault> {
        self.path.parent().ok_or(Fault::NoPath)
    }

    /// Where its backup is.
    fn backup(&self) -> PathBuf {
        let mut name = OsString::from(self.path.file_name().unwrap_or_default());
        name.push(BACKUP);
        self.path.with_file_name(name)
    }
}

/// Why a file could not be changed. It is as it was then, but for [`Fault::Torn`].
#[derive(Debug)]
pub enum Fault {
    /// The path is empty.
    NoPath,
    /// The links on the way to it go in a circle.
    Loop(PathBuf),
    /// Something else is in its place, and what.
    NotAFile(PathBuf, &'static str),
    /// It is larger than awsp reads.
    TooLarge(PathBuf),
    /// It cannot be read.
    Unreadable(PathBuf, io::Error),
    /// Its mode lets nobody write it.
    ReadOnly(PathBuf),
    /// It cannot be written.
    Unwritable(PathBuf, io::Error),
    /// Its folder cannot be made, or takes no file.
    Folder(PathBuf, io::Error),
    /// Somebody else has written it meanwhile.
    Changed(PathBuf),
    /// It had to be written in place, that failed, and what it was could not be put back: that is in the backup.
    Torn {
        /// The file.
        path: PathBuf,
        /// Its backup.
        backup: PathBuf,
        /// Why.
        error: io::Error,
    },
}
