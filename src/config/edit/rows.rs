//! What each line of a file is, as AWS CLI v2 reads it: what an edit may touch.

use std::borrow::Cow;
use std::ops::Range;

use crate::config::parse::lines::lines;
use crate::config::parse::python::{is_space, strip};
use crate::config::parse::{header, range_in};

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    /// Blank, or a comment.
    Quiet,
    /// A section's header: where in the line its text is, between the brackets.
    Header(Range<usize>),
    /// The first line of a property: its key in lower case, and where in the line its value is (at the end of the line
    /// where there is none).
    Property { key: String, value: Range<usize> },
    /// More of the value above.
    Continuation,
    /// Nothing that the AWS CLI understands.
    Strange,
}

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It stays as it is.
    Kept,
    /// It was there, and is there no more.
    Gone,
    /// It comes.
    New,
}

/// One line.
#[derive(Clone)]
pub(super) struct Row<'a> {
    text: Cow<'a, str>,
    /// How long it is without its ending.
    length: usize,
    pub(super) role: Role,
    pub(super) mark: Mark,
}

impl Row<'_> {
    /// The line with its ending.
    pub(super) fn whole(&self) -> &str {
        &self.text
    }

    /// The line without its ending.
    pub(super) fn content(&self) -> &str {
        self.text.get(..self.length).unwrap_or_default()
    }

    pub(super) fn ending(&self) -> &str {
        self.text.get(self.length..).unwrap_or_default()
    }

    /// Whether it will be in the file.
    pub(super) fn lives(&self) -> bool {
        self.mark != Mark::Gone
    }

    /// Whether it says something: no blank, no comment.
    pub(super) fn says(&self) -> bool {
        self.lives() && self.role != Role::Quiet
    }

    pub(super) fn is_property(&self) -> bool {
        self.lives() && matches!(self.role, Role::Property { .. })
    }

    pub(super) fn is_blank(&self) -> bool {
        strip(self.content()).is_empty()
    }

    pub(super) fn indent(&self) -> &str {
        let content = self.content();
        let rest = content.trim_start_matches(is_space);
        content.get(..content.len() - rest.len()).unwrap_or_default()
    }
}

/// All lines of a text. The same rules as those of the reading; that both agree is made sure of by reading every
/// edited file again.
pub(super) fn rows(text: &str) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    let mut indent = 0;
    let mut open = false;
    for line in lines(text.as_bytes()) {
        let content = text.get(line.content()).unwrap_or_default();
        let clean = strip(content);
        let own = content.chars().take_while(|&c| is_space(c)).count();
        let role = if clean.is_empty() || clean.starts_with(['#', ';']) {
            Role::Quiet
        } else if open && own > indent {
            Role::Continuation
        } else {
            indent = own;
            let role = header_or_property(content, clean);
            open = match &role {
                Role::Header(_) => false,
                Role::Property { .. } => true,
                _ => open,
            };
            role
        };
        let text = Cow::Borrowed(text.get(line.span()).unwrap_or_default());
        rows.push(Row { text, length: content.len(), role, mark: Mark::Kept });
    }
    rows
}

/// The lines of a text that comes.
pub(super) fn new_rows<'a>(text: &str) -> Vec<Row<'a>> {
    let new = |row: Row<'_>| Row {
        text: Cow::Owned(row.text.into_owned()),
        length: row.length,
        role: row.role,
        mark: Mark::New,
    };
    rows(text).into_iter().map(new).collect()
}

fn header_or_property(content: &str, clean: &str) -> Role {
    if let Some(header) = header(clean) {
        return Role::Header(range_in(content, header));
    }
    let Some((key, value)) = clean.split_once(['=', ':']) else { return Role::Strange };
    let key = key.trim_end_matches(is_space);
    if key.is_empty() {
        return Role::Strange;
    }
    // Where there is no value, `strip` gives an empty text from somewhere in the line.
    let value = strip(value);
    let value = if value.is_empty() { clean.len()..clean.len() } else { range_in(clean, value) };
    let at = range_in(content, clean).start;
    Role::Property { key: key.to_lowercase(), value: at + value.start..at + value.end }
}
