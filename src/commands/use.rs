//! `awsp use`: a switch of the shell to a profile.

use std::path::Path;

use crate::app::App;
use crate::cli::args::UseArgs;
use crate::commands::pick::{Item, pick};
use crate::commands::row::Row;
use crate::commands::switch::{evaluating, print};
use crate::commands::unread::note_unread;
use crate::config::plan::{Plan, SelectedBy, Selection, Source, nearest, plan, select};
use crate::config::region::written;
use crate::domain::paste::word;
use crate::domain::problem::Problem;
use crate::domain::switch::{Changes, Keys, Switch, enter, record};
use crate::error::Error;
use crate::shell::kind::ShellKind;

pub(super) fn run(app: &App, args: &UseArgs, shell: Option<ShellKind>) -> Result<(), Error> {
    let shell = evaluating(shell)?;
    app.checked_settings()?;
    let name = name(app, args)?;
    let plan = usable(app, &name)?;
    let needed = matches!(plan.source, Source::Environment { .. }) && !plan.roles.is_empty();
    let keys = match (needed, args.keep_keys) {
        (true, _) => Keys::Needed,
        (false, true) => Keys::Keep,
        (false, false) => Keys::Drop,
    };
    let mut changes =
        enter(&app.host.env, &Switch { profile: &name, region: app.common.region.as_ref(), keys });
    note_surprises(app, &name, &plan, &mut changes);
    print(app, shell, &changes)
}

/// The profile that is meant: by name, `-`, `--profile`, or chosen on the terminal.
fn name(app: &App, args: &UseArgs) -> Result<String, Error> {
    let option = app.common.profile.as_deref();
    if let (Some(name), Some(option)) = (args.name.as_deref(), option)
        && name != option
    {
        return Err(
            Error::usage(format!("two profiles are named, {name} and {option}")).hint("awsp use PROFILE")
        );
    }
    match args.name.as_deref().or(option) {
        Some("-") => record(&app.host.env).previous.ok_or_else(|| {
            Error::failed("there is no previous profile in this shell").hint("awsp use PROFILE")
        }),
        Some(name) => Ok(name.to_owned()),
        None => {
            if let Some(problem) = &app.config().refused {
                return Err(Error::from(problem.clone()));
            }
            if app.config().profiles.is_empty() {
                return Err(Error::failed(format!("there are no profiles in {}", files(app)))
                    .hint("make one: awsp configure"));
            }
            let items = Row::all(app, app.config().profiles.iter())
                .map(|row| Item { name: row.profile.name.to_owned(), description: row.description(app) });
            let active = select(&app.host.env, None).name;
            pick(items.collect(), active.as_deref())
        }
    }
}

/// The profile's plan: a profile that cannot be used is not switched to. There is no silent guess at a wrong name,
/// which could land in production.
fn usable(app: &App, name: &str) -> Result<Plan, Error> {
    let config = app.config();
    if name.is_empty() {
        return Err(Error::usage("a profile's name is never empty").hint("awsp off"));
    }
    plan(config, &app.host.env, &Selection::option(name)).map_err(|problem| {
        note_unread(app);
        if problem.code != "unknown-profile" {
            return Error::from(problem);
        }
        let message = format!("there is no profile {name} in {}", files(app));
        let error = Error::failed(message).code("unknown-profile");
        if let Some(section) = config.problems.iter().find(|problem| names_section(problem, name)) {
            return section.hint.iter().fold(error, Error::hint);
        }
        let near = nearest(config, name);
        if config.profiles.is_empty() {
            return error.hint("there is no profile at all; make one: awsp configure");
        }
        if near.is_empty() {
            return error.hint("awsp list");
        }
        near.iter().fold(error, |error, near| error.hint(format!("awsp use {}", word(near))))
    })
}

/// Whether this is about a section that is called so, but is no profile for want of its prefix.
fn names_section(problem: &Problem, name: &str) -> bool {
    problem.code == "not-a-profile" && problem.message.contains(&format!("[{name}]"))
}

/// Both files, for a sentence.
fn files(app: &App) -> String {
    let shown = |path: &Path| {
        if path.as_os_str().is_empty() { "(an empty path)".to_owned() } else { path.display().to_string() }
    };
    format!("{} or {}", shown(&app.config().config_path), shown(&app.config().credentials_path))
}

/// Says what the profile's name does not: a region in the environment that is used in place of the profile's, none to
/// assume the role in, no credentials of its own.
fn note_surprises(app: &App, name: &str, plan: &Plan, changes: &mut Changes) {
    let after = changes.applied_to(&app.host.env);
    let selection = Selection::option(name);
    let of_profile = app.config().profiles.get(name).and_then(|profile| profile.text("region"));
    match written(app.config(), &after, &selection, None) {
        Ok(Some((region, SelectedBy::Variable(variable)))) if app.common.region.is_none() => {
            if let Some(of_profile) =
                of_profile.filter(|of_profile| !of_profile.is_empty() && region != *of_profile)
            {
                changes.notes.push(format!(
                    "{variable}={region} is used in place of the profile's region {of_profile}"
                ));
            }
        }
        Ok(None) if !plan.roles.is_empty() => {
            changes.notes.push(format!(
                "{} has no region, and AWS tools need one to assume a role: awsp use {} --region eu-west-1",
                name,
                word(name)
            ));
        }
        _ => {}
    }
    if plan.asks_the_machine() {
        changes
            .notes
            .push(format!("{name} has no credentials of its own: AWS tools ask the machine they run on"));
    }
}
