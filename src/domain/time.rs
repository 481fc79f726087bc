//! Moments as AWS and awsp write them.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeDelta, Utc};

/// The years that a moment of AWS can lie in. Beyond them a clock reading in some zone, or a difference, would leave
/// what a date can be.
const YEARS: RangeInclusive<i32> = 1970..=9999;

/// Date and time of day, as ISO 8601 has them with and without separators.
const FORMATS: [&str; 6] = [
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y%m%dT%H%M%S%.f",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
    "%Y%m%dT%H%M",
];

/// Dates alone.
const DATES: [&str; 2] = ["%Y-%m-%d", "%Y%m%d"];

/// The moment in awsp's JSON: RFC 3339, UTC, whole seconds, `Z`.
#[must_use]
pub fn to_rfc3339(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A moment as AWS files and services write it, and as the AWS CLI (`dateutil.parser`) takes it: RFC 3339 in upper
/// or lower case, a blank in place of the `T`, no separators, no seconds, no time of day (midnight), an offset with
/// or without a colon, the `UTC` suffix of old token files, or no zone at all (then UTC is meant).
///
/// `None` for anything else, and for years before 1970 and after 9999.
#[must_use]
pub fn parse(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim().to_ascii_uppercase();
    let (local, east) = split_zone(&text)?;
    let naive = FORMATS.iter().find_map(|format| NaiveDateTime::parse_from_str(local, format).ok()).or_else(
        || {
            let date = DATES.iter().find_map(|format| NaiveDate::parse_from_str(local, format).ok())?;
            Some(date.and_time(NaiveTime::MIN))
        },
    )?;
    let moment = naive.checked_sub_signed(east)?.and_utc();
    YEARS.contains(&moment.year()).then_some(moment)
}

/// The same, only where the text says in which zone it is: with other moments the AWS CLI fails where it would compare
/// them with the clock.
#[must_use]
pub fn parse_zoned(text: &str) -> Option<DateTime<Utc>> {
    let upper = text.trim().to_ascii_uppercase();
    let time_of_day = upper.find(['T', ' ']).and_then(|at| upper.get(at..)).unwrap_or_default();
    let zoned = upper.ends_with("UTC") || upper.ends_with('Z') || time_of_day.contains(['+', '-']);
    parse(text).filter(|_| zoned)
}

/// The clock reading, and how far east of UTC it is read.
fn split_zone(text: &str) -> Option<(&str, TimeDelta)> {
    if let Some(local) = text.strip_suffix("UTC").or_else(|| text.strip_suffix('Z')) {
        return Some((local.trim_end(), TimeDelta::zero()));
    }
    // A date has hyphens of its own, so an offset is looked for in the time of day alone.
    let time_at = text.find(['T', ' ']).unwrap_or(text.len());
    let Some(sign_at) = text.get(time_at..)?.rfind(['+', '-']) else {
        return Some((text, TimeDelta::zero()));
    };
    let (local, offset) = text.split_at_checked(time_at + sign_at)?;
    let digits: String = offset.chars().skip(1).filter(|c| *c != ':').collect();
    let number = |digits: &str| digits.parse::<i64>().ok();
    let (hours, minutes) = match digits.len() {
        2 => (number(&digits)?, 0),
        4 => (number(digits.get(..2)?)?, number(digits.get(2..)?)?),
        _ => return None,
    };
    if !digits.bytes().all(|b| b.is_ascii_digit()) || hours > 23 || minutes > 59 {
        return None;
    }
    let size = TimeDelta::minutes(hours * 60 + minutes);
    Some((local.trim_end(), if offset.starts_with('-') { -size } else { size }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        parse(text).map(to_rfc3339)
    }

    #[test]
    fn every_spelling_of_a_moment_is_the_same_moment() {
        for text in [
            "2026-11-20T14:32:00Z",
            "2026-11-20t14:32:00z",
            "2026-11-20T14:32:00+00:00",
            "2026-11-20T15:32:00+01:00",
            "2026-11-20T15:32:00+0100",
            "2026-11-20 09:02:00 -0530",
            "2026-11-20T15:32+01",
            "2026-11-20T14:32:00UTC",
            "2026-11-20T14:32:00 UTC",
            "2026-11-20T14:32:00.000Z",
            "2026-11-20 14:32:00",
            "2026-11-20T14:32Z",
            "20261120T143200Z",
            " 20261120T1432Z ",
        ] {
            assert_eq!(shown(text).as_deref(), Some("2026-11-20T14:32:00Z"), "{text}");
        }
        for text in ["2027-01-01", "20270101", "2027-01-01Z", "2027-01-01T00:00Z"] {
            assert_eq!(shown(text).as_deref(), Some("2027-01-01T00:00:00Z"), "{text}");
        }
        for text in [
            "",
            "soon",
            "Z",
            "T",
            "2026-13-20T14:32:00Z",
            "1763649120",
            "14:32",
            "2026-11-20T14:32:00+1",
            "2026-11-20T14:32:00+24:00",
            "2026-11-20T14:32:00+01:60",
            "2026-11-20T14:32:00++1",
            "2026-11-20T14:32:00é",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_year_that_no_clock_shows_is_no_moment() {
        for text in [
            "+262142-12-31T23:59:59",
            "-262143-01-01T00:00:00",
            "10000-01-01T00:00:00Z",
            "9999-12-31T23:59:59-01:00",
            "1969-12-31T23:59:59Z",
            "0000-00-00T00:00:00Z",
            "-262143-01-01T00:00:00+23:59",
            "+262142-12-31T23:59:59-23:59",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(shown("1970-01-01T00:00:00Z").as_deref(), Some("1970-01-01T00:00:00Z"));
        assert_eq!(shown("9999-12-31T23:59:59Z").as_deref(), Some("9999-12-31T23:59:59Z"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange(text in "[-+0-9TZ:. é]{0,30}") {
            if let Some(moment) = parse(&text) {
                proptest::prop_assert_eq!(parse(&to_rfc3339(moment)).map(to_rfc3339), Some(to_rfc3339(moment)));
            }
        }
    }
}
