//! `awsp console`: the web console, signed in with the active credentials.

mod launch;

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;

use crate::app::App;
use crate::aws::console::{self, Console};
use crate::cli::console::ConsoleArgs;
use crate::commands::identity::{Active, Manner};
use crate::commands::profile_chain;
use crate::config::plan::{Plan, Source};
use crate::domain::arn::Arn;
use crate::domain::credentials::Credentials;
use crate::domain::paste::word;
use crate::domain::secret::Secret;
use crate::domain::text::printable;
use crate::domain::time::to_rfc3339;
use crate::error::Error;
use crate::host;
use crate::provider::{self, Wanted};

/// How long AWS takes a link.
const VALID: Duration = Duration::from_mins(15);
/// Seconds: what a console session may last, and one of `GetFederationToken`.
const SHORTEST: u32 = 900;
const LONGEST: u32 = 43_200;
const LONGEST_FEDERATED: u32 = 129_600;

pub(super) fn run(app: &App, args: &ConsoleArgs) -> Result<(), Error> {
    app.checked_settings()?;
    profile_chain::check(app)?;
    let active = Active::of(app)?;
    let console = console_of(&active)?;
    let destination = destination(console, &active, args)?;
    check_duration(&active.plan, args)?;
    // What could not be opened is not asked for.
    let opener =
        if args.print { None } else { Some(launch::Opener::find(app, &active, &pasted(app, args))?) };
    let (credentials, duration) = credentials(app, &active, args)?;
    let wanted = Wanted { console, destination: &destination, issuer: issuer(&active.plan), duration };
    let link = active.within(app, Manner::Attended, |context| {
        provider::console_link(context, &active.plan, &credentials, &wanted)
    })?;
    match opener {
        None => print(app, &link, &destination),
        Some(opener) => opener.open(app, &active, &credentials, link),
    }
}

/// The console of the region's partition, or of what the profile is about where there is no region.
fn console_of(active: &Active) -> Result<Console, Error> {
    if let Some(region) = &active.region {
        return console::of_region(region).ok_or_else(|| no_console(&format!("the region {region}")));
    }
    let partition = arn(&active.plan).and_then(Arn::parse).map_or("aws", |arn| arn.partition);
    Console::of(partition).ok_or_else(|| no_console(&format!("the partition {}", printable(partition))))
}

fn arn(plan: &Plan) -> Option<&str> {
    plan.roles.last().map(|step| step.role_arn.as_str()).or(match &plan.source {
        Source::WebIdentity { role_arn, .. } => Some(role_arn),
        Source::Login { session, .. } => Some(session),
        _ => None,
    })
}

fn no_console(of: &str) -> Error {
    Error::failed(format!("no web console is known that takes sign-in links for {of}"))
        .hint("with the right region: --region eu-west-1")
        .code("console-unknown")
}

fn destination(console: Console, active: &Active, args: &ConsoleArgs) -> Result<String, Error> {
    let Some(page) = &args.destination else {
        return Ok(console.page(args.service.as_ref(), active.region.as_ref()));
    };
    console.whole_page(page).ok_or_else(|| {
        Error::usage(format!("{} is no page of the web console at {}", printable(page), console.domain))
            .hint(format!("it begins with https://{0}/ or with https://REGION.{0}/", console.domain))
    })
}

/// What AWS would refuse without a reason.
fn check_duration(plan: &Plan, args: &ConsoleArgs) -> Result<(), Error> {
    let Some(seconds) = args.duration else { return Ok(()) };
    let longest = if args.federation_token { LONGEST_FEDERATED } else { LONGEST };
    if !(SHORTEST..=longest).contains(&seconds) {
        let hours = longest / 3600;
        return Err(Error::usage(format!("--duration takes 15m to {hours}h")));
    }
    let temporary = matches!(
        plan.source,
        Source::Sso { .. }
            | Source::WebIdentity { .. }
            | Source::Container { .. }
            | Source::InstanceMetadata { .. }
    );
    if plan.roles.len() > 1 || (temporary && !plan.roles.is_empty()) {
        return Err(Error::usage(
            "--duration cannot be chosen for a role that was assumed from another one: AWS gives such a session an hour at \
             most",
        )
        .hint("leave --duration out"));
    }
    Ok(())
}

/// Credentials that the console takes, and how long its session is to last, where that is to be said.
fn credentials(app: &App, active: &Active, args: &ConsoleArgs) -> Result<(Credentials, Option<u32>), Error> {
    // A session that these keys may have is the user's own, which does not go in either.
    let keys = match long_term(&active.plan) {
        Some(keys) => keys.clone(),
        None => active.credentials(app, Manner::Attended)?.credentials,
    };
    match (keys.session_token.is_some(), args.federation_token) {
        (true, false) => Ok((keys, args.duration)),
        (false, true) => {
            let federated = active.within(app, Manner::Attended, |context| {
                provider::federation_token(context, &active.plan, &keys, args.duration)
            })?;
            // The session lasts as long as they do; AWS takes no other wish.
            Ok((federated, None))
        }
        (true, true) => Err(Error::usage(
            "--federation-token is for long-term keys, and these are credentials of a session already",
        )
        .hint("leave --federation-token out")),
        (false, false) => Err(not_let_in(app, active, args)),
    }
}

/// The long-term keys that the plan gives, where it gives such.
fn long_term(plan: &Plan) -> Option<&Credentials> {
    let (Source::StaticKeys { credentials, .. } | Source::Environment { credentials }) = &plan.source else {
        return None;
    };
    (plan.roles.is_empty() && credentials.session_token.is_none()).then_some(credentials)
}

fn not_let_in(app: &App, active: &Active, args: &ConsoleArgs) -> Error {
    let of = active.selection.name.as_deref().map_or_else(
        || "these are long-term keys".to_owned(),
        |name| format!("profile {} has long-term keys", printable(name)),
    );
    Error::failed(format!("{of}, which AWS does not let into the web console as they are"))
        .hint("go in by a role that they may assume: awsp console PROFILE")
        .hint(format!("or by a session of GetFederationToken: {} --federation-token", pasted(app, args)))
        .code("console-long-term-keys")
}

/// Where the console leads to when its session has ended: the portal where a person signs in again.
fn issuer(plan: &Plan) -> Option<&str> {
    match &plan.source {
        Source::Sso { start_url, .. } => Some(start_url.as_str()).filter(|url| url.starts_with("https://")),
        _ => None,
    }
}

fn print(app: &App, link: &Secret, destination: &str) -> Result<(), Error> {
    let ends = host::now() + TimeDelta::from_std(VALID).unwrap_or_default();
    if app.common.json {
        return app.output.json(&json!({
            "url": link.reveal(),
            "destination": destination,
            "valid_until": to_rfc3339(ends),
        }));
    }
    app.output.line(link.reveal())?;
    app.output.note("whoever has this link is signed in with it; AWS takes it for 15 minutes");
    Ok(())
}

/// The same command, to be pasted with more behind it.
fn pasted(app: &App, args: &ConsoleArgs) -> String {
    let mut line = "awsp console".to_owned();
    let mut add = |text: String| line.push_str(&text);
    if let Some(name) = &app.common.profile {
        add(format!(" {}", word(name)));
    }
    if let Some(region) = &app.common.region {
        add(format!(" --region {region}"));
    }
    if let Some(service) = &args.service {
        add(format!(" --service {service}"));
    }
    if let Some(page) = &args.destination {
        add(format!(" --destination {}", word(page)));
    }
    if let Some(seconds) = args.duration {
        add(format!(" --duration {seconds}s"));
    }
    if args.federation_token {
        add(" --federation-token".to_owned());
    }
    line
}
