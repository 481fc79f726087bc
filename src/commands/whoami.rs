//! `awsp whoami`: the verified identity, and when it ends.

use serde_json::{Value, json};

use crate::app::App;
use crate::cli::args::WhoamiArgs;
use crate::commands::identity::{Active, Manner};
use crate::commands::moment::{local, of_sign_in};
use crate::config::plan::{Plan, Source};
use crate::domain::identity::Identity;
use crate::domain::region::Region;
use crate::domain::time::to_rfc3339;
use crate::error::Error;
use crate::provider::{Refresh, Resolved};
use crate::status::{SignInOf, observe};

pub(super) fn run(app: &App, args: &WhoamiArgs) -> Result<(), Error> {
    app.checked_settings()?;
    let active = Active::of(app)?;
    let (resolved, identity, shell) =
        active.verify(app, Manner::Attended, Refresh::IfNeeded, args.refresh)?;
    let is_of_shell = app.common.profile.is_none() && app.common.region.is_none();
    let end = if is_of_shell { shell.end } else { observe(&app.view(&app.host.env)).end };
    let sign_in = end.as_ref().and_then(|end| end.sign_in.as_ref());
    if app.common.json {
        app.output.json(&as_json(&active, &resolved, &identity, sign_in))
    } else {
        as_text(app, &active, &resolved, &identity, sign_in)
    }
}

/// What gives the credentials, in the words of `list`.
fn kind(plan: &Plan) -> &'static str {
    if !plan.roles.is_empty() {
        return "assume-role";
    }
    match plan.source {
        Source::Environment { .. } => "environment",
        Source::StaticKeys { .. } => "static",
        Source::WebIdentity { .. } => "web-identity",
        Source::Sso { .. } => "sso",
        Source::Login { .. } => "login",
        Source::Process { .. } => "process",
        Source::Container { .. } | Source::InstanceMetadata { .. } => "metadata",
    }
}

fn as_json(active: &Active, resolved: &Resolved, identity: &Identity, sign_in: Option<&SignInOf>) -> Value {
    json!({
        "profile": active.selection.name,
        "account_id": identity.account_id.as_str(),
        "arn": identity.arn,
        "user_id": identity.user_id,
        "region": active.region().map(Region::as_str),
        "verified_at": to_rfc3339(identity.verified_at),
        "credentials": {
            "access_key_id": resolved.credentials.access_key_id,
            "kind": kind(&active.plan),
            "expires_at": resolved.credentials.expires_at.map(to_rfc3339),
            "refreshes": resolved.refreshes,
        },
        "sign_in": sign_in.map(SignInOf::to_json),
    })
}

fn as_text(
    app: &App,
    active: &Active,
    resolved: &Resolved,
    identity: &Identity,
    sign_in: Option<&SignInOf>,
) -> Result<(), Error> {
    let ends = match (resolved.credentials.expires_at, resolved.refreshes) {
        (Some(at), true) => format!("{}, renewed when needed", local(at)),
        (Some(at), false) => local(at),
        (None, _) => "no end is known".to_owned(),
    };
    let mut rows = vec![
        ("profile", active.selection.name.clone().unwrap_or_else(|| "(none selected)".to_owned())),
        ("account", identity.account_id.as_str().to_owned()),
        ("arn", identity.arn.clone()),
        ("user id", identity.user_id.clone()),
        ("region", active.region().map_or("(none)", Region::as_str).to_owned()),
        ("verified", local(identity.verified_at)),
        ("credentials", format!("{} {}", kind(&active.plan), resolved.credentials.access_key_id)),
        ("until", ends),
    ];
    if let Some(sign_in) = sign_in {
        rows.push(("sign-in", of_sign_in(sign_in)));
        if sign_in.kind == "mfa" {
            let other = if active.device.is_some() { "uses the keys alone" } else { "asks again" };
            let whose = format!(
                "what gets its credentials through awsp; a tool that reads the profile itself {other}"
            );
            rows.push(("", format!("for {whose}")));
        }
    }
    app.output.pairs(&rows)
}
