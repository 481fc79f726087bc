//! Collects sections and properties as a reading finds them.

use std::collections::HashMap;
use std::ops::Range;

use crate::config::document::{Body, Document, Entry, Part, Piece, Span, Text};

/// Up to so many properties a search is quicker than a map.
pub(super) const FEW: usize = 16;

/// Properties in order of first appearance, each key once.
#[derive(Default)]
pub(super) struct Entries {
    list: Vec<Entry>,
    places: HashMap<Box<str>, usize>,
}

impl Entries {
    /// Where the property with this key stands, if there is one.
    pub(super) fn place(&self, key: &str, text: &str) -> Option<usize> {
        if self.list.len() > FEW {
            self.places.get(key).copied()
        } else {
            self.list.iter().position(|entry| entry.key.is(key, text))
        }
    }

    /// The line of the property at this place.
    pub(super) fn line(&self, place: usize) -> Option<usize> {
        self.list.get(place).map(|entry| entry.line)
    }

    /// Puts a property in: at the place of one with the same key, which it replaces, or else at the end.
    pub(super) fn put(&mut self, entry: Entry, place: Option<usize>, text: &str) {
        if let Some(old) = place.and_then(|at| self.list.get_mut(at)) {
            *old = entry;
            return;
        }
        let key = entry.key.of(text);
        if self.list.len() == FEW {
            let known = self.list.iter().enumerate();
            self.places = known.map(|(at, entry)| (entry.key.of(text).into(), at)).collect();
        }
        if self.list.len() >= FEW {
            self.places.insert(key.into(), self.list.len());
        }
        self.list.push(entry);
    }

    pub(super) fn into_list(self) -> Vec<Entry> {
        self.list
    }
}

struct Open {
    header: Range<usize>,
    line: usize,
    entries: Entries,
}

/// Sections in order of first appearance, each header once.
pub(super) struct Sections<'a> {
    text: &'a Text,
    list: Vec<Open>,
    places: HashMap<&'a str, usize>,
}

impl<'a> Sections<'a> {
    pub(super) fn new(text: &'a Text) -> Self {
        Self { text, list: Vec::new(), places: HashMap::new() }
    }

    /// The place of the section with this header, and the line where it began if it was there before.
    pub(super) fn enter(&mut self, header: &'a str, line: usize) -> (usize, Option<usize>) {
        if let Some(&at) = self.places.get(header) {
            return (at, self.list.get(at).map(|open| open.line));
        }
        let at = self.list.len();
        self.places.insert(header, at);
        self.list.push(Open {
            header: range_in(&self.text.content, header),
            line,
            entries: Entries::default(),
        });
        (at, None)
    }

    pub(super) fn entries(&mut self, at: usize) -> Option<&mut Entries> {
        self.list.get_mut(at).map(|open| &mut open.entries)
    }

    /// The header of the section at this place.
    pub(super) fn header(&self, at: usize) -> &'a str {
        self.list.get(at).and_then(|open| self.text.content.get(open.header.clone())).unwrap_or_default()
    }

    /// Whether a section lacks this key.
    pub(super) fn any_without(&self, key: &str) -> bool {
        self.list.iter().any(|open| open.entries.place(key, &self.text.content).is_none())
    }

    pub(super) fn finish(self) -> Document {
        let mut document = Document { text: self.text.clone(), ..Document::default() };
        for (at, open) in self.list.into_iter().enumerate() {
            let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            let body = Body::Read(place(at));
            document.parts.push(Part { header: Span::new(&open.header), line: place(open.line), body });
            document.entries.push(open.entries.into_list());
        }
        document
    }
}

/// Pairs of an indented block, each sub-key once: at the place of the first, with the value of the last.
pub(super) fn last_of_each(
    pairs: Vec<(Range<usize>, Range<usize>)>,
    text: &str,
) -> Vec<(Range<usize>, Range<usize>)> {
    let mut kept: Vec<(Range<usize>, Range<usize>)> = Vec::with_capacity(pairs.len());
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (key, value) in pairs {
        let place = *places.entry(text.get(key.clone()).unwrap_or_default()).or_insert(kept.len());
        match kept.get_mut(place) {
            Some(pair) => pair.1 = value,
            None => kept.push((key, value)),
        }
    }
    kept
}

/// Where `piece`, which is a part of `whole`, stands in it.
pub(in crate::config) fn range_in(whole: &str, piece: &str) -> Range<usize> {
    let start = piece.as_ptr().addr().saturating_sub(whole.as_ptr().addr());
    start..start + piece.len()
}

/// The piece for a text that is a part of `whole`, unless another form of it is meant.
pub(super) fn piece(whole: &str, part: &str, other: Option<String>) -> Piece {
    match other {
        Some(own) => Piece::Own(own.into()),
        None => Piece::At(range_in(whole, part)),
    }
}
