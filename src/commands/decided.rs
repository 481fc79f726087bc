//! With `--verbose`: what was decided, in words, and nothing secret.

use crate::config::plan::{Plan, RoleStep, SelectedBy, Selection, Source};
use crate::domain::credentials::Credentials;
use crate::domain::network::{Network, host_and_port, without_secrets};
use crate::domain::region::Region;
use crate::domain::text::printable;
use crate::domain::time::to_rfc3339;

/// ` (FILE:LINE)` and the like: who said so.
pub(super) fn by(by: &SelectedBy) -> String {
    match by {
        SelectedBy::Option => " (command line)".to_owned(),
        SelectedBy::Variable(name) => format!(" ({name})"),
        SelectedBy::File(origin) => format!(" ({origin})"),
        SelectedBy::Default => " (default)".to_owned(),
    }
}

pub(super) fn profile(selection: &Selection) -> String {
    format!("profile {}{}", selection.name_or_default(), by(&selection.by))
}

pub(super) fn region(region: Option<&(Region, SelectedBy)>) -> String {
    match region {
        Some((region, from)) => format!("region {region}{}", by(from)),
        None => "no region".to_owned(),
    }
}

pub(super) fn plan(plan: &Plan) -> String {
    let steps: String = plan.roles.iter().map(step).collect();
    format!("plan: {}{steps}", source(&plan.source))
}

fn step(step: &RoleStep) -> String {
    let asked = step.mfa_serial.as_deref().map(|serial| format!(" with an MFA code of {serial}"));
    format!(", then {} ({}){}", step.role_arn, step.origin, asked.unwrap_or_default())
}

fn source(source: &Source) -> String {
    match source {
        Source::Environment { .. } => "keys in the environment".to_owned(),
        Source::StaticKeys { origin, .. } => format!("keys ({origin})"),
        Source::WebIdentity { role_arn, token_file, .. } => {
            format!("{role_arn} with the web identity token in {}", token_file.display())
        }
        Source::Sso { session, start_url, account_id, role_name, .. } => format!(
            "the role {role_name} in {account_id} from IAM Identity Center, {}",
            session.as_ref().map_or_else(|| without_secrets(start_url), |name| printable(name))
        ),
        Source::Login { session, .. } => format!("the console session of {session}"),
        // Its words may be secret.
        Source::Process { .. } => "a credential process".to_owned(),
        Source::Container { .. } => "the container's credential endpoint".to_owned(),
        Source::InstanceMetadata { .. } => "the instance's metadata".to_owned(),
    }
}

pub(super) fn network(network: &Network) -> String {
    let endpoint = match (&network.endpoint_url, network.fips, network.dualstack) {
        (Some(url), ..) => host_and_port(url),
        (None, false, false) => "the region's",
        (None, true, false) => "the region's FIPS one",
        (None, false, true) => "the region's dual-stack one",
        (None, true, true) => "the region's dual-stack FIPS one",
    };
    let bundle = network.ca_bundle.as_ref().map(|path| format!(", certificates of {}", path.display()));
    format!(
        "STS endpoint: {endpoint}, tried up to {} times{}",
        network.max_attempts,
        bundle.unwrap_or_default()
    )
}

pub(super) fn credentials(credentials: &Credentials, from_cache: bool) -> String {
    let from = if from_cache { "as stored" } else { "not from the store" };
    let end = credentials.expires_at.map(|at| format!(", until {}", to_rfc3339(at)));
    format!("credentials {} {from}{}", credentials.access_key_id, end.unwrap_or_default())
}
