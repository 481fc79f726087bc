//! How calls to AWS are made.

use std::path::PathBuf;

/// Where requests go and how, as variables and the active profile say.
#[derive(Debug, Clone, PartialEq, Eq)]
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
