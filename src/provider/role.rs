//! One role step: `AssumeRole`.

use crate::aws::sts::AssumeRole;
use crate::config::plan::{Plan, RoleStep};
use crate::domain::credentials::Credentials;
use crate::domain::secret::Secret;
use crate::provider::context::Context;
use crate::provider::explain::{self, Trouble};
use crate::provider::{identity, mfa};
use crate::store::credentials::Held;
use crate::stored::key;

/// STS refuses longer sessions to who is in a role already ("role chaining").
const LONGEST_CHAINED: u32 = 3600;

/// Assumes the role of step `index` of the plan with the credentials of the step before.
pub(super) fn assume(
    context: &Context<'_>,
    plan: &Plan,
    index: usize,
    step: &RoleStep,
    base: &Credentials,
) -> Result<Held, Trouble> {
    match &step.mfa_serial {
        Some(serial) => mfa::assume(context, plan, index, step, serial, base),
        None => call(context, plan, index, step, base, None),
    }
}

/// The call itself, with the MFA device's serial and code if given.
pub(super) fn call(
    context: &Context<'_>,
    plan: &Plan,
    index: usize,
    step: &RoleStep,
    base: &Credentials,
    mfa: Option<(String, Secret)>,
) -> Result<Held, Trouble> {
    let sts = context.sts().map_err(Trouble::other)?;
    let session_name = key::session_name(step, context.scope.env).into_owned();
    let chained = index > 0 || plan.source.is_session_of_role();
    let request = AssumeRole {
        role_arn: step.role_arn.clone(),
        session_name: session_name.clone(),
        external_id: step.external_id.clone(),
        duration_seconds: step
            .duration_seconds
            .map(|seconds| if chained { seconds.min(LONGEST_CHAINED) } else { seconds }),
        source_identity: step.source_identity.clone(),
        mfa,
    };
    let assumed = sts
        .assume_role(base, &request)
        .map_err(|error| explain::assume_role(&error, context, plan, index, step, base))?;
    identity::carry_over(context, &key::of(plan, index + 1, context.scope), &assumed);
    Ok(context.held(assumed.credentials, step.role_arn.clone(), Some(session_name)))
}
