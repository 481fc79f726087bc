//! The token file of an Identity Center sign-in, which the AWS CLI and the SDKs share: read leniently, and written as
//! the CLI writes it. Source: AWS CLI v2, `botocore/tokens.py` and `botocore/utils.py`.

use std::fmt;
use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};

use crate::domain::python_json;
use crate::domain::secret::Secret;
use crate::domain::time;
use crate::store::sign_in_file::{self, text};
use crate::store::sso_registration::SsoRegistration;

/// A token as its file gives it; `Debug` shows nothing of it but the end.
#[derive(Clone, PartialEq, Eq)]
pub struct SsoToken {
    /// Opens the portal.
    pub access_token: Secret,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    fields: Map<String, Value>,
}

/// What a token can be renewed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewal {
    /// The registered client.
    pub client_id: String,
    /// Its secret.
    pub client_secret: Secret,
    /// What is exchanged for a new token.
    pub refresh_token: Secret,
}

/// What a renewed token has in place of the former one's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewed<'a> {
    /// `sso_start_url` of the session.
    pub start_url: &'a str,
    /// `sso_region` of the session.
    pub region: &'a str,
    /// The new token.
    pub access_token: Secret,
    /// Its end.
    pub expires_at: DateTime<Utc>,
    /// The new refresh token; the former one does not stay where there is none.
    pub refresh_token: Option<Secret>,
}

impl fmt::Debug for SsoToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SsoToken").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

impl SsoToken {
    /// The token in `file`; `None` where there is none that can be read, whole and with an end.
    #[must_use]
    pub fn read(file: &Path) -> Option<Self> {
        Self::of(sign_in_file::read(file).ok()?)
    }

    fn of(fields: Map<String, Value>) -> Option<Self> {
        let access_token = Secret::new(text(&fields, "accessToken")?);
        let expires_at = time::parse(text(&fields, "expiresAt")?)?;
        Some(Self { access_token, expires_at, fields })
    }

    /// Whether it has ended at `now`.
    #[must_use]
    pub fn ended(&self, now: DateTime<Utc>) -> bool {
        self.expires_at <= now
    }

    /// What it can be renewed with, if all of that is there and the client's registration has not ended.
    #[must_use]
    pub fn renewal(&self, now: DateTime<Utc>) -> Option<Renewal> {
        let text = |key| text(&self.fields, key);
        let registered = text("registrationExpiresAt").and_then(time::parse).is_some_and(|end| end > now);
        registered.then_some(())?;
        Some(Renewal {
            client_id: text("clientId")?.to_owned(),
            client_secret: Secret::new(text("clientSecret")?),
            refresh_token: Secret::new(text("refreshToken")?),
        })
    }

    /// The renewed token: the registration, and fields that are not known here, stay as they are.
    #[must_use]
    pub fn renewed(&self, new: &Renewed<'_>) -> Self {
        let end = new.expires_at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let mut fields = Map::new();
        let mut put = |key: &str, text: &str| fields.insert(key.to_owned(), text.into());
        put("startUrl", new.start_url);
        put("region", new.region);
        put("accessToken", new.access_token.reveal());
        put("expiresAt", &end);
        for key in ["clientId", "clientSecret", "registrationExpiresAt"] {
            if let Some(value) = self.fields.get(key) {
                fields.insert(key.to_owned(), value.clone());
            }
        }
        if let Some(refresh_token) = &new.refresh_token {
            fields.insert("refreshToken".to_owned(), refresh_token.reveal().into());
        }
        for (key, value) in self.fields.iter().filter(|(key, _)| *key != "refreshToken") {
            fields.entry(key.clone()).or_insert_with(|| value.clone());
        }
        Self { access_token: new.access_token.clone(), expires_at: new.expires_at, fields }
    }

