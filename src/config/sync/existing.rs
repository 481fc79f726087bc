//! The profiles that there are, by what they are for.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::config::merge::kind_and_name;
use crate::config::profiles::{Profile, Profiles};
use crate::config::section::Section;
use crate::config::source::FileKind;
use crate::config::sync::Writer;
use crate::config::sync::mark::{self, Mark};

/// A profile for an account and a role of the session.
#[derive(Debug)]
pub(super) struct Existing<'a> {
    pub(super) profile: Profile<'a>,
    pub(super) account_id: &'a str,
    pub(super) role_name: &'a str,
    pub(super) kind: Kind,
}

/// Whose profile it is.
#[derive(Debug)]
pub(super) enum Kind {
    /// awsp's.
    Marked(Mark),
    /// Somebody else's.
    Other {
        writer: Writer,
        /// Whether it is of the legacy form, all of it in the config file.
        legacy: bool,
    },
}

impl Existing<'_> {
    /// Whether the name is still the one that awsp gave it, and the config file alone knows the profile.
    pub(super) fn follows(&self) -> bool {
        let is_so = |mark: &Mark| mark.name == self.profile.name;
        matches!(&self.kind, Kind::Marked(mark) if is_so(mark)) && !self.in_credentials()
    }

    pub(super) fn in_credentials(&self) -> bool {
        self.profile.in_file(FileKind::Credentials).is_some()
    }
}

/// The profiles of the session, in file order.
pub(super) fn of_session<'a>(
    profiles: &'a Profiles,
    session: &str,
    start_url: &str,
    sso_region: &str,
) -> Vec<Existing<'a>> {
    profiles.iter().filter_map(|profile| existing(profile, session, start_url, sso_region)).collect()
}

fn existing<'a>(
    profile: Profile<'a>,
    session: &str,
    start_url: &str,
    sso_region: &str,
) -> Option<Existing<'a>> {
    let text = |key: &str| profile.text(key);
    if text("role_arn").is_some() {
        return None;
    }
    if let (Some(account_id), Some(role_name)) =
        (text("granted_sso_account_id"), text("granted_sso_role_name"))
    {
        let kind = Kind::Other { writer: Writer::Granted, legacy: false };
        let is_ours = text("granted_sso_start_url").is_some_and(|url| same_url(url, start_url));
        return is_ours.then_some(Existing { profile, account_id, role_name, kind });
    }
    let (account_id, role_name) = (text("sso_account_id")?, text("sso_role_name")?);
    let kind = match text("sso_session") {
        Some(own) if own != session => return None,
        Some(_) => {
            let mark = profile.in_file(FileKind::Config).and_then(|section| section.get(mark::KEY));
            match mark.and_then(|mark| mark.text()) {
                Some(mark) => Kind::Marked(Mark::parse(mark)),
                None => Kind::Other { writer: writer(profile), legacy: false },
            }
        }
        None => {
            if !same_url(text("sso_start_url")?, start_url) {
                return None;
            }
            // The sign-in of another region would be another one.
            let legacy =
                text("sso_region") == Some(sso_region) && profile.in_file(FileKind::Credentials).is_none();
            Kind::Other { writer: writer(profile), legacy }
        }
    };
    Some(Existing { profile, account_id, role_name, kind })
}

fn writer(profile: Profile<'_>) -> Writer {
    let has = |key: &str| profile.get(key).is_some();
    if has("sso_auto_populated") || has("sso_util_populate") {
        Writer::AwsSsoUtil
    } else if has("common_fate_generated_from") || has("granted_generated_from") {
        Writer::Granted
    } else {
        Writer::Person
    }
}

/// Whether two start URLs are the same: people write them with and without the slash and the `#/` at the end.
fn same_url(one: &str, other: &str) -> bool {
    fn bare(url: &str) -> &str {
        url.split('#').next().unwrap_or_default().trim_end_matches('/')
    }
    bare(one).eq_ignore_ascii_case(bare(other))
}

/// For each profile that others name as their `source_profile`: those others, with the files that say so.
pub(super) fn sources(profiles: &Profiles) -> HashMap<&str, Vec<(&str, FileKind)>> {
    let mut sources: HashMap<&str, Vec<(&str, FileKind)>> = HashMap::new();
    for profile in profiles.iter() {
        for file in [FileKind::Config, FileKind::Credentials] {
            let source = profile.in_file(file).and_then(|section| section.get("source_profile")?.text());
            if let Some(source) = source {
                sources.entry(source).or_default().push((profile.name, file));
            }
        }
    }
    sources
}

/// The names that several sections of the config file have, in different quotes: of those the last counts.
pub(super) fn twice(profiles: &Profiles) -> HashSet<Cow<'_, str>> {
    let mut seen = HashSet::new();
    let headers = profiles.files.config.sections().map(Section::header);
    let names = headers.filter_map(|header| match kind_and_name(header) {
        ("profile", name) => name,
        _ => None,
    });
    names.filter(|name| !seen.insert(name.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_urls_are_the_same_however_they_are_ended() {
        let url = "https://corp.awsapps.com/start";
        for same in [
            url,
            "https://corp.awsapps.com/start/",
            "https://Corp.awsapps.com/start#",
            "https://corp.awsapps.com/start/#/",
        ] {
            assert!(same_url(url, same), "{same}");
        }
        assert!(!same_url(url, "https://corp2.awsapps.com/start"));
    }
}
