//! `awsp sso sync`.

use crate::app::App;
use crate::cli::sso::SsoSyncArgs;
use crate::commands::edits::{self, Assent, Done, Edits};
use crate::commands::sso::{Roles, drift, granted, session, unread};
use crate::commands::terminal::Terminal;
use crate::config::merge::load;
use crate::config::parse::Reading;
use crate::config::source;
use crate::config::sync::{Filter, Options, Plan, Setting, Template, plan};
use crate::domain::problem::Problem;
use crate::domain::text::printable;
use crate::error::Error;

pub(super) fn run(app: &App, args: &SsoSyncArgs) -> Result<(), Error> {
    let session = session::chosen(app, "sync", args.sso_session.as_deref())?;
    let assent = match (args.dry_run, args.yes) {
        (true, _) => Assent::DryRun,
        (false, true) => Assent::Given,
        (false, false) if Terminal::is_there() => Assent::Asked,
        // Nobody should wait for minutes to hear that.
        (false, false) => {
            return Err(Error::usage("there is no terminal to ask on")
                .hint("look at the changes with --dry-run, make them with --yes"));
        }
    };
    let template = match &args.name_template {
        Some(template) => Some(template.clone()),
        None => of_settings("name_template", &app.checked_settings()?.sso_name_template, Template::parse)?,
    };
    let settings = properties(app, args)?;
    let filter = Filter::new(&args.account, &args.role);
    let granted = granted(app, &session, &filter, Roles::OfFilter)?;
    // Much may have been written since this began.
    let files = source::read(&app.host.env, app.host.home.as_deref());
    let config = load(&files, Reading::Cli);
    if let Some(problem) = config.refused {
        return Err(Error::from(problem));
    }
    let options = Options {
        session: &session.name,
        start_url: &session.start_url,
        sso_region: session.region.as_str(),
        template: template.as_ref(),
        settings: &settings,
        filter: &filter,
        prune: args.prune,
        migrate: args.migrate,
    };
    let Plan { config, credentials, report } = plan(&config, &granted, &options);
    drift::tell(app, &session.name, &granted, &filter, &report);
    if !report.new.is_empty() && !settings.iter().any(Setting::is_region) {
        app.output.note("the new profiles have no region; --region REGION gives them one, now or later");
    }
    let done = edits::make(app, &Edits { config, credentials }, assent)?;
    if done == Done::Nothing {
        app.output.note("the profiles are as they should be; nothing was written");
    }
    if app.common.json {
        app.output.json(&drift::json(&session.name, &granted, &report, done == Done::Written))?;
    }
    drift::active(app, &report, done);
    if done == Done::Written && !report.new.is_empty() {
        app.output.note("to switch to one of them: awsp use");
    }
    unread(app, &granted)
}

/// What the profiles are given: by the settings, and, as it counts more behind them, by the flags.
fn properties(app: &App, args: &SsoSyncArgs) -> Result<Vec<Setting>, Error> {
    let mut settings = Vec::new();
    for text in &app.checked_settings()?.sso_set {
        settings.extend(of_settings("set", text, Setting::parse)?);
    }
    // As people know it from aws-sso-util.
    settings.extend(app.common.region.as_ref().map(Setting::region));
    settings.extend(args.set.iter().cloned());
    Ok(settings)
}

/// What a setting of `[sso]` says, if it says anything.
fn of_settings<T>(
    name: &str,
    text: &str,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<T>, Error> {
    if text.is_empty() {
        return Ok(None);
    }
    parse(text).map(Some).map_err(|why| {
        let message = format!("setting sso.{name}: {why}, in '{}'", printable(text));
        Error::from(
            Problem::error("settings-invalid", message).hint("see where it comes from: awsp settings"),
        )
    })
}
