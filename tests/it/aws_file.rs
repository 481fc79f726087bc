//! Changing the AWS files: what is kept of them, and what becomes of them where that cannot be done.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use awsp::store::aws_file::{Fault, Found, Staged, Written, replace_all};
use rustix::fs::{XattrFlags, getxattr, setxattr};
use tempfile::TempDir;

const ACCESS: &str = "system.posix_acl_access";
const DEFAULT: &str = "system.posix_acl_default";

/// An access control list: the owner, somebody else, the group, the mask, all others.
fn list(somebody: u16, others: u16) -> Vec<u8> {
    let entries: [(u16, u16, u32); 5] = [
        (1, 6, u32::MAX),
        (2, somebody, 12_345),
        (4, 4, u32::MAX),
        (16, 6, u32::MAX),
        (32, others, u32::MAX),
    ];
    let mut bytes = 2_u32.to_le_bytes().to_vec();
    for (tag, permissions, id) in entries {
        bytes.extend(tag.to_le_bytes());
        bytes.extend(permissions.to_le_bytes());
        bytes.extend(id.to_le_bytes());
    }
    bytes
}

fn attribute(path: &Path, name: &str) -> Option<Vec<u8>> {
    let mut value = vec![0; 4096];
    let length = getxattr(path, name, value.as_mut_slice()).ok()?;
    value.truncate(length);
    Some(value)
}

/// A folder with this file in it, which is not young.
fn folder(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config");
    write(&file, text);
    (folder, file)
}

fn write(file: &Path, text: &str) {
    fs::write(file, text).unwrap();
    let old = SystemTime::now() - Duration::from_mins(5);
    fs::File::options().write(true).open(file).unwrap().set_modified(old).unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o7777
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

fn staged(path: &Path, text: &str) -> Result<Staged, Fault> {
    Staged::new(Found::look(path)?, text.into())
}

fn replace(path: &Path, text: &str) -> Result<Written, Fault> {
    replace_all(vec![staged(path, text)?]).map(|mut written| written.remove(0))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn mode_owner_group_list_and_attributes_are_kept_and_the_backup_has_them_too() {
    let (folder, file) = folder("old");
    fs::set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
    setxattr(&file, "user.note", b"mine", XattrFlags::empty()).unwrap();
    setxattr(&file, ACCESS, &list(4, 0), XattrFlags::empty()).unwrap();
    // For root alone; anybody else keeps what is theirs.
    let _ = chown(&file, Some(4321), Some(1234));
    let before = fs::metadata(&file).unwrap();
    let (note, access) = (attribute(&file, "user.note"), attribute(&file, ACCESS));
    assert!(note.is_some() && access.is_some());
    let written = replace(&file, "new").unwrap();
    let backup = folder.path().join("config.awsp-backup");
    assert_eq!(written, Written { path: file.clone(), backup: Some(backup.clone()), in_place: false });
    assert_eq!((read(&file).as_str(), read(&backup).as_str()), ("new", "old"));
    for path in [&file, &backup] {
        let after = fs::metadata(path).unwrap();
        assert_eq!((after.mode(), after.uid(), after.gid()), (before.mode(), before.uid(), before.gid()));
        assert_eq!((attribute(path, "user.note"), attribute(path, ACCESS)), (note.clone(), access.clone()));
    }
    assert_ne!(fs::metadata(&file).unwrap().ino(), before.ino());
    assert_eq!(names(folder.path()), ["config", "config.awsp-backup"]);
}

#[test]
fn nobody_is_let_in_by_what_the_folder_gives_to_new_files() {
    let (folder, file) = folder("old");
    fs::set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
    setxattr(folder.path(), DEFAULT, &list(6, 0), XattrFlags::empty()).unwrap();
    replace(&file, "new").unwrap();
    assert_eq!((attribute(&file, ACCESS), mode(&file)), (None, 0o640));
}

#[test]
fn a_new_file_is_for_the_owner_alone_in_a_folder_for_the_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("home/.aws/config");
    let written = replace(&file, "new").unwrap();
    assert_eq!(written, Written { path: file.clone(), backup: None, in_place: false });
    assert_eq!((read(&file).as_str(), mode(&file), mode(file.parent().unwrap())), ("new", 0o600, 0o700));
    assert_eq!(names(file.parent().unwrap()), ["config"]);
}

#[test]
fn links_stay_links_and_what_they_lead_to_is_replaced() {
    let (dots, file) = folder("old");
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("sub")).unwrap();
    let (near, far) = (home.path().join("config"), home.path().join("sub/link"));
    symlink("sub/link", &near).unwrap();
    symlink(&file, &far).unwrap();
    let written = replace(&near, "new").unwrap();
    assert_eq!((written.path.as_path(), read(&file).as_str()), (file.as_path(), "new"));
    assert!(near.is_symlink() && far.is_symlink() && !file.is_symlink());
    assert_eq!(names(dots.path()), ["config", "config.awsp-backup"], "the backup is beside the file");
    assert_eq!(names(home.path()), ["config", "sub"]);
}

