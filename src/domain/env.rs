//! The environment, and the complete list of the variables that AWS tools read.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::ops::Bound;

/// What a variable does to the identity of the next AWS call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Selects the profile.
    Profile,
    /// Is, or belongs to, a set of keys that is used before the profile.
    Keys,
    /// Web identity: a role to assume with a token file, before the profile's own keys.
    WebIdentity,
    /// The region.
    Region,
    /// Where the files are.
    Files,
    /// Container and instance metadata.
    Metadata,
    /// Where requests go and how.
    Endpoint,
    /// A copy that another profile switcher or login tool leaves behind; AWS tools do not read it.
    Leftover,
}

/// One variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// See [`Effect`].
    pub effect: Effect,
    /// Whether the value itself is a secret.
    pub secret: bool,
}

const fn plain(name: &'static str, effect: Effect) -> Variable {
    Variable { name, effect, secret: false }
}

const fn secret(name: &'static str, effect: Effect) -> Variable {
    Variable { name, effect, secret: true }
}

/// Every variable that can change the plan, the region or the endpoints of an AWS call, and the leftovers of
/// other switchers. Sources: AWS CLI v2 (`botocore/configprovider.py`, `botocore/credentials.py`), AWS SDKs and
/// Tools Reference Guide, "Environment variables"; aws-vault and granted for the leftovers.
pub const VARIABLES: &[Variable] = &[
    plain("AWS_PROFILE", Effect::Profile),
    plain("AWS_DEFAULT_PROFILE", Effect::Profile),
    plain("AWS_ACCESS_KEY_ID", Effect::Keys),
    secret("AWS_SECRET_ACCESS_KEY", Effect::Keys),
    secret("AWS_SESSION_TOKEN", Effect::Keys),
    secret("AWS_SECURITY_TOKEN", Effect::Keys),
    plain("AWS_CREDENTIAL_EXPIRATION", Effect::Keys),
    plain("AWS_ACCOUNT_ID", Effect::Keys),
    plain("AWS_ROLE_ARN", Effect::WebIdentity),
    plain("AWS_WEB_IDENTITY_TOKEN_FILE", Effect::WebIdentity),
    plain("AWS_ROLE_SESSION_NAME", Effect::WebIdentity),
    plain("AWS_REGION", Effect::Region),
    plain("AWS_DEFAULT_REGION", Effect::Region),
    plain("AWS_CONFIG_FILE", Effect::Files),
    plain("AWS_SHARED_CREDENTIALS_FILE", Effect::Files),
    plain("AWS_LOGIN_CACHE_DIRECTORY", Effect::Files),
    plain("AWS_CREDENTIAL_FILE", Effect::Files),
    plain("BOTO_CONFIG", Effect::Files),
    plain("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", Effect::Metadata),
    plain("AWS_CONTAINER_CREDENTIALS_FULL_URI", Effect::Metadata),
    secret("AWS_CONTAINER_AUTHORIZATION_TOKEN", Effect::Metadata),
    plain("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", Effect::Metadata),
    plain("AWS_EC2_METADATA_DISABLED", Effect::Metadata),
    plain("AWS_EC2_METADATA_V1_DISABLED", Effect::Metadata),
    plain("AWS_EC2_METADATA_SERVICE_ENDPOINT", Effect::Metadata),
    plain("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", Effect::Metadata),
    plain("AWS_IMDS_USE_IPV6", Effect::Metadata),
    plain("AWS_METADATA_SERVICE_TIMEOUT", Effect::Metadata),
    plain("AWS_METADATA_SERVICE_NUM_ATTEMPTS", Effect::Metadata),
    plain("AWS_ENDPOINT_URL", Effect::Endpoint),
    plain("AWS_ENDPOINT_URL_STS", Effect::Endpoint),
    plain("AWS_ENDPOINT_URL_SSO", Effect::Endpoint),
    plain("AWS_ENDPOINT_URL_SSO_OIDC", Effect::Endpoint),
    plain("AWS_ENDPOINT_URL_SIGNIN", Effect::Endpoint),
    plain("AWS_ENDPOINT_URL_IAM", Effect::Endpoint),
    plain("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", Effect::Endpoint),
    plain("AWS_USE_FIPS_ENDPOINT", Effect::Endpoint),
    plain("AWS_USE_DUALSTACK_ENDPOINT", Effect::Endpoint),
    plain("AWS_CA_BUNDLE", Effect::Endpoint),
    plain("REQUESTS_CA_BUNDLE", Effect::Endpoint),
    plain("AWS_RETRY_MODE", Effect::Endpoint),
    plain("AWS_MAX_ATTEMPTS", Effect::Endpoint),
    plain("AWS_NEW_RETRIES_2026", Effect::Endpoint),
    plain("AWS_SESSION_EXPIRATION", Effect::Leftover),
    plain("AWS_EXPIRATION", Effect::Leftover),
    plain("AWS_VAULT", Effect::Leftover),
    plain("AWSUME_PROFILE", Effect::Leftover),
    plain("AWSUME_EXPIRATION", Effect::Leftover),
    plain("GRANTED_SSO", Effect::Leftover),
    plain("GRANTED_SSO_ROLE_NAME", Effect::Leftover),
    plain("GRANTED_SSO_ACCOUNT_ID", Effect::Leftover),
    plain("GRANTED_SSO_START_URL", Effect::Leftover),
    plain("GRANTED_SSO_REGION", Effect::Leftover),
    plain("AWS_SSO_PROFILE", Effect::Leftover),
    plain("AWS_SSO_ACCOUNT_ID", Effect::Leftover),
    plain("AWS_SSO_ROLE_NAME", Effect::Leftover),
    plain("AWS_SSO_ROLE_ARN", Effect::Leftover),
    plain("AWS_SSO_SESSION_EXPIRATION", Effect::Leftover),
];

