//! What a person reads.

use super::Explained;
use super::hidden::{self, command};
use crate::app::App;
use crate::config::plan::{Plan, RoleStep, SelectedBy, Source};
use crate::domain::network::without_secrets;
use crate::domain::problem::{Problem, Severity};
use crate::domain::text::printable;
use crate::error::Error;

pub(super) fn tell(app: &App, explained: &Explained<'_>) -> Result<(), Error> {
    let mut lines =
        vec![format!("profile  {} ({})", explained.name.unwrap_or("(none)"), by(&explained.selection.by))];
    lines.push(match &explained.region {
        Some((region, from)) => format!("region   {region} ({})", by(from)),
        None => "region   (none)".to_owned(),
    });
    heading(&mut lines, "plan");
    match &explained.plan {
        Ok(plan) => lines.extend(steps(plan)),
        Err(_) => lines.push("  none: see the problems".to_owned()),
    }
    if let Some(profile) = explained.profile {
        heading(&mut lines, "properties");
        let properties: Vec<String> =
            profile.properties().flat_map(|property| hidden::lines(&property)).collect();
        if properties.is_empty() {
            lines.push("  none".to_owned());
        }
        lines.extend(properties.into_iter().map(|line| format!("  {line}")));
    }
    problems(&mut lines, &explained.problems);
    heading(&mut lines, "where tools disagree with AWS CLI v2");
    if explained.disagreements.is_empty() {
        lines.push("  nowhere, as far as files and variables tell".to_owned());
    }
    for disagreement in &explained.disagreements {
        let what: Vec<_> = disagreement.what.iter().map(|what| what.as_str()).collect();
        lines.push(format!("  {} ({})", disagreement.tool.name(), what.join(", ")));
        lines.push(format!("    {}", disagreement.why));
    }
    app.output.bytes(text(&lines).as_bytes())
}

/// The lines, each harmless to a terminal.
pub(super) fn text(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [printable(line), "\n".into()]).collect()
}

/// A heading and the problems below it, if there are any.
pub(super) fn problems(lines: &mut Vec<String>, problems: &[Problem]) {
    if problems.is_empty() {
        return;
    }
    heading(lines, "problems");
    for problem in problems {
        let severity = match problem.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        let place = problem.origin.as_ref().map(|origin| format!(" ({origin})")).unwrap_or_default();
        lines.push(format!("  {severity} {}: {}{place}", problem.code, problem.message));
        lines.extend(problem.hint.as_ref().map(|hint| format!("    hint: {hint}")));
    }
}

fn heading(lines: &mut Vec<String>, heading: &str) {
    lines.push(String::new());
    lines.push(heading.to_owned());
}

fn by(by: &SelectedBy) -> String {
    match by {
        SelectedBy::Option => "command line".to_owned(),
        SelectedBy::Variable(name) => (*name).to_owned(),
        SelectedBy::File(origin) => origin.to_string(),
        SelectedBy::Default => "default".to_owned(),
    }
}

fn steps(plan: &Plan) -> Vec<String> {
    let all = std::iter::once(source(&plan.source)).chain(plan.roles.iter().map(role));
    all.enumerate().map(|(index, step)| format!("  {}. {step}", index + 1)).collect()
}

fn source(source: &Source) -> String {
    match source {
        Source::Environment { credentials } => {
            format!("the key {} from the environment", credentials.access_key_id)
        }
        Source::StaticKeys { profile, credentials, origin } => {
            let whose = if profile.is_empty() { String::new() } else { format!(" of profile {profile}") };
            format!("the key {}{whose} ({origin})", credentials.access_key_id)
        }
        Source::WebIdentity { role_arn, token_file, .. } => {
            format!("assume {role_arn} with the token in {}", token_file.display())
        }
        Source::Sso { session, start_url, account_id, role_name, .. } => {
            let url = without_secrets(start_url);
            let session = session.as_ref().map(|name| format!(", session {name}")).unwrap_or_default();
            format!("the role {role_name} of account {account_id} from Identity Center ({url}{session})")
        }
        Source::Login { session, .. } => format!("the session of `aws login` for {session}"),
        Source::Process { command: text, .. } => format!("what this prints: {}", command(text)),
        Source::Container { .. } => "the container's credentials".to_owned(),
        Source::InstanceMetadata { .. } => "the credentials of the instance, from its metadata".to_owned(),
    }
}

fn role(step: &RoleStep) -> String {
    let settings = [
        ("session name", step.session_name.as_deref()),
        ("external id", step.external_id.as_deref()),
        ("MFA device", step.mfa_serial.as_deref()),
        ("source identity", step.source_identity.as_deref()),
    ];
    let settings = settings.into_iter().filter_map(|(what, value)| Some(format!(", {what} {}", value?)));
    let lasts = step.duration_seconds.map(|seconds| format!(", for {seconds} s"));
    let settings: String = settings.chain(lasts).collect();
    format!("assume {}{settings} (profile {}, {})", step.role_arn, step.profile, step.origin)
}
