//! Reading files that others write: regular ones alone, and never more than is wanted.
//!
//! What is looked at by its name can be another thing once it is opened. So a file is opened in a way that waits for
//! nobody (a named pipe would wait for a writer), and what was opened is looked at again before a byte of it is read.

use std::fs::{self, File, FileType, Metadata};
use std::io::{self, Read as _};
use std::path::Path;

use rustix::fs::{Mode, OFlags};

/// Why a file was not read.
#[derive(Debug)]
pub enum Unread {
    /// Something else is in its place.
    NotAFile(FileType),
    /// It is longer than was wanted.
    TooLarge,
    /// The system's reason.
    Failed(io::Error),
}

/// Whether a link at the end of a path is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// It is.
    Followed,
    /// It counts as no file.
    Refused,
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

/// The bytes of the regular file that `path` leads to, at most `most` of them.
///
/// # Errors
/// See [`Unread`].
pub fn read(path: &Path, most: u64) -> Result<Vec<u8>, Unread> {
    // What is no file is not even opened: with some devices that does something.
    regular(fs::metadata(path)?)?;
    let (file, metadata) = open(path, Link::Followed)?;
    bytes(&file, &metadata, most)
}

/// The regular file, open for reading, and what it is.
///
/// # Errors
/// See [`Unread`]; never [`Unread::TooLarge`].
pub fn open(path: &Path, link: Link) -> Result<(File, Metadata), Unread> {
    let mut flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
    flags.set(OFlags::NOFOLLOW, link == Link::Refused);
    let file = File::from(rustix::fs::open(path, flags, Mode::empty()).map_err(io::Error::from)?);
    let metadata = regular(file.metadata()?)?;
    Ok((file, metadata))
}

/// The bytes of an open file: at most `most`, however long it is or grows.
///
/// # Errors
/// [`Unread::TooLarge`] and [`Unread::Failed`].
pub fn bytes(file: &File, metadata: &Metadata, most: u64) -> Result<Vec<u8>, Unread> {
    if metadata.len() > most {
        return Err(Unread::TooLarge);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default() + 1);
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > most) {
        return Err(Unread::TooLarge);
    }
    Ok(bytes)
}

fn regular(metadata: Metadata) -> Result<Metadata, Unread> {
    if metadata.is_file() { Ok(metadata) } else { Err(Unread::NotAFile(metadata.file_type())) }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{FileTypeExt as _, symlink};

    use rustix::fs::CWD;

    use super::*;

    #[test]
    fn what_is_no_file_keeps_nobody_even_if_it_takes_a_files_place() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        rustix::fs::mknodat(CWD, &pipe, rustix::fs::FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
        // As if it had been a file when it was looked at: nobody writes to it, and nobody ever will.
        assert!(matches!(open(&pipe, Link::Followed), Err(Unread::NotAFile(kind)) if kind.is_fifo()));
        assert!(matches!(read(&pipe, 9), Err(Unread::NotAFile(_))));
        assert!(matches!(read(folder.path(), 9), Err(Unread::NotAFile(kind)) if kind.is_dir()));
        assert!(matches!(open(folder.path(), Link::Followed), Err(Unread::NotAFile(_))));
        let none = read(&folder.path().join("none"), 9);
        assert!(matches!(none, Err(Unread::Failed(error)) if error.kind() == io::ErrorKind::NotFound));
    }

    #[test]
    fn as_much_as_is_wanted_is_read_and_links_are_followed_where_they_may_be() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "12345").unwrap();
        symlink(&file, &link).unwrap();
        assert_eq!(read(&link, 5).unwrap(), b"12345");
        assert!(matches!(read(&file, 4), Err(Unread::TooLarge)));
        assert!(matches!(open(&link, Link::Refused), Err(Unread::Failed(_))));
        assert!(open(&file, Link::Refused).is_ok());
        // Files of /proc say that they are empty.
        assert!(read(Path::new("/proc/self/status"), 1 << 20).is_ok_and(|bytes| !bytes.is_empty()));
        assert!(matches!(read(Path::new("/proc/self/status"), 9), Err(Unread::TooLarge)));
    }
}
