//! Lossless edits of the AWS files: what is not edited stays as it is, byte for byte.
//!
//! Every edited text is read again, and refused unless it says exactly what it said before plus what was asked for.

mod edited;
mod editor;
mod meaning;
mod rows;
mod writable;

use std::fmt;
use std::sync::Arc;

use crate::config::document::Document;
use crate::config::merge::{self, kind_and_name};
use crate::config::parse::python::is_space;
use crate::config::parse::{Reading, parse_whole};
use crate::config::source::{Content, FileKind, SourceFile};
use crate::domain::problem::Problem;
pub use edited::{Edited, Line, Says};
use editor::Editor;
use meaning::Meaning;
pub use rows::Mark;

/// A section by what it defines.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// A profile, in either file.
    Profile(String),
    /// An `sso-session` of the config file.
    SsoSession(String),
    /// A `services` section of the config file.
    Services(String),
}

/// One edit.
#[derive(Clone, PartialEq, Eq)]
pub enum Edit {
    /// Appends a section with these properties.
    Add {
        /// The section, which must not be there.
        target: Target,
        /// The keys, in lower case and each once, with their values.
        properties: Vec<(String, Value)>,
    },
    /// Gives the property this value; the section and the property are appended where they are missing.
    Set {
        /// The section.
        target: Target,
        /// The key, in lower case.
        key: String,
        /// One line, or the lines of an indented block, each `key = value`.
        value: Value,
    },
    /// Takes the property out, if it is there.
    Unset {
        /// The section.
        target: Target,
        /// The key, in lower case.
        key: String,
    },
    /// Takes the section out, with the comments between its properties, if it is there (both, where two have the name).
    Remove {
        /// The section.
        target: Target,
    },
    /// Gives the section another name.
    Rename {
        /// The section.
        target: Target,
        /// The new name.
        name: String,
    },
}

/// A value to be written. `Debug` hides it: it may be a secret.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// One line.
    Text(String),
    /// An indented block.
    Nested(Vec<(String, String)>),
}

impl fmt::Debug for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Add { target, .. } => f.debug_struct("Add").field("target", target).finish_non_exhaustive(),
            Self::Set { target, key, .. } => {
                f.debug_struct("Set").field("target", target).field("key", key).finish_non_exhaustive()
            }
            Self::Unset { target, key } => {
                f.debug_struct("Unset").field("target", target).field("key", key).finish()
            }
            Self::Remove { target } => f.debug_struct("Remove").field("target", target).finish(),
            Self::Rename { target, name } => {
                f.debug_struct("Rename").field("target", target).field("name", name).finish()
            }
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(value)")
    }
}

/// Why a file cannot be edited so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The file is not what the AWS CLI can read, and why.
    Unreadable(Box<Problem>),
    /// A name, key or value that no line of a file can hold: of which section, and why.
    Unwritable(Target, String),
    /// There is no such section.
    Missing(Target),
    /// There is such a section already.
    Taken(Target),
    /// There are several sections with this name.
    Twice(Target),
    /// The edited text would say something else than asked for in the section with this header (`""`: elsewhere): the
    /// way in which the file is indented does not allow it.
    WouldChangeMore(String),
}

/// The file after all edits, or why not. It is read once before and once after all of them, so that many cost little
/// more than one.
///
/// # Errors
/// The first [`Refusal`]; nothing is half done.
pub fn edit<'a>(file: &'a SourceFile, edits: &[Edit]) -> Result<Edited<'a>, Refusal> {
    let (before, problems) = read(file);
    if let Some(problem) = problems.into_iter().next() {
        return Err(Refusal::Unreadable(Box::new(problem)));
    }
    let text = match &file.content {
        Content::Text(text) => text.as_str(),
        _ => "",
    };
    let mut editor = Editor::new(text, file.kind);
    let mut expected = Meaning::of(&before, file.kind);
    let mut changed = false;
    for edit in edits {
        writable::check(edit, file.kind)?;
        editor.check(edit)?;
        if expected.apply(edit) {
            editor.apply(edit);
            changed = true;
        }
    }
    if !changed {
        return Ok(Edited::unchanged(editor));
    }
    let edited = Edited::of(editor);
    let content = Content::Text(Arc::new(edited.text()));
    let (after, problems) = read(&SourceFile { content, ..file.clone() });
    let difference = expected.difference(&Meaning::of(&after, file.kind));
    match difference.or_else(|| problems.first().map(|_| String::new())) {
        None => Ok(edited),
        Some(header) => Err(Refusal::WouldChangeMore(header)),
    }
}

/// As AWS CLI v2 reads it.
fn read(file: &SourceFile) -> (Document, Vec<Problem>) {
    merge::read(file, Reading::Cli, parse_whole)
}

impl Target {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Profile(name) | Self::SsoSession(name) | Self::Services(name) => name,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Profile(_) => "profile",
            Self::SsoSession(_) => "sso-session",
            Self::Services(_) => "services",
        }
    }

    fn renamed(&self, name: &str) -> Self {
        let name = name.to_owned();
        match self {
            Self::Profile(_) => Self::Profile(name),
            Self::SsoSession(_) => Self::SsoSession(name),
            Self::Services(_) => Self::Services(name),
        }
    }

    /// What a section with this header defines, if anything.
    fn of(header: &str, file: FileKind) -> Option<Self> {
        if file == FileKind::Credentials {
            return Some(Self::Profile(header.to_owned()));
        }
        let (kind, name) = kind_and_name(header);
        let name = name?.into_owned();
        Some(match kind {
            "sso-session" => Self::SsoSession(name),
            "services" => Self::Services(name),
            _ => Self::Profile(name),
        })
    }

    /// The header to be written for it, in the quotes of a POSIX shell where the AWS CLI asks for some.
    fn header(&self, file: FileKind) -> String {
        let name = self.name();
        match self {
            Self::Profile(_) if file == FileKind::Credentials || name == "default" => name.to_owned(),
            _ if name.contains(|c: char| is_space(c) || matches!(c, '\'' | '"' | '\\' | '#')) => {
                format!("{} '{}'", self.kind(), name.replace('\'', "'\"'\"'"))
            }
            _ => format!("{} {name}", self.kind()),
        }
    }
}

#[cfg(test)]
mod tests;
