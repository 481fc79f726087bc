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
    if key == "sso_session" {
        return value_of("sso_start_url").map_or_else(String::new, |url| free_name(config, portal_name(url)));
    }
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
        "mfa_serial" => {
            let source = value_of("source_profile");
            most(config, key, |profile| source.is_some() && profile.text("source_profile") == source)
        }
        _ => None,
    };
    proposed.unwrap_or_default().to_owned()
}

/// `corp` of `https://corp.awsapps.com/start`; what AWS has numbered, or has elsewhere, tells nobody anything.
fn portal_name(start_url: &str) -> &str {
    let host = start_url.split_once("://").map_or(start_url, |(_, rest)| rest);
    match host.split_once(".awsapps.") {
        Some((name, _)) if is_word(name) && !name.starts_with("d-") && !name.starts_with("ssoins-") => name,
        _ => "sso",
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// The name, with a number where another session has it.
fn free_name(config: &Config, name: &str) -> String {
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|name| config.sso_session(name).is_none()).unwrap_or_default()
}

/// The value that most of these profiles have; of several the first in order.
fn most<'a>(config: &'a Config, key: &str, of: impl Fn(&Profile<'a>) -> bool) -> Option<&'a str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for value in config.profiles.iter().filter(of).filter_map(|profile| profile.text(key)) {
        *counts.entry(value).or_default() += 1;
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_named_after_the_portal() {
        for (url, name) in [
            ("https://corp.awsapps.com/start", "corp"),
            ("https://my-corp.awsapps.com/start/#/", "my-corp"),
            ("https://corp.awsapps.cn/start", "corp"),
            ("https://d-1234567890.awsapps.com/start", "sso"),
            ("https://ssoins-1234567890abcdef.portal.eu-west-1.app.aws", "sso"),
            ("https://aws.corp.example", "sso"),
            ("https://.awsapps.com/start", "sso"),
        ] {
            assert_eq!(portal_name(url), name, "{url}");
        }
    }
}
