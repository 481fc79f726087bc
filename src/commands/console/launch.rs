//! Opening the console's link in a browser.

use std::path::PathBuf;
use std::time::Duration;

use crate::app::App;
use crate::commands::identity::Active;
use crate::domain::account::AccountId;
use crate::domain::credentials::Credentials;
use crate::domain::secret::Secret;
use crate::domain::text::printable;
use crate::error::{Error, Kind};
use crate::sign_in::browser::{self, Browser};
use crate::sign_in::cancel::Cancel;
use crate::sign_in::console_browser::{self, Whose};
use crate::sign_in::redirect::{Missed, Redirect};

/// How long a browser may take to start and come.
const PATIENCE: Duration = Duration::from_mins(2);

/// A browser that a person sees.
pub(super) struct Opener {
    /// What the browser's own command is made of, `None` for the default one.
    setting: Option<String>,
    browser: Browser,
    /// The command that prints the link, for hints.
    print: String,
}

impl Opener {
    /// Finds it; `command` is this command, for hints.
    ///
    /// # Errors
    /// `console-no-browser`, where a browser that is opened here would not be seen, or not reach this computer;
    /// `console-browser`, where the setting is of no use.
    pub(super) fn find(app: &App, active: &Active, command: &str) -> Result<Self, Error> {
        let env = &app.host.env;
        let browser = browser::here(env, &app.settings().browser_command);
        let print = format!("{command} --print");
        let setting = Some(app.settings().console_browser.clone()).filter(|setting| !setting.is_empty());
        if setting.is_none()
            && let Some(why) = browser.apart
        {
            return Err(Error::failed(format!("no browser can be opened here: {why}"))
                .hint(format!("print the link, a secret, and open it where there is one: {print}"))
                .code("console-no-browser"));
        }
        if let Some(setting) = &setting {
            command_of(app, setting, &whose(app, active, active.plan.account().as_ref()), "")?;
        }
        Ok(Self { setting, browser, print })
    }

    /// Sends the browser to the link, and waits until it has it.
    ///
    /// # Errors
    /// `console-not-opened`, `console-browser`, or [`Kind::Cancelled`].
    pub(super) fn open(
        self,
        app: &App,
        active: &Active,
        credentials: &Credentials,
        link: Secret,
    ) -> Result<(), Error> {
        let env = &app.host.env;
        let account = credentials.account_id.clone().or_else(|| active.plan.account());
        let whose = whose(app, active, account.as_ref());
        let cancel = Cancel::by_signals()?;
        let redirect = Redirect::to(link)?;
        let address = redirect.address();
        let opening = match &self.setting {
            None => browser::open(&address, &self.browser.openers, env)?,
            Some(setting) => browser::start(vec![command_of(app, setting, &whose, &address)?], env)?,
        };
        let stranger = || {
            app.output.note("another user of this computer tried to fetch the link; it was not given");
        };
        let came = redirect.wait(PATIENCE, &cancel, &|| opening.failed(), &stranger);
        let hint = |error: Error| error.hint(format!("print the link, a secret: {}", self.print));
        match came {
            Ok(()) => {
                app.output.note(&format!("opened the web console of {}", told(&whose)));
                Ok(())
            }
            Err(Missed::Cancelled(_)) => {
                Err(Error::new(Kind::Cancelled, "cancelled; the link was not used, and nobody has it"))
            }
            Err(Missed::NotOpened(why)) => Err(hint(
                Error::failed(format!("no browser could be opened: {}", printable(&why)))
                    .code("console-not-opened"),
            )),
            Err(Missed::TooLate) => Err(hint(
                Error::failed(format!(
                    "no browser has come for the link in {} minutes",
                    PATIENCE.as_secs() / 60
                ))
                .code("console-not-opened"),
            )),
        }
    }
}

fn command_of(
    app: &App,
    setting: &str,
    whose: &Whose,
    address: &str,
) -> Result<(PathBuf, Vec<String>), Error> {
    let found = |name: &str| browser::on_path(&app.host.env, name);
    console_browser::command(setting, whose, address, &found).map_err(|error| error.code("console-browser"))
}

fn whose(app: &App, active: &Active, account: Option<&AccountId>) -> Whose {
    let account_id = account.map(AccountId::as_str).unwrap_or_default().to_owned();
    let name = app.settings().account_names.get(&account_id);
    Whose {
        profile: active.selection.name_or_default().to_owned(),
        account: name.unwrap_or(&account_id).clone(),
        role: active.plan.role_name().unwrap_or_default().to_owned(),
        region: active.region.as_ref().map(ToString::to_string).unwrap_or_default(),
        account_id,
    }
}

/// Whose console it is, for a sentence.
fn told(whose: &Whose) -> String {
    let account = if whose.account.is_empty() { "the account" } else { &whose.account };
    let role = if whose.role.is_empty() { String::new() } else { format!(" as {}", whose.role) };
    format!("{account}{role}")
}
