//! The hosts of the four services, in all partitions, with and without FIPS and dual-stack. Facts of the endpoint rule
//! sets of the AWS SDKs.

use awsp::aws::endpoint::Endpoint;
use awsp::domain::network::Network;
use awsp::domain::region::Region;

/// Region, suffix, suffix for dual-stack.
const PARTITIONS: &[[&str; 3]] = &[
    ["eu-west-1", "amazonaws.com", "api.aws"],
    ["mx-central-1", "amazonaws.com", "api.aws"],
    ["xx-nowhere-9", "amazonaws.com", "api.aws"],
    ["us-gov-westeros", "amazonaws.com", "api.aws"],
    ["cn-north-1", "amazonaws.com.cn", "api.amazonwebservices.com.cn"],
    ["aws-cn-global", "amazonaws.com.cn", "api.amazonwebservices.com.cn"],
    ["us-gov-west-1", "amazonaws.com", "api.aws"],
    ["us-gov-east-1", "amazonaws.com", "api.aws"],
    ["aws-us-gov-global", "amazonaws.com", "api.aws"],
    ["eusc-de-east-1", "amazonaws.eu", "api.amazonwebservices.eu"],
    ["us-iso-east-1", "c2s.ic.gov", "api.aws.ic.gov"],
    ["us-isob-west-1", "sc2s.sgov.gov", "api.aws.scloud"],
    ["eu-isoe-west-1", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"],
    ["us-isof-south-1", "csp.hci.ic.gov", "api.aws.hci.ic.gov"],
];

/// Region, then the hosts of sign-in: plain, and FIPS.
const SIGN_IN: &[[&str; 3]] = &[
    ["eu-west-1", "eu-west-1.signin.aws.amazon.com", "signin-fips.eu-west-1.amazonaws.com"],
    ["xx-nowhere-9", "xx-nowhere-9.signin.aws.amazon.com", "signin-fips.xx-nowhere-9.amazonaws.com"],
    ["cn-north-1", "cn-north-1.signin.amazonaws.cn", "signin-fips.cn-north-1.amazonaws.com.cn"],
    ["us-gov-west-1", "us-gov-west-1.signin.amazonaws-us-gov.com", "signin-fips.amazonaws-us-gov.com"],
    [
        "us-gov-east-1",
        "us-gov-east-1.signin.amazonaws-us-gov.com",
        "us-gov-east-1.signin-fips.amazonaws-us-gov.com",
    ],
    ["eusc-de-east-1", "eusc-de-east-1.signin.amazonaws-eusc.eu", "signin-fips.eusc-de-east-1.amazonaws.eu"],
    ["us-iso-east-1", "us-iso-east-1.signin.c2shome.ic.gov", "signin-fips.us-iso-east-1.c2s.ic.gov"],
    ["us-isob-west-1", "us-isob-west-1.signin.sc2shome.sgov.gov", "signin-fips.us-isob-west-1.sc2s.sgov.gov"],
    ["eu-isoe-west-1", "eu-isoe-west-1.signin.csphome.adc-e.uk", "signin-fips.eu-isoe-west-1.cloud.adc-e.uk"],
    [
        "us-isof-south-1",
        "us-isof-south-1.signin.csphome.hci.ic.gov",
        "signin-fips.us-isof-south-1.csp.hci.ic.gov",
    ],
];

type Find = fn(&Region, &Network) -> Endpoint;

fn check(find: Find, region: &str, fips: bool, dualstack: bool, host: &str) {
    let network = Network { fips, dualstack, ..Network::default() };
    let endpoint = find(&Region::parse(region).unwrap(), &network);
    assert_eq!(endpoint.url, format!("https://{host}"), "{region} {fips} {dualstack}");
    assert_eq!(endpoint.signing_region, region);
    // A custom URL takes the place of all of that.
    let endpoint_url = Some("http://127.0.0.1:4566/via/x".to_owned());
    let custom = find(&Region::parse(region).unwrap(), &Network { endpoint_url, ..network });
    assert_eq!(
        (custom.url.as_str(), custom.signing_region.as_str()),
        ("http://127.0.0.1:4566/via/x", region)
    );
}

#[test]
fn regional_hosts_follow_one_rule_in_all_partitions() {
    let services: [(Find, &str); 3] =
        [(Endpoint::sts, "sts"), (Endpoint::sso, "portal.sso"), (Endpoint::sso_oidc, "oidc")];
    for (find, service) in services {
        for [region, plain, dual] in PARTITIONS {
            check(find, region, false, false, &format!("{service}.{region}.{plain}"));
            // The ordinary hosts of GovCloud are FIPS ones.
            let gov = ["us-gov-west-1", "us-gov-east-1", "aws-us-gov-global"].contains(region);
            let fips = if gov { service.to_owned() } else { format!("{service}-fips") };
            check(find, region, true, false, &format!("{fips}.{region}.{plain}"));
            check(find, region, false, true, &format!("{service}.{region}.{dual}"));
            check(find, region, true, true, &format!("{service}-fips.{region}.{dual}"));
        }
    }
}

#[test]
fn sign_in_has_hosts_of_its_own_in_each_partition() {
    for [region, plain, fips] in SIGN_IN {
        check(Endpoint::signin, region, false, false, plain);
        check(Endpoint::signin, region, true, false, fips);
    }
    for [region, _, dual] in PARTITIONS {
        check(Endpoint::signin, region, false, true, &format!("signin.{region}.{dual}"));
        check(Endpoint::signin, region, true, true, &format!("signin-fips.{region}.{dual}"));
    }
}

#[test]
fn a_region_may_ask_for_fips_in_its_name() {
    for name in ["fips-us-west-2", "us-west-2-fips"] {
        let region = Region::parse(name).unwrap();
        let endpoint = Endpoint::signin(&region, &Network::default());
        assert_eq!(endpoint.url, "https://signin-fips.us-west-2.amazonaws.com");
        assert_eq!(endpoint.signing_region, "us-west-2");
    }
}
