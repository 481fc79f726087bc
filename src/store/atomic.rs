//! Files that are there whole or not at all.

use std::fs::{self, Metadata, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tempfile::{Builder, NamedTempFile};

use crate::regular_file::{self, Link};

/// Owner alone.
pub(super) const PRIVATE: u32 = 0o600;
/// What the names of temporary files begin with, and no other program's: a sign-in's file may lie among a person's own.
pub(super) const TEMPORARY: &str = ".awsp-new-";
/// A temporary file of this age belongs to nobody any more.
pub(super) const ABANDONED: Duration = Duration::from_hours(1);

/// The file's bytes, if it is a plain file that can be read and is not larger than `most`. A file that others could
/// read is closed to them.
pub(super) fn read(path: &Path, most: u64) -> Option<Vec<u8>> {
    let (file, metadata) = regular_file::open(path, Link::Refused).ok()?;
    if metadata.permissions().mode() & 0o077 != 0 {
        // Not worth failing for: the folder is closed as well.
        let _ = file.set_permissions(Permissions::from_mode(PRIVATE));
    }
    regular_file::bytes(&file, &metadata, most).ok()
}

/// Writes `bytes` to a temporary file beside `path`, sets its time if one is given, and renames it. The temporary
/// file is removed if anything fails.
pub(super) fn write(path: &Path, bytes: &[u8], mtime: Option<SystemTime>, synced: bool) -> io::Result<()> {
    let mut file = temporary(path.parent().ok_or(io::ErrorKind::InvalidInput)?)?;
    file.write_all(bytes)?;
    if let Some(mtime) = mtime {
        file.as_file().set_modified(mtime)?;
    }
    if synced {
        file.as_file().sync_all()?;
    }
    file.persist(path)?;
    Ok(())
}

/// A file for the owner alone, under a name of its own in the folder, removed unless it is given another.
pub(super) fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    Builder::new().prefix(TEMPORARY).permissions(Permissions::from_mode(PRIVATE)).tempfile_in(folder)
}

/// Removes temporary files that came at least `age` before `now`, which processes that were killed left behind. One that
/// is still being written is lost to its writer, whose entry is then a miss.
///
/// What counts is the inode's change time: the modification time may be set to that of another file. Tells how many could
/// not be removed.
pub(super) fn remove_leftovers(folder: &Path, age: Duration, now: SystemTime) -> usize {
    let Ok(files) = fs::read_dir(folder) else { return 0 };
    let mut left = 0;
    for file in files.filter_map(Result::ok) {
        let ours = file.file_name().to_str().is_some_and(|name| name.starts_with(TEMPORARY));
        let old = |metadata: Metadata| {
            now.duration_since(changed(&metadata)).map_or(age.is_zero(), |passed| passed >= age)
        };
        if ours && file.metadata().is_ok_and(old) && !remove(&file.path()) {
            left += 1;
        }
    }
    left
}

/// Removes a file; `true` if there is none afterwards: another process may have been quicker.
pub(super) fn remove(path: &Path) -> bool {
    fs::remove_file(path).map_or_else(|error| error.kind() == io::ErrorKind::NotFound, |()| true)
}

/// When the file's inode changed last: nobody can set it.
pub(super) fn changed(metadata: &Metadata) -> SystemTime {
    let seconds = u64::try_from(metadata.ctime()).unwrap_or(0);
    UNIX_EPOCH + Duration::from_secs(seconds)
}
