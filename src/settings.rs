//! awsp's own settings: `settings.ini`, read by rust-ini, and a variable for each key. Pure: the text is handed in.

mod danger;
mod keys;
pub mod opener;
mod place;
mod value;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::TimeDelta;
use ini::Ini;

use crate::domain::env::Env;
use crate::domain::paste::word;
use crate::domain::problem::Problem;
pub use danger::DangerousNames;
pub use keys::{KEYS, Key};
pub use place::File;

/// When renewal may run behind the prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    /// Never.
    Off,
    /// For a profile that a person switched to with `use`.
    Use,
    /// For whatever profile is active.
    Always,
}

/// Whether renewal behind is turned off for this shell alone.
#[must_use]
pub fn no_refresh(env: &Env) -> bool {
    env.get("AWSP_NO_REFRESH").as_deref() == Some("1")
}

/// Everything that can be set, with defaults for what is not.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How the segment is put together; see `docs/SETTINGS.md`.
    pub format: String,
    /// Whether the time left is shown in place of the time of the end.
    pub countdown: bool,
    /// Whether the segment is shown where no AWS variable is set.
    pub always_shown: bool,
    /// How long before its end something *ends soon*.
    pub soon: TimeDelta,
    /// See [`Background`].
    pub background: Background,
    /// State word to SGR parameters (`1;31`); empty for no colour.
    pub colors: BTreeMap<&'static str, String>,
    /// Profile names marked as dangerous.
    pub danger_profiles: DangerousNames,
    /// Account ids marked as dangerous.
    pub danger_accounts: Vec<String>,
    /// Account id to the name shown for it.
    pub account_names: BTreeMap<String, String>,
    /// Commands besides `aws` whose `--profile` is completed with `--complete-aws`.
    pub complete_commands: Vec<String>,
    /// What opens links, with `{url}` for the link; empty: `BROWSER`, or the system's usual program.
    pub browser_command: String,
    /// How `awsp sso sync` names profiles where no flag says it; empty: by default.
    pub sso_name_template: String,
    /// The properties that `awsp sso sync` gives to profiles, as `--set` takes them.
    pub sso_set: Vec<String>,
    /// The command line that opens the web console, see [`opener`]; empty for the default browser.
    pub console_browser: String,
}

/// Where a setting came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingFrom {
    /// The environment.
    Variable,
    /// `settings.ini`.
    File,
    /// Built in.
    Default,
}

/// One key as it stands, for `awsp settings`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// `section.key`.
    pub name: String,
    /// The text that counts.
    pub value: String,
    /// See [`SettingFrom`].
    pub from: SettingFrom,
}

/// Settings, the table behind them and what is wrong with them.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Usable in any case: a mistaken key has its default.
    pub settings: Settings,
    /// Every key, in the order of the documentation.
    pub shown: Vec<Shown>,
    /// Mistakes, each naming section and key.
    pub problems: Vec<Problem>,
}

