//! The region of a profile that has none: the sign-in page is one of a region.

use crate::commands::ask::{self, Echo};
use crate::domain::region::Region;
use crate::domain::text::printable;
use crate::error::{Error, Kind};

/// What the AWS CLI proposes.
const PROPOSED: &str = "us-east-1";

/// Asks for it.
///
/// # Errors
/// `no-region` without a terminal, and what [`ask::checked`] says.
pub(super) fn ask(profile: &str) -> Result<Region, Error> {
    let shown = printable(profile);
    let question = format!("region of profile {shown}:");
    let check = |text: &str| {
        Region::parse(text).map(|_| ()).ok_or_else(|| "a region is written such as eu-west-1".to_owned())
    };
    match ask::checked(&question, PROPOSED, Echo::Typed, &check) {
        Ok(text) => Region::parse(&text).ok_or_else(|| Error::failed("that is no region").code("bad-region")),
        Err(error) if error.kind == Kind::Usage => {
            Err(Error::failed(format!("no region is set for {shown}, and signing in needs one"))
                .hint("give one: --region eu-west-1")
                .code("no-region"))
        }
        Err(error) => Err(error),
    }
}
