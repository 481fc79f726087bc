//! What `use` leaves in the environment, so that the next `use` or `off`, here or in a child shell, can take back
//! exactly its own changes.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use percent_encoding::{AsciiSet, percent_decode, percent_encode};

use crate::domain::percent::RESERVED;

/// The variable that carries the record.
pub const VARIABLE: &str = "AWSP_SWITCH";

/// Variables whose former values are kept, with their names in the record. None of them holds a secret.
pub const RESTORED: &[(&str, &str)] = &[
    ("AWS_REGION", "region"),
    ("AWS_DEFAULT_REGION", "default-region"),
    ("AWS_ROLE_ARN", "role-arn"),
    ("AWS_WEB_IDENTITY_TOKEN_FILE", "token-file"),
    ("AWS_ROLE_SESSION_NAME", "session-name"),
    ("AWS_ACCOUNT_ID", "account-id"),
];

/// What is escaped, so that the value is one harmless word.
const ESCAPED: &AsciiSet = &RESERVED.remove(b'/').remove(b':');

/// The record, as it stands in [`VARIABLE`]: `key=value` pairs joined by `&`, values percent-encoded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// The profile that `use` switched to; `None` after `off`.
    pub profile: Option<String>,
    /// The profile before it, for `use -`.
    pub previous: Option<String>,
    /// The region that `use --region` exported.
    pub region: Option<String>,
    /// Whether `use` unset keys, which are not kept anywhere.
    pub keys_dropped: bool,
    /// Former values: names as in [`RESTORED`]'s first column.
    pub former: Vec<(&'static str, OsString)>,
}

impl Record {
    /// Reads the variable's value; what is not understood is passed over.
    #[must_use]
    pub fn parse(value: &OsStr) -> Self {
        let mut record = Self::default();
        for pair in value.as_bytes().split(|&byte| byte == b'&') {
            let Some(at) = pair.iter().position(|&byte| byte == b'=') else { continue };
            let (key, value) = pair.split_at(at);
            let bytes: Vec<u8> = percent_decode(value.get(1..).unwrap_or_default()).collect();
            let text = || String::from_utf8(bytes.clone()).ok().filter(|text| !text.is_empty());
            match key {
                b"profile" => record.profile = text(),
                b"previous" => record.previous = text(),
                b"region" => record.region = text(),
                b"keys" => record.keys_dropped = bytes == b"dropped",
                _ => {
                    let known = RESTORED
                        .iter()
                        .find(|(_, short)| key.strip_prefix(b"was-") == Some(short.as_bytes()));
                    if let Some((name, _)) = known {
                        record.former.push((name, OsString::from_vec(bytes)));
                    }
                }
            }
        }
        record
    }

    /// The variable's value; `None` where there is nothing to remember.
    #[must_use]
    pub fn render(&self) -> Option<String> {
        let mut pairs = Vec::new();
        let mut add =
            |key: &str, value: &[u8]| pairs.push(format!("{key}={}", percent_encode(value, ESCAPED)));
        for (key, value) in
            [("profile", &self.profile), ("previous", &self.previous), ("region", &self.region)]
        {
            if let Some(value) = value {
                add(key, value.as_bytes());
            }
        }
        if self.keys_dropped {
            add("keys", b"dropped");
        }
        for (name, value) in &self.former {
            if let Some((_, short)) = RESTORED.iter().find(|(full, _)| full == name) {
                add(&format!("was-{short}"), value.as_bytes());
            }
        }
        (!pairs.is_empty()).then(|| pairs.join("&"))
    }

    /// The former value of `name`, taken out of the record.
    pub fn take_former(&mut self, name: &str) -> Option<OsString> {
        let at = self.former.iter().position(|(known, _)| *known == name)?;
        Some(self.former.swap_remove(at).1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            profile in "\\PC{1,12}", previous in "[ -~\\n\\x1b&=%]{1,12}", token in prop::collection::vec(1u8.., 0..12),
        ) {
            let record = Record {
                profile: Some(profile),
                previous: Some(previous),
                region: Some("eu-west-1".to_owned()),
                keys_dropped: true,
                former: vec![("AWS_WEB_IDENTITY_TOKEN_FILE", OsString::from_vec(token))],
            };
            let value = record.render().expect("not empty");
            prop_assert!(value.bytes().all(|b| b.is_ascii_graphic() && !b"'\"`$\\;|<>()*?".contains(&b)));
            prop_assert_eq!(Record::parse(OsStr::new(&value)), record);
        }

        #[test]
        fn nonsense_is_passed_over(value in prop::collection::vec(1u8.., 0..60)) {
            let _ = Record::parse(OsStr::from_bytes(&value));
        }
    }

    #[test]
    fn nothing_to_remember_is_no_variable() {
        assert_eq!(Record::default().render(), None);
    }
}
