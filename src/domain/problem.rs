//! What is wrong with a setup, as a value: a stable code, a sentence, a place and a way out.

use crate::domain::origin::Origin;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Works, but not as a reader would think.
    Warning,
    /// What it concerns cannot be used.
    Error,
}

/// One problem in the files or the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Stable, kebab-case: scripts may compare it. Listed in `docs/PROBLEMS.md`.
    pub code: &'static str,
    /// See [`Severity`].
    pub severity: Severity,
    /// A lower-case sentence without a full stop that names the thing concerned; holds no secret.
    pub message: String,
    /// Where, if it is in a file.
    pub origin: Option<Origin>,
    /// What to do, with a command that can be pasted where there is one.
    pub hint: Option<String>,
}

impl Problem {
    /// An error with this code and sentence.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, message: message.into(), origin: None, hint: None }
    }

    /// A warning with this code and sentence.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// The same with its place.
    #[must_use]
    pub fn at(mut self, origin: &Origin) -> Self {
        self.origin = Some(origin.clone());
        self
    }

    /// The same with a way out.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
