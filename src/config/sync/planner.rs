//! From what is granted and what the files say to edits.

mod leaving;

use std::collections::{BTreeMap, HashMap};

use crate::config::edit::{Edit, Target, Value};
use crate::config::merge::Config;
use crate::config::source::FileKind;
use crate::config::sync::existing::{Existing, Kind, of_session, sources};
use crate::config::sync::mark::{self, Mark};
use crate::config::sync::names::{Asking, Taken, assign, is_candidate};
use crate::config::sync::report::{Kept, LeftOut, Named, Renamed, There};
use crate::config::sync::setting::of_account;
use crate::config::sync::template::{self, DEFAULT, Subject, Template};
use crate::config::sync::{Options, Plan};
use crate::domain::account::AccountId;
use crate::domain::granted::{Granted, GrantedAccount, GrantedRoles};

/// Plans what makes the files say what is granted. The same files and the same grants give the same plan, in whatever
/// order the grants come.
#[must_use]
pub fn plan(config: &Config, granted: &Granted, options: &Options<'_>) -> Plan {
    let existing = of_session(&config.profiles, options.session, options.start_url, options.sso_region);
    let mut planner = Planner {
        config,
        options,
        default: Template::parse(DEFAULT).ok(),
        sources: sources(&config.profiles),
        plan: Plan::default(),
    };
    let grants = planner.grants(granted);
    let jobs = planner.jobs(&grants, &existing);
    planner.carry_out(&jobs);
    planner.gone(granted, &existing);
    if options.migrate {
        planner.migrate(&existing);
    }
    // What is set is set under the names that the profiles have now.
    planner.plan.config.sort_by_key(|edit| match edit {
        Edit::Set { .. } | Edit::Unset { .. } => 0,
        Edit::Rename { .. } => 1,
        Edit::Remove { .. } => 2,
        Edit::Add { .. } => 3,
    });
    planner.plan
}

/// An account and a role that profiles are to be there for.
#[derive(Debug, Clone, Copy)]
struct Grant<'a> {
    account: &'a GrantedAccount,
    role_name: &'a str,
}

/// A profile that is added or looked after.
struct Job<'a> {
    grant: Grant<'a>,
    /// awsp's profile, if it is there.
    present: Option<(&'a Existing<'a>, &'a Mark)>,
    /// The name by the template, where it is to be named.
    name: Option<String>,
}

struct Planner<'a> {
    config: &'a Config,
    options: &'a Options<'a>,
    default: Option<Template>,
    sources: HashMap<&'a str, Vec<(&'a str, FileKind)>>,
    plan: Plan,
}

