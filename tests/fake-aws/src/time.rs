//! Times as the services write them.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

/// The time so many seconds from now (or ago), as AWS writes it.
pub fn ahead(seconds: i64) -> String {
    let now = Utc::now();
    let then = TimeDelta::try_seconds(seconds).and_then(|delta| now.checked_add_signed(delta));
    then.unwrap_or(DateTime::<Utc>::MAX_UTC).to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Seconds since 1970, so many seconds from now.
pub fn epoch_ahead(seconds: i64) -> i64 {
    Utc::now().timestamp().saturating_add(seconds)
}

/// Milliseconds since 1970, so many seconds from now.
pub fn epoch_millis_ahead(seconds: i64) -> i64 {
    Utc::now().timestamp_millis().saturating_add(seconds.saturating_mul(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_whole_seconds_in_utc() {
        let text = ahead(-60);
        assert_eq!(text.len(), "2030-01-31T00:00:00Z".len());
        assert!(DateTime::parse_from_rfc3339(&text).unwrap() < Utc::now());
        assert!(text.ends_with('Z'));
    }

    #[test]
    fn no_lifetime_is_too_long() {
        assert_eq!(ahead(i64::MAX), ahead(i64::MAX - 1));
        assert_eq!(epoch_millis_ahead(i64::MAX), i64::MAX);
    }
}
