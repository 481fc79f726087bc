//! Who the credentials are, as STS says.

use crate::config::plan::Plan;
use crate::domain::credentials::Credentials;
use crate::domain::identity::Identity;
use crate::error::Error;
use crate::provider::context::Context;
use crate::provider::explain;
use crate::store::failures::Failure;
use crate::store::identities::HeldIdentity;
use crate::store::shelf::Shelf;
use crate::stored::key;

/// Who the plan's credentials are: stored if asked before about the same access key, else by `GetCallerIdentity`.
/// `refresh` asks in any case.
///
/// # Errors
/// [`Failed`](crate::error::Kind::Failed), with hints.
pub fn identity(
    context: &Context<'_>,
    plan: &Plan,
    credentials: &Credentials,
    refresh: bool,
) -> Result<Identity, Error> {
    let entry_key = key::of_result(plan, context.scope);
    let stored = || {
        HeldIdentity::load(context.store, &entry_key).filter(|held| held.serves(credentials, context.now()))
    };
    if let Some(held) = (!refresh).then(stored).flatten() {
        return Ok(held.identity);
    }
    let lock = context.store.lock(Shelf::Identities, &entry_key, context.patience());
    if let Some(held) = (!refresh).then(stored).flatten() {
        return Ok(held.identity);
    }
    let asked = context.sts().and_then(|sts| {
        sts.get_caller_identity(credentials).map_err(|error| {
            let trouble = explain::identity(&error, context, plan, credentials);
            Failure::note(context.store, &entry_key, trouble.reason, context.now());
            trouble.error
        })
    });
    let identity = asked?;
    let held = HeldIdentity { identity, access_key_id: credentials.access_key_id.clone() };
    held.save(context.store, &entry_key);
    Failure::clear(context.store, &entry_key);
    drop(lock);
    Ok(held.identity)
}
