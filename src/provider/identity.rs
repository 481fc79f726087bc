//! Who the credentials are, as STS says.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::config::plan::Plan;
use crate::domain::account::AccountId;
use crate::domain::credentials::Credentials;
use crate::domain::identity::Identity;
use crate::domain::time;
use crate::error::Error;
use crate::provider::context::{Context, Scope};
use crate::provider::failure::Failure;
use crate::provider::{explain, key};
use crate::store::Store;
use crate::store::key::Key;
use crate::store::shelf::Shelf;

/// The version of the fields below.
const VERSION: u64 = 1;
/// How long the answer about the same key is believed: a key can be deactivated, and its user renamed.
const GOOD_FOR: TimeDelta = TimeDelta::hours(12);

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
    let stored = || load(context.store, &entry_key).filter(|held| held.serves(credentials, context.now()));
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
    context.store.put_json(Shelf::Identities, &entry_key, VERSION, held.to_json());
    Failure::clear(context.store, &entry_key);
    drop(lock);
    Ok(held.identity)
}

/// The plan's identity as STS last told it, however long ago; no network, no lock.
#[must_use]
pub fn peek_identity(store: &Store, scope: Scope<'_>, plan: &Plan) -> Option<Identity> {
    load(store, &key::of_result(plan, scope)).map(|held| held.identity)
}

struct HeldIdentity {
    identity: Identity,
    /// The key that was asked about.
    access_key_id: String,
}

impl HeldIdentity {
    fn serves(&self, credentials: &Credentials, now: DateTime<Utc>) -> bool {
        let age = now - self.identity.verified_at;
        self.access_key_id == credentials.access_key_id && age >= TimeDelta::zero() && age < GOOD_FOR
    }

    fn to_json(&self) -> Value {
        json!({
            "account_id": self.identity.account_id.as_str(),
            "arn": self.identity.arn,
            "user_id": self.identity.user_id,
            "verified_at": time::to_rfc3339(self.identity.verified_at),
            "access_key_id": self.access_key_id,
        })
    }
}

fn load(store: &Store, key: &Key) -> Option<HeldIdentity> {
    let value = store.get_json(Shelf::Identities, key, VERSION)?;
    let text = |name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    Some(HeldIdentity {
        identity: Identity {
            account_id: AccountId::parse(text("account_id")?)?,
            arn: text("arn")?.to_owned(),
            user_id: text("user_id")?.to_owned(),
            verified_at: time::parse(text("verified_at")?)?,
        },
        access_key_id: text("access_key_id")?.to_owned(),
    })
}
