//! What each line of a file is, as AWS CLI v2 reads it: what an edit may touch.

use std::ops::Range;

use crate::config::parse::lines::{Line, lines};
use crate::config::parse::python::{is_space, strip};
use crate::config::parse::{header, range_in};

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    /// Blank, or a comment.
    Quiet,
    /// A section's header: where in the file its text is, between the brackets.
    Header(Range<usize>),
    /// The first line of a property: its key in lower case, and where its value is (at the end of the line where there
    /// is none).
    Property { key: String, value: Range<usize> },
    /// More of the value above.
    Continuation,
    /// Nothing that the AWS CLI understands.
    Strange,
}

/// One line.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) line: Line,
    pub(super) role: Role,
}

/// All lines of the file. The same rules as those of the reading; that both agree is made sure of by reading every
/// edited file again.
pub(super) fn layout(text: &str) -> Vec<Row> {
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
            let role = header_or_property(text, clean);
            open = match &role {
                Role::Header(_) => false,
                Role::Property { .. } => true,
                _ => open,
            };
            role
        };
        rows.push(Row { line, role });
    }
    rows
}

fn header_or_property(text: &str, clean: &str) -> Role {
    if let Some(header) = header(clean) {
        return Role::Header(range_in(text, header));
    }
    let Some((key, value)) = clean.split_once(['=', ':']) else { return Role::Strange };
    let key = key.trim_end_matches(is_space);
    if key.is_empty() {
        return Role::Strange;
    }
    // Where there is no value, `strip` gives an empty text from somewhere in the line.
    let value = strip(value);
    let value = if value.is_empty() { clean.len()..clean.len() } else { range_in(clean, value) };
    let at = range_in(text, clean).start;
    Role::Property { key: key.to_lowercase(), value: at + value.start..at + value.end }
}
