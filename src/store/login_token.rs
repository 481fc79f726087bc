//! The token file of an `aws login` session, which the AWS CLI and the SDKs share: keys, and what renews them.
//! Source: AWS CLI v2, `botocore/utils.py` and `botocore/credentials.py`.

use std::fmt;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::domain::account::AccountId;
use crate::domain::credentials::Credentials;
use crate::domain::python_json;
use crate::domain::secret::Secret;
use crate::domain::time::{self, to_rfc3339};
use crate::store::sign_in_file::{self, Unusable, text};

/// A token file as it was read. It has all that the AWS CLI asks of one.
pub struct LoginToken {
    /// The keys; with an end, and with the account where the file tells it.
    pub credentials: Credentials,
    /// Their end.
    pub expires_at: DateTime<Utc>,
    /// Everything, also what is not known here.
    document: Map<String, Value>,
}

impl fmt::Debug for LoginToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginToken").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// What a refresh takes.
#[derive(Debug)]
pub struct Means {
    /// The OAuth client that the token was given to.
    pub client_id: String,
    /// Good for one refresh.
    pub refresh_token: Secret,
    /// The PEM of the key that the refresh token is bound to.
    pub dpop_key: Secret,
}

/// Members that must be there even where the keys are good, though nobody looks at them then.
const MEANS: [&str; 3] = ["refreshToken", "dpopKey", "clientId"];

/// What takes the place of the token's keys.
#[derive(Debug)]
pub struct Renewal<'a> {
    /// The new keys; their account does not count.
    pub credentials: &'a Credentials,
    /// The next refresh token; `None`: the old one stays.
    pub refresh_token: Option<&'a Secret>,
}

/// What a sign-in gives, to be kept.
#[derive(Debug)]
pub struct Issued<'a> {
    /// The keys, with their end and the account of the session.
    pub credentials: &'a Credentials,
    /// What the keys are of, as AWS names it.
    pub token_type: &'a str,
    /// See [`Means`].
    pub means: &'a Means,
    /// The identity token.
    pub id_token: &'a Secret,
}

impl Issued<'_> {
    /// The file's text, in the order of the AWS CLI.
    #[must_use]
    pub fn text(&self) -> String {
        let Credentials { access_key_id, secret_access_key, session_token, expires_at, account_id } =
            self.credentials;
        let document = json!({
            "accessToken": {
                "accessKeyId": access_key_id,
                "secretAccessKey": secret_access_key.reveal(),
                "sessionToken": session_token.as_ref().map(Secret::reveal),
                "accountId": account_id.as_ref().map(AccountId::as_str),
                "expiresAt": expires_at.map(to_rfc3339),
            },
            "tokenType": self.token_type,
            "clientId": self.means.client_id,
            "refreshToken": self.means.refresh_token.reveal(),
            "idToken": self.id_token.reveal(),
            "dpopKey": self.means.dpop_key.reveal(),
        });
        document.as_object().map(python_json::to_string).unwrap_or_default()
    }
}

impl LoginToken {
    /// Reads the file.
    ///
    /// # Errors
    /// See [`Unusable`].
    pub fn read(file: &Path) -> Result<Self, Unusable> {
        Self::of(sign_in_file::read(file)?)
    }

    fn of(document: Map<String, Value>) -> Result<Self, Unusable> {
        let keys =
            document.get("accessToken").and_then(Value::as_object).ok_or(Unusable::Member("accessToken"))?;
        let expires_at =
            text(keys, "expiresAt").and_then(time::parse).ok_or(Unusable::Member("accessToken.expiresAt"))?;
        let key = |name, shown| text(keys, name).ok_or(Unusable::Member(shown));
        if let Some(name) = MEANS.into_iter().find(|name| !document.contains_key(*name)) {
            return Err(Unusable::Member(name));
        }
        Ok(Self {
            credentials: Credentials {
                access_key_id: key("accessKeyId", "accessToken.accessKeyId")?.to_owned(),
                secret_access_key: Secret::new(key("secretAccessKey", "accessToken.secretAccessKey")?),
                session_token: Some(Secret::new(key("sessionToken", "accessToken.sessionToken")?)),
                expires_at: Some(expires_at),
                account_id: AccountId::parse(key("accountId", "accessToken.accountId")?),
            },
            expires_at,
            document,
        })
    }

    /// What it can be renewed with.
    ///
    /// # Errors
    /// [`Unusable::Member`].
    pub fn means(&self) -> Result<Means, Unusable> {
        let own = |name| text(&self.document, name).ok_or(Unusable::Member(name));
        Ok(Means {
            client_id: own("clientId")?.to_owned(),
            refresh_token: Secret::new(own("refreshToken")?),
            dpop_key: Secret::new(own("dpopKey")?),
        })
    }

