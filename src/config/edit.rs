//! Lossless edits of the AWS files: what is not edited stays as it is, byte for byte.
//!
//! Every edited text is read again, and refused unless it says exactly what it said before plus what was asked for.

mod editor;
mod layout;
mod meaning;

use std::fmt;
use std::sync::Arc;

use crate::config::document::{Document, Text};
use crate::config::merge::kind_and_name;
use crate::config::parse::python::{is_space, strip};
use crate::config::parse::{Reading, parse_whole};
use crate::config::source::FileKind;
use editor::Editor;
use layout::layout;
use meaning::Meaning;

/// A section by what it defines.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Takes the section out, with the comments between its properties, if it is there.
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

/// Why a text cannot be edited so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The file is not what the AWS CLI can read, and why.
    Unreadable(String),
    /// A name, key or value that no line of a file can hold.
    Unwritable(String),
    /// There is no such section.
    Missing,
    /// There is such a section already.
    Taken,
    /// The edited text would say something else than asked for: the way in which the file is indented does not allow it.
    WouldChangeMore,
}

/// The text after all edits, or why not.
///
/// # Errors
/// The first [`Refusal`]; nothing is half done.
pub fn edit(text: &str, file: FileKind, edits: &[Edit]) -> Result<String, Refusal> {
    let mut text = text.to_owned();
    for edit in edits {
        text = one(text, file, edit)?;
    }
    Ok(text)
}

fn one(text: String, file: FileKind, edit: &Edit) -> Result<String, Refusal> {
    let before = read(&text);
    if let Some(fault) = before.faults.first() {
        return Err(Refusal::Unreadable(fault.message.clone()));
    }
    writable(edit)?;
    let editor = Editor { text: &text, file, rows: layout(&text) };
    let edited = editor.apply(edit)?;
    let mut expected = Meaning::of(&before, file);
    if !expected.apply(edit) {
        return Ok(text);
    }
    let after = read(&edited);
    if !after.faults.is_empty() || Meaning::of(&after, file) != expected {
        return Err(Refusal::WouldChangeMore);
    }
    Ok(edited)
}

fn read(text: &str) -> Document {
    let text = Text { path: Arc::default(), content: Arc::new(text.to_owned()) };
    parse_whole(&text, Reading::Cli)
}

/// Whether what is to be written can stand in a line and be read back.
fn writable(edit: &Edit) -> Result<(), Refusal> {
    let refuse = |why: &str| Err(Refusal::Unwritable(why.to_owned()));
    let line_break = |text: &str| text.contains(['\n', '\r']);
    match edit {
        Edit::Set { target, key, value } => {
            let pairs: Vec<(&str, &str)> = match value {
                Value::Text(text) => vec![(key, text)],
                Value::Nested(pairs) if pairs.is_empty() => {
                    return refuse("an indented block with nothing in it");
                }
                Value::Nested(pairs) => {
                    let pairs = pairs.iter().map(|(key, value)| (key.as_str(), value.as_str()));
                    std::iter::once((key.as_str(), "")).chain(pairs).collect()
                }
            };
            for (key, value) in pairs {
                if key.is_empty() || strip(key) != key || line_break(key) {
                    return refuse("a key is empty, or has blanks around it or a line break in it");
                }
                if key.contains(['=', ':']) || key.starts_with(['#', ';', '[']) {
                    return refuse("a key holds = or :, or begins as a comment or a header");
                }
                if strip(value) != value || line_break(value) {
                    return refuse("a value has blanks around it, or a line break in it");
                }
            }
            writable_name(target.name())
        }
        Edit::Rename { name, .. } => writable_name(name),
        Edit::Unset { .. } | Edit::Remove { .. } => Ok(()),
    }
}

fn writable_name(name: &str) -> Result<(), Refusal> {
    if name.is_empty() || name.contains(['\n', '\r']) {
        return Err(Refusal::Unwritable("a name is empty, or has a line break in it".to_owned()));
    }
    Ok(())
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

    /// Whether a section with this header is it.
    fn is(&self, header: &str, file: FileKind) -> bool {
        if file == FileKind::Credentials {
            return matches!(self, Self::Profile(name) if name == header);
        }
        let (kind, name) = kind_and_name(header);
        kind == self.kind() && name.is_some_and(|name| name == self.name())
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
