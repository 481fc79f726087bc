//! What is known without network and without waiting: for the prompt.

use chrono::{DateTime, Utc};

use crate::config::plan::Plan;
use crate::domain::credentials::Credentials;
use crate::provider::context::Scope;
use crate::provider::{key, resolve, source};
use crate::store::Store;
use crate::store::credentials::Held;
use crate::store::failures::Failure;

/// What is at hand or stored for a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peek {
    /// Keys at hand, or the stored result of the roles, even if it has ended.
    pub credentials: Option<Credentials>,
    /// From when on the stored result should be renewed; `None` where nothing is stored or nothing needs renewing.
    pub due_at: Option<DateTime<Utc>>,
    /// Whether awsp can renew it without a person, as often as it likes.
    pub refreshes: bool,
    /// Whether awsp can get it now without a person.
    pub unattended: bool,
    /// The last failure, if nothing succeeded since.
    pub failure: Option<Failure>,
}

impl Peek {
    /// Whether AWS may be called about it unasked: no person is needed, and no failure is too recent.
    #[must_use]
    pub fn may_call(&self, now: DateTime<Utc>) -> bool {
        self.unattended && !self.failure.as_ref().is_some_and(|failure| failure.holds(now))
    }

    /// Whether it is time to get or renew the credentials unasked: they are missing or due, and AWS may be called.
    #[must_use]
    pub fn wants_refresh(&self, now: DateTime<Utc>) -> bool {
        let due = self.credentials.is_none() || self.due_at.is_some_and(|due| due <= now);
        due && self.may_call(now)
    }
}

/// Looks; touches no network and waits for no lock.
#[must_use]
pub fn peek(store: &Store, scope: Scope<'_>, plan: &Plan) -> Peek {
    let result_key = key::of_result(plan, scope);
    let held = if plan.roles.is_empty() { None } else { Held::load(store, &result_key) };
    let due_at = held.as_ref().map(Held::due_at);
    let at_hand = source::at_hand(&plan.source).filter(|_| plan.roles.is_empty());
    Peek {
        credentials: held.map(|held| held.credentials).or_else(|| at_hand.cloned()),
        due_at,
        refreshes: resolve::refreshes(plan),
        unattended: resolve::is_unattended(plan),
        failure: Failure::load(store, &result_key),
    }
}
