//! Where the store is, and whether it is ours.

use std::fs::{self, DirBuilder, Metadata, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Owner alone.
const PRIVATE: u32 = 0o700;

/// The folder if it is ours, or could be: what belongs to another user is neither read, for they could have put
/// anything there, nor written, for they could then not use it (`sudo -E`).
pub(super) fn check(folder: PathBuf) -> Result<PathBuf, String> {
    let Some((existing, metadata)) = nearest_existing(&folder) else { return Ok(folder) };
    if !metadata.is_dir() {
        return Err(format!("{} is not a folder", existing.display()));
    }
    let Some(me) = user_id() else { return Ok(folder) };
    // Root's folders, such as /tmp, hold those of everybody; whether one may be made there shows when it is made.
    let shared = existing != folder && metadata.uid() == 0;
    if metadata.uid() == me || shared {
        Ok(folder)
    } else {
        Err(format!("{} belongs to another user", existing.display()))
    }
}

/// Makes the folder and what is above it, for the owner alone, and closes the folder and the versioned one above it
/// to others where they are open.
pub(super) fn create(folder: &Path) -> io::Result<()> {
    match folder.symlink_metadata() {
        Ok(metadata) => close(folder, &metadata)?,
        Err(_) => DirBuilder::new().recursive(true).mode(PRIVATE).create(folder)?,
    }
    match folder.parent() {
        Some(parent) => close(parent, &parent.symlink_metadata()?),
        None => Ok(()),
    }
}

/// When the folder was changed last; `None` where it is none, which must not even be opened: a named pipe waits for a
/// writer.
pub(super) fn modified(folder: &Path) -> Option<SystemTime> {
    folder.metadata().ok().filter(Metadata::is_dir)?.modified().ok()
}

fn close(folder: &Path, metadata: &Metadata) -> io::Result<()> {
    if !metadata.is_dir() {
        return Err(io::Error::from(io::ErrorKind::NotADirectory));
    }
    let open_to_others = metadata.permissions().mode() & 0o077 != 0;
    if open_to_others { fs::set_permissions(folder, Permissions::from_mode(PRIVATE)) } else { Ok(()) }
}

/// The folder itself or the nearest one above it that exists. A link is followed above, but not at the folder
/// itself, which is always made by us.
fn nearest_existing(folder: &Path) -> Option<(&Path, Metadata)> {
    if let Ok(metadata) = folder.symlink_metadata() {
        return Some((folder, metadata));
    }
    folder.ancestors().skip(1).find_map(|path| {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        path.metadata().ok().map(|metadata| (path, metadata))
    })
}

/// Whom files that this process makes belong to. Without a call to the system that would need `unsafe`: the owner of
/// the process's folder in `/proc`, else of a fresh temporary file.
fn user_id() -> Option<u32> {
    let metadata = fs::metadata("/proc/self").ok().or_else(|| tempfile::tempfile().ok()?.metadata().ok());
    metadata.map(|metadata| metadata.uid())
}
