//! The AWS SDK for Rust: `aws-config`'s default chain, which asks the environment, the profile, web identity by
//! variables, the container and the instance.

use std::collections::BTreeSet;
use std::path::Path;

use super::outcome::{Get, Got, Outcome, Place, is_role_arn};
use super::rust_profile::{Found, Profiles};
use super::{Setup, reading};
use crate::config::merge::Config;
use crate::config::network::network;
use crate::config::plan::{SelectedBy, Selection};

pub(super) fn outcome(setup: &Setup<'_>) -> Outcome {
    let config = super::rust_profile::read(setup);
    let name = setup
        .profile
        .map(str::to_owned)
        .or_else(|| setup.env.get("AWS_PROFILE").map(std::borrow::Cow::into_owned))
        .unwrap_or_else(|| "default".to_owned());
    let mut notes = Vec::new();
    let (region, region_notes) = region(setup, &config, &name, &mut notes);
    let endpoint = endpoint(setup, &config, &name);
    let get = credentials(setup, &config, &name, region.as_ref(), &endpoint, &mut notes);
    let seen = config.profiles.get(&name).filter(|_| config.refused.is_none()).map(reading::texts);
    let lenient = "of several lines with one key, or sections with one name, the last counts for its reader";
    let reading = match &config.refused {
        Some(_) => None,
        None => reading::note(setup, &name, seen.as_ref(), lenient),
    };
    Outcome {
        get,
        call_region: region.clone(),
        region,
        tells_region: true,
        endpoint,
        reading,
        notes,
        region_notes,
    }
}

fn credentials(
    setup: &Setup<'_>,
    config: &Config,
    name: &str,
    region: Option<&Place>,
    endpoint: &Result<bool, String>,
    notes: &mut Vec<&'static str>,
) -> Get {
    let keys = environment(setup);
    if let Some(keys) = keys {
        if setup.profile.is_some_and(|name| !name.is_empty()) {
            notes.push("it takes keys in the environment even where a profile is named in the code");
        }
        if setup.env.contains("AWS_CREDENTIAL_EXPIRATION") {
            notes.push("it does not read AWS_CREDENTIAL_EXPIRATION");
        }
        return Get::Got(keys);
    }
    if setup.env.get_nonempty("AWS_ACCESS_KEY_ID").is_some() {
        notes.push("it passes an access key id without its secret over");
    }
    if setup.profile == Some("") {
        notes.push("it takes an empty name for a profile's");
    }
    if setup.profile.is_none()
        && !setup.env.contains("AWS_PROFILE")
        && setup.env.contains("AWS_DEFAULT_PROFILE")
    {
        notes.push("it does not read AWS_DEFAULT_PROFILE");
    }
    let missing = match Profiles::new(setup, config, region, endpoint).find(name, notes) {
        Found::End(get) => return get,
        Found::Next(why) => why,
    };
    let web_identity = setup.env.get("AWS_WEB_IDENTITY_TOKEN_FILE").zip(setup.env.get("AWS_ROLE_ARN"));
    if let Some((file, role)) = web_identity {
        if !is_role_arn(&role) {
            return Get::nothing("AWS refuses AWS_ROLE_ARN");
        }
        if let Err(why) = unsigned(region, endpoint) {
            return Get::Nothing(why);
        }
        if !setup.look.is_file(Path::new(file.as_ref())) {
            return Get::nothing("there is no token file");
        }
        return Get::Got(Got::WebRole { arn: role.into_owned(), file: file.into_owned() });
    }
    if let Some(get) = container(setup) {
        return get;
    }
    if !setup.config.legacy.is_empty() {
        notes.push("it does not look into key files of older tools");
    }
    if setup.env.is_true("AWS_EC2_METADATA_DISABLED") {
        return Get::Nothing(missing);
    }
    Get::Got(Got::Metadata)
}

/// Keys in variables; what is blank counts as absent.
pub(super) fn environment(setup: &Setup<'_>) -> Option<Got> {
    let of = |name: &str| setup.env.get(name).filter(|value| !value.trim().is_empty());
    let id = of("AWS_ACCESS_KEY_ID")?;
    of("AWS_SECRET_ACCESS_KEY").or_else(|| of("SECRET_ACCESS_KEY"))?;
    Some(Got::Keys { id: id.into_owned() })
}

/// Whether STS can be called without a signature, which needs no region where a URL is configured.
pub(super) fn unsigned(region: Option<&Place>, endpoint: &Result<bool, String>) -> Result<(), String> {
    match (region, endpoint) {
        (_, Err(why)) => Err(why.clone()),
        (None, Ok(false)) => Err("STS needs a region, and there is none".to_owned()),
        (Some(region), _) if !region.is_usable() => Err(format!("{} is none", Place::words(Some(region)))),
        _ => Ok(()),
    }
}

/// The container's credentials, where either variable is set, even if empty.
pub(super) fn container(setup: &Setup<'_>) -> Option<Get> {
    let uri = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"]
        .iter()
        .find_map(|variable| setup.env.get(variable))?;
    let empty = "the URI of the container's credentials is empty";
    Some(if uri.is_empty() { Get::nothing(empty) } else { Get::Got(Got::Container) })
}

/// The option, a variable, the profile or one that it takes its credentials from, the instance.
fn region(
    setup: &Setup<'_>,
    config: &Config,
    name: &str,
    key_notes: &mut Vec<&'static str>,
) -> (Option<Place>, Vec<&'static str>) {
    let named = |name: &str| Some(Place::Named(name.to_owned()));
    if let Some(region) = setup.region.filter(|region| !region.is_empty()) {
        return (named(region), Vec::new());
    }
    if let Some(region) = setup.env.get("AWS_REGION").or_else(|| setup.env.get("AWS_DEFAULT_REGION")) {
        return (named(&region), Vec::new());
    }
    if config.refused.is_none() {
        let mut visited = BTreeSet::new();
        let mut next = Some(name);
        while let Some(profile) =
            next.filter(|name| visited.insert(*name)).and_then(|it| config.profiles.get(it))
        {
            if let Some(region) = profile.text("region") {
                let note = "it takes the region of a source profile where the profile has none";
                let notes = if visited.len() > 1 { vec![note] } else { Vec::new() };
                key_notes.extend(&notes);
                return (named(region), notes);
            }
            next = profile.text("source_profile");
        }
    }
    let metadata = (!setup.env.is_true("AWS_EC2_METADATA_DISABLED")).then_some(Place::Metadata);
    (metadata, vec!["it finds none where it looks"])
}

/// Whether calls to STS go to a URL of one's own, or why they fail.
fn endpoint(setup: &Setup<'_>, config: &Config, name: &str) -> Result<bool, String> {
    let selection = if config.refused.is_none() && config.profiles.contains(name) {
        Selection::option(name)
    } else {
        Selection { name: None, by: SelectedBy::Default }
    };
    let is_true = |variable: &str, key: &str| match setup.env.get(variable) {
        Some(value) => value.eq_ignore_ascii_case("true"),
        None => config.profiles.get(name).and_then(|profile| profile.text(key)) == Some("true"),
    };
    // What the AWS CLI takes for a mistake in the files, this SDK passes over.
    let custom = network(config, setup.env, &selection, "sts").is_ok_and(|it| it.endpoint_url.is_some());
    if custom && is_true("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint") {
        return Err("it refuses FIPS together with an endpoint URL".to_owned());
    }
    if custom && is_true("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint") {
        return Err("it refuses dual-stack together with an endpoint URL".to_owned());
    }
    Ok(custom)
}
