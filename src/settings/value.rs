//! What the texts of settings mean.

use chrono::TimeDelta;

use crate::domain::account::AccountId;
use crate::settings::keys::{Form, Key};
use crate::settings::opener::{PLACES, is_opener, opens_links};

/// Whether `text` is what `key` takes; else what it takes.
pub(super) fn check(key: &Key, text: &str) -> Result<(), String> {
    let fits = match key.form {
        Form::Text | Form::Patterns | Form::Parts => true,
        Form::Bool => matches!(text, "true" | "false"),
        Form::OneOf(words) => words.contains(&text),
        Form::Duration => duration(text).is_some(),
        Form::Color => sgr(text).is_some(),
        Form::Opener => is_opener(text),
        Form::LinkOpener => opens_links(text),
        Form::Accounts => words(text).all(|id| AccountId::parse(id).is_some()),
        Form::Commands => words(text).all(|name| {
            name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.+-".contains(&b)) && !name.starts_with('-')
        }),
    };
    if fits {
        return Ok(());
    }
    Err(match key.form {
        Form::Text | Form::Patterns | Form::Parts => String::new(),
        Form::Bool => "takes true or false".to_owned(),
        Form::OneOf(words) => format!("takes one of {}", words.join(", ")),
        Form::Duration => "takes a duration such as 90s, 15m or 1h".to_owned(),
        Form::Color => "takes colour words such as `bold red`, or SGR parameters such as `1;31`".to_owned(),
        Form::Accounts => "takes twelve-digit account ids".to_owned(),
        Form::Commands => "takes names of commands".to_owned(),
        Form::LinkOpener => "takes a command line with {url} for the link".to_owned(),
        Form::Opener => format!(
            "takes a command line with {{url}} or {{url_encoded}}; of {} other places can be filled",
            PLACES.join(", ")
        ),
    })
}

/// The words of a list: account ids and names of commands, which hold no blanks.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ' ', '\t', '\n']).filter(|word| !word.is_empty())
}

/// The parts of a list whose parts may hold blanks, such as names of profiles and of accounts.
pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', '\n']).map(str::trim).filter(|part| !part.is_empty())
}

/// `90s`, `15m`, `1h`: at most a day.
pub(super) fn duration(text: &str) -> Option<TimeDelta> {
    let unit = text.chars().last()?;
    let count: i64 = text.strip_suffix(unit)?.parse().ok().filter(|count| (0..=86_400).contains(count))?;
    match unit {
        's' => Some(TimeDelta::seconds(count)),
        'm' => Some(TimeDelta::minutes(count)),
        'h' => Some(TimeDelta::hours(count)),
        _ => None,
    }
    .filter(|length| *length <= TimeDelta::days(1))
}

/// The SGR parameters of colour words (ECMA-48), or of parameters given as they are; empty for `none`.
pub(super) fn sgr(text: &str) -> Option<String> {
    if text.bytes().all(|b| b.is_ascii_digit() || b == b';') {
        return Some(text.to_owned());
    }
    let colors = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
    let number = |name: &str| colors.iter().position(|color| *color == name);
    let mut codes = Vec::new();
    for word in text.split_ascii_whitespace() {
        let code = match word {
            "none" => continue,
            "bold" => 1,
            "dim" => 2,
            "italic" => 3,
            "underline" => 4,
            "reverse" => 7,
            _ => match word.strip_prefix("on-") {
                Some(name) => 40 + number(name)?,
                None => match word.strip_prefix("bright-") {
                    Some(name) => 90 + number(name)?,
                    None => 30 + number(word)?,
                },
            },
        };
        codes.push(code.to_string());
    }
    Some(codes.join(";"))
}
