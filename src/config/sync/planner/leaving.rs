//! What is no longer granted, and what is of the legacy form.

use std::collections::{HashMap, HashSet};

use crate::config::edit::{Edit, Target};
use crate::config::source::FileKind;
use crate::config::sync::existing::{Existing, Kind, twice};
use crate::config::sync::planner::{Planner, text};
use crate::config::sync::report::{Gone, Stays};
use crate::config::sync::setting::gives_credentials;
use crate::domain::account::AccountId;
use crate::domain::granted::{Granted, GrantedAccount, GrantedRoles};

impl Planner<'_> {
    /// Profiles of awsp's for what the portal does not grant any more. Nothing is known of an account that could not be
    /// read; and a portal that grants nothing at all is not believed.
    pub(super) fn gone(&mut self, granted: &Granted, existing: &[Existing<'_>]) {
        if granted.accounts.is_empty() {
            return;
        }
        let twice = if self.options.prune { twice(&self.config.profiles) } else { HashSet::new() };
        let accounts: HashMap<&str, &GrantedAccount> =
            granted.accounts.iter().map(|account| (account.id.as_str(), account)).collect();
        for profile in existing.iter().filter(|profile| matches!(profile.kind, Kind::Marked(_))) {
            let filter = self.options.filter;
            let name = match accounts.get(profile.account_id) {
                Some(account) => match &account.roles {
                    GrantedRoles::Read(roles) if !roles.iter().any(|role| role == profile.role_name) => {
                        account.name.as_str()
                    }
                    _ => continue,
                },
                None => "",
            };
            let takes_account = AccountId::parse(profile.account_id)
                .map_or(filter.accounts.is_empty(), |id| filter.takes_account(&id, name));
            if !takes_account || !filter.takes_role(profile.role_name) {
                continue;
            }
            // Whoever may do nothing in an account does not see it; and which one has no id, nobody knows.
            let roles = accounts.get(profile.account_id).map(|account| &account.roles);
            let no_role = matches!(roles, Some(GrantedRoles::Read(roles)) if roles.is_empty());
            let is_doubtful = no_role || !granted.no_accounts.is_empty();
            let stays = match self.stays(profile) {
                None if is_doubtful => Some(Stays::Doubtful),
                None if twice.contains(profile.profile.name) => Some(Stays::Twice),
                stays => stays,
            };
            let target = Target::Profile(profile.profile.name.to_owned());
            self.plan.config.extend(stays.is_none().then_some(Edit::Remove { target }));
            self.plan.report.gone.push(Gone {
                profile: profile.profile.name.to_owned(),
                account_id: profile.account_id.to_owned(),
                role_name: profile.role_name.to_owned(),
                stays,
            });
        }
    }

    fn stays(&self, profile: &Existing<'_>) -> Option<Stays> {
        if !self.options.prune {
            return Some(Stays::Unasked);
        }
        if profile.in_credentials() {
            return Some(Stays::InCredentials);
        }
        if !profile.follows() {
            return Some(Stays::Renamed);
        }
        if let Some(key) = giving_credentials(profile) {
            return Some(Stays::Holds(key));
        }
        let name = profile.profile.name;
        let others = self.sources.get(name).into_iter().flatten();
        let other = others.map(|(other, _)| *other).find(|other| *other != name);
        other.map(|other| Stays::SourceOf(other.to_owned()))
    }

    /// Profiles of the legacy form, which name the start URL themselves.
    pub(super) fn migrate(&mut self, existing: &[Existing<'_>]) {
        for profile in existing {
            if !matches!(profile.kind, Kind::Other { legacy: true, .. }) {
                continue;
            }
            let target = || Target::Profile(profile.profile.name.to_owned());
            let value = text(self.options.session);
            self.plan.config.push(Edit::Set { target: target(), key: "sso_session".to_owned(), value });
            let process = profile.profile.text("credential_process");
            // Its program reads the start URL that is taken out.
            let is_util = process.is_some_and(|command| command.starts_with("aws-sso-util "));
            let keys = ["sso_start_url", "sso_region"].into_iter();
            for key in keys.chain(is_util.then_some("credential_process")) {
                self.plan.config.push(Edit::Unset { target: target(), key: key.to_owned() });
            }
            self.plan.report.migrated.push(profile.profile.name.to_owned());
        }
    }
}

/// The property that gives the profile other credentials than those that awsp wrote it for: somebody put it there.
fn giving_credentials(profile: &Existing<'_>) -> Option<String> {
    let section = profile.profile.in_file(FileKind::Config)?;
    let key = section.own_properties().map(|property| property.key).find(|key| gives_credentials(key))?;
    Some(key.to_owned())
}
