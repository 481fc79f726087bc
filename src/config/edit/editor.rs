//! Makes one edit, line by line.

use std::ops::Range;

use crate::config::edit::layout::{Role, Row};
use crate::config::edit::{Edit, Refusal, Target, Value};
use crate::config::parse::python::{is_space, strip};
use crate::config::source::FileKind;

/// A file that is edited.
pub(super) struct Editor<'a> {
    pub(super) text: &'a str,
    pub(super) file: FileKind,
    pub(super) rows: Vec<Row>,
}

impl Editor<'_> {
    pub(super) fn apply(&self, edit: &Edit) -> Result<String, Refusal> {
        match edit {
            Edit::Set { target, key, value } => Ok(self.set(target, key, value)),
            Edit::Unset { target, key } => {
                let lines = self.section(target).and_then(|rows| self.property(rows, key));
                Ok(lines.map_or_else(|| self.text.to_owned(), |rows| self.without(rows)))
            }
            Edit::Remove { target } => {
                let rows = self.section(target);
                Ok(rows.map_or_else(|| self.text.to_owned(), |rows| self.without_section(rows)))
            }
            Edit::Rename { target, name } => {
                let rows = self.section(target).ok_or(Refusal::Missing)?;
                let renamed = target.renamed(name);
                if renamed != *target && self.section(&renamed).is_some() {
                    return Err(Refusal::Taken);
                }
                match self.rows.get(rows.start).map(|row| &row.role) {
                    Some(Role::Header(range)) => Ok(self.put(range.clone(), &renamed.header(self.file))),
                    _ => Err(Refusal::Missing),
                }
            }
        }
    }

    fn set(&self, target: &Target, key: &str, value: &Value) -> String {
        let Some(section) = self.section(target) else { return self.append(target, key, value) };
        if let Some(rows) = self.property(section.clone(), key) {
            return self.replace(rows, value);
        }
        // Below the last property, as far to the right: otherwise what follows could become a part of it.
        let last = section.clone().rev().find(|at| self.is_said(*at)).unwrap_or(section.start);
        let like = section.clone().find(|at| self.is_property(*at)).unwrap_or(section.start);
        let indent = self.indent(like);
        let ending = self.ending(last);
        let mut lines = rendered(key, value, &indent, &ending);
        let at = self.rows.get(last).map_or(self.text.len(), |row| row.line.end);
        if !self.text.get(..at).is_some_and(|before| before.ends_with(['\n', '\r'])) {
            lines.insert_str(0, &ending);
        }
        self.put(at..at, &lines)
    }

    fn append(&self, target: &Target, key: &str, value: &Value) -> String {
        let ending = self.ending(0);
        let mut text = self.text.to_owned();
        if !text.is_empty() {
            if !text.ends_with(['\n', '\r']) {
                text.push_str(&ending);
            }
            let last = self.rows.last().and_then(|row| self.text.get(row.line.content()));
            if last.is_some_and(|last| !strip(last).is_empty()) {
                text.push_str(&ending);
            }
        }
        let header = target.header(self.file);
        format!("{text}[{header}]{ending}{}", rendered(key, value, "", &ending))
    }

    /// Puts another value in the place of the property's, and leaves key, delimiter and blanks as they are.
    fn replace(&self, rows: Range<usize>, value: &Value) -> String {
        let Some(Row { line, role: Role::Property { value: old, .. } }) = self.rows.get(rows.start) else {
            return self.text.to_owned();
        };
        let (indent, ending) = (self.indent(rows.start), self.ending(rows.start));
        let head = self.text.get(..old.start).unwrap_or_default();
        let gap = if head.ends_with(['=', ':']) && head.trim_end_matches(['=', ':']).ends_with(is_space) {
            " "
        } else {
            ""
        };
        let new = match value {
            Value::Text(text) => format!("{}{text}", if text.is_empty() { "" } else { gap }),
            Value::Nested(_) => rendered("", value, &indent, &ending)
                .split_once('=')
                .map(|(_, block)| block.trim_end_matches(['\n', '\r']).to_owned())
                .unwrap_or_default(),
        };
        let after = self.text.get(old.end..line.end).unwrap_or_default();
        let rest = rows.start + 1..rows.end;
        let mut text = format!("{head}{new}{after}");
        let mut from = line.end;
        for row in self.rows.get(rest).unwrap_or_default() {
            if row.role != Role::Continuation {
                text.push_str(self.text.get(row.line.span()).unwrap_or_default());
            }
            from = row.line.end;
        }
        text.push_str(self.text.get(from..).unwrap_or_default());
        text
    }

    /// The rows of the section: from its header to the next one. Of several with one name the last counts.
    pub(super) fn section(&self, target: &Target) -> Option<Range<usize>> {
        let is_header = |row: &Row| matches!(row.role, Role::Header(_));
        let start = self.rows.iter().rposition(|row| match &row.role {
            Role::Header(range) => target.is(self.text.get(range.clone()).unwrap_or_default(), self.file),
            _ => false,
        })?;
        let length = self.rows.iter().skip(start + 1).position(is_header);
        Some(start..length.map_or(self.rows.len(), |length| start + 1 + length))
    }

    /// The rows of a property of the section: its first line to the last of its value.
    pub(super) fn property(&self, section: Range<usize>, key: &str) -> Option<Range<usize>> {
        let is_it = |at: &usize| matches!(self.rows.get(*at).map(|row| &row.role), Some(Role::Property { key: own, .. }) if own == key);
        let start = section.clone().find(is_it)?;
        let next = (start + 1..section.end).find(|at| self.is_property(*at)).unwrap_or(section.end);
        let end = (start..next).rev().find(|at| self.is_said(*at)).unwrap_or(start);
        Some(start..end + 1)
    }

    fn is_property(&self, at: usize) -> bool {
        matches!(self.rows.get(at).map(|row| &row.role), Some(Role::Property { .. }))
    }

    /// Whether the row says something: no blank, no comment.
    pub(super) fn is_said(&self, at: usize) -> bool {
        self.rows.get(at).is_some_and(|row| row.role != Role::Quiet)
    }

    fn indent(&self, at: usize) -> String {
        let content = self.rows.get(at).and_then(|row| self.text.get(row.line.content())).unwrap_or_default();
        content.chars().take_while(|&c| is_space(c)).collect()
    }

    /// How the line ends, or else the first one: the ending that a new line gets.
    fn ending(&self, at: usize) -> String {
        let of = |at: usize| {
            let line = self.rows.get(at)?.line;
            self.text.get(line.content_end..line.end).filter(|ending| !ending.is_empty())
        };
        of(at).or_else(|| of(0)).unwrap_or("\n").to_owned()
    }

    fn put(&self, place: Range<usize>, new: &str) -> String {
        let head = self.text.get(..place.start).unwrap_or_default();
        format!("{head}{new}{}", self.text.get(place.end..).unwrap_or_default())
    }

    /// Without what these rows say; comments and blank lines between stay.
    fn without(&self, rows: Range<usize>) -> String {
        let gone = |at: &usize| rows.contains(at) && self.is_said(*at);
        self.keeping(|at| !gone(&at))
    }

    /// Without the section up to its last property, and one blank line of those around it.
    fn without_section(&self, rows: Range<usize>) -> String {
        let last = rows.clone().rev().find(|at| self.is_said(*at)).unwrap_or(rows.start);
        let is_blank = |at: usize| {
            let content = self.rows.get(at).and_then(|row| self.text.get(row.line.content()));
            content.is_some_and(|content| strip(content).is_empty())
        };
        let before = rows.start.checked_sub(1).is_none_or(is_blank);
        let end = if before && is_blank(last + 1) { last + 1 } else { last };
        self.keeping(|at| !(rows.start..=end).contains(&at))
    }

    fn keeping(&self, keep: impl Fn(usize) -> bool) -> String {
        let kept = self.rows.iter().enumerate().filter(|(at, _)| keep(*at));
        kept.filter_map(|(_, row)| self.text.get(row.line.span())).collect()
    }
}

fn rendered(key: &str, value: &Value, indent: &str, ending: &str) -> String {
    match value {
        Value::Text(text) if text.is_empty() => format!("{indent}{key} ={ending}"),
        Value::Text(text) => format!("{indent}{key} = {text}{ending}"),
        Value::Nested(pairs) => {
            let lines = pairs.iter().map(|(key, value)| format!("{indent}    {key} = {value}"));
            let block: Vec<String> = std::iter::once(format!("{indent}{key} =")).chain(lines).collect();
            format!("{}{ending}", block.join(ending))
        }
    }
}