#[test]
fn a_link_that_leads_nowhere_gets_its_file_but_no_folder() {
    let home = tempfile::tempdir().unwrap();
    let (file, link) = (home.path().join("real"), home.path().join("config"));
    symlink("real", &link).unwrap();
    replace(&link, "new").unwrap();
    assert_eq!((read(&file).as_str(), mode(&file), link.is_symlink()), ("new", 0o600, true));
    let other = home.path().join("other");
    symlink("unmounted/config", &other).unwrap();
    let fault = replace(&other, "new").unwrap_err();
    assert!(matches!(&fault, Fault::Folder(folder, _) if folder.ends_with("unmounted")), "{fault:?}");
    assert_eq!(names(home.path()), ["config", "other", "real"]);
}

#[test]
fn what_is_no_file_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let path = |name: &str| home.path().join(name);
    symlink("b", path("a")).unwrap();
    symlink("a", path("b")).unwrap();
    assert!(matches!(replace(&path("a"), "new"), Err(Fault::Loop(_))));
    assert!(matches!(replace(&path("a/config"), "new"), Err(Fault::Loop(_))));
    fs::create_dir(path("folder")).unwrap();
    assert!(matches!(replace(&path("folder"), "new"), Err(Fault::NotAFile(_, "a folder"))));
    assert!(matches!(replace(Path::new("/dev/null"), "new"), Err(Fault::NotAFile(_, "a device"))));
    assert!(matches!(replace(Path::new(""), "new"), Err(Fault::NoPath)));
    write(&path("file"), "old");
    assert!(matches!(replace(&path("file/config"), "new"), Err(Fault::Unreadable(..))));
    fs::create_dir(path("file.awsp-backup")).unwrap();
    assert!(
        matches!(replace(&path("file"), "new"), Err(Fault::NotAFile(backup, _)) if backup.ends_with("file.awsp-backup"))
    );
    assert_eq!(read(&path("file")), "old");
}

#[test]
fn what_is_marked_as_read_only_stays_as_it_is() {
    let (folder, file) = folder("old");
    fs::set_permissions(&file, Permissions::from_mode(0o444)).unwrap();
    assert!(matches!(replace(&file, "new"), Err(Fault::ReadOnly(_))));
    assert_eq!((read(&file).as_str(), names(folder.path()).len()), ("old", 1));
}

#[test]
fn a_file_of_two_names_is_written_in_place_and_keeps_both() {
    let (folder, file) = folder("old and longer");
    let other = folder.path().join("other");
    fs::hard_link(&file, &other).unwrap();
    let written = replace(&file, "new").unwrap();
    let backup = written.backup.unwrap();
    assert!(written.in_place);
    assert_eq!(
        (read(&file), read(&other), read(&backup)),
        ("new".into(), "new".into(), "old and longer".into())
    );
    assert_eq!((fs::metadata(&file).unwrap().nlink(), fs::metadata(&backup).unwrap().nlink()), (2, 1));
    assert_eq!(names(folder.path()), ["config", "config.awsp-backup", "other"]);
}

