//! Profiles for what IAM Identity Center grants: from what is granted and what the files say to edits, and to what there
//! is to tell. Only profiles that carry awsp's [mark](mark) are changed, apart from what names such a profile and from
//! [`Options::migrate`].

mod existing;
pub mod mark;
mod names;
mod planner;
mod report;
mod setting;
mod template;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use wildmatch::WildMatch;

use crate::config::edit::Edit;
use crate::config::profiles::Profiles;
use crate::domain::account::AccountId;

pub use planner::plan;
pub use report::{Gone, Kept, LeftOut, Named, Renamed, Report, Stays, There, Writer};
pub use setting::Setting;
pub use template::{DEFAULT, Template};

/// What is to be done.
#[derive(Debug)]
pub struct Options<'a> {
    /// The name of the `sso-session`.
    pub session: &'a str,
    /// Its `sso_start_url`.
    pub start_url: &'a str,
    /// Its `sso_region`.
    pub sso_region: &'a str,
    /// How profiles are named, where that was said: then those that awsp named otherwise are renamed. Else the
    /// [default](DEFAULT) is for the new ones, and for those whose account has another name now.
    pub template: Option<&'a Template>,
    /// Properties besides those of the sign-in; of several for one key the last counts.
    pub settings: &'a [Setting],
    /// Which accounts and roles it is about.
    pub filter: &'a Filter,
    /// Whether profiles of what is no longer granted are removed.
    pub prune: bool,
    /// Whether profiles of the legacy form are brought to the session's.
    pub migrate: bool,
}

/// Which accounts and roles, by patterns with `*` and `?`, in upper or lower case; none stands for all.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of accounts: of their ids or names.
    pub accounts: Vec<WildMatch>,
    /// Of roles.
    pub roles: Vec<WildMatch>,
}

impl Filter {
    /// From the patterns as they were given.
    #[must_use]
    pub fn new(accounts: &[String], roles: &[String]) -> Self {
        let all = |patterns: &[String]| {
            patterns.iter().map(|pattern| WildMatch::new_case_insensitive(pattern)).collect()
        };
        Self { accounts: all(accounts), roles: all(roles) }
    }

    /// Whether the account is one of those.
    #[must_use]
    pub fn takes_account(&self, id: &AccountId, name: &str) -> bool {
        let fits = |pattern: &WildMatch| pattern.matches(id.as_str()) || pattern.matches(name);
        self.accounts.is_empty() || self.accounts.iter().any(fits)
    }

    /// Whether the role is one of those.
    #[must_use]
    pub fn takes_role(&self, name: &str) -> bool {
        self.roles.is_empty() || self.roles.iter().any(|pattern| pattern.matches(name))
    }
}

/// What is to be done with the files.
#[derive(Debug, Default)]
pub struct Plan {
    /// Edits of the config file.
    pub config: Vec<Edit>,
    /// Edits of the credentials file.
    pub credentials: Vec<Edit>,
    /// What there is to tell.
    pub report: Report,
}

/// The names of the profiles for each account id and role of a session, whoever wrote them.
#[must_use]
pub fn profiles_of<'a>(
    profiles: &'a Profiles,
    session: &str,
    start_url: &str,
) -> HashMap<(&'a str, &'a str), Vec<&'a str>> {
    let mut names: HashMap<(&str, &str), Vec<&str>> = HashMap::new();
    for existing in existing::of_session(profiles, session, start_url, "") {
        names.entry((existing.account_id, existing.role_name)).or_default().push(existing.profile.name);
    }
    names
}
