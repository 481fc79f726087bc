//! Where awsp means to do otherwise, and why; and what it does not do yet.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::case::Case;

/// Whoever needs more reasons is not doing what the AWS CLI does.
const MOST_REASONS: usize = 10;

/// The page that tells of them.
const PAGE: &str = include_str!("../../docs/TESTS.md");

/// `tests/data/observed/differences.json`, read.
pub(crate) struct Standing {
    /// What each reason means.
    reasons: BTreeMap<String, String>,
    /// By case: the reason, and what is expected in the place of what the AWS CLI did.
    meant: BTreeMap<String, (String, Value)>,
    /// By case: what is still missing.
    not_yet: BTreeMap<String, String>,
}

impl Standing {
    pub(crate) fn read(cases: &[Case]) -> Self {
        let file: Value = serde_json::from_str(include_str!("../data/observed/differences.json"))
            .expect("the data is JSON");
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let table = |name: &str| {
            file[name].as_object().expect("a table").iter().map(|(key, value)| (key.clone(), value.clone()))
        };
        // What another case gives, or parts of it written down.
        let instead = |of: &Value| match of["as"].as_str() {
            Some(id) => cases.iter().find(|case| case.id == id).expect("a case").cli().clone(),
            None => of["instead"].clone(),
        };
        let standing = Self {
            reasons: table("reasons").map(|(name, why)| (name, text(&why))).collect(),
            meant: table("meant").map(|(id, of)| (id, (text(&of["reason"]), instead(&of)))).collect(),
            not_yet: table("not_yet").map(|(id, why)| (id, text(&why))).collect(),
        };
        standing.check(cases);
        standing
    }

    /// Panics where it speaks of a case or a reason that there is not.
    fn check(&self, cases: &[Case]) {
        assert!(self.reasons.len() <= MOST_REASONS, "there are {} reasons", self.reasons.len());
        for reason in self.reasons.keys() {
            assert!(PAGE.contains(&format!("| `{reason}` |")), "docs/TESTS.md does not tell of {reason}");
        }
        let ids: BTreeSet<&str> = cases.iter().map(|case| case.id.as_str()).collect();
        for id in self.meant.keys().chain(self.not_yet.keys()) {
            assert!(ids.contains(id.as_str()), "there is no case {id}");
        }
        for (id, (reason, _)) in &self.meant {
            assert!(
                self.reasons.contains_key(reason),
                "{id} has the reason {reason}, which nothing explains"
            );
        }
    }

    /// The reason for which the case is meant to come out otherwise.
    pub(crate) fn reason(&self, id: &str) -> Option<&str> {
        self.meant.get(id).map(|(reason, _)| reason.as_str())
    }

    /// Why the case does not come out right yet.
    pub(crate) fn not_yet(&self, id: &str) -> Option<&str> {
        self.not_yet.get(id).map(String::as_str)
    }

    /// What is to come out: what the AWS CLI did, or in its parts what is meant instead.
    pub(crate) fn expected(&self, case: &Case) -> Value {
        let mut expected = case.cli().clone();
        for (part, instead) in
            self.meant.get(&case.id).and_then(|(_, instead)| instead.as_object()).into_iter().flatten()
        {
            expected[part] = instead.clone();
        }
        expected
    }
}
