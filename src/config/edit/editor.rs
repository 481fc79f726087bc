//! Makes edits, line by line.

use std::collections::HashMap;
use std::ops::Range;

use crate::config::edit::rows::{Mark, Role, Row, new_rows, rows};
use crate::config::edit::{Edit, Refusal, Target, Value};
use crate::config::parse::python::is_space;
use crate::config::source::FileKind;

/// A file that is edited.
pub(super) struct Editor<'a> {
    file: FileKind,
    /// How its first line ends: the ending of lines that have no other to go by.
    pub(super) ending: String,
    pub(super) blocks: Vec<Block<'a>>,
    /// Where the sections are that define something, in order.
    index: HashMap<Target, Vec<usize>>,
}

/// A header with all lines up to the next one; the first block is what stands before any header.
#[derive(Default)]
pub(super) struct Block<'a> {
    pub(super) state: State,
    pub(super) rows: Vec<Row<'a>>,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    #[default]
    Old,
    /// It is appended.
    New,
    /// Its section is taken out; what does not belong to that is still here.
    Gone,
}

impl<'a> Editor<'a> {
    pub(super) fn new(text: &'a str, file: FileKind) -> Self {
        let rows = rows(text);
        let ending = rows.first().map(Row::ending).filter(|ending| !ending.is_empty()).unwrap_or("\n");
        let mut editor =
            Self { file, ending: ending.to_owned(), blocks: vec![Block::default()], index: HashMap::new() };
        for row in rows {
            let named = match &row.role {
                Role::Header(range) => {
                    Some(Target::of(row.content().get(range.clone()).unwrap_or_default(), file))
                }
                _ => None,
            };
            if let Some(target) = named {
                if let Some(target) = target {
                    editor.index.entry(target).or_default().push(editor.blocks.len());
                }
                editor.blocks.push(Block::default());
            }
            if let Some(block) = editor.blocks.last_mut() {
                block.rows.push(row);
            }
        }
        editor
    }

