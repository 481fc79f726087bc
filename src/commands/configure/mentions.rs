//! Who else speaks of a profile: variables, programs; and the name that another one is to get.

use crate::app::App;
use crate::cli::configure::CopyArgs;
use crate::commands::ask::{Echo, checked};
use crate::commands::configure::{asks, free};
use crate::config::merge::Config;
use crate::config::plan::{SelectedBy, select};
use crate::config::shell_words;
use crate::error::Error;

/// The variable by which this shell is on the profile.
pub(super) fn active(app: &App, name: &str) -> Option<&'static str> {
    let selection = select(&app.host.env, None);
    match selection.by {
        SelectedBy::Variable(variable) if selection.name.as_deref() == Some(name) => Some(variable),
        _ => None,
    }
}

/// The profiles whose `credential_process` has the name as the value of a `--profile`.
pub(super) fn programs<'a>(config: &'a Config, name: &str) -> Vec<&'a str> {
    let means_it = |command: &str| {
        let words = shell_words(command).unwrap_or_default();
        let inline = words.iter().any(|word| word.strip_prefix("--profile=") == Some(name));
        inline || words.windows(2).any(|pair| matches!(pair, [option, value] if value == name && matches!(option.as_str(), "--profile" | "-p" | "-profile")))
    };
    let programs =
        config.profiles.iter().filter(|profile| profile.text("credential_process").is_some_and(means_it));
    programs.map(|profile| profile.name).collect()
}

/// The name that a copy or a renamed profile gets: given, or asked for.
pub(super) fn new_name(app: &App, args: &CopyArgs, from: &str, usage: &str) -> Result<String, Error> {
    let config = app.config();
    let name = match &args.to {
        Some(name) => name.clone(),
        None if asks(args.write) => checked("the new name:", from, Echo::Typed, &|name| {
            free(config, name).map_err(|error| error.message)
        })?,
        None => return Err(Error::usage("the new name is missing").hint(usage)),
    };
    free(config, &name)?;
    Ok(name)
}
