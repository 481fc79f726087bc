//! Calls of AWS that no plan asks for: signing in and out, and what Identity Center grants.

use crate::app::App;
use crate::commands::identity::wrong_clock;
use crate::config::network::network;
use crate::config::plan::{SelectedBy, Selection, select};
use crate::config::region::region;
use crate::domain::network::Network;
use crate::domain::region::Region;
use crate::error::Error;
use crate::provider::Context;
use crate::stored::Scope;

/// How AWS is called for a profile, or for none.
pub(super) struct Calls {
    selection: Selection,
    network: Network,
    pub(super) region: Option<Region>,
}

impl Calls {
    /// By the settings of the selected profile; where there is no such profile (yet), by those for none.
    ///
    /// # Errors
    /// What is wrong with the files, the region or the settings.
    pub(super) fn of(app: &App) -> Result<Self, Error> {
        let (config, env) = (app.config(), &app.host.env);
        let mut selection = select(env, app.common.profile.as_deref());
        let option = app.common.region.as_ref().map(Region::as_str);
        let region = match region(config, env, &selection, option) {
            Err(problem) if problem.code == "unknown-profile" => None,
            found => found?.map(|(region, _)| region),
        };
        if config.profiles.get(selection.name_or_default()).is_none() {
            selection.name = None;
        }
        let network = network(config, env, &selection, "sts")?;
        Ok(Self { selection, network, region })
    }

    /// The same where a call is not what matters most: what is wrong with the settings is left out.
    pub(super) fn for_any(app: &App) -> Self {
        Self::of(app).unwrap_or_else(|_| Self {
            selection: Selection { name: None, by: SelectedBy::Default },
            network: Network::default(),
            region: None,
        })
    }

    /// The same for calls to a region of their own: the profile's matters no more, nor what is wrong with other services.
    pub(super) fn elsewhere(app: &App) -> Self {
        let (config, env) = (app.config(), &app.host.env);
        let mut selection = select(env, app.common.profile.as_deref());
        if config.profiles.get(selection.name_or_default()).is_none() {
            selection = Selection { name: None, by: SelectedBy::Default };
        }
        let network = network(config, env, &selection, "sso").unwrap_or_default();
        Self { selection, network, region: None }
    }

    /// Does `work`, for which a person waits, with a context for that.
    ///
    /// # Errors
    /// Those of `work`.
    pub(super) fn within<T>(
        &self,
        app: &App,
        work: impl FnOnce(&Context<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let scope = Scope { env: &app.host.env, region: self.region.as_ref(), network: &self.network };
        let mut context = Context::new(app.common.profile.as_deref(), scope, app.store());
        let waiting =
            || app.output.note("another awsp is at the same sign-in; waiting for it (Ctrl-C ends this)");
        let note = |text: &str| app.output.note(text);
        let network_of = |service: &str| Ok(network(app.config(), &app.host.env, &self.selection, service)?);
        context.home = app.host.home.as_deref();
        context.log = app.output.log();
        context.network_of = Some(&network_of);
        context.waiting = Some(&waiting);
        context.note = Some(&note);
        let result = work(&context);
        wrong_clock(app, &context, result.as_ref().err());
        result
    }
}
