//! What went wrong the last time, so that the prompt can say so and what runs behind it waits before it tries again.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::domain::time;
use crate::store::Store;
use crate::store::key::Key;
use crate::store::shelf::Shelf;

/// The version of the fields below.
const VERSION: u64 = 1;
/// The wait after the first failure; it doubles with each further one.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(30);
/// The longest wait.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);

/// The kind of failure, as far as a prompt can say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// AWS could not be reached, or was not in working order.
    Offline,
    /// AWS said no.
    Denied,
    /// A person must do something first.
    SignIn,
    /// Anything else: a setting, a strange answer.
    Other,
}

impl Reason {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Denied => "denied",
            Self::SignIn => "signin",
            Self::Other => "other",
        }
    }

    fn parse(word: &str) -> Self {
        [Self::Offline, Self::Denied, Self::SignIn]
            .into_iter()
            .find(|reason| reason.as_str() == word)
            .unwrap_or(Self::Other)
    }
}

/// A failure since which nothing succeeded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What kind.
    pub reason: Reason,
    /// When.
    pub at: DateTime<Utc>,
    /// How many there were in a row; 1 or more.
    pub count: u32,
    /// Not before this moment is it tried again unasked.
    pub retry_at: DateTime<Utc>,
}

impl Failure {
    /// The failure noted for this key.
    #[must_use]
    pub fn load(store: &Store, key: &Key) -> Option<Self> {
        let value = store.get_json(Shelf::Failures, key, VERSION)?;
        let moment = |name: &str| value.get(name).and_then(Value::as_str).and_then(time::parse);
        let at = moment("at")?;
        let count = value.get("count")?.as_u64().and_then(|count| u32::try_from(count).ok())?.max(1);
        let reason = Reason::parse(value.get("reason")?.as_str()?);
        Some(Self { reason, at, count, retry_at: at + wait(count) })
    }

    /// Notes one more failure.
    pub fn note(store: &Store, key: &Key, reason: Reason, now: DateTime<Utc>) {
        let count = Self::load(store, key).map_or(1, |before| before.count.saturating_add(1));
        let value = json!({"reason": reason.as_str(), "at": time::to_rfc3339(now), "count": count});
        store.put_json(Shelf::Failures, key, VERSION, value);
    }

    /// Forgets them: it worked.
    pub fn clear(store: &Store, key: &Key) {
        store.remove(Shelf::Failures, key);
    }

    /// Whether it is too early to try again unasked. A clock that was set back does not make the wait longer.
    #[must_use]
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        self.at <= now && now < self.retry_at
    }
}

fn wait(count: u32) -> TimeDelta {
    let factor = 1_i32.checked_shl(count.saturating_sub(1)).filter(|factor| *factor > 0 && *factor < 1024);
    factor.map_or(LONGEST_WAIT, |factor| (FIRST_WAIT * factor).min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_from_half_a_minute_to_a_quarter_of_an_hour() {
        let seconds: Vec<_> = (1..=7).map(|count| wait(count).num_seconds()).collect();
        assert_eq!(seconds, [30, 60, 120, 240, 480, 900, 900]);
        assert_eq!(wait(u32::MAX), LONGEST_WAIT);
    }

    #[test]
    fn a_failure_from_the_future_does_not_hold() {
        let at = DateTime::UNIX_EPOCH + TimeDelta::hours(1);
        let failure = Failure { reason: Reason::Offline, at, count: 1, retry_at: at + wait(1) };
        assert!(failure.holds(at));
        assert!(!failure.holds(at + TimeDelta::seconds(30)));
        assert!(!failure.holds(at - TimeDelta::seconds(1)));
    }
}
