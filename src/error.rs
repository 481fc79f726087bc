//! What can go wrong, with a hint and an exit code: one place for both.

use std::fmt;

use crate::domain::problem::Problem;

/// Why a command ends otherwise than well. Maps to the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It could not be done: configuration, AWS or the network said no. Exit code 1.
    Failed,
    /// The command line is wrong. Exit code 2.
    Usage,
    /// A person must sign in first; the hint names the command. Exit code 3.
    SignIn,
    /// A command that was to be run is there and cannot be run. Exit code 126, as shells have it.
    NotRun,
    /// A command that was to be run is not there. Exit code 127, as shells have it.
    NotFound,
    /// The user cancelled it. Exit code 130.
    Cancelled,
    /// A defect in awsp. Exit code 255.
    Defect,
}

impl Kind {
    /// The exit code, as documented.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Failed => 1,
            Self::Usage => 2,
            Self::SignIn => 3,
            Self::NotRun => 126,
            Self::NotFound => 127,
            Self::Cancelled => 130,
            Self::Defect => 255,
        }
    }
}

/// A failure to tell the user: a lower-case sentence, and hints whose commands can be pasted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// See [`Kind`].
    pub kind: Kind,
    /// What happened, to which thing, where; no full stop, no secret.
    pub message: String,
    /// What to do next, one line each.
    pub hints: Vec<String>,
    /// Stable code of the problem behind it, where there is one (see `docs/PROBLEMS.md`).
    pub code: Option<&'static str>,
}

impl Error {
    /// An error of this kind.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hints: Vec::new(), code: None }
    }

    /// [`Kind::Failed`].
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(Kind::Failed, message)
    }

    /// [`Kind::Usage`].
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// The same with one more hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same with a stable problem code.
    #[must_use]
    pub fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        let place = problem.origin.map(|origin| format!(" ({origin})")).unwrap_or_default();
        Self {
            kind: Kind::Failed,
            message: format!("{}{place}", problem.message),
            hints: problem.hint.into_iter().collect(),
            code: Some(problem.code),
        }
    }
}
