//! What a file says, as views into its text: sections, properties and values.

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use crate::config::source::FileKind;
use crate::domain::origin::Origin;

/// The text of one file, shared by everything that was read from it. Holds secrets, so its `Debug` shows none.
pub(crate) struct Text {
    pub(crate) kind: FileKind,
    pub(crate) path: Arc<PathBuf>,
    pub(crate) content: String,
}

impl Text {
    pub(crate) fn origin(&self, line: usize) -> Origin {
        Origin { file: Arc::clone(&self.path), line }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Text").field("kind", &self.kind).field("path", &self.path).finish_non_exhaustive()
    }
}

/// A piece of text: where it stands in the file, or by itself where it stands nowhere as it is (a key in lower
/// case, a value of several lines). May be a secret, so its `Debug` shows none.
#[derive(Clone)]
pub(crate) enum Piece {
    At(Range<usize>),
    Own(Box<str>),
}

impl Piece {
    pub(crate) fn of<'a>(&'a self, text: &'a str) -> &'a str {
        match self {
            Self::At(range) => text.get(range.clone()).unwrap_or_default(),
            Self::Own(own) => own,
        }
    }

    /// Whether it is this text.
    pub(crate) fn is(&self, other: &str, text: &str) -> bool {
        match self {
            Self::At(range) => {
                range.len() == other.len() && text.as_bytes().get(range.clone()) == Some(other.as_bytes())
            }
            Self::Own(own) => **own == *other,
        }
    }
}

impl fmt::Debug for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(range) => range.fmt(f),
            Self::Own(_) => f.write_str("(text)"),
        }
    }
}

/// A value as it is stored: positions only.
#[derive(Debug, Clone)]
pub(crate) enum Stored {
    Text(Piece),
    Nested(Vec<(Range<usize>, Range<usize>)>),
}

/// One property as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: Piece,
    pub(crate) value: Stored,
    /// Counted from 1.
    pub(crate) line: usize,
}

/// One section of one file. Keys are in lower case.
#[derive(Debug, Clone)]
pub struct Section {
    pub(crate) text: Arc<Text>,
    /// What stands between the brackets.
    pub(crate) header: Range<usize>,
    pub(crate) line: usize,
    pub(crate) entries: Vec<Entry>,
    /// The keys of `[DEFAULT]`, which the AWS CLI sees in every section of that file.
    pub(crate) defaults: Arc<[Entry]>,
}

impl Section {
    /// What stands between the brackets of the header.
    #[must_use]
    pub fn header(&self) -> &str {
        self.text.content.get(self.header.clone()).unwrap_or_default()
    }

    /// The file that it stands in.
    #[must_use]
    pub fn file(&self) -> FileKind {
        self.text.kind
    }

    /// The line of its header.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.text.origin(self.line)
    }

    /// The property with this key (in lower case), those of `[DEFAULT]` included.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Property<'_>> {
        let text = self.text.content.as_str();
        let find = |entries: &[Entry]| entries.iter().rposition(|entry| entry.key.is(key, text));
        let entry = match find(&self.entries) {
            Some(at) => self.entries.get(at),
            None => find(&self.defaults).and_then(|at| self.defaults.get(at)),
        };
        entry.map(|entry| self.property(entry))
    }

    /// All properties: the section's own in file order, then those of `[DEFAULT]` that it does not have itself.
    pub fn properties(&self) -> impl Iterator<Item = Property<'_>> {
        let text = self.text.content.as_str();
        let mut own = HashSet::new();
        if !self.defaults.is_empty() {
            own.extend(self.entries.iter().map(|entry| entry.key.of(text)));
        }
        let inherited = self.defaults.iter().filter(move |entry| !own.contains(entry.key.of(text)));
        self.entries.iter().chain(inherited).map(|entry| self.property(entry))
    }

    /// Whether it has no property at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.defaults.is_empty()
    }

    fn property<'a>(&'a self, entry: &'a Entry) -> Property<'a> {
        let text = self.text.content.as_str();
        let value = match &entry.value {
            Stored::Text(piece) => Value::Text(piece.of(text)),
            Stored::Nested(pairs) => Value::Nested(Nested { text, pairs }),
        };
        Property { key: entry.key.of(text), value, line: entry.line, text: &self.text }
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
    text: &'a Arc<Text>,
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

    /// The file that it stands in.
    #[must_use]
    pub fn file(&self) -> FileKind {
        self.text.kind
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
