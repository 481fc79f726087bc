//! The reading of AWS CLI v2: `configparser.RawConfigParser` of Python 3.13 with its default settings.
//!
//! Comments are whole lines only, `=` and `:` both end a key, a line indented deeper than the one that began a
//! property continues its value whatever it looks like, and every repetition is an error.

use std::ops::Range;

use super::collect::{Entries, Sections, last_of_each, piece, range_in};
use super::lines::lines;
use super::problems::Faults;
use super::python::{is_space, split_lines, strip};
use crate::config::document::{Document, Entry, Piece, Stored, Text};
use crate::domain::text::printable;

/// Reads a whole file.
pub(super) fn read(text: &Text) -> Document {
    let whole = text.content.as_str();
    let mut reader = Reader::new(text);
    for (index, line) in lines(whole.as_bytes()).enumerate() {
        let mut content = whole.get(line.content()).unwrap_or_default();
        if index == 0
            && let Some(rest) = content.strip_prefix('\u{feff}')
        {
            reader.faults.add(
                "byte-order-mark",
                1,
                "the file begins with a byte order mark, which the AWS CLI takes for text".to_owned(),
                "take it out with `:set nobomb`",
            );
            content = rest;
        }
        reader.line(index + 1, content);
    }
    reader.finish()
}

/// The properties of one section, whose header is in line `first` and is all that counts of what stands before
/// `lines`. `None` where there is a fault in them, or another section.
pub(super) fn read_section(text: &Text, body: Range<usize>, first: usize) -> Option<Vec<Entry>> {
    let mut reader = Reader::new(text);
    let (at, _) = reader.sections.enter("", first);
    reader.current = Current::Section(at);
    let part = text.content.get(body.clone())?;
    for (index, line) in lines(part.as_bytes()).enumerate() {
        reader.line(first + 1 + index, part.get(line.content())?);
    }
    let mut document = reader.finish();
    let is_one = document.faults.is_empty() && document.defaults.is_empty() && document.parts.len() == 1;
    document.entries.pop().filter(|_| is_one)
}

/// The section that properties go into.
#[derive(Clone, Copy)]
enum Current {
    Before,
    Default,
    Section(usize),
}

/// A property whose value may go on.
struct Open<'a> {
    key: Piece,
    /// Where the one stands that it repeats.
    place: Option<usize>,
    line: usize,
    first: &'a str,
    /// The value so far, once it has more than one line.
    joined: Option<String>,
    /// Blank lines met since: part of the value if it goes on.
    blanks: usize,
    nested: Vec<(Range<usize>, Range<usize>)>,
    /// The first line of the indented block that is no `key = value`.
    bad_nested: Option<usize>,
}

