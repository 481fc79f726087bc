//! What is stored of a plan's result: found by everything that the result depends on, looked at without network and
//! without a lock.

pub mod forget;
pub mod key;
pub mod mfa;
mod scope;
pub mod sign_in;

use chrono::{DateTime, Utc};

use crate::config::plan::Plan;
use crate::domain::credentials::Credentials;
use crate::domain::identity::Identity;
use crate::store::Store;
use crate::store::credentials::Held;
use crate::store::failures::{Failure, Reason};
use crate::store::identities::HeldIdentity;
pub use scope::Scope;

/// What is at hand or stored for a plan.
#[derive(Debug, Clone, Default)]
pub struct Stored {
    /// Keys at hand, or the session that a code was given for in their place, or the stored result of the roles, even if
    /// it has ended.
    pub credentials: Option<Credentials>,
    /// From when on the stored result should be renewed; `None` where nothing is stored or nothing needs renewing.
    pub due_at: Option<DateTime<Utc>>,
    /// The identity as STS last told it, unless that is too long ago to be believed.
    pub identity: Option<Identity>,
    /// Until when it is believed.
    pub believed_until: Option<DateTime<Utc>>,
    /// The last failure, if nothing succeeded since.
    pub failure: Option<Failure>,
    /// Until when a session lasts that was got with an MFA code: roles that ask for one can be had without.
    pub mfa_until: Option<DateTime<Utc>>,
}

impl Stored {
    /// Looks.
    #[must_use]
    pub fn of(store: &Store, scope: Scope<'_>, plan: &Plan, now: DateTime<Utc>) -> Self {
        let key = key::of_result(plan, scope);
        let of_source = plan.roles.is_empty();
        // With a code that was given meanwhile, perhaps for another profile, nobody needs to sign in any more.
        let mfa_until = mfa::until(store, scope, plan, now);
        let identity = if of_source && plan.source.is_of_machine() {
            None
        } else {
            HeldIdentity::load(store, &key).filter(|held| held.is_believed(now))
        };
        let held = if of_source && !plan.source.is_stored() { None } else { Held::load(store, &key) };
        Self {
            due_at: held.as_ref().map(Held::due_at),
            credentials: held
                .map(|held| held.credentials)
                .or_else(|| plan.keys_at_hand().filter(|_| of_source).cloned()),
            believed_until: identity.as_ref().map(HeldIdentity::believed_until),
            identity: identity.map(|held| held.identity),
            failure: Failure::load(store, &key)
                .filter(|failure| mfa_until.is_none() || failure.reason != Reason::SignIn),
            mfa_until,
        }
    }

    /// The same where the profile names an [own device](crate::config::plan::own_device), with whose code a session may
    /// have been got.
    #[must_use]
    pub fn with_own_session(
        mut self,
        store: &Store,
        scope: Scope<'_>,
        plan: &Plan,
        device: Option<&str>,
        now: DateTime<Utc>,
    ) -> Self {
        if let Some(held) = mfa::own(store, scope, plan, device, now) {
            self.mfa_until = Some(held.expires_at);
            self.credentials = Some(held.credentials);
        }
        self
    }
}
