//! Twelve-digit AWS account ids, and the account that an access key id tells by itself.

use std::fmt;

/// An AWS account id: exactly twelve ASCII digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(String);

impl AccountId {
    /// The account id in `text`, if it is exactly twelve ASCII digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())).then(|| Self(text.to_owned()))
    }

    /// The account that an access key id in the newer form (`AKIA`/`ASIA` followed by base32, from 2019 on)
    /// encodes: the five bytes after the prefix hold the account number shifted left by seven bits.
    ///
    /// `None` for ids of another shape, and for the older form, whose fifth character is below `Q` and which
    /// does not hold the account.
    #[must_use]
    pub fn of_access_key_id(id: &str) -> Option<Self> {
        let body = id.strip_prefix("AKIA").or_else(|| id.strip_prefix("ASIA"))?;
        if body.len() != 16 || !('Q'..='Z').contains(&body.chars().next()?) {
            return None;
        }
        let mut bits: u64 = 0;
        for digit in body.bytes().take(10) {
            let value = match digit {
                b'A'..=b'Z' => digit - b'A',
                b'2'..=b'7' => digit - b'2' + 26,
                _ => return None,
            };
            bits = (bits << 5) | u64::from(value);
        }
        // Ten base32 digits are 50 bits; of the first 48 the top bit is a mark and the lowest seven are not the
        // account's.
        let first_six_bytes = bits >> 2;
        let number = (first_six_bytes & 0x7fff_ffff_ff80) >> 7;
        (number < 1_000_000_000_000).then(|| Self(format!("{number:012}")))
    }

    /// The twelve digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_twelve_digits_are_an_account() {
        assert!(AccountId::parse("123456789012").is_some());
        assert!(AccountId::parse("12345678901").is_none());
        assert!(AccountId::parse("12345678901a").is_none());
        assert!(AccountId::parse("１２３４５６７８９０１２").is_none());
    }

    #[test]
    fn a_newer_key_id_tells_its_account() {
        // Published example of the encoding: ASIAQNZGKIQY56JQ7WML belongs to 029608264753.
        let account = AccountId::of_access_key_id("ASIAQNZGKIQY56JQ7WML");
        assert_eq!(account.as_ref().map(AccountId::as_str), Some("029608264753"));
    }

    #[test]
    fn older_and_odd_key_ids_tell_nothing() {
        assert_eq!(AccountId::of_access_key_id("AKIAIOSFODNN7EXAMPLE"), None);
        assert_eq!(AccountId::of_access_key_id("AKIA"), None);
        assert_eq!(AccountId::of_access_key_id("AKIAQ1ZGKIQY56JQ7WML"), None);
        assert_eq!(AccountId::of_access_key_id("AROAQNZGKIQY56JQ7WML"), None);
    }
}
