//! Which sign-in is needed, by what is active.

use crate::app::App;
use crate::cli::login::LoginArgs;
use crate::commands::login::mfa;
use crate::commands::pick::{Item, pick};
use crate::commands::unread::note_unread;
use crate::config::plan::{Plan, SelectedBy, Selection, Source, plan, select};
use crate::config::shell_words;
use crate::domain::network::without_secrets;
use crate::domain::paste::word;
use crate::domain::problem::Problem;
use crate::domain::sign_in_command::sign_in_command;
use crate::domain::text::printable;
use crate::error::{Error, Kind};
use crate::host::{self, FileTime};
use crate::sign_in::sso::Session;
use crate::store::sign_in::{login_token_file, read_login, sso_token_file};
use crate::stored;

/// For hints.
const LOGIN: &str = "awsp login";

/// What a person has to do.
pub(super) enum Needed {
    /// Sign in to Identity Center.
    Sso {
        /// To what.
        session: Session,
        /// For which profile; `None` where the session itself was named.
        profile: Option<String>,
    },
    /// Sign in to Identity Center, and then give a code for the role over it.
    Both {
        /// To what.
        session: Session,
        /// For which profile.
        profile: String,
    },
    /// Sign in to the console session of a profile.
    Session {
        /// Whose `login_session` it is, or is to be: there may be no such profile yet.
        profile: String,
        /// Its value; `None` where it has none.
        session: Option<String>,
    },
    /// Give a code of the profile's MFA device.
    Mfa,
    /// Nothing: why.
    Nothing(String),
}

/// # Errors
/// What is wrong with the line, the files or the profile; `nothing-to-sign-in` where there is nothing anywhere.
pub(super) fn find(app: &App, args: &LoginArgs) -> Result<Needed, Error> {
    let config = app.config();
    if let Some(name) = &args.sso_session {
        if app.common.profile.is_some() {
            return Err(Error::usage("a profile and an sso-session are named; one of them is signed in to")
                .hint(format!("awsp login --sso-session {}", word(name))));
        }
        refused(app)?;
        return Ok(Needed::Sso { session: Session::named(config, name, LOGIN)?, profile: None });
    }
    let selection = selection(app, args)?;
    // Keys in the environment are used in place of the profile, but it is the profile that one signs in to.
    let by_name = selection.by_name();
    match plan(config, &app.host.env, &by_name) {
        Ok(plan) if selection.by == SelectedBy::Default && plan.asks_the_machine() => of_files(app),
        Ok(plan) => of_plan(app, &by_name, &plan),
        Err(problem) if selection.by == SelectedBy::Default && problem.code == "no-credentials" => {
            of_files(app)
        }
        Err(problem) => match (problem.code, of_keys(app, &by_name)) {
            ("no-credentials", Some(session)) => session,
            ("no-credentials", None) => Ok(of_nothing(&by_name)),
            ("unknown-profile", _) if !by_name.name_or_default().is_empty() => Ok(of_nothing(&by_name)),
            _ => Err(unusable(app, problem)),
        },
    }
}

fn refused(app: &App) -> Result<(), Error> {
    app.config().refused.clone().map_or(Ok(()), |problem| Err(Error::from(problem)))
}

/// The profile by its name or `--profile`, else by the environment.
fn selection(app: &App, args: &LoginArgs) -> Result<Selection, Error> {
    if args.name.as_deref() == Some("") {
        return Err(Error::usage("a profile's name is never empty").hint("awsp login PROFILE"));
    }
    Ok(select(&app.host.env, app.common.profile.as_deref()))
}

fn of_plan(app: &App, selection: &Selection, plan: &Plan) -> Result<Needed, Error> {
    let profile = selection.name_or_default().to_owned();
    let asks_code = mfa::device(app, plan).is_some();
    if asks_code && holds(app, &plan.source) {
        return Ok(Needed::Mfa);
    }
    match Session::of_source(app.config(), &plan.source) {
        Some(session) if asks_code => return Ok(Needed::Both { session: session?, profile }),
        Some(session) => return Ok(Needed::Sso { session: session?, profile: Some(profile) }),
        None => {}
    }
    let named = printable(&profile).into_owned();
    match &plan.source {
        Source::Login { profile, session } => {
            Ok(Needed::Session { profile: profile.clone(), session: Some(session.clone()) })
        }
        _ if asks_code => Ok(Needed::Mfa),
        Source::Process { command, .. } => {
            let why =
                format!("a program gives the credentials of {named}, and signs in by itself if it must");
            let program = shell_words(command).and_then(|words| sign_in_command(&words));
            let hint = program.map_or_else(
                || format!("see which: awsp explain {}", word(&profile)),
                |command| format!("sign in with it: {command}"),
            );
            Err(Error::failed(why).hint(hint).code("sign-in-elsewhere"))
        }
        Source::StaticKeys { origin, .. } => {
            Ok(Needed::Nothing(format!("{named} uses the keys of {origin}")))
        }
        Source::Environment { .. } => {
            Ok(Needed::Nothing(format!("{named} uses the keys of the environment")))
        }
        Source::WebIdentity { .. } => {
            Ok(Needed::Nothing(format!("{named} uses a token that somebody else keeps fresh")))
        }
        // Whether there is a machine that gives something, nobody knows yet.
        Source::InstanceMetadata { asked: false } => {
            of_keys(app, selection).unwrap_or(Ok(Needed::Session { profile, session: None }))
        }
        Source::Container { .. } | Source::InstanceMetadata { .. } => of_keys(app, selection)
            .unwrap_or_else(|| Ok(Needed::Nothing(format!("{named} uses what the machine gives")))),
        Source::Sso { .. } => Err(Error::new(Kind::Defect, "a sign-in was lost")),
    }
}

