//! `awsp explain`: how a profile's credentials would be got, where each of its lines comes from, what is wrong with it,
//! and which tools would do something else.

mod everything;
pub(in crate::commands) mod hidden;
mod human;
mod json;
mod look;
mod problems;

use crate::app::App;
use crate::cli::args::{ExplainArgs, ReadingArg};
use crate::commands::unread::note_unread;
use crate::config::merge::{Config, load};
use crate::config::parse::Reading;
use crate::config::plan::{Plan, SelectedBy, Selection, plan, select};
use crate::config::profiles::Profile;
use crate::config::region::written;
use crate::config::source::Files;
use crate::config::tools::look::Look as _;
use crate::config::tools::{Disagreement, Setup, disagreements};
use crate::domain::problem::Problem;
use crate::domain::region::Region;
use crate::error::Error;
use crate::host;

/// What is to be told of one profile.
struct Explained<'a> {
    /// The name, and what selected it; `None` where nothing is selected and there is no `default`.
    name: Option<&'a str>,
    selection: &'a Selection,
    profile: Option<Profile<'a>>,
    plan: Result<Plan, Problem>,
    /// As it is written, valid or not.
    region: Option<(String, SelectedBy)>,
    problems: Vec<Problem>,
    disagreements: Vec<Disagreement>,
    config: &'a Config,
}

pub(super) fn run(app: &App, args: &ExplainArgs) -> Result<(), Error> {
    app.checked_settings()?;
    let sdk;
    let config = match args.reading {
        ReadingArg::Cli => app.config(),
        ReadingArg::Sdk => {
            sdk = load(&app.read().files, Reading::Sdk);
            &sdk
        }
    };
    if args.all {
        if app.common.profile.is_some() {
            return Err(Error::usage("--all and --profile exclude each other"));
        }
        return everything::run(app, config);
    }
    let option = match (args.name.as_deref(), app.common.profile.as_deref()) {
        (Some(one), Some(other)) if one != other => {
            return Err(Error::usage("two profiles are named").hint("leave --profile out"));
        }
        (one, other) => one.or(other),
    };
    one(app, config, option)
}

fn one(app: &App, config: &Config, option: Option<&str>) -> Result<(), Error> {
    let env = &app.host.env;
    let region_option = app.common.region.as_ref().map(Region::as_str);
    let selection = select(env, option);
    let name = match &selection.name {
        Some(name) => Some(name.as_str()),
        None => config.profiles.contains("default").then_some("default"),
    };
    let plan = plan(config, env, &selection);
    let explained = Explained {
        name,
        profile: name.and_then(|name| config.profiles.get(name)),
        problems: problems::of(app, config, &selection, region_option, plan.as_ref().err()),
        region: written(config, env, &selection, region_option)
            .ok()
            .flatten()
            .map(|(region, by)| (region.into_owned(), by)),
        plan,
        selection: &selection,
        disagreements: where_tools_disagree(app, &app.read().files, app.config(), option),
        config,
    };
    if app.common.json {
        app.output.json(&json::of(&explained))?;
    } else {
        human::tell(app, &explained)?;
    }
    match explained.plan {
        // Whatever is wrong with a profile was told; that there is none is an error here as elsewhere.
        Err(problem) if problem.code == "unknown-profile" => {
            note_unread(app);
            Err(Error::from(problem))
        }
        _ => Ok(()),
    }
}

/// Which tools would do something else than AWS CLI v2 with the profile of this name, or the one that is selected, where
/// the files said this.
pub(super) fn where_tools_disagree(
    app: &App,
    files: &Files,
    config: &Config,
    profile: Option<&str>,
) -> Vec<Disagreement> {
    let look = looker(app, files);
    disagreements(&Setup {
        config,
        files,
        env: &app.host.env,
        home: app.host.home.as_deref(),
        now: look.now,
        profile,
        region: app.common.region.as_ref().map(Region::as_str),
        look: &look,
    })
}

/// Whether this word of a command line would be found as a program.
pub(super) fn is_program(app: &App, word: &str) -> bool {
    looker(app, &app.read().files).is_program(word)
}

fn looker<'a>(app: &'a App, files: &'a Files) -> look::Looker<'a> {
    look::Looker { files, env: &app.host.env, home: app.host.home.as_deref(), now: host::now() }
}
