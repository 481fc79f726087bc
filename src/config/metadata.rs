//! How the instance's metadata service is asked: the variables and the active profile's keys.
//!
//! Source: AWS CLI v2, `botocore/configprovider.py` and `botocore/utils.py` (`IMDSFetcher`).

use std::time::Duration;

use crate::config::merge::Config;
use crate::config::parse::python;
use crate::config::plan::Selection;
use crate::config::setting::Settings;
use crate::domain::env::Env;
use crate::domain::metadata::Metadata;
use crate::domain::problem::Problem;

/// An hour: the longest time that is waited, in seconds.
const LONGEST: u64 = 3600;

/// The settings. Wrong ones make every plan a problem; here the defaults count in their place.
///
/// # Errors
/// A refused file, an unknown profile.
pub fn metadata(config: &Config, env: &Env, selection: &Selection) -> Result<Metadata, Problem> {
    let settings = Settings::of(config, env, selection)?;
    let number = |variable: &str, key: &str| {
        settings
            .text(variable, key)
            .and_then(|text| python::int(&text))
            .map_or(1, |n| u64::try_from(n).unwrap_or(0))
    };
    let own_url = settings
        .text("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint")
        .filter(|url| !url.is_empty());
    let mode = settings.text("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode");
    let ipv6 = match mode {
        Some(mode) => mode.eq_ignore_ascii_case("ipv6"),
        None => settings.is_true("AWS_IMDS_USE_IPV6", "imds_use_ipv6"),
    };
    let usual = if ipv6 { Metadata::IPV6 } else { Metadata::IPV4 };
    let seconds = number("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout").min(LONGEST);
    let attempts = number("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts");
    Ok(Metadata {
        enabled: !env.is_true("AWS_EC2_METADATA_DISABLED"),
        url: own_url.unwrap_or_else(|| usual.to_owned()),
        timeout: Duration::from_secs(seconds),
        // Without any time, no attempt can succeed.
        attempts: if seconds == 0 { 0 } else { u32::try_from(attempts).unwrap_or(u32::MAX) },
        without_token: !settings.is_true("AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled"),
    })
}
