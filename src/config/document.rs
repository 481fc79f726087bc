//! One file as it was read: its text, and where in it its sections are.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use crate::config::section::Section;
use crate::domain::origin::Origin;
use crate::domain::problem::Problem;

/// The text of one file and where it stands. Holds secrets, so its `Debug` shows none.
#[derive(Clone, Default)]
pub(crate) struct Text {
    pub(crate) path: Arc<PathBuf>,
    pub(crate) content: Arc<String>,
}

impl Text {
    pub(crate) fn origin(&self, line: usize) -> Origin {
        Origin { file: Arc::clone(&self.path), line }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Text").field("path", &self.path).finish_non_exhaustive()
    }
}

/// A range of the text, in bytes. Files are never as large as 4 GiB, and there may be thousands of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    pub(crate) fn new(range: &Range<usize>) -> Self {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { start: place(range.start), end: place(range.end) }
    }

    pub(crate) fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
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

/// Where one section is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    /// What stands between the brackets.
    pub(crate) header: Span,
    /// Of the header, counted from 1.
    pub(crate) line: u32,
    pub(crate) body: Body,
}

/// Where the properties of a section are. Of a thousand profiles a command asks for a few, so that of the others no
/// more is kept than where they are.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Body {
    /// In the lines below its header, each of which is blank, a comment, or one whole property whose key is in
    /// lower case and occurs once.
    Plain { lines: Span, keys: Keys },
    /// In [`Document::entries`], at this place.
    Read(u32),
}

/// Which keys a section can have: a key that is not among them is not there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Keys(u64);

impl Keys {
    fn bit(key: &[u8]) -> u64 {
        let at = |byte: Option<&u8>| u32::from(byte.copied().unwrap_or_default());
        // Of the length the lowest bits tell keys apart.
        let [length, ..] = key.len().to_le_bytes();
        let middle = key.get(key.len() / 2);
        let mixed = at(key.first()) | at(middle) << 8 | at(key.last()) << 16 | u32::from(length) << 24;
        1 << (mixed.wrapping_mul(0x9e37_79b1) >> 26)
    }

    pub(crate) fn may_hold(self, key: &[u8]) -> bool {
        self.0 & Self::bit(key) != 0
    }

    /// Adds a key; whether it may have been among them before.
    pub(crate) fn add(&mut self, key: &[u8]) -> bool {
        let (before, bit) = (self.0, Self::bit(key));
        self.0 |= bit;
        before & bit != 0
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// See the module.
#[derive(Debug, Clone, Default)]
pub(crate) struct Document {
    pub(crate) text: Text,
    /// In order of first appearance.
    pub(crate) parts: Vec<Part>,
    /// The properties of sections that are not plain; their keys are in lower case.
    pub(crate) entries: Vec<Vec<Entry>>,
    /// The keys of `[DEFAULT]`, which the AWS CLI sees in every section of that file.
    pub(crate) defaults: Vec<Entry>,
    /// What makes the reading fail as a whole.
    ///
    /// After such a fault the reading goes on, so that profiles can still be listed: what cannot be understood is
    /// left out, and of two properties with one name the later counts.
    pub(crate) faults: Vec<Problem>,
    /// Whether headers were not compared with each other, so that one may be there twice.
    pub(crate) unchecked: bool,
}

impl Document {
    /// The section at this place.
    pub(crate) fn section(&self, at: usize) -> Option<Section<'_>> {
        self.parts.get(at).map(|part| Section::new(self, part))
    }

    pub(crate) fn sections(&self) -> impl Iterator<Item = Section<'_>> {
        self.parts.iter().map(|part| Section::new(self, part))
    }
}
