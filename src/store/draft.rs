//! A file's replacement whose place on the disk is taken before its content is known: for what cannot be had a second
//! time, as a refresh token that AWS gives in exchange for the last one.

use std::fs::{self, Metadata};
use std::io::{self, Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, fchown};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use tempfile::NamedTempFile;

use crate::store::atomic::{self, ABANDONED};

/// A temporary file that is to take the place of another. It holds nothing until it is finished, and goes if it never
/// is.
#[derive(Debug)]
pub struct Draft {
    file: NamedTempFile,
    target: PathBuf,
}

impl Draft {
    /// Takes the place: a file of the owner's beside `path`, or beside what that leads to, with room for so many bytes.
    ///
    /// # Errors
    /// Where `path` could not be replaced: its folder is missing, cannot be written, or the disk is full.
    pub fn begin(path: &Path, room: usize) -> io::Result<Self> {
        // A link stays one.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let folder = target.parent().ok_or(io::ErrorKind::InvalidInput)?;
        atomic::remove_leftovers(folder, ABANDONED, SystemTime::now());
        let mut file = atomic::temporary(folder)?;
        if let Ok(metadata) = fs::metadata(&target) {
            keep_owner(&file, &metadata)?;
        }
        file.write_all(&vec![b' '; room])?;
        file.as_file().sync_all()?;
        Ok(Self { file, target })
    }

    /// Writes the content and puts the file in its place, all or nothing.
    ///
    /// # Errors
    /// What the system says; the former file is then as it was.
    pub fn finish(mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(bytes)?;
        self.file.as_file().set_len(u64::try_from(bytes.len()).unwrap_or(u64::MAX))?;
        self.file.as_file().sync_all()?;
        self.file.persist(self.target)?;
        Ok(())
    }
}

/// Under `sudo` a file would become root's, and its owner could not read it any more.
fn keep_owner(file: &NamedTempFile, before: &Metadata) -> io::Result<()> {
    let now = file.as_file().metadata()?;
    if now.uid() == before.uid() {
        return Ok(());
    }
    fchown(file.as_file(), Some(before.uid()), Some(before.gid()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_draft_takes_the_files_place_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("token"), folder.path().join("link"));
        fs::write(&file, "before").unwrap();
        symlink("token", &link).unwrap();
        for (room, content) in [(100, "short"), (2, "longer than the room")] {
            let draft = Draft::begin(&link, room).unwrap();
            assert_ne!(fs::read_to_string(&file).unwrap(), content, "not before it is finished");
            draft.finish(content.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&file).unwrap(), content);
        }
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(link.symlink_metadata().unwrap().is_symlink());
        drop(Draft::begin(&file, 10).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
        assert!(Draft::begin(&folder.path().join("none/token"), 10).is_err());
    }
}
