//! What a program answers: JSON with fixed fields.
//!
//! Source: AWS CLI v2, `botocore/credentials.py`, and the AWS SDKs and Tools reference guide, "Process credential
//! provider".

use std::fmt;

use serde_json::Value;

use crate::domain::account::AccountId;
use crate::domain::credentials::Credentials;
use crate::domain::secret::Secret;
use crate::domain::text::printable;
use crate::domain::time;

/// Why an answer is of no use. Holds nothing of it but a version number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wrong {
    Empty,
    NotJson,
    NotAnObject,
    Version(Option<String>),
    Missing(&'static str),
    NotText(&'static str),
    NoTime,
}

/// What the program does wrong, to follow its name.
impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("writes nothing to standard output"),
            Self::NotJson => f.write_str("writes something that is no JSON, or not all of it"),
            Self::NotAnObject => f.write_str("writes JSON that is no object"),
            Self::Version(None) => f.write_str("does not tell the Version of its answer, which must be 1"),
            Self::Version(Some(version)) => {
                write!(f, "answers in Version {version}, and only the number 1 is known")
            }
            Self::Missing(name) => write!(f, "gives no {name}"),
            Self::NotText(name) => write!(f, "gives a {name} that is no text"),
            Self::NoTime => f.write_str("gives an Expiration that is no time with a zone"),
        }
    }
}

/// The credentials in the program's output; `account_id` is the account where it tells none.
pub(super) fn read(stdout: &[u8], account_id: Option<&str>) -> Result<Credentials, Wrong> {
    if stdout.trim_ascii().is_empty() {
        return Err(Wrong::Empty);
    }
    // Of a key that is there twice, the later one counts. A byte order mark is no JSON.
    let answer: Value = serde_json::from_slice(stdout).map_err(|_| Wrong::NotJson)?;
    let Value::Object(answer) = answer else { return Err(Wrong::NotAnObject) };
    match answer.get("Version") {
        Some(version) if is_one(version) => {}
        version => return Err(Wrong::Version(version.map(told))),
    }
    let optional = |name: &'static str| match answer.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(Wrong::NotText(name)),
    };
    let required = |name: &'static str| optional(name)?.ok_or(Wrong::Missing(name));
    let account = answer.get("AccountId").and_then(Value::as_str).filter(|id| !id.is_empty());
    Ok(Credentials {
        access_key_id: required("AccessKeyId")?.to_owned(),
        secret_access_key: Secret::new(required("SecretAccessKey")?),
        session_token: optional("SessionToken")?.filter(|token| !token.is_empty()).map(Secret::new),
        expires_at: match optional("Expiration")? {
            Some(text) => Some(time::parse_zoned(text).ok_or(Wrong::NoTime)?),
            None => None,
        },
        account_id: account.or(account_id).and_then(AccountId::parse),
    })
}

/// The members that are secrets.
const SECRETS: [&str; 2] = ["SecretAccessKey", "SessionToken"];

/// Secrets in what a program writes, as far as it can be read: they are not to be seen elsewhere. What is no JSON may
/// be most of it.
pub(super) fn secrets(written: &[u8]) -> Vec<String> {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    if let Ok(answer) = serde_json::from_slice::<Value>(written) {
        return SECRETS.iter().filter_map(|name| text(answer.get(name)?.as_str()?)).collect();
    }
    let written = String::from_utf8_lossy(written);
    let after = |name: &str| -> Vec<String> {
        let parts = written.split(name).skip(1);
        let values = parts.filter_map(|part| {
            let value = part.trim_start_matches(|c: char| c.is_whitespace() || "\\\"':=".contains(c));
            text(value.split(|c: char| c.is_whitespace() || "\\\"',}".contains(c)).next()?)
        });
        values.collect()
    };
    SECRETS.iter().flat_map(|name| after(name)).collect()
}

/// What Python takes as equal to 1.
fn is_one(version: &Value) -> bool {
    version.as_f64() == Some(1.0) || *version == Value::Bool(true)
}

