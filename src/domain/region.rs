//! Regions and the partitions that they belong to.

use std::fmt;

/// A region name that is a valid host label, so that it can stand in an endpoint's host name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Region(String);

impl Region {
    /// The region named by `text`, if it is a host label: 1 to 63 ASCII letters, digits and hyphens, no hyphen
    /// at an edge, not digits alone. (The rule of the AWS CLI.)
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let label = (1..=63).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-')
            && !text.bytes().all(|b| b.is_ascii_digit());
        label.then(|| Self(text.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_a_host_label() {
        for good in ["eu-west-1", "us-gov-east-1", "aws-global", "x1", "EU-west-1"] {
            assert!(Region::parse(good).is_some(), "{good}");
        }
        for bad in ["", "-a", "a-", "123", "a.b", "a b", "eu_west", "evil/host", "a@b", &"a".repeat(64)] {
            assert!(Region::parse(bad).is_none(), "{bad}");
        }
    }
}
