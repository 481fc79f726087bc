//! The new text beside the file, whole and on the disk, before anything is changed.

use std::fs::{self, DirBuilder};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::Path;
use std::time::SystemTime;

use tempfile::NamedTempFile;

use crate::config::source::LARGEST;
use crate::store::atomic::{self, ABANDONED};
use crate::store::aws_file::swap::for_writing;
use crate::store::aws_file::{Before, Fault, Found, attributes};

/// A change that is ready to be made.
#[derive(Debug)]
pub struct Staged {
    pub(super) found: Found,
    pub(super) bytes: Vec<u8>,
    /// The new file; `None` where the file can only be written in place.
    pub(super) new: Option<NamedTempFile>,
}

impl Staged {
    /// Makes everything ready to give the file these bytes.
    ///
    /// # Errors
    /// Where the file or its folder cannot be written, or there is no room. Nothing has changed then.
    pub fn new(found: Found, bytes: Vec<u8>) -> Result<Self, Fault> {
        if u64::try_from(bytes.len()).is_ok_and(|length| length > LARGEST) {
            return Err(Fault::TooLarge(found.path));
        }
        let folder = found.folder()?;
        let at_folder = |error| Fault::Folder(folder.to_owned(), error);
        match &found.before {
            Some(before) => writable(&found, before)?,
            // Where a link leads nowhere, what it leads into is perhaps not mounted.
            None if found.linked => {
                fs::metadata(folder).map_err(at_folder)?;
            }
            None => make(folder).map_err(at_folder)?,
        }
        // What a process left that was killed. It may hold secrets.
        atomic::remove_leftovers(folder, ABANDONED, SystemTime::now());
        let new = temporary(folder, &bytes).map_err(at_folder)?;
        // A file of several names would become several files.
        let linked = found.before.as_ref().is_some_and(|before| before.metadata.nlink() > 1);
        let kept = found
            .before
            .as_ref()
            .is_none_or(|before| attributes::keep(new.as_file(), &found.path, &before.metadata).is_ok());
        new.as_file().sync_all().map_err(at_folder)?;
        let new = (kept && !linked).then_some(new);
        Ok(Self { found, bytes, new })
    }
}

/// A file of these bytes under a name of its own, for the owner alone.
pub(super) fn temporary(folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut file = atomic::temporary(folder)?;
    file.write_all(bytes)?;
    Ok(file)
}

/// Whether the file may be written, by its own mode and by the system. What a person has closed stays so, though its
/// folder would let it be replaced, and though root may write everything.
fn writable(found: &Found, before: &Before) -> Result<(), Fault> {
    if before.metadata.permissions().mode() & 0o222 == 0 {
        return Err(Fault::ReadOnly(found.path.clone()));
    }
    let backup = found.backup();
    if fs::symlink_metadata(&backup).is_ok_and(|metadata| metadata.is_dir()) {
        return Err(Fault::NotAFile(backup, "a folder"));
    }
    match for_writing(&found.path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(Fault::Changed(found.path.clone())),
        Err(error) => Err(Fault::Unwritable(found.path.clone(), error)),
    }
}

/// Makes the folder and what is above it, for the owner alone.
fn make(folder: &Path) -> io::Result<()> {
    if folder.is_dir() { Ok(()) } else { DirBuilder::new().recursive(true).mode(0o700).create(folder) }
}
