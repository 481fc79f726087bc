//! The property by which awsp knows the profiles that it wrote, and what of them is still as it wrote it.
//!
//! `awsp_sync = NAME account=ACCOUNT KEY=VALUE …`: the name that the profile was given, the account's name at that time
//! as far as it can be a part of a profile's, and the properties that were asked for with `--set`. What in the file still
//! is as it is here follows when it should be something else; what is not, a person has changed, and it stays.

use std::fmt::Write as _;

/// The property's key. Other tools pass over it.
pub const KEY: &str = "awsp_sync";

/// What the property says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) name: String,
    pub(super) account: String,
    /// Keys and values, in order.
    pub(super) set: Vec<(String, String)>,
}

impl Mark {
    /// Reads a value; what is no mark of ours gives one whose name no profile has.
    pub(super) fn parse(text: &str) -> Self {
        let mut words = text.split(' ').filter(|word| !word.is_empty());
        let name = words.next().unwrap_or_default().to_owned();
        let mut mark = Self { name, account: String::new(), set: Vec::new() };
        for (key, value) in words.filter_map(|word| word.split_once('=')) {
            match key {
                "account" => value.clone_into(&mut mark.account),
                _ => mark.set.push((key.to_owned(), decoded(value))),
            }
        }
        mark
    }

    pub(super) fn to_text(&self) -> String {
        let mut text = format!("{} account={}", self.name, self.account);
        for (key, value) in &self.set {
            text.extend([" ", key, "=", &encoded(value)]);
        }
        text
    }

    pub(super) fn value(&self, key: &str) -> Option<&str> {
        self.set.iter().find(|(own, _)| own == key).map(|(_, value)| value.as_str())
    }

    pub(super) fn put(&mut self, key: &str, value: &str) {
        match self.set.iter_mut().find(|(own, _)| own == key) {
            Some((_, own)) => value.clone_into(own),
            None => self.set.push((key.to_owned(), value.to_owned())),
        }
    }
}

/// The value without blanks.
fn encoded(value: &str) -> String {
    let mut text = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_graphic() && byte != b'%' {
            text.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written() {
        let set = [("region", "eu-west-1"), ("output", "100% é x=y")];
        let set = set.map(|(key, value)| (key.to_owned(), value.to_owned())).to_vec();
        let mark = Mark { name: "dev.Admin".to_owned(), account: "dev".to_owned(), set };
        assert_eq!(mark.to_text(), "dev.Admin account=dev region=eu-west-1 output=100%25%20%C3%A9%20x=y");
        assert_eq!(Mark::parse(&mark.to_text()), mark);
        for odd in ["", " ", "x y z", "a =", "a %=%%%"] {
            let _ = Mark::parse(odd);
        }
    }
}