    /// The file's new text, by the AWS CLI's format: the account, the identity token, the client, the key and what is not
    /// known here stay.
    #[must_use]
    pub fn renewed(&self, renewal: &Renewal<'_>) -> String {
        let mut document = self.document.clone();
        if let Some(Value::Object(keys)) = document.get_mut("accessToken") {
            let Credentials { access_key_id, secret_access_key, session_token, expires_at, account_id: _ } =
                renewal.credentials;
            let mut set = |name: &str, value: &str| keys.insert(name.to_owned(), value.into());
            set("accessKeyId", access_key_id);
            set("secretAccessKey", secret_access_key.reveal());
            set("sessionToken", session_token.as_ref().map(Secret::reveal).unwrap_or_default());
            set("expiresAt", &to_rfc3339(expires_at.unwrap_or(self.expires_at)));
        }
        if let Some(token) = renewal.refresh_token {
            document.insert("refreshToken".to_owned(), token.reveal().into());
        }
        python_json::to_string(&document)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole() -> Value {
        json!({
            "accessToken": {
                "accessKeyId": "ASIAOLD", "secretAccessKey": "PLANTED-secret", "sessionToken": "PLANTED-token",
                "accountId": "444455556666", "expiresAt": "2026-11-20T12:00:00Z", "new": [1],
            },
            "tokenType": "aws_sigv4", "clientId": "arn:aws:signin:::devtools/same-device",
            "refreshToken": "PLANTED-refresh", "idToken": "e30.e30.c2ln", "dpopKey": "PLANTED-pem", "later": {"a": null},
        })
    }

    fn parse(value: &Value) -> Result<LoginToken, Unusable> {
        LoginToken::of(sign_in_file::parse(value.to_string().as_bytes())?)
    }

    #[test]
    fn what_the_aws_cli_asks_for_must_be_there() {
        let token = parse(&whole()).unwrap();
        assert_eq!(token.credentials.access_key_id, "ASIAOLD");
        assert_eq!(token.credentials.account_id, AccountId::parse("444455556666"));
        assert_eq!(to_rfc3339(token.expires_at), "2026-11-20T12:00:00Z");
        assert!(!format!("{token:?}").contains("PLANTED"));
        assert_eq!(token.means().unwrap().client_id, "arn:aws:signin:::devtools/same-device");
        for (pointer, named) in [
            ("/accessToken", "accessToken"),
            ("/accessToken/accessKeyId", "accessToken.accessKeyId"),
            ("/accessToken/secretAccessKey", "accessToken.secretAccessKey"),
            ("/accessToken/sessionToken", "accessToken.sessionToken"),
            ("/accessToken/expiresAt", "accessToken.expiresAt"),
            ("/accessToken/accountId", "accessToken.accountId"),
        ] {
            for spoiled in [json!(null), json!(5), json!(""), json!(["x"])] {
                let mut value = whole();
                *value.pointer_mut(pointer).unwrap() = spoiled;
                assert_eq!(parse(&value).unwrap_err(), Unusable::Member(named));
            }
        }
        for named in MEANS {
            let mut value = whole();
            value[named] = json!(null);
            assert_eq!(parse(&value).unwrap().means().unwrap_err(), Unusable::Member(named));
            value.as_object_mut().unwrap().remove(named);
            assert_eq!(parse(&value).unwrap_err(), Unusable::Member(named));
        }
        let mut value = whole();
        value["accessToken"]["accountId"] = json!("444");
        assert_eq!(parse(&value).unwrap().credentials.account_id, None);
        for torn in ["", "{", "[]", "null", "\"text\"", &whole().to_string()[..90]] {
            assert_eq!(sign_in_file::parse(torn.as_bytes()).unwrap_err(), Unusable::Torn);
        }
    }

    #[test]
    fn what_was_issued_is_read_back() {
        let credentials = parse(&whole()).unwrap().credentials;
        let means = parse(&whole()).unwrap().means().unwrap();
        let id_token = Secret::new("e30.e30.c2ln");
        let issued =
            Issued { credentials: &credentials, token_type: "aws_sigv4", means: &means, id_token: &id_token };
        assert!(!format!("{issued:?}").contains("PLANTED"));
        let mut expected = whole();
        expected.as_object_mut().unwrap().remove("later");
        expected["accessToken"].as_object_mut().unwrap().remove("new");
        let expected = expected.as_object().unwrap();
        let order = ["accessToken", "tokenType", "clientId", "refreshToken", "idToken", "dpopKey"];
        assert_eq!(expected.keys().map(String::as_str).collect::<Vec<_>>(), order);
        let mut keys = expected["accessToken"].as_object().unwrap().clone();
        let end = keys.shift_remove("expiresAt").unwrap();
        keys.insert("expiresAt".into(), end);
        let mut expected = expected.clone();
        expected["accessToken"] = Value::Object(keys);
        assert_eq!(issued.text(), python_json::to_string(&expected));
    }

    #[test]
    fn a_renewal_changes_keys_end_and_refresh_token_alone() {
        let token = parse(&whole()).unwrap();
        let credentials = Credentials {
            access_key_id: "ASIANEW".into(),
            secret_access_key: Secret::new("s2"),
            session_token: Some(Secret::new("t2")),
            expires_at: time::parse("2026-11-20T12:15:00.9Z"),
            account_id: None,
        };
        let refresh = Secret::new("r2");
        let renewal = Renewal { credentials: &credentials, refresh_token: Some(&refresh) };
        let mut expected = whole();
        expected["accessToken"] = json!({
            "accessKeyId": "ASIANEW", "secretAccessKey": "s2", "sessionToken": "t2",
            "accountId": "444455556666", "expiresAt": "2026-11-20T12:15:00Z", "new": [1],
        });
        expected["refreshToken"] = "r2".into();
        assert_eq!(token.renewed(&renewal), python_json::to_string(expected.as_object().unwrap()));
        let kept = token.renewed(&Renewal { refresh_token: None, ..renewal });
        let kept: Value = serde_json::from_str(&kept).unwrap();
        assert_eq!(kept["refreshToken"], json!("PLANTED-refresh"));
    }
}
