//! The few text rules of Python that decide how the AWS CLI reads its files.

/// What Python's `str.isspace` and `str.strip` take as white space: Unicode's `White_Space` and the four
/// information separators U+001C to U+001F.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// `str.strip`.
pub(crate) fn strip(text: &str) -> &str {
    // The usual case, and worth a quarter of the time of a reading: nothing else to take off.
    let text = text.trim_ascii();
    if let [first, .., last] = text.as_bytes()
        && first.is_ascii_graphic()
        && last.is_ascii_graphic()
    {
        return text;
    }
    text.trim_matches(is_space)
}

/// `str.splitlines`: more line ends than a file has.
pub(crate) fn split_lines(text: &str) -> impl Iterator<Item = &str> {
    // `\r\n` as two ends makes one empty line more, which no caller minds.
    text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}', '\u{2029}'])
}

/// `int(text)`: white space around, a sign, digits with single underscores between them. `None` where Python
/// raises, and where the number does not fit.
pub(crate) fn int(text: &str) -> Option<i64> {
    let text = strip(text);
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let well_formed =
        digits.split('_').all(|group| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit()));
    if !well_formed {
        return None;
    }
    text.replace('_', "").parse().ok()
}

/// `shlex.split`: the words of a text by the quoting rules of a POSIX shell. `None` for an open quote or a
/// backslash at the end.
pub(crate) fn shell_words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '\'' => break,
                        quoted => word.push(quoted),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '"' => break,
                        '\\' => {
                            let escaped = chars.next()?;
                            if !matches!(escaped, '"' | '\\') {
                                word.push('\\');
                            }
                            word.push(escaped);
                        }
                        quoted => word.push(quoted),
                    }
                }
            }
            '\\' => word.get_or_insert_default().push(chars.next()?),
            plain => word.get_or_insert_default().push(plain),
        }
    }
    words.extend(word);
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn information_separators_are_space() {
        assert_eq!(strip("\u{1c}\u{1f} \u{a0}\u{2003}a\u{85}\u{3000}"), "a");
        assert_eq!(strip("\u{feff}\u{200b}"), "\u{feff}\u{200b}");
    }

    #[test]
    fn words_follow_the_shell() {
        let cases: &[(&str, Option<&[&str]>)] = &[
            ("profile t", Some(&["profile", "t"])),
            ("profile  \t t ", Some(&["profile", "t"])),
            ("profile 'a b'", Some(&["profile", "a b"])),
            ("profile \"a b\"", Some(&["profile", "a b"])),
            ("profile a\\ b", Some(&["profile", "a b"])),
            ("profile \"a\\\"b\\c\\\\\"", Some(&["profile", "a\"b\\c\\"])),
            ("profile 'a\\b'", Some(&["profile", "a\\b"])),
            ("profile ''", Some(&["profile", ""])),
            ("pro'file' a\"b\"c", Some(&["profile", "abc"])),
            ("profile a # b", Some(&["profile", "a", "#", "b"])),
            ("profile a\u{a0}b", Some(&["profile", "a\u{a0}b"])),
            ("", Some(&[])),
            ("profile 'a", None),
            ("profile \"a", None),
            ("profile a\\", None),
            ("profile \"a\\", None),
        ];
        for (text, expected) in cases {
            let words = shell_words(text);
            let words: Option<Vec<&str>> =
                words.as_ref().map(|words| words.iter().map(String::as_str).collect());
            assert_eq!(words.as_deref(), *expected, "{text}");
        }
    }

    #[test]
    fn integers_are_pythons() {
        for (text, expected) in [
            ("3600", Some(3600)),
            (" 1_000 ", Some(1000)),
            ("+7", Some(7)),
            ("-7", Some(-7)),
            ("007", Some(7)),
        ] {
            assert_eq!(int(text), expected, "{text}");
        }
        for text in ["", "1.0", "_1", "1_", "1__0", "1h", "0x10", "--1", "+"] {
            assert_eq!(int(text), None, "{text}");
        }
    }
}
