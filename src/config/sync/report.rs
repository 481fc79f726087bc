//! What there is to tell of a plan.

use crate::domain::account::AccountId;

/// What has been found, and what comes of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Profiles that are added.
    pub new: Vec<Named>,
    /// Profiles that get another name, as their accounts have or the template says.
    pub renamed: Vec<Renamed>,
    /// Profiles whose properties are set.
    pub changed: Vec<Named>,
    /// Profiles that awsp wrote, for what is no longer granted.
    pub gone: Vec<Gone>,
    /// What is granted and has a profile that awsp did not write.
    pub there: Vec<There>,
    /// What a person has changed in a profile that awsp wrote, where something else was asked for.
    pub kept: Vec<Kept>,
    /// Profiles of the legacy form that are brought to the session's.
    pub migrated: Vec<String>,
    /// How many profiles awsp wrote before that are granted and stay as they are.
    pub unchanged: usize,
    /// Roles that no profile can be written for.
    pub left_out: Vec<LeftOut>,
}

/// A profile and what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name.
    pub profile: String,
    /// The account.
    pub account_id: AccountId,
    /// The account's name, of any characters.
    pub account_name: String,
    /// The role.
    pub role_name: String,
}

/// A profile with another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// The name it had.
    pub from: String,
    /// What it is now.
    pub to: Named,
    /// The profiles that named it as their `source_profile`, and name it by its new name.
    pub followed_by: Vec<String>,
}

/// A profile for what is no longer granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// Its name.
    pub profile: String,
    /// The account, as the profile says.
    pub account_id: String,
    /// The role, as the profile says.
    pub role_name: String,
    /// Why it is not removed; `None` where it is.
    pub stays: Option<Stays>,
}

/// Why a profile is not removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stays {
    /// Nobody asked for it.
    Unasked,
    /// A person gave it its name.
    Renamed,
    /// This profile gets its credentials through it.
    SourceOf(String),
    /// The credentials file has something to say of it, too.
    InCredentials,
    /// Another section of the config file has its name, too.
    Twice,
    /// It has this property, which gives credentials and is not awsp's.
    Holds(String),
    /// The portal lists its account without any role, or lists something that is no account: that is not believed.
    Doubtful,
}

/// A profile that awsp did not write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct There {
    /// Its name.
    pub profile: String,
    /// The account.
    pub account_id: AccountId,
    /// The role.
    pub role_name: String,
    /// What wrote it, as far as that can be told.
    pub writer: Writer,
    /// Whether it is of the legacy form and could be brought to the session's.
    pub legacy: bool,
}

/// Who wrote a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writer {
    /// A person, or a tool that leaves no mark.
    Person,
    /// `aws-sso-util configure populate`.
    AwsSsoUtil,
    /// `granted sso populate`.
    Granted,
}

/// A property that a person has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The profile.
    pub profile: String,
    /// The property's key.
    pub key: String,
}

/// A role that no profile can be written for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The account.
    pub account_id: AccountId,
    /// The role, of any characters.
    pub role_name: String,
}
