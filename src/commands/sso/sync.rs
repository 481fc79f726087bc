//! `awsp sso sync`.

use crate::app::App;
use crate::cli::sso::SsoSyncArgs;
use crate::commands::edits::{self, Assent, Done, Edits};
use crate::commands::sso::{Roles, drift, granted, session, unread};
use crate::commands::terminal::Terminal;
use crate::config::merge::load;
use crate::config::parse::Reading;
use crate::config::source;
use crate::config::sync::{Filter, Options, Plan, Setting, plan};
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
    let filter = Filter::new(&args.account, &args.role);
    let granted = granted(app, &session, &filter, Roles::OfFilter)?;
    // Much may have been written since this began.
    let files = source::read(&app.host.env, app.host.home.as_deref());
    let config = load(&files, Reading::Cli);
    if let Some(problem) = config.refused {
        return Err(Error::from(problem));
    }
    // As people know it from aws-sso-util.
    let region = app.common.region.as_ref().map(Setting::region);
    let settings: Vec<Setting> = region.into_iter().chain(args.set.iter().cloned()).collect();
    let options = Options {
        session: &session.name,
        start_url: &session.start_url,
        sso_region: session.region.as_str(),
        template: args.name_template.as_ref(),
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
    unread(app, &granted)
}
