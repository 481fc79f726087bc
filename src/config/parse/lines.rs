//! The lossless line layer: every byte of a file belongs to exactly one line.

use std::ops::Range;

use super::scan::line_end;

/// One line of a file, as positions in it: the content, then its line ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Where the line begins.
    pub start: usize,
    /// Where its content ends and its ending begins.
    pub content_end: usize,
    /// Where the next line begins.
    pub end: usize,
}

impl Line {
    /// The content, without the ending.
    #[must_use]
    pub fn content(&self) -> Range<usize> {
        self.start..self.content_end
    }

    /// The whole line, ending included: put together, these ranges are the file.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// Splits `bytes` at `\n`, `\r\n` and `\r`, as Python's text files do. The last line may lack an ending; an empty
/// file has no line.
pub fn lines(bytes: &[u8]) -> impl Iterator<Item = Line> + Clone {
    let mut start = 0;
    std::iter::from_fn(move || {
        let line = line_at(bytes, start, start)?;
        start = line.end;
        Some(line)
    })
}

/// The line that begins at `start`, of which it is known that it does not end before `searched`; `None` at the end.
#[inline]
pub(super) fn line_at(bytes: &[u8], start: usize, searched: usize) -> Option<Line> {
    if start >= bytes.len() {
        return None;
    }
    let content_end = line_end(bytes, searched);
    let ending = match (bytes.get(content_end), bytes.get(content_end + 1)) {
        (None, _) => 0,
        (Some(b'\r'), Some(b'\n')) => 2,
        _ => 1,
    };
    Some(Line { start, content_end, end: content_end + ending })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn contents(text: &str) -> Vec<&str> {
        lines(text.as_bytes()).map(|line| &text[line.content()]).collect()
    }

    #[test]
    fn every_kind_of_ending_ends_a_line() {
        assert_eq!(contents("a\nb\r\nc\rd"), ["a", "b", "c", "d"]);
        assert_eq!(contents("\n\r\n\r\r\n"), ["", "", "", ""]);
        assert_eq!(contents("a\n"), ["a"]);
        assert!(contents("").is_empty());
    }

    proptest! {
        #[test]
        fn the_lines_put_together_are_the_file(bytes in proptest::collection::vec(
            prop_oneof![Just(b'\n'), Just(b'\r'), Just(b'a'), any::<u8>()], 0..200,
        )) {
            let mut whole = Vec::new();
            let mut next = 0;
            for line in lines(&bytes) {
                prop_assert_eq!(line.start, next);
                prop_assert!(line.content_end <= line.end && line.end > line.start);
                let ending = &bytes[line.content_end..line.end];
                prop_assert!(matches!(ending, b"" | b"\n" | b"\r" | b"\r\n"));
                prop_assert!(!bytes[line.content()].iter().any(|byte| matches!(byte, b'\n' | b'\r')));
                whole.extend_from_slice(&bytes[line.span()]);
                next = line.end;
            }
            prop_assert_eq!(whole, bytes);
        }
    }
}
