//! A role of IAM Identity Center: `GetRoleCredentials` with the token that the AWS CLI shares.

use crate::config::plan::Plan;
use crate::domain::credentials::Credentials;
use crate::provider::context::Context;
use crate::provider::explain::Trouble;
use crate::provider::source::unsupported;

/// As the profile names it.
pub(super) struct Role<'a> {
    /// The `sso-session` section's name; `None` in the legacy form.
    pub(super) session: Option<&'a str>,
    pub(super) start_url: &'a str,
    pub(super) region: &'a str,
    pub(super) account_id: &'a str,
    pub(super) role_name: &'a str,
}

/// The credentials.
pub(super) fn get(context: &Context<'_>, plan: &Plan, _role: &Role<'_>) -> Result<Credentials, Trouble> {
    Err(unsupported(context, &plan.source))
}
