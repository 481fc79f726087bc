//! What a tool's own reader makes of a profile, held against the AWS CLI's reading, as a reason.

use std::collections::{BTreeMap, BTreeSet};

use super::Setup;
use crate::config::profiles::Profile;
use crate::config::source::FileKind;
use crate::domain::text::printable;

/// The keys that credentials and region hang on.
const KEYS: [&str; 20] = [
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "role_arn",
    "source_profile",
    "credential_source",
    "web_identity_token_file",
    "credential_process",
    "login_session",
    "sso_session",
    "sso_start_url",
    "sso_region",
    "sso_account_id",
    "sso_role_name",
    "mfa_serial",
    "duration_seconds",
    "external_id",
    "role_session_name",
    "region",
    "services",
];

/// How the tool sees the profile otherwise than the AWS CLI does; `None` where it does not. `lenient` says what its
/// reader does with a file that the AWS CLI refuses.
pub(super) fn note(
    setup: &Setup<'_>,
    name: &str,
    seen: Option<&BTreeMap<&str, &str>>,
    lenient: &'static str,
) -> Option<String> {
    if setup.config.refused.is_some() {
        return seen.map(|_| lenient.to_owned());
    }
    let shown = printable(name);
    match (setup.config.profiles.get(name), seen) {
        (None, None) => None,
        (Some(_), None) => Some(
            "its reader wants `[profile NAME]`, or `[NAME]` in the credentials file, with letters, digits and - / . % @ _ : + in the name"
                .to_owned(),
        ),
        (None, Some(_)) => Some(format!("its reader finds a profile {shown}")),
        (Some(ours), Some(theirs)) => {
            let differs = |key: &&str| ours.text(key) != theirs.get(key).copied();
            let keys: Vec<&str> = KEYS.into_iter().filter(differs).collect();
            (!keys.is_empty()).then(|| format!("it reads {} of {shown} otherwise", keys.join(", ")))
        }
    }
}

/// Whether id and secret of a profile stand in two files, which only some tools put together.
pub(super) fn is_split(setup: &Setup<'_>, name: &str) -> bool {
    let Some(profile) = setup.config.profiles.get(name) else { return false };
    let has = |key: &str| profile.get(key).is_some();
    let whole = |kind: FileKind| {
        profile.in_file(kind).is_some_and(|section| {
            section.get("aws_access_key_id").is_some() && section.get("aws_secret_access_key").is_some()
        })
    };
    has("aws_access_key_id")
        && has("aws_secret_access_key")
        && !whole(FileKind::Config)
        && !whole(FileKind::Credentials)
}

/// The texts of a profile by key.
pub(super) fn texts(profile: Profile<'_>) -> BTreeMap<&str, &str> {
    profile.properties().filter_map(|property| Some((property.key, property.text()?))).collect()
}

/// So many profiles are followed from `source_profile` to `source_profile`; no tool says where it stops itself.
const DEEPEST: usize = 1000;

/// Why there is nothing to be had from `source` below the profiles `visited`.
pub(super) fn dead_end(visited: &BTreeSet<String>, source: &str) -> Option<&'static str> {
    if visited.contains(source) {
        return Some("source_profile goes in a circle");
    }
    (visited.len() >= DEEPEST).then_some("source_profile goes on and on")
}
