//! Who the credentials are, as STS says.

use crate::aws::sts::AssumedRole;
use crate::config::plan::{Plan, Source};
use crate::domain::credentials::Credentials;
use crate::domain::identity::Identity;
use crate::domain::text::printable;
use crate::error::Error;
use crate::provider::context::Context;
use crate::provider::explain::{self, Trouble};
use crate::store::failures::Failure;
use crate::store::identities::HeldIdentity;
use crate::store::key::Key;
use crate::store::shelf::Shelf;
use crate::stored::key;

/// Who the plan's credentials are: stored if asked before about the same access key, else by `GetCallerIdentity`.
/// `refresh` asks in any case. Failures are noted for the prompt, also those before any call.
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
    let before = stored();
    if let Some(held) = before.as_ref().filter(|_| !refresh) {
        return Ok(held.identity.clone());
    }
    let lock = context.lock(Shelf::Identities, &entry_key);
    // What somebody else was told meanwhile is new enough even where it is to be asked anew.
    if let Some(held) = stored().filter(|held| before.as_ref() != Some(held)) {
        return Ok(held.identity);
    }
    let identity = ask(context, plan, credentials).map_err(|trouble| {
        Failure::note(context.store, &entry_key, trouble.reason, context.now());
        trouble.error
    })?;
    // By this computer's clock, which it will be looked at by.
    let identity = Identity { verified_at: context.now(), ..identity };
    let held = HeldIdentity { identity, access_key_id: credentials.access_key_id.clone() };
    held.save(context.store, &entry_key);
    Failure::clear(context.store, &entry_key);
    drop(lock);
    Ok(held.identity)
}

/// STS tells with new credentials whose they are. Where that is what was asked about the ones before, nobody has to ask
/// again.
pub(super) fn carry_over(context: &Context<'_>, entry_key: &Key, assumed: &AssumedRole) {
    let same = |held: &HeldIdentity| {
        held.is_believed(context.now())
            && held.identity.arn == assumed.arn
            && Some(&held.identity.user_id) == assumed.user_id.as_ref()
    };
    if let Some(held) = HeldIdentity::load(context.store, entry_key).filter(same) {
        let access_key_id = assumed.credentials.access_key_id.clone();
        HeldIdentity { access_key_id, ..held }.save(context.store, entry_key);
    }
}

/// Whether anybody has asked who the plan's credentials are, and the answer is still believed.
#[must_use]
pub fn identity_was_asked(context: &Context<'_>, plan: &Plan) -> bool {
    let held = HeldIdentity::load(context.store, &key::of_result(plan, context.scope));
    held.is_some_and(|held| held.is_believed(context.now()))
}

fn ask(context: &Context<'_>, plan: &Plan, credentials: &Credentials) -> Result<Identity, Trouble> {
    let sts = context.sts().map_err(Trouble::other)?;
    let identity = sts
        .get_caller_identity(credentials)
        .map_err(|error| explain::identity(&error, context, plan, credentials))?;
    match expected(plan).filter(|account| **account != *identity.account_id.as_str()) {
        Some(account) => Err(another_account(account, &identity)),
        None => Ok(identity),
    }
}

/// The account that the source was asked for by its number.
fn expected(plan: &Plan) -> Option<&str> {
    match &plan.source {
        Source::Sso { account_id, .. } if plan.roles.is_empty() => Some(account_id),
        _ => None,
    }
}

/// Who asked for one account must not act in another.
fn another_account(asked: &str, identity: &Identity) -> Trouble {
    let (asked, got) = (printable(asked), &identity.account_id);
    let message =
        format!("asked for account {asked}, but what was given is of account {got} ({})", identity.arn);
    let error = Error::failed(message)
        .hint("what answers is not what it should be; which endpoints are set? env | grep AWS_ENDPOINT_URL")
        .code("another-account");
    Trouble::other(error)
}
