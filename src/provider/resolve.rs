//! The walk: stored and good? done. Else lock, look again, get, store.

use crate::config::plan::Plan;
use crate::domain::credentials::Credentials;
use crate::error::Error;
use crate::provider::context::Context;
use crate::provider::explain::Trouble;
use crate::provider::{role, source};
use crate::store::credentials::Held;
use crate::store::failures::{Failure, Reason};
use crate::store::freshness::Freshness;
use crate::store::shelf::Shelf;
use crate::stored::key;

/// Whether stored credentials will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refresh {
    /// While they are good.
    IfNeeded,
    /// No: the last role is assumed anew; the roles before it are as with `IfNeeded`.
    Force,
}

/// Credentials, and how they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The plan's result.
    pub credentials: Credentials,
    /// Whether awsp can renew them without a person, as long as the sign-in holds that they hang on, if there is one:
    /// they end, and come of no MFA code and of no keys with an end.
    pub refreshes: bool,
    /// Whether they are stored ones; for keys at hand `false`.
    pub from_cache: bool,
}

/// Gets the plan's credentials. Of many that want the same at once, one makes the calls.
///
/// Stored ones in the last minutes of their life (see [`Freshness`]) are given if renewing fails, up to a point. A
/// person is asked for an MFA code only when there is no other way. Failures are noted for the prompt.
///
/// # Errors
/// With [`SignIn`](crate::error::Kind::SignIn) where a person must act first, else
/// [`Failed`](crate::error::Kind::Failed), with hints.
pub fn resolve(context: &Context<'_>, plan: &Plan, refresh: Refresh) -> Result<Resolved, Error> {
    let result_key = key::of_result(plan, context.scope);
    match hop(context, plan, plan.roles.len(), refresh) {
        Ok(got) => {
            match got.failed {
                Some(reason) => Failure::note(context.store, &result_key, reason, context.now()),
                None if got.called => Failure::clear(context.store, &result_key),
                None => {}
            }
            Ok(Resolved {
                refreshes: plan.renews_unattended() && got.credentials.expires_at.is_some(),
                from_cache: got.from_cache,
                credentials: got.credentials,
            })
        }
        Err(trouble) => {
            Failure::note(context.store, &result_key, trouble.reason, context.now());
            Err(trouble.error)
        }
    }
}

struct Got {
    credentials: Credentials,
    /// Whether somebody was asked for them: AWS, a program, the machine.
    called: bool,
    /// Whether they were stored.
    from_cache: bool,
    /// Why renewing them failed, where they are given nevertheless.
    failed: Option<Reason>,
}

impl Got {
    fn stored(held: Held, failed: Option<Reason>) -> Self {
        Self { credentials: held.credentials, called: false, from_cache: true, failed }
    }

    fn fresh(credentials: Credentials, called: bool) -> Self {
        Self { credentials, called, from_cache: false, failed: None }
    }
}

/// The credentials after the first `hops` roles; after none, those of the source.
///
/// Locks are taken from the last role towards the source, in all processes, so that none waits for another in a ring.
fn hop(context: &Context<'_>, plan: &Plan, hops: usize, refresh: Refresh) -> Result<Got, Trouble> {
    if hops == 0 && !plan.source.is_stored() {
        let credentials = source::get(context, plan)?;
        return Ok(Got::fresh(credentials, plan.keys_at_hand().is_none()));
    }
    let entry_key = key::of(plan, hops, context.scope);
    let load = || {
        Held::load(context.store, &entry_key).filter(|_| hops > 0 || !source::is_signed_out(context, plan))
    };
    let before = load();
    if let Some(held) = before.as_ref().filter(|held| serves(context, plan, hops, held, refresh)) {
        return Ok(Got::stored(held.clone(), None));
    }
    let step = hops.checked_sub(1).and_then(|index| plan.roles.get(index));
    if let Some(step) = step
        && let (Some(serial), None) = (&step.mfa_serial, context.mfa)
    {
        return Err(role::code_needed(context, step, serial));
    }
    let _lock = context.lock(Shelf::Credentials, &entry_key);
    let stored = load();
    // Somebody else may have been quicker; what they got meanwhile is new enough even where new ones are asked for.
    if let Some(held) = stored.as_ref().filter(|_| stored != before)
        && held.freshness(context.now()) == Freshness::Fresh
    {
        return Ok(Got::stored(held.clone(), None));
    }
    match fetch(context, plan, hops) {
        Ok(got) => {
            if let Some(held) = &got.held {
                held.save(context.store, &entry_key);
            }
            Ok(Got::fresh(got.credentials, true))
        }
        Err(trouble) => {
            let usable = stored.filter(|held| held.freshness(context.now()) < Freshness::Overdue);
            match usable.filter(|_| refresh == Refresh::IfNeeded) {
                Some(held) => Ok(Got::stored(held, Some(trouble.reason))),
                None => Err(trouble),
            }
        }
    }
}

/// What was got, and as it is kept where it has an end.
struct Fetched {
    credentials: Credentials,
    held: Option<Held>,
}

fn fetch(context: &Context<'_>, plan: &Plan, hops: usize) -> Result<Fetched, Trouble> {
    let Some(index) = hops.checked_sub(1) else {
        let issued_at = context.now();
        let credentials = source::get(context, plan)?;
        let held = credentials.expires_at.map(|expires_at| Held {
            credentials: credentials.clone(),
            expires_at,
            issued_at,
            of: source::described(&plan.source),
            session_name: None,
        });
        return Ok(Fetched { credentials, held });
    };
    let held = assume(context, plan, index)?;
    Ok(Fetched { credentials: held.credentials.clone(), held: Some(held) })
}

/// Whether stored credentials will do without any attempt to renew them.
fn serves(context: &Context<'_>, plan: &Plan, hops: usize, held: &Held, refresh: Refresh) -> bool {
    if refresh == Refresh::Force {
        return false;
    }
    let now = context.now();
    match held.freshness(now) {
        Freshness::Fresh => true,
        Freshness::Overdue => false,
        // Good for some minutes yet: neither a person nor a service that just failed is bothered.
        Freshness::Due => {
            let asks = plan.roles.iter().take(hops).any(|step| step.mfa_serial.is_some());
            let result_key = key::of_result(plan, context.scope);
            asks || Failure::load(context.store, &result_key).is_some_and(|failure| failure.holds(now))
        }
    }
}

/// Assumes the role of step `index` over the steps before. Stored credentials of a step before that AWS does not
/// accept any more, such as those of a revoked session, are got anew, once.
fn assume(context: &Context<'_>, plan: &Plan, index: usize) -> Result<Held, Trouble> {
    let step = plan.roles.get(index).ok_or_else(Trouble::defect)?;
    let base = hop(context, plan, index, Refresh::IfNeeded)?;
    let outcome = role::assume(context, plan, index, step, &base.credentials);
    match outcome {
        Err(trouble)
            if index > 0 && !base.called && trouble.reason == Reason::Denied && trouble.base_is_dead() =>
        {
            let base = hop(context, plan, index, Refresh::Force)?;
            role::assume(context, plan, index, step, &base.credentials)
        }
        outcome => outcome,
    }
}
