//! Sources outside the files: keys in variables, container, instance metadata.

use core::net::Ipv6Addr;

use super::ask::problem;
use super::base::Base;
use crate::config::parse::python;
use crate::config::profiles::Profile;
use crate::domain::account::AccountId;
use crate::domain::credentials::Credentials;
use crate::domain::env::Env;
use crate::domain::problem::Problem;
use crate::domain::secret::Secret;
use crate::domain::text::printable;
use crate::domain::time;

/// The keys in the environment: `None` without `AWS_ACCESS_KEY_ID` or where it is empty.
pub(super) fn keys(env: &Env) -> Result<Option<Credentials>, Problem> {
    let Some(access_key_id) = env.get_nonempty("AWS_ACCESS_KEY_ID") else { return Ok(None) };
    let Some(secret) = env.get_nonempty("AWS_SECRET_ACCESS_KEY") else {
        let message = "AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY";
        return Err(Problem::error("partial-environment-keys", message)
            .hint("take the key out of the environment: unset AWS_ACCESS_KEY_ID"));
    };
    // The older name of the token wins.
    let token = env.get_nonempty("AWS_SECURITY_TOKEN").or_else(|| env.get_nonempty("AWS_SESSION_TOKEN"));
    let expires_at = match env.get_nonempty("AWS_CREDENTIAL_EXPIRATION") {
        None => None,
        Some(text) => Some(time::parse_zoned(&text).ok_or_else(|| {
            Problem::error("bad-environment-expiration", "AWS_CREDENTIAL_EXPIRATION is no time")
                .hint("take it out: unset AWS_CREDENTIAL_EXPIRATION")
        })?),
    };
    Ok(Some(Credentials {
        access_key_id: access_key_id.into_owned(),
        secret_access_key: Secret::new(secret),
        session_token: token.map(Secret::new),
        expires_at,
        account_id: env.get("AWS_ACCOUNT_ID").and_then(|id| AccountId::parse(&id)),
    }))
}

/// Whether the container's endpoint is set: by either variable, even if empty.
pub(super) fn has_container(env: &Env) -> bool {
    env.contains("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
        || env.contains("AWS_CONTAINER_CREDENTIALS_FULL_URI")
}

/// The keys of a profile for instance metadata.
pub(super) const METADATA_KEYS: [&str; 4] = [
    "ec2_metadata_service_endpoint_mode",
    "metadata_service_timeout",
    "metadata_service_num_attempts",
    "ec2_metadata_service_endpoint",
];

/// The AWS CLI reads the settings of instance metadata before anything else, and fails on a wrong one even where
/// metadata is never asked.
pub(super) fn check_metadata_settings(env: &Env, profile: Option<Profile<'_>>) -> Result<(), Problem> {
    let mode: fn(&str) -> bool = |text| ["ipv4", "ipv6"].iter().any(|mode| text.eq_ignore_ascii_case(mode));
    let number: fn(&str) -> bool = |text| python::int(text).is_some();
    let settings = [
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", mode, "ipv4 or ipv6"),
        ("AWS_METADATA_SERVICE_TIMEOUT", number, "a whole number"),
        ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", number, "a whole number"),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", is_endpoint, "the URL of a host"),
    ];
    for ((variable, good, meant), key) in settings.into_iter().zip(METADATA_KEYS) {
        if let Some(text) = env.get(variable) {
            if !good(&text) {
                let message = format!("{variable} is \"{}\", but must be {meant}", printable(&text));
                return Err(Problem::error("bad-metadata-setting", message).hint(format!("unset {variable}")));
            }
        } else if let Some(property) = profile.and_then(|profile| profile.get(key))
            && !property.text().is_some_and(good)
        {
            let message = format!("{key} must be {meant}");
            return Err(problem("bad-metadata-setting", message, Some(property.origin()), "correct it"));
        }
    }
    Ok(())
}

/// Whether the text is empty, which counts as none, or a URL of a host name or address, as the AWS CLI judges them.
fn is_endpoint(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("://") else { return text.is_empty() };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    if let Some((address, _)) = host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return address.split('%').next().is_some_and(|address| address.parse::<Ipv6Addr>().is_ok());
    }
    let name = host.split(':').next().unwrap_or_default();
    let name = name.strip_suffix('.').unwrap_or(name);
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 255 && name.split('.').all(label)
}

/// What is left when neither variables nor files give credentials.
pub(super) fn last<'a>(env: &Env) -> Option<Base<'a>> {
    if has_container(env) {
        Some(Base::Container { asked: false })
    } else if env.is_true("AWS_EC2_METADATA_DISABLED") {
        None
    } else {
        Some(Base::InstanceMetadata { asked: false })
    }
}
