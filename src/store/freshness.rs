//! When temporary credentials are to be renewed.

use chrono::{DateTime, TimeDelta, Utc};

/// AWS CLI v2 tries to renew in the last 15 minutes and insists in the last 10.
const LONGEST_ADVISORY: TimeDelta = TimeDelta::minutes(15);

/// Whether credentials are still good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Freshness {
    /// Use them.
    Fresh,
    /// Renew them; if that fails, they are used all the same.
    Due,
    /// Renew them; if that fails, so does what asked for them.
    Overdue,
}

impl Freshness {
    /// The freshness at `now` of credentials with this life.
    ///
    /// The rule: they are due in the last third of their life, but not before the last 15 minutes, and overdue in
    /// the last two thirds of that span. For an hour and more this is the AWS CLI's 15 and 10 minutes; sessions of
    /// 15 minutes, which the CLI gets anew for every command, serve for ten, and fail only in the last three and a
    /// half.
    #[must_use]
    pub fn of(issued_at: DateTime<Utc>, expires_at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        let advisory = advisory_window(issued_at, expires_at);
        let left = expires_at - now;
        if left > advisory {
            Self::Fresh
        } else if left > advisory * 2 / 3 {
            Self::Due
        } else {
            Self::Overdue
        }
    }
}

/// The moment from which credentials with this life are due.
#[must_use]
pub fn due_at(issued_at: DateTime<Utc>, expires_at: DateTime<Utc>) -> DateTime<Utc> {
    expires_at - advisory_window(issued_at, expires_at)
}

fn advisory_window(issued_at: DateTime<Utc>, expires_at: DateTime<Utc>) -> TimeDelta {
    ((expires_at - issued_at) / 3).clamp(TimeDelta::zero(), LONGEST_ADVISORY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(life: i64, passed: i64) -> Freshness {
        let issued = DateTime::UNIX_EPOCH;
        let second = |s| issued + TimeDelta::seconds(s);
        Freshness::of(issued, second(life), second(passed))
    }

    #[test]
    fn an_hour_has_the_windows_of_the_cli() {
        assert_eq!(at(3600, 3600 - 901), Freshness::Fresh);
        assert_eq!(at(3600, 3600 - 900), Freshness::Due);
        assert_eq!(at(3600, 3600 - 601), Freshness::Due);
        assert_eq!(at(3600, 3600 - 600), Freshness::Overdue);
        assert_eq!(at(43200, 43200 - 901), Freshness::Fresh);
    }

    #[test]
    fn fifteen_minutes_serve_for_ten() {
        assert_eq!(at(900, 0), Freshness::Fresh);
        assert_eq!(at(900, 599), Freshness::Fresh);
        assert_eq!(at(900, 600), Freshness::Due);
        assert_eq!(at(900, 700), Freshness::Overdue);
    }

    #[test]
    fn ended_is_overdue_whatever_the_clock_said_before() {
        assert_eq!(at(3600, 3600), Freshness::Overdue);
        assert_eq!(at(3600, 9999), Freshness::Overdue);
        assert_eq!(at(-5, 0), Freshness::Overdue);
    }
}
