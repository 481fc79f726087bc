//! Any value survives: rendered for a shell, evaluated by the real shell, seen by a child exactly as it was.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::process::{Command, Stdio};

use awsp::shell::kind::ShellKind;
use awsp::shell::script::Script;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Values of a batch, and batches a shell.
const VALUES: usize = 250;
const BATCHES: usize = 40;

/// Pieces that shells, terminals and parsers treat as something else than text.
const PIECES: &[&str] = &[
    "'",
    "\"",
    "\\",
    "$",
    "`",
    "$(touch pwned)",
    "`touch pwned`",
    "${HOME}",
    "\n",
    "\r",
    "\t",
    "\u{1b}[2J",
    "\u{7f}",
    "\u{9b}31m",
    "\u{202e}",
    "!",
    "!!",
    "*",
    "?",
    "~",
    "#",
    ";",
    "&",
    "|",
    "<",
    ">",
    "(",
    ")",
    "{a,b}",
    "[x]",
    "%n",
    "%{",
    "^",
    "=",
    ":",
    "--",
    " ",
    "  ",
    "\\'",
    "'\\''",
    "\\\\",
    "$'\\n'",
    "é",
    "日本",
    "\u{1}",
    "\u{2}",
    "eof\nEOF\n",
];

/// Text of hostile pieces, or any bytes but NUL.
fn value() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 0..8)
        .prop_map(|pieces| pieces.concat().into_bytes());
    prop_oneof![3 => pieces, 1 => prop::collection::vec(1u8.., 0..24), 1 => ".{0,16}".prop_map(|text| text.replace('\0', "").into_bytes())]
}

fn survives(shell: ShellKind) {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..BATCHES {
        // A child's environment cannot hold an empty name, but it can hold an empty value: that is not tried here,
        // because awsp never sets one.
        let values: Vec<Vec<u8>> =
            std::iter::repeat_with(|| value().new_tree(&mut runner).unwrap().current())
                .filter(|value| !value.is_empty())
                .take(VALUES)
                .collect();
        let set = values
            .iter()
            .enumerate()
            .map(|(number, value)| (format!("T{number}"), OsString::from_vec(value.clone())));
        let note = String::from_utf8_lossy(&values.concat()).into_owned();
        let script = Script { set: set.collect(), notes: vec![note], ..Script::default() };
        let file = folder.path().join("script");
        std::fs::write(&file, script.render(shell)).unwrap();
        let (arguments, load): (&[&str], _) = match shell {
            ShellKind::Bash => (&["--noprofile", "--norc", "-c"], r#"x=$(cat script); eval "$x"; env -0"#),
            ShellKind::Zsh => (&["-f", "-c"], r#"x=$(<script); eval "$x"; env -0"#),
            ShellKind::Fish => (
                &["--no-config", "-c"],
                "set x (cat script); eval (string join \\n -- $x | string collect); env -0",
            ),
        };
        let output = Command::new(shell.as_str())
            .args(arguments)
            .arg(load)
            .current_dir(folder.path())
            .env("LC_ALL", "C.UTF-8")
            .env("HOME", folder.path())
            .stdin(Stdio::null())
            .output()
            .unwrap_or_else(|error| panic!("{} is needed: make setup ({error})", shell.as_str()));
        let seen: std::collections::BTreeMap<&[u8], &[u8]> = output
            .stdout
            .split(|&byte| byte == 0)
            .filter_map(|pair| {
                pair.iter().position(|&byte| byte == b'=').map(|at| (&pair[..at], &pair[at + 1..]))
            })
            .collect();
        for (number, value) in values.iter().enumerate() {
            let name = format!("T{number}");
            let got = seen.get(name.as_bytes()).copied().unwrap_or_default();
            assert_eq!(OsString::from_vec(got.to_vec()).as_bytes(), value, "{name} in {}", shell.as_str());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let line = said.strip_suffix('\n').unwrap_or_else(|| panic!("no note: {said}"));
        assert!(
            line.starts_with("awsp: ") && !line.chars().any(awsp::domain::text::is_unsafe),
            "a note is one harmless line"
        );
        assert!(!folder.path().join("pwned").exists(), "a value was run");
    }
}

#[test]
fn every_value_survives_bash() {
    survives(ShellKind::Bash);
}

#[test]
fn every_value_survives_zsh() {
    survives(ShellKind::Zsh);
}

#[test]
fn every_value_survives_fish() {
    survives(ShellKind::Fish);
}
