//! What sections mean to the AWS SDKs.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Config, NamedSection, Profile};
use crate::config::named::Named;
use crate::config::section::Section;

const SPACE: [char; 2] = [' ', '\t'];

pub(super) fn merge(config: &mut Config, of_config: Vec<Section>, of_credentials: Vec<Section>) {
    // [profile default] wins whole over [default], wherever they stand.
    let prefixed_default =
        of_config.iter().any(|section| key(section.header()) == (Some("profile"), "default"));
    for section in of_config {
        let (prefix, name) = key(section.header());
        if !is_identifier(name) || (prefix.is_none() && (name != "default" || prefixed_default)) {
            continue;
        }
        let name = name.to_owned();
        match prefix {
            None | Some("profile") => {
                if let Some(profile) = config.profiles.get_or_push(&name, || Profile::new(&name)) {
                    add(&mut profile.config, section);
                }
            }
            Some("sso-session") => add_named(&mut config.sso_sessions, name, section),
            Some("services") => add_named(&mut config.services, name, section),
            Some(_) => {}
        }
    }
    for section in of_credentials {
        let (prefix, name) = key(section.header());
        if prefix.is_some() || !is_identifier(name) {
            continue;
        }
        let name = name.to_owned();
        if let Some(profile) = config.profiles.get_or_push(&name, || Profile::new(&name)) {
            add(&mut profile.credentials, section);
        }
    }
}

/// Prefix and name of a section.
fn key(header: &str) -> (Option<&str>, &str) {
    let header = header.trim_matches(SPACE);
    match header.split_once(SPACE) {
        Some((prefix, name)) => (Some(prefix), name.trim()),
        None => (None, header.trim()),
    }
}

/// Names of sections and keys hold these characters only; what does not is dropped.
fn is_identifier(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-/.%@:+".contains(&byte))
}

/// Two headers that mean the same name merge key by key, the later winning.
fn add(place: &mut Option<Section>, mut section: Section) {
    let text = Arc::clone(&section.text);
    section.entries.retain(|entry| is_identifier(entry.key.of(&text.content)));
    match place {
        None => *place = Some(section),
        Some(earlier) => {
            let later: HashSet<&str> =
                section.entries.iter().map(|entry| entry.key.of(&text.content)).collect();
            earlier.entries.retain(|entry| !later.contains(entry.key.of(&text.content)));
            earlier.entries.append(&mut section.entries);
        }
    }
}

fn add_named(of: &mut Named<NamedSection>, name: String, section: Section) {
    let mut place = of.get(&name).map(|named| named.section.clone());
    add(&mut place, section);
    if let Some(section) = place {
        of.replace(&name.clone(), NamedSection { name, section });
    }
}
