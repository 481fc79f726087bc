//! Which URL a service has.

use std::fmt;

use crate::aws::partition::Partition;
use crate::domain::network::{Network, host_and_port};
use crate::domain::region::Region;

/// A URL to send requests to, and the region to sign them for. `Debug` tells of the URL only the host.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Requests go to exactly this URL.
    pub url: String,
    /// The region in the signature's scope.
    pub signing_region: String,
}

impl Endpoint {
    /// The STS endpoint for `region`.
    ///
    /// A custom URL wins and drops the FIPS and dual-stack flags; `aws-global` is the old global host, signed as
    /// us-east-1; `GovCloud`'s ordinary host is a FIPS one. Source: the STS endpoint rule set of the AWS CLI v2,
    /// which always uses regional STS.
    #[must_use]
    pub fn sts(region: &Region, network: &Network) -> Self {
        let global = region.as_str() == "aws-global";
        let signing_region = if global { "us-east-1".to_owned() } else { region.as_str().to_owned() };
        let url = match &network.endpoint_url {
            Some(url) => url.clone(),
            None => format!("https://{}", sts_host(region, network)),
        };
        Self { url, signing_region }
    }

    /// The portal of IAM Identity Center, which gives role credentials.
    #[must_use]
    pub fn sso(region: &Region, network: &Network) -> Self {
        Self::unsigned(region, network, |region| portal_or_oidc("portal.sso", region, network))
    }

    /// The token service of IAM Identity Center.
    #[must_use]
    pub fn sso_oidc(region: &Region, network: &Network) -> Self {
        Self::unsigned(region, network, |region| portal_or_oidc("oidc", region, network))
    }

    /// The service behind `aws login`.
    #[must_use]
    pub fn signin(region: &Region, network: &Network) -> Self {
        Self::unsigned(region, network, |region| signin_host(region, network))
    }

    fn unsigned(region: &Region, network: &Network, host: impl FnOnce(&Region) -> String) -> Self {
        let url = network.endpoint_url.clone().unwrap_or_else(|| format!("https://{}", host(region)));
        Self { url, signing_region: region.as_str().to_owned() }
    }

    /// Host and port, for talking about it: a URL may hold a password.
    #[must_use]
    pub fn host(&self) -> &str {
        host_and_port(&self.url)
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, signing_region } = self;
        f.debug_struct("Endpoint")
            .field("url", &host_and_port(url))
            .field("signing_region", signing_region)
            .finish()
    }
}

fn sts_host(region: &Region, network: &Network) -> String {
    let partition = Partition::of(region);
    let (name, dual) = (region.as_str(), partition.dual_stack_suffix);
    match (network.fips, network.dualstack) {
        (true, true) => format!("sts-fips.{name}.{dual}"),
        (true, false) if partition.name == "aws-us-gov" => format!("sts.{name}.amazonaws.com"),
        (true, false) => format!("sts-fips.{name}.{}", partition.dns_suffix),
        (false, true) => format!("sts.{name}.{dual}"),
        (false, false) if name == "aws-global" => "sts.amazonaws.com".to_owned(),
        (false, false) => format!("sts.{name}.{}", partition.dns_suffix),
    }
}

/// Source: the rule sets of `sso` and `sso-oidc` in AWS CLI v2.
fn portal_or_oidc(service: &str, region: &Region, network: &Network) -> String {
    let partition = Partition::of(region);
    let (name, dual, plain) = (region.as_str(), partition.dual_stack_suffix, partition.dns_suffix);
    match (network.fips, network.dualstack) {
        (true, true) => format!("{service}-fips.{name}.{dual}"),
        (true, false) if partition.name == "aws-us-gov" => format!("{service}.{name}.{plain}"),
        (true, false) => format!("{service}-fips.{name}.{plain}"),
        (false, true) => format!("{service}.{name}.{dual}"),
        (false, false) => format!("{service}.{name}.{plain}"),
    }
}

