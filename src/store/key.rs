//! What an entry is found by.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// The SHA-256, in lower-case hex, of everything that the entry depends on: a file name that tells nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(String);

impl Key {
    /// The key of these parts. Each goes in with its length, an absent one as such, so that no two different lists
    /// give the same key.
    #[must_use]
    pub fn of<'a>(parts: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            match part {
                Some(text) => {
                    hash.update(format!("{}:", text.len()));
                    hash.update(text);
                }
                None => hash.update("-"),
            }
        }
        Self(hex(&hash.finalize()))
    }

    /// The key that a file is named by, if it is one.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let hex = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
        (name.len() == 64 && name.bytes().all(hex)).then(|| Self(name.to_owned()))
    }

    /// The 64 hex digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The bytes in lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_lists_of_parts_give_the_same_key() {
        let lists: [&[Option<&str>]; 8] = [
            &[],
            &[None],
            &[Some("")],
            &[Some(""), Some("")],
            &[Some("ab")],
            &[Some("a"), Some("b")],
            &[Some("a"), None, Some("b")],
            &[Some("1:a")],
        ];
        let mut keys: Vec<_> = lists.iter().map(|parts| Key::of(parts.iter().copied())).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), lists.len());
    }

    #[test]
    fn a_key_is_its_own_file_name() {
        let key = Key::of([Some("x")]);
        assert_eq!(Key::parse(key.as_str()), Some(key));
        for other in ["", ".tmp123", &"g".repeat(64), &"A".repeat(64), &"0".repeat(63)] {
            assert_eq!(Key::parse(other), None, "{other}");
        }
    }
}
