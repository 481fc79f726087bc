//! Roles that ask for an MFA code. Over a user's long-term keys one code gives a session (`GetSessionToken`) that
//! serves all roles with the same device; over anything else each role takes a code of its own.

use crate::config::plan::{Plan, RoleStep, Source};
use crate::domain::credentials::Credentials;
use crate::domain::secret::Secret;
use crate::domain::text::printable;
use crate::error::{Error, Kind};
use crate::provider::context::Context;
use crate::provider::explain::{self, Trouble, login};
use crate::provider::role;
use crate::store::credentials::{HangsOn, Held};
use crate::store::failures::Reason;
use crate::store::shelf::Shelf;
use crate::stored::mfa::{is_long_term, key, session_of, until};

/// How long the session is to last, in seconds: a working day, AWS's own default.
const DURATION: u32 = 43_200;

/// A session, and the code where it was just got.
struct Session {
    credentials: Credentials,
    code: Option<Secret>,
}

/// Whether the first `hops` roles cannot be assumed without a code from a person. Where that depends on what a program
/// gives, it is not foretold.
pub(super) fn needs_person(context: &Context<'_>, plan: &Plan, hops: usize) -> bool {
    let guarded = || plan.roles.iter().take(hops).any(|step| step.mfa_serial.is_some());
    guarded()
        && !matches!(plan.source, Source::Process { .. })
        && until(context.store, context.scope, plan, context.now()).is_none()
}

/// Whether the plan's result can be renewed without a code, as long as the session lasts.
pub(super) fn renews(context: &Context<'_>, plan: &Plan) -> bool {
    session_of(plan).is_some() && !needs_person(context, plan, plan.roles.len())
}

/// Assumes the role of step `index`, which asks for the device `serial`.
pub(super) fn assume(
    context: &Context<'_>,
    plan: &Plan,
    index: usize,
    step: &RoleStep,
    serial: &str,
    base: &Credentials,
) -> Result<Held, Trouble> {
    let with_code =
        |code: Secret| role::call(context, plan, index, step, base, Some((serial.to_owned(), code)));
    if !is_long_term(base) {
        return with_code(ask(context, step, serial)?);
    }
    let over = |session: &Session| role::call(context, plan, index, step, &session.credentials, None);
    let session = match session(context, plan, step, serial, base)? {
        Ok(session) => session,
        // Nothing but the role itself can be asked then.
        Err(code) => return retry_with_code(context, step, serial, code, &with_code),
    };
    let refused = match over(&session) {
        Err(trouble) if trouble.reason == Reason::Denied => trouble,
        outcome => return outcome,
    };
    match session.code {
        // A service that speaks STS may take codes, and not know of sessions. AWS's refusal is the one that counts.
        Some(code) => with_code(code).map_err(|_| refused),
        None if refused.base_is_dead() => {
            let entry_key = key(context.scope, &base.access_key_id, serial);
            // Somebody else may have found that out before, and got another.
            let used = &session.credentials.access_key_id;
            if Held::load(context.store, &entry_key)
                .is_some_and(|held| held.credentials.access_key_id == *used)
            {
                context.store.remove(Shelf::Credentials, &entry_key);
            }
            match self::session(context, plan, step, serial, base)? {
                Ok(session) => over(&session),
                Err(code) => retry_with_code(context, step, serial, code, &with_code),
            }
        }
        // The role may ask for a code that is not so old (`aws:MultiFactorAuthAge`).
        None if context.mfa.is_some() => with_code(ask(context, step, serial)?),
        None => {
            let hint = format!("if the role asks for a newer MFA code: {}", login(context.profile));
            Err(Trouble { error: refused.error.hint(hint), ..refused })
        }
    }
}

/// The session of the keys and the device: stored, or got with a code. `Err` in the inner result is the code where AWS
/// gives these keys no session.
fn session(
    context: &Context<'_>,
    plan: &Plan,
    step: &RoleStep,
    serial: &str,
    keys: &Credentials,
) -> Result<Result<Session, Secret>, Trouble> {
    let entry_key = key(context.scope, &keys.access_key_id, serial);
    let stored = || {
        let held = Held::load(context.store, &entry_key).filter(|held| held.expires_at > context.now())?;
        Some(Session { credentials: held.credentials, code: None })
    };
    if let Some(session) = stored() {
        return Ok(Ok(session));
    }
    if context.mfa.is_none() {
        return Err(code_needed(context, step, serial));
    }
    // While one asks, others wait for what comes of it.
    let _lock = context.lock(Shelf::Credentials, &entry_key);
    if let Some(session) = stored() {
        return Ok(Ok(session));
    }
    let code = ask(context, step, serial)?;
    let sts = context.sts().map_err(Trouble::other)?;
    let credentials = match sts.get_session_token(keys, serial, &code, DURATION) {
        Ok(credentials) => credentials,
        Err(error) if is_forbidden(error.fault.service_code(), &error.fault.to_string()) => {
            return Ok(Err(code));
        }
        Err(error) => return Err(explain::mfa_session(&error, context, plan, serial, keys)),
    };
    let held = context.held(credentials, format!("the MFA session of {}", printable(serial)), None);
    let held = Held { hangs_on: Some(HangsOn::mfa(serial)), ..held };
    held.save(context.store, &entry_key);
    Ok(Ok(Session { credentials: held.credentials, code: Some(code) }))
}

/// Whether a policy forbids the call, or the endpoint does not know it; a code that is refused is something else.
fn is_forbidden(code: Option<&str>, message: &str) -> bool {
    match code {
        Some("AccessDenied") => !message.contains("MultiFactorAuthentication"),
        Some("InvalidAction") => true,
        _ => false,
    }
}

/// Tries the code that gave no session, and if it is used up by that, the device's next one.
fn retry_with_code(
    context: &Context<'_>,
    step: &RoleStep,
    serial: &str,
    code: Secret,
    with_code: &dyn Fn(Secret) -> Result<Held, Trouble>,
) -> Result<Held, Trouble> {
    match with_code(code) {
        Err(trouble) if trouble.error.code == Some("mfa-code-refused") => {
            context.say(&format!(
                "AWS gives no MFA session to these keys, and the code for {} is used up by asking; the next one is for \
                 this role alone",
                printable(serial)
            ));
            with_code(ask(context, step, serial)?)
        }
        outcome => outcome,
    }
}

/// The code, from a person.
fn ask(context: &Context<'_>, step: &RoleStep, serial: &str) -> Result<Secret, Trouble> {
    let Some(ask) = context.mfa else { return Err(code_needed(context, step, serial)) };
    let code = ask(serial).map_err(|error| {
        // Who asks knows the device alone, not the profile that a command has to name.
        let error = if error.code == Some("mfa-code-needed") {
            error.hint(format!("run it in a terminal: {}", login(context.profile)))
        } else {
            error
        };
        Trouble { error, reason: Reason::SignIn }
    })?;
    let code = code.trim();
    if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
        let error = Error::new(Kind::SignIn, "an MFA code is six digits")
            .hint(format!("try again: {}", login(context.profile)))
            .code("mfa-code-refused");
        return Err(Trouble { error, reason: Reason::SignIn });
    }
    Ok(Secret::new(code))
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
        .hint(format!("this asks for the code: {}", login(context.profile)))
        .code("mfa-code-needed");
    Trouble { error, reason: Reason::SignIn }
}
