//! Writing a file that other tools write as well: whole or not at all, and not without having made sure first that it
//! will work.

use std::fs::{self, DirBuilder, File, Metadata};
use std::io::ErrorKind::{FileTooLarge, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
use std::io::{self, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, fchown};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rustix::fs::{Mode, OFlags};
use tempfile::NamedTempFile;

use crate::regular_file;
use crate::store::atomic::{self, ABANDONED};
use crate::store::sign_in_file::{self, LARGEST};

/// Room for a file's new content, had before what is to be written: a refresh token is used up by the call that gives
/// the next one, so a full disk or a closed folder must be found before that call.
#[derive(Debug)]
pub struct Room {
    file: PathBuf,
    /// `None`: the folder takes no new file (a single file may be mounted from elsewhere), but the file can be written.
    beside: Option<NamedTempFile>,
}

impl Room {
    /// Takes room for about `size` bytes. A link is followed: the file that it leads to is the one that is replaced. But
    /// where that is something else than a sign-in, a device even, the link is.
    ///
    /// # Errors
    /// The system's, where neither a file beside it nor the file itself can be written.
    pub fn take(file: &Path, size: usize) -> io::Result<Self> {
        let followed = fs::canonicalize(file).ok().filter(|target| may_be_sign_in(target));
        let file = followed.unwrap_or_else(|| file.to_path_buf());
        let folder = file.parent().ok_or(io::ErrorKind::InvalidInput)?;
        // What a process left that was killed. It may hold secrets.
        atomic::remove_leftovers(folder, ABANDONED, SystemTime::now());
        let beside = atomic::temporary(folder).and_then(|mut beside| {
            if let Ok(before) = fs::symlink_metadata(&file) {
                keep_owner(&beside, &before)?;
            }
            beside.write_all(&vec![b' '; size])?;
            beside.as_file().sync_all()?;
            Ok(beside)
        });
        match beside {
            Ok(beside) => Ok(Self { file, beside: Some(beside) }),
            Err(error) => match for_writing(&file) {
                // Not on a full disk or beyond a quota: what is written in place is first of all gone.
                Ok(_) if matches!(error.kind(), PermissionDenied | ReadOnlyFilesystem) => {
                    Ok(Self { file, beside: None })
                }
                _ => Err(error),
            },
        }
    }

    /// The same for a file that may be the first of its folder, which is made for the owner alone where there is none.
    ///
    /// # Errors
    /// As [`Room::take`], and where there can be no such folder.
    pub fn take_first(file: &Path, size: usize) -> io::Result<Self> {
        if let Some(folder) = file.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        Self::take(file, size)
    }

    /// The same room for another file of the same folder, whose name was not known before; elsewhere, where a link leads
    /// out of the folder, room is taken anew.
    ///
    /// # Errors
    /// As [`Room::take`].
    pub fn named(self, name: &str, size: usize) -> io::Result<Self> {
        let file = self.file.with_file_name(name);
        match self.beside {
            Some(beside) if fs::symlink_metadata(&file).is_err() => Ok(Self { file, beside: Some(beside) }),
            _ => Self::take(&file, size),
        }
    }

    /// Puts `bytes` in the file's place, for the owner alone. Where it cannot be replaced it is written in place, as the
    /// AWS CLI does it.
    ///
    /// # Errors
    /// The system's.
    pub fn fill(self, bytes: &[u8]) -> io::Result<()> {
        let Self { file, beside } = self;
        if let Some(beside) = beside {
            match replace(beside, &file, bytes) {
                // What is there is whole, and would be cut short.
                Err(error) if lacks_room(&error) => return Err(error),
                Err(_) => {}
                Ok(()) => return Ok(()),
            }
        }
        let mut file = for_writing(&file)?;
        file.set_len(0)?;
        file.write_all(bytes)?;
        file.sync_all()
    }
}

/// Removes a sign-in's file; `false` if there was none. Where it must stay, for its folder is closed or it is mounted by
/// itself, it is emptied.
///
/// What a link leads to goes as well if it is a sign-in; anything else there is no business of whoever signs out.
///
/// # Errors
/// The system's, where it is still there and still says what it said.
pub fn remove(file: &Path) -> io::Result<bool> {
    if fs::symlink_metadata(file).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return Ok(false);
    }
    if file.is_symlink() {
        let target = fs::canonicalize(file).ok();
        if let Some(target) = target.filter(|target| is_sign_in(target)) {
            remove_or_empty(&target)?;
        }
        match fs::remove_file(file) {
            // The link may stay where there is nothing behind it.
            Err(error) if is_sign_in(file) => return Err(error),
            _ => return Ok(true),
        }
    }
    remove_or_empty(file).map(|()| true)
}

fn remove_or_empty(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            let emptied = for_writing(file).and_then(|file| file.set_len(0));
            emptied.map_err(|_| error)
        }
        _ => Ok(()),
    }
}

