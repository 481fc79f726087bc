//! The command line that opens the web console, with places for the link and for whose console it is.

use std::borrow::Cow;

use percent_encoding::utf8_percent_encode;

use crate::domain::percent::RESERVED;

/// What may stand in braces.
pub const PLACES: &[&str] = &["url", "profile", "account", "account_id", "role", "region"];
/// What a place ends in whose text is percent-encoded, for use within a link.
const ENCODED: &str = "_encoded";

/// A part of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// Stands as it is.
    Text(&'a str),
    /// Is filled in.
    Place {
        /// One of [`PLACES`].
        name: &'a str,
        /// Whether what is filled in is percent-encoded.
        encoded: bool,
    },
}

impl Part<'_> {
    /// The part as it stands in the command, where `value` gives what stands for each of [`PLACES`].
    #[must_use]
    pub fn filled<'a>(&'a self, value: impl FnOnce(&str) -> &'a str) -> Cow<'a, str> {
        match self {
            Self::Text(own) => Cow::Borrowed(own),
            Self::Place { name, encoded: false } => Cow::Borrowed(value(name)),
            Self::Place { name, encoded: true } => utf8_percent_encode(value(name), RESERVED).into(),
        }
    }
}

/// The parts of a word; `None` where braces hold anything else, or do not match.
#[must_use]
pub fn parts(word: &str) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    let mut rest = word;
    while let Some((text, after)) = rest.split_once('{') {
        let (place, after) = after.split_once('}')?;
        let (name, encoded) = place.strip_suffix(ENCODED).map_or((place, false), |name| (name, true));
        if text.contains('}') || !PLACES.contains(&name) {
            return None;
        }
        parts.push(Part::Text(text));
        parts.push(Part::Place { name, encoded });
        rest = after;
    }
    if rest.contains('}') {
        return None;
    }
    parts.push(Part::Text(rest));
    parts.retain(|part| *part != Part::Text(""));
    Some(parts)
}

/// Whether it can open a link: empty for the default browser, else with a place for the link.
pub(super) fn is_opener(text: &str) -> bool {
    let has_link =
        |parts: Vec<Part<'_>>| parts.iter().any(|part| matches!(part, Part::Place { name: "url", .. }));
    text.trim().is_empty() || parts(text).is_some_and(has_link)
}

/// The same where nothing but the link can be filled in.
pub(super) fn opens_links(text: &str) -> bool {
    let alone = |part: &Part<'_>| !matches!(part, Part::Place { name, .. } if *name != "url");
    is_opener(text) && parts(text).is_some_and(|parts| parts.iter().all(alone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_known_or_the_whole_is_none() {
        let place = |name, encoded| Part::Place { name, encoded };
        assert_eq!(
            parts("ext+container:name={account_encoded}&url={url_encoded}"),
            Some(vec![
                Part::Text("ext+container:name="),
                place("account", true),
                Part::Text("&url="),
                place("url", true)
            ])
        );
        assert_eq!(parts("{url}"), Some(vec![place("url", false)]));
        assert_eq!(parts(""), Some(vec![]));
        for wrong in ["{", "}", "{}", "{url", "url}", "{URL}", "{secret}", "{{url}}", "{ url }", "{url}}"] {
            assert_eq!(parts(wrong), None, "{wrong}");
        }
        assert!(is_opener(" ") && is_opener("firefox {url}") && !is_opener("firefox"));
        assert!(opens_links("") && opens_links("firefox {url}") && !opens_links("firefox {url} {role}"));
        assert!(!is_opener("firefox {profile}") && !is_opener("firefox {url} {x}"));
    }
}
