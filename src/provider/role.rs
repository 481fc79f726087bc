//! One role step: `AssumeRole`.

use crate::aws::sts::AssumeRole;
use crate::config::plan::{Plan, RoleStep};
use crate::domain::credentials::Credentials;
use crate::domain::secret::Secret;
use crate::domain::text::printable;
use crate::error::{Error, Kind};
use crate::provider::context::Context;
use crate::provider::explain::{self, Trouble, profile_option};
use crate::store::credentials::Held;
use crate::store::failures::Reason;
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
    let sts = context.sts().map_err(|error| Trouble { error, reason: Reason::Other })?;
    let session_name = key::session_name(step, context.scope.env).into_owned();
    let chained = index > 0;
    let request = AssumeRole {
        role_arn: step.role_arn.clone(),
        session_name: session_name.clone(),
        external_id: step.external_id.clone(),
        duration_seconds: step
            .duration_seconds
            .map(|seconds| if chained { seconds.min(LONGEST_CHAINED) } else { seconds }),
        source_identity: step.source_identity.clone(),
        mfa: mfa(context, step)?,
    };
    let assumed = sts
        .assume_role(base, &request)
        .map_err(|error| explain::assume_role(&error, context, plan, index, step, base))?;
    let now = context.now();
    Ok(Held {
        expires_at: assumed.credentials.expires_at.unwrap_or(now),
        issued_at: now,
        of: step.role_arn.clone(),
        session_name: Some(session_name),
        credentials: assumed.credentials,
    })
}

/// Serial number and code, where the step wants them.
fn mfa(context: &Context<'_>, step: &RoleStep) -> Result<Option<(String, Secret)>, Trouble> {
    let Some(serial) = &step.mfa_serial else { return Ok(None) };
    let Some(ask) = context.mfa else { return Err(code_needed(context, step, serial)) };
    let code = ask(serial).map_err(|error| Trouble { error, reason: Reason::SignIn })?;
    let code = code.trim();
    if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
        let error = Error::new(Kind::SignIn, "an MFA code is six digits")
            .hint(format!("try again: awsp whoami{}", profile_option(context.profile)))
            .code("mfa-code-refused");
        return Err(Trouble { error, reason: Reason::SignIn });
    }
    Ok(Some((serial.clone(), Secret::new(code))))
}

/// What to say where a code is needed and nobody may be asked.
pub(super) fn code_needed(context: &Context<'_>, step: &RoleStep, serial: &str) -> Trouble {
    let message = format!(
        "the role {} of profile '{}' ({}) needs an MFA code from {}",
        printable(&step.role_arn),
        printable(&step.profile),
        step.origin,
        printable(serial)
    );
    let error = Error::new(Kind::SignIn, message)
        .hint(format!("this asks for the code: awsp whoami{}", profile_option(context.profile)))
        .code("mfa-code-needed");
    Trouble { error, reason: Reason::SignIn }
}
