//! The reading that the AWS SDKs share: comments after white space too, only `=` ends a key, every indented line
//! continues, repetitions merge and the last one counts.
//!
//! Source of the rules: the SDKs' common profile parser tests, and aws-config for Rust where they are silent.

use std::ops::Range;

use super::collect::{Sections, last_of_each, piece, range_in};
use super::lines::lines;
use super::problems::Faults;
use crate::config::document::{Document, Entry, Piece, Stored, Text};

const SPACE: [char; 2] = [' ', '\t'];
const COMMENT: [char; 2] = ['#', ';'];

pub(super) fn read(text: &Text) -> Document {
    let whole = text.content.as_str();
    let mut reader =
        Reader { whole, sections: Sections::new(text), current: None, open: None, faults: Faults::new(text) };
    let mut number = 0;
    let mut start = 0;
    for line in lines(whole.as_bytes()) {
        // A lone carriage return ends no line here.
        let goes_on = whole.get(line.content_end..line.end) == Some("\r");
        if goes_on && line.end < whole.len() {
            continue;
        }
        number += 1;
        let end = if goes_on { line.end } else { line.content_end };
        reader.line(number, whole.get(start..end).unwrap_or_default());
        start = line.end;
    }
    reader.close();
    Document { faults: reader.faults.take(), ..reader.sections.finish() }
}

/// A property whose value may go on.
struct Open<'a> {
    key: Piece,
    line: usize,
    first: &'a str,
    joined: Option<String>,
    nested: Vec<(Range<usize>, Range<usize>)>,
}

struct Reader<'a> {
    whole: &'a str,
    sections: Sections<'a>,
    current: Option<usize>,
    open: Option<Open<'a>>,
    faults: Faults<'a>,
}

impl<'a> Reader<'a> {
    fn line(&mut self, number: usize, content: &'a str) {
        if content.trim_matches(SPACE).is_empty() || content.starts_with(COMMENT) {
            return;
        }
        if content.starts_with('[') {
            self.header(number, content);
        } else if content.starts_with(SPACE) {
            self.continuation(number, content);
        } else {
            self.property(number, content);
        }
    }

    fn header(&mut self, number: usize, content: &'a str) {
        self.close();
        let line = without_comment(content, false);
        let Some(header) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
            let message = "a section header has no closing bracket".to_owned();
            self.faults.add("bad-header", number, message, "write [profile NAME]");
            return;
        };
        self.current = Some(self.sections.enter(header, number).0);
    }

    fn continuation(&mut self, number: usize, content: &'a str) {
        let Some(open) = &mut self.open else {
            let message = "an indented line continues nothing".to_owned();
            self.faults.add("bad-continuation", number, message, "take the indentation out");
            return;
        };
        let line = content.trim_matches(SPACE);
        if open.first.is_empty() {
            match key_and_value(without_comment(line, true)) {
                Some((key, _)) if !key.is_empty() => {
                    if let Some((key, value)) = key_and_value(line) {
                        open.nested.push((range_in(self.whole, key), range_in(self.whole, value)));
                    }
                }
                _ => {
                    let message = "a line in an indented block is no `key = value`".to_owned();
                    self.faults.add("bad-nested-line", number, message, "write key = value");
                }
            }
        }
        let joined = open.joined.get_or_insert_with(|| open.first.to_owned());
        joined.push('\n');
        joined.push_str(line);
    }

    fn property(&mut self, number: usize, content: &'a str) {
        self.close();
        if self.current.is_none() {
            if !self.faults.has("property-before-section") {
                let message = "there is text before the first section header".to_owned();
                let way_out = "put a header such as [default] above it";
                self.faults.add("property-before-section", number, message, way_out);
            }
            return;
        }
        match key_and_value(without_comment(content, true)) {
            None => {
                let message = "a line has no `=`".to_owned();
                self.faults.add("no-delimiter", number, message, "write key = value");
            }
            Some(("", _)) => {
                let message = "a line has no key before its `=`".to_owned();
                self.faults.add("empty-key", number, message, "write key = value");
            }
            Some((key, first)) => {
                let lower = key.contains(|c: char| c.is_ascii_uppercase()).then(|| key.to_ascii_lowercase());
                let key = piece(self.whole, key, lower);
                self.open = Some(Open { key, line: number, first, joined: None, nested: Vec::new() });
            }
        }
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let value = match open.joined {
            None => Stored::Text(Piece::At(range_in(self.whole, open.first))),
            Some(_) if open.first.is_empty() => Stored::Nested(last_of_each(open.nested, self.whole)),
            Some(joined) => Stored::Text(Piece::Own(joined.into())),
        };
        let entry = Entry { key: open.key, value, line: open.line };
        if let Some(entries) = self.current.and_then(|at| self.sections.entries(at)) {
            let place = entries.place(entry.key.of(self.whole), self.whole);
            entries.put(entry, place, self.whole);
        }
    }
}

/// The line without the comment at its end and without white space around. A comment begins at `#` or `;`, for a
/// property only after white space.
fn without_comment(line: &str, after_space: bool) -> &str {
    let line = line.trim_matches(SPACE);
    let mut space_before = !after_space;
    for (at, c) in line.char_indices() {
        if COMMENT.contains(&c) && (space_before || !after_space) {
            return line.get(..at).unwrap_or_default().trim_matches(SPACE);
        }
        space_before = c.is_whitespace();
    }
    line
}

fn key_and_value(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once('=')?;
    Some((key.trim_matches(SPACE), value.trim_matches(SPACE)))
}
