//! Who the credentials are.

use chrono::{DateTime, Utc};

use crate::domain::account::AccountId;

/// An identity as STS `GetCallerIdentity` told it: verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The account that the caller belongs to.
    pub account_id: AccountId,
    /// `arn:aws:sts::…:assumed-role/NAME/SESSION`, `arn:aws:iam::…:user/NAME`, `…:root` …
    pub arn: String,
    /// The unique id: `AIDA…` for users, `AROA…:SESSION` for role sessions.
    pub user_id: String,
    /// When STS said so.
    pub verified_at: DateTime<Utc>,
}
