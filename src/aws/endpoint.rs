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
        Self::at(region, network, |region, network| match region.as_str() {
            GLOBAL if !network.fips && !network.dualstack => GLOBAL_STS.to_owned(),
            _ => sts_host(region, network),
        })
    }

    /// The STS endpoint where no region is set and no custom URL: the old global host.
    #[must_use]
    pub fn global_sts() -> Self {
        Self { url: format!("https://{GLOBAL_STS}"), signing_region: SIGNED_GLOBALLY.to_owned() }
    }

    /// The portal of IAM Identity Center, which gives role credentials.
    #[must_use]
    pub fn sso(region: &Region, network: &Network) -> Self {
        Self::at(region, network, |region, network| portal_or_oidc("portal.sso", region, network))
    }

    /// The token service of IAM Identity Center.
    #[must_use]
    pub fn sso_oidc(region: &Region, network: &Network) -> Self {
        Self::at(region, network, |region, network| portal_or_oidc("oidc", region, network))
    }

    /// The service behind `aws login`.
    #[must_use]
    pub fn signin(region: &Region, network: &Network) -> Self {
        Self::at(region, network, signin_host)
    }

    /// The federation endpoint of the web console, which belongs to the sign-in service; nothing is signed for it.
    #[must_use]
    pub fn federation(host: &str, network: &Network) -> Self {
        let url = network.endpoint_url.clone().unwrap_or_else(|| format!("https://{host}"));
        Self { url, signing_region: String::new() }
    }

    /// The custom URL, for which any region signs as it is named, or the host that the rules give.
    fn at(region: &Region, network: &Network, host: impl FnOnce(&Region, &Network) -> String) -> Self {
        let real = without_fips(region);
        let (region, fips) = (real.as_ref().unwrap_or(region), network.fips || real.is_some());
        if let Some(url) = &network.endpoint_url {
            return Self { url: url.clone(), signing_region: region.as_str().to_owned() };
        }
        let host = host(region, &Network { fips, ..network.clone() });
        let signing_region = if region.as_str() == GLOBAL { SIGNED_GLOBALLY } else { region.as_str() };
        Self { url: format!("https://{host}"), signing_region: signing_region.to_owned() }
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

/// The name of no region: the services' old global hosts.
const GLOBAL: &str = "aws-global";
const GLOBAL_STS: &str = "sts.amazonaws.com";
const SIGNED_GLOBALLY: &str = "us-east-1";

/// The region behind a name such as `fips-us-east-1` or `us-east-1-fips`, by which the AWS CLI takes both the region and
/// the wish for the FIPS endpoint.
fn without_fips(region: &Region) -> Option<Region> {
    let name = region.as_str();
    let real = name.replace("fips-", "").replace("-fips", "");
    if real == name { None } else { Region::parse(&real) }
}

fn sts_host(region: &Region, network: &Network) -> String {
    let partition = Partition::of(region);
    let (name, dual) = (region.as_str(), partition.dual_stack_suffix);
    match (network.fips, network.dualstack) {
        (true, true) => format!("sts-fips.{name}.{dual}"),
        (true, false) if partition.name == "aws-us-gov" => format!("sts.{name}.amazonaws.com"),
        (true, false) => format!("sts-fips.{name}.{}", partition.dns_suffix),
        (false, true) => format!("sts.{name}.{dual}"),
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

/// Source: the rule set of `signin` in the AWS SDKs, for its data plane.
fn signin_host(region: &Region, network: &Network) -> String {
    let partition = Partition::of(region);
    let (name, dual, plain) = (region.as_str(), partition.dual_stack_suffix, partition.dns_suffix);
    match (network.fips, network.dualstack, partition.name) {
        (true, true, _) => format!("signin-fips.{name}.{dual}"),
        (true, false, "aws-us-gov") if name == "us-gov-west-1" => {
            "signin-fips.amazonaws-us-gov.com".to_owned()
        }
        (true, false, "aws-us-gov") => format!("{name}.signin-fips.amazonaws-us-gov.com"),
        (true, false, _) => format!("signin-fips.{name}.{plain}"),
        (false, true, _) => format!("signin.{name}.{dual}"),
        (false, false, "aws") => format!("{name}.signin.aws.amazon.com"),
        (false, false, "aws-cn") => format!("{name}.signin.amazonaws.cn"),
        (false, false, "aws-us-gov") => format!("{name}.signin.amazonaws-us-gov.com"),
        (false, false, "aws-eusc") => format!("{name}.signin.amazonaws-eusc.eu"),
        (false, false, "aws-iso") => format!("{name}.signin.c2shome.ic.gov"),
        (false, false, "aws-iso-b") => format!("{name}.signin.sc2shome.sgov.gov"),
        (false, false, "aws-iso-e") => format!("{name}.signin.csphome.adc-e.uk"),
        (false, false, "aws-iso-f") => format!("{name}.signin.csphome.hci.ic.gov"),
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
    fn the_global_region_is_signed_as_us_east_1_but_at_a_custom_url() {
        let global = Region::parse("aws-global").unwrap();
        assert_eq!(Endpoint::sts(&global, &Network::default()), Endpoint::global_sts());
        let network = Network { endpoint_url: Some("http://127.0.0.1:4566".into()), ..Network::default() };
        assert_eq!(Endpoint::sts(&global, &network).signing_region, "aws-global");
    }

    #[test]
    fn a_region_may_ask_for_fips_by_its_name() {
        for name in ["fips-us-west-2", "us-west-2-fips"] {
            let region = Region::parse(name).unwrap();
            let endpoint = Endpoint::sts(&region, &Network::default());
            assert_eq!(endpoint.url, "https://sts-fips.us-west-2.amazonaws.com");
            assert_eq!(endpoint.signing_region, "us-west-2");
            let portal = Endpoint::sso(&region, &Network::default());
            assert_eq!(portal.url, "https://portal.sso-fips.us-west-2.amazonaws.com");
        }
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
