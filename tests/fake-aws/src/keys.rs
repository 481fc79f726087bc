//! What the fake hands out, derived from what was asked: the same on every run, so that a test can say
//! beforehand what it must see.

use crate::digest;

/// A set of temporary keys. None of it is secret: anyone can derive it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Access key id, `ASIA` and sixteen characters, ending in `EXAMPLE`.
    pub id: String,
    /// Secret access key, forty characters.
    pub secret: String,
    /// Session token.
    pub token: String,
}

/// The key that the fake issues for `parts`.
///
/// | kind | parts |
/// |---|---|
/// | `assume-role` | role ARN, access key id of the caller |
/// | `web-identity` | role ARN, token |
/// | `session-token` | access key id of the caller |
/// | `federation-token` | access key id of the caller, name |
/// | `sso` | account, role name |
/// | `signin` | ARN of the user, `code:CODE` or `refresh:TOKEN` |
/// | `imds`, `ecs` | account, role name |
#[must_use]
pub fn issued_key(kind: &str, parts: &[&str]) -> Key {
    let all: Vec<&str> = std::iter::once(kind).chain(parts.iter().copied()).collect();
    let seed = digest::of_parts(&all);
    let derived = |what: &str| digest::base64(&digest::of_parts(&[what, &digest::hex(&seed)]));
    Key {
        id: format!("ASIA{}EXAMPLE", digest::base32(&seed, 9)),
        secret: format!("fake{}", derived("secret").chars().take(36).collect::<String>()),
        token: format!("FakeSessionToken{}", derived("token")),
    }
}

/// The account, twelve digits, that an access key belongs to which the fake neither issued nor was told of.
#[must_use]
pub fn account_of(access_key_id: &str) -> String {
    let number = digest::of_parts(&["account", access_key_id])
        .iter()
        .take(8)
        .fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    (100_000_000_000 + number % 900_000_000_000).to_string()
}

/// An IAM unique id: a four-letter prefix (`AROA` for roles, `AIDA` for users) and sixteen characters.
/// Source: IAM user guide, "Understanding unique ID prefixes".
pub fn unique_id(prefix: &str, parts: &[&str]) -> String {
    format!("{prefix}{}", digest::base32(&digest::of_parts(parts), 16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivations_never_change() {
        let key = issued_key("assume-role", &["arn:aws:iam::123456789012:role/demo", "AKIAALPHAXXXXEXAMPLE"]);
        assert_eq!(key.id, "ASIA5722X56HYEXAMPLE");
        assert_eq!(key.secret, "fakeFJkK91looLZiZHcP8EBn7choRgchjozGK3nk");
        assert_eq!(key.token, "FakeSessionTokenHTtJDCoAt/kJFrCXVVyAIFVDTrvvRBMgQp4G6L11laI=");
        assert_eq!(account_of("AKIAALPHAXXXXEXAMPLE"), "793916731060");
        assert_eq!(unique_id("AIDA", &["user", "AKIAALPHAXXXXEXAMPLE"]), "AIDALTA4ERLZKAMZOGBL");
    }
}
