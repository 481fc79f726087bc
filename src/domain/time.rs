//! Moments as AWS and awsp write them.

use chrono::{DateTime, NaiveDateTime, SecondsFormat, TimeZone, Utc};

/// The moment in awsp's JSON: RFC 3339, UTC, whole seconds, `Z`.
#[must_use]
pub fn to_rfc3339(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A moment as AWS files and services write it: RFC 3339 with `Z` or an offset, a blank in place of the `T`, the
/// `UTC` suffix of old token files, or without any zone (then UTC is meant).
#[must_use]
pub fn parse(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Some(moment.with_timezone(&Utc));
    }
    let bare = text.strip_suffix("UTC").or_else(|| text.strip_suffix('Z')).unwrap_or(text).trim_end();
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(bare, format).ok())
        .map(|naive| Utc.from_utc_datetime(&naive))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_moment_is_the_same_moment() {
        for text in [
            "2026-11-20T14:32:00Z",
            "2026-11-20T14:32:00+00:00",
            "2026-11-20T15:32:00+01:00",
            "2026-11-20T14:32:00UTC",
            "2026-11-20T14:32:00.000Z",
            "2026-11-20 14:32:00",
        ] {
            assert_eq!(parse(text).map(to_rfc3339).as_deref(), Some("2026-11-20T14:32:00Z"), "{text}");
        }
        for text in ["", "soon", "2026-13-20T14:32:00Z", "1763649120"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
