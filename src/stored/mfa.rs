//! Sessions got with an MFA code: one over a user's keys and a device, for all roles that ask for that device.

use chrono::{DateTime, Utc};

use crate::config::plan::Plan;
use crate::domain::credentials::Credentials;
use crate::store::Store;
use crate::store::credentials::Held;
use crate::store::key::Key;
use crate::stored::scope::Scope;

/// What the prefix of a temporary key's id is. Source: IAM user guide, "Understanding unique ID prefixes".
const TEMPORARY: &str = "ASIA";

/// The key of the session over these keys and this device. Not the region: a session of one holds in all. (What the
/// global endpoint gives does not hold in regions that are off by default.)
#[must_use]
pub fn key(scope: Scope<'_>, access_key_id: &str, serial: &str) -> Key {
    let global = scope.region.is_some_and(|region| region.as_str() == "aws-global");
    Key::of([
        Some("mfa-session"),
        scope.network.endpoint_url.as_deref(),
        global.then_some("global"),
        Some(access_key_id),
        Some(serial),
    ])
}

/// Whether AWS gives a session for these: for a user's long-term keys alone.
#[must_use]
pub fn is_long_term(keys: &Credentials) -> bool {
    keys.session_token.is_none() && keys.expires_at.is_none() && !keys.access_key_id.starts_with(TEMPORARY)
}

/// Keys and device of the session that the plan's first role is assumed over, where the keys are at hand and no other
/// role asks for a code.
#[must_use]
pub fn session_of(plan: &Plan) -> Option<(&Credentials, &str)> {
    let keys = plan.keys_at_hand().filter(|keys| is_long_term(keys))?;
    let (first, others) = plan.roles.split_first()?;
    let serial = first.mfa_serial.as_deref()?;
    others.iter().all(|step| step.mfa_serial.is_none()).then_some((keys, serial))
}

/// Until when that session lasts, where there is one.
#[must_use]
pub fn until(store: &Store, scope: Scope<'_>, plan: &Plan, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let (keys, serial) = session_of(plan)?;
    Some(held(store, scope, keys, serial, now)?.expires_at)
}

/// The session of a user without a role, got with the profile's [own device](crate::config::plan::own_device), as long as
/// it lasts.
#[must_use]
pub fn own(
    store: &Store,
    scope: Scope<'_>,
    plan: &Plan,
    device: Option<&str>,
    now: DateTime<Utc>,
) -> Option<Held> {
    let keys = plan.keys_at_hand().filter(|keys| is_long_term(keys) && plan.roles.is_empty())?;
    held(store, scope, keys, device?, now)
}

fn held(
    store: &Store,
    scope: Scope<'_>,
    keys: &Credentials,
    serial: &str,
    now: DateTime<Utc>,
) -> Option<Held> {
    Held::load(store, &key(scope, &keys.access_key_id, serial)).filter(|held| held.expires_at > now)
}
