//! Commands to paste.

use std::borrow::Cow;

use crate::domain::origin::Origin;

/// `text` as one word of any of the shells: as it is where every character is harmless, else in single quotes,
/// with quotes and backslashes outside them, which all shells read alike.
pub(super) fn word(text: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@%+,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut word = String::from("'");
    for c in text.chars() {
        match c {
            '\'' => word.push_str("'\\''"),
            '\\' => word.push_str("'\\\\'"),
            _ => word.push(c),
        }
    }
    word.push('\'');
    Cow::Owned(word)
}

/// Opens the file at a line.
pub(super) fn edit(origin: &Origin) -> String {
    format!("vi +{} {}", origin.line, word(&origin.path().to_string_lossy()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_needs_it_is_quoted() {
        assert_eq!(word("a:b/c@d.e"), "a:b/c@d.e");
        assert_eq!(word(""), "''");
        assert_eq!(word("a b$(x)"), "'a b$(x)'");
        assert_eq!(word("a'b\\c"), "'a'\\''b'\\\\'c'");
        assert_eq!(word("~x"), "'~x'");
    }
}
