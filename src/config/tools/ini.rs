//! The AWS files as the JavaScript SDK reads them: line by line, and what it does not understand it passes over.
//!
//! Source of the rules: smithy-lang/smithy-typescript, `shared-ini-file-loader`.

use std::collections::BTreeMap;

use crate::config::source::{Content, SourceFile};

/// Properties by key, as written; a sub-key of an indented block as `block.key`.
pub(super) type Section = BTreeMap<String, String>;

/// Sections by name; those with a prefix as `prefix.name`.
pub(super) type Sections = BTreeMap<String, Section>;

const PREFIXES: [&str; 3] = ["profile", "sso-session", "services"];

/// What the file says; nothing where it cannot be read.
pub(super) fn read(file: &SourceFile) -> Sections {
    match &file.content {
        Content::Text(text) => sections(text),
        Content::Bytes(bytes) => sections(&String::from_utf8_lossy(bytes)),
        Content::Absent | Content::NotAFile(_) | Content::Unreadable(_) | Content::TooLarge => {
            Sections::new()
        }
    }
}

/// The profiles of the config file, with the names that they are asked for by.
pub(super) fn profiles(config: &Sections) -> Sections {
    let plain = config.get("default").map(|section| ("default".to_owned(), section.clone()));
    let prefixed = config
        .iter()
        .filter_map(|(name, section)| Some((name.strip_prefix("profile.")?.to_owned(), section.clone())));
    plain.into_iter().chain(prefixed).collect()
}

fn sections(text: &str) -> Sections {
    let mut sections = Sections::new();
    let mut current: Option<String> = None;
    let mut block: Option<String> = None;
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let trimmed = without_comment(line).trim_matches(is_space);
        if let Some(header) = trimmed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            current = name_of(header);
            block = None;
            continue;
        }
        let Some(section) = current.as_deref().filter(|section| !section.is_empty()) else { continue };
        let Some((key, value)) = trimmed.split_once('=').filter(|(key, _)| !key.is_empty()) else { continue };
        let (key, value) = (key.trim_matches(is_space), value.trim_matches(is_space));
        if value.is_empty() {
            block = Some(key.to_owned());
            continue;
        }
        if !line.starts_with(is_space) {
            block = None;
        }
        let key = block.as_ref().map_or_else(|| key.to_owned(), |block| format!("{block}.{key}"));
        sections.entry(section.to_owned()).or_default().insert(key, value.to_owned());
    }
    sections
}

/// Up to a `#` or `;` at the beginning or after white space.
fn without_comment(line: &str) -> &str {
    let mut after_space = true;
    let mut before = 0;
    for (at, c) in line.char_indices() {
        if matches!(c, '#' | ';') && after_space {
            return line.get(..before).unwrap_or_default();
        }
        after_space = is_space(c);
        if after_space {
            before = at;
        } else {
            before = at + c.len_utf8();
        }
    }
    line
}

/// By what name a section is known; `None` for what has the shape of a prefix and a name, but another prefix.
fn name_of(header: &str) -> Option<String> {
    let Some((prefix, name)) = prefix_and_name(header) else { return Some(header.to_owned()) };
    PREFIXES.contains(&prefix).then(|| format!("{prefix}.{name}"))
}

/// A word, one white space and a name, which may stand in quotes.
fn prefix_and_name(header: &str) -> Option<(&str, &str)> {
    let at = header.find(is_space)?;
    let (prefix, rest) = header.split_at(at);
    let rest = rest.strip_prefix(is_space)?;
    let name = ['"', '\'']
        .into_iter()
        .find_map(|quote| rest.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(rest);
    let word = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    let in_name = |c: char| word(c) || "@+.%:/".contains(c);
    (!prefix.is_empty() && prefix.chars().all(word) && !name.is_empty() && name.chars().all(in_name))
        .then_some((prefix, name))
}

/// White space in JavaScript.
fn is_space(c: char) -> bool {
    c == '\u{feff}' || (c.is_whitespace() && c != '\u{85}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(text: &str) -> Vec<String> {
        sections(text)
            .iter()
            .flat_map(|(name, section)| {
                section.iter().map(move |(key, value)| format!("{name}|{key}|{value}"))
            })
            .collect()
    }

    #[test]
    fn what_is_not_understood_is_passed_over() {
        for (text, expected) in [
            ("[a]\nx = 1 # c\ny = 2#c\n;z = 3\n", &["a|x|1", "a|y|2#c"][..]),
            ("[profile a]\nX = 1\nx = 2\n", &["profile.a|X|1", "profile.a|x|2"]),
            ("[profile \"a\"] # mine\r\nx = 1\r\n", &["profile.a|x|1"]),
            ("[profile  a]\nx = 1\n", &["profile  a|x|1"]),
            ("[other a]\nx = 1\n", &[]),
            ("\u{feff}[a]\nx = 1\noops\n= 2\ny =\n", &["a|x|1"]),
            ("[a]\ns3 =\n  b = 1\nx = 2\n  y = 3\n", &["a|s3.b|1", "a|x|2", "a|y|3"]),
            ("[a]\nx = 1\n  [b]\ny = 2\n", &["a|x|1", "b|y|2"]),
            ("x = 1\n[]\ny = 2\n", &[]),
            ("[a]\rx = 1\n", &[]),
        ] {
            assert_eq!(flat(text), expected, "{text}");
        }
    }
}
