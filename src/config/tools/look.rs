//! Questions about files besides config and credentials, that the models of the tools ask of whoever may read them.

use std::path::Path;

use crate::config::source::{FileKind, SourceFile};

/// A kept sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// There is none, or it cannot be read.
    Missing,
    /// It has not ended.
    Good,
    /// It has ended, and may be renewed without a person; whether it can, only the server knows.
    Renewable,
    /// It has ended for good.
    Over,
}

/// Who may read files.
pub trait Look {
    /// The config or the credentials file at another path.
    fn file(&self, kind: FileKind, path: &Path) -> SourceFile;

    /// Whether there is a file with something in it, which may be read.
    fn is_file(&self, path: &Path) -> bool;

    /// Whether there is a program of this name, or at this path where there is a `/` in it.
    fn is_program(&self, word: &str) -> bool;

    /// The Identity Center token of this session, or in the legacy form of this start URL.
    fn sso(&self, session_or_url: &str, legacy: bool) -> Token;

    /// The end of that token, as it is written.
    fn sso_end(&self, session_or_url: &str) -> Option<String>;

    /// Whether that token of a session could be renewed without a person, before it ends as well.
    fn sso_renews(&self, session: &str) -> bool;

    /// The session of `aws login` in this folder, or in the usual one.
    fn login(&self, folder: Option<&Path>, session: &str) -> Token;

    /// Whether the AWS CLI has kept credentials under the SHA-1 of `key` that may not have ended, when they last
    /// `longest` seconds at most. Its file is not opened: its age is enough.
    fn kept(&self, key: &str, longest: u32) -> bool;
}
