//! The outside world, read once: variables, home, working directory, terminal, clock.

use std::io::IsTerminal;
use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::domain::env::Env;

/// What a command may know of where it runs.
#[derive(Debug, Clone)]
pub struct Host {
    /// The exported variables.
    pub env: Env,
    /// `HOME`, or the password database's answer where that is unset.
    pub home: Option<PathBuf>,
    /// The working directory, which relative paths in variables are relative to.
    pub cwd: Option<PathBuf>,
    /// The clock, read once at the start.
    pub now: DateTime<Utc>,
    /// Whether standard output is a terminal.
    pub stdout_is_terminal: bool,
    /// Whether standard error is a terminal.
    pub stderr_is_terminal: bool,
}

impl Host {
    /// Reads it all.
    #[must_use]
    pub fn read() -> Self {
        Self {
            env: std::env::vars_os()
                .filter_map(|(name, value)| name.into_string().ok().map(|name| (name, value)))
                .collect(),
            home: std::env::home_dir().filter(|home| !home.as_os_str().is_empty()),
            cwd: std::env::current_dir().ok(),
            now: Utc::now(),
            stdout_is_terminal: std::io::stdout().is_terminal(),
            stderr_is_terminal: std::io::stderr().is_terminal(),
        }
    }
}
