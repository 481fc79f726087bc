//! What a store looks like from outside: whole entries, for the owner alone.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use awsp::store::Store;
use awsp::store::credentials::Held;
use awsp::store::failures::Failure;
use awsp::store::identities::HeldIdentity;
use awsp::store::key::Key;

/// Copies a folder with times and modes.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
            let time = entry.metadata().unwrap().modified().unwrap();
            File::options().write(true).open(&target).unwrap().set_modified(time).unwrap();
        }
    }
    fs::set_permissions(to, fs::metadata(from).unwrap().permissions()).unwrap();
}

/// Everything below `folder`, folders included.
pub(crate) fn all(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| std::iter::once(path.clone()).chain(all(&path))).collect()
}

/// How many temporary files there are.
pub(crate) fn leftovers(home: &Path) -> usize {
    all(&home.join(".cache")).iter().filter(|path| name(path).starts_with(".awsp-new-")).count()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// That every file of the store in `home` is whole and closed to others, and that the AWS files are as in `template`.
pub(crate) fn check(template: &Path, home: &Path, what: &str) {
    for file in ["config", "credentials"] {
        let (before, after) = (template.join(".aws").join(file), home.join(".aws").join(file));
        assert_eq!(fs::read(&after).unwrap(), fs::read(&before).unwrap(), "{what}");
        let time = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
        assert_eq!(time(&after), time(&before), "{what}");
    }
    assert_eq!(all(&home.join(".aws")).len(), 2, "{what}");
    let root = home.join(".cache/awsp");
    let store = Store::open(Some(root.clone()), None);
    for path in std::iter::once(root.clone()).chain(all(&root)).filter(|path| path.exists()) {
        let metadata = fs::symlink_metadata(&path).unwrap();
        let mode = metadata.permissions().mode() & 0o7777;
        assert_eq!(mode, if metadata.is_dir() { 0o700 } else { 0o600 }, "{} after {what}", path.display());
        if metadata.is_file() && !name(&path).starts_with(".awsp-new-") {
            assert!(is_whole(&store, &path), "{} after {what}: {:?}", path.display(), fs::read(&path));
        }
    }
}

fn is_whole(store: &Store, path: &Path) -> bool {
    let (bytes, name) = (fs::read(path).unwrap(), name(path));
    let (stem, kind) = name.split_once('.').unwrap_or((&name, ""));
    let key = || Key::parse(stem).unwrap();
    match path.parent().unwrap().file_name().unwrap().to_str().unwrap() {
        "entries" => match kind {
            "credentials" => Held::load(store, &key()).is_some(),
            "identity" => HeldIdentity::load(store, &key()).is_some(),
            "failure" => Failure::load(store, &key()).is_some(),
            other => panic!("what is {other}?"),
        },
        "locks" => bytes.is_empty(),
        "states" => {
            let text = String::from_utf8(bytes).unwrap();
            let lines: Vec<&str> = text.lines().collect();
            let files: usize = lines[12].parse().unwrap();
            lines[0] == "awsp-state 2" && lines.len() == 13 + 3 * files && text.ends_with('\n')
        }
        "stamps" => {
            let time = fs::metadata(path).unwrap().modified().unwrap().duration_since(UNIX_EPOCH).unwrap();
            bytes.is_empty() && name == format!("{}.{:09}", time.as_secs(), time.subsec_nanos())
        }
        other => panic!("what is {other}?"),
    }
}
