//! A role assumed with a token from a file: `AssumeRoleWithWebIdentity`.

use crate::config::plan::Plan;
use crate::domain::credentials::Credentials;
use crate::provider::context::Context;
use crate::provider::explain::Trouble;
use crate::provider::source::unsupported;

use std::path::Path;

/// What is assumed, and with what.
pub(super) struct Role<'a> {
    pub(super) role_arn: &'a str,
    pub(super) token_file: &'a Path,
    pub(super) session_name: Option<&'a str>,
}

/// The credentials.
pub(super) fn get(context: &Context<'_>, plan: &Plan, _role: &Role<'_>) -> Result<Credentials, Trouble> {
    Err(unsupported(context, &plan.source))
}
