//! Puts new files in the place of the old ones, and back where one of them cannot be.
//!
//! The two files change names in one step, and only then is looked at what was there: whatever somebody else has written
//! until that very moment is found, and put back.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, Mode, OFlags, RenameFlags, renameat_with};
use rustix::io::Errno;
use tempfile::NamedTempFile;

use crate::store::aws_file::staged::temporary;
use crate::store::aws_file::{Fault, Found, Staged, attributes, look};

/// A change that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The file, with all links followed.
    pub path: PathBuf,
    /// What it was before; `None` where there was none.
    pub backup: Option<PathBuf>,
    /// Whether it was written in place, because it could not be replaced.
    pub in_place: bool,
}

/// How a change was made, to be undone.
enum Done {
    /// There was no file before.
    Created,
    /// This file has what was there.
    Swapped(NamedTempFile),
    /// The backup has.
    Renamed,
    InPlace,
}

/// Makes all changes, or none as far as the system allows it.
///
/// # Errors
/// The first that cannot be made; the files are as they were.
pub fn replace_all(staged: Vec<Staged>) -> Result<Vec<Written>, Fault> {
    let mut done: Vec<(Found, Vec<u8>, Done)> = Vec::new();
    for Staged { found, bytes, new } in staged {
        let change = match new {
            Some(new) => put(&found, &bytes, new),
            None => in_place(&found, &bytes),
        };
        match change {
            Ok(change) => done.push((found, bytes, change)),
            Err(fault) => {
                for (found, bytes, change) in done.into_iter().rev() {
                    undo(&found, &bytes, change)?;
                }
                return Err(fault);
            }
        }
    }
    Ok(done.into_iter().map(|(found, _, change)| finish(&found, change)).collect())
}

fn put(found: &Found, bytes: &[u8], new: NamedTempFile) -> Result<Done, Fault> {
    let Some(before) = &found.before else {
        return match new.persist_noclobber(&found.path) {
            Ok(_) => Ok(Done::Created),
            Err(error) if error.error.kind() == ErrorKind::AlreadyExists => {
                Err(Fault::Changed(found.path.clone()))
            }
            Err(error) => Err(Fault::Unwritable(found.path.clone(), error.error)),
        };
    };
    if !is_as_found(found, &found.path) {
        return Err(Fault::Changed(found.path.clone()));
    }
    match renameat_with(CWD, new.path(), CWD, &found.path, RenameFlags::EXCHANGE) {
        Ok(()) if is_as_found(found, new.path()) => Ok(Done::Swapped(new)),
        Ok(()) => {
            exchange_back(found, bytes, new)?;
            Err(Fault::Changed(found.path.clone()))
        }
        Err(Errno::NOENT) => Err(Fault::Changed(found.path.clone())),
        // A file that is mounted by itself, as into a container.
        Err(Errno::BUSY | Errno::XDEV) => in_place(found, bytes),
        // This place cannot.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
            copy(found, &before.bytes)?;
            if !is_as_found(found, &found.path) {
                return Err(Fault::Changed(found.path.clone()));
            }
            new.persist(&found.path).map_err(|error| Fault::Unwritable(found.path.clone(), error.error))?;
            Ok(Done::Renamed)
        }
        Err(error) => Err(Fault::Unwritable(found.path.clone(), error.into())),
    }
}

/// Whether the file at `path` is what was found, to the byte and the mode.
fn is_as_found(found: &Found, path: &Path) -> bool {
    let Some(before) = &found.before else { return false };
    let metadata = fs::symlink_metadata(path);
    metadata.is_ok_and(|now| now.is_file() && attributes::same(&now, &before.metadata))
        && look::read(path).is_ok_and(|bytes| bytes == before.bytes)
}

/// Puts back what was there. `other` is it, and the file has `bytes`.
fn exchange_back(found: &Found, bytes: &[u8], other: NamedTempFile) -> Result<(), Fault> {
    let exchange = || renameat_with(CWD, other.path(), CWD, &found.path, RenameFlags::EXCHANGE);
    let exchanged = exchange().and_then(|()| {
        let ours = look::read(other.path()).is_ok_and(|now| now == bytes);
        // Somebody has written it once more: that is the newest, and what was there becomes the backup.
        if ours { Ok(false) } else { exchange().map(|()| true) }
    });
    match exchanged {
        Ok(false) => {}
        Ok(true) => {
            keep_as_backup(found, other);
        }
        Err(error) => {
            // What was there must not go with the temporary file.
            let backup = set_aside(found, other).unwrap_or_default();
            return Err(Fault::Torn { path: found.path.clone(), backup, error: error.into() });
        }
    }
    Ok(())
}

