//! `docs/SETTINGS.md` tells of every setting.

#![expect(clippy::panic, reason = "a document that lacks a part fails the test")]

use awsp::settings::KEYS;

const DOC: &str = include_str!("../../docs/SETTINGS.md");

/// The part of the document that is headed by the section's name.
fn part(section: &str) -> &'static str {
    let heading = format!("\n## `[{section}]`\n");
    let (_, rest) = DOC.split_once(&heading).unwrap_or_else(|| panic!("{heading} is missing"));
    rest.split("\n## ").next().unwrap_or(rest)
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_setting_is_documented_with_its_variable_and_default() {
    for key in KEYS {
        let part = part(key.section);
        let start = format!("| `{}` | `{}` | ", key.name, key.variable());
        let row = part.lines().find_map(|line| line.strip_prefix(&start));
        let row = row.unwrap_or_else(|| panic!("no row starts with {start}"));
        let (shown, meaning) = row.split_once(" | ").expect("a row has a default and a meaning");
        let right = match shown {
            "empty" => key.default.is_empty(),
            "see below" => words(part).contains(&words(key.default)),
            shown => shown == format!("`{}`", key.default),
        };
        assert!(right, "{}.{} is by default {:?}, not {shown}", key.section, key.name, key.default);
        assert!(meaning.len() > 5, "{}.{} has no meaning", key.section, key.name);
    }
}

#[test]
fn nothing_is_documented_that_is_not_there() {
    for section in ["prompt", "refresh", "danger", "colors", "completion", "browser", "console", "sso"] {
        for line in part(section).lines().filter(|line| line.contains("` | `AWSP_")) {
            let known = KEYS.iter().any(|key| {
                key.section == section
                    && line.starts_with(&format!("| `{}` | `{}` |", key.name, key.variable()))
            });
            assert!(known, "[{section}] has no such setting: {line}");
        }
    }
}
