//! The quick way through a file as the AWS tools and most people write it, by the rules of [`super::cli`]: one look at
//! each line, and nothing kept of a property until it is asked for.
//!
//! A section with anything else in it (a value of several lines, a key in capitals, …) is read by [`super::cli`]. A
//! file with a fault is, too, and as a whole.

use super::cli;
use super::collect::{FEW, range_in};
use super::lines::{Line, line_at};
use super::python::strip;
use super::scan::{key_end, line_end};
use crate::config::document::{Body, Document, Keys, Part, Span, Text};

/// More than this is not looked through each time that a key is asked for.
const LONGEST_BODY: usize = 4096;

/// A property in a plain section.
#[derive(Clone, Copy)]
pub(in crate::config) struct Found<'a> {
    pub(in crate::config) key: &'a str,
    pub(in crate::config) value: &'a str,
    /// How many lines stand between the header and it.
    pub(in crate::config) index: usize,
}

/// What a line is, as far as that can be said without the lines before it.
#[derive(Clone, Copy)]
enum Plain<'a> {
    /// Blank, or a comment.
    Nothing,
    Header(&'a str),
    /// Its key, and where the value begins.
    Property(&'a str, usize),
    /// It takes more to say.
    Other,
}

/// The line that begins at `start`; `None` at the end of `text`.
#[inline]
fn plain(text: &str, start: usize) -> Option<(Line, Plain<'_>)> {
    let bytes = text.as_bytes();
    let first = *bytes.get(start)?;
    if first.is_ascii_graphic() && !b"#;[".contains(&first) {
        // Neither a key nor what follows it is gone through twice.
        let at = key_end(bytes, start);
        let line = line_at(bytes, start, at)?;
        let key = text.get(start..at).map(str::trim_ascii_end).filter(|key| !key.is_empty());
        let is_delimiter = matches!(bytes.get(at), Some(b'=' | b':'));
        return Some((
            line,
            key.filter(|_| is_delimiter).map_or(Plain::Other, |key| Plain::Property(key, at + 1)),
        ));
    }
    let line = line_at(bytes, start, start)?;
    let content = text.get(line.content())?;
    let plain = match first {
        b'#' | b';' => Plain::Nothing,
        b'[' => cli::header(strip(content)).map_or(Plain::Other, Plain::Header),
        _ if content.is_empty() => Plain::Nothing,
        _ => match strip(content).as_bytes() {
            [] | [b'#' | b';', ..] => Plain::Nothing,
            _ => Plain::Other,
        },
    };
    Some((line, plain))
}

/// The properties in the lines of a plain section.
pub(in crate::config) fn properties(body: &str) -> impl Iterator<Item = Found<'_>> + Clone {
    let mut start = 0;
    let each = std::iter::from_fn(move || {
        let (line, plain) = plain(body, start)?;
        start = line.end;
        Some((line, plain))
    });
    each.enumerate().filter_map(|(index, (line, plain))| match plain {
        Plain::Property(key, at) => {
            Some(Found { key, value: strip(body.get(at..line.content_end).unwrap_or_default()), index })
        }
        _ => None,
    })
}

/// The property with this key in the lines of a plain section.
pub(in crate::config) fn find<'a>(body: &'a str, key: &str) -> Option<Found<'a>> {
    let bytes = body.as_bytes();
    // No property's name looks like a comment or a blank.
    let wanted = key.bytes().next().filter(|first| first.is_ascii_graphic() && !b"#;".contains(first))?;
    let (mut start, mut index) = (0, 0);
    while let Some(first) = bytes.get(start) {
        if *first == wanted
            && let Some(rest) = body.get(start..)?.strip_prefix(key)
            && let Some(value) = rest.trim_ascii_start().strip_prefix(['=', ':'])
            && !key.contains(['=', ':'])
        {
            let value = value.get(..line_end(value.as_bytes(), 0))?;
            return Some(Found { key: body.get(start..start + key.len())?, value: strip(value), index });
        }
        start = line_at(bytes, start, start)?.end;
        index += 1;
    }
    None
}

/// The section that is being gone through.
struct Under {
    header: Span,
    line: usize,
    start: usize,
    keys: Keys,
    count: usize,
    is_plain: bool,
}

/// Reads the file; `None` where it has a fault, a section `[DEFAULT]`, or text before the first section.
///
/// Headers are not compared with each other: a file in which one is there twice has a fault, too.
pub(super) fn read(text: &Text) -> Option<Document> {
    let whole = text.content.as_str();
    let mut document = Document { text: text.clone(), unchecked: true, ..Document::default() };
    // As long as the sections of a thousand roles are.
    document.parts.reserve(whole.len() / 96);
    let mut under: Option<Under> = None;
    let (mut start, mut number) = (0, 0);
    while let Some((line, plain)) = plain(whole, start) {
        (start, number) = (line.end, number + 1);
        match plain {
            Plain::Nothing => {}
            Plain::Property(key, _) => under.as_mut()?.property(whole, line, key),
            Plain::Other => under.as_mut()?.is_plain = false,
            Plain::Header("DEFAULT") => return None,
            Plain::Header(header) => {
                if let Some(under) = under.take() {
                    under.close(&mut document, line.start)?;
                }
                under = Some(Under {
                    header: Span::new(&range_in(whole, header)),
                    line: number,
                    start: line.end,
                    keys: Keys::default(),
                    count: 0,
                    is_plain: true,
                });
            }
        }
    }
    if let Some(under) = under {
        under.close(&mut document, whole.len())?;
    }
    Some(document)
}

impl Under {
    fn property(&mut self, whole: &str, line: Line, key: &str) {
        self.count += 1;
        if !self.is_plain {
            return;
        }
        let is_known = self.keys.add(key.as_bytes())
            && whole.get(self.start..line.start).is_none_or(|before| find(before, key).is_some());
        self.is_plain = !is_known && self.count <= FEW && line.end - self.start <= LONGEST_BODY;
    }

    /// `None` where the section has a fault.
    fn close(self, document: &mut Document, end: usize) -> Option<()> {
        let body = if self.is_plain && end - self.start <= LONGEST_BODY {
            Body::Plain { lines: Span::new(&(self.start..end)), keys: self.keys }
        } else {
            let entries = cli::read_section(&document.text, self.start..end, self.line)?;
            document.entries.push(entries);
            Body::Read(u32::try_from(document.entries.len() - 1).ok()?)
        };
        let line = u32::try_from(self.line).ok()?;
        document.parts.push(Part { header: self.header, line, body });
        Some(())
    }
}
