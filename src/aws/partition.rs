//! Partitions: which domain a region's endpoints live in.

use crate::domain::region::Region;

/// A partition's domains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partition {
    /// `aws`, `aws-cn` …, as in ARNs.
    pub name: &'static str,
    /// The domain of ordinary endpoints.
    pub dns_suffix: &'static str,
    /// The domain of dual-stack endpoints.
    pub dual_stack_suffix: &'static str,
    /// What the partition's region names start with, before an area and a number.
    prefix: &'static str,
}

const AWS: Partition =
    Partition { name: "aws", dns_suffix: "amazonaws.com", dual_stack_suffix: "api.aws", prefix: "" };

/// The partitions other than `aws`. Source: `partitions.json` of the AWS SDKs, version 1.1.
const OTHERS: &[Partition] = &[
    Partition {
        name: "aws-cn",
        dns_suffix: "amazonaws.com.cn",
        dual_stack_suffix: "api.amazonwebservices.com.cn",
        prefix: "cn-",
    },
    Partition {
        name: "aws-us-gov",
        dns_suffix: "amazonaws.com",
        dual_stack_suffix: "api.aws",
        prefix: "us-gov-",
    },
    Partition {
        name: "aws-eusc",
        dns_suffix: "amazonaws.eu",
        dual_stack_suffix: "api.amazonwebservices.eu",
        prefix: "eusc-de-",
    },
    Partition {
        name: "aws-iso",
        dns_suffix: "c2s.ic.gov",
        dual_stack_suffix: "api.aws.ic.gov",
        prefix: "us-iso-",
    },
    Partition {
        name: "aws-iso-b",
        dns_suffix: "sc2s.sgov.gov",
        dual_stack_suffix: "api.aws.scloud",
        prefix: "us-isob-",
    },
    Partition {
        name: "aws-iso-e",
        dns_suffix: "cloud.adc-e.uk",
        dual_stack_suffix: "api.cloud-aws.adc-e.uk",
        prefix: "eu-isoe-",
    },
    Partition {
        name: "aws-iso-f",
        dns_suffix: "csp.hci.ic.gov",
        dual_stack_suffix: "api.aws.hci.ic.gov",
        prefix: "us-isof-",
    },
];

impl Partition {
    /// The partition of `region`: by its name's shape, or the partition's own `…-global` pseudo region; `aws` for
    /// all others, so that a region newer than this program works there.
    #[must_use]
    pub fn of(region: &Region) -> Self {
        let name = region.as_str();
        OTHERS
            .iter()
            .find(|partition| {
                name.strip_suffix("-global") == Some(partition.name)
                    || name.strip_prefix(partition.prefix).is_some_and(is_area_and_number)
            })
            .copied()
            .unwrap_or(AWS)
    }
}

/// `east-1` and the like: word characters, a hyphen, digits.
fn is_area_and_number(text: &str) -> bool {
    text.rsplit_once('-').is_some_and(|(area, number)| {
        !area.is_empty()
            && area.bytes().all(|b| b.is_ascii_alphanumeric())
            && !number.is_empty()
            && number.bytes().all(|b| b.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_name_tells_its_partition() {
        for (region, partition) in [
            ("eu-west-1", "aws"),
            ("mx-central-1", "aws"),
            ("aws-global", "aws"),
            ("xx-new-9", "aws"),
            ("us-gov", "aws"),
            ("us-gov-east", "aws"),
            ("us-gov-east-x", "aws"),
            ("cn-north-1", "aws-cn"),
            ("aws-cn-global", "aws-cn"),
            ("us-gov-east-1", "aws-us-gov"),
            ("eusc-de-east-1", "aws-eusc"),
            ("us-iso-west-1", "aws-iso"),
            ("us-isob-east-1", "aws-iso-b"),
            ("aws-iso-b-global", "aws-iso-b"),
            ("eu-isoe-west-1", "aws-iso-e"),
            ("us-isof-south-1", "aws-iso-f"),
        ] {
            let parsed = Region::parse(region).unwrap();
            assert_eq!(Partition::of(&parsed).name, partition, "{region}");
        }
    }
}
