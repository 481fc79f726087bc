//! The MFA device of a user without a role.

use crate::config::merge::Config;
use crate::config::plan::{Plan, Source};

/// `mfa_serial` of the profile whose keys the plan is, with no role over them. The AWS CLI looks at it only for a role, and
/// so do all who read the profile; `awsp login` gets a session with it.
#[must_use]
pub fn own_device<'a>(config: &'a Config, plan: &Plan) -> Option<&'a str> {
    match &plan.source {
        Source::StaticKeys { profile, .. } if plan.roles.is_empty() => {
            config.profiles.get(profile)?.text("mfa_serial").filter(|serial| !serial.is_empty())
        }
        _ => None,
    }
}
