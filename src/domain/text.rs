//! Text that is safe to show on a terminal.

use std::borrow::Cow;

/// `text` with everything that could move a cursor, start an escape sequence, forge a line or turn the reading
/// direction replaced by U+FFFD: C0 and C1 controls, line and paragraph separators, bidirectional controls and
/// other invisible formatting characters.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if is_plain(text) || !text.chars().any(is_unsafe) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(|c| if is_unsafe(c) { char::REPLACEMENT_CHARACTER } else { c }).collect())
    }
}

/// Whether any character of the text is one of those.
#[must_use]
pub fn has_unsafe(text: &str) -> bool {
    !is_plain(text) && text.chars().any(is_unsafe)
}

/// Whether it is of printable ASCII alone, as nearly every text is.
fn is_plain(text: &str) -> bool {
    text.bytes().fold(true, |plain, byte| plain & matches!(byte, b' '..=b'~'))
}

/// Whether a terminal could do something else than draw this character where it stands.
#[must_use]
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The character as JSON escapes it: `\uXXXX`, twice for one beyond U+FFFF.
#[must_use]
pub fn escaped(c: char) -> String {
    let mut text = String::new();
    text.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_is_untouched() {
        for text in ["MyRole", "grinntec.aws.admin:sandbox", "käse 🧀", "日本", "a b'\"$(x)\\"] {
            assert!(matches!(printable(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn what_moves_or_hides_is_replaced() {
        for c in
            ['\n', '\r', '\t', '\u{1b}', '\u{7f}', '\u{9b}', '\u{202e}', '\u{2066}', '\u{200b}', '\u{e0041}']
        {
            assert_eq!(printable(&format!("a{c}b")), "a\u{fffd}b", "{:x}", u32::from(c));
        }
    }
}