struct Reader<'a> {
    whole: &'a str,
    sections: Sections<'a>,
    defaults: Entries,
    current: Current,
    open: Option<Open<'a>>,
    indent: usize,
    faults: Faults<'a>,
    /// Of indented blocks: the section, the key, the line.
    bad_nested: Vec<(Current, String, usize)>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a Text) -> Self {
        Self {
            whole: &text.content,
            sections: Sections::new(text),
            defaults: Entries::default(),
            current: Current::Before,
            open: None,
            indent: 0,
            faults: Faults::new(text),
            bad_nested: Vec::new(),
        }
    }

    fn line(&mut self, number: usize, content: &'a str) {
        let clean = strip(content);
        if clean.is_empty() {
            if let Some(open) = &mut self.open {
                open.blanks += 1;
            }
            return;
        }
        if clean.starts_with(['#', ';']) {
            return;
        }
        // In characters, not bytes, as Python counts.
        let indent = match content.as_bytes() {
            [first, ..] if first.is_ascii_graphic() => 0,
            _ => content.chars().take_while(|&c| is_space(c)).count(),
        };
        if indent > self.indent && self.open.is_some() {
            self.continuation(number, clean);
            return;
        }
        self.indent = indent;
        if let Some(header) = header(clean) {
            self.header(number, header);
        } else if matches!(self.current, Current::Before) {
            self.before_any_section(number, clean);
        } else {
            self.property(number, clean);
        }
    }

    fn continuation(&mut self, number: usize, clean: &'a str) {
        let Some(open) = &mut self.open else { return };
        if open.first.is_empty() {
            for part in split_lines(clean).map(strip).filter(|part| !part.is_empty()) {
                match part.split_once('=') {
                    Some((key, value)) => open
                        .nested
                        .push((range_in(self.whole, strip(key)), range_in(self.whole, strip(value)))),
                    None => open.bad_nested = open.bad_nested.or(Some(number)),
                }
            }
        }
        let joined = open.joined.get_or_insert_with(|| open.first.to_owned());
        joined.extend(std::iter::repeat_n('\n', open.blanks + 1));
        joined.push_str(clean);
        open.blanks = 0;
    }

    fn header(&mut self, number: usize, header: &'a str) {
        self.close();
        if header == "DEFAULT" {
            self.current = Current::Default;
            return;
        }
        let (at, before) = self.sections.enter(header, number);
        if let Some(first) = before {
            let message = format!("section [{}] is already there in line {first}", printable(header));
            self.faults.add("duplicate-section", number, message, "put them together or rename one");
        }
        self.current = Current::Section(at);
    }

    fn before_any_section(&mut self, number: usize, clean: &str) {
        if clean.starts_with('[') {
            self.bad_header(number);
        } else if !self.faults.has("property-before-section") {
            self.faults.add(
                "property-before-section",
                number,
                "there is text before the first section header".to_owned(),
                "put a header such as [default] above it",
            );
        }
    }

    fn bad_header(&mut self, number: usize) {
        let message = "a section header has no name or no closing bracket".to_owned();
        self.faults.add("bad-header", number, message, "write [profile NAME]");
    }

    fn property(&mut self, number: usize, clean: &'a str) {
        let Some((key, value)) = clean.split_once(['=', ':']) else {
            if clean.starts_with('[') {
                self.bad_header(number);
            } else {
                let message = "a line has neither `=` nor `:` and does not continue a value".to_owned();
                self.faults.add("no-delimiter", number, message, "write key = value");
            }
            // The property above may still go on after it.
            return;
        };
        self.close();
        let (key, value) = (key.trim_end_matches(is_space), strip(value));
        if key.is_empty() {
            let message = "a line has no key before its `=` or `:`".to_owned();
            self.faults.add("empty-key", number, message, "write key = value");
            return;
        }
        let key = piece(self.whole, key, lower(key));
        let place = self.earlier(number, &key);
        self.open = Some(Open {
            key,
            place,
            line: number,
            first: value,
            joined: None,
            blanks: 0,
            nested: Vec::new(),
            bad_nested: None,
        });
    }

    /// The properties of the section that is being read.
    fn entries(&mut self) -> Option<&mut Entries> {
        match self.current {
            Current::Before => None,
            Current::Default => Some(&mut self.defaults),
            Current::Section(at) => self.sections.entries(at),
        }
    }

    /// Where a property with this key stands in the section already, which is a fault.
    fn earlier(&mut self, number: usize, key: &Piece) -> Option<usize> {
        let whole = self.whole;
        let key = key.of(whole);
        let entries = self.entries()?;
        let place = entries.place(key, whole)?;
        let first = entries.line(place).unwrap_or_default();
        let section = match self.current {
            Current::Section(at) => self.sections.header(at),
            _ => "DEFAULT",
        };
        let (key, section) = (printable(key), printable(section));
        let message = format!("{key} in section [{section}] is already there in line {first}");
        self.faults.add("duplicate-key", number, message, "leave one of the two");
        Some(place)
    }

    /// Ends the property that may have gone on.
    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        if let Some(line) = open.bad_nested {
            self.bad_nested.push((self.current, open.key.of(self.whole).to_owned(), line));
        }
        let value = match open.joined {
            None => Stored::Text(Piece::At(range_in(self.whole, open.first))),
            Some(_) if open.first.is_empty() => Stored::Nested(last_of_each(open.nested, self.whole)),
            Some(joined) => Stored::Text(Piece::Own(joined.into())),
        };
        let entry = Entry { key: open.key, value, line: open.line };
        let whole = self.whole;
        if let Some(entries) = self.entries() {
            entries.put(entry, open.place, whole);
        }
    }

    fn finish(mut self) -> Document {
        self.close();
        for (current, key, line) in std::mem::take(&mut self.bad_nested) {
            // The AWS CLI looks at a block in [DEFAULT] only where a section inherits it.
            if !matches!(current, Current::Default) || self.sections.any_without(&key) {
                let message = format!("a line in the block under {} has no `=`", printable(&key));
                self.faults.add("bad-nested-line", line, message, "write key = value");
            }
        }
        Document { defaults: self.defaults.into_list(), faults: self.faults.take(), ..self.sections.finish() }
    }
}

/// What stands between the first `[` and the last `]`, if anything does. What follows is ignored.
pub(in crate::config) fn header(clean: &str) -> Option<&str> {
    let inner = clean.strip_prefix('[')?;
    // Mostly nothing follows.
    let name = inner.strip_suffix(']').or_else(|| inner.get(..inner.rfind(']')?))?;
    (!name.is_empty()).then_some(name)
}

/// The key in lower case, where that is another text.
fn lower(key: &str) -> Option<String> {
    let changes = |c: char| !c.is_ascii() || c.is_ascii_uppercase();
    key.contains(changes).then(|| key.to_lowercase())
}