impl Planner<'_> {
    fn grants<'b>(&mut self, granted: &'b Granted) -> Vec<Grant<'b>> {
        let mut grants: BTreeMap<(&AccountId, &str), Grant<'b>> = BTreeMap::new();
        for account in &granted.accounts {
            let GrantedRoles::Read(roles) = &account.roles else { continue };
            if !self.options.filter.takes_account(&account.id, &account.name) {
                continue;
            }
            for role_name in roles.iter().filter(|role| self.options.filter.takes_role(role)) {
                if is_role_name(role_name) {
                    grants.insert((&account.id, role_name), Grant { account, role_name });
                } else {
                    let (account_id, role_name) = (account.id.clone(), role_name.clone());
                    self.plan.report.left_out.push(LeftOut { account_id, role_name });
                }
            }
        }
        grants.into_values().collect()
    }

    /// What there is to do for each grant. What has a profile that awsp did not write needs none.
    fn jobs<'b>(&mut self, grants: &[Grant<'b>], existing: &'b [Existing<'b>]) -> Vec<Job<'b>> {
        let mut by_grant: HashMap<(&str, &str), Vec<&'b Existing<'b>>> = HashMap::new();
        for profile in existing {
            by_grant.entry((profile.account_id, profile.role_name)).or_default().push(profile);
        }
        let mut jobs = Vec::new();
        for grant in grants {
            let found = by_grant.get(&(grant.account.id.as_str(), grant.role_name));
            let found: &[&Existing<'_>] = found.map_or(&[], Vec::as_slice);
            let mut is_there = false;
            for profile in found {
                is_there = true;
                match &profile.kind {
                    Kind::Marked(mark) => {
                        let name = self.new_name(*grant, profile, mark);
                        jobs.push(Job { grant: *grant, present: Some((profile, mark)), name });
                    }
                    Kind::Other { writer, legacy } => self.plan.report.there.push(There {
                        profile: profile.profile.name.to_owned(),
                        account_id: grant.account.id.clone(),
                        role_name: grant.role_name.to_owned(),
                        writer: *writer,
                        legacy: *legacy,
                    }),
                }
            }
            if !is_there {
                let name = self.name(*grant, None);
                jobs.push(Job { grant: *grant, present: None, name: Some(name) });
            }
        }
        jobs
    }

    /// The name of a profile that awsp named, where it is to have another one.
    fn new_name(&self, grant: Grant<'_>, profile: &Existing<'_>, mark: &Mark) -> Option<String> {
        if !profile.follows() {
            return None;
        }
        let is_same = |name: &str| {
            let asking =
                Asking { account_id: &grant.account.id, role_name: grant.role_name, name, present: None };
            is_candidate(&asking, &mark.name)
        };
        let name = self.name(grant, profile.profile.text("region"));
        if is_same(&name) {
            return None;
        }
        // Without a template only what the default named can be named anew, and only if its account is.
        let was = self.name_in(grant, &mark.account, profile.profile.text("region"));
        let account = template::account(&grant.account.id, &grant.account.name);
        let moves = self.options.template.is_some() || (mark.account != account && is_same(&was));
        moves.then_some(name)
    }

    fn name(&self, grant: Grant<'_>, region: Option<&str>) -> String {
        self.name_in(grant, &grant.account.name, region)
    }

    fn name_in(&self, grant: Grant<'_>, account_name: &str, region: Option<&str>) -> String {
        let Grant { account, role_name } = grant;
        let set = of_account(self.options.settings, &account.id, &account.name);
        let region = set.iter().find(|(key, _)| *key == "region").map(|(_, value)| *value).or(region);
        let subject =
            Subject { account_id: &account.id, account_name, role_name, region: region.unwrap_or_default() };
        let template = self.options.template.or(self.default.as_ref());
        template.map(|template| template.name(subject)).unwrap_or_default()
    }

    fn carry_out(&mut self, jobs: &[Job<'_>]) {
        let mut taken = Taken::default();
        self.config.profiles.iter().for_each(|profile| taken.add(profile.name));
        let asking: Vec<(&Job<'_>, Asking<'_>)> = jobs
            .iter()
            .filter_map(|job| {
                let asking = Asking {
                    account_id: &job.grant.account.id,
                    role_name: job.grant.role_name,
                    name: job.name.as_deref()?,
                    present: job.present.map(|(profile, _)| profile.profile.name),
                };
                Some((job, asking))
            })
            .collect();
        let names = assign(&asking.iter().map(|(_, asking)| *asking).collect::<Vec<_>>(), &mut taken);
        let mut new = Vec::new();
        for ((job, _), name) in asking.iter().zip(names) {
            match (job.present, name) {
                (None, Some(name)) => new.push((name, job.grant)),
                (Some((profile, mark)), name) => self.look_after(job.grant, profile, mark, name),
                (None, None) => {}
            }
        }
        for job in jobs.iter().filter(|job| job.name.is_none()) {
            if let Some((profile, mark)) = job.present {
                self.look_after(job.grant, profile, mark, None);
            }
        }
        new.sort_by(|one, other| one.0.cmp(&other.0));
        for (name, grant) in new {
            self.add(name, grant);
        }
    }

    fn add(&mut self, name: String, grant: Grant<'_>) {
        let Grant { account, role_name } = grant;
        let set = of_account(self.options.settings, &account.id, &account.name);
        let mark = Mark {
            name: name.clone(),
            account: template::account(&account.id, &account.name),
            set: set.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        };
        let mark = mark.to_text();
        let own = [
            ("sso_session", self.options.session),
            ("sso_account_id", account.id.as_str()),
            ("sso_role_name", role_name),
        ];
        let all = own.into_iter().chain(set).chain([(mark::KEY, mark.as_str())]);
        let properties = all.map(|(key, value)| (key.to_owned(), text(value))).collect();
        self.plan.config.push(Edit::Add { target: Target::Profile(name.clone()), properties });
        self.plan.report.new.push(named(name, grant));
    }

    /// A profile of awsp's that is there: its name, and what was asked for with `--set`.
    fn look_after(&mut self, grant: Grant<'_>, profile: &Existing<'_>, mark: &Mark, name: Option<String>) {
        let present = profile.profile.name;
        let target = || Target::Profile(present.to_owned());
        let mut new = mark.clone();
        let mut changed = false;
        for (key, value) in of_account(self.options.settings, &grant.account.id, &grant.account.name) {
            let held = profile.profile.text(key);
            if held == Some(value) {
                continue;
            }
            if held != mark.value(key) {
                self.plan.report.kept.push(Kept { profile: present.to_owned(), key: key.to_owned() });
                continue;
            }
            changed = true;
            new.put(key, value);
            self.plan.config.push(Edit::Set { target: target(), key: key.to_owned(), value: text(value) });
        }
        let name = name.filter(|name| name != present);
        if let Some(name) = &name {
            name.clone_into(&mut new.name);
            new.account = template::account(&grant.account.id, &grant.account.name);
        }
        if new != *mark {
            let value = text(&new.to_text());
            self.plan.config.push(Edit::Set { target: target(), key: mark::KEY.to_owned(), value });
        }
        let shown = name.clone().unwrap_or_else(|| present.to_owned());
        if changed {
            self.plan.report.changed.push(named(shown, grant));
        } else if name.is_none() {
            self.plan.report.unchanged += 1;
        }
        if let Some(name) = name {
            self.rename(grant, present, name);
        }
    }

    fn rename(&mut self, grant: Grant<'_>, from: &str, name: String) {
        self.plan.config.push(Edit::Rename { target: Target::Profile(from.to_owned()), name: name.clone() });
        let mut followed_by: Vec<String> = Vec::new();
        for (other, file) in self.sources.get(from).into_iter().flatten() {
            let edits = match file {
                FileKind::Config => &mut self.plan.config,
                FileKind::Credentials => &mut self.plan.credentials,
            };
            let target = Target::Profile((*other).to_owned());
            edits.push(Edit::Set { target, key: "source_profile".to_owned(), value: text(&name) });
            followed_by.push((*other).to_owned());
        }
        followed_by.dedup();
        self.plan.report.renamed.push(Renamed { from: from.to_owned(), to: named(name, grant), followed_by });
    }
}

/// Whether it is the name of a permission set: `[\w+=,.@-]` and at most 32 characters, of which more are let pass.
/// Source: IAM Identity Center API reference, `CreatePermissionSet`.
pub(super) fn is_role_name(name: &str) -> bool {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '=' | ',' | '.' | '@' | '-');
    (1..=128).contains(&name.len()) && name.chars().all(good)
}

fn named(profile: String, grant: Grant<'_>) -> Named {
    Named {
        profile,
        account_id: grant.account.id.clone(),
        account_name: grant.account.name.clone(),
        role_name: grant.role_name.to_owned(),
    }
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}