/// Where it is then; what cannot get that name gets one like it.
fn keep_as_backup(found: &Found, old: NamedTempFile) -> Option<PathBuf> {
    match old.persist(found.backup()) {
        Ok(_) => Some(found.backup()),
        Err(error) => set_aside(found, error.file),
    }
}

/// Under the name of a temporary file it would be taken for an abandoned one, and go.
fn set_aside(found: &Found, old: NamedTempFile) -> Option<PathBuf> {
    const MOST: usize = 100;
    let mut old = old;
    for number in 2..MOST {
        let mut name = found.backup().into_os_string();
        name.push(format!("-{number}"));
        match old.persist_noclobber(&name) {
            Ok(_) => return Some(name.into()),
            Err(error) => old = error.file,
        }
    }
    old.into_temp_path().keep().ok()
}

/// Writes a copy of what the file was to its backup's place, whole and on the disk.
fn copy(found: &Found, bytes: &[u8]) -> Result<PathBuf, Fault> {
    let backup = found.backup();
    let folder = found.folder()?;
    let written = temporary(folder, bytes).and_then(|copy| {
        if let Some(before) = &found.before {
            // Where it cannot belong to the same one it is for this one alone.
            let _ = attributes::keep(copy.as_file(), &found.path, &before.metadata);
        }
        copy.as_file().sync_all()?;
        copy.persist(&backup)?;
        Ok(())
    });
    written.map_err(|error| Fault::Folder(folder.to_owned(), error))?;
    settle(&backup);
    Ok(backup)
}

/// Writes the file where it is, for it cannot be replaced: it has another name elsewhere, is mounted by itself, or a new
/// one could not be given to its owner. A copy is there before.
fn in_place(found: &Found, bytes: &[u8]) -> Result<Done, Fault> {
    let before = found.before.as_ref().map(|before| before.bytes.as_slice()).unwrap_or_default();
    let backup = copy(found, before)?;
    if !is_as_found(found, &found.path) {
        return Err(Fault::Changed(found.path.clone()));
    }
    match overwrite(&found.path, bytes) {
        Ok(()) => Ok(Done::InPlace),
        Err(error) => match overwrite(&found.path, before) {
            Ok(()) => Err(Fault::Unwritable(found.path.clone(), error)),
            Err(_) => Err(Fault::Torn { path: found.path.clone(), backup, error }),
        },
    }
}

/// What somebody has put there meanwhile, a link or a named pipe, is not written to.
pub(super) fn for_writing(path: &Path) -> io::Result<File> {
    let flags = OFlags::WRONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty())?);
    if file.metadata()?.is_file() { Ok(file) } else { Err(ErrorKind::InvalidInput.into()) }
}

fn overwrite(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = for_writing(path)?;
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    // The room is had before a byte is written, where the place can tell.
    #[cfg(target_os = "linux")]
    if let Err(error @ (Errno::NOSPC | Errno::DQUOT | Errno::FBIG)) =
        rustix::fs::fallocate(&file, rustix::fs::FallocateFlags::KEEP_SIZE, 0, length.max(1))
    {
        return Err(error.into());
    }
    file.write_all(bytes)?;
    file.set_len(length)?;
    file.sync_all()
}

fn undo(found: &Found, bytes: &[u8], change: Done) -> Result<(), Fault> {
    // Somebody has written it since: it is theirs now.
    if look::read(&found.path).is_ok_and(|now| now != bytes) {
        return Ok(());
    }
    let before = found.before.as_ref().map(|before| before.bytes.as_slice()).unwrap_or_default();
    let torn = |error| Fault::Torn { path: found.path.clone(), backup: found.backup(), error };
    match change {
        Done::Created => fs::remove_file(&found.path).map_err(torn),
        Done::Swapped(old) => exchange_back(found, bytes, old),
        Done::Renamed | Done::InPlace => overwrite(&found.path, before).map_err(torn),
    }
}

fn finish(found: &Found, change: Done) -> Written {
    let (backup, in_place) = match change {
        Done::Created => (None, false),
        Done::Swapped(old) => (keep_as_backup(found, old), false),
        Done::Renamed => (Some(found.backup()), false),
        Done::InPlace => (Some(found.backup()), true),
    };
    settle(&found.path);
    Written { path: found.path.clone(), backup, in_place }
}

/// Has the names in the file's folder written to the disk. Some places cannot; the change stands anyway.
fn settle(path: &Path) {
    if let Some(folder) = path.parent().and_then(|folder| File::open(folder).ok()) {
        let _ = folder.sync_all();
    }
}
