//! Answers that are likely, read off the profiles that there are. Pure.

use std::collections::BTreeMap;

use crate::commands::configure::given::Given;
use crate::config::merge::Config;
use crate::config::profiles::Profile;

/// What the answer to the question for this key is likely to be; empty where nothing tells.
pub(super) fn propose(config: &Config, key: &str, given: &[Given]) -> String {
    let value_of =
        |key: &str| given.iter().find(|given| given.key == key).and_then(|given| given.value.as_deref());
    let session = value_of("sso_session");
    let of_session = |profile: &Profile<'_>| session.is_some() && profile.text("sso_session") == session;
    let proposed = match key {
        "region" => {
            let of_source =
                value_of("source_profile").and_then(|name| config.profiles.get(name)?.text("region"));
            let section = session.and_then(|name| config.sso_session(name));
            of_source
                .or_else(|| most(config, "region", of_session))
                .or_else(|| config.profiles.get("default")?.text("region"))
                .or_else(|| most(config, "region", |_| true))
                .or_else(|| value_of("sso_region"))
                .or_else(|| section?.get("sso_region")?.text())
        }
        "sso_role_name" => most(config, key, of_session),
        "sso_region" => {
            let sessions = config.sso_sessions().find_map(|(_, section)| section.get("sso_region")?.text());
            sessions.or_else(|| config.profiles.get("default")?.text("region"))
        }
        "sso_start_url" => Some("https://"),
        "mfa_serial" => {
            let source = value_of("source_profile");
            most(config, key, |profile| source.is_some() && profile.text("source_profile") == source)
        }
        _ => None,
    };
    proposed.unwrap_or_default().to_owned()
}

/// The value that most of these profiles have; of several the first in order.
fn most<'a>(config: &'a Config, key: &str, of: impl Fn(&Profile<'a>) -> bool) -> Option<&'a str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for value in config.profiles.iter().filter(of).filter_map(|profile| profile.text(key)) {
        *counts.entry(value).or_default() += 1;
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(value, _)| value)
}
