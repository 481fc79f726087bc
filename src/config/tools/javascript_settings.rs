//! Files, region and endpoint as the JavaScript SDK finds them.

use std::path::{Path, PathBuf};

use super::ini::{self, Section, Sections};
use super::outcome::{Got, Place};
use super::{Setup, rust_profile};
use crate::config::source::FileKind;
use crate::domain::time;

/// What the two files say.
pub(super) struct Settings {
    /// Both files together, keys of the credentials file winning.
    pub(super) profiles: Sections,
    config: Sections,
    sees_sessions: bool,
    /// The asked profile's name.
    pub(super) name: String,
}

impl Settings {
    pub(super) fn read(setup: &Setup<'_>) -> Self {
        let file = |kind: FileKind, variable: &str| {
            let path = setup
                .env
                .get_nonempty(variable)
                .map_or_else(|| format!("~/.aws/{}", kind.as_str()), std::borrow::Cow::into_owned);
            let home = setup.env.get_nonempty("HOME").map(|home| PathBuf::from(home.into_owned()));
            let home = home.or_else(|| setup.home.map(Path::to_path_buf));
            ini::read(&setup.look.file(kind, &rust_profile::below_home(&path, home)))
        };
        let config = file(FileKind::Config, "AWS_CONFIG_FILE");
        // For `sso-session` sections the path is not expanded.
        let sees_sessions = !setup.env.get("AWS_CONFIG_FILE").is_some_and(|path| path.starts_with("~/"));
        let mut profiles = ini::profiles(&config);
        for (name, section) in file(FileKind::Credentials, "AWS_SHARED_CREDENTIALS_FILE") {
            profiles.entry(name).or_default().extend(section);
        }
        let selected = setup.env.get_nonempty("AWS_PROFILE");
        let name = setup.profile.filter(|name| !name.is_empty()).map(str::to_owned);
        let name = name.or_else(|| selected.map(std::borrow::Cow::into_owned));
        Self { profiles, config, sees_sessions, name: name.unwrap_or_else(|| "default".to_owned()) }
    }

    /// The asked profile.
    pub(super) fn profile(&self) -> Option<&Section> {
        self.profiles.get(&self.name)
    }

    /// A property of the asked profile.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.profile()?.get(key).map(String::as_str)
    }

    /// The `sso-session` section of this name.
    pub(super) fn sso_session(&self, name: &str) -> Option<&Section> {
        self.config.get(&format!("sso-session.{name}")).filter(|_| self.sees_sessions)
    }

    /// The region, and the rules that made it so.
    pub(super) fn region(&self, setup: &Setup<'_>) -> (Option<Place>, Vec<&'static str>) {
        let mut notes = Vec::new();
        if setup.region.is_none() && setup.env.contains("AWS_DEFAULT_REGION") {
            notes.push("it does not read AWS_DEFAULT_REGION");
        }
        let named = setup.region.filter(|region| !region.is_empty()).map(str::to_owned);
        let named = named.or_else(|| setup.env.get("AWS_REGION").map(std::borrow::Cow::into_owned));
        let Some(named) = named.or_else(|| self.get("region").map(str::to_owned)) else {
            notes.push("it finds none where it looks");
            // Any word in the variable, `false` too, keeps it from asking for the region.
            let asks = setup.env.get_nonempty("AWS_EC2_METADATA_DISABLED").is_none();
            return (asks.then_some(Place::Metadata), notes);
        };
        let real = without_fips(&named);
        if real != named {
            notes.push("it takes `fips` in a region's name for a wish, not for part of the name");
        }
        let place = Place::Named(real);
        if place.is_usable() {
            return (Some(place), notes);
        }
        notes.push("it refuses a region that cannot stand in a host name");
        (None, notes)
    }

    /// Whether calls to STS go to a URL of one's own, or why they fail.
    pub(super) fn endpoint(&self, setup: &Setup<'_>) -> Result<bool, String> {
        let is_true = |variable: &str, key: &str| match setup.env.get(variable) {
            Some(value) => value == "true",
            None => self.get(key) == Some("true"),
        };
        let ignored = is_true("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls");
        let of_variables = ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"]
            .iter()
            .any(|variable| setup.env.get_nonempty(variable).is_some());
        let of_services = || {
            let services = self.config.get(&format!("services.{}", self.get("services")?))?;
            services.get("sts.endpoint_url")
        };
        let custom =
            !ignored && (of_variables || of_services().is_some() || self.get("endpoint_url").is_some());
        let by_name = setup.region.map(str::to_owned).or_else(|| {
            setup
                .env
                .get("AWS_REGION")
                .map(std::borrow::Cow::into_owned)
                .or_else(|| self.get("region").map(str::to_owned))
        });
        let fips = is_true("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
            || by_name.is_some_and(|region| without_fips(&region) != region);
        let dualstack = is_true("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint");
        match (custom, fips, dualstack) {
            (true, true, _) => Err("it refuses FIPS together with an endpoint URL".to_owned()),
            (true, _, true) => Err("it refuses dual-stack together with an endpoint URL".to_owned()),
            (custom, ..) => Ok(custom),
        }
    }
}

/// Whether instance metadata may be asked: any word but `false` switches it off.
pub(super) fn metadata_on(setup: &Setup<'_>) -> bool {
    setup.env.get_nonempty("AWS_EC2_METADATA_DISABLED").is_none_or(|value| value == "false")
}

/// The path of a web identity token, as the variables give it.
pub(super) fn token_file(setup: &Setup<'_>) -> Option<(PathBuf, String)> {
    let file = setup.env.get_nonempty("AWS_WEB_IDENTITY_TOKEN_FILE")?;
    let role = setup.env.get_nonempty("AWS_ROLE_ARN")?;
    Some((PathBuf::from(file.into_owned()), role.into_owned()))
}

pub(super) fn without_fips(region: &str) -> String {
    if !region.starts_with("fips-") && !region.ends_with("-fips") {
        return region.to_owned();
    }
    if matches!(region, "fips-aws-global" | "aws-fips") {
        return "us-east-1".to_owned();
    }
    for part in ["fips-dkr-", "fips-prod-", "fips-", "-fips"] {
        if let Some(at) = region.find(part) {
            let (before, rest) = region.split_at(at);
            return format!("{before}{}", rest.strip_prefix(part).unwrap_or_default());
        }
    }
    region.to_owned()
}

/// `parseInt(text, 10)`.
pub(super) fn leading_number(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    digits.get(..end)?.parse::<i64>().ok().map(|number| sign * number)
}

/// Whether JavaScript's `Date` reads it: no zone of the name `UTC` after a time in ISO 8601.
pub(super) fn is_date(text: &str) -> bool {
    time::parse(text).is_some() && !(text.contains('T') && text.ends_with("UTC"))
}

/// The keys that a profile holds, wherever each half stands.
pub(super) fn static_keys(profile: &Section) -> Option<Got> {
    profile.get("aws_secret_access_key")?;
    profile.get("aws_access_key_id").map(|id| Got::Keys { id: id.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_behind_a_wish_for_fips() {
        for (named, real) in [
            ("eu-west-1", "eu-west-1"),
            ("fips-us-east-1", "us-east-1"),
            ("us-west-2-fips", "us-west-2"),
            ("fips-dkr-us-east-2", "us-east-2"),
            ("aws-fips", "us-east-1"),
        ] {
            assert_eq!(without_fips(named), real);
        }
    }
}
