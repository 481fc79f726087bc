//! Which `sso-session` a command is about.

use crate::app::App;
use crate::config::plan::{Source, plan, select};
use crate::domain::paste::word;
use crate::error::Error;
use crate::provider::SsoSession;
use crate::sign_in::sso::Session;

/// The one that the flag names, else that of the active profile, else the only one; `verb` is that of `awsp sso`.
///
/// # Errors
/// Where that is none or several, and where its section lacks something.
pub(super) fn chosen(app: &App, verb: &str, flag: Option<&str>) -> Result<SsoSession, Error> {
    if let Some(problem) = &app.config().refused {
        return Err(Error::from(problem.clone()));
    }
    let names: Vec<&str> = app.config().sso_sessions().map(|(name, _)| name).collect();
    let of_profile = of_active_profile(app);
    let command = format!("awsp sso {verb}");
    let name = match (flag, &*names) {
        (Some(name), _) => name,
        (None, []) => return Err(none(app)),
        (None, _) if of_profile.is_some() => of_profile.as_deref().unwrap_or_default(),
        (None, [only]) => only,
        (None, [..]) => {
            let error = Error::usage("there is more than one sso-session, and no active profile is of one");
            let hint = |name: &&str| format!("{command} --sso-session {}", word(name));
            return Err(names.iter().take(MOST).map(hint).fold(error, Error::hint));
        }
    };
    let Session { start_url, region, .. } = Session::named(app.config(), name, &command)?;
    Ok(SsoSession { name: name.to_owned(), start_url, region })
}

/// So many are named.
const MOST: usize = 5;

fn none(app: &App) -> Error {
    let file = app.config().config_path.display();
    Error::failed(format!("there is no sso-session in {file}"))
        .hint("make one: awsp configure")
        .code("sso-session-missing")
}

/// That of the active profile, also where it is a role over one with a sign-in.
fn of_active_profile(app: &App) -> Option<String> {
    let env = &app.host.env;
    match plan(app.config(), env, &select(env, app.common.profile.as_deref())).ok()?.source {
        Source::Sso { session, .. } => session,
        _ => None,
    }
}
