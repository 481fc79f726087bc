//! The container's credential endpoint.

use crate::config::plan::Plan;
use crate::domain::credentials::Credentials;
use crate::provider::context::Context;
use crate::provider::explain::Trouble;
use crate::provider::source::unsupported;

/// The credentials.
pub(super) fn get(context: &Context<'_>, plan: &Plan) -> Result<Credentials, Trouble> {
    Err(unsupported(context, &plan.source))
}
