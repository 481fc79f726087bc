//! Stamps: empty files with chosen modification times.
//!
//! A shell can compare the times of two files with builtins (`-nt`, `-ot`), but cannot see a file's time. A state
//! that depends on a file names two stamps, one just older and one just newer than the file was; while the file is
//! newer than the one and older than the other, it is there and unchanged.

use std::fs::{self, File, Metadata};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::store::Store;
use crate::store::atomic::changed;
use crate::store::shelf::Shelf;

/// A stamp that nobody asked for in this time may go.
const UNUSED_AFTER: Duration = Duration::from_hours(720);
/// How old the mark of its last use may be before it is renewed.
pub(super) const MARKED_EVERY: Duration = Duration::from_hours(24);
/// So many stamps do no harm.
const MANY: usize = 500;
/// One new stamp in so many looks for old ones.
const LOOKS: u32 = 16;

/// The differences that a stamp may have to the time of its file, in nanoseconds: the least that the file system can
/// hold.
const GRAINS: [u64; 4] = [1, 100, 1_000, 1_000_000_000];

/// Two stamps with a file's time between them, and no other that the file could get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Around {
    /// Older than the file.
    pub older: PathBuf,
    /// Newer than the file.
    pub newer: PathBuf,
}

/// What a folder whose time only rises is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rising {
    /// One stamp next after its time: `FOLDER/../stamps/…`, which is there only as long as the folder is.
    Beside(PathBuf),
    /// Two, where the stamps are kept elsewhere.
    Elsewhere(Around),
}

impl Store {
    /// The stamps around `time`, made if need be. `None` where they cannot be made, or the file system cannot hold times
    /// that are near enough.
    #[must_use]
    pub fn around(&self, time: SystemTime) -> Option<Around> {
        let nanos = time.duration_since(UNIX_EPOCH).ok()?.as_nanos();
        // A file system that knows no nanoseconds gives its files round times.
        let fine_enough = |grain: &u64| nanos.is_multiple_of(u128::from(*grain));
        GRAINS.into_iter().filter(fine_enough).find_map(|grain| {
            let grain = Duration::from_nanos(grain);
            let (older, newer) = (time.checked_sub(grain)?, time.checked_add(grain)?);
            Some(Around { older: self.stamp(older)?, newer: self.stamp(newer)? })
        })
    }

    /// What to compare this folder with, whose time only rises and was `time`. A folder that is gone counts as older in
    /// some shells, so the way to its stamp leads through it, where it can. `None` as above.
    #[must_use]
    pub fn above(&self, folder: &Path, time: SystemTime) -> Option<Rising> {
        let stamps = self.folder(Shelf::Stamps)?;
        if folder.parent() != stamps.parent() {
            return self.around(time).map(Rising::Elsewhere);
        }
        let newer = GRAINS
            .into_iter()
            .find_map(|grain| self.stamp(time.checked_add(Duration::from_nanos(grain))?))?;
        let name = newer.strip_prefix(newer.parent()?.parent()?).ok()?;
        Some(Rising::Beside(folder.join("..").join(name)))
    }

    /// The stamp of `time`, made if need be: `…/stamps/SECONDS.NANOSECONDS`, the time since 1970, nine digits after
    /// the dot. `None` where it cannot be made, or the file system cannot hold that time exactly.
    #[must_use]
    fn stamp(&self, time: SystemTime) -> Option<PathBuf> {
        let since = time.duration_since(UNIX_EPOCH).ok()?;
        let name = format!("{}.{:09}", since.as_secs(), since.subsec_nanos());
        let path = self.folder(Shelf::Stamps)?.join(&name);
        let holds =
            |metadata: &Metadata| metadata.is_file() && metadata.modified().is_ok_and(|held| held == time);
        if let Ok(metadata) = fs::symlink_metadata(&path)
            && holds(&metadata)
        {
            mark_as_used(&path, &metadata, time);
            return Some(path);
        }
        let path = self.write(Shelf::Stamps, &name, &[], Some(time))?;
        if since.subsec_micros() % LOOKS == 0 {
            self.tidy(SystemTime::now());
        }
        fs::symlink_metadata(&path).ok().filter(holds).map(|_| path)
    }

    /// Removes what the prompt left behind, also for those for whom nothing runs behind it.
    fn tidy(&self, now: SystemTime) {
        self.remove_unused_stamps(now);
        self.prune_shelf(Shelf::Stamps, now);
        self.prune_shelf(Shelf::States, now);
    }

    /// Removes stamps that were not asked for in thirty days, if there are many.
    fn remove_unused_stamps(&self, now: SystemTime) {
        let stamps = self.folder(Shelf::Stamps).map(|folder| files(&folder)).unwrap_or_default();
        if stamps.len() <= MANY {
            return;
        }
        for stamp in stamps {
            let used = fs::symlink_metadata(&stamp).map(|metadata| changed(&metadata));
            if used.is_ok_and(|used| is_older(used, UNUSED_AFTER, now)) {
                // Another process may have been quicker.
                let _ = fs::remove_file(stamp);
            }
        }
    }
}

/// The stamps in this folder.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_stamp = |name: &str| name.split_once('.').is_some_and(|(s, n)| digits(s) && digits(n));
    let Ok(files) = fs::read_dir(folder) else { return Vec::new() };
    files
        .filter_map(Result::ok)
        .filter(|file| file.file_name().to_str().is_some_and(is_stamp))
        .map(|file| file.path())
        .collect()
}

fn is_older(time: SystemTime, age: Duration, now: SystemTime) -> bool {
    now.duration_since(time).is_ok_and(|passed| passed > age)
}

/// Setting the same time again renews the change time. Not at every use: reading is cheaper.
fn mark_as_used(path: &Path, metadata: &Metadata, time: SystemTime) {
    if is_older(changed(metadata), MARKED_EVERY, SystemTime::now())
        && let Ok(file) = File::options().write(true).open(path)
    {
        // It is marked the next time if not now.
        let _ = file.set_modified(time);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(folder: &Path) -> Store {
        Store::open(Some(folder.to_path_buf()), None)
    }

    #[test]
    fn old_stamps_go_only_when_there_are_many() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let stamps = store.folder(Shelf::Stamps).unwrap();
        let count = || fs::read_dir(&stamps).unwrap().count();
        for second in 1..=MANY {
            let time = UNIX_EPOCH + Duration::from_millis(u64::try_from(second).unwrap() * 1000);
            fs::create_dir_all(&stamps).unwrap();
            File::create(stamps.join(format!("{second}.000000000"))).unwrap().set_modified(time).unwrap();
        }
        let later = SystemTime::now() + UNUSED_AFTER + Duration::from_mins(1);
        store.remove_unused_stamps(later);
        assert_eq!(count(), MANY);
        File::create(stamps.join("1.5")).unwrap();
        store.remove_unused_stamps(SystemTime::now());
        assert_eq!(count(), MANY + 1);
        store.remove_unused_stamps(later);
        assert_eq!(count(), 0);
    }
}
