//! What a file says, to be compared before and after an edit.

use crate::config::document::{Document, Entry, Stored};
use crate::config::edit::{Edit, Target, Value};
use crate::config::source::FileKind;

/// The sections in order, with their properties in order, as AWS CLI v2 reads them.
#[derive(PartialEq, Eq)]
pub(super) struct Meaning {
    file: FileKind,
    sections: Vec<Part>,
    defaults: Vec<(String, Value)>,
}

#[derive(PartialEq, Eq)]
struct Part {
    header: String,
    properties: Vec<(String, Value)>,
}

impl Meaning {
    pub(super) fn of(document: &Document, file: FileKind) -> Self {
        let text = document.text.content.as_str();
        let read = |entries: &[Entry]| entries.iter().map(|entry| said(entry, text)).collect();
        let sections = document.parts.iter().zip(&document.entries).map(|(part, entries)| Part {
            header: part.header.of(text).to_owned(),
            properties: read(entries),
        });
        Self { file, sections: sections.collect(), defaults: read(&document.defaults) }
    }

    /// Makes the edit here, where nothing can be in the way of it; whether that changes anything.
    pub(super) fn apply(&mut self, edit: &Edit) -> bool {
        match edit {
            Edit::Set { target, key, value } => {
                let Some(at) = self.find(target) else {
                    let header = target.header(self.file);
                    self.sections.push(Part { header, properties: vec![(key.clone(), value.clone())] });
                    return true;
                };
                let Some(section) = self.sections.get_mut(at) else { return false };
                if let Some((_, old)) = section.properties.iter_mut().find(|(own, _)| own == key) {
                    return std::mem::replace(old, value.clone()) != *value;
                }
                section.properties.push((key.clone(), value.clone()));
                true
            }
            Edit::Unset { target, key } => {
                let section = self.find(target).and_then(|at| self.sections.get_mut(at));
                section.is_some_and(|section| {
                    let before = section.properties.len();
                    section.properties.retain(|(own, _)| own != key);
                    section.properties.len() != before
                })
            }
            Edit::Remove { target } => self.find(target).map(|at| self.sections.remove(at)).is_some(),
            Edit::Rename { target, name } => {
                let header = target.renamed(name).header(self.file);
                let section = self.find(target).and_then(|at| self.sections.get_mut(at));
                section
                    .is_some_and(|section| std::mem::replace(&mut section.header, header.clone()) != header)
            }
        }
    }

    fn find(&self, target: &Target) -> Option<usize> {
        self.sections.iter().rposition(|section| target.is(&section.header, self.file))
    }
}

fn said(entry: &Entry, text: &str) -> (String, Value) {
    let value = match &entry.value {
        Stored::Text(piece) => Value::Text(piece.of(text).to_owned()),
        Stored::Nested(pairs) => {
            let of = |range: &std::ops::Range<usize>| text.get(range.clone()).unwrap_or_default().to_owned();
            Value::Nested(pairs.iter().map(|(key, value)| (of(key), of(value))).collect())
        }
    };
    (entry.key.of(text).to_owned(), value)
}
