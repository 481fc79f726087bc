//! Changes of the AWS files: shown as a diff, asked for, and then made, all or nothing.

mod diff;
mod faults;

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::commands::ask;
use crate::config::edit::{self, Edit};
use crate::config::source::{self, Content, FileKind, SourceFile};
use crate::domain::paste::word;
use crate::error::Error;
use crate::store::aws_file::{Fault, Found, Staged, Written, replace_all};
use crate::store::key::Key;
use crate::store::lock::Lock;
use crate::store::shelf::Shelf;
use diff::Diff;

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
    /// The diff is shown and nothing changed (`--dry-run`): on standard output, or with `--json` on standard error.
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

/// Another awsp is waited for so long; whoever goes on then still finds out what that one has written.
const PATIENCE: Duration = Duration::from_secs(10);
/// So often the edits are made anew on what somebody else has written meanwhile, where nobody was asked about a diff.
const TRIES: usize = 5;

/// Shows the diff, has the assent, and makes the changes.
///
/// # Errors
/// Where an edit is refused, a file has changed meanwhile or cannot be written; the files are as they were then.
/// [`crate::error::Kind::Cancelled`] where the person says no.
pub(super) fn make(app: &App, edits: &Edits, assent: Assent) -> Result<Done, Error> {
    let (config, credentials) = source::paths(&app.host.env, app.host.home.as_deref());
    let is_one = config == credentials
        || fs::canonicalize(config)
            .is_ok_and(|one| fs::canonicalize(credentials).is_ok_and(|other| one == other));
    if is_one && !edits.config.is_empty() && !edits.credentials.is_empty() {
        return one_by_one(app, edits, assent);
    }
    // Nobody waits for a person.
    let mut lock = (assent == Assent::Given).then(|| locked(app));
    let mut changes = planned(app, edits)?;
    if changes.is_empty() {
        return Ok(Done::Nothing);
    }
    let (plain, json) = (assent == Assent::DryRun, app.common.json);
    let diff: Vec<&Diff> = changes.iter().map(|change| &change.diff).collect();
    if plain && !json {
        app.output.diff_as_data(&diff::lines(&diff, usize::MAX))?;
    } else if assent == Assent::Asked || !app.output.is_quiet() {
        app.output.diff(&diff::lines(&diff, diff::most(app.common.verbose)));
    }
    match assent {
        Assent::DryRun => return Ok(Done::Shown),
        Assent::Given => {}
        Assent::Asked => {
            ask(&changes)?;
            lock = Some(locked(app));
        }
    }
    let mut tries = if assent == Assent::Given { TRIES } else { 1 };
    let written = loop {
        tries -= 1;
        match write(changes) {
            Ok(written) => break written,
            Err(Fault::Changed(_)) if tries > 0 => changes = planned(app, edits)?,
            Err(fault) => return Err(faults::of_fault(&fault)),
        }
    };
    drop(lock);
    for file in &written {
        note(app, file);
    }
    Ok(Done::Written)
}

/// Both paths lead to one file, which holds what belongs to either.
fn one_by_one(app: &App, edits: &Edits, assent: Assent) -> Result<Done, Error> {
    let first = make(app, &Edits { config: edits.config.clone(), ..Edits::default() }, assent)?;
    let second = make(app, &Edits { credentials: edits.credentials.clone(), ..Edits::default() }, assent)?;
    Ok(if first == Done::Nothing { second } else { first })
}

/// What becomes of one file.
struct Change {
    found: Found,
    text: String,
    diff: Diff,
}

/// One awsp after the other. Where there can be no lock, what each has found is still compared before it writes.
fn locked(app: &App) -> Option<Lock> {
    app.store().lock(Shelf::Credentials, &Key::of([Some("aws-files")]), PATIENCE)
}

/// Both files with their edits, where those change something.
fn planned(app: &App, edits: &Edits) -> Result<Vec<Change>, Error> {
    let (config, credentials) = source::paths(&app.host.env, app.host.home.as_deref());
    let both =
        [(FileKind::Config, config, &edits.config), (FileKind::Credentials, credentials, &edits.credentials)];
    let wanted = both.into_iter().filter(|(_, _, edits)| !edits.is_empty());
    let changes = wanted.map(|(kind, path, edits)| one(kind, path, edits));
    changes.filter_map(Result::transpose).collect()
}

fn one(kind: FileKind, path: PathBuf, edits: &[Edit]) -> Result<Option<Change>, Error> {
    let found = Found::look(&path).map_err(|fault| faults::of_look(&fault, kind))?;
    let content = found.bytes().map_or(Content::Absent, |bytes| Content::of(bytes.to_vec()));
    let file = SourceFile { kind, path: Arc::new(path), modified: None, content };
    let edited = edit::edit(&file, edits).map_err(|refusal| faults::of_refusal(refusal, &file))?;
    if !edited.is_changed() {
        return Ok(None);
    }
    let diff = Diff::of(&edited, &file.path, found.bytes().is_none());
    let text = edited.text();
    Ok(Some(Change { found, text, diff }))
}

fn ask(changes: &[Change]) -> Result<(), Error> {
    let names: Vec<String> =
        changes.iter().map(|change| word(&change.found.path().to_string_lossy()).into_owned()).collect();
    let question = format!("write {}?", names.join(" and "));
    match ask::yes_or_no(&question, true) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::new(crate::error::Kind::Cancelled, "nothing was changed")),
        Err(error) if error.kind == crate::error::Kind::Usage => {
            Err(error.hint("look at the changes with --dry-run, make them with --yes"))
        }
        Err(error) => Err(error),
    }
}

fn write(changes: Vec<Change>) -> Result<Vec<Written>, Fault> {
    // All new files are there, whole, before the first is put in its place.
    let staged: Result<Vec<Staged>, Fault> =
        changes.into_iter().map(|change| Staged::new(change.found, change.text.into_bytes())).collect();
    replace_all(staged?)
}

fn note(app: &App, file: &Written) {
    let path = file.path.display();
    match &file.backup {
        None => app.output.note(&format!("wrote {path}")),
        Some(backup) if file.in_place => {
            let why = "in place, for it cannot be replaced";
            app.output.note(&format!("wrote {path} {why}; what it was is in {}", backup.display()));
        }
        Some(backup) => app.output.note(&format!("wrote {path}; what it was is in {}", backup.display())),
    }
}
