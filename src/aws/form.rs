//! The body of a Query-protocol request.

use percent_encoding::{AsciiSet, utf8_percent_encode};

use crate::domain::percent::RESERVED;

/// Everything but the unreserved characters; the blank is kept for [`encode`] to turn into `+`.
const ENCODED: &AsciiSet = &RESERVED.remove(b' ');

/// The content type that goes with it, and is signed.
pub const CONTENT_TYPE: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// `name=value&…`, in this order, a blank as `+`.
#[must_use]
pub fn encode(pairs: &[(&str, &str)]) -> String {
    let escaped = |text: &str| utf8_percent_encode(text, ENCODED).to_string().replace(' ', "+");
    let pairs: Vec<_> =
        pairs.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
    pairs.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_characters_are_escaped_and_blanks_are_plus() {
        assert_eq!(
            encode(&[("Action", "AssumeRole"), ("ExternalId", "a b+c/ä=&%~-._")]),
            "Action=AssumeRole&ExternalId=a+b%2Bc%2F%C3%A4%3D%26%25~-._"
        );
    }
}
