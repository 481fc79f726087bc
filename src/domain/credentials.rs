//! What signs a request.

use chrono::{DateTime, Utc};

use crate::domain::account::AccountId;
use crate::domain::secret::Secret;

/// One set of AWS credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// `AKIA…` (long-term) or `ASIA…` (temporary); not a secret.
    pub access_key_id: String,
    /// Signs; never shown.
    pub secret_access_key: Secret,
    /// Present for temporary credentials.
    pub session_token: Option<Secret>,
    /// When they end; `None` for what has no known end.
    pub expires_at: Option<DateTime<Utc>>,
    /// The account, where whoever issued them said it.
    pub account_id: Option<AccountId>,
}

impl Credentials {
    /// Whether they have ended at `now`.
    #[must_use]
    pub fn ended(&self, now: DateTime<Utc>) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }
}
