//! What is stored of a plan's result: found by everything that the result depends on, looked at without network and
//! without a lock.

pub mod key;
mod scope;

use chrono::{DateTime, Utc};

use crate::config::plan::Plan;
use crate::domain::credentials::Credentials;
use crate::domain::identity::Identity;
use crate::host::FileTime;
use crate::store::Store;
use crate::store::credentials::Held;
use crate::store::failures::Failure;
use crate::store::identities::HeldIdentity;
use crate::store::shelf::Shelf;
pub use scope::Scope;

/// What is at hand or stored for a plan.
#[derive(Debug, Clone, Default)]
pub struct Stored {
    /// Keys at hand, or the stored result of the roles, even if it has ended.
    pub credentials: Option<Credentials>,
    /// From when on the stored result should be renewed; `None` where nothing is stored or nothing needs renewing.
    pub due_at: Option<DateTime<Utc>>,
    /// The identity as STS last told it, unless that is too long ago to be believed.
    pub identity: Option<Identity>,
    /// Until when it is believed.
    pub believed_until: Option<DateTime<Utc>>,
    /// The last failure, if nothing succeeded since.
    pub failure: Option<Failure>,
    /// The files that say so, with the times that they had before they were read.
    pub files: Vec<FileTime>,
}

impl Stored {
    /// Looks. Nothing is ever stored for a plan whose source awsp does not get credentials from.
    #[must_use]
    pub fn of(store: &Store, scope: Scope<'_>, plan: &Plan, now: DateTime<Utc>) -> Self {
        let Some(keys) = plan.keys_at_hand() else { return Self::default() };
        let key = key::of_result(plan, scope);
        let mut shelves = vec![Shelf::Identities, Shelf::Failures];
        if !plan.roles.is_empty() {
            shelves.push(Shelf::Credentials);
        }
        let looked_at =
            shelves.into_iter().filter_map(|shelf| Some((shelf, FileTime::of(store.path(shelf, &key)?))));
        let files: Vec<(Shelf, FileTime)> = looked_at.collect();
        let is_there = |wanted| files.iter().any(|(shelf, file)| *shelf == wanted && file.modified.is_some());
        let identity = is_there(Shelf::Identities).then(|| HeldIdentity::load(store, &key)).flatten();
        let identity = identity.filter(|held| held.is_believed(now));
        let held = is_there(Shelf::Credentials).then(|| Held::load(store, &key)).flatten();
        Self {
            due_at: held.as_ref().map(Held::due_at),
            credentials: held
                .map(|held| held.credentials)
                .or_else(|| plan.roles.is_empty().then(|| keys.clone())),
            believed_until: identity.as_ref().map(HeldIdentity::believed_until),
            identity: identity.map(|held| held.identity),
            failure: is_there(Shelf::Failures).then(|| Failure::load(store, &key)).flatten(),
            files: files.into_iter().map(|(_, file)| file).collect(),
        }
    }
}
