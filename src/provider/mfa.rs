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
use crate::provider::{Refresh, Resolved};
use crate::store::credentials::{HangsOn, Held};
use crate::store::failures::Reason;
use crate::store::shelf::Shelf;
use crate::stored::mfa::{is_long_term, key, own, session_of, until};

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
        return with_code(ask(context, &described(step), serial)?);
    }
    let over = |session: &Session| role::call(context, plan, index, step, &session.credentials, None);
    let whose = described(step);
    let session = match session(context, plan, &whose, serial, base)? {
        Ok(session) => session,
        // Nothing but the role itself can be asked then.
        Err(code) => return retry_with_code(context, &whose, serial, code, &with_code),
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
            match self::session(context, plan, &whose, serial, base)? {
                Ok(session) => over(&session),
                Err(code) => retry_with_code(context, &whose, serial, code, &with_code),
            }
        }
        // The role may ask for a code that is not so old (`aws:MultiFactorAuthAge`).
        None if context.mfa.is_some() => with_code(ask(context, &whose, serial)?),
        None => {
            let hint = format!("if the role asks for a newer MFA code: {}", login(context.profile));
            Err(Trouble { error: refused.error.hint(hint), ..refused })
        }
    }
}

/// Asks for a code now, whatever holds still, and gets with it what it is good for: a session that lasts for all roles with
/// the device, or for the user alone; else the role. `device` is the profile's
/// [own one](crate::config::plan::own_device).
///
/// # Errors
/// As [`resolve()`](super::resolve()), and where AWS gives the user no session.
pub fn mfa_sign_in(context: &Context<'_>, plan: &Plan, device: Option<&str>) -> Result<(), Error> {
    context.mfa_anew.set(true);
    if !plan.roles.is_empty() {
        super::resolve(context, plan, Refresh::Force)?;
    }
    let own = || Some((plan.keys_at_hand().filter(|keys| is_long_term(keys))?, device?));
    let Some((keys, serial)) = session_of(plan).or_else(own).filter(|_| context.mfa_anew.get()) else {
        return Ok(());
    };
    let whose = context.profile.map(|name| format!("profile '{}'", printable(name)));
    let whose = whose.as_deref().unwrap_or("the default profile");
    match session(context, plan, whose, serial, keys).map_err(|trouble| trouble.error)? {
        Ok(_) => Ok(()),
        Err(_) => Err(Error::failed(format!("AWS gives no MFA session to the keys of {whose}"))
            .hint("the user needs leave for sts:GetSessionToken")
            .code("access-denied")),
    }
}

/// The session that was got with the profile's own device, while it lasts: what awsp gives in the place of the keys.
#[must_use]
pub fn own_mfa_session(context: &Context<'_>, plan: &Plan, device: Option<&str>) -> Option<Resolved> {
    let held = own(context.store, context.scope, plan, device, context.now())?;
    Some(Resolved { credentials: held.credentials, refreshes: false, from_cache: true, due: false })
}

/// Forgets that session: AWS does not accept it any more.
pub fn forget_own_mfa_session(context: &Context<'_>, plan: &Plan, device: Option<&str>) {
    if let (Some(keys), Some(serial)) = (plan.keys_at_hand(), device) {
        context.store.remove(Shelf::Credentials, &key(context.scope, &keys.access_key_id, serial));
    }
}

/// The session of the keys and the device: stored, or got with a code. `Err` in the inner result is the code where AWS
/// gives these keys no session.
fn session(
    context: &Context<'_>,
    plan: &Plan,
    whose: &str,
    serial: &str,
    keys: &Credentials,
) -> Result<Result<Session, Secret>, Trouble> {
    let entry_key = key(context.scope, &keys.access_key_id, serial);
    let stored = || {
        let held = Held::load(context.store, &entry_key).filter(|held| held.expires_at > context.now())?;
        Some(Session { credentials: held.credentials, code: None })
    };
    let anew = context.mfa_anew.replace(false);
    if let Some(session) = stored().filter(|_| !anew) {
        return Ok(Ok(session));
    }
    if context.mfa.is_none() {
        return Err(needed_by(context, whose, serial));
    }
    // While one asks, others wait for what comes of it.
    let _lock = context.lock(Shelf::Credentials, &entry_key);
    if let Some(session) = stored().filter(|_| !anew) {
        return Ok(Ok(session));
    }
    let code = ask(context, whose, serial)?;
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
    whose: &str,
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
            with_code(ask(context, whose, serial)?)
        }
        outcome => outcome,
    }
}

/// The code, from a person.
fn ask(context: &Context<'_>, whose: &str, serial: &str) -> Result<Secret, Trouble> {
    let Some(ask) = context.mfa else { return Err(needed_by(context, whose, serial)) };
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
    needed_by(context, &described(step), serial)
}

/// The role, for a sentence.
fn described(step: &RoleStep) -> String {
    let (role, profile) = (printable(&step.role_arn), printable(&step.profile));
    format!("the role {role} of profile '{profile}' ({})", step.origin)
}

fn needed_by(context: &Context<'_>, whose: &str, serial: &str) -> Trouble {
    let message = format!("{whose} needs an MFA code from {}", printable(serial));
    let error = Error::new(Kind::SignIn, message)
        .hint(format!("this asks for the code: {}", login(context.profile)))
        .code("mfa-code-needed");
    Trouble { error, reason: Reason::SignIn }
}
