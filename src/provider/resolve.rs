//! The walk: stored and good? done. Else lock, look again, get, store.

use std::time::Duration;

use crate::config::plan::Plan;
use crate::domain::credentials::Credentials;
use crate::error::Error;
use crate::provider::context::Context;
use crate::provider::explain::Trouble;
use crate::provider::{mfa, role, source};
use crate::store::credentials::{HangsOn, Held};
use crate::store::failures::{Failure, Reason};
use crate::store::freshness::Freshness;
use crate::store::key::Key;
use crate::store::shelf::Shelf;
use crate::stored::key;

/// Whether stored credentials will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refresh {
    /// While they are good. Those that are due serve as well where they may be renewed behind
    /// ([`Context::behind`]); else they are renewed first, and serve if that fails.
    IfNeeded,
    /// No: the last role is assumed anew, or the session of `aws login` renewed; what comes before is as with `IfNeeded`.
    Force,
}

/// Credentials, and how they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The plan's result.
    pub credentials: Credentials,
    /// Whether awsp can renew them without a person, as long as the sign-in holds that they hang on, if there is one:
    /// they end, and come of no keys with an end, nor of an MFA code that is for them alone.
    pub refreshes: bool,
    /// Whether they are stored ones; for keys at hand `false`.
    pub from_cache: bool,
    /// Whether it is time to renew them behind, which [`Context::behind`] allows: nobody needs to wait for that, and no
    /// recent failure or missing MFA code is in the way.
    pub due: bool,
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
                refreshes: refreshes(context, plan) && got.credentials.expires_at.is_some(),
                from_cache: got.from_cache,
                due: got.due,
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
    /// Whether they are to be renewed behind.
    due: bool,
}

impl Got {
    fn stored(held: Held) -> Self {
        Self { credentials: held.credentials, called: false, from_cache: true, failed: None, due: false }
    }

    fn fresh(credentials: Credentials, called: bool) -> Self {
        Self { credentials, called, from_cache: false, failed: None, due: false }
    }
}

/// The credentials after the first `hops` roles; after none, those of the source.
///
/// Locks are taken from the last role towards the source, in all processes, so that none waits for another in a ring.
fn hop(context: &Context<'_>, plan: &Plan, hops: usize, refresh: Refresh) -> Result<Got, Trouble> {
    if hops == 0 && !plan.source.is_stored() {
        let credentials = source::get(context, plan, refresh)?;
        return Ok(Got::fresh(credentials, plan.keys_at_hand().is_none()));
    }
    let entry_key = key::of(plan, hops, context.scope);
    let load = || {
        Held::load(context.store, &entry_key).filter(|_| hops > 0 || !source::is_signed_out(context, plan))
    };
    let before = load();
    if let Some(held) = &before {
        match use_of(context, plan, hops, &entry_key, held, refresh) {
            Use::AsItIs => return Ok(Got::stored(held.clone())),
            Use::AndRenewBehind => return Ok(Got { due: true, ..Got::stored(held.clone()) }),
            Use::Never => {}
        }
    }
    let guarded = hops.checked_sub(1).and_then(|index| plan.roles.get(index));
    if let Some(step) = guarded
        && let (Some(serial), None) = (&step.mfa_serial, context.mfa)
        && mfa::needs_person(context, plan, hops)
    {
        return Err(mfa::code_needed(context, step, serial));
    }
    let _lock = context.lock(Shelf::Credentials, &entry_key);
    let stored = load();
    // Somebody else may have been quicker; what they got meanwhile is new enough even where new ones are asked for.
    if let Some(held) = stored.as_ref().filter(|_| stored != before)
        && held.freshness(context.now()) == Freshness::Fresh
    {
        return Ok(Got::stored(held.clone()));
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
            match usable.filter(|_| refresh != Refresh::Force) {
                Some(held) => Ok(Got { failed: Some(trouble.reason), ..Got::stored(held) }),
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
    let held = if let Some(index) = hops.checked_sub(1) {
        assume(context, plan, index)?
    } else {
        let credentials = source::get(context, plan, Refresh::Force)?;
        if credentials.expires_at.is_none() {
            return Ok(Fetched { credentials, held: None });
        }
        context.held(credentials, source::described(&plan.source), None)
    };
    let held = Held { refreshes: refreshes(context, plan), hangs_on: hangs_on(plan, hops), ..held };
    Ok(Fetched { credentials: held.credentials.clone(), held: Some(held) })
}

/// Whether the plan's result can be renewed without a person.
fn refreshes(context: &Context<'_>, plan: &Plan) -> bool {
    plan.renews_unattended() || mfa::renews(context, plan)
}

/// The sign-in that the credentials after the first `hops` roles hang on.
fn hangs_on(plan: &Plan, hops: usize) -> Option<HangsOn> {
    let device = plan.roles.iter().take(hops).find_map(|step| step.mfa_serial.as_deref());
    device.map(HangsOn::mfa).or_else(|| source::sign_in(&plan.source))
}

/// What stored credentials are good for.
enum Use {
    /// They will do, and nothing needs to be done.
    AsItIs,
    /// They will do, and are to be renewed behind.
    AndRenewBehind,
    /// Nothing, until renewing them has been tried.
    Never,
}

fn use_of(
    context: &Context<'_>,
    plan: &Plan,
    hops: usize,
    entry_key: &Key,
    held: &Held,
    refresh: Refresh,
) -> Use {
    let now = context.now();
    match held.freshness(now) {
        _ if refresh == Refresh::Force => Use::Never,
        Freshness::Fresh => Use::AsItIs,
        // Nobody can be asked for the code, so there is nothing better than these.
        Freshness::Overdue
            if context.mfa.is_none()
                && !held.credentials.ended(now)
                && mfa::needs_person(context, plan, hops) =>
        {
            Use::AsItIs
        }
        Freshness::Overdue => Use::Never,
        // Good for some minutes yet: neither a person nor a service that just failed is bothered.
        Freshness::Due => {
            let result_key = key::of_result(plan, context.scope);
            let rests = Failure::load(context.store, &result_key).is_some_and(|failure| failure.holds(now));
            if rests || mfa::needs_person(context, plan, hops) {
                Use::AsItIs
            } else if !context.behind.is_some_and(|may_be| may_be()) {
                Use::Never
            // Somebody else may be at it.
            } else if context.store.lock(Shelf::Credentials, entry_key, Duration::ZERO).is_some() {
                Use::AndRenewBehind
            } else {
                Use::AsItIs
            }
        }
    }
}

/// Assumes the role of step `index` over what comes before. Stored credentials that AWS does not accept any more, such
/// as those of a revoked session, are got anew, once.
fn assume(context: &Context<'_>, plan: &Plan, index: usize) -> Result<Held, Trouble> {
    let step = plan.roles.get(index).ok_or_else(Trouble::defect)?;
    let base = hop(context, plan, index, Refresh::IfNeeded)?;
    let outcome = role::assume(context, plan, index, step, &base.credentials);
    match outcome {
        Err(trouble) if base.from_cache && trouble.reason == Reason::Denied && trouble.base_is_dead() => {
            let base = hop(context, plan, index, Refresh::Force)?;
            role::assume(context, plan, index, step, &base.credentials)
        }
        outcome => outcome,
    }
}
