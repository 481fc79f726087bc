//! The store on a real file system.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, SystemTime};

use awsp::store::key::Key;
use awsp::store::shelf::Shelf;
use awsp::store::stamp::Rising;
use awsp::store::{Cleared, Store};
use serde_json::json;
use tempfile::{TempDir, tempdir};

fn store(folder: &Path) -> Store {
    Store::open(Some(folder.into()), None)
}

fn fresh() -> (TempDir, Store, Key) {
    let folder = tempdir().unwrap();
    let store = store(&folder.path().join("awsp"));
    (folder, store, Key::of([Some("x")]))
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn states_can_be_elsewhere() {
    let store = Store::open(Some("/tmp/own".into()), Some("/tmp/s".into()));
    let folder = |shelf| store.folder(shelf).unwrap().display().to_string();
    assert_eq!(folder(Shelf::Credentials), "/tmp/own/v1/entries");
    assert_eq!(folder(Shelf::States), "/tmp/s/v1/states");
    assert_eq!(folder(Shelf::Stamps), "/tmp/s/v1/stamps");
}

#[test]
fn what_is_put_is_got_and_private() {
    let (folder, store, key) = fresh();
    assert_eq!(store.get(Shelf::Credentials, &key), None);
    assert!(store.put(Shelf::Credentials, &key, b"one"));
    assert!(store.put(Shelf::Credentials, &key, b"two"));
    assert_eq!(store.get(Shelf::Credentials, &key).as_deref(), Some(&b"two"[..]));
    assert_eq!(store.get(Shelf::Identities, &key), None);
    let path = store.path(Shelf::Credentials, &key).unwrap();
    assert_eq!(mode(&path), 0o600);
    for inner in ["awsp", "awsp/v1", "awsp/v1/entries"] {
        assert_eq!(mode(&folder.path().join(inner)), 0o700, "{inner}");
    }
    assert_eq!(store.list(Shelf::Credentials).len(), 1);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    assert!(store.remove(Shelf::Credentials, &key) && store.remove(Shelf::Credentials, &key));
    assert_eq!(store.get(Shelf::Credentials, &key), None);
    assert_eq!(store.trouble(), None);
}

#[test]
fn what_stands_open_is_closed() {
    let (folder, store, key) = fresh();
    store.put(Shelf::Credentials, &key, b"one");
    let path = store.path(Shelf::Credentials, &key).unwrap();
    let version = folder.path().join("awsp/v1");
    let shelf = version.join("entries");
    for open in [&version, &shelf] {
        fs::set_permissions(open, Permissions::from_mode(0o755)).unwrap();
    }
    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    assert!(store.get(Shelf::Credentials, &key).is_some());
    assert_eq!(mode(&path), 0o600);
    store.put(Shelf::Credentials, &Key::of([Some("y")]), b"two");
    assert_eq!((mode(&version), mode(&shelf)), (0o700, 0o700));
}

#[test]
fn what_is_no_readable_plain_file_is_a_miss() {
    let (folder, store, key) = fresh();
    store.put(Shelf::States, &key, b"one");
    let path = store.path(Shelf::States, &key).unwrap();
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert_eq!(store.get(Shelf::States, &key), None);
    fs::remove_dir(&path).unwrap();
    // A named pipe must not make anybody wait.
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    assert_eq!(store.get(Shelf::States, &key), None);
    fs::remove_file(&path).unwrap();
    let target = folder.path().join("target");
    fs::write(&target, "x").unwrap();
    symlink(&target, &path).unwrap();
    assert_eq!(store.get(Shelf::States, &key), None);
    assert!(store.put(Shelf::States, &key, b"two"));
    assert_eq!(fs::read(&target).unwrap(), b"x");
    File::create(&path).unwrap().set_len(2 * 1024 * 1024).unwrap();
    assert_eq!(store.get(Shelf::States, &key), None);
}

#[test]
fn json_of_another_version_is_a_miss_and_a_newer_one_is_left_alone() {
    let (_folder, store, key) = fresh();
    assert!(store.put_json(Shelf::Identities, &key, 2, json!({"a": 1})));
    assert_eq!(store.get_json(Shelf::Identities, &key, 2), Some(json!({"a": 1, "version": 2})));
    assert_eq!(store.get_json(Shelf::Identities, &key, 1), None);
    assert!(!store.put_json(Shelf::Identities, &key, 1, json!({"a": 9})));
    assert_eq!(store.get_json(Shelf::Identities, &key, 2), Some(json!({"a": 1, "version": 2})));
    assert!(store.put_json(Shelf::Identities, &key, 3, json!({"a": 3})));
    for broken in ["", "{", "[]", "{\"version\":\"1\"}", "\u{0}"] {
        store.put(Shelf::Identities, &key, broken.as_bytes());
        assert_eq!(store.get_json(Shelf::Identities, &key, 1), None, "{broken}");
        assert!(store.put_json(Shelf::Identities, &key, 1, json!({})), "{broken}");
    }
}

#[test]
fn an_unusable_place_misses_and_says_why_once() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let key = Key::of([Some("x")]);
    for place in ["file", "file/below"] {
        let store = store(&folder.path().join(place));
        assert!(!store.put(Shelf::Credentials, &key, b"x"), "{place}");
        assert_eq!(store.get(Shelf::Credentials, &key), None);
        assert!(store.lock(Shelf::Credentials, &key, Duration::ZERO).is_none());
        assert_eq!(store.around(SystemTime::now()), None);
        assert!(store.trouble().is_some(), "{place}");
        assert_eq!(store.trouble(), None);
    }
    let nowhere = Store::open(None, None);
    assert!(nowhere.trouble().is_some_and(|why| why.contains("no home directory")));
}

