//! `awsp configure`: profiles are added, changed, copied, renamed and removed, by flags or by questions.

mod add;
mod assign;
mod copy;
mod given;
mod guided;
mod kind;
mod mentions;
mod portal;
mod proposals;
mod remove;
mod rename;
mod review;
mod set;

use crate::app::App;
use crate::cli::configure::{
    AddArgs, ConfigureArgs, ConfigureWhat, CopyArgs, RemoveArgs, SetArgs, WriteArgs,
};
use crate::commands::pick::{Item, choose};
use crate::commands::row::Row;
use crate::commands::terminal::Terminal;
use crate::config::merge::Config;
use crate::config::plan::nearest;
use crate::config::profiles::Profile;
use crate::domain::paste::word;
use crate::domain::text::printable;
use crate::error::Error;

pub(super) fn run(app: &App, args: &ConfigureArgs) -> Result<(), Error> {
    if let Some(problem) = &app.config().refused {
        return Err(Error::from(problem.clone()));
    }
    match &args.what {
        Some(ConfigureWhat::Add(args)) => add::run(app, args),
        Some(ConfigureWhat::Set(args)) => set::run(app, args),
        Some(ConfigureWhat::Copy(args)) => copy::run(app, args),
        Some(ConfigureWhat::Rename(args)) => rename::run(app, args),
        Some(ConfigureWhat::Remove(args)) => remove::run(app, args),
        None => begin(app),
    }
}

/// Asks what is to be done.
fn begin(app: &App) -> Result<(), Error> {
    if !Terminal::is_there() {
        return Err(Error::usage("what to configure is missing: add, set, copy, rename or remove")
            .hint("awsp configure add NAME --set KEY=VALUE --yes"));
    }
    let item = |name: &str, description: &str| Item { name: name.into(), description: description.into() };
    let sso = item("sso", "a profile for each role that IAM Identity Center grants you");
    if app.config().profiles.is_empty() {
        let items = vec![sso, item("add", "one profile, of any kind")];
        return match choose("configure", items, None)?.as_str() {
            "sso" => portal::run(app),
            _ => add::run(app, &AddArgs::default()),
        };
    }
    let items = vec![
        item("add", "a new profile"),
        item("set", "change a property of a profile"),
        item("copy", "a new profile like another one"),
        item("rename", "another name, also where others point to it"),
        item("remove", "take a profile out of the files"),
        sso,
    ];
    match choose("configure", items, None)?.as_str() {
        "add" => add::run(app, &AddArgs::default()),
        "set" => set::run(app, &SetArgs::default()),
        "copy" => copy::run(app, &CopyArgs::default()),
        "rename" => rename::run(app, &CopyArgs::default()),
        "sso" => portal::run(app),
        _ => remove::run(app, &RemoveArgs::default()),
    }
}

/// Whether questions may be asked: somebody is there, and has not said yes to all already.
fn asks(write: WriteArgs) -> bool {
    !write.yes && Terminal::is_there()
}

/// The profile that is meant: by name, by `--profile`, or chosen on the terminal.
fn named(app: &App, given: Option<&str>, write: WriteArgs, usage: &str) -> Result<String, Error> {
    match given.or(app.common.profile.as_deref()) {
        Some(name) => Ok(name.to_owned()),
        None if app.config().profiles.is_empty() => {
            Err(Error::failed("there are no profiles").hint("make one: awsp configure add"))
        }
        None if asks(write) => choose("profile", profiles(app), None),
        None => Err(Error::usage("the profile's NAME is missing").hint(usage)),
    }
}

/// All profiles, to choose from.
fn profiles(app: &App) -> Vec<Item> {
    let rows = Row::all(app, app.config().profiles.iter().filter(|profile| !profile.name.is_empty()));
    rows.map(|row| Item { name: row.profile.name.to_owned(), description: row.description(app) }).collect()
}

/// The profile of this name.
fn existing<'a>(config: &'a Config, name: &str, verb: &str) -> Result<Profile<'a>, Error> {
    config.profiles.get(name).ok_or_else(|| {
        let error = Error::failed(format!("there is no profile {}", printable(name))).code("unknown-profile");
        let near = nearest(config, name);
        let hinted = near
            .iter()
            .fold(error, |error, near| error.hint(format!("awsp configure {verb} {}", word(near))));
        if near.is_empty() { hinted.hint("see the profiles there are: awsp list") } else { hinted }
    })
}

/// A name that is to be a new profile's.
fn free(config: &Config, name: &str) -> Result<(), Error> {
    if config.profiles.contains(name) {
        let shown = printable(name);
        return Err(Error::failed(format!("there is a profile {shown} already"))
            .hint(format!("change it: awsp configure set {} KEY=VALUE", word(name))));
    }
    Ok(())
}
