//! `awsp explain --all`: everything that the files say after the merge, whether or not it can be used.

use serde_json::{Map, Value, json};

use super::json::{problem, property};
use super::{hidden, human};
use crate::app::App;
use crate::config::merge::Config;
use crate::config::section::Property;
use crate::domain::text::printable;
use crate::error::Error;

pub(super) fn run(app: &App, config: &Config) -> Result<(), Error> {
    if app.common.json {
        return app.output.json(&json!({
            "profiles": map(config.profiles.iter().map(|profile| (profile.name, profile.properties()))),
            "sso_sessions": map(config.sso_sessions().map(|(name, section)| (name, section.properties()))),
            "services": map(config.all_services().map(|(name, section)| (name, section.properties()))),
            "problems": config.problems.iter().map(problem).collect::<Vec<_>>(),
        }));
    }
    let mut lines = Vec::new();
    for profile in config.profiles.iter() {
        section(&mut lines, "profile", profile.name, profile.properties());
    }
    for (name, it) in config.sso_sessions() {
        section(&mut lines, "sso-session", name, it.properties());
    }
    for (name, it) in config.all_services() {
        section(&mut lines, "services", name, it.properties());
    }
    human::problems(&mut lines, &config.problems);
    app.output.bytes(human::text(&lines).as_bytes())
}

fn map<'a, P: Iterator<Item = Property<'a>>>(sections: impl Iterator<Item = (&'a str, P)>) -> Value {
    let entry = |(name, properties): (&str, P)| {
        let properties: Map<String, Value> =
            properties.map(|it| (it.key.to_owned(), property(&it))).collect();
        (name.to_owned(), json!({ "properties": properties }))
    };
    Value::Object(sections.map(entry).collect())
}

fn section<'a>(
    lines: &mut Vec<String>,
    kind: &str,
    name: &str,
    properties: impl Iterator<Item = Property<'a>>,
) {
    lines.push(format!("{kind} {}", printable(name)));
    lines.extend(properties.flat_map(|it| hidden::lines(&it)).map(|line| format!("  {line}")));
    lines.push(String::new());
}
