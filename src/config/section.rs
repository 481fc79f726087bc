//! What a file says, as views into its text: sections, properties and values.

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;

use crate::config::document::{Body, Document, Entry, Part, Stored, Text};
use crate::config::parse::plain;
use crate::domain::origin::Origin;

/// One section of one file. Keys are in lower case.
#[derive(Clone, Copy)]
pub struct Section<'a> {
    document: &'a Document,
    part: &'a Part,
}

impl fmt::Debug for Section<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Section").field("header", &self.header()).finish_non_exhaustive()
    }
}

impl<'a> Section<'a> {
    pub(crate) fn new(document: &'a Document, part: &'a Part) -> Self {
        Self { document, part }
    }

    /// What stands between the brackets of the header.
    #[must_use]
    pub fn header(self) -> &'a str {
        self.part.header.of(self.content())
    }

    /// The line of its header.
    #[must_use]
    pub fn origin(self) -> Origin {
        self.document.text.origin(self.line())
    }

    pub(crate) fn line(self) -> usize {
        self.part.line as usize
    }

    /// The property with this key (in lower case), those of `[DEFAULT]` included.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Property<'a>> {
        let own = match self.part.body {
            Body::Plain { lines, keys } if keys.may_hold(key.as_bytes()) => {
                let found = plain::find(lines.of(self.content()), key);
                found.map(|found| self.plain(found))
            }
            Body::Plain { .. } => None,
            Body::Read(at) => self.find(self.entries(at), key),
        };
        own.or_else(|| self.find(&self.document.defaults, key))
    }

    /// All properties: the section's own in file order, then those of `[DEFAULT]` that it does not have itself.
    pub fn properties(self) -> impl Iterator<Item = Property<'a>> {
        let own = move || self.own_properties();
        let defaults = &self.document.defaults;
        let known: HashSet<&str> =
            if defaults.is_empty() { HashSet::new() } else { own().map(|property| property.key).collect() };
        let inherited = defaults.iter().map(move |entry| self.property(entry));
        own().chain(inherited.filter(move |property| !known.contains(property.key)))
    }

    /// Its own properties in file order, without those of `[DEFAULT]`.
    pub fn own_properties(self) -> impl Iterator<Item = Property<'a>> {
        let (lines, entries) = match self.part.body {
            Body::Plain { lines, .. } => (lines.of(self.content()), &[][..]),
            Body::Read(at) => ("", self.entries(at)),
        };
        let plain = plain::properties(lines).map(move |found| self.plain(found));
        plain.chain(entries.iter().map(move |entry| self.property(entry)))
    }

    /// Whether it has no property at all.
    #[must_use]
    pub fn is_empty(self) -> bool {
        let own = match self.part.body {
            Body::Plain { keys, .. } => keys.is_empty(),
            Body::Read(at) => self.entries(at).is_empty(),
        };
        own && self.document.defaults.is_empty()
    }

    fn content(self) -> &'a str {
        &self.document.text.content
    }

    fn entries(self, at: u32) -> &'a [Entry] {
        self.document.entries.get(at as usize).map_or(&[], Vec::as_slice)
    }

    fn find(self, entries: &'a [Entry], key: &str) -> Option<Property<'a>> {
        let found = entries.iter().rfind(|entry| entry.key.is(key, self.content()));
        found.map(|entry| self.property(entry))
    }

    fn property(self, entry: &'a Entry) -> Property<'a> {
        let text = self.content();
        let value = match &entry.value {
            Stored::Text(piece) => Value::Text(piece.of(text)),
            Stored::Nested(pairs) => Value::Nested(Nested { text, pairs }),
        };
        Property { key: entry.key.of(text), value, line: entry.line, text: &self.document.text }
    }

    fn plain(self, found: plain::Found<'a>) -> Property<'a> {
        let (line, value) = (self.line() + 1 + found.index, Value::Text(found.value));
        Property { key: found.key, value, line, text: &self.document.text }
    }
}

/// One property: a view into the file's text. `Debug` hides the value, which may be a secret.
#[derive(Clone, Copy)]
pub struct Property<'a> {
    /// In lower case.
    pub key: &'a str,
    /// See [`Value`].
    pub value: Value<'a>,
    /// The line of the key, counted from 1.
    pub line: usize,
    text: &'a Text,
}

impl<'a> Property<'a> {
    /// The value, where it is a plain text.
    #[must_use]
    pub fn text(&self) -> Option<&'a str> {
        match self.value {
            Value::Text(text) => Some(text),
            Value::Nested(_) => None,
        }
    }

    /// File and line of the key.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.text.origin(self.line)
    }
}

impl fmt::Debug for Property<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Property").field("key", &self.key).field("line", &self.line).finish_non_exhaustive()
    }
}

/// A value: a text, or an indented block of `key = value` lines.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// One line, or several joined by `\n`.
    Text(&'a str),
    /// See [`Nested`].
    Nested(Nested<'a>),
}

/// An indented block under a key without a value, as in `s3 =`. Sub-keys keep their case.
#[derive(Clone, Copy)]
pub struct Nested<'a> {
    text: &'a str,
    pairs: &'a [(Range<usize>, Range<usize>)],
}

impl<'a> Nested<'a> {
    /// The pairs in order, each sub-key once.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let text = self.text;
        let piece = move |range: &Range<usize>| text.get(range.clone()).unwrap_or_default();
        self.pairs.iter().map(move |(key, value)| (piece(key), piece(value)))
    }

    /// The value of a sub-key, whose case counts.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&'a str> {
        self.iter().find(|(name, _)| *name == key).map(|(_, value)| value)
    }
}

impl PartialEq for Nested<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Nested<'_> {}
