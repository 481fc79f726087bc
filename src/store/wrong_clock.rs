//! Ends of credentials that came while this computer's clock was wrong.
//!
//! AWS tells ends by its own clock, and what looks at an entry later has only this computer's. So an entry from such a
//! time keeps how wrong the clock was, and how long the machine had been up: as long as the two have gone on alike,
//! nobody has set the clock, and the ends are read as this clock will show them. Once it was set, it is believed.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::domain::time;

/// How far clock and uptime may drift apart before the clock counts as set.
const DRIFT: TimeDelta = TimeDelta::minutes(1);

/// How wrong the clock was when an entry was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongClock {
    /// AWS's clock less ours.
    skew: TimeDelta,
    /// When that was found, by our clock.
    at: DateTime<Utc>,
    /// How long the machine had been up.
    uptime: TimeDelta,
}

impl WrongClock {
    /// Found now, at `now` by our clock.
    #[must_use]
    pub fn found(skew: TimeDelta, now: DateTime<Utc>) -> Self {
        Self { skew, at: now, uptime: uptime() }
    }

    /// What our clock will show at a moment of AWS's.
    #[must_use]
    pub fn local(&self, moment: DateTime<Utc>) -> DateTime<Utc> {
        moment - self.skew
    }

    /// What AWS's clock shows at a moment of ours.
    #[must_use]
    pub fn of_aws(&self, moment: DateTime<Utc>) -> DateTime<Utc> {
        moment + self.skew
    }

    /// Whether the clock has not been set since.
    pub(super) fn still_holds(&self, now: DateTime<Utc>) -> bool {
        self.holds_at(now, uptime())
    }

    fn holds_at(&self, now: DateTime<Utc>, uptime: TimeDelta) -> bool {
        ((now - self.at) - (uptime - self.uptime)).abs() <= DRIFT
    }

    pub(super) fn to_json(self) -> Value {
        json!({
            "skew_ms": self.skew.num_milliseconds(),
            "at": time::to_rfc3339(self.at),
            "uptime_ms": self.uptime.num_milliseconds(),
        })
    }

    pub(super) fn from_json(value: &Value) -> Option<Self> {
        let span = |name: &str| value.get(name)?.as_i64().and_then(TimeDelta::try_milliseconds);
        let at = value.get("at")?.as_str().and_then(time::parse)?;
        Some(Self { skew: span("skew_ms")?, at, uptime: span("uptime_ms")? })
    }
}

/// How long the machine has been up, its sleep included where the system tells that; no setting of the clock changes it.
fn uptime() -> TimeDelta {
    #[cfg(target_os = "linux")]
    let clock = rustix::time::ClockId::Boottime;
    #[cfg(not(target_os = "linux"))]
    let clock = rustix::time::ClockId::Monotonic;
    TimeDelta::try_seconds(rustix::time::clock_gettime(clock).tv_sec).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_until_the_clock_is_set() {
        let at = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let (up, hour) = (TimeDelta::hours(5), TimeDelta::hours(1));
        let ahead = WrongClock { skew: -hour, at, uptime: up };
        assert_eq!(ahead.local(at), at + hour);
        assert_eq!(ahead.of_aws(ahead.local(at)), at);
        assert!(ahead.holds_at(at + hour, up + hour));
        assert!(
            !ahead.holds_at(at + TimeDelta::minutes(10), up + TimeDelta::minutes(70)),
            "set back by an hour"
        );
        assert!(!ahead.holds_at(at + hour, TimeDelta::minutes(1)), "started anew");
        assert_eq!(WrongClock::from_json(&ahead.to_json()), Some(ahead));
        assert_eq!(WrongClock::from_json(&Value::Null), None);
        assert!(
            WrongClock::found(hour, crate::domain::time::parse("2026-11-20T12:00:00Z").unwrap()).uptime
                > TimeDelta::zero()
        );
    }
}
