//! The web console: its hosts in each partition, and the page that a service has there.

use std::collections::BTreeSet;
use std::fmt;

use reqwest::Url;

use crate::aws::partition::Partition;
use crate::domain::region::Region;

/// A partition's console.
///
/// Sources: IAM user guide, "Enable custom identity broker access to the AWS console", in the editions of each partition;
/// the European Sovereign Cloud's has regional hosts alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Console {
    /// The host of the pages; regional ones have the region and a dot in front.
    pub domain: &'static str,
    /// The host that gives sign-in tokens and takes them.
    pub sign_in: &'static str,
    /// The region whose pages have no host of their own.
    without_host: Option<&'static str>,
}

const CONSOLES: &[(&str, Console)] = &[
    (
        "aws",
        Console {
            domain: "console.aws.amazon.com",
            sign_in: "signin.aws.amazon.com",
            without_host: Some("aws-global"),
        },
    ),
    (
        "aws-cn",
        Console {
            domain: "console.amazonaws.cn",
            sign_in: "signin.amazonaws.cn",
            without_host: Some("cn-north-1"),
        },
    ),
    (
        "aws-us-gov",
        Console {
            domain: "console.amazonaws-us-gov.com",
            sign_in: "signin.amazonaws-us-gov.com",
            without_host: Some("us-gov-west-1"),
        },
    ),
    (
        "aws-eusc",
        Console {
            domain: "console.amazonaws-eusc.eu",
            sign_in: "eusc-de-east-1.signin.amazonaws-eusc.eu",
            without_host: None,
        },
    ),
];

/// What people call a service, and the path of its page where that is another one.
const PATHS: &[(&str, &str)] = &[
    ("apigw", "apigateway"),
    ("ce", "costmanagement"),
    ("cfn", "cloudformation"),
    ("codeartifact", "codesuite/codeartifact"),
    ("codebuild", "codesuite/codebuild"),
    ("codecommit", "codesuite/codecommit"),
    ("codedeploy", "codesuite/codedeploy"),
    ("codepipeline", "codesuite/codepipeline"),
    ("ddb", "dynamodbv2"),
    ("directconnect", "directconnect/v2"),
    ("dms", "dms/v2"),
    ("dynamodb", "dynamodbv2"),
    ("es", "aos"),
    ("eventbridge", "events"),
    ("logs", "cloudwatch"),
    ("opensearch", "aos"),
    ("organizations", "organizations/v2"),
    ("redshift", "redshiftv2"),
    ("route53", "route53/v2"),
    ("sfn", "states"),
    ("ssm", "systems-manager"),
    ("sso", "singlesignon"),
    ("stepfunctions", "states"),
    ("vpc", "vpcconsole"),
    ("waf", "wafv2/homev2"),
    ("wafv2", "wafv2/homev2"),
];

/// Others that many people use, whose paths are their names.
const COMMON: &[&str] = &[
    "athena",
    "cloudformation",
    "cloudtrail",
    "cloudwatch",
    "ec2",
    "ecr",
    "ecs",
    "efs",
    "eks",
    "elasticache",
    "glue",
    "guardduty",
    "kinesis",
    "kms",
    "lambda",
    "rds",
    "s3",
    "secretsmanager",
    "sns",
    "sqs",
];

/// Services whose page is that of the whole partition.
const GLOBAL: &[&str] = &["billing", "ce", "cloudfront", "iam", "organizations", "route53", "support"];

/// A service as it may stand in a path: lower-case letters, digits and hyphens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service(String);

impl Service {
    /// `None` where it is no name of a service.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        const LONGEST: usize = 64;
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let name = name.to_ascii_lowercase();
        let is_name = name.bytes().all(fits) && name.bytes().any(|byte| byte.is_ascii_alphanumeric());
        (is_name && name.len() <= LONGEST).then_some(Self(name))
    }

    /// Names to offer, in order; there are more.
    #[must_use]
    pub fn names() -> BTreeSet<&'static str> {
        let named = PATHS.iter().map(|(name, _)| name);
        named.chain(GLOBAL).chain(COMMON).copied().collect()
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Console {
    /// The console of the partition of this name, `aws`, `aws-cn` …; `None` where none is known that takes sign-in links.
    #[must_use]
    pub fn of(partition: &str) -> Option<Self> {
        CONSOLES.iter().find(|(name, _)| *name == partition).map(|(_, console)| *console)
    }

    /// The page of a service, or the first page, in a region, or where the person was last.
    #[must_use]
    pub fn page(&self, service: Option<&Service>, region: Option<&Region>) -> String {
        let name = service.map_or("console", |service| service.0.as_str());
        let path = PATHS.iter().find(|(own, _)| *own == name).map_or(name, |(_, path)| *path);
        let path = if path.contains("/home") { path.to_owned() } else { format!("{path}/home") };
        let domain = self.domain;
        let region = region.filter(|region| !region.as_str().ends_with("-global"));
        match region {
            Some(region) if !GLOBAL.contains(&name) => {
                let host = if self.without_host == Some(region.as_str()) {
                    domain.to_owned()
                } else {
                    format!("{region}.{domain}")
                };
                format!("https://{host}/{path}?region={region}")
            }
            _ => format!("https://{domain}/{path}"),
        }
    }

    /// A page that was given whole, as AWS takes it as a destination: the host that a console with several sessions puts
    /// in front (`111122223333-abcd.eu-west-1.console…`) is AWS's to choose, and taken off. `None` where it is no page of
    /// this console.
    #[must_use]
    pub fn whole_page(&self, page: &str) -> Option<String> {
        let mut url = Url::parse(page).ok()?;
        let plain = url.scheme() == "https"
            && url.port().is_none()
            && url.username().is_empty()
            && url.password().is_none()
            && !page.contains(|c: char| c.is_control() || c == '\\');
        let host = url.host_str().filter(|_| plain)?.to_owned();
        let before = host.strip_suffix(self.domain)?;
        if !(before.is_empty() || before.ends_with('.')) {
            return None;
        }
        if let Some((session, rest)) = host.split_once('.')
            && is_session(session)
        {
            url.set_host(Some(rest)).ok()?;
        }
        Some(url.into())
    }
}

