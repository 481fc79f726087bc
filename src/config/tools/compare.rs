//! The outcomes held against each other.

use super::outcome::{Get, Got, Outcome, Place};
use super::{Disagreement, Setup, Tool, What, cli, javascript, rust};

/// Where botocore and the SDKs would come to something else than AWS CLI v2. What hangs on a server's answer is left
/// out.
#[must_use]
pub fn disagreements(setup: &Setup<'_>) -> Vec<Disagreement> {
    let reference = cli::aws_cli(setup);
    [
        (Tool::Botocore, cli::botocore(setup)),
        (Tool::JavaScript, javascript::outcome(setup)),
        (Tool::Rust, rust::outcome(setup)),
    ]
    .into_iter()
    .filter_map(|(tool, outcome)| compare(&reference, tool, &outcome))
    .collect()
}

fn compare(reference: &Outcome, tool: Tool, outcome: &Outcome) -> Option<Disagreement> {
    let is_known = reference.get != Get::Unknown && outcome.get != Get::Unknown;
    let mut what = Vec::new();
    let mut why = Vec::new();
    if is_known && credentials(reference) != credentials(outcome) {
        what.push(What::Key);
        let (cli, other) = (reference.get.words(), outcome.get.words());
        let said = format!("AWS CLI v2 {cli}, {} {other}", tool.name());
        why.push(with_notes(said, &outcome.notes, outcome.reading.as_deref()));
    }
    let (ours, theirs) = (reference.account(), outcome.account());
    let elsewhere = ours.is_some() && theirs.is_some() && reference.endpoint != outcome.endpoint;
    if is_known && (ours != theirs || elsewhere) {
        what.push(What::Account);
    }
    if reference.tells_region && region(reference) != region(outcome) {
        what.push(What::Region);
        let [cli, other] = [reference, outcome].map(|it| Place::words(it.region.as_ref()));
        let notes: Vec<_> = reference.region_notes.iter().chain(&outcome.region_notes).copied().collect();
        let said = format!("AWS CLI v2 takes {cli}, {} {other}", tool.name());
        // Told once.
        let reading = outcome.reading.as_deref().filter(|_| why.is_empty());
        why.push(with_notes(said, &notes, reading));
    }
    if what.contains(&What::Account) && (why.is_empty() || elsewhere) {
        why.push(with_notes(calls(reference, tool, outcome), &[], outcome.reading.as_deref()));
    }
    (!what.is_empty()).then(|| Disagreement { tool, what, why: why.join("; ") })
}

/// What the credentials are, wherever the reason of their absence lies.
fn credentials(outcome: &Outcome) -> Option<&Got> {
    match &outcome.get {
        Get::Got(got) => Some(got),
        Get::Nothing(_) | Get::Unknown => None,
    }
}

/// The region; an empty one is as good as none.
fn region(outcome: &Outcome) -> Option<&Place> {
    outcome.region.as_ref().filter(|place| !matches!(place, Place::Named(name) if name.is_empty()))
}

/// Why the calls end differently although credentials and region are the same.
fn calls(reference: &Outcome, tool: Tool, outcome: &Outcome) -> String {
    let words = |outcome: &Outcome| match &outcome.endpoint {
        Ok(true) => "calls the endpoint URL that is configured".to_owned(),
        Ok(false) => "calls the usual endpoint".to_owned(),
        Err(why) => format!("cannot call STS ({why})"),
    };
    format!("AWS CLI v2 {}, {} {}", words(reference), tool.name(), words(outcome))
}

fn with_notes(said: String, notes: &[&'static str], reading: Option<&str>) -> String {
    let mut once: Vec<&str> = Vec::new();
    for note in notes.iter().copied().chain(reading) {
        if !once.contains(&note) {
            once.push(note);
        }
    }
    if once.is_empty() { said } else { format!("{said}: {}", once.join(", ")) }
}
