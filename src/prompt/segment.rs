//! Facts to text: one line for each phase that the clock can bring.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeZone, Utc};

use crate::domain::text::printable;
use crate::prompt::facts::{Ending, Facts, Standing};

/// Stands in the text where the hook puts the time left. A control character, so no name can hold it.
pub const COUNTDOWN: char = '\u{1a}';

/// How the text is put together.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// With `{sign} {profile} {account} {role} {region} {state} {end} {renews}`.
    pub format: &'a str,
    /// The time left in place of the time of the end.
    pub countdown: bool,
    /// Signs outside ASCII may be used.
    pub unicode: bool,
    /// Account id to name.
    pub account_names: &'a BTreeMap<String, String>,
}

/// A phase of the segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// As things stand.
    Now,
    /// From `soon` before an end that does not renew.
    Soon,
    /// From the end on.
    Ended,
}

/// The state's word: names the colour, and is what scripts compare.
#[must_use]
pub fn word(facts: &Facts, phase: Phase) -> &'static str {
    let word = standing_word(facts, phase);
    if facts.dangerous && matches!(word, "ok" | "planned" | "soon" | "ended") { "danger" } else { word }
}

fn standing_word(facts: &Facts, phase: Phase) -> &'static str {
    match facts.standing {
        Standing::Unknown => "unknown",
        Standing::Broken => "broken",
        Standing::SignIn => "sign-in",
        _ if facts.in_place_of.is_some() => "shadowed",
        Standing::Offline => "offline",
        Standing::Denied => "denied",
        Standing::Fine => match (phase, facts.end) {
            (Phase::Ended, Some((_, Ending::SignIn))) => "sign-in",
            (Phase::Ended, Some(_)) => "ended",
            (Phase::Soon, Some((_, Ending::SignIn | Ending::Stops))) => "soon",
            _ if facts.verified => "ok",
            _ => "planned",
        },
    }
}

/// The segment's plain text in `phase`: one line, safe on a terminal but for [`COUNTDOWN`].
#[must_use]
pub fn text<Tz: TimeZone>(
    facts: &Facts,
    phase: Phase,
    look: &Look<'_>,
    now: DateTime<Utc>,
    zone: &Tz,
) -> String
where
    Tz::Offset: std::fmt::Display,
{
    let state = match standing_word(facts, phase) {
        "ok" | "ended" => String::new(),
        "planned" => "planned".to_owned(),
        "soon" => "ends soon".to_owned(),
        "sign-in" => "sign-in needed".to_owned(),
        "unknown" => "unknown profile".to_owned(),
        "shadowed" => match &facts.in_place_of {
            Some(profile) => format!("not {}", short(profile)),
            None => String::new(),
        },
        other => other.to_owned(),
    };
    let shown_end = facts.end.filter(|_| !matches!(facts.standing, Standing::Unknown | Standing::Broken));
    let end = match shown_end {
        None => String::new(),
        Some((_, Ending::SignIn)) if phase == Phase::Ended => String::new(),
        Some((at, _)) if phase == Phase::Ended => format!("ended {}", ended(at, now, zone)),
        Some(_) if look.countdown => format!("{COUNTDOWN} left"),
        Some((at, _)) => format!("until {}", until(at, now, zone)),
    };
    let renews = match shown_end {
        Some((_, Ending::Renews)) if look.unicode => "↻",
        Some((_, Ending::Renews)) => "(renews)",
        _ => "",
    };
    let sign = match (facts.dangerous, look.unicode) {
        (true, true) => "⚠",
        (true, false) => "!",
        (false, _) => "",
    };
    let profile = short(&facts.name);
    let account = facts.account.as_ref().map_or_else(String::new, |id| {
        let shown = look.account_names.get(id.as_str()).map_or(id.as_str(), String::as_str);
        if says(&profile, shown) { String::new() } else { short(shown) }
    });
    let role = facts.role.as_deref().filter(|role| !says(&profile, role)).unwrap_or_default();
    let filled = fill(look.format, |name| match name {
        "sign" => Some(sign.to_owned()),
        "profile" => Some(profile.clone()),
        "account" => Some(account.clone()),
        "role" => Some(short(role)),
        "region" => {
            Some(facts.region.as_deref().map_or_else(String::new, |region| printable(region).into_owned()))
        }
        "state" => Some(state.clone()),
        "end" => Some(end.clone()),
        "renews" => Some(renews.to_owned()),
        _ => None,
    });
    if look.unicode { filled } else { filled.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect() }
}

/// How many characters of a name are shown.
const LONGEST_NAME: usize = 64;

/// A name made printable, its end left out where it would fill the line.
fn short(name: &str) -> String {
    let mut shown: String = printable(name).chars().take(LONGEST_NAME).collect();
    if name.chars().nth(LONGEST_NAME).is_some() {
        shown.pop();
        shown.push('…');
    }
    shown
}

/// Whether a profile's name tells this already, in upper or lower case.
fn says(name: &str, what: &str) -> bool {
    name.to_lowercase().contains(&what.to_lowercase())
}

/// `format` with `{name}` filled in; what is not known stays; the blanks around what is empty are closed up.
fn fill(format: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut rest = format;
    while let Some((before, after)) = rest.split_once('{') {
        push_literal(&mut out, before);
        let filled = after.split_once('}').and_then(|(name, tail)| Some((value(name)?, tail)));
        let (text, tail) = filled.unwrap_or_else(|| ("{".to_owned(), after));
        out.push_str(&text);
        rest = tail;
    }
    push_literal(&mut out, rest);
    out.trim_matches(' ').to_owned()
}

/// Literal text of the format: made printable, and a blank is not put after a blank.
fn push_literal(out: &mut String, text: &str) {
    for c in printable(text).chars() {
        if c != ' ' || !(out.is_empty() || out.ends_with(' ')) {
            out.push(c);
        }
    }
}

/// The wall-clock time of an end to come: `14:32` today, with the day's name within a week, else the date.
fn until<Tz: TimeZone>(at: DateTime<Utc>, now: DateTime<Utc>, zone: &Tz) -> String
where
    Tz::Offset: std::fmt::Display,
{
    let format = match days_away(at, now, zone) {
        0 => "%H:%M",
        1..7 => "%a %H:%M",
        _ => "%Y-%m-%d",
    };
    at.with_timezone(zone).format(format).to_string()
}

/// The wall-clock time of an end as it is read from then on, for days perhaps: with the day's name within a week of
/// `now`, else the date.
fn ended<Tz: TimeZone>(at: DateTime<Utc>, now: DateTime<Utc>, zone: &Tz) -> String
where
    Tz::Offset: std::fmt::Display,
{
    let format = if days_away(at, now, zone).abs() < 7 { "%a %H:%M" } else { "%Y-%m-%d" };
    at.with_timezone(zone).format(format).to_string()
}

/// How many days of the calendar `at` is after `now`.
fn days_away<Tz: TimeZone>(at: DateTime<Utc>, now: DateTime<Utc>, zone: &Tz) -> i64 {
    let day = |moment: DateTime<Utc>| moment.with_timezone(zone).date_naive();
    day(at).signed_duration_since(day(now)).num_days()
}

#[cfg(test)]
mod tests;
