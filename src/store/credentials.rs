//! Stored credentials as JSON.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use crate::domain::account::AccountId;
use crate::domain::credentials::Credentials;
use crate::domain::secret::Secret;
use crate::domain::time;
use crate::store::Store;
use crate::store::freshness::{Freshness, due_at};
use crate::store::key::Key;
use crate::store::shelf::Shelf;

/// The version of the fields below.
const VERSION: u64 = 1;

/// Temporary credentials as they are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The credentials; `expires_at` is always there.
    pub credentials: Credentials,
    /// Their end.
    pub expires_at: DateTime<Utc>,
    /// When they were got, by our clock, to the millisecond.
    pub issued_at: DateTime<Utc>,
    /// What they are of: a role's ARN, or words for what else gives credentials.
    pub of: String,
    /// The name of a role's session.
    pub session_name: Option<String>,
}

impl Held {
    /// How good they are at `now`.
    #[must_use]
    pub fn freshness(&self, now: DateTime<Utc>) -> Freshness {
        Freshness::of(self.issued_at, self.expires_at, now)
    }

    /// From when on they should be renewed.
    #[must_use]
    pub fn due_at(&self) -> DateTime<Utc> {
        due_at(self.issued_at, self.expires_at)
    }

    /// The stored credentials of this key, even if they have ended; an incomplete entry is a miss.
    #[must_use]
    pub fn load(store: &Store, key: &Key) -> Option<Self> {
        Self::from_json(&store.get_json(Shelf::Credentials, key, VERSION)?)
    }

    /// Stores them. Whether that works makes no difference to the caller.
    pub fn save(&self, store: &Store, key: &Key) {
        store.put_json(Shelf::Credentials, key, VERSION, self.to_json());
    }

    /// All stored credentials, for a listing.
    #[must_use]
    pub fn all(store: &Store) -> Vec<(Key, Self)> {
        let entries = store.list(Shelf::Credentials).into_iter();
        entries.filter_map(|entry| Self::load(store, &entry.key).map(|held| (entry.key, held))).collect()
    }

    fn to_json(&self) -> Value {
        let Credentials { access_key_id, secret_access_key, session_token, account_id, .. } =
            &self.credentials;
        let exact = |moment: DateTime<Utc>| moment.to_rfc3339_opts(SecondsFormat::Millis, true);
        json!({
            "of": self.of,
            "session_name": self.session_name,
            "issued_at": exact(self.issued_at),
            "expires_at": exact(self.expires_at),
            "account_id": account_id.as_ref().map(AccountId::as_str),
            "access_key_id": access_key_id,
            "secret_access_key": secret_access_key.reveal(),
            "session_token": session_token.as_ref().map(Secret::reveal),
        })
    }

    fn from_json(value: &Value) -> Option<Self> {
        let text = |name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let moment = |name: &str| text(name).and_then(time::parse);
        let expires_at = moment("expires_at")?;
        Some(Self {
            credentials: Credentials {
                access_key_id: text("access_key_id")?.to_owned(),
                secret_access_key: Secret::new(text("secret_access_key")?),
                session_token: text("session_token").map(Secret::new),
                expires_at: Some(expires_at),
                account_id: text("account_id").and_then(AccountId::parse),
            },
            expires_at,
            issued_at: moment("issued_at")?,
            of: text("of")?.to_owned(),
            session_name: text("session_name").map(str::to_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held() -> Held {
        let expires_at = time::parse("2026-11-20T14:32:00Z").unwrap();
        Held {
            credentials: Credentials {
                access_key_id: "ASIA1".into(),
                secret_access_key: Secret::new("s"),
                session_token: Some(Secret::new("t")),
                expires_at: Some(expires_at),
                account_id: AccountId::parse("777788889999"),
            },
            expires_at,
            issued_at: time::parse("2026-11-20T13:32:00.123Z").unwrap(),
            of: "arn:aws:iam::777788889999:role/MyRole".into(),
            session_name: Some("me".into()),
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        assert_eq!(Held::from_json(&held().to_json()), Some(held()));
    }

    #[test]
    fn a_missing_field_is_a_miss() {
        let whole = held().to_json();
        let optional = ["account_id", "session_name", "session_token"];
        for name in whole.as_object().unwrap().keys().filter(|name| !optional.contains(&name.as_str())) {
            for spoiled in [Value::Null, json!(""), json!(5)] {
                let mut value = whole.clone();
                value[name] = spoiled;
                assert_eq!(Held::from_json(&value), None, "{name}");
            }
        }
    }
}
