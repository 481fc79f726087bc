//! The file of a client registered with Identity Center, which the AWS CLI shares. Source: AWS CLI v2,
//! `botocore/utils.py`.

use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Map, Value, json};
use sha1::{Digest, Sha1};

use crate::domain::python_json;
use crate::domain::secret::Secret;
use crate::domain::time;
use crate::store::key::hex;
use crate::store::sign_in_file::{self, text};

/// A registration that ends sooner is not used any more, as by the AWS CLI.
const WINDOW: TimeDelta = TimeDelta::minutes(15);

/// What a registration is for: another start URL, region, name or list of scopes has another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purpose<'a> {
    /// `sso_start_url`.
    pub start_url: &'a str,
    /// `sso_region`.
    pub region: &'a str,
    /// The `sso-session` section's name; `None` in the legacy form.
    pub session: Option<&'a str>,
    /// `sso_registration_scopes`; `None` where it is not there.
    pub scopes: Option<&'a [String]>,
}

impl Purpose<'_> {
    /// The registration's file below this home.
    #[must_use]
    pub fn file(&self, home: &Path) -> PathBuf {
        let Self { start_url, region, session, scopes } = self;
        // Python sorts the keys.
        let purpose = json!({
            "region": region, "scopes": scopes, "session_name": session, "startUrl": start_url, "tool": "botocore",
        });
        let purpose = purpose.as_object().map(python_json::to_string).unwrap_or_default();
        home.join(".aws/sso/cache").join(format!("{}.json", hex(&Sha1::digest(purpose.as_bytes()))))
    }
}

/// A registration as its file gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SsoRegistration {
    /// `clientId`.
    pub client_id: String,
    /// `clientSecret`.
    pub client_secret: Secret,
    /// `expiresAt`.
    pub expires_at: DateTime<Utc>,
    /// `scopes`, which are told where some were asked for.
    pub scopes: Vec<String>,
    /// `grantTypes`: empty for device codes.
    pub grants: Vec<String>,
}

impl SsoRegistration {
    /// The registration in `file`; `None` where there is none that can be read.
    #[must_use]
    pub fn read(file: &Path) -> Option<Self> {
        let fields = sign_in_file::read(file).ok()?;
        let list = |name: &str| {
            let values = fields.get(name).and_then(Value::as_array).into_iter().flatten();
            values.filter_map(|value| value.as_str().map(str::to_owned)).collect()
        };
        Some(Self {
            client_id: text(&fields, "clientId")?.to_owned(),
            client_secret: Secret::new(text(&fields, "clientSecret")?),
            expires_at: time::parse(text(&fields, "expiresAt")?)?,
            scopes: list("scopes"),
            grants: list("grantTypes"),
        })
    }

    /// Whether it serves at `now`, for a browser that comes back or for device codes: one for the other does not.
    #[must_use]
    pub fn serves(&self, browser: bool, now: DateTime<Utc>) -> bool {
        let for_browser = self.grants.iter().any(|grant| grant == "authorization_code");
        for_browser == browser && self.expires_at - now >= WINDOW
    }

    /// The file's content, in the order and with the blanks of the AWS CLI.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut fields = Map::new();
        fields.insert("clientId".to_owned(), self.client_id.as_str().into());
        fields.insert("clientSecret".to_owned(), self.client_secret.reveal().into());
        let end = self.expires_at.to_rfc3339_opts(SecondsFormat::Secs, true);
        fields.insert("expiresAt".to_owned(), end.into());
        for (name, list) in [("scopes", &self.scopes), ("grantTypes", &self.grants)] {
            if !list.is_empty() {
                fields.insert(name.to_owned(), json!(list));
            }
        }
        python_json::to_string(&fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_has_the_name_that_the_aws_cli_gives_it() {
        // As the AWS CLI was seen to name them.
        let purpose = Purpose {
            start_url: "https://d-1.awsapps.com/start",
            region: "us-east-1",
            session: Some("my sess"),
            scopes: None,
        };
        let name = |purpose: &Purpose<'_>| purpose.file(Path::new("/h")).display().to_string();
        assert_eq!(name(&purpose), "/h/.aws/sso/cache/7d8c3c370e6d47089d0bfc177c57a1ff2037d90d.json");
        let legacy = Purpose { session: None, ..purpose.clone() };
        assert_eq!(name(&legacy), "/h/.aws/sso/cache/4c8232f5b856247191190eb9e4a2d778dc4f2b56.json");
        // Python: hashlib.sha1(json.dumps({…, "scopes": ["sso:account:access", "é"], …}, sort_keys=True).encode())
        let scopes = ["sso:account:access".to_owned(), "é".to_owned()];
        let with_scopes = Purpose { scopes: Some(&scopes), ..purpose };
        assert_eq!(name(&with_scopes), "/h/.aws/sso/cache/2a706355d83b0b95787bf9efa99264559a78e9bb.json");
    }

    #[test]
    fn a_registration_serves_one_way_and_not_in_its_last_minutes() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("r.json");
        let now = time::parse("2026-11-20T12:00:00Z").unwrap();
        let read = |text: &str| {
            std::fs::write(&file, text).unwrap();
            SsoRegistration::read(&file)
        };
        let device = r#"{"clientId": "c", "clientSecret": "s", "expiresAt": "2026-11-20T12:15:00Z"}"#;
        let held = read(device).unwrap();
        assert_eq!((held.serves(false, now), held.serves(true, now)), (true, false));
        assert_eq!(held.to_json(), device);
        let browser = r#"{"clientId": "c", "clientSecret": "s", "expiresAt": "2026-11-20T12:14:59Z", "scopes": ["a"], "grantTypes": ["authorization_code", "refresh_token"]}"#;
        let held = read(browser).unwrap();
        assert_eq!((held.serves(true, now), held.serves(true, now - TimeDelta::minutes(1))), (false, true));
        assert!(!held.serves(false, now - TimeDelta::minutes(1)));
        assert_eq!(held.to_json(), browser);
        for torn in ["", "[]", "{", r#"{"clientId": "c", "expiresAt": "2026-11-20T12:15:00Z"}"#] {
            assert_eq!(read(torn), None, "{torn}");
        }
    }
}