/// Whether this process may do anything: then permissions stop nothing, and folders can be given away.
fn is_root(folder: &Path) -> bool {
    fs::metadata(folder).unwrap().uid() == 0
}

#[test]
fn a_place_that_cannot_be_written_is_still_read() {
    let (folder, store, key) = fresh();
    store.put(Shelf::Credentials, &key, b"one");
    let shelf = folder.path().join("awsp/v1/entries");
    if is_root(&shelf) {
        // Root writes everywhere but where there is no folder to write in.
        fs::rename(&shelf, folder.path().join("kept")).unwrap();
        fs::write(&shelf, "").unwrap();
    } else {
        fs::set_permissions(&shelf, Permissions::from_mode(0o500)).unwrap();
        assert_eq!(store.get(Shelf::Credentials, &key).as_deref(), Some(&b"one"[..]));
    }
    assert!(!store.put(Shelf::Credentials, &key, b"two"));
    assert!(store.trouble().is_some_and(|why| why.contains("entries cannot be")));
}

#[test]
fn a_folder_of_somebody_else_is_neither_read_nor_written() {
    // Root gives a folder away; anybody else looks at one of root's that they cannot write in.
    let folder = tempdir().unwrap();
    let key = Key::of([Some("x")]);
    let ours = folder.path().join("awsp");
    if is_root(folder.path()) {
        store(&ours).put(Shelf::Credentials, &key, b"one");
        std::os::unix::fs::chown(ours.join("v1"), Some(4242), None).unwrap();
        let refused = store(&ours);
        assert!(refused.trouble().is_some_and(|why| why.contains("belongs to another user")));
        assert_eq!(refused.get(Shelf::Credentials, &key), None);
        fs::remove_dir_all(ours.join("v1")).unwrap();
        std::os::unix::fs::chown(&ours, Some(4242), None).unwrap();
        assert!(store(&ours).trouble().is_some());
        assert!(!ours.join("v1").exists());
    } else {
        let refused = store(Path::new("/awsp-of-root"));
        assert!(!refused.put(Shelf::Credentials, &key, b"one"));
        assert!(refused.trouble().is_some());
    }
}

