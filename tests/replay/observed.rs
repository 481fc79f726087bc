//! A case that was seen with a fake AWS like ours.

use std::fs;

use serde_json::{Value, json};

use crate::case::Case;
use crate::causes;
use crate::compare::Findings;
use crate::program::Ran;
use crate::requests;
use crate::world::World;

/// Replays it; `expected` is what is to come out.
pub(crate) fn replay(case: &Case, expected: &Value) -> (Findings, Vec<Ran>) {
    let mut findings = Findings::new();
    let world = World::of(case);
    let exported = world.run(&line(case, &["export"], true));
    export(&exported, &expected["export"], &world, &mut findings);
    let world = World::of(case);
    let known = world.run(&line(case, &["whoami"], true));
    whoami(&known, &expected["whoami"], &mut findings);
    let world = World::of(case);
    let current = world.run(&line(case, &["current"], false));
    if let Some(region) = expected.get("region") {
        // (awsp says null where nothing is set, and where it is set to nothing.)
        let region = if *region == json!("") { &Value::Null } else { region };
        let shown = &current.json()["region"]["value"];
        // `current` reads files and variables, and never asks the machine, as `whoami` does.
        if !shown.is_null() || case.data["env"]["AWS_EC2_METADATA_DISABLED"] == json!("true") {
            findings.same("region of current", region, shown);
        }
        if known.is_well() && case.data.get("region").is_none() {
            findings.same("region of whoami", region, &known.json()["region"]);
        }
    }
    (findings, vec![exported, known, current])
}

/// The words of the command line; `region`: whether to give the region that the case gives.
fn line<'a>(case: &'a Case, verb: &[&'a str], region: bool) -> Vec<&'a str> {
    let mut words = vec!["--json"];
    words.extend(verb);
    if let Some(profile) = case.data["profile"].as_str() {
        words.extend(["--profile", profile]);
    }
    if let Some(name) = case.data["region"].as_str().filter(|_| region) {
        words.extend(["--region", name]);
    }
    words
}

fn export(ran: &Ran, expected: &Value, world: &World<'_>, findings: &mut Findings) {
    verdict("export", ran, expected, findings);
    if ran.is_well() && expected.get("error").is_none() {
        let got = ran.json();
        let member = |name: &str| got.get(name).cloned().unwrap_or_default();
        // (Of a token, empty is as good as none.)
        let some = |value: &Value| if *value == json!("") { Value::Null } else { value.clone() };
        findings.same("access key", &expected["access_key_id"], &member("AccessKeyId"));
        findings.same("secret", &expected["secret"], &member("SecretAccessKey"));
        findings.same(
            "session token",
            &some(&world.words.fill_all(&expected["session_token"])),
            &some(&member("SessionToken")),
        );
        findings.same("has an end", &expected["has_expiration"], &json!(!member("Expiration").is_null()));
        if let Some(end) = expected.get("expiration") {
            findings.same("end", end, &member("Expiration"));
        }
    }
    same_requests("export", ran, expected, findings);
    for (path, told) in expected["written"].as_object().into_iter().flatten() {
        let told = told.as_str().unwrap_or_default();
        let names = |value: &Value| {
            let mut names: Vec<String> =
                value.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
            names.sort();
            json!(names)
        };
        let shape: Value =
            told.find('{').and_then(|at| serde_json::from_str(&told[at..]).ok()).unwrap_or_default();
        let text = fs::read_to_string(world.home().join(path)).unwrap_or_default();
        let now: Value = serde_json::from_str(&text).unwrap_or_default();
        findings.same(&format!("members of {path}"), &names(&shape), &names(&now));
    }
}

fn whoami(ran: &Ran, expected: &Value, findings: &mut Findings) {
    verdict("whoami", ran, expected, findings);
    if ran.is_well() && expected.get("error").is_none() {
        let got = ran.json();
        findings.same("account", &expected["account"], &got["account_id"]);
        findings.same("ARN", &expected["arn"], &got["arn"]);
    }
    same_requests("whoami", ran, expected, findings);
}

/// Credentials or not; and if not, for the same cause.
fn verdict(step: &str, ran: &Ran, expected: &Value, findings: &mut Findings) {
    let error = expected["error"].as_str();
    match (error, ran.is_well()) {
        (None, true) => {}
        (None, false) => findings.add(
            &format!("{step}, verdict"),
            "well",
            format!("{} {}", ran.code().unwrap_or_default(), ran.stderr.trim()),
        ),
        (Some(error), true) => findings.add(&format!("{step}, verdict"), error, "well"),
        (Some(error), false) => causes::same(step, error, ran, findings),
    }
}

fn same_requests(step: &str, ran: &Ran, expected: &Value, findings: &mut Findings) {
    let none = Vec::new();
    let expected = expected["requests"].as_array().unwrap_or(&none);
    let got: Vec<Value> = ran.requests.iter().map(requests::observed).collect();
    findings.same_requests(step, expected, &got);
}
