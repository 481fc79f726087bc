//! What sections mean to the AWS CLI (botocore's `configloader`).

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::Merged;
use crate::config::document::Span;
use crate::config::hint;
use crate::config::named::Named;
use crate::config::parse::python::shell_words;
use crate::config::parse::range_in;
use crate::config::profiles::{Documents, Place, Rows};
use crate::config::section::Section;
use crate::domain::problem::Problem;
use crate::domain::text::printable;

/// Sections of the config file that the AWS CLI knows and that define no profile.
const OTHER_SECTIONS: [&str; 3] = ["plugins", "preview", "toolkit"];

/// `None` where a name is there twice in a file whose headers were not compared yet: a header may be, too.
pub(super) fn merge(files: &Documents) -> Option<Merged> {
    let mut merging = Merging {
        files,
        merged: Merged {
            rows: Rows::with_capacity(files.config.parts.len().max(files.credentials.parts.len())),
            ..Merged::default()
        },
        others: BTreeSet::new(),
    };
    for (at, section) in files.config.sections().enumerate() {
        merging.of_config(at, section)?;
    }
    for (at, section) in files.credentials.sections().enumerate() {
        merging.of_credentials(at, section)?;
    }
    Some(merging.merged)
}

struct Merging<'a> {
    files: &'a Documents,
    merged: Merged,
    /// Headers of the config file that define nothing.
    others: BTreeSet<&'a str>,
}

impl<'a> Merging<'a> {
    fn of_config(&mut self, at: usize, section: Section<'a>) -> Option<()> {
        let config = &self.files.config;
        let header = section.header();
        let (kind, name) = match header.strip_prefix("profile ").filter(|name| is_one_word(name)) {
            // The usual case.
            Some(name) => ("profile", Some(Cow::Borrowed(name))),
            None => kind_and_name(header),
        };
        let Some(name) = name else {
            if config.unchecked && !self.others.insert(header) {
                return None;
            }
            if kind.is_empty() && !OTHER_SECTIONS.contains(&header) {
                self.merged.problems.push(no_profile(section));
            } else if !kind.is_empty() {
                self.merged.problems.push(no_name(section));
            }
            return Some(());
        };
        let place = Place::new(at)?;
        let earlier = match kind {
            "services" => replace(&mut self.merged.services, &name, place),
            "sso-session" => replace(&mut self.merged.sso_sessions, &name, place),
            _ => {
                let span = match &name {
                    Cow::Borrowed(name) => Some(Span::new(&range_in(&config.text.content, name))),
                    Cow::Owned(_) => None,
                };
                self.merged.rows.put_config(self.files, &name, span, place)
            }
        };
        if let Some(earlier) = earlier.and_then(|earlier| config.section(earlier.at())) {
            if config.unchecked {
                return None;
            }
            let (name, origin, line) = (printable(&name), section.origin(), earlier.line());
            let message =
                format!("the section of {name} in line {line} counts nothing: this one replaces it");
            let hint = format!("put the two together: {}", hint::edit(&origin));
            self.merged.problems.push(Problem::warning("replaced-section", message).at(&origin).hint(hint));
        }
        Some(())
    }

    /// Every name is taken as it is written here.
    fn of_credentials(&mut self, at: usize, section: Section<'a>) -> Option<()> {
        let header = section.header();
        self.merged.problems.extend(prefix_in_credentials(section));
        let span = Span::new(&range_in(&self.files.credentials.text.content, header));
        let earlier = self.merged.rows.put_credentials(self.files, header, Some(span), Place::new(at)?);
        (earlier.is_none() || !self.files.credentials.unchecked).then_some(())
    }
}

fn replace(named: &mut Named<Place>, name: &str, place: Place) -> Option<Place> {
    let mut is_new = false;
    let known = named.get_or_push(name, || {
        is_new = true;
        place
    })?;
    let earlier = std::mem::replace(known, place);
    (!is_new).then_some(earlier)
}

/// What a section of the config file defines, by the beginning of its header (`""`: nothing), and under which name.
pub(in crate::config) fn kind_and_name(header: &str) -> (&'static str, Option<Cow<'_, str>>) {
    if header == "default" {
        return ("profile", Some(Cow::Borrowed(header)));
    }
    match ["profile", "sso-session", "services"].into_iter().find(|kind| header.starts_with(kind)) {
        Some(kind) => (kind, second_word(header)),
        None => ("", None),
    }
}

/// Whether quotes, blanks and backslashes play no part.
fn is_one_word(name: &str) -> bool {
    !name.is_empty() && !name.bytes().any(|b| b.is_ascii_whitespace() || matches!(b, b'\'' | b'"' | b'\\'))
}

/// The second of exactly two words, which is the name; `None` where there are more, fewer, or a quote is open.
fn second_word(header: &str) -> Option<Cow<'_, str>> {
    if let Some((kind, name)) = header.split_once(' ')
        && is_one_word(kind)
        && is_one_word(name)
    {
        return Some(Cow::Borrowed(name));
    }
    let words = shell_words(header)?;
    let [_, name] = <[String; 2]>::try_from(words).ok()?;
    Some(Cow::Owned(name))
}

fn no_name(section: Section<'_>) -> Problem {
    let (header, origin) = (section.header(), section.origin());
    let message = format!("section [{}] is ignored: a prefix and one name are needed", printable(header));
    let rest = header.split_once(' ').map_or("", |(_, rest)| rest.trim());
    let hint = if rest.contains(' ') && !rest.contains(['\'', '"']) {
        format!("quote the name, as in [profile \"{}\"]: {}", printable(rest), hint::edit(&origin))
    } else {
        format!("write [profile NAME]: {}", hint::edit(&origin))
    };
    Problem::warning("bad-section-name", message).at(&origin).hint(hint)
}

fn no_profile(section: Section<'_>) -> Problem {
    let (header, origin) = (printable(section.header()), section.origin());
    let message = format!("section [{header}] is no profile");
    let meant = if header.eq_ignore_ascii_case("default") {
        "[default]".into()
    } else {
        format!("[profile {header}]")
    };
    let hint = format!("write {meant} if it is meant as one: {}", hint::edit(&origin));
    Problem::warning("not-a-profile", message).at(&origin).hint(hint)
}

fn prefix_in_credentials(section: Section<'_>) -> Option<Problem> {
    let header = section.header();
    ["profile ", "sso-session ", "services "].iter().find(|prefix| header.starts_with(**prefix))?;
    let (header, origin) = (printable(header), section.origin());
    let message = format!("section [{header}] of the credentials file defines a profile called \"{header}\"");
    let hint = format!("leave the prefix out here, or move it to the config file: {}", hint::edit(&origin));
    Some(Problem::warning("prefix-in-credentials", message).at(&origin).hint(hint))
}
