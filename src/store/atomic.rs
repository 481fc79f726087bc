//! Files that are there whole or not at all.

use std::fs::{self, File, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, SystemTime};

use tempfile::Builder;

/// Owner alone.
const PRIVATE: u32 = 0o600;
/// What the names of temporary files begin with.
const TEMPORARY: &str = ".new-";
/// A temporary file of this age belongs to nobody any more.
pub(super) const ABANDONED: Duration = Duration::from_hours(1);

/// The file's bytes, if it is a plain file that can be read and is not larger than `most`. A file that others could
/// read is closed to them.
pub(super) fn read(path: &Path, most: u64) -> Option<Vec<u8>> {
    // Looked at before it is opened: opening a named pipe would wait for a writer.
    fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)?;
    let file = File::open(path).ok()?;
    let metadata = file.metadata().ok().filter(|metadata| metadata.is_file() && metadata.len() <= most)?;
    if metadata.permissions().mode() & 0o077 != 0 {
        // Not worth failing for: the folder is closed as well.
        let _ = file.set_permissions(Permissions::from_mode(PRIVATE));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default() + 1);
    file.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Writes `bytes` to a temporary file beside `path`, sets its time if one is given, and renames it. The temporary
/// file is removed if anything fails.
pub(super) fn write(path: &Path, bytes: &[u8], mtime: Option<SystemTime>, synced: bool) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let mut file =
        Builder::new().prefix(TEMPORARY).permissions(Permissions::from_mode(PRIVATE)).tempfile_in(folder)?;
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

/// Removes temporary files of at least this age, which processes that were killed left behind. One that is still being
/// written is lost to its writer, whose entry is then a miss.
pub(super) fn remove_leftovers(folder: &Path, age: Duration) {
    let Ok(files) = fs::read_dir(folder) else { return };
    for file in files.filter_map(Result::ok) {
        let ours = file.file_name().to_str().is_some_and(|name| name.starts_with(TEMPORARY));
        let modified = file.metadata().and_then(|metadata| metadata.modified());
        // A time in the future, as of a state, is as old as any.
        let old = modified.is_ok_and(|time| time.elapsed().map_or(age.is_zero(), |passed| passed >= age));
        if ours && old {
            // Another process may have been quicker.
            let _ = fs::remove_file(file.path());
        }
    }
}
