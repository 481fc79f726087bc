//! Which `sso-session` a command is about.

use crate::app::App;
use crate::config::plan::{Source, plan, select};
use crate::domain::paste::word;
use crate::domain::text::printable;
use crate::error::Error;
use crate::provider::SsoSession;
use crate::sign_in::sso::Session;

/// The one that the flag names, else that of the active profile, else the only one.
///
/// # Errors
/// Where that is none or several, and where its section lacks something.
pub(super) fn chosen(app: &App, flag: Option<&str>) -> Result<SsoSession, Error> {
    if let Some(problem) = &app.config().refused {
        return Err(Error::from(problem.clone()));
    }
    let names: Vec<&str> = app.config().sso_sessions().map(|(name, _)| name).collect();
    let of_profile = of_active_profile(app);
    let name = match (flag, &*names) {
        (Some(name), _) => name,
        (None, []) => return Err(none(app)),
        (None, _) if of_profile.is_some() => of_profile.as_deref().unwrap_or_default(),
        (None, [only]) => only,
        (None, [first, ..]) => {
            let shown: Vec<_> = names.iter().map(|name| printable(name)).collect();
            return Err(Error::usage(format!("there are several sso-sessions: {}", shown.join(", ")))
                .hint(format!("name one: --sso-session {}", word(first))));
        }
    };
    if app.config().sso_session(name).is_none() {
        let (shown, file) = (printable(name), app.config().config_path.display());
        let error = Error::failed(format!("there is no [sso-session {shown}] in {file}"));
        let all: Vec<_> = names.iter().map(|name| printable(name)).collect();
        let hint = if all.is_empty() { MAKE.to_owned() } else { format!("there are: {}", all.join(", ")) };
        return Err(error.hint(hint).code("sso-session-missing"));
    }
    let Session { start_url, region, .. } = Session::named(app.config(), name)?;
    Ok(SsoSession { name: name.to_owned(), start_url, region })
}

const MAKE: &str = "make one: awsp configure";

fn none(app: &App) -> Error {
    let file = app.config().config_path.display();
    Error::failed(format!("there is no sso-session in {file}")).hint(MAKE).code("sso-session-missing")
}

/// That of the active profile, also where it is a role over one with a sign-in.
fn of_active_profile(app: &App) -> Option<String> {
    let env = &app.host.env;
    match plan(app.config(), env, &select(env, app.common.profile.as_deref())).ok()?.source {
        Source::Sso { session, .. } => session,
        _ => None,
    }
}
