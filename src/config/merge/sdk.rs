//! What sections mean to the AWS SDKs.

use std::collections::HashSet;

use super::Merged;
use crate::config::document::{Body, Document, Entry, Span};
use crate::config::named::Named;
use crate::config::parse::range_in;
use crate::config::profiles::{Documents, Place};

const SPACE: [char; 2] = [' ', '\t'];

pub(super) fn merge(files: &mut Documents) -> Merged {
    let mut merged = Merged::default();
    // [profile default] wins whole over [default], wherever they stand.
    let prefixed_default =
        files.config.sections().any(|section| key(section.header()) == (Some("profile"), "default"));
    // Two headers that mean the same name merge key by key, the later winning.
    let mut joined: Vec<(Place, Place)> = Vec::new();
    for (at, section) in files.config.sections().enumerate() {
        let (prefix, name) = key(section.header());
        if !is_identifier(name) || (prefix.is_none() && (name != "default" || prefixed_default)) {
            continue;
        }
        let Some(place) = Place::new(at) else { continue };
        let earlier = match prefix {
            None | Some("profile") => {
                let span = Span::new(&range_in(&files.config.text.content, name));
                merged.rows.put_config(files, name, Some(span), place)
            }
            Some("sso-session") => put(&mut merged.sso_sessions, name, place),
            Some("services") => put(&mut merged.services, name, place),
            Some(_) => None,
        };
        joined.extend(earlier.map(|earlier| (earlier, place)));
    }
    let joined_credentials = credentials(files, &mut merged);
    join(&mut files.config, joined);
    join(&mut files.credentials, joined_credentials);
    merged
}

fn credentials(files: &Documents, merged: &mut Merged) -> Vec<(Place, Place)> {
    let mut joined = Vec::new();
    for (at, section) in files.credentials.sections().enumerate() {
        let (prefix, name) = key(section.header());
        let Some(place) = Place::new(at).filter(|_| prefix.is_none() && is_identifier(name)) else {
            continue;
        };
        let span = Span::new(&range_in(&files.credentials.text.content, name));
        let earlier = merged.rows.put_credentials(files, name, Some(span), place);
        joined.extend(earlier.map(|earlier| (earlier, place)));
    }
    joined
}

fn put(named: &mut Named<Place>, name: &str, place: Place) -> Option<Place> {
    let known = named.get_or_push(name, || place)?;
    let earlier = std::mem::replace(known, place);
    (earlier != place).then_some(earlier)
}

/// Each later section takes in what the earlier one has besides, and its header.
fn join(document: &mut Document, joined: Vec<(Place, Place)>) {
    let Document { text, parts, entries, .. } = document;
    let text = text.content.as_str();
    for list in entries.iter_mut() {
        list.retain(|entry| is_identifier(entry.key.of(text)));
    }
    for (earlier, later) in joined {
        let [earlier, later] = [earlier, later].map(Place::at);
        let Some(before) = parts.get(earlier).copied() else { continue };
        let Some(after) = parts.get_mut(later) else { continue };
        (after.header, after.line) = (before.header, before.line);
        if let (Body::Read(from), Body::Read(into)) = (before.body, after.body) {
            let mut all = entries.get_mut(from as usize).map(std::mem::take).unwrap_or_default();
            let Some(own) = entries.get_mut(into as usize) else { continue };
            let known: HashSet<&str> = own.iter().map(|entry| entry.key.of(text)).collect();
            all.retain(|entry: &Entry| !known.contains(entry.key.of(text)));
            drop(known);
            all.append(own);
            *own = all;
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
