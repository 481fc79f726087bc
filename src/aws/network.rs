//! The settings of the calls, and how long a call may take.

use std::path::PathBuf;
use std::time::Duration;

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

/// How long one attempt may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until the connection stands, name lookup and TLS included.
    pub connect: Duration,
    /// Until the whole answer is read, connecting included.
    pub total: Duration,
}

impl Timeouts {
    /// The AWS CLI's sixty seconds: for a person who waits and can press Ctrl-C.
    pub const STANDARD: Self = Self { connect: Duration::from_mins(1), total: Duration::from_mins(1) };
    /// For what runs behind a prompt: rather give up and try again later.
    pub const BACKGROUND: Self = Self { connect: Duration::from_secs(3), total: Duration::from_secs(6) };
}
