//! Names for new profiles: each one's own, the same whatever order the accounts come in, and none that is taken.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::domain::account::AccountId;

/// An account and a role in it, and the name that the template gives them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Asking<'a> {
    pub(super) account_id: &'a AccountId,
    pub(super) role_name: &'a str,
    /// By the template.
    pub(super) name: &'a str,
    /// Of the profile, where it is there already and is to be renamed.
    pub(super) present: Option<&'a str>,
}

/// Names that may not be given. Such as differ in upper and lower case alone count as one: some programs make file names
/// of them.
#[derive(Debug, Default)]
pub(super) struct Taken(HashSet<String>);

impl Taken {
    pub(super) fn add(&mut self, name: &str) {
        self.0.insert(name.to_ascii_lowercase());
    }

    fn has(&self, name: &str, except: Option<&str>) -> bool {
        !except.is_some_and(|except| except.eq_ignore_ascii_case(name))
            && (name.eq_ignore_ascii_case("default") || self.0.contains(&name.to_ascii_lowercase()))
    }
}

/// How a name that is taken becomes another one, step by step: the account's id is appended, then a part of a digest.
pub(super) fn candidate(asking: &Asking<'_>, step: usize) -> String {
    let Asking { account_id, role_name, name, .. } = asking;
    match step {
        0 => (*name).to_owned(),
        1 => format!("{name}.{account_id}"),
        _ => {
            let digest = Sha256::digest(format!("{account_id}/{role_name}"));
            let mut longer = format!("{name}.{account_id}.");
            for byte in digest.iter().take(4 * (step - 1)) {
                // Writing to a string does not fail.
                let _ = write!(longer, "{byte:02x}");
            }
            longer
        }
    }
}

/// Whether the name is one that these would be given, whatever else is taken.
pub(super) fn is_candidate(asking: &Asking<'_>, name: &str) -> bool {
    (0..=STEPS).any(|step| candidate(asking, step) == name)
}

/// The last step has the whole digest.
const STEPS: usize = 9;

/// A name for each, in the order of asking; `None` where all are taken. At each step a name that several ask for is
/// given to none of them.
pub(super) fn assign(asking: &[Asking<'_>], taken: &mut Taken) -> Vec<Option<String>> {
    let mut given: Vec<Option<String>> = vec![None; asking.len()];
    for step in 0..=STEPS {
        let open: Vec<(usize, String)> = asking
            .iter()
            .enumerate()
            .filter(|(at, _)| given.get(*at).is_some_and(Option::is_none))
            .map(|(at, asking)| (at, candidate(asking, step)))
            .collect();
        let mut wanted: HashMap<String, u32> = HashMap::new();
        for (_, name) in &open {
            *wanted.entry(name.to_ascii_lowercase()).or_default() += 1;
        }
        let free: Vec<(usize, String)> = open
            .into_iter()
            .filter(|(at, name)| {
                let present = asking.get(*at).and_then(|asking| asking.present);
                wanted.get(&name.to_ascii_lowercase()) == Some(&1) && !taken.has(name, present)
            })
            .collect();
        for (at, name) in free {
            taken.add(&name);
            if let Some(place) = given.get_mut(at) {
                *place = Some(name);
            }
        }
    }
    given
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u64) -> AccountId {
        AccountId::parse(&format!("{number:012}")).unwrap()
    }

    fn asking<'a>(account_id: &'a AccountId, role_name: &'a str, name: &'a str) -> Asking<'a> {
        Asking { account_id, role_name, name, present: None }
    }

    #[test]
    fn who_asks_for_the_same_gets_his_accounts_id() {
        let (one, two) = (id(1), id(2));
        let all = [asking(&one, "R", "dev.R"), asking(&two, "R", "Dev.R"), asking(&two, "S", "dev.S")];
        let names = assign(&all, &mut Taken::default());
        let names: Vec<&str> = names.iter().flatten().map(String::as_str).collect();
        assert_eq!(names, ["dev.R.000000000001", "Dev.R.000000000002", "dev.S"]);
    }

    #[test]
    fn what_is_taken_is_not_given() {
        let one = id(1);
        let mut taken = Taken::default();
        taken.add("A");
        taken.add("a.000000000001");
        let names = assign(&[asking(&one, "R", "a"), asking(&one, "S", "default")], &mut taken);
        let names: Vec<&str> = names.iter().flatten().map(String::as_str).collect();
        assert!(names[0].starts_with("a.000000000001.") && names[0].len() == 23, "{names:?}");
        assert_eq!(names[1], "default.000000000001");
    }

    #[test]
    fn roles_whose_names_come_out_the_same_are_told_apart() {
        let one = id(1);
        let names = assign(&[asking(&one, "a b", "x"), asking(&one, "a+b", "x")], &mut Taken::default());
        assert!(
            names[0] != names[1] && names.iter().flatten().all(|name| name.starts_with("x.000000000001."))
        );
        assert!(is_candidate(&asking(&one, "a b", "x"), names[0].as_deref().unwrap()));
        assert!(!is_candidate(&asking(&one, "a+b", "x"), names[0].as_deref().unwrap()));
    }

    #[test]
    fn a_profile_may_keep_its_own_letters_in_another_case() {
        let one = id(1);
        let mut taken = Taken::default();
        taken.add("dev.R");
        let asking = Asking { present: Some("dev.R"), ..asking(&one, "R", "Dev.R") };
        assert_eq!(assign(&[asking], &mut taken), [Some("Dev.R".to_owned())]);
    }
}
