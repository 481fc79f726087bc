//! Token files of `aws login`, and a look at them with the AWS CLI's eyes.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use awsp::domain::time::to_rfc3339;
use chrono::{NaiveDateTime, TimeDelta, Utc};
use p256::SecretKey;
use p256::pkcs8::{EncodePrivateKey, LineEnding};
use serde_json::{Value, json};

pub(crate) const SESSION: &str = "arn:aws:iam::444455556666:user/login-user";
pub(crate) const OLD_KEY: &str = "ASIALOGINXXXXEXAMPLE";
/// What no error may show.
pub(crate) const PLANTED: [&str; 4] = ["PLANTED-secret", "PLANTED-token", "PLANTED-refresh", "PRIVATE"];

/// A file whose keys end in so many seconds.
pub(crate) fn token(seconds: i64) -> Value {
    json!({
        "accessToken": {
            "accessKeyId": OLD_KEY, "secretAccessKey": "PLANTED-secret", "sessionToken": "PLANTED-token",
            "accountId": "444455556666", "expiresAt": to_rfc3339(Utc::now() + TimeDelta::seconds(seconds)),
        },
        "tokenType": "aws_sigv4",
        "clientId": "arn:aws:signin:::devtools/same-device",
        "refreshToken": "PLANTED-refresh",
        "idToken": "e30.e30.c2ln",
        "dpopKey": sec1(),
        "of a later version": {"kept": [1, null]},
    })
}

fn key() -> SecretKey {
    SecretKey::from_slice(&[7; 32]).unwrap()
}

pub(crate) fn sec1() -> String {
    key().to_sec1_pem(LineEnding::LF).unwrap().to_string()
}

pub(crate) fn pkcs8() -> String {
    key().to_pkcs8_pem(LineEnding::LF).unwrap().to_string()
}

/// The file has what the AWS CLI reads, in its types, and is the owner's alone; its content.
pub(crate) fn check_file(file: &Path) -> Value {
    let text = std::fs::read_to_string(file).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    for name in ["tokenType", "clientId", "refreshToken", "idToken", "dpopKey"] {
        assert!(value[name].as_str().is_some_and(|text| !text.is_empty()), "{name}");
    }
    let keys = &value["accessToken"];
    for name in ["accessKeyId", "secretAccessKey", "sessionToken", "accountId"] {
        assert!(keys[name].as_str().is_some_and(|text| !text.is_empty()), "{name}");
    }
    let end = keys["expiresAt"].as_str().unwrap();
    assert!(NaiveDateTime::parse_from_str(end, "%Y-%m-%dT%H:%M:%SZ").is_ok(), "{end}");
    assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    let others = std::fs::read_dir(file.parent().unwrap()).unwrap().count();
    assert_eq!(others, 1, "nothing is left over beside {}", file.display());
    value
}