#[test]
fn the_backup_is_of_the_last_change() {
    let (folder, file) = folder("1");
    for text in ["2", "3"] {
        replace(&file, text).unwrap();
    }
    assert_eq!(read(&folder.path().join("config.awsp-backup")), "2");
}

/// What another program can do to a file.
const OTHERS: [fn(&Path); 5] = [
    |file| fs::write(file, "theirs").unwrap(),
    |file| {
        let new = file.with_file_name("theirs");
        fs::write(&new, "theirs").unwrap();
        fs::rename(new, file).unwrap();
    },
    |file| fs::set_permissions(file, Permissions::from_mode(0o600)).unwrap(),
    |file| fs::remove_file(file).unwrap(),
    |file| {
        fs::rename(file, file.with_file_name("theirs")).unwrap();
        symlink("theirs", file).unwrap();
    },
];

#[test]
fn what_somebody_else_has_done_meanwhile_stays() {
    for (number, other) in OTHERS.iter().enumerate() {
        let (folder, file) = folder("old");
        let staged = staged(&file, "new").unwrap();
        other(&file);
        let before = (names(folder.path()), fs::read(&file).ok(), file.is_symlink());
        let fault = replace_all(vec![staged]).unwrap_err();
        assert!(matches!(fault, Fault::Changed(_)), "{number}: {fault:?}");
        let (mut left, text, link) = before;
        left.retain(|name| !name.starts_with(".awsp-new-"));
        assert_eq!(
            (names(folder.path()), fs::read(&file).ok(), file.is_symlink()),
            (left, text, link),
            "{number}"
        );
    }
}

#[test]
fn a_file_that_somebody_else_has_made_meanwhile_stays() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config");
    let staged = staged(&file, "new").unwrap();
    fs::write(&file, "theirs").unwrap();
    assert!(matches!(replace_all(vec![staged]), Err(Fault::Changed(_))));
    assert_eq!((read(&file).as_str(), names(folder.path())), ("theirs", vec!["config".to_owned()]));
}

#[test]
fn of_two_files_both_are_changed_or_neither() {
    let make: [fn(&Path); 3] = [
        |_| {},
        |file| write(file, "old"),
        |file| {
            write(file, "old");
            fs::hard_link(file, file.with_file_name("again")).unwrap();
        },
    ];
    for (number, make) in make.into_iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (folder.path().join("config"), folder.path().join("credentials"));
        make(&first);
        write(&second, "old");
        let before = fs::read(&first).ok();
        let both = vec![staged(&first, "new").unwrap(), staged(&second, "new").unwrap()];
        fs::write(&second, "theirs").unwrap();
        assert!(matches!(replace_all(both), Err(Fault::Changed(path)) if path == second), "{number}");
        assert_eq!((fs::read(&first).ok(), read(&second).as_str()), (before, "theirs"), "{number}");
        let left = names(folder.path());
        assert!(!left.iter().any(|name| name.starts_with(".awsp-new-")), "{number}: {left:?}");
        let both = vec![staged(&first, "new").unwrap(), staged(&second, "new").unwrap()];
        assert_eq!(replace_all(both).unwrap().len(), 2);
        assert_eq!((read(&first), read(&second)), ("new".to_owned(), "new".to_owned()), "{number}");
    }
}

#[test]
fn a_file_that_is_being_written_is_waited_for() {
    let (_folder, file) = folder("old");
    fs::write(&file, "").unwrap();
    let writer = std::thread::spawn({
        let file = file.clone();
        move || {
            // As a program does that is slow between emptying a file and filling it.
            std::thread::sleep(Duration::from_millis(150));
            fs::write(file, "whole").unwrap();
        }
    });
    let found = Found::look(&file).unwrap();
    writer.join().unwrap();
    assert_eq!(found.bytes(), Some(b"whole".as_slice()));
    assert!(!format!("{found:?}").contains("whole"), "a file may hold secrets");
}
