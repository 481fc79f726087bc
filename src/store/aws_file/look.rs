//! Looks at a file that others write.

use std::fs::{self, FileType, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use rustix::io::Errno;

use crate::config::source::LARGEST;
use crate::regular_file::{self, Link, Unread};
use crate::store::aws_file::{Before, Fault, Found};

/// As many links as Linux follows.
const MOST_LINKS: usize = 40;
/// Who has written a file that recently may still be writing it: the AWS CLI does so in place.
const QUIET: Duration = Duration::from_millis(20);
/// So long a file that has just been emptied may stay so: its new text is on the way.
const FILLED: Duration = Duration::from_secs(1);
/// Somebody who never stops writing is not waited for: what is written meanwhile is found when the file is replaced.
const MOST_LOOKS: usize = 60;

pub(super) fn look(path: &Path) -> Result<Found, Fault> {
    let named = path;
    let path = followed(named)?;
    let linked = path != named && named.is_symlink();
    for _ in 0..MOST_LOOKS {
        let (before, busy) = once(&path)?;
        if !busy {
            return Ok(Found { path, linked, before });
        }
        thread::sleep(QUIET);
    }
    let (before, _) = once(&path)?;
    Ok(Found { path, linked, before })
}

/// Where the links of the path's end lead to; links above it are left to the system.
fn followed(path: &Path) -> Result<PathBuf, Fault> {
    if path.as_os_str().is_empty() {
        return Err(Fault::NoPath);
    }
    let mut path = std::path::absolute(path).map_err(|error| Fault::Unreadable(path.to_owned(), error))?;
    for _ in 0..MOST_LINKS {
        match fs::read_link(&path) {
            Ok(target) => path = path.parent().unwrap_or(Path::new("/")).join(target),
            // It is no link, or there is nothing.
            Err(_) => return Ok(path),
        }
    }
    Err(Fault::Loop(path))
}

/// What there is, and whether somebody is about to write it.
fn once(path: &Path) -> Result<(Option<Before>, bool), Fault> {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok((None, false)),
        Err(error) if Errno::from_io_error(&error) == Some(Errno::LOOP) => {
            return Err(Fault::Loop(path.to_owned()));
        }
        Err(error) => return Err(Fault::Unreadable(path.to_owned(), error)),
    };
    if !metadata.is_file() {
        return Err(Fault::NotAFile(path.to_owned(), what(metadata.file_type())));
    }
    let bytes = match read(path) {
        Ok(bytes) => bytes,
        // It went between the two looks.
        Err(Unread::Failed(error)) if error.kind() == ErrorKind::NotFound => return Ok((None, true)),
        Err(Unread::Failed(error)) => return Err(Fault::Unreadable(path.to_owned(), error)),
        Err(Unread::NotAFile(file_type)) => return Err(Fault::NotAFile(path.to_owned(), what(file_type))),
        Err(Unread::TooLarge) => return Err(Fault::TooLarge(path.to_owned())),
    };
    let now = fs::metadata(path).ok();
    let moved = now.as_ref().is_none_or(|now| state(now) != state(&metadata));
    let age = metadata.modified().ok().and_then(|modified| SystemTime::now().duration_since(modified).ok());
    let busy = age.is_some_and(|age| age < if bytes.is_empty() { FILLED } else { QUIET });
    Ok((Some(Before { bytes, metadata }), moved || busy))
}

/// What changes with a file.
fn state(metadata: &Metadata) -> (u64, u64, u64, i64, i64) {
    (metadata.dev(), metadata.ino(), metadata.size(), metadata.mtime(), metadata.mtime_nsec())
}

/// All links have been followed by then.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Unread> {
    let (file, metadata) = regular_file::open(path, Link::Refused)?;
    regular_file::bytes(&file, &metadata, LARGEST)
}

fn what(file_type: FileType) -> &'static str {
    if file_type.is_dir() {
        "a folder"
    } else if file_type.is_fifo() {
        "a named pipe"
    } else if file_type.is_char_device() || file_type.is_block_device() {
        "a device"
    } else {
        "a socket"
    }
}
