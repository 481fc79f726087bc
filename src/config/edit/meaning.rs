//! What a file says, to be compared before and after its edits.

use std::collections::HashMap;

use crate::config::document::{Document, Entry, Stored};
use crate::config::edit::{Edit, Target, Value};
use crate::config::source::FileKind;

/// The sections in order, with their properties in order, as AWS CLI v2 reads them.
pub(super) struct Meaning {
    file: FileKind,
    /// `None` in the place of one that is gone.
    sections: Vec<Option<Part>>,
    index: HashMap<Target, Vec<usize>>,
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
        let mut meaning =
            Self { file, sections: Vec::new(), index: HashMap::new(), defaults: read(&document.defaults) };
        for (part, entries) in document.parts.iter().zip(&document.entries) {
            meaning.push(Part { header: part.header.of(text).to_owned(), properties: read(entries) });
        }
        meaning
    }

    fn push(&mut self, part: Part) {
        if let Some(target) = Target::of(&part.header, self.file) {
            self.index.entry(target).or_default().push(self.sections.len());
        }
        self.sections.push(Some(part));
    }

    /// Makes the edit here, where nothing can be in the way of it; whether that changes anything.
    pub(super) fn apply(&mut self, edit: &Edit) -> bool {
        match edit {
            Edit::Add { target, properties } => {
                self.push(Part { header: target.header(self.file), properties: properties.clone() });
                true
            }
            Edit::Set { target, key, value } => {
                let header = target.header(self.file);
                let Some(section) = self.find(target) else {
                    self.push(Part { header, properties: vec![(key.clone(), value.clone())] });
                    return true;
                };
                if let Some((_, old)) = section.properties.iter_mut().find(|(own, _)| own == key) {
                    return std::mem::replace(old, value.clone()) != *value;
                }
                section.properties.push((key.clone(), value.clone()));
                true
            }
            Edit::Unset { target, key } => self.find(target).is_some_and(|section| {
                let before = section.properties.len();
                section.properties.retain(|(own, _)| own != key);
                section.properties.len() != before
            }),
            Edit::Remove { target } => {
                let places = self.index.remove(target).unwrap_or_default();
                for at in &places {
                    if let Some(section) = self.sections.get_mut(*at) {
                        *section = None;
                    }
                }
                !places.is_empty()
            }
            Edit::Rename { target, name } => {
                let renamed = target.renamed(name);
                let header = renamed.header(self.file);
                let Some(section) = self.find(target) else { return false };
                let changed = section.header != header;
                section.header = header;
                if let Some(places) = self.index.remove(target) {
                    self.index.insert(renamed, places);
                }
                changed
            }
        }
    }

    fn find(&mut self, target: &Target) -> Option<&mut Part> {
        let at = *self.index.get(target)?.last()?;
        self.sections.get_mut(at)?.as_mut()
    }

    /// The header of the first section in which the two differ, or nothing where they do elsewhere; `None` where they say
    /// the same.
    pub(super) fn difference(&self, other: &Self) -> Option<String> {
        let (mut own, mut others) = (self.sections.iter().flatten(), other.sections.iter().flatten());
        loop {
            match (own.next(), others.next()) {
                (None, None) => break,
                (Some(one), Some(another)) if one == another => {}
                (one, another) => return one.or(another).map(|part| part.header.clone()),
            }
        }
        (self.defaults != other.defaults).then(String::new)
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
