//! `awsp configure set`.

use crate::app::App;
use crate::cli::configure::{SetArgs, WriteArgs};
use crate::commands::ask::{Echo, checked};
use crate::commands::configure::add::add_secret;
use crate::commands::configure::assign::assign;
use crate::commands::configure::given::{Given, ID, SECRET, read, secret};
use crate::commands::configure::guided::{fits, question};
use crate::commands::configure::kind::{Kind, note_outdone};
use crate::commands::configure::review::{Review, write};
use crate::commands::configure::{asks, existing, named};
use crate::commands::pick::{Item, choose};
use crate::config::check::keys::{Form, all, known};
use crate::config::merge::Config;
use crate::config::plan::nearest;
use crate::config::profiles::Profile;
use crate::domain::paste::word;
use crate::domain::text::printable;
use crate::error::Error;

const USAGE: &str = "awsp configure set NAME KEY=VALUE";

pub(super) fn run(app: &App, args: &SetArgs) -> Result<(), Error> {
    // Who is used to the AWS CLI names the profile by its option.
    let (name, words) = match (&app.common.profile, &args.name) {
        (Some(_), Some(first)) => (None, [std::slice::from_ref(first), &args.set].concat()),
        _ => (args.name.as_deref(), args.set.clone()),
    };
    let given = read(app, &words)?;
    let name = named(app, name, args.write, USAGE)?;
    let mut review = Review::new(app, args.write);
    if !app.config().profiles.contains(&name) {
        // As with the AWS CLI, but for what may be a slip of the finger.
        if !args.write.force && !nearest(app.config(), &name).is_empty() {
            existing(app.config(), &name, "set").map_err(|error| {
                error.hint(format!("for a new profile: awsp configure add {}", word(&name)))
            })?;
        }
        review.name(&name)?;
        app.output.note(&format!("there is no profile {} yet: it is added", printable(&name)));
    }
    review.given(&given)?;
    let answered = complete(app, &name, args, given.clone())?;
    let new: Vec<Given> = answered.iter().filter(|new| !given.contains(new)).cloned().collect();
    review.given(&new)?;
    let assigned = assign(app.config(), &name, &answered)?;
    let after = review.tell(&assigned.edits, &name)?;
    for note in &assigned.notes {
        app.output.note(note);
    }
    if let Some(after) = &after
        && Kind::of(&answered, false).is_some()
    {
        note_outdone(app, after, &name, &answered);
    }
    write(app, &assigned.edits, args.write)?;
    Ok(())
}

/// The properties with what is missing, asked for where somebody is there.
fn complete(app: &App, name: &str, args: &SetArgs, mut given: Vec<Given>) -> Result<Vec<Given>, Error> {
    let may_ask = asks(args.write);
    if given.is_empty() && !args.secret_stdin {
        if !may_ask {
            return Err(Error::usage("KEY=VALUE is missing, and nobody can be asked here").hint(USAGE));
        }
        return ask(app, name);
    }
    // An id without its own secret is of no use.
    let lacks_secret =
        !args.secret_stdin && given.iter().any(|given| given.key == ID && given.value.is_some());
    match (lacks_secret && !may_ask, args.write.force) {
        (true, false) => Err(Error::usage(
            "--secret-stdin is missing: a new access key has a secret of its own, and nobody can be asked here",
        )),
        (true, true) => Ok(given),
        (false, _) => {
            add_secret(&mut given, args.secret_stdin, args.write)?;
            Ok(given)
        }
    }
}

/// One property, chosen and answered on the terminal. An empty answer takes it out.
fn ask(app: &App, name: &str) -> Result<Vec<Given>, Error> {
    let key = choose("property", items(app.config(), name), None)?;
    if key == SECRET {
        let secret = secret(false, WriteArgs::default())?;
        let value = secret.map(|secret| secret.reveal().to_owned());
        return Ok(vec![Given { key, value }]);
    }
    let config = app.config();
    let profile = config.profiles.get(name);
    let of_session = || {
        let session = profile?.text("sso_session")?;
        config.sso_session(session)?.get(&key)?.text()
    };
    let now = profile.and_then(|profile| profile.text(&key)).or_else(of_session).unwrap_or_default();
    let answer = checked(&question(&key, " (empty: none)"), now, Echo::Typed, &|answer| {
        if answer.is_empty() { Ok(()) } else { fits(&key, answer) }
    })?;
    let mut given = vec![Given { key, value: (!answer.is_empty()).then_some(answer) }];
    add_secret(&mut given, false, WriteArgs::default())?;
    Ok(given)
}

/// What the profile has, then what it may have.
fn items(config: &Config, name: &str) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let properties = config.profiles.get(name).into_iter().flat_map(Profile::properties);
    for property in properties {
        let key = known(property.key);
        // Programs and what awsp does not know may hold passwords.
        let shown =
            key.filter(|key| !matches!(key.form, Form::Secret | Form::Program | Form::Url | Form::Any));
        let value = shown.and_then(|_| property.text());
        let is_text = property.text().is_some() && key.is_none_or(|key| key.form != Form::Token);
        if is_text {
            let about = value.or(key.map(|key| key.about)).unwrap_or_default();
            items.push(Item { name: property.key.to_owned(), description: about.to_owned() });
        }
    }
    for key in all().filter(|key| !key.about.is_empty()) {
        if !items.iter().any(|item| item.name == key.name) {
            items.push(Item { name: key.name.to_owned(), description: format!("(none) {}", key.about) });
        }
    }
    items
}
