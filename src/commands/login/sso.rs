//! Signing in to Identity Center.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::app::App;
use crate::aws::client::Client;
use crate::aws::endpoint::Endpoint;
use crate::aws::http::Http;
use crate::aws::oidc::Oidc;
use crate::aws::proxy::Proxies;
use crate::aws::timeouts::Timeouts;
use crate::cli::login::LoginArgs;
use crate::commands::login::terminal_person::TerminalPerson;
use crate::commands::moment::local;
use crate::config::network::network;
use crate::config::plan::{SelectedBy, Selection, planned};
use crate::config::region::region;
use crate::domain::paste::word;
use crate::domain::time::to_rfc3339;
use crate::error::Error;
use crate::host;
use crate::provider::Route;
use crate::sign_in::browser::{Browser, here};
use crate::sign_in::cancel::Cancel;
use crate::sign_in::person::PATIENCE;
use crate::sign_in::sso::{Session, SignIn, SignedIn, Way, portal};
use crate::store::failures::Failure;
use crate::store::sign_in::sso_token_file;
use crate::stored::Scope;
use crate::stored::key::of_result;
use crate::stored::sign_in::refusal_of;

/// Signs in, and tells of it, to programs by what it gives; `profile` is the one that it is for, if one was meant.
pub(super) fn run(
    app: &App,
    args: &LoginArgs,
    session: &Session,
    profile: Option<&str>,
) -> Result<Value, Error> {
    let home = app.host.home.as_deref().ok_or_else(|| {
        Error::failed("there is no home directory, below which sign-ins are kept").hint("export HOME=FOLDER")
    })?;
    let env = &app.host.env;
    let selection = match profile {
        Some(name) => Selection::option(name),
        None => Selection { name: None, by: SelectedBy::Default },
    };
    let network = network(app.config(), env, &selection, "sso_oidc")?;
    let cancel = Cancel::by_signals()?;
    let http = Http::new(network.ca_bundle.clone(), Proxies::from_env(env), Timeouts::STANDARD);
    let http = Arc::new(http.telling(app.output.log()));
    let session = &led(app, session, &http, &cancel)?;
    let endpoint = Endpoint::sso_oidc(&session.region, &network);
    let client = Client::new(endpoint, http, network.max_attempts, host::now, std::thread::sleep);
    let Browser { openers, apart } = here(env, &app.settings().browser_command);
    let way = match apart {
        _ if args.device || session.name.is_none() => Way::Device,
        Some(why) => {
            app.output.note(&format!("{why}, so you sign in by a code"));
            Way::Device
        }
        None => Way::Browser,
    };
    let person = TerminalPerson { app, what: session.shown() };
    let signed_in = SignIn {
        session,
        home,
        store: app.store(),
        oidc: Arc::new(Oidc::new(client)),
        route: Route {
            profile,
            custom: network.endpoint_url.is_some(),
            region: &|| session.region.to_string(),
        },
        openers: if args.no_browser { &[] } else { &openers },
        env,
        person: &person,
        cancel: &cancel,
        patience: PATIENCE,
        clock: host::now,
    }
    .run(way)?;
    let serves = forget_refusals(app, session, &signed_in);
    Ok(told(app, session, &signed_in, serves))
}

/// The session with the portal that its start URL leads to, if that is not one of AWS's by itself. Where it does not tell,
/// the start URL is used as it is: whoever answers for Identity Center may know it.
fn led(app: &App, session: &Session, http: &Arc<Http>, cancel: &Cancel) -> Result<Session, Error> {
    let (http, start_url) = (Arc::clone(http), session.start_url.clone());
    match cancel.beside(move || portal(&http, &start_url))? {
        Ok(None) => Ok(session.clone()),
        Ok(Some(portal)) => {
            app.output.detail(|| format!("{} leads to {}", session.shown(), portal.start_url));
            session.clone().leading_to(portal)
        }
        Err(why) => {
            app.output.note(&format!(
                "the start URL of {} is not AWS's own, and {why}; used as it is",
                session.shown()
            ));
            Ok(session.clone())
        }
    }
}

/// What was noted against the former token, and against profiles for want of a sign-in, does not hold any more. How many
/// profiles the sign-in serves.
fn forget_refusals(app: &App, session: &Session, signed_in: &SignedIn) -> usize {
    let (config, env, store) = (app.config(), &app.host.env, app.store());
    if let Some(home) = &app.host.home {
        let file = sso_token_file(home, session.name.as_ref().unwrap_or(&session.start_url));
        for secret in &signed_in.former {
            Failure::clear(store, &refusal_of(&file, secret));
        }
    }
    let mut serves = 0;
    for profile in config.profiles.iter() {
        let selection = Selection::option(profile.name);
        let Some(plan) = planned(config, env, &selection) else { continue };
        if !session.gives(&plan.source) {
            continue;
        }
        serves += 1;
        let Ok(network) = network(config, env, &selection, "sts") else { continue };
        let region = region(config, env, &selection, None).ok().flatten().map(|(region, _)| region);
        let scope = Scope { env, region: region.as_ref(), network: &network };
        Failure::clear(store, &of_result(&plan, scope));
    }
    serves
}

fn told(app: &App, session: &Session, signed_in: &SignedIn, serves: usize) -> Value {
    let SignedIn { expires_at, renews, .. } = *signed_in;
    if app.common.json {
        let name = session.name.as_ref().unwrap_or(&session.start_url);
        return json!({
            "sign_in": { "kind": "sso", "name": name, "expires_at": to_rfc3339(expires_at) },
            "renews": renews,
            "profiles": serves,
        });
    }
    let renewed = if renews { ", renewed when needed" } else { "" };
    let profiles = match serves {
        0 => {
            let session = session.name.as_deref().map(|name| format!(" --sso-session {}", word(name)));
            format!("no profile uses it yet: awsp sso sync{}", session.unwrap_or_default())
        }
        1 => "one profile uses it".to_owned(),
        many => format!("{many} profiles use it"),
    };
    app.output.note(&format!(
        "signed in to {} until {}{renewed}; {profiles}",
        session.shown(),
        local(expires_at)
    ));
    Value::Null
}