/// A version for a sentence.
fn told(version: &Value) -> String {
    printable(&version.to_string()).chars().take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::to_rfc3339;

    fn wrong(text: &str) -> Wrong {
        read(text.as_bytes(), None).expect_err(text)
    }

    #[test]
    fn every_field_is_read() {
        let text = r#" {"Version": 1, "AccessKeyId": "AKIA1", "SecretAccessKey": "s", "SessionToken": "t",
            "Expiration": "2099-01-01T00:00:00Z", "AccountId": "111122223333", "More": [1]} "#;
        let read = read(text.as_bytes(), Some("444455556666")).expect("credentials");
        assert_eq!(read.access_key_id, "AKIA1");
        assert_eq!(read.secret_access_key, Secret::new("s"));
        assert_eq!(read.session_token, Some(Secret::new("t")));
        assert_eq!(read.expires_at.map(to_rfc3339).as_deref(), Some("2099-01-01T00:00:00Z"));
        assert_eq!(read.account_id.as_ref().map(AccountId::as_str), Some("111122223333"));
    }

    #[test]
    fn null_and_empty_are_as_the_cli_takes_them() {
        let text = r#"{"Version": 1.0, "AccessKeyId": "AKIA1", "SecretAccessKey": "s", "SessionToken": "",
            "Expiration": null, "AccountId": null, "AccessKeyId": "AKIA2"}"#;
        let credentials = read(text.as_bytes(), Some("444455556666")).expect("credentials");
        assert_eq!(credentials.access_key_id, "AKIA2");
        assert_eq!((&credentials.session_token, credentials.expires_at), (&None, None));
        assert_eq!(credentials.account_id.as_ref().map(AccountId::as_str), Some("444455556666"));
        let text = r#"{"Version": true, "AccessKeyId": "", "SecretAccessKey": ""}"#;
        assert_eq!(read(text.as_bytes(), None).map(|it| it.access_key_id), Ok(String::new()));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let keys = r#""AccessKeyId": "A", "SecretAccessKey": "s""#;
        for (text, expected) in [
            (String::new(), Wrong::Empty),
            (" \n".to_owned(), Wrong::Empty),
            (format!("{{\"Version\": 1, {keys}"), Wrong::NotJson),
            (format!("\u{feff}{{\"Version\": 1, {keys}}}"), Wrong::NotJson),
            (format!("{{\"Version\": 1, {keys}}} more"), Wrong::NotJson),
            ("[1]".to_owned(), Wrong::NotAnObject),
            (format!("{{{keys}}}"), Wrong::Version(None)),
            (format!("{{\"Version\": 2, {keys}}}"), Wrong::Version(Some("2".into()))),
            (format!("{{\"Version\": \"1\", {keys}}}"), Wrong::Version(Some("\"1\"".into()))),
            (format!("{{\"Version\": null, {keys}}}"), Wrong::Version(Some("null".into()))),
            (r#"{"Version": 1, "SecretAccessKey": "s"}"#.to_owned(), Wrong::Missing("AccessKeyId")),
            (r#"{"Version": 1, "AccessKeyId": "A"}"#.to_owned(), Wrong::Missing("SecretAccessKey")),
            (
                r#"{"Version": 1, "AccessKeyId": 5, "SecretAccessKey": "s"}"#.to_owned(),
                Wrong::NotText("AccessKeyId"),
            ),
            (format!("{{\"Version\": 1, {keys}, \"SessionToken\": {{}}}}"), Wrong::NotText("SessionToken")),
            (format!("{{\"Version\": 1, {keys}, \"Expiration\": 4070908800}}"), Wrong::NotText("Expiration")),
            (format!("{{\"Version\": 1, {keys}, \"Expiration\": \"2099-01-01T00:00:00\"}}"), Wrong::NoTime),
            (format!("{{\"Version\": 1, {keys}, \"Expiration\": \"soon\"}}"), Wrong::NoTime),
            (format!("{{\"Version\": 1, {keys}, \"Expiration\": \"\"}}"), Wrong::NoTime),
        ] {
            assert_eq!(wrong(&text), expected, "{text}");
        }
        let bytes = b"{\"Version\": 1, \"AccessKeyId\": \"\xff\", \"SecretAccessKey\": \"s\"}";
        assert_eq!(read(bytes, None), Err(Wrong::NotJson));
    }
}