/// The exported variables of the calling process, read once. `Debug` tells their names alone: any value may be a
/// secret.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Env(BTreeMap<String, OsString>);

impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Env {
    /// The value, unpaired bytes shown as U+FFFD. Present counts, even if empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        self.0.get(name).map(|value| value.to_string_lossy())
    }

    /// The value, unless it is empty.
    #[must_use]
    pub fn get_nonempty(&self, name: &str) -> Option<Cow<'_, str>> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// The value as it is.
    #[must_use]
    pub fn raw(&self, name: &str) -> Option<&OsStr> {
        self.0.get(name).map(OsString::as_os_str)
    }

    /// The variables whose names begin so, with their values.
    pub fn beginning_with<'a>(&'a self, start: &'a str) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
        let from = self.0.range::<str, _>((Bound::Included(start), Bound::Unbounded));
        let these = from.take_while(move |(name, _)| name.starts_with(start));
        these.map(|(name, value)| (name.as_str(), value.to_string_lossy()))
    }

    /// All names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether it is present, even if empty.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether the value is `true` in any case: the AWS CLI's only true word.
    #[must_use]
    pub fn is_true(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// Puts a variable in: for the environment as it will be after a switch.
    pub fn set(&mut self, name: &str, value: impl Into<OsString>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// Takes a variable out.
    pub fn unset(&mut self, name: &str) {
        self.0.remove(name);
    }
}

impl<N: Into<String>, V: Into<OsString>> FromIterator<(N, V)> for Env {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_variable_is_listed_twice() {
        let mut names: Vec<_> = VARIABLES.iter().map(|variable| variable.name).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn debug_tells_names_alone() {
        let env: Env = [("AWS_PROFILE", "x"), ("GITHUB_TOKEN", "sesame")].into_iter().collect();
        assert_eq!(format!("{env:?}"), r#"{"AWS_PROFILE", "GITHUB_TOKEN"}"#);
    }

    #[test]
    fn present_but_empty_is_present() {
        let env: Env = [("AWS_PROFILE", "")].into_iter().collect();
        assert!(env.contains("AWS_PROFILE"));
        assert_eq!(env.get("AWS_PROFILE").as_deref(), Some(""));
        assert_eq!(env.get_nonempty("AWS_PROFILE"), None);
    }
}
