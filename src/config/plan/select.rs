//! Which profile is active.

use crate::domain::env::Env;
use crate::domain::origin::Origin;

/// Where a setting comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SelectedBy {
    /// The command line.
    Option,
    /// This environment variable.
    Variable(&'static str),
    /// This line of a file.
    File(Origin),
    /// Nothing says it.
    Default,
}

/// The profile that commands are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The name as it was given, which may be empty or unknown. `None`: nothing was selected, so `default` counts
    /// where it exists.
    pub name: Option<String>,
    /// What selected it; never [`SelectedBy::File`].
    pub by: SelectedBy,
}

impl Selection {
    /// A profile named on the command line.
    #[must_use]
    pub fn option(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), by: SelectedBy::Option }
    }

    /// The same profile as if `--profile` had named it: keys in the environment do not come before it then.
    #[must_use]
    pub fn by_name(&self) -> Self {
        self.name.as_deref().map_or_else(|| self.clone(), Self::option)
    }

    /// The name, `default` where nothing was selected.
    #[must_use]
    pub fn name_or_default(&self) -> &str {
        self.name.as_deref().unwrap_or("default")
    }
}

/// The active profile as AWS CLI v2 finds it: a non-empty `--profile`, else `AWS_PROFILE` if it is set at all, else
/// `AWS_DEFAULT_PROFILE`, else none. Nothing is trimmed.
#[must_use]
pub fn select(env: &Env, option: Option<&str>) -> Selection {
    if let Some(name) = option.filter(|name| !name.is_empty()) {
        return Selection::option(name);
    }
    ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]
        .into_iter()
        .find_map(|variable| {
            let name = env.get(variable)?.into_owned();
            Some(Selection { name: Some(name), by: SelectedBy::Variable(variable) })
        })
        .unwrap_or(Selection { name: None, by: SelectedBy::Default })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_is_set_selects() {
        type Variables<'a> = &'a [(&'a str, &'a str)];
        let table: &[(Variables<'_>, Option<&str>, Option<&str>, SelectedBy)] = &[
            (&[], None, None, SelectedBy::Default),
            (&[], Some("a"), Some("a"), SelectedBy::Option),
            (&[("AWS_PROFILE", "b")], Some("a"), Some("a"), SelectedBy::Option),
            (&[("AWS_PROFILE", "b")], Some(""), Some("b"), SelectedBy::Variable("AWS_PROFILE")),
            (
                &[("AWS_PROFILE", ""), ("AWS_DEFAULT_PROFILE", "c")],
                None,
                Some(""),
                SelectedBy::Variable("AWS_PROFILE"),
            ),
            (&[("AWS_PROFILE", " b ")], None, Some(" b "), SelectedBy::Variable("AWS_PROFILE")),
            (&[("AWS_DEFAULT_PROFILE", "c")], None, Some("c"), SelectedBy::Variable("AWS_DEFAULT_PROFILE")),
        ];
        for (env, option, name, by) in table {
            let env: Env = env.iter().copied().collect();
            let selection = select(&env, *option);
            assert_eq!((selection.name.as_deref(), &selection.by), (*name, by), "{env:?} {option:?}");
        }
    }
}
