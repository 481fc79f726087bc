//! The clock that dates requests: this computer's, corrected where a server has shown it to be wrong.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};

/// How far the clocks may be apart before that is worth a word: AWS takes signatures that are five minutes off.
const TOLERATED_SKEW: TimeDelta = TimeDelta::minutes(4);

/// See the module. What is measured holds for this process alone.
#[derive(Debug)]
pub struct Clock {
    read: fn() -> DateTime<Utc>,
    /// The server's clock less ours, in milliseconds.
    skew: AtomicI64,
}

impl Clock {
    /// This computer's clock, taken to be right.
    #[must_use]
    pub fn new(read: fn() -> DateTime<Utc>) -> Self {
        Self { read, skew: AtomicI64::new(0) }
    }

    /// The time now, corrected.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        (self.read)() + self.correction()
    }

    /// The server's clock less ours, where the two are more than four minutes apart.
    #[must_use]
    pub fn skew(&self) -> Option<TimeDelta> {
        Some(self.correction()).filter(|skew| skew.abs() > TOLERATED_SKEW)
    }

    /// Takes the time from a server's answer that came just now. Whether the corrected clock is now another one by
    /// more than four minutes.
    pub(super) fn correct(&self, server: DateTime<Utc>) -> bool {
        let skew = server - (self.read)();
        let differs = (skew - self.correction()).abs() > TOLERATED_SKEW;
        if differs {
            self.skew.store(skew.num_milliseconds(), Ordering::Relaxed);
        }
        differs
    }

    fn correction(&self) -> TimeDelta {
        TimeDelta::milliseconds(self.skew.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> DateTime<Utc> {
        crate::domain::time::parse("2026-11-20T12:00:00Z").unwrap()
    }

    #[test]
    fn minutes_are_corrected_and_seconds_are_not() {
        let clock = Clock::new(noon);
        assert!(!clock.correct(noon() + TimeDelta::minutes(4)));
        assert_eq!((clock.now(), clock.skew()), (noon(), None));
        let server = noon() - TimeDelta::hours(1);
        assert!(clock.correct(server));
        assert_eq!((clock.now(), clock.skew()), (server, Some(TimeDelta::hours(-1))));
        assert!(!clock.correct(server), "nothing new");
        assert!(clock.correct(noon()), "the clock was set");
        assert_eq!(clock.skew(), None);
    }
}
