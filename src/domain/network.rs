//! How calls to AWS are made.

use std::borrow::Cow;
use std::fmt;
use std::path::PathBuf;

/// Where requests go and how, as variables and the active profile say. `Debug` tells of the URL only the host, for it
/// may hold a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Network {
    /// A custom URL of the service; with it the two flags below mean nothing (as in the AWS CLI).
    pub endpoint_url: Option<String>,
    /// Ask for the FIPS endpoint.
    pub fips: bool,
    /// Ask for the dual-stack (IPv4 and IPv6) endpoint.
    pub dualstack: bool,
    /// A file of PEM certificates that replaces the system's roots.
    pub ca_bundle: Option<PathBuf>,
    /// How often a call is tried in all; 1 or more.
    pub max_attempts: u32,
}

impl Default for Network {
    /// The AWS CLI's: regional endpoint, system roots, three attempts.
    fn default() -> Self {
        Self { endpoint_url: None, fips: false, dualstack: false, ca_bundle: None, max_attempts: 3 }
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { endpoint_url, fips, dualstack, ca_bundle, max_attempts } = self;
        f.debug_struct("Network")
            .field("endpoint_url", &endpoint_url.as_deref().map(host_and_port))
            .field("fips", fips)
            .field("dualstack", dualstack)
            .field("ca_bundle", ca_bundle)
            .field("max_attempts", max_attempts)
            .finish()
    }
}

/// Host and port of a URL, for talking about it: user, password, path and query may be secrets.
#[must_use]
pub fn host_and_port(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    // A password may hold what ends an authority, so whatever stands before the last `@` goes first.
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

/// A URL without user, password and query, for talking about it.
#[must_use]
pub fn without_secrets(url: &str) -> Cow<'_, str> {
    let (scheme, rest) = url.split_once("://").map_or(("", url), |(scheme, rest)| (scheme, rest));
    // As above: up to the last `@`. A query begins before or after it.
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    let rest = rest.split('?').next().unwrap_or(rest);
    let kept = if scheme.is_empty() { rest.len() } else { scheme.len() + "://".len() + rest.len() };
    if kept == url.len() {
        Cow::Borrowed(url)
    } else if scheme.is_empty() {
        Cow::Borrowed(rest)
    } else {
        Cow::Owned(format!("{scheme}://{rest}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_url_is_shown_without_what_is_secret() {
        for (url, shown) in [
            ("https://corp.awsapps.com/start#/x", "https://corp.awsapps.com/start#/x"),
            ("https://me:pa@ss@corp.awsapps.com/start", "https://corp.awsapps.com/start"),
            ("https://corp.awsapps.com/start?token=pass", "https://corp.awsapps.com/start"),
            ("me:pass@corp.awsapps.com", "corp.awsapps.com"),
            ("https://me:pa?/ss@corp.awsapps.com/start", "https://corp.awsapps.com/start"),
            ("", ""),
        ] {
            assert_eq!(without_secrets(url), shown);
        }
    }

    #[test]
    fn talking_of_a_url_leaves_its_password_out() {
        for url in [
            "https://me:pa@ss@proxy.example:8443/x?y",
            "me:pass@proxy.example:8443",
            "https://u:PLANTED/PW?#@proxy.example:8443/x",
        ] {
            assert_eq!(host_and_port(url), "proxy.example:8443");
        }
        let endpoint_url = Some("https://me:pass@proxy.example:8443/x?key=pass".to_owned());
        let shown = format!("{:?}", Network { endpoint_url, ..Network::default() });
        assert!(shown.contains("proxy.example:8443") && !shown.contains("pass"), "{shown}");
    }
}
