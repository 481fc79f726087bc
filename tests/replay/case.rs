//! The cases as they lie in `tests/data/observed`.

use std::collections::BTreeSet;

use serde_json::Value;

/// Every one of them must be replayed.
const OBSERVED: usize = 267;
const RECORDED: usize = 139;

/// How a case was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// With a fake AWS of the same ways as ours: it answers by itself, and its log is compared.
    Observed,
    /// With another one, whose answers were recorded word for word.
    Recorded,
}

/// A setup, and what AWS CLI v2 did with it.
#[derive(Debug)]
pub(crate) struct Case {
    /// Stable name, to run this one.
    pub(crate) id: String,
    /// See [`Seen`].
    pub(crate) seen: Seen,
    /// Everything else, as in the file.
    pub(crate) data: Value,
    /// Secrets by access key id, with which the fake checks signatures.
    pub(crate) secrets: Value,
}

impl Case {
    /// What AWS CLI v2 did.
    pub(crate) fn cli(&self) -> &Value {
        &self.data["cli"]
    }

    /// What the case is about.
    pub(crate) fn note(&self) -> &str {
        self.data["note"].as_str().unwrap_or_default()
    }
}

/// All cases, in the order of the files.
pub(crate) fn all() -> Vec<Case> {
    let observed = of_file(include_str!("../data/observed/cases.json"), Seen::Observed, OBSERVED);
    let recorded = of_file(include_str!("../data/observed/exchanges.json"), Seen::Recorded, RECORDED);
    let cases: Vec<Case> = observed.into_iter().chain(recorded).collect();
    let ids: BTreeSet<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids.len(), cases.len(), "two cases have one name");
    cases
}

fn of_file(text: &str, seen: Seen, count: usize) -> Vec<Case> {
    let mut file: Value = serde_json::from_str(text).expect("the data is JSON");
    let secrets = file["secrets"].take();
    let Value::Array(cases) = file["cases"].take() else { panic!("there are no cases") };
    assert_eq!(cases.len(), count, "cases have come or gone");
    let case = |data: Value| {
        let id = data["id"].as_str().expect("a name").to_owned();
        Case { id, seen, data, secrets: secrets.clone() }
    };
    cases.into_iter().map(case).collect()
}