/// Source: the rule set of `signin` in AWS CLI v2.
fn signin_host(region: &Region, network: &Network) -> String {
    let partition = Partition::of(region);
    let (name, dual, plain) = (region.as_str(), partition.dual_stack_suffix, partition.dns_suffix);
    match (network.fips, network.dualstack, partition.name) {
        (true, true, _) => format!("signin-fips.{name}.{dual}"),
        (true, false, "aws-us-gov") => "signin-fips.amazonaws-us-gov.com".to_owned(),
        (true, false, _) => format!("signin-fips.{name}.{plain}"),
        (false, true, _) => format!("signin.{name}.{dual}"),
        (false, false, "aws") => format!("{name}.signin.aws.amazon.com"),
        (false, false, "aws-cn") => format!("{name}.signin.amazonaws.cn"),
        (false, false, "aws-us-gov") => format!("{name}.signin.amazonaws-us-gov.com"),
        (false, false, _) => format!("{name}.signin.{plain}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sts(region: &str, fips: bool, dualstack: bool) -> String {
        let network = Network { fips, dualstack, ..Network::default() };
        Endpoint::sts(&Region::parse(region).unwrap(), &network).url
    }

    #[test]
    fn sts_hosts_are_those_of_the_rule_set() {
        for (region, fips, dual, url) in [
            ("eu-west-1", false, false, "https://sts.eu-west-1.amazonaws.com"),
            ("eu-west-1", true, false, "https://sts-fips.eu-west-1.amazonaws.com"),
            ("eu-west-1", false, true, "https://sts.eu-west-1.api.aws"),
            ("eu-west-1", true, true, "https://sts-fips.eu-west-1.api.aws"),
            ("aws-global", false, false, "https://sts.amazonaws.com"),
            ("us-gov-east-1", false, false, "https://sts.us-gov-east-1.amazonaws.com"),
            ("us-gov-east-1", true, false, "https://sts.us-gov-east-1.amazonaws.com"),
            ("us-gov-east-1", true, true, "https://sts-fips.us-gov-east-1.api.aws"),
            ("cn-north-1", false, false, "https://sts.cn-north-1.amazonaws.com.cn"),
            ("cn-north-1", false, true, "https://sts.cn-north-1.api.amazonwebservices.com.cn"),
            ("us-iso-east-1", true, false, "https://sts-fips.us-iso-east-1.c2s.ic.gov"),
            ("us-isob-east-1", false, false, "https://sts.us-isob-east-1.sc2s.sgov.gov"),
            ("eusc-de-east-1", false, false, "https://sts.eusc-de-east-1.amazonaws.eu"),
        ] {
            assert_eq!(sts(region, fips, dual), url, "{region} {fips} {dual}");
        }
    }

    #[test]
    fn the_global_region_is_signed_as_us_east_1() {
        let global = Region::parse("aws-global").unwrap();
        assert_eq!(Endpoint::sts(&global, &Network::default()).signing_region, "us-east-1");
    }

    #[test]
    fn a_custom_url_drops_the_flags() {
        let network = Network {
            endpoint_url: Some("http://127.0.0.1:4566/via/x".into()),
            fips: true,
            dualstack: true,
            ..Network::default()
        };
        let endpoint = Endpoint::sts(&Region::parse("eu-west-1").unwrap(), &network);
        assert_eq!(endpoint.url, "http://127.0.0.1:4566/via/x");
        assert_eq!(endpoint.signing_region, "eu-west-1");
    }

    #[test]
    fn talking_of_an_endpoint_leaves_its_password_out() {
        let endpoint =
            Endpoint { url: "https://me:pa@ss@proxy.example:8443/x?y".into(), signing_region: String::new() };
        assert_eq!(endpoint.host(), "proxy.example:8443");
        let shown = format!("{endpoint:?}");
        assert!(shown.contains("proxy.example:8443") && !shown.contains("pa@ss"), "{shown}");
    }
}
