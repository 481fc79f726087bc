//! Settings of calls: a variable, else the key of the active profile.

use crate::config::merge::Config;
use crate::config::plan::Selection;
use crate::config::plan::resolve::selected;
use crate::config::profiles::Profile;
use crate::domain::env::Env;
use crate::domain::problem::Problem;

/// Where they are looked for.
pub(super) struct Settings<'a> {
    env: &'a Env,
    /// The active profile, if any is there.
    pub(super) profile: Option<Profile<'a>>,
}

impl<'a> Settings<'a> {
    /// # Errors
    /// A refused file, an unknown profile.
    pub(super) fn of(config: &'a Config, env: &'a Env, selection: &Selection) -> Result<Self, Problem> {
        if let Some(problem) = &config.refused {
            return Err(problem.clone());
        }
        Ok(Self { env, profile: selected(config, selection)? })
    }

    /// The value: of the variable, even if it is empty, else of the profile's key.
    pub(super) fn text(&self, variable: &str, key: &str) -> Option<String> {
        match self.env.get(variable) {
            Some(value) => Some(value.into_owned()),
            None => self.profile.and_then(|profile| profile.text(key)).map(str::to_owned),
        }
    }

    /// Whether the value is `true`, in whatever case.
    pub(super) fn is_true(&self, variable: &str, key: &str) -> bool {
        self.text(variable, key).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }
}