/// Reads settings from the file (`None`: there is none) and the variables, which win.
#[must_use]
pub fn load(file: Option<File<'_>>, env: &Env) -> Loaded {
    let mut problems = Vec::new();
    let ini = match file.map(|file| (file, file.sections())) {
        None => Ini::new(),
        Some((_, Ok(ini))) => ini,
        Some((_, Err(problem))) => {
            problems.push(problem);
            Ini::new()
        }
    };
    let mut raw = BTreeMap::new();
    let mut shown = Vec::new();
    let variables: Vec<(&str, Cow<'_, str>)> = env.beginning_with("AWSP_").collect();
    for key in KEYS {
        let variable = variables.iter().find(|(name, _)| key.is_set_by(name));
        let of_variable = variable.map(|(_, value)| (value.clone().into_owned(), SettingFrom::Variable));
        let of_file =
            || written(&ini, key.section, key.name).map(|value| (value.to_owned(), SettingFrom::File));
        let default = || (key.default.to_owned(), SettingFrom::Default);
        let (mut text, mut from) = of_variable.or_else(of_file).unwrap_or_else(default);
        if let Err(why) = value::check(key, &text) {
            let message = format!("setting {}.{} {why}, not {text:?}", key.section, key.name);
            problems.push(match file.filter(|_| from == SettingFrom::File) {
                Some(file) => file.mistake_at(key.section, key.name, message),
                None => mistake(message).hint(format!("unset {}", key.variable())),
            });
            (text, from) = default();
        }
        shown.push(Shown { name: format!("{}.{}", key.section, key.name), value: text.clone(), from });
        raw.insert((key.section, key.name), text);
    }
    let account_names = account_names(&ini, file, env, &mut shown, &mut problems);
    if let Some(file) = file {
        unheard(&ini, file, &mut problems);
    }
    let text =
        |section: &'static str, name: &'static str| raw.get(&(section, name)).map_or("", String::as_str);
    let settings = Settings {
        format: text("prompt", "format").to_owned(),
        countdown: text("prompt", "countdown") == "true",
        always_shown: text("prompt", "show") == "always",
        soon: value::duration(text("prompt", "soon")).unwrap_or_else(|| TimeDelta::minutes(15)),
        background: match text("refresh", "background") {
            "off" => Background::Off,
            "always" => Background::Always,
            _ => Background::Use,
        },
        colors: KEYS
            .iter()
            .filter(|key| key.section == "colors")
            .map(|key| (key.name, value::sgr(text(key.section, key.name)).unwrap_or_default()))
            .collect(),
        danger_profiles: DangerousNames::new(text("danger", "profiles")),
        danger_accounts: value::words(text("danger", "accounts")).map(str::to_owned).collect(),
        account_names,
        complete_commands: value::words(text("completion", "commands")).map(str::to_owned).collect(),
        browser_command: text("browser", "command").to_owned(),
        console_browser: text("console", "browser").trim().to_owned(),
        sso_name_template: text("sso", "name_template").to_owned(),
        sso_set: value::parts(text("sso", "set")).map(str::to_owned).collect(),
    };
    Loaded { settings, shown, problems }
}

/// The problem of a settings file that is there and cannot be read; the defaults count.
#[must_use]
pub fn unreadable(path: &Path, why: &str) -> Problem {
    mistake(format!("the settings in {} cannot be read: {why}", path.display()))
        .hint(format!("see what is there: ls -ld {}", word(&path.to_string_lossy())))
}

fn mistake(message: String) -> Problem {
    Problem::error("settings-invalid", message)
}

/// A key's value in the file, whose sections may be there in several parts.
fn written<'a>(ini: &'a Ini, section: &str, name: &str) -> Option<&'a str> {
    ini.section_all(Some(section)).find_map(|part| part.get(name))
}

/// `[accounts]` in the file, `AWSP_ACCOUNTS=ID=NAME,ID=NAME` in the environment.
fn account_names(
    ini: &Ini,
    file: Option<File<'_>>,
    env: &Env,
    shown: &mut Vec<Shown>,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    let from_file = ini.section_all(Some("accounts")).flat_map(ini::Properties::iter);
    let variable = env.get("AWSP_ACCOUNTS").unwrap_or_default();
    let mut from_variable = Vec::new();
    for pair in value::parts(&variable) {
        if let Some((id, name)) = pair.split_once('=') {
            from_variable.push((id.trim_end(), name.trim_start()));
        } else {
            let message = format!("setting accounts takes ID=NAME,ID=NAME, not {pair:?}");
            problems.push(mistake(message).hint("unset AWSP_ACCOUNTS"));
        }
    }
    for ((id, name), from) in from_file
        .map(|pair| (pair, SettingFrom::File))
        .chain(from_variable.into_iter().map(|pair| (pair, SettingFrom::Variable)))
    {
        if crate::domain::account::AccountId::parse(id).is_none() {
            let message = format!("setting accounts.{id} is to be named by a twelve-digit account id");
            problems.push(match file.filter(|_| from == SettingFrom::File) {
                Some(file) => file.mistake_at("accounts", id, message),
                None => mistake(message).hint("unset AWSP_ACCOUNTS"),
            });
        } else {
            shown.push(Shown { name: format!("accounts.{id}"), value: name.to_owned(), from });
            names.insert(id.to_owned(), name.to_owned());
        }
    }
    names
}

/// What is in the file and counts nothing.
fn unheard(ini: &Ini, file: File<'_>, problems: &mut Vec<Problem>) {
    let mut seen = BTreeSet::new();
    for (section, properties) in ini {
        let Some(section) = section else {
            for (name, _) in properties {
                let message = format!("setting {name} stands before the first section, such as [prompt]");
                problems.push(file.mistake_at("", name, message));
            }
            continue;
        };
        for (name, _) in properties {
            let known =
                section == "accounts" || KEYS.iter().any(|key| key.section == section && key.name == name);
            let message = if !known {
                format!("setting {section}.{name} is not known")
            } else if !seen.insert((section, name)) {
                format!("setting {section}.{name} is there twice")
            } else {
                continue;
            };
            problems.push(file.mistake_at(section, name, message));
        }
    }
}

impl Settings {
    /// Whether a profile or an account is marked as dangerous.
    #[must_use]
    pub fn is_dangerous(&self, profile: Option<&str>, account: Option<&str>) -> bool {
        profile.is_some_and(|name| self.danger_profiles.mark(name))
            || account.is_some_and(|id| self.danger_accounts.iter().any(|known| known == id))
    }
}

#[cfg(test)]
mod tests;
