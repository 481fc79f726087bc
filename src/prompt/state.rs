//! The state file: what the hooks of all shells read with builtins. The format is described in
//! `docs/ARCHITECTURE.md`, "The state file"; a line for each value, so that a shell needs no parser.

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

/// The first line: format and version.
pub const HEADER: &str = "awsp-state 2";

/// What a hook may start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The renewal behind, when it is due.
    Run,
    /// Nothing.
    Off,
    /// awsp itself at every prompt, because changes cannot be seen by file times here.
    Each,
}

/// One phase, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The state's word.
    pub word: String,
    /// SGR parameters, or empty.
    pub sgr: String,
    /// Plain text; empty: nothing is shown.
    pub text: String,
}

impl Shown {
    /// Nothing to show: no AWS variable selects anything.
    #[must_use]
    pub fn nothing() -> Self {
        Self { word: "none".to_owned(), sgr: String::new(), text: String::new() }
    }
}

/// A file that the state depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// The file, or folder.
    pub path: PathBuf,
    /// A file that it is newer than while unchanged; `None` where its time only rises, or it was absent.
    pub older: Option<PathBuf>,
    /// A file that it is older than while unchanged; `None` where it was absent.
    pub newer: Option<PathBuf>,
}

/// Everything the hook needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// See [`Mode`].
    pub mode: Mode,
    /// When a renewal is due.
    pub refresh_at: Option<DateTime<Utc>>,
    /// When the second phase begins.
    pub soon_at: Option<DateTime<Utc>>,
    /// When the third phase begins.
    pub ended_at: Option<DateTime<Utc>>,
    /// What the countdown counts to.
    pub countdown_to: Option<DateTime<Utc>>,
    /// Now, soon, ended.
    pub phases: [Shown; 3],
    /// Changes of these make the state out of date.
    pub dependencies: Vec<Dependency>,
}

impl State {
    /// The file's content.
    #[must_use]
    pub fn render(&self) -> Vec<u8> {
        let each = self.mode == Mode::Each || !self.paths_fit_lines();
        let mut out = Vec::new();
        push_line(&mut out, HEADER.as_bytes());
        push_line(
            &mut out,
            match self.mode {
                _ if each => b"each",
                Mode::Run => b"run",
                Mode::Off | Mode::Each => b"off",
            },
        );
        for moment in [self.refresh_at, self.soon_at, self.ended_at, self.countdown_to] {
            push_line(&mut out, moment.map_or_else(String::new, |at| at.timestamp().to_string()).as_bytes());
        }
        for phase in &self.phases {
            push_line(&mut out, format!("{} {}", phase.word, phase.sgr).as_bytes());
            push_line(&mut out, phase.text.as_bytes());
        }
        let dependencies = if each { &[] } else { self.dependencies.as_slice() };
        push_line(&mut out, dependencies.len().to_string().as_bytes());
        for dependency in dependencies {
            push_line(&mut out, dependency.path.as_os_str().as_bytes());
            for stamp in [&dependency.older, &dependency.newer] {
                push_line(&mut out, stamp.as_deref().unwrap_or(Path::new("-")).as_os_str().as_bytes());
            }
        }
        out
    }

    /// Whether no path holds a line break, which would shift every line after it.
    fn paths_fit_lines(&self) -> bool {
        self.dependencies
            .iter()
            .flat_map(|file| [Some(&file.path), file.older.as_ref(), file.newer.as_ref()])
            .flatten()
            .all(|path| path.as_os_str().as_bytes().iter().all(|byte| !byte.is_ascii_control()))
    }
}

fn push_line(out: &mut Vec<u8>, line: &[u8]) {
    out.extend_from_slice(line);
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(path: &str) -> State {
        let shown = |text: &str| Shown { word: "ok".into(), sgr: "32".into(), text: text.into() };
        State {
            mode: Mode::Run,
            refresh_at: DateTime::from_timestamp(1_763_649_000, 0),
            soon_at: None,
            ended_at: DateTime::from_timestamp(1_763_649_120, 0),
            countdown_to: None,
            phases: [shown("MyRole"), shown("MyRole ends soon"), shown("MyRole ended")],
            dependencies: vec![
                Dependency {
                    path: path.into(),
                    older: Some("/c/stamps/1.0".into()),
                    newer: Some("/c/stamps/1.2".into()),
                },
                Dependency { path: "/c/entries".into(), older: None, newer: Some("/c/stamps/2.1".into()) },
                Dependency { path: "/gone".into(), older: None, newer: None },
            ],
        }
    }

    #[test]
    fn every_value_has_its_line() {
        let expected = "awsp-state 2\nrun\n1763649000\n\n1763649120\n\nok 32\nMyRole\nok 32\n\
            MyRole ends soon\nok 32\nMyRole ended\n3\n/home/x/.aws/config\n/c/stamps/1.0\n/c/stamps/1.2\n/c/entries\n-\n/c/stamps/2.1\n\
            /gone\n-\n-\n";
        let text = state("/home/x/.aws/config").render();
        assert_eq!(String::from_utf8(text).expect("text"), expected);
    }

    #[test]
    fn a_path_that_would_break_the_lines_is_left_out_and_each_prompt_asks() {
        let text = state("/home/x\n0\n/etc/passwd").render();
        let text = String::from_utf8(text).expect("text");
        assert!(!text.contains("passwd"));
        assert_eq!(text.lines().nth(1), Some("each"));
        assert!(text.ends_with("\n0\n"));
    }
}
