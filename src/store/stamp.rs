//! Stamps: empty files that carry another file's modification time.
//!
//! A shell can compare the times of two files with builtins (`-nt`, `-ot`), but cannot see a file's time. A state
//! that depends on a file names the stamp of the version that it was made from; while neither is newer, the file is
//! unchanged.

use std::fs::{self, File, Metadata};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::store::Store;
use crate::store::atomic::changed;
use crate::store::key::Key;
use crate::store::shelf::Shelf;

/// A stamp that nobody asked for in this time may go.
const UNUSED_AFTER: Duration = Duration::from_hours(720);
/// How old the mark of its last use may be before it is renewed.
const MARKED_EVERY: Duration = Duration::from_hours(24);
/// So many stamps do no harm.
const MANY: usize = 500;
/// One new stamp in so many looks for old ones.
const LOOKS: u32 = 16;

/// An entry, and the stamp that carries the same time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamped {
    /// The entry's file.
    pub file: PathBuf,
    /// Its stamp.
    pub stamp: PathBuf,
}

impl Store {
    /// The stamp of `time`, made if need be: `…/stamps/SECONDS.NANOSECONDS`, the time since 1970, nine digits after
    /// the dot. `None` where it cannot be made, or the file system cannot hold that time exactly.
    #[must_use]
    pub fn stamp(&self, time: SystemTime) -> Option<PathBuf> {
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

    /// Writes an entry, all or nothing, with the same time as a stamp, which no earlier version of the entry had.
    /// `content` is told the stamp's path. An entry that says the same already is left as it is, but for one write a
    /// day, by which it is known to be in use. `None` where that is not possible; the entry may be written nevertheless.
    #[must_use]
    pub fn put_stamped(&self, kind: Shelf, key: &Key, content: impl Fn(&Path) -> Vec<u8>) -> Option<Stamped> {
        let before = self.path(kind, key)?.symlink_metadata().and_then(|metadata| metadata.modified());
        let time = SystemTime::now();
        if let Ok(before) = &before
            && time.duration_since(*before).is_ok_and(|age| age < MARKED_EVERY)
            && let Some(unchanged) = self.unchanged(kind, key, &content, *before)
        {
            return Some(unchanged);
        }
        // The file system may know no nanoseconds, or no fractions at all.
        let (time, stamp) = [1_000, 1_000_000_000].into_iter().find_map(|grain| {
            let rounded = rounded_up(time, grain)?;
            let taken = before.as_ref().is_ok_and(|before| *before == rounded);
            let time = if taken { rounded + Duration::from_nanos(grain) } else { rounded };
            Some((time, self.stamp(time)?))
        })?;
        let file = self.write(kind, key.as_str(), &content(&stamp), Some(time))?;
        let held = file.symlink_metadata().and_then(|metadata| metadata.modified()).ok()?;
        (held == time).then_some(Stamped { file, stamp })
    }

    /// Removes what the prompt left behind, also for those for whom nothing runs behind it.
    fn tidy(&self, now: SystemTime) {
        self.remove_unused_stamps(now);
        self.prune_shelf(Shelf::Stamps, now);
        self.prune_shelf(Shelf::States, now);
    }

    /// The entry of this time, if its content is the same.
    fn unchanged(
        &self,
        kind: Shelf,
        key: &Key,
        content: impl Fn(&Path) -> Vec<u8>,
        time: SystemTime,
    ) -> Option<Stamped> {
        let held = self.get(kind, key)?;
        let stamp = self.stamp(time)?;
        (content(&stamp) == held).then_some(Stamped { file: self.path(kind, key)?, stamp })
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

/// `time` at a multiple of `grain` nanoseconds, not before it.
fn rounded_up(time: SystemTime, grain: u64) -> Option<SystemTime> {
    let grain = u128::from(grain);
    let nanos = time.duration_since(UNIX_EPOCH).ok()?.as_nanos().div_ceil(grain).checked_mul(grain)?;
    let (seconds, nanos) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
    Some(UNIX_EPOCH + Duration::new(u64::try_from(seconds).ok()?, u32::try_from(nanos).ok()?))
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
    fn an_entry_that_says_the_same_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let key = Key::of([Some("x")]);
        let put = |text: &str| {
            let content = |stamp: &Path| format!("{text} {}", stamp.display()).into_bytes();
            let stamped = store.put_stamped(Shelf::States, &key, content).unwrap();
            let time = |path: &Path| path.symlink_metadata().unwrap().modified().unwrap();
            assert_eq!(fs::read(&stamped.file).unwrap(), content(&stamped.stamp));
            assert_eq!(time(&stamped.file), time(&stamped.stamp));
            stamped.stamp
        };
        let first = put("a");
        assert_eq!(put("a"), first);
        let second = put("b");
        assert_ne!(second, first);
        // Somebody cleared the stamps away.
        fs::remove_file(&second).unwrap();
        assert_eq!(put("b"), second);
        // It is written once a day all the same.
        let file = store.path(Shelf::States, &key).unwrap();
        let yesterday = SystemTime::now() - MARKED_EVERY - Duration::from_mins(1);
        File::options().write(true).open(file).unwrap().set_modified(yesterday).unwrap();
        assert_ne!(put("b"), second);
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
