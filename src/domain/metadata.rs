//! How the instance's metadata service is asked.

use std::time::Duration;

/// Settings of the metadata service, as variables and the active profile say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// Whether it may be asked at all.
    pub enabled: bool,
    /// Its URL.
    pub url: String,
    /// How long an attempt may take.
    pub timeout: Duration,
    /// How often each request is tried; with 0 nothing is asked.
    pub attempts: u32,
    /// Whether it may be asked without a token where it gives none (`IMDSv1`).
    pub without_token: bool,
}

impl Metadata {
    /// The service's address.
    pub const IPV4: &'static str = "http://169.254.169.254/";
    /// The same over IPv6.
    pub const IPV6: &'static str = "http://[fd00:ec2::254]/";
}

impl Default for Metadata {
    /// The AWS CLI's: IPv4, one attempt of a second.
    fn default() -> Self {
        Self {
            enabled: true,
            url: Self::IPV4.to_owned(),
            timeout: Duration::from_secs(1),
            attempts: 1,
            without_token: true,
        }
    }
}
