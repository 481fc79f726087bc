//! Verified identities as JSON.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::domain::account::AccountId;
use crate::domain::credentials::Credentials;
use crate::domain::identity::Identity;
use crate::domain::time;
use crate::store::Store;
use crate::store::key::Key;
use crate::store::shelf::Shelf;

/// The version of the fields below.
const VERSION: u64 = 1;
/// How long the answer about the same key is believed: a key can be deactivated, and its user renamed.
const GOOD_FOR: TimeDelta = TimeDelta::hours(12);

/// An identity as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldIdentity {
    /// What STS said.
    pub identity: Identity,
    /// The key that was asked about.
    pub access_key_id: String,
}

impl HeldIdentity {
    /// Whether it can be believed of these credentials at `now` without asking again.
    #[must_use]
    pub fn serves(&self, credentials: &Credentials, now: DateTime<Utc>) -> bool {
        self.access_key_id == credentials.access_key_id && self.is_believed(now)
    }

    /// Whether it is believed at `now`: not for ever, and not before it was told, as after the clock was set back.
    #[must_use]
    pub fn is_believed(&self, now: DateTime<Utc>) -> bool {
        self.identity.verified_at <= now && now < self.believed_until()
    }

    /// From when on it is to be asked again.
    #[must_use]
    pub fn believed_until(&self) -> DateTime<Utc> {
        self.identity.verified_at + GOOD_FOR
    }

    /// The stored identity of this key, however old; an incomplete entry is a miss.
    #[must_use]
    pub fn load(store: &Store, key: &Key) -> Option<Self> {
        let value = store.get_json(Shelf::Identities, key, VERSION)?;
        let text = |name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        Some(Self {
            identity: Identity {
                account_id: AccountId::parse(text("account_id")?)?,
                arn: text("arn")?.to_owned(),
                user_id: text("user_id")?.to_owned(),
                verified_at: time::parse(text("verified_at")?)?,
            },
            access_key_id: text("access_key_id")?.to_owned(),
        })
    }

    /// Stores it. Whether that works makes no difference to the caller.
    pub fn save(&self, store: &Store, key: &Key) {
        let value = json!({
            "account_id": self.identity.account_id.as_str(),
            "arn": self.identity.arn,
            "user_id": self.identity.user_id,
            "verified_at": time::to_rfc3339(self.identity.verified_at),
            "access_key_id": self.access_key_id,
        });
        store.put_json(Shelf::Identities, key, VERSION, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_believed_for_half_a_day_from_when_it_was_given() {
        let moment = |text| time::parse(text).expect("a moment");
        let held = HeldIdentity {
            identity: Identity {
                account_id: AccountId::parse("777788889999").expect("an account"),
                arn: "arn:aws:iam::777788889999:user/benk".into(),
                user_id: "AIDA".into(),
                verified_at: moment("2026-11-20T08:00:00Z"),
            },
            access_key_id: "AKIA".into(),
        };
        assert_eq!(held.believed_until(), moment("2026-11-20T20:00:00Z"));
        for (now, believed) in [
            ("2026-11-20T07:59:59Z", false),
            ("2026-11-20T08:00:00Z", true),
            ("2026-11-20T19:59:59Z", true),
            ("2026-11-20T20:00:00Z", false),
        ] {
            assert_eq!(held.is_believed(moment(now)), believed, "{now}");
        }
    }
}
