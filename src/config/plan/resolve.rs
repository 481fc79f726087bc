//! From a selected profile to its roles and base, borrowed from the files.

use super::ask::problem;
use super::base::Base;
use super::chain::{Broken, Chain, follow};
use super::environment;
use super::nearest::nearest;
use super::own::{legacy, own};
use super::select::{SelectedBy, Selection};
use crate::config::hint;
use crate::config::merge::Config;
use crate::config::profiles::Profile;
use crate::domain::env::Env;
use crate::domain::problem::Problem;
use crate::domain::text::printable;

/// The selected profile: `None` where nothing was selected and there is no `default`.
pub(in crate::config) fn selected<'a>(
    config: &'a Config,
    selection: &Selection,
) -> Result<Option<Profile<'a>>, Problem> {
    let profile = config.profiles.get(selection.name_or_default());
    match &selection.name {
        Some(name) if profile.is_none() => Err(unknown(config, selection, name)),
        _ => Ok(profile),
    }
}

/// The chain of AWS CLI v2 from the environment's keys to instance metadata.
pub(super) fn resolve<'a>(
    config: &'a Config,
    env: &'a Env,
    selection: &Selection,
) -> Result<Chain<'a>, Broken<'a>> {
    if let Some(problem) = &config.refused {
        return Err(problem.clone().into());
    }
    let mut profile = selected(config, selection)?;
    environment::check_metadata_settings(env, profile)?;
    if selection.name.as_deref() == Some("") {
        // The AWS CLI takes settings from a profile with the empty name, but credentials then from `default`.
        profile = config.profiles.get("default");
    }
    let by_option = selection.by == SelectedBy::Option;
    if !by_option && let Some(credentials) = environment::keys(env)? {
        return Ok(Chain { roles: Vec::new(), base: Base::Environment(Box::new(credentials)) });
    }
    if let Some(chain) = of_profile(config, env, profile, by_option)? {
        return Ok(chain);
    }
    let base =
        legacy(config)?.or_else(|| environment::last(env)).ok_or_else(|| nothing(config, selection))?;
    Ok(Chain { roles: Vec::new(), base })
}

/// What the profile gives by itself, its roles and sources; variables of web identity count unless it was chosen by
/// the option.
pub(super) fn of_profile<'a>(
    config: &'a Config,
    env: &'a Env,
    profile: Option<Profile<'a>>,
    by_option: bool,
) -> Result<Option<Chain<'a>>, Broken<'a>> {
    if let Some(profile) = profile
        && let Some(chain) = follow(config, env, profile)?
    {
        return Ok(Some(chain));
    }
    let base = own(config, profile, (!by_option).then_some(env))?;
    Ok(base.map(|base| Chain { roles: Vec::new(), base }))
}

fn nothing(config: &Config, selection: &Selection) -> Problem {
    let (message, hint) = match &selection.name {
        Some(name) => (
            format!("{} has no credentials of its own", printable(name)),
            format!("give it some: awsp configure set {}", hint::word(name)),
        ),
        None if config.profiles.is_empty() => {
            ("there are no credentials, and no profiles".to_owned(), "make one: awsp configure".to_owned())
        }
        None => (
            "there are no credentials, for no profile is active".to_owned(),
            "switch to a profile: awsp use".to_owned(),
        ),
    };
    Problem::error("no-credentials", message).hint(hint)
}

fn unknown(config: &Config, selection: &Selection, name: &str) -> Problem {
    if let (SelectedBy::Variable(variable), "") = (&selection.by, name) {
        let message = format!("{variable} is set but empty, and no profile has the empty name");
        return Problem::error("unknown-profile", message).hint(format!("unset {variable}"));
    }
    let by = match &selection.by {
        SelectedBy::Variable(variable) => format!(", which {variable} names"),
        _ => String::new(),
    };
    let message = format!("there is no profile \"{}\"{by}", printable(name));
    match nearest(config, name).as_slice() {
        [] => problem("unknown-profile", message, None, "see the profiles there are: awsp list"),
        [first, ..] => problem(
            "unknown-profile",
            message,
            None,
            &format!("did you mean: awsp use {}", hint::word(first)),
        ),
    }
}
