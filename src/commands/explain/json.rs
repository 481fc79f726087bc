//! The shapes of `awsp explain --json`, which scripts rely on.

use serde_json::{Map, Value, json};

use super::Explained;
use super::hidden::{Shown, command, shown};
use crate::config::plan::{Plan, RoleStep, SelectedBy, Source};
use crate::config::profiles::Profile;
use crate::config::section::Property;
use crate::config::tools::Disagreement;
use crate::domain::network::without_secrets;
use crate::domain::problem::{Problem, Severity};

pub(super) fn of(explained: &Explained<'_>) -> Value {
    let region = explained.region.as_ref();
    json!({
        "profile": explained.name,
        "plan": explained.plan.as_ref().ok().map(|it| plan(it, explained)),
        "region": {
            "value": region.map(|(region, _)| region).filter(|region| !region.is_empty()),
            "from": from(region.map_or(&SelectedBy::Default, |(_, from)| from)),
        },
        "properties": explained.profile.map_or_else(Map::new, properties),
        "problems": explained.problems.iter().map(problem).collect::<Vec<_>>(),
        "disagreements": explained.disagreements.iter().map(disagreement).collect::<Vec<_>>(),
    })
}

fn from(by: &SelectedBy) -> Value {
    match by {
        SelectedBy::Option => json!({ "option": true }),
        SelectedBy::Variable(name) => json!({ "variable": name }),
        SelectedBy::File(origin) => json!({ "file": origin.path().to_string_lossy(), "line": origin.line }),
        SelectedBy::Default => json!("default"),
    }
}

fn properties(profile: Profile<'_>) -> Map<String, Value> {
    profile.properties().map(|it| (it.key.to_owned(), property(&it))).collect()
}

/// `{"value","file","line"}`; an indented block's value is an object.
pub(super) fn property(property: &Property<'_>) -> Value {
    let value = match shown(property) {
        Shown::Text(text) => json!(text),
        Shown::Nested(pairs) => {
            Value::Object(pairs.into_iter().map(|(key, text)| (key.to_owned(), json!(text))).collect())
        }
    };
    let origin = property.origin();
    json!({ "value": value, "file": origin.path().to_string_lossy(), "line": origin.line })
}

/// As documented for every problem.
pub(super) fn problem(problem: &Problem) -> Value {
    let severity = match problem.severity {
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let origin = problem.origin.as_ref();
    json!({
        "code": problem.code,
        "severity": severity,
        "message": problem.message,
        "file": origin.map(|origin| origin.path().to_string_lossy()),
        "line": origin.map(|origin| origin.line),
        "hint": problem.hint,
    })
}

fn disagreement(disagreement: &Disagreement) -> Value {
    let what: Vec<_> = disagreement.what.iter().map(|what| what.as_str()).collect();
    json!({ "tool": disagreement.tool.as_str(), "what": what, "why": disagreement.why })
}

fn plan(plan: &Plan, explained: &Explained<'_>) -> Value {
    let roles: Vec<Value> = plan.roles.iter().map(|step| role(step, explained)).collect();
    json!({ "source": source(&plan.source), "roles": roles })
}

/// Settings go by the names that they have in the files.
fn source(source: &Source) -> Value {
    match source {
        Source::Environment { credentials } => {
            json!({ "kind": "environment", "access_key_id": credentials.access_key_id })
        }
        Source::StaticKeys { profile, credentials, origin } => json!({
            "kind": "static",
            "profile": Some(profile).filter(|profile| !profile.is_empty()),
            "access_key_id": credentials.access_key_id,
            "file": origin.path().to_string_lossy(),
            "line": origin.line,
        }),
        Source::WebIdentity { role_arn, token_file, session_name, .. } => json!({
            "kind": "web-identity",
            "role_arn": role_arn,
            "web_identity_token_file": token_file.to_string_lossy(),
            "role_session_name": session_name,
        }),
        Source::Sso { session, start_url, region, account_id, role_name } => json!({
            "kind": "sso",
            "sso_session": session,
            "sso_start_url": without_secrets(start_url),
            "sso_region": region,
            "sso_account_id": account_id,
            "sso_role_name": role_name,
        }),
        Source::Login { session, .. } => json!({ "kind": "login", "login_session": session }),
        Source::Process { command: text, account_id, .. } => json!({
            "kind": "process",
            "credential_process": command(text),
            "aws_account_id": account_id,
        }),
        Source::Container { asked } => json!({ "kind": "container", "asked": asked }),
        Source::InstanceMetadata { asked } => json!({ "kind": "metadata", "asked": asked }),
    }
}

fn role(step: &RoleStep, explained: &Explained<'_>) -> Value {
    let of_profile = |key: &str| explained.config.profiles.get(&step.profile)?.text(key);
    json!({
        "profile": step.profile,
        "role_arn": step.role_arn,
        // Whose identity makes the call: another profile's, or that of a source outside of the files.
        "source_identity_of": of_profile("source_profile"),
        "credential_source": of_profile("credential_source"),
        "role_session_name": step.session_name,
        "external_id": step.external_id,
        "duration_seconds": step.duration_seconds,
        "mfa_serial": step.mfa_serial,
        "source_identity": step.source_identity,
        "file": step.origin.path().to_string_lossy(),
        "line": step.origin.line,
    })
}
