//! An external program: `credential_process`.

use crate::config::plan::Plan;
use crate::domain::credentials::Credentials;
use crate::provider::context::Context;
use crate::provider::explain::Trouble;
use crate::provider::source::unsupported;

/// The credentials.
pub(super) fn get(
    context: &Context<'_>,
    plan: &Plan,
    _command: &str,
    _account_id: Option<&str>,
) -> Result<Credentials, Trouble> {
    Err(unsupported(context, &plan.source))
}
