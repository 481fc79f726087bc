//! Changes of the AWS files: shown as a diff, asked for, and then made, all or nothing.

use crate::app::App;
use crate::config::edit::Edit;
use crate::error::Error;

/// What is to be changed.
#[derive(Debug, Default)]
pub(super) struct Edits {
    /// In the config file.
    pub(super) config: Vec<Edit>,
    /// In the credentials file.
    pub(super) credentials: Vec<Edit>,
}

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Assent {
    /// The person is asked after the diff; without a terminal it is a usage error that names `--yes`.
    Asked,
    /// Given on the command line (`--yes`): the diff is shown as a note, and the change made.
    Given,
    /// The diff is shown and nothing changed (`--dry-run`).
    DryRun,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    /// The files say that already, byte for byte.
    Nothing,
    /// The diff was shown.
    Shown,
    /// Written.
    Written,
}

/// Shows the diff, has the assent, and makes the changes.
///
/// # Errors
/// Where an edit is refused, a file has changed meanwhile or cannot be written; the files are as they were then.
/// [`crate::error::Kind::Cancelled`] where the person says no.
pub(super) fn make(_app: &App, _edits: &Edits, _assent: Assent) -> Result<Done, Error> {
    Err(Error::failed("not there yet"))
}
