//! `awsp configure add`.

use crate::app::App;
use crate::cli::configure::{AddArgs, WriteArgs};
use crate::commands::ask::{Echo, checked};
use crate::commands::configure::assign::assign;
use crate::commands::configure::given::{Given, ID, SECRET, read, secret};
use crate::commands::configure::kind::{Kind, note_outdone};
use crate::commands::configure::review::{Review, write};
use crate::commands::configure::{asks, free, guided};
use crate::config::check;
use crate::domain::paste::word;
use crate::domain::problem::Severity;
use crate::domain::text::printable;
use crate::error::Error;

pub(super) fn run(app: &App, args: &AddArgs) -> Result<(), Error> {
    let given = read(app, &args.set)?;
    if let Some(empty) = given.iter().find(|given| given.value.is_none()) {
        return Err(Error::usage(format!("{} has no value", printable(&empty.key))));
    }
    let kind = Kind::of(&given, args.secret_stdin);
    let name = name(app, args, &given, kind)?;
    free(app.config(), &name)?;
    let mut review = Review::new(app, args.write);
    review.name(&name)?;
    review.given(&given)?;
    let answered = complete(app, &name, args, given.clone(), kind)?;
    let new: Vec<Given> = answered.iter().filter(|new| !given.contains(new)).cloned().collect();
    review.given(&new)?;
    review.session(&answered)?;
    let assigned = assign(app.config(), &name, &answered)?;
    let after = review.tell(&assigned.edits, &name)?;
    for note in &assigned.notes {
        app.output.note(note);
    }
    if let Some(after) = &after {
        note_outdone(app, after, &name, &answered);
    }
    if write(app, &assigned.edits, args.write)? {
        let signs_in = answered.iter().any(|given| given.key == "sso_account_id");
        let verb = if signs_in { "login" } else { "use" };
        app.output.note(&format!("{} is there: awsp {verb} {}", printable(&name), word(&name)));
    }
    Ok(())
}

/// The new profile's name: given, or asked for.
fn name(app: &App, args: &AddArgs, given: &[Given], kind: Option<Kind>) -> Result<String, Error> {
    if let Some(name) = args.name.as_deref().or(app.common.profile.as_deref()) {
        return Ok(name.to_owned());
    }
    if !asks(args.write) {
        let needed = kind.map_or(Vec::new(), |kind| missing(app, kind, given, args.secret_stdin));
        return Err(lacking("NAME".to_owned(), kind, &needed));
    }
    let config = app.config();
    let proposed = if config.profiles.is_empty() { "default" } else { "" };
    checked("the new profile's name:", proposed, Echo::Typed, &|name| {
        if config.profiles.contains(name) {
            return Err(format!("there is a profile {name} already"));
        }
        match check::name(config, name) {
            Some(problem) if problem.severity == Severity::Error => Err(problem
                .hint
                .map_or(problem.message.clone(), |hint| format!("{}: {hint}", problem.message))),
            _ => Ok(()),
        }
    })
}

/// The properties with what is missing, asked for where somebody is there.
fn complete(
    app: &App,
    name: &str,
    args: &AddArgs,
    mut given: Vec<Given>,
    kind: Option<Kind>,
) -> Result<Vec<Given>, Error> {
    let may_ask = asks(args.write);
    let all = given.is_empty() && !args.secret_stdin;
    let kind = match kind {
        None if all && may_ask => Some(guided::kind()?),
        None if all => return Err(lacking(String::new(), None, &[])),
        kind => kind,
    };
    if let Some(kind) = kind {
        let needed = missing(app, kind, &given, args.secret_stdin);
        if !may_ask && !args.write.force && !needed.is_empty() {
            return Err(lacking(String::new(), Some(kind), &needed));
        }
        while may_ask
            && let Some(key) =
                missing(app, kind, &given, args.secret_stdin).into_iter().find(|key| *key != SECRET)
        {
            given.extend(guided::ask(app, name, key, &given)?);
        }
    }
    add_secret(&mut given, args.secret_stdin, args.write)?;
    if let (Some(kind), true) = (kind, all) {
        for key in kind.optional() {
            given.extend(guided::ask_optional(app, key, &given)?);
        }
    }
    Ok(given)
}

/// The secret beside its id.
pub(super) fn add_secret(given: &mut Vec<Given>, stdin: bool, write: WriteArgs) -> Result<(), Error> {
    let id = given.iter().position(|given| given.key == ID && given.value.is_some());
    if id.is_none() && !stdin {
        return Ok(());
    }
    if let Some(secret) = secret(stdin, write)? {
        let value = Some(secret.reveal().to_owned());
        given.insert(id.map_or(given.len(), |id| id + 1), Given { key: SECRET.to_owned(), value });
    }
    Ok(())
}

fn missing(app: &App, kind: Kind, given: &[Given], secret: bool) -> Vec<&'static str> {
    let mut missing = kind.missing(app.config(), given, secret);
    // A key that stands beside a role needs its secret too.
    if !secret && !missing.contains(&SECRET) && given.iter().any(|given| given.key == ID) {
        missing.push(SECRET);
    }
    missing
}

/// A usage error that names the flags that are missing.
fn lacking(name: String, kind: Option<Kind>, keys: &[&'static str]) -> Error {
    let flag = |key: &&'static str| match *key {
        SECRET => "--secret-stdin".to_owned(),
        "source_profile" => "--set source_profile=… (or credential_source=…)".to_owned(),
        key => format!("--set {key}=…"),
    };
    let mut flags: Vec<String> = Some(name).filter(|name| !name.is_empty()).into_iter().collect();
    flags.extend(keys.iter().map(flag));
    if kind.is_none() {
        flags.push("--set KEY=VALUE".to_owned());
    }
    let of = kind.map(|kind| format!(" for a profile of the kind {}", kind.as_str())).unwrap_or_default();
    let error = Error::usage(format!("{} missing{of}, and nobody can be asked here", are(&flags)));
    match kind {
        Some(_) => error.hint("on a terminal, and without --yes, it asks: awsp configure"),
        None => error
            .hint("awsp configure add NAME --set role_arn=… --set source_profile=… --yes")
            .hint("on a terminal, and without --yes, it asks: awsp configure"),
    }
}

fn are(flags: &[String]) -> String {
    match flags {
        [one] => format!("{one} is"),
        [most @ .., last] => format!("{} and {last} are", most.join(", ")),
        [] => String::new(),
    }
}