#[test]
fn a_lock_holds_until_it_is_dropped() {
    let (_folder, store, key) = fresh();
    let first = store.lock(Shelf::Credentials, &key, Duration::ZERO).unwrap();
    assert!(store.lock(Shelf::Credentials, &key, Duration::from_millis(20)).is_none());
    assert!(store.lock(Shelf::Identities, &key, Duration::ZERO).is_some());
    assert!(store.lock(Shelf::Credentials, &Key::of([Some("y")]), Duration::ZERO).is_some());
    thread::scope(|scope| {
        let waiting = scope.spawn(|| store.lock(Shelf::Credentials, &key, Duration::from_mins(1)).is_some());
        drop(first);
        assert!(waiting.join().unwrap());
    });
}

#[test]
fn readers_never_see_half_an_entry() {
    let (_folder, store, key) = fresh();
    let contents: Vec<Vec<u8>> = (b'a'..b'e').map(|letter| vec![letter; 100_000]).collect();
    store.put(Shelf::States, &key, &contents[0]);
    thread::scope(|scope| {
        for content in &contents {
            scope.spawn(|| (0..25).for_each(|_| assert!(store.put(Shelf::States, &key, content))));
        }
        for _ in 0..100 {
            let seen = store.get(Shelf::States, &key).unwrap();
            assert!(contents.contains(&seen));
        }
    });
}

#[test]
fn clearing_takes_entries_and_temporary_files() {
    let (_folder, store, key) = fresh();
    store.put(Shelf::Credentials, &key, b"one");
    let shelf = store.folder(Shelf::Credentials).unwrap();
    let abandoned = File::create(shelf.join(".awsp-new-abandoned")).unwrap();
    abandoned.set_modified(SystemTime::now() - Duration::from_hours(2)).unwrap();
    File::create(shelf.join(".awsp-new-just-now")).unwrap();
    File::create(shelf.join("foreign")).unwrap();
    assert_eq!(store.clear(Shelf::Credentials), Cleared { gone: 1, left: 0 });
    let mut left: Vec<_> =
        fs::read_dir(&shelf).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    left.sort();
    assert_eq!(left, ["foreign"]);
    let around = store.around(SystemTime::now()).unwrap();
    assert_eq!(store.clear(Shelf::Stamps).gone, 2);
    assert!(!around.older.exists() && !around.newer.exists());
}

#[test]
fn stamps_stand_around_the_time_of_the_file() {
    let (folder, store, _) = fresh();
    let config = folder.path().join("config");
    fs::write(&config, "x").unwrap();
    let modified = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
    let time = modified(&config);
    let around = store.around(time).unwrap();
    assert_eq!(modified(&around.older), time - Duration::from_nanos(1));
    assert_eq!(modified(&around.newer), time + Duration::from_nanos(1));
    assert_eq!(fs::metadata(&around.older).unwrap().len(), 0);
    let since = modified(&around.older).duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let name = format!("{}.{:09}", since.as_secs(), since.subsec_nanos());
    assert_eq!(around.older.file_name().unwrap().to_str(), Some(name.as_str()));
    let inode = fs::metadata(&around.older).unwrap().ino();
    assert_eq!(store.around(time), Some(around.clone()));
    assert_eq!(fs::metadata(&around.older).unwrap().ino(), inode);
    // One that somebody touched is set right.
    let newer = File::options().write(true).open(&around.newer).unwrap();
    newer.set_modified(time + Duration::from_secs(1)).unwrap();
    assert_eq!(store.around(time), Some(around.clone()));
    assert_eq!(modified(&around.newer), time + Duration::from_nanos(1));
    assert_eq!(store.around(SystemTime::UNIX_EPOCH - Duration::from_secs(1)), None);
}

#[test]
fn the_time_of_the_entries_is_another_after_each_change_of_one() {
    let (_folder, store, key) = fresh();
    assert_eq!(store.entries().map(|(_, time)| time), Some(None));
    let mut times = Vec::new();
    let mut look = || times.push(store.entries().unwrap().1.unwrap());
    for number in 0..20_u8 {
        store.put(Shelf::Identities, &key, &[number]);
        look();
        store.put(Shelf::Credentials, &key, &[number]);
        look();
        store.put(Shelf::Failures, &key, &[number]);
        look();
        store.remove(Shelf::Failures, &key);
        look();
    }
    let seen = times.len();
    times.sort();
    times.dedup();
    assert_eq!(times.len(), seen);
    // Looking, and what is no entry, leave it alone.
    let before = fs::metadata(store.folder(Shelf::Identities).unwrap()).unwrap().modified().unwrap();
    store.put(Shelf::States, &key, b"x");
    assert_eq!(store.entries().unwrap().1, Some(before));
    let after = fs::metadata(store.folder(Shelf::Identities).unwrap()).unwrap().modified().unwrap();
    assert_eq!(before, after);
}

