//! The planner against anything that a portal and a file can say.

use std::collections::HashSet;

use proptest::collection::vec;
use proptest::prelude::*;

use super::{Given, account, config, granted, planned, profile, synced};
use crate::config::edit::{Edit, edit};
use crate::config::merge::Config;
use crate::config::sync::mark;
use crate::domain::granted::GrantedAccount;

/// Names of accounts: ordinary ones that meet often, and anything.
fn account_name() -> impl Strategy<Value = String> {
    prop_oneof!["(dev|Dev|prod|dev[.]Admin|default|)", "[a-c .-]{0,3}", ".{0,12}", Just("../../x".to_owned())]
}

fn role_name() -> impl Strategy<Value = String> {
    prop_oneof!["(Admin|admin|Read|000000000001)", "[ab+=,.@-]{1,3}", ".{0,6}"]
}

fn accounts() -> impl Strategy<Value = Vec<GrantedAccount>> {
    let any = (1_u64..6, account_name(), vec(role_name(), 0..4));
    vec(any, 0..5).prop_map(|list| {
        let mut seen = HashSet::new();
        let fresh = list.into_iter().filter(|(id, ..)| seen.insert(*id)).collect::<Vec<_>>();
        fresh
            .iter()
            .map(|(id, name, roles)| {
                account(*id, name, &roles.iter().map(String::as_str).collect::<Vec<_>>())
            })
            .collect()
    })
}

/// Files with profiles of all kinds.
fn file() -> impl Strategy<Value = String> {
    let name = "(dev[.]Admin|Dev[.]Admin|dev[.]Admin[.]000000000001|mine|default|prod[.]Read)";
    let own = (
        name,
        1_u64..6,
        "(Admin|Read)",
        "(awsp_sync = dev[.]Admin account=dev\n|awsp_sync = mine account=x\n|region = a\n|)",
    );
    let own = own.prop_map(|(name, id, role, rest)| (name.clone(), profile(&name, id, &role, &rest)));
    let over = (name, name).prop_map(|(name, source)| {
        (name.clone(), format!("\n[profile {name}]\nrole_arn = arn\nsource_profile = {source}\n"))
    });
    vec(prop_oneof![own, over], 0..6).prop_map(|list| {
        let mut seen = HashSet::new();
        list.into_iter().filter(|(name, _)| seen.insert(name.clone())).map(|(_, text)| text).collect()
    })
}

fn marked(config: &Config, name: &str) -> bool {
    config.profiles.get(name).is_some_and(|profile| profile.get(mark::KEY).is_some())
}

/// Each profile's name and properties, but for `source_profile`, which follows a renamed profile.
fn says(config: &Config, name: &str) -> Vec<(String, String)> {
    let profile = config.profiles.get(name).unwrap();
    let properties = profile.properties().filter(|property| property.key != "source_profile");
    properties.map(|property| (property.key.to_owned(), property.text().unwrap_or("").to_owned())).collect()
}

proptest! {
    #[test]
    fn the_order_of_the_grants_does_not_matter_and_a_second_run_changes_nothing(
        file in file(), accounts in accounts(), prune: bool, template in proptest::option::of(Just("{role_name|lower}")),
    ) {
        let given = Given { template, prune, ..Given::default() };
        let (one, _) = synced((&file, ""), &granted(accounts.clone()), &given);
        let reversed = accounts.into_iter().rev().collect();
        let (other, _) = synced((&file, ""), &granted(reversed), &given);
        prop_assert_eq!(one, other);
    }

    #[test]
    fn names_are_sound_and_nobody_elses_profile_is_touched(file in file(), accounts in accounts(), prune: bool) {
        let (files, before) = config(&file, "");
        let given = Given { prune, ..Given::default() };
        let plan = planned(&before, &granted(accounts.clone()), &given);
        let text = edit(&files.config, &plan.config).unwrap().text();
        let (_, after) = config(&text, "");
        let theirs: Vec<&str> = before.profiles.iter().map(|profile| profile.name).filter(|name| !marked(&before, name)).collect();
        for name in &theirs {
            prop_assert!(after.profiles.contains(name), "{} is gone", name);
            prop_assert_eq!(says(&before, name), says(&after, name));
        }
        let mut lower = HashSet::new();
        for edit in &plan.config {
            let name = match edit {
                Edit::Add { target, .. } => target.name(),
                Edit::Rename { name, .. } => name,
                Edit::Remove { target } => {
                    prop_assert!(marked(&before, target.name()));
                    continue;
                }
                _ => continue,
            };
            prop_assert!(lower.insert(name.to_ascii_lowercase()), "{} twice", name);
            prop_assert!(!name.eq_ignore_ascii_case("default") && (1..200).contains(&name.len()));
            prop_assert!(!name.starts_with(['-', '.', '/']) && !name.contains("../"), "{}", name);
            prop_assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.%@:+".contains(c)), "{}", name);
        }
        // Everything that is granted and can be written has a profile that says so.
        for account in &accounts {
            let crate::domain::granted::GrantedRoles::Read(roles) = &account.roles else { continue };
            for role in roles.iter().filter(|role| super::super::planner::is_role_name(role)) {
                let is_it = |profile: crate::config::profiles::Profile<'_>| {
                    profile.text("sso_account_id") == Some(account.id.as_str()) && profile.text("sso_role_name") == Some(role)
                };
                prop_assert!(after.profiles.iter().any(is_it), "{} {}", account.id, role);
            }
        }
    }
}
