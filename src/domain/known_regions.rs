//! The regions that there are, so that a slip of the finger is seen before it is written down.

/// Regions and pseudo regions of all partitions. Source: `partitions.json` of the AWS SDKs, version 1.1, as of botocore
/// 1.44.
const KNOWN: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "aws-global",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "me-west-1",
    "mx-central-1",
    "sa-east-1",
    "sa-west-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
    "aws-cn-global",
    "cn-north-1",
    "cn-northwest-1",
    "eusc-de-east-1",
    "aws-iso-global",
    "us-iso-east-1",
    "us-iso-west-1",
    "aws-iso-b-global",
    "us-isob-east-1",
    "us-isob-west-1",
    "aws-iso-e-global",
    "eu-isoe-west-1",
    "aws-iso-f-global",
    "us-isof-east-1",
    "us-isof-south-1",
    "aws-us-gov-global",
    "us-gov-east-1",
    "us-gov-west-1",
];

/// What stands in the middle of a region's name.
const DIRECTIONS: &[&str] =
    &["central", "east", "north", "northeast", "northwest", "south", "southeast", "southwest", "west"];

/// What a name says of the region that it is to name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// There is such a region.
    Yes,
    /// It is shaped as a region's name, in an area where there are some: a new one, or a mistake. The nearest name,
    /// where one is near.
    Perhaps(Option<&'static str>),
    /// It is an availability zone of this region.
    Zone(&'static str),
    /// No region is called so. The nearest name, where one is near.
    No(Option<&'static str>),
}

/// Looks at a region's name.
#[must_use]
pub fn look(name: &str) -> Known {
    if KNOWN.contains(&name) {
        return Known::Yes;
    }
    let lower = name.trim().to_lowercase();
    let zone = lower.strip_suffix(|c: char| c.is_ascii_lowercase());
    if let Some(region) = zone.and_then(|zone| KNOWN.iter().find(|known| **known == zone)) {
        return Known::Zone(region);
    }
    let near = nearest(&lower);
    if name == lower && is_shaped(name) { Known::Perhaps(near) } else { Known::No(near) }
}

/// The names of the regions, without pseudo regions.
pub fn names() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().copied().filter(|name| !name.ends_with("-global"))
}

/// An area in which there are regions, a direction, and a number.
fn is_shaped(name: &str) -> bool {
    let Some((place, number)) = name.rsplit_once('-') else { return false };
    let Some((area, direction)) = place.rsplit_once('-') else { return false };
    (1..=2).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
        && !number.starts_with('0')
        && DIRECTIONS.contains(&direction)
        && names().any(|known| known.strip_prefix(area).is_some_and(|rest| rest.starts_with('-')))
}

fn nearest(name: &str) -> Option<&'static str> {
    // Longer texts are no region's name.
    if name.chars().count() > 40 {
        return None;
    }
    let distances = names().map(|known| (strsim::osa_distance(name, known), known));
    // Of two that are as near, the one with the same number; else the first.
    let number = |text: &str| text.chars().next_back().filter(char::is_ascii_digit);
    let best = distances.min_by_key(|(distance, known)| (*distance, number(known) != number(name)));
    best.filter(|(distance, _)| *distance <= 4).map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_is_is_known() {
        for name in ["eu-west-1", "us-gov-east-1", "cn-northwest-1", "eusc-de-east-1", "aws-global"] {
            assert_eq!(look(name), Known::Yes, "{name}");
        }
    }

    #[test]
    fn a_slip_is_seen_and_the_name_told_that_was_meant() {
        for (name, meant) in [
            ("eu-wst-1", Some("eu-west-1")),
            ("eu-west1", Some("eu-west-1")),
            ("euwest1", Some("eu-west-1")),
            ("us-eats-2", Some("us-east-2")),
            ("EU-West-1", Some("eu-west-1")),
            (" eu-west-1", Some("eu-west-1")),
            ("us_east_1", Some("us-east-1")),
            ("us-gov-wset-1", Some("us-gov-west-1")),
            ("frankfurt am main", None),
            ("", None),
        ] {
            assert_eq!(look(name), Known::No(meant), "{name}");
        }
        assert_eq!(look("eu-west-1a"), Known::Zone("eu-west-1"));
        assert_eq!(look(&"x".repeat(100_000)), Known::No(None));
    }

    #[test]
    fn a_region_that_may_be_new_is_no_mistake() {
        for name in ["eu-west-9", "us-gov-central-1", "ap-southeast-12", "mx-north-1"] {
            assert!(matches!(look(name), Known::Perhaps(_)), "{name}");
        }
        for name in ["xx-west-1", "eu-west-0", "eu-west-100", "eu-best-1"] {
            assert!(matches!(look(name), Known::No(_)), "{name}");
        }
    }
}
