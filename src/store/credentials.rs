//! Stored credentials as JSON.

use std::time::SystemTime;

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
use crate::store::wrong_clock::WrongClock;

/// The version of the fields below.
const VERSION: u64 = 1;

/// Temporary credentials as they are kept. All moments are by our clock, also where it is wrong.
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
    /// How wrong our clock is, where it is.
    pub wrong_clock: Option<WrongClock>,
    /// Whether awsp renews them without a person, as long as that sign-in lasts.
    pub refreshes: bool,
    /// The sign-in without which there would be none, if any.
    pub hangs_on: Option<HangsOn>,
}

/// A sign-in that credentials hang on, as an entry names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HangsOn {
    /// `sso`, `login` or `mfa`.
    pub kind: String,
    /// The session's name or start URL, the session's ARN, the device's serial number.
    pub name: String,
}

impl HangsOn {
    /// A code of the device with this serial number.
    #[must_use]
    pub fn mfa(serial: &str) -> Self {
        Self { kind: "mfa".to_owned(), name: serial.to_owned() }
    }

    /// As entries and listings show it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({ "kind": self.kind, "name": self.name })
    }
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
        Self::from_json(&store.get_json(Shelf::Credentials, key, VERSION)?, SystemTime::now().into())
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
        let exact = |moment: DateTime<Utc>| {
            let moment = self.wrong_clock.map_or(moment, |wrong| wrong.of_aws(moment));
            moment.to_rfc3339_opts(SecondsFormat::Millis, true)
        };
        let mut value = json!({
            "of": self.of,
            "session_name": self.session_name,
            "issued_at": exact(self.issued_at),
            "expires_at": exact(self.expires_at),
            "account_id": account_id.as_ref().map(AccountId::as_str),
            "access_key_id": access_key_id,
            "secret_access_key": secret_access_key.reveal(),
            "session_token": session_token.as_ref().map(Secret::reveal),
            "refreshes": self.refreshes,
            "sign_in": self.hangs_on.as_ref().map(HangsOn::to_json),
        });
        if let (Some(wrong), Value::Object(fields)) = (self.wrong_clock, &mut value) {
            fields.insert("clock".to_owned(), wrong.to_json());
        }
        value
    }

    fn from_json(value: &Value, now: DateTime<Utc>) -> Option<Self> {
        let text = |name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let wrong_clock =
            value.get("clock").and_then(WrongClock::from_json).filter(|wrong| wrong.still_holds(now));
        let moment = |name: &str| {
            let moment = text(name).and_then(time::parse)?;
            Some(wrong_clock.map_or(moment, |wrong| wrong.local(moment)))
        };
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
            wrong_clock,
            refreshes: value.get("refreshes").and_then(Value::as_bool).unwrap_or_default(),
            hangs_on: value.get("sign_in").and_then(|sign_in| {
                let text = |name: &str| sign_in.get(name)?.as_str().map(str::to_owned);
                Some(HangsOn { kind: text("kind")?, name: text("name")? })
            }),
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

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
            wrong_clock: None,
            refreshes: true,
            hangs_on: Some(HangsOn::mfa("arn:aws:iam::111122223333:mfa/benk")),
        }
    }

    fn noon() -> DateTime<Utc> {
        time::parse("2026-11-20T12:00:00Z").unwrap()
    }

    #[test]
    fn what_is_written_is_read_back() {
        assert_eq!(Held::from_json(&held().to_json(), noon()), Some(held()));
    }

    #[test]
    fn ends_are_kept_by_the_clock_of_aws_and_read_by_ours_until_it_is_set() {
        let wrong_clock = Some(WrongClock::found(TimeDelta::hours(-1), noon()));
        let ours = Held { wrong_clock, ..held() };
        let kept = ours.to_json();
        assert_eq!(kept["expires_at"], "2026-11-20T13:32:00.000Z");
        assert_eq!(Held::from_json(&kept, noon()), Some(ours));
        let set = Held::from_json(&kept, noon() - TimeDelta::hours(1)).unwrap();
        assert_eq!((set.wrong_clock, set.expires_at), (None, held().expires_at - TimeDelta::hours(1)));
    }

    #[test]
    fn a_missing_field_is_a_miss() {
        let whole = held().to_json();
        let optional = ["account_id", "session_name", "session_token", "refreshes", "sign_in"];
        for name in whole.as_object().unwrap().keys().filter(|name| !optional.contains(&name.as_str())) {
            for spoiled in [Value::Null, json!(""), json!(5)] {
                let mut value = whole.clone();
                value[name] = spoiled;
                assert_eq!(Held::from_json(&value, noon()), None, "{name}");
            }
        }
    }
}
