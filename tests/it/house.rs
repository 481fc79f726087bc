//! The house as `docs/ARCHITECTURE.md` draws it: who may import whom, who prints, how long a file may be.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms from the ground up; a room imports from lower floors, and from its own.
const FLOORS: &[&[&str]] = &[
    &["domain", "regular_file"],
    &["error", "config", "shell", "settings"],
    &["prompt", "store", "aws"],
    &["cli", "host"],
    &["stored"],
    &["output", "provider", "status"],
    &["sign_in"],
    &["app"],
    &["commands"],
    &["main"],
];

/// Code that touches no file, variable, process or clock.
const PURE: &[&str] = &[
    "domain",
    "shell",
    "prompt",
    "settings",
    "config/parse",
    "config/merge",
    "config/plan",
    "config/tools",
    "config/edit",
    "config/check",
    "config/sync",
];

/// Verbs that never reach the network.
const OFFLINE_VERBS: &[&str] = &[
    "init",
    "use",
    "off",
    "list",
    "prompt",
    "complete",
    "current",
    "switch",
    "pick",
    "explain",
    "configure",
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source file: its path under `src` without `.rs`, and its text without test modules and comments.
fn files() -> BTreeMap<String, String> {
    fn walk(folder: &Path, files: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).expect("src is readable") {
            let path = entry.expect("src is readable").path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(source()).expect("below src").with_extension("");
                let text = fs::read_to_string(&path).expect("text");
                files.insert(name.to_string_lossy().into_owned(), text);
            }
        }
    }
    let mut files = BTreeMap::new();
    walk(&source(), &mut files);
    assert!(files.len() > 30, "the sources were not found");
    files
}

fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn room(name: &str) -> &str {
    name.split('/').next().unwrap_or(name)
}

fn floor(room: &str) -> usize {
    FLOORS
        .iter()
        .position(|rooms| rooms.contains(&room))
        .unwrap_or_else(|| panic!("src/{room} is not drawn in the house"))
}

/// The rooms that `text` imports: `crate::ROOM` anywhere in it.
fn imports(text: &str) -> Vec<String> {
    text.split("crate::")
        .skip(1)
        .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
        .collect()
}

#[test]
fn imports_point_down_only() {
    for (name, text) in files().iter().filter(|(name, _)| *name != "lib" && *name != "main") {
        for import in imports(&code(text)) {
            assert!(
                room(name) == import || floor(room(name)) > floor(&import),
                "src/{name}.rs imports crate::{import}, which is not below it"
            );
        }
    }
}

#[test]
fn aws_knows_no_profiles() {
    for (name, text) in files().iter().filter(|(name, _)| room(name) == "aws") {
        assert!(
            !imports(&code(text)).iter().any(|import| import == "config"),
            "src/{name}.rs imports config"
        );
    }
}

/// The files of `room` that `name` imports, itself included, through any number of steps within `commands`.
fn reached(files: &BTreeMap<String, String>, name: &str, seen: &mut Vec<String>) {
    if seen.iter().any(|known| known == name) {
        return;
    }
    seen.push(name.to_owned());
    let Some(text) = files.get(name) else { return };
    for step in code(text).split("crate::commands::").skip(1) {
        let group = step.strip_prefix('{').and_then(|rest| rest.split('}').next());
        for path in group.unwrap_or(step).split(',').take(if group.is_some() { usize::MAX } else { 1 }) {
            let next = path.trim().split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next();
            reached(files, &format!("commands/{}", next.unwrap_or_default()), seen);
        }
    }
    for inner in files.keys().filter(|file| file.starts_with(&format!("{name}/"))) {
        reached(files, inner, seen);
    }
}

#[test]
fn verbs_of_the_prompt_reach_no_network() {
    let files = files();
    // Hands on to `login` and `sso`, for whoever chooses that.
    let mut seen = vec!["commands/configure/portal".to_owned()];
    for verb in OFFLINE_VERBS {
        reached(&files, &format!("commands/{verb}"), &mut seen);
    }
    seen.extend(files.keys().filter(|name| ["status", "stored", "app"].contains(&room(name))).cloned());
    assert!(seen.iter().any(|name| name == "commands/segment"), "the walk finds nothing: {seen:?}");
    for name in seen {
        let text = files.get(&name).unwrap_or_else(|| panic!("src/{name}.rs is imported and not there"));
        for import in imports(&code(text)) {
            assert!(import != "aws" && import != "provider", "src/{name}.rs imports crate::{import}");
        }
    }
}

#[test]
fn pure_code_touches_nothing() {
    let banned = [
        "std::fs",
        "std::env",
        "std::process",
        "std::net",
        "SystemTime",
        "Utc::now",
        "Local::now",
        "Instant::now",
    ];
    for (name, text) in files() {
        if PURE.iter().any(|pure| name == *pure || name.starts_with(&format!("{pure}/"))) {
            for word in banned {
                assert!(!code(&text).contains(word), "src/{name}.rs uses {word}");
            }
        }
    }
}

#[test]
fn only_commands_print() {
    for (name, text) in files().iter().filter(|(name, _)| !["output", "commands"].contains(&room(name))) {
        for word in ["println!", "eprintln!", "print!(", "io::stdout()", "io::stderr()"] {
            let host_looks = name == "host" && word.starts_with("io::");
            assert!(host_looks || !code(text).contains(word), "src/{name}.rs prints with {word}");
        }
    }
}

#[test]
fn files_stay_small_and_named_after_what_they_hold() {
    for (name, text) in files() {
        let lines = text.lines().count();
        assert!(lines <= 350, "src/{name}.rs has {lines} lines: two rooms share a name");
        assert!(
            !name.contains("util") && !name.contains("helper") && !name.contains("misc"),
            "src/{name}.rs"
        );
        assert!(!text.contains("#[allow("), "src/{name}.rs: say #[expect(…, reason)] instead");
    }
}