    /// The token of a new sign-in, with the registration that it was got with.
    #[must_use]
    pub fn new(new: &Renewed<'_>, registration: &SsoRegistration) -> Self {
        let mut fields = Map::new();
        let end = registration.expires_at.to_rfc3339_opts(SecondsFormat::Secs, true);
        for (key, text) in [
            ("clientId", registration.client_id.as_str()),
            ("clientSecret", registration.client_secret.reveal()),
            ("registrationExpiresAt", &end),
        ] {
            fields.insert(key.to_owned(), text.into());
        }
        let access_token = Secret::default();
        Self { access_token, expires_at: new.expires_at, fields }.renewed(new)
    }

    /// What AWS may have refused of it: the access token and the refresh token, if it has one.
    pub fn secrets(&self) -> impl Iterator<Item = Secret> {
        let refresh_token = text(&self.fields, "refreshToken").map(Secret::new);
        std::iter::once(self.access_token.clone()).chain(refresh_token)
    }

    /// The file's content, in the order and with the blanks of the AWS CLI.
    #[must_use]
    pub fn to_json(&self) -> String {
        python_json::to_string(&self.fields)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn token(value: Value) -> Option<SsoToken> {
        match value {
            Value::Object(fields) => SsoToken::of(fields),
            _ => None,
        }
    }

    fn whole() -> Value {
        json!({
            "future": [1], "refreshToken": "OLD", "clientId": "c", "clientSecret": "s", "accessToken": "a",
            "expiresAt": "2026-11-20T12:00:00UTC", "registrationExpiresAt": "2026-12-20T12:00:00Z",
        })
    }

    #[test]
    fn a_renewed_token_is_written_as_the_aws_cli_does_and_keeps_what_it_does_not_know() {
        let new = |refresh_token: Option<&str>| Renewed {
            start_url: "https://x.awsapps.com/start",
            region: "eu-west-1",
            access_token: Secret::new("A"),
            expires_at: time::parse("2026-11-20T20:00:00.7Z").unwrap(),
            refresh_token: refresh_token.map(Secret::new),
        };
        let written = |new: &Renewed<'_>| token(whole()).unwrap().renewed(new).to_json();
        let start = r#"{"startUrl": "https://x.awsapps.com/start", "region": "eu-west-1", "accessToken": "A", "expiresAt": "2026-11-20T20:00:00Z", "clientId": "c", "clientSecret": "s", "registrationExpiresAt": "2026-12-20T12:00:00Z", "#;
        assert_eq!(written(&new(Some("R"))), format!(r#"{start}"refreshToken": "R", "future": [1]}}"#));
        assert_eq!(written(&new(None)), format!(r#"{start}"future": [1]}}"#));
    }

    #[test]
    fn a_token_needs_an_end_and_renewal_everything() {
        let now = time::parse("2026-11-20T11:00:00Z").unwrap();
        let renewal = token(whole()).unwrap().renewal(now).unwrap();
        assert_eq!((renewal.client_id.as_str(), renewal.refresh_token.reveal()), ("c", "OLD"));
        for key in ["refreshToken", "clientId", "clientSecret", "registrationExpiresAt"] {
            for spoiled in [json!(null), json!(""), json!(1), json!("2026-01-01T00:00:00Z")] {
                let mut value = whole();
                value[key] = spoiled.clone();
                let renews = token(value).unwrap().renewal(now).is_some();
                assert_eq!(
                    renews,
                    spoiled == "2026-01-01T00:00:00Z" && key != "registrationExpiresAt",
                    "{key}"
                );
            }
        }
        for key in ["accessToken", "expiresAt"] {
            for spoiled in [json!(null), json!(""), json!(1)] {
                let mut value = whole();
                value[key] = spoiled;
                assert_eq!(token(value), None, "{key}");
            }
        }
        assert!(token(json!([])).is_none());
        let shown = format!("{:?}", token(whole()).unwrap());
        assert!(!shown.contains("OLD") && shown.contains("2026"), "{shown}");
    }
}