    /// Whether the edit can be made at all.
    pub(super) fn check(&self, edit: &Edit) -> Result<(), Refusal> {
        let is_there = |target: &Target| self.section(target).is_some();
        match edit {
            Edit::Add { target, .. } if is_there(target) => Err(Refusal::Taken(target.clone())),
            Edit::Rename { target, .. } if !is_there(target) => Err(Refusal::Missing(target.clone())),
            // The other one would count then.
            Edit::Rename { target, .. } if self.index.get(target).is_some_and(|places| places.len() > 1) => {
                Err(Refusal::Twice(target.clone()))
            }
            Edit::Rename { target, name } => {
                let renamed = target.renamed(name);
                if renamed != *target && is_there(&renamed) { Err(Refusal::Taken(renamed)) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    /// Makes an edit that can be made.
    pub(super) fn apply(&mut self, edit: &Edit) {
        match edit {
            Edit::Add { target, properties } => self.append(target, properties),
            Edit::Set { target, key, value } => match self.section(target) {
                None => self.append(target, std::slice::from_ref(&(key.clone(), value.clone()))),
                Some(at) => self.set(at, key, value),
            },
            Edit::Unset { target, key } => {
                let block = self.section(target).and_then(|at| self.blocks.get_mut(at));
                if let Some(block) = block {
                    block.unset(key);
                }
            }
            Edit::Remove { target } => {
                for at in self.index.remove(target).unwrap_or_default() {
                    if let Some(block) = self.blocks.get_mut(at) {
                        block.remove();
                    }
                }
            }
            Edit::Rename { target, name } => self.rename(target, name),
        }
    }

    /// Of several sections with one name the last counts.
    pub(super) fn section(&self, target: &Target) -> Option<usize> {
        self.index.get(target)?.last().copied()
    }

    fn append(&mut self, target: &Target, properties: &[(String, Value)]) {
        let (header, ending) = (target.header(self.file), self.ending.as_str());
        let mut text = format!("[{header}]{ending}");
        for (key, value) in properties {
            text.push_str(&rendered(key, value, "", ending));
        }
        self.index.entry(target.clone()).or_default().push(self.blocks.len());
        self.blocks.push(Block { state: State::New, rows: new_rows(&text) });
    }

    fn set(&mut self, at: usize, key: &str, value: &Value) {
        let Some(block) = self.blocks.get_mut(at) else { return };
        if let Some(rows) = block.property(key) {
            return block.replace(rows, value, &self.ending);
        }
        // Below the last property, as far to the right: otherwise what follows could become a part of it.
        let last = block.last_said();
        let like = block.rows.iter().find(|row| row.is_property()).or(block.rows.first());
        let indent = like.map(|row| row.indent().to_owned()).unwrap_or_default();
        let ending = block.ending(last, &self.ending);
        let lines = rendered(key, value, &indent, &ending);
        let place = (last + 1).min(block.rows.len());
        block.rows.splice(place..place, new_rows(&lines));
    }

    fn rename(&mut self, target: &Target, name: &str) {
        let Some(places) = self.index.remove(target) else { return };
        let renamed = target.renamed(name);
        let block = places.last().and_then(|at| self.blocks.get_mut(*at));
        if let Some(block) = block {
            block.rename(&renamed.header(self.file));
        }
        self.index.insert(renamed, places);
    }
}

impl<'a> Block<'a> {
    /// The last line that says something.
    fn last_said(&self) -> usize {
        self.rows.iter().rposition(Row::says).unwrap_or_default()
    }

    /// The lines of a property: its first one to the last of its value.
    pub(super) fn property(&self, key: &str) -> Option<Range<usize>> {
        let is_it =
            |row: &Row<'_>| matches!(&row.role, Role::Property { key: own, .. } if row.lives() && own == key);
        let start = self.rows.iter().position(is_it)?;
        let rest = self.rows.get(start + 1..)?;
        let next = rest.iter().position(Row::is_property).unwrap_or(rest.len());
        let last = rest.get(..next)?.iter().rposition(Row::says).map_or(0, |last| last + 1);
        Some(start..start + 1 + last)
    }

    /// How the line ends, or else the file's first one.
    fn ending(&self, at: usize, first: &str) -> String {
        let own = self.rows.get(at).map(Row::ending).filter(|ending| !ending.is_empty());
        own.unwrap_or(first).to_owned()
    }

    /// Puts another value in the place of the property's, and leaves key, delimiter and blanks as they are.
    fn replace(&mut self, rows: Range<usize>, value: &Value, first_ending: &str) {
        let Some(row) = self.rows.get(rows.start) else { return };
        let Role::Property { value: old, .. } = &row.role else { return };
        let head = row.whole().get(..old.start).unwrap_or_default();
        let gap = if head.ends_with(['=', ':']) && head.trim_end_matches(['=', ':']).ends_with(is_space) {
            " "
        } else {
            ""
        };
        let new = match value {
            Value::Text(text) => format!("{}{text}", if text.is_empty() { "" } else { gap }),
            Value::Nested(_) => {
                let ending = self.ending(rows.start, first_ending);
                rendered("", value, row.indent(), &ending)
                    .split_once('=')
                    .map(|(_, block)| block.trim_end_matches(['\n', '\r']).to_owned())
                    .unwrap_or_default()
            }
        };
        let text = with(row.whole(), old.clone(), &new);
        for at in rows.clone().skip(1).rev() {
            self.take_out(at, |row| row.role == Role::Continuation);
        }
        self.put(rows.start, &text);
    }

    fn rename(&mut self, header: &str) {
        let is_header = |row: &Row<'_>| row.lives() && matches!(row.role, Role::Header(_));
        let Some(at) = self.rows.iter().position(is_header) else { return };
        if let Some(row) = self.rows.get(at)
            && let Role::Header(range) = &row.role
        {
            let text = with(row.whole(), range.clone(), header);
            self.put(at, &text);
        }
    }

    /// Comments and blank lines between stay.
    fn unset(&mut self, key: &str) {
        for at in self.property(key).into_iter().flatten().rev() {
            self.take_out(at, Row::says);
        }
    }

    /// Takes the section out up to its last property.
    fn remove(&mut self) {
        for at in (0..=self.last_said()).rev() {
            self.take_out(at, |_| true);
        }
        // What was never there leaves nothing behind.
        self.state = if self.state == State::New { State::Old } else { State::Gone };
    }

    fn take_out(&mut self, at: usize, which: impl FnOnce(&Row<'a>) -> bool) {
        let Some(row) = self.rows.get_mut(at).filter(|row| which(row)) else { return };
        if row.mark == Mark::New {
            self.rows.remove(at);
        } else {
            row.mark = Mark::Gone;
        }
    }

    /// Puts these lines in the place of that one.
    fn put(&mut self, at: usize, text: &str) {
        let before = self.rows.len();
        self.take_out(at, |_| true);
        let at = if self.rows.len() == before { at + 1 } else { at };
        self.rows.splice(at..at, new_rows(text));
    }
}

fn with(text: &str, place: Range<usize>, new: &str) -> String {
    let head = text.get(..place.start).unwrap_or_default();
    format!("{head}{new}{}", text.get(place.end..).unwrap_or_default())
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
