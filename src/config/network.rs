//! How calls are made: endpoint, FIPS and dual-stack, certificates, attempts.

use std::path::PathBuf;

use crate::config::hint;
use crate::config::merge::Config;
use crate::config::parse::python;
use crate::config::plan::Selection;
use crate::config::profiles::Profile;
use crate::config::section::Value;
use crate::config::setting::Settings;
use crate::domain::env::Env;
use crate::domain::network::Network;
use crate::domain::origin::Origin;
use crate::domain::problem::Problem;
use crate::domain::text::printable;

/// Attempts of the standard retry mode, the first one included.
const ATTEMPTS: u32 = 3;

/// The settings for calls of `service`: `sts`, `sso`, `sso_oidc`, `signin`, `iam`.
///
/// # Errors
/// A refused file, an unknown profile, a `services` section that does not exist, attempts below 1.
pub fn network(config: &Config, env: &Env, selection: &Selection, service: &str) -> Result<Network, Problem> {
    let settings = Settings::of(config, env, selection)?;
    let profile = settings.profile;
    let endpoint_url =
        if settings.is_true("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls") {
            None
        } else {
            endpoint_url(config, env, profile, service)?
        };
    // A custom endpoint silently switches both off.
    let usual = endpoint_url.is_none();
    // An empty value, which would switch the AWS CLI's checks off, counts as none here.
    let ca_bundle = settings
        .text("AWS_CA_BUNDLE", "ca_bundle")
        .filter(|path| !path.is_empty())
        .or_else(|| env.get_nonempty("REQUESTS_CA_BUNDLE").map(std::borrow::Cow::into_owned));
    Ok(Network {
        fips: usual && settings.is_true("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
        dualstack: usual && settings.is_true("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"),
        endpoint_url,
        ca_bundle: ca_bundle.map(PathBuf::from),
        max_attempts: attempts(env, profile)?,
    })
}

/// The first that is not empty: the service's variable, the variable for all, the service's entry in the profile's
/// `services` section, the profile's `endpoint_url`.
fn endpoint_url(
    config: &Config,
    env: &Env,
    profile: Option<Profile<'_>>,
    service: &str,
) -> Result<Option<String>, Problem> {
    let own = format!("AWS_ENDPOINT_URL_{}", service.to_ascii_uppercase());
    if let Some(url) = env.get_nonempty(&own).or_else(|| env.get_nonempty("AWS_ENDPOINT_URL")) {
        return Ok(Some(url.into_owned()));
    }
    let Some(profile) = profile else { return Ok(None) };
    if let Some(url) = of_services(config, profile, service)?.filter(|url| !url.is_empty()) {
        return Ok(Some(url));
    }
    Ok(profile.text("endpoint_url").filter(|url| !url.is_empty()).map(str::to_owned))
}

fn of_services(config: &Config, profile: Profile<'_>, service: &str) -> Result<Option<String>, Problem> {
    let Some(services) = profile.get("services") else { return Ok(None) };
    let name = services.text().unwrap_or_default();
    // An empty section counts as none, as for the AWS CLI.
    let section = config.services(name).filter(|section| !section.is_empty());
    let Some(section) = section else {
        let (profile_name, name) = (printable(profile.name), printable(name));
        let message = format!(
            "services of {profile_name} names \"{name}\", and there is no [services {name}] with entries"
        );
        return Err(at(
            "services-missing",
            message,
            &services.origin(),
            "write that section or take the line out",
        ));
    };
    let Some(entry) = section.get(service) else { return Ok(None) };
    match entry.value {
        Value::Nested(nested) => Ok(nested.get("endpoint_url").map(str::to_owned)),
        Value::Text(_) => {
            let message = format!("{service} in [{}] needs an indented block", printable(section.header()));
            Err(at("services-entry", message, &entry.origin(), "write endpoint_url = … indented below it"))
        }
    }
}

fn attempts(env: &Env, profile: Option<Profile<'_>>) -> Result<u32, Problem> {
    const VARIABLE: &str = "AWS_MAX_ATTEMPTS";
    let (text, origin) = match env.get(VARIABLE) {
        Some(text) => (text, None),
        None => match profile.and_then(|profile| profile.get("max_attempts")) {
            Some(property) => (property.text().unwrap_or_default().into(), Some(property.origin())),
            None => return Ok(ATTEMPTS),
        },
    };
    let number =
        python::int(&text).and_then(|number| u32::try_from(number).ok()).filter(|number| *number >= 1);
    number.ok_or_else(|| {
        let (code, text) = ("bad-max-attempts", printable(&text));
        match origin {
            Some(origin) => {
                at(code, format!("max_attempts is \"{text}\", but must be 1 or more"), &origin, "write 3")
            }
            None => Problem::error(code, format!("{VARIABLE} is \"{text}\", but must be 1 or more"))
                .hint(format!("unset {VARIABLE}")),
        }
    })
}

fn at(code: &'static str, message: String, origin: &Origin, way_out: &str) -> Problem {
    Problem::error(code, message).at(origin).hint(format!("{way_out}: {}", hint::edit(origin)))
}
