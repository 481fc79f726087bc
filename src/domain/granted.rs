//! What IAM Identity Center grants to a person.

use crate::domain::account::AccountId;

/// An account, and the roles in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantedAccount {
    /// Its id.
    pub id: AccountId,
    /// Its name as the portal tells it: any text, perhaps none.
    pub name: String,
    /// Its roles.
    pub roles: GrantedRoles,
}

/// The roles of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GrantedRoles {
    /// Their names, each once and in order; of any characters.
    Read(Vec<String>),
    /// They could not be read, and why: nothing is known of them.
    Unread(String),
    /// Nobody wanted to know.
    NotAsked,
}

/// All accounts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Granted {
    /// Each once, in the order of their ids.
    pub accounts: Vec<GrantedAccount>,
    /// What the portal gave as ids of accounts, and are none.
    pub no_accounts: Vec<String>,
}
