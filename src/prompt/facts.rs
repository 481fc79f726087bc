//! What is known of the active identity, before it becomes text.

use chrono::{DateTime, Utc};

use crate::domain::account::AccountId;

/// How the identity stands. Each has a word of its own, so that no two are told apart by colour alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is known against it.
    Fine,
    /// A person must sign in first.
    SignIn,
    /// The selected profile does not exist.
    Unknown,
    /// The profile, or a file, cannot be used.
    Broken,
    /// The last attempt to verify or renew did not reach AWS.
    Offline,
    /// The last attempt was refused by AWS.
    Denied,
}

/// What happens when the end comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// awsp, and whoever else uses the profile, gets new credentials without a person.
    Renews,
    /// A person must sign in again.
    SignIn,
    /// The keys stop working.
    Stops,
}

/// What is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The active profile's name, or what is used without one (`environment keys`).
    pub name: String,
    /// The selected profile that something else is used in place of.
    pub in_place_of: Option<String>,
    /// The account, planned or verified.
    pub account: Option<AccountId>,
    /// The role, planned or verified.
    pub role: Option<String>,
    /// The region of the next call.
    pub region: Option<String>,
    /// See [`Standing`].
    pub standing: Standing,
    /// Whether STS said who this is; else it is read off the plan.
    pub verified: bool,
    /// Whether it is marked as dangerous, or is the root user.
    pub dangerous: bool,
    /// When it ends, and what then.
    pub end: Option<(DateTime<Utc>, Ending)>,
}
