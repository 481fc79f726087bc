//! Signing in with the AWS console for a profile, as `aws login` does.

mod profile;
mod region;

use serde_json::json;

use crate::app::App;
use crate::cli::login::LoginArgs;
use crate::commands::ask::{self, Echo};
use crate::commands::calls::Calls;
use crate::commands::edits::{self, Assent, Edits};
use crate::commands::login::terminal_person::TerminalPerson;
use crate::commands::moment::local;
use crate::config::edit::{Edit, Target, Value};
use crate::domain::paste::word;
use crate::domain::region::Region;
use crate::domain::text::printable;
use crate::domain::time::to_rfc3339;
use crate::error::{Error, Kind};
use crate::sign_in::browser::{Browser, here};
use crate::sign_in::cancel::Cancel;
use crate::sign_in::login_session::{Session, SignIn, Way};
use crate::sign_in::person::PATIENCE;

/// Signs in for the profile, and tells of it, to programs by what it gives. Its `login_session` is `session` if it has one;
/// else it gets the one that comes.
pub(super) fn run(
    app: &App,
    args: &LoginArgs,
    profile: &str,
    session: Option<&str>,
) -> Result<serde_json::Value, Error> {
    profile::check(app, profile)?;
    if session.is_none() {
        profile::agreed(app, profile)?;
    }
    let calls = Calls::of(app)?;
    let (region, asked) = match &calls.region {
        Some(region) => (region.clone(), false),
        None => (region::ask(profile)?, true),
    };
    let came = signed_in(app, args, &calls, &region, profile, session)?;
    let mut properties = Vec::new();
    if session != Some(came.name.as_str()) {
        properties.push(("login_session", came.name.clone()));
    }
    if asked {
        properties.push(("region", region.as_str().to_owned()));
    }
    if !properties.is_empty() {
        write(app, profile, &came.name, &properties)?;
    }
    Ok(told(app, profile, &came))
}

fn signed_in(
    app: &App,
    args: &LoginArgs,
    calls: &Calls,
    region: &Region,
    profile: &str,
    session: Option<&str>,
) -> Result<Session, Error> {
    let env = &app.host.env;
    let Browser { openers, apart } = here(env, &app.settings().browser_command);
    let way = match apart {
        _ if args.device => Way::ByHand,
        Some(why) => {
            app.output.note(&format!("{why}, so you carry a code over"));
            Way::ByHand
        }
        None => Way::Browser,
    };
    let person = TerminalPerson { app, what: format!("the AWS console for profile {}", printable(profile)) };
    let cancel = Cancel::by_signals()?;
    let ask_code = |check: &dyn Fn(&str) -> Result<(), String>| {
        ask::checked("the code that the page shows:", "", Echo::Stars, check)
    };
    let accept = |came: &str| another(profile, session.unwrap_or_default(), came);
    calls.within(app, |context| {
        SignIn {
            context,
            region,
            openers: if args.no_browser { &[] } else { &openers },
            env,
            person: &person,
            cancel: &cancel,
            ask: &ask_code,
            meant: session,
            accept: &accept,
            patience: PATIENCE,
        }
        .run(way)
    })
}

/// Somebody else signed in than the profile is for.
fn another(profile: &str, session: &str, came: &str) -> Result<(), Error> {
    let (shown, session, came) = (printable(profile), printable(session), printable(came));
    let question =
        format!("profile {shown} is for {session}, and {came} has signed in; is it to be for that one?");
    let refused = || {
        Error::failed(format!("{came} has signed in, and profile {shown} is for {session}; nothing was changed"))
            .hint("sign out of the AWS console in the browser, or choose the other session there, and sign in again")
            .hint("or sign in for a new profile: awsp login NAME")
            .code("another-session")
    };
    match ask::yes_or_no(&question, false) {
        Ok(true) => Ok(()),
        Ok(false) => Err(refused()),
        Err(error) if error.kind == Kind::Usage => Err(refused()),
        Err(error) => Err(error),
    }
}

/// Makes the profile one of this session.
fn write(app: &App, profile: &str, session: &str, properties: &[(&str, String)]) -> Result<(), Error> {
    let target = || Target::Profile(profile.to_owned());
    let set = |(key, value): &(&str, String)| Edit::Set {
        target: target(),
        key: (*key).to_owned(),
        value: Value::Text(value.clone()),
    };
    let edits = Edits { config: properties.iter().map(set).collect(), ..Edits::default() };
    edits::make(app, &edits, Assent::Given).map(drop).map_err(|error| {
        let by_hand: Vec<String> =
            properties.iter().map(|(key, value)| format!("{key}={}", word(value))).collect();
        let message = format!(
            "signed in as {}, but profile {} could not be written: {}",
            printable(session),
            printable(profile),
            error.message
        );
        Error { message, ..error }.hint(format!(
            "then: awsp configure set {} {}",
            word(profile),
            by_hand.join(" ")
        ))
    })
}

fn told(app: &App, profile: &str, came: &Session) -> serde_json::Value {
    let Session { name, credentials } = came;
    if app.common.json {
        return json!({
            "sign_in": { "kind": "login", "name": name, "expires_at": null },
            "credentials": { "expires_at": credentials.expires_at.map(to_rfc3339) },
            "profile": profile,
        });
    }
    let until =
        credentials.expires_at.map(|at| format!("; its keys end {}, and are renewed when needed", local(at)));
    let until = until.unwrap_or_default();
    app.output.note(&format!("signed in as {}{until}", printable(name)));
    if app.host.env.get("AWS_PROFILE").is_none_or(|active| active != profile) {
        app.output.note(&format!("to use it: awsp use {}", word(profile)));
    }
    serde_json::Value::Null
}