/// No link is followed here, and nothing else than a file is written to.
fn for_writing(file: &Path) -> io::Result<File> {
    let flags = OFlags::WRONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
    let file = File::from(rustix::fs::open(file, flags, Mode::empty())?);
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

/// Whether it is a sign-in, perhaps a torn one, or the place for one: a file that is empty or begins as an object does.
fn may_be_sign_in(file: &Path) -> bool {
    regular_file::read(file, LARGEST).is_ok_and(|bytes| matches!(bytes.first(), None | Some(b'{')))
}

/// Whether it is one that the AWS CLI keeps: a token, or what came of one.
fn is_sign_in(file: &Path) -> bool {
    sign_in_file::read(file)
        .is_ok_and(|object| ["accessToken", "ProviderType"].iter().any(|member| object.contains_key(*member)))
}

fn lacks_room(error: &io::Error) -> bool {
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

/// Under `sudo` a file would become root's, and its owner could not read it any more.
fn keep_owner(beside: &NamedTempFile, before: &Metadata) -> io::Result<()> {
    if beside.as_file().metadata()?.uid() == before.uid() {
        return Ok(());
    }
    fchown(beside.as_file(), Some(before.uid()), Some(before.gid()))
}

fn replace(mut beside: NamedTempFile, file: &Path, bytes: &[u8]) -> io::Result<()> {
    beside.rewind()?;
    beside.write_all(bytes)?;
    beside.as_file().set_len(u64::try_from(bytes.len()).unwrap_or(u64::MAX))?;
    beside.as_file().sync_all()?;
    beside.persist(file)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(file: &Path) -> u32 {
        fs::metadata(file).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_file_is_replaced_whole_for_the_owner_alone_and_a_link_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("token.json"), folder.path().join("link.json"));
        fs::write(&file, "{a longer text than the next}").unwrap();
        fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        Room::take(&link, 100).unwrap().fill(b"new").unwrap();
        assert_eq!((fs::read_to_string(&file).unwrap().as_str(), mode(&file)), ("new", 0o600));
        assert!(link.is_symlink());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left over");
    }

    #[test]
    fn a_link_to_something_else_is_replaced_and_that_is_left_alone() {
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (link, thesis) = (folder.path().join("token.json"), elsewhere.path().join("thesis"));
        let pipe = elsewhere.path().join("pipe");
        fs::write(&thesis, "thesis").unwrap();
        let mode = Mode::from_raw_mode(0o600);
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        for target in [&thesis, &pipe, &elsewhere.path().to_path_buf()] {
            std::os::unix::fs::symlink(target, &link).unwrap();
            let kind = fs::metadata(target).unwrap().file_type();
            Room::take(&link, 100).unwrap().fill(b"new").unwrap();
            assert!(!link.is_symlink() && fs::read_to_string(&link).unwrap() == "new");
            assert_eq!(fs::metadata(target).unwrap().file_type(), kind);
            fs::remove_file(&link).unwrap();
        }
        assert_eq!(fs::read_to_string(&thesis).unwrap(), "thesis");
        // Nor is it written in place.
        std::os::unix::fs::symlink(&thesis, &link).unwrap();
        assert!(for_writing(&link).is_err() && for_writing(&pipe).is_err());
        let closed = Room { file: link, beside: None };
        assert!(closed.fill(b"new").is_err());
        assert_eq!(fs::read_to_string(&thesis).unwrap(), "thesis");
    }

    #[test]
    fn room_can_be_taken_before_the_name_is_known() {
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let target = elsewhere.path().join("t.json");
        fs::write(folder.path().join("old.json"), "old").unwrap();
        fs::write(&target, "{old").unwrap();
        std::os::unix::fs::symlink(&target, folder.path().join("link.json")).unwrap();
        for name in ["new.json", "old.json", "link.json"] {
            let room = Room::take(&folder.path().join("unknown"), 100).unwrap();
            room.named(name, 100).unwrap().fill(b"new").unwrap();
            assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), "new", "{name}");
        }
        assert_eq!(fs::read_to_string(&target).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "nothing is left over");
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 1);
    }

    #[test]
    fn room_that_is_not_filled_leaves_everything_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token.json");
        fs::write(&file, "old").unwrap();
        drop(Room::take(&file, 100).unwrap());
        assert_eq!(fs::read_to_string(&file).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_removed_is_gone_behind_a_link_too() {
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (link, target) = (folder.path().join("link.json"), elsewhere.path().join("t.json"));
        fs::write(&target, r#"{"accessToken": "secret"}"#).unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        assert!(remove(&link).unwrap());
        assert!(!target.exists() && !link.is_symlink());
        assert!(!remove(&link).unwrap());
        // What leads nowhere is removed as well.
        std::os::unix::fs::symlink(&target, &link).unwrap();
        assert!(remove(&link).unwrap());
        assert!(!link.is_symlink());
        assert!(remove(folder.path()).is_err(), "a folder is no sign-in");
    }

    #[test]
    fn what_is_no_sign_in_behind_a_link_stays_as_it_is() {
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (link, target) = (folder.path().join("link.json"), elsewhere.path().join("important"));
        for content in ["thesis", "{}", r#"{"clientSecret": "s"}"#] {
            fs::write(&target, content).unwrap();
            std::os::unix::fs::symlink(&target, &link).unwrap();
            assert!(remove(&link).unwrap());
            assert!(!link.is_symlink());
            assert_eq!(fs::read_to_string(&target).unwrap(), content);
        }
    }

    #[test]
    fn where_nothing_can_be_written_there_is_no_room() {
        let folder = tempfile::tempdir().unwrap();
        let error = Room::take(&folder.path().join("none/token.json"), 1).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn the_first_file_brings_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("new/cache/token.json");
        Room::take_first(&file, 1).unwrap().fill(b"new").unwrap();
        assert_eq!((mode(file.parent().unwrap()), mode(&file)), (0o700, 0o600));
        assert!(Room::take_first(&file.join("below"), 1).is_err());
    }
}
