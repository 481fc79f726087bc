//! What sections mean to the AWS CLI (botocore's `configloader`).

use std::borrow::Cow;
use std::sync::Arc;

use super::{Config, NamedSection, Profile};
use crate::config::hint;
use crate::config::parse::python::shell_words;
use crate::config::section::Section;
use crate::domain::problem::Problem;
use crate::domain::text::printable;

/// Sections of the config file that the AWS CLI knows and that define no profile.
const OTHER_SECTIONS: [&str; 3] = ["plugins", "preview", "toolkit"];

pub(super) fn merge(config: &mut Config, of_config: Vec<Section>, of_credentials: Vec<Section>) {
    for section in of_config {
        add_config_section(config, section);
    }
    for section in of_credentials {
        warn_of_prefix(&mut config.problems, &section);
        // Every name is taken as it is written here.
        let text = Arc::clone(&section.text);
        let name = text.content.get(section.header.clone()).unwrap_or_default();
        if let Some(profile) = config.profiles.get_or_push(name, || Profile::new(name)) {
            profile.credentials = Some(section);
        }
    }
}

fn add_config_section(config: &mut Config, section: Section) {
    let Config { profiles, sso_sessions, services, problems, .. } = config;
    let (text, range) = (Arc::clone(&section.text), section.header.clone());
    let header = text.content.get(range).unwrap_or_default();
    let is_default = header == "default";
    if !is_default && !["profile", "sso-session", "services"].iter().any(|prefix| header.starts_with(prefix))
    {
        if !OTHER_SECTIONS.contains(&header) {
            problems.push(no_profile(&section));
        }
        return;
    }
    let Some(name) = (if is_default { Some(Cow::Borrowed(header)) } else { second_word(header) }) else {
        problems.push(no_name(&section));
        return;
    };
    let line = section.line;
    let earlier = if is_default || header.starts_with("profile") {
        profiles
            .get_or_push(&name, || Profile::new(&name))
            .and_then(|profile| profile.config.replace(section))
    } else {
        let of = if header.starts_with("services") { services } else { sso_sessions };
        let named = NamedSection { name: name.clone().into_owned(), section };
        of.replace(&name, named).map(|named| named.section)
    };
    if let Some(earlier) = earlier {
        let (name, origin) = (printable(&name), text.origin(line));
        let message =
            format!("the section of {name} in line {} counts nothing: this one replaces it", earlier.line);
        let hint = format!("put the two together: {}", hint::edit(&origin));
        problems.push(Problem::warning("replaced-section", message).at(&origin).hint(hint));
    }
}

/// The second of exactly two words, which is the name; `None` where there are more, fewer, or a quote is open.
fn second_word(header: &str) -> Option<Cow<'_, str>> {
    let special = |c: char| c.is_ascii_whitespace() || matches!(c, '\'' | '"' | '\\');
    if let Some((_, name)) = header.split_once(' ')
        && !name.is_empty()
        && !header.chars().filter(|&c| c != ' ').any(special)
        && !name.contains(' ')
    {
        return Some(Cow::Borrowed(name));
    }
    let words = shell_words(header)?;
    let [_, name] = <[String; 2]>::try_from(words).ok()?;
    Some(Cow::Owned(name))
}

fn no_name(section: &Section) -> Problem {
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

fn no_profile(section: &Section) -> Problem {
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

fn warn_of_prefix(problems: &mut Vec<Problem>, section: &Section) {
    let header = section.header();
    if ["profile ", "sso-session ", "services "].iter().any(|prefix| header.starts_with(prefix)) {
        let (header, origin) = (printable(header), section.origin());
        let message =
            format!("section [{header}] of the credentials file defines a profile called \"{header}\"");
        let hint =
            format!("leave the prefix out here, or move it to the config file: {}", hint::edit(&origin));
        problems.push(Problem::warning("prefix-in-credentials", message).at(&origin).hint(hint));
    }
}