/// Whether a host's first label is that of one of several sessions: an account, a hyphen, more.
fn is_session(label: &str) -> bool {
    label
        .split_once('-')
        .is_some_and(|(account, _)| account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The console of the partition that `region` is in.
#[must_use]
pub fn of_region(region: &Region) -> Option<Console> {
    Console::of(Partition::of(region).name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(service: &str, region: Option<&str>) -> String {
        let region = region.map(|name| Region::parse(name).unwrap());
        let console = region.as_ref().map_or_else(|| Console::of("aws"), of_region).unwrap();
        let service = (!service.is_empty()).then(|| Service::parse(service).unwrap());
        console.page(service.as_ref(), region.as_ref())
    }

    #[test]
    fn each_partition_has_its_pages() {
        for (service, region, expected) in [
            ("", None, "https://console.aws.amazon.com/console/home"),
            ("", Some("eu-west-1"), "https://eu-west-1.console.aws.amazon.com/console/home?region=eu-west-1"),
            ("", Some("aws-global"), "https://console.aws.amazon.com/console/home"),
            ("s3", Some("us-east-1"), "https://us-east-1.console.aws.amazon.com/s3/home?region=us-east-1"),
            (
                "DynamoDB",
                Some("eu-west-1"),
                "https://eu-west-1.console.aws.amazon.com/dynamodbv2/home?region=eu-west-1",
            ),
            (
                "waf",
                Some("eu-west-1"),
                "https://eu-west-1.console.aws.amazon.com/wafv2/homev2?region=eu-west-1",
            ),
            ("iam", Some("eu-west-1"), "https://console.aws.amazon.com/iam/home"),
            ("route53", None, "https://console.aws.amazon.com/route53/v2/home"),
            (
                "brand-new",
                Some("eu-west-1"),
                "https://eu-west-1.console.aws.amazon.com/brand-new/home?region=eu-west-1",
            ),
            ("ec2", Some("cn-north-1"), "https://console.amazonaws.cn/ec2/home?region=cn-north-1"),
            (
                "ec2",
                Some("cn-northwest-1"),
                "https://cn-northwest-1.console.amazonaws.cn/ec2/home?region=cn-northwest-1",
            ),
            (
                "ec2",
                Some("us-gov-west-1"),
                "https://console.amazonaws-us-gov.com/ec2/home?region=us-gov-west-1",
            ),
            (
                "ec2",
                Some("us-gov-east-1"),
                "https://us-gov-east-1.console.amazonaws-us-gov.com/ec2/home?region=us-gov-east-1",
            ),
            (
                "ec2",
                Some("eusc-de-east-1"),
                "https://eusc-de-east-1.console.amazonaws-eusc.eu/ec2/home?region=eusc-de-east-1",
            ),
        ] {
            assert_eq!(page(service, region), expected);
            let console =
                region.map_or_else(|| Console::of("aws"), |r| of_region(&Region::parse(r).unwrap()));
            assert_eq!(console.unwrap().whole_page(expected).as_deref(), Some(expected));
        }
        for secret in ["us-iso-east-1", "us-isob-east-1"] {
            assert_eq!(of_region(&Region::parse(secret).unwrap()), None);
        }
    }

    #[test]
    fn only_a_name_is_a_service() {
        for name in ["s3", "EC2", "systems-manager", "a".repeat(64).as_str()] {
            assert!(Service::parse(name).is_some(), "{name}");
        }
        for name in [
            "",
            "-",
            "../x",
            "s3/home",
            "s3?x",
            "s3#x",
            "s 3",
            "s3\n",
            "s3\u{1b}",
            "é",
            "%2e",
            &"a".repeat(65),
        ] {
            assert_eq!(Service::parse(name), None, "{name}");
        }
    }

    #[test]
    fn a_page_that_is_given_whole_is_one_of_the_console() {
        let console = Console::of("aws").unwrap();
        for (given, taken) in [
            (
                "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#Instances:v=3",
                "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#Instances:v=3",
            ),
            ("https://CONSOLE.aws.amazon.com", "https://console.aws.amazon.com/"),
            (
                "https://111122223333-abcd1234.eu-west-1.console.aws.amazon.com/s3/home",
                "https://eu-west-1.console.aws.amazon.com/s3/home",
            ),
            ("https://s3.console.aws.amazon.com/s3/a b", "https://s3.console.aws.amazon.com/s3/a%20b"),
        ] {
            assert_eq!(console.whole_page(given).as_deref(), Some(taken));
        }
        for foreign in [
            "",
            "s3",
            "http://console.aws.amazon.com/",
            "https://console.aws.amazon.com.evil.example/",
            "https://evilconsole.aws.amazon.com/",
            "https://me:pw@console.aws.amazon.com/",
            "https://console.aws.amazon.com:8443/",
            "https://evil.example/console.aws.amazon.com",
            "https://evil.example\\.console.aws.amazon.com/",
            "https://console.amazonaws.cn/",
            "https://console.aws.amazon.com/\r\nx",
            "javascript:alert(1)",
        ] {
            assert_eq!(console.whole_page(foreign), None, "{foreign}");
        }
    }
}