/// Whether the sign-in that a source hangs on needs nobody now, if it hangs on one at all.
fn holds(app: &App, source: &Source) -> bool {
    let Some(home) = app.host.home.as_deref() else { return false };
    let now = host::now();
    match source {
        Source::Sso { session, start_url, .. } => {
            holds_sso(app, session.as_ref().unwrap_or(start_url), session.is_none())
        }
        Source::Login { session, .. } => {
            let file = login_token_file(&app.host.env, home, session);
            read_login(&file).is_some_and(|held| !held.is_over(now))
        }
        _ => true,
    }
}

/// The same of the sign-in of a session, or of a start URL in the older form.
pub(super) fn holds_sso(app: &App, session: &str, older: bool) -> bool {
    let Some(home) = app.host.home.as_deref() else { return false };
    let now = host::now();
    let file = FileTime::of(sso_token_file(home, session));
    let held = stored::sign_in::sso(app.store(), &file, older, now);
    held.is_some_and(|held| !held.sign_in.is_over(now))
}

/// The session that a profile names without account and role: it gives no credentials, but a token for other services.
fn of_keys(app: &App, selection: &Selection) -> Option<Result<Needed, Error>> {
    let config = app.config();
    let profile = config.profiles.get(selection.name_or_default())?;
    let session =
        match (profile.text("sso_session"), profile.text("sso_start_url"), profile.text("sso_region")) {
            (Some(name), _, _) => Session::named(config, name, LOGIN),
            (None, Some(start_url), Some(region)) => Session::legacy(start_url, region),
            _ => return None,
        };
    let profile = Some(profile.name.to_owned());
    Some(session.map(|session| Needed::Sso { session, profile }))
}

/// Without a profile: the one session that there is, else one that is chosen.
fn of_files(app: &App) -> Result<Needed, Error> {
    let config = app.config();
    if let Some(needed) = of_keys(app, &Selection { name: None, by: SelectedBy::Default }) {
        return needed;
    }
    let names: Vec<&str> = config.sso_sessions().map(|(name, _)| name).collect();
    let name = match *names.as_slice() {
        [] => {
            let error = Error::failed("no profile is active, and there is no sso-session to sign in to");
            let error = if config.profiles.is_empty() {
                error.hint("set up IAM Identity Center, or another kind of profile: awsp configure")
            } else {
                error
                    .hint("for a profile: awsp login PROFILE, or awsp use PROFILE before")
                    .hint("set up IAM Identity Center: awsp configure")
            };
            return Err(error.code("nothing-to-sign-in"));
        }
        [name] => name.to_owned(),
        [..] => chosen(app, &names)?,
    };
    Ok(Needed::Sso { session: Session::named(config, &name, LOGIN)?, profile: None })
}

fn chosen(app: &App, names: &[&str]) -> Result<String, Error> {
    let item = |name: &&str| {
        let start_url = app.config().sso_session(name).and_then(|section| {
            let text = section.get("sso_start_url")?.text()?;
            Some(without_secrets(text).into_owned())
        });
        Item { name: (*name).to_owned(), description: start_url.unwrap_or_default() }
    };
    pick(names.iter().map(item).collect(), None).map_err(|error| match error.kind {
        Kind::Usage => {
            let error = Error::usage("no profile is active, and there is more than one sso-session");
            names
                .iter()
                .fold(error, |error, name| error.hint(format!("awsp login --sso-session {}", word(name))))
        }
        _ => error,
    })
}

/// A profile without anything, or none at all: a person may want one with a console session.
fn of_nothing(selection: &Selection) -> Needed {
    Needed::Session { profile: selection.name_or_default().to_owned(), session: None }
}

fn unusable(app: &App, problem: Problem) -> Error {
    note_unread(app);
    Error::from(problem)
}
