//! Words of commands that a hint tells to paste.

use std::borrow::Cow;

use crate::domain::text::printable;

/// `text` as one word of any of the shells: as it is where every character is harmless, else in single quotes,
/// with quotes and backslashes outside them, which all shells read alike. Shown made printable, like all that a
/// terminal is given.
#[must_use]
pub fn word(text: &str) -> Cow<'_, str> {
    let text = printable(text);
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@%+,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text;
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
