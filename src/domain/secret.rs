//! A value that must not be seen.

use std::fmt;

/// A secret text: a secret access key, a session token, a password.
///
/// It hides itself in `Debug`, and has no `Display`, so that it can reach a log or an error text only where
/// [`Secret::reveal`] is written out.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Secret(String);

impl Secret {
    /// Takes the text in.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself: for signing a request, or for an output that was asked for.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether this is the text, in a time that does not tell where they differ: for what anybody may guess at.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        let (own, other) = (self.0.as_bytes(), text.as_bytes());
        let differing = own.iter().zip(other).fold(0, |sum, (a, b)| sum | (a ^ b));
        own.len() == other.len() && std::hint::black_box(differing) == 0
    }

    /// Whether there is any text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_the_text() {
        assert_eq!(format!("{:?}", Some(Secret::new("wJalr"))), "Some((hidden))");
    }

    #[test]
    fn a_guess_is_right_or_wrong() {
        let secret = Secret::new("wJalr");
        assert!(secret.is("wJalr"));
        for wrong in ["", "wJal", "wJalrX", "wJalR", "xJalr"] {
            assert!(!secret.is(wrong), "{wrong}");
        }
    }
}