#[test]
fn the_time_of_the_entries_rises_where_the_clock_was_set_back() {
    let (_folder, store, key) = fresh();
    store.put(Shelf::Identities, &key, b"one");
    let folder = store.folder(Shelf::Identities).unwrap();
    let modified = || fs::metadata(&folder).unwrap().modified().unwrap();
    let ahead = SystemTime::now() + Duration::from_hours(1);
    File::open(&folder).unwrap().set_modified(ahead).unwrap();
    let mut last = ahead;
    let changes: [&dyn Fn() -> bool; 4] = [
        &|| store.put(Shelf::Credentials, &key, b"two"),
        &|| store.remove(Shelf::Credentials, &key),
        &|| store.clear(Shelf::Identities).gone == 1,
        &|| store.put(Shelf::Failures, &key, b"three"),
    ];
    for change in changes {
        assert!(change());
        assert!(modified() > last);
        last = modified();
    }
    let Some(Rising::Beside(stamp)) = store.above(&folder, last) else { panic!("no stamp beside {last:?}") };
    assert!(fs::metadata(&stamp).unwrap().modified().unwrap() > last);
    store.remove(Shelf::Credentials, &key);
    assert_eq!(modified(), last, "nothing was changed");
}

#[test]
fn the_stamp_of_the_entries_is_gone_with_them() {
    let (_folder, store, key) = fresh();
    store.put(Shelf::Identities, &key, b"one");
    let (folder, time) = store.entries().unwrap();
    let Some(Rising::Beside(stamp)) = store.above(&folder, time.unwrap()) else { panic!("no stamp") };
    assert!(stamp.is_file());
    fs::remove_dir_all(&folder).unwrap();
    assert!(!stamp.exists());
}

#[test]
fn a_pipe_in_the_place_of_the_entries_is_not_waited_for() {
    let (_folder, store, key) = fresh();
    store.put(Shelf::States, &key, b"one");
    let folder = store.folder(Shelf::Identities).unwrap();
    assert!(Command::new("mkfifo").arg(&folder).status().unwrap().success());
    assert_eq!(store.entries(), Some((folder, None)));
    assert!(!store.put(Shelf::Identities, &key, b"one"));
}

#[test]
fn an_entry_that_says_the_same_is_left_as_it_is() {
    let (_folder, store, key) = fresh();
    let path = store.path(Shelf::States, &key).unwrap();
    let put = |text: &str| {
        assert!(store.put_changed(Shelf::States, &key, text.as_bytes()));
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
        fs::metadata(&path).unwrap().ino()
    };
    let first = put("a");
    assert_eq!(put("a"), first);
    let second = put("b");
    assert_ne!(second, first);
    // It is written once a day all the same.
    let yesterday = SystemTime::now() - Duration::from_hours(25);
    File::options().write(true).open(&path).unwrap().set_modified(yesterday).unwrap();
    assert_ne!(put("b"), second);
}

#[test]
fn what_nobody_can_want_any_more_is_pruned() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(Some(folder.path().into()), None);
    let key = Key::of([Some("x")]);
    let shelves = [Shelf::Credentials, Shelf::Identities, Shelf::Failures, Shelf::States];
    for shelf in shelves {
        assert!(store.put(shelf, &key, b"{}"));
    }
    let left = |days: u64| {
        store.prune(std::time::SystemTime::now() + std::time::Duration::from_hours(24 * days));
        shelves.map(|shelf| store.get(shelf, &key).is_some())
    };
    assert_eq!(left(1), [true, true, true, true]);
    assert_eq!(left(3), [false, true, true, true]);
    assert_eq!(left(31), [false, false, false, false]);
}
