//! What the verbs that get credentials have in common: the active plan, resolved and, for `whoami` and `refresh`,
//! verified, and the prompt told of it.

use std::cell::OnceCell;

use crate::app::App;
use crate::aws::timeouts::Timeouts;
use crate::commands::unread::note_unread;
use crate::commands::{behind, decided, mfa, segment};
use crate::config::metadata::metadata;
use crate::config::network::network;
use crate::config::plan::{Plan, Selection, own_device, plan, select};
use crate::config::region::region;
use crate::domain::identity::Identity;
use crate::domain::metadata::Metadata;
use crate::domain::network::Network;
use crate::domain::problem::Problem;
use crate::domain::region::Region;
use crate::error::Error;
use crate::provider::{self, Context, Refresh, Resolved};
use crate::status::Status;
use crate::stored::Scope;

/// The active profile's way to AWS.
pub(super) struct Active {
    pub(super) selection: Selection,
    pub(super) plan: Plan,
    pub(super) region: Option<Region>,
    /// The MFA device of a user without a role.
    pub(super) device: Option<String>,
    network: Network,
    /// Why STS cannot be called, which is an error only where it must be.
    uncallable: Option<Problem>,
    metadata: Metadata,
    machine_region: OnceCell<Region>,
}

/// How to go about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// A person waits and can be asked.
    Attended,
    /// A person waits, but nothing is asked.
    Unasked,
    /// Behind a prompt: nobody is asked, and time is short.
    Behind,
}

impl Active {
    /// # Errors
    /// What is wrong with the files or the profile.
    pub(super) fn of(app: &App) -> Result<Self, Error> {
        Self::selected(app, select(&app.host.env, app.common.profile.as_deref()))
    }

    /// The profile's own, as if it had been chosen by `--profile`: keys in the environment do not come before.
    ///
    /// # Errors
    /// As [`of`](Self::of).
    pub(super) fn by_name(app: &App) -> Result<Self, Error> {
        Self::selected(app, select(&app.host.env, app.common.profile.as_deref()).by_name())
    }

    fn selected(app: &App, selection: Selection) -> Result<Self, Error> {
        let env = &app.host.env;
        let plan = plan(app.config(), env, &selection).inspect_err(|_| note_unread(app))?;
        let option = app.common.region.as_ref().map(Region::as_str);
        let mut uncallable = None;
        let region = region(app.config(), env, &selection, option).unwrap_or_else(|problem| {
            uncallable = Some(problem);
            None
        });
        let network = network(app.config(), env, &selection, "sts").unwrap_or_else(|problem| {
            uncallable.get_or_insert(problem);
            Network::default()
        });
        let metadata = metadata(app.config(), env, &selection)?;
        app.output.detail(|| decided::profile(&selection));
        app.output.detail(|| decided::plan(&plan));
        app.output.detail(|| decided::region(region.as_ref()));
        app.output.detail(|| decided::network(&network));
        let region = region.map(|(region, _)| region);
        let machine_region = OnceCell::new();
        let device = own_device(app.config(), &plan).map(str::to_owned);
        Ok(Self { selection, plan, region, device, network, uncallable, metadata, machine_region })
    }

    /// # Errors
    /// What is wrong with the region or with the settings of calls.
    fn check_callable(&self) -> Result<(), Error> {
        self.uncallable.clone().map_or(Ok(()), |problem| Err(Error::from(problem)))
    }

    fn scope<'a>(&'a self, app: &'a App) -> Scope<'a> {
        Scope { env: &app.host.env, region: self.region.as_ref(), network: &self.network }
    }

    /// Gets the credentials, as far as they are not stored; then tells the prompt, if there is anything new.
    ///
    /// # Errors
    /// As [`provider::resolve()`].
    pub(super) fn credentials(&self, app: &App, manner: Manner) -> Result<Resolved, Error> {
        if self.plan.needs_region() {
            self.check_callable()?;
        }
        let result = self.within(app, manner, |context| self.resolved(app, context, Refresh::IfNeeded));
        if app.store().has_changed() {
            tell(app, &segment::status(app, &app.host.env));
        }
        result.inspect(|resolved| leave_behind(app, resolved))
    }

    /// Gets the credentials and asks who they are, as far as that is not stored; then tells the prompt, and how the
    /// shell itself stands.
    ///
    /// # Errors
    /// As [`provider::resolve()`] and [`provider::identity()`].
    pub(super) fn verify(
        &self,
        app: &App,
        manner: Manner,
        refresh: Refresh,
        ask_again: bool,
    ) -> Result<(Resolved, Identity, Status), Error> {
        self.check_callable()?;
        let result = self.within(app, manner, |context| {
            // As the AWS CLI does, before anything else. Where there is none, what needs one will say so.
            if self.region.is_none()
                && let Ok(region) = context.region()
            {
                let _ = self.machine_region.set(region.clone());
            }
            let mut resolved = self.resolved(app, context, refresh)?;
            let ask = |of: &Resolved| provider::identity(context, &self.plan, &of.credentials, ask_again);
            let identity = match ask(&resolved) {
                // The session was revoked; the keys may hold.
                Err(error) if self.is_dead_session(&resolved, &error) => {
                    provider::forget_own_mfa_session(context, &self.plan, self.device.as_deref());
                    resolved = self.resolved(app, context, refresh)?;
                    ask(&resolved)?
                }
                outcome => outcome?,
            };
            if manner == Manner::Behind {
                provider::renew_sign_in(context, &self.plan);
            }
            Ok((resolved, identity))
        });
        let status = segment::status(app, &app.host.env);
        tell(app, &status);
        let (resolved, identity) = result?;
        leave_behind(app, &resolved);
        Ok((resolved, identity, status))
    }

    /// Renews the credentials if that is due, and asks who they are if somebody has asked that of the ones before.
    ///
    /// # Errors
    /// As [`provider::resolve()`] and [`provider::identity()`].
    pub(super) fn renew(&self, app: &App, manner: Manner) -> Result<(), Error> {
        let result = self.within(app, manner, |context| {
            let resolved = self.resolved(app, context, Refresh::IfNeeded)?;
            if provider::identity_was_asked(context, &self.plan) {
                provider::identity(context, &self.plan, &resolved.credentials, false)?;
            }
            provider::renew_sign_in(context, &self.plan);
            Ok(())
        });
        tell(app, &segment::status(app, &app.host.env));
        result
    }

    /// Asks for an MFA code now, and gets what it is good for.
    ///
    /// # Errors
    /// As [`provider::mfa_sign_in()`].
    pub(super) fn sign_in_with_mfa(&self, app: &App) -> Result<(), Error> {
        self.check_callable()?;
        self.within(app, Manner::Attended, |context| {
            provider::mfa_sign_in(context, &self.plan, self.device.as_deref())
        })
    }

    /// Whether AWS does not accept the session that was given in the place of the user's keys.
    fn is_dead_session(&self, resolved: &Resolved, error: &Error) -> bool {
        let is_session = self.device.is_some() && resolved.credentials.session_token.is_some();
        is_session && matches!(error.code, Some("credentials-ended" | "key-unknown"))
    }

    fn resolved(&self, app: &App, context: &Context<'_>, refresh: Refresh) -> Result<Resolved, Error> {
        let session = provider::own_mfa_session(context, &self.plan, self.device.as_deref());
        let resolved = match session {
            Some(session) => session,
            None => provider::resolve(context, &self.plan, refresh)?,
        };
        app.output.detail(|| decided::credentials(&resolved.credentials, resolved.from_cache));
        Ok(resolved)
    }

    /// The region that calls went to, or would go to.
    pub(super) fn region(&self) -> Option<&Region> {
        self.region.as_ref().or_else(|| self.machine_region.get())
    }

    /// Where nothing gives credentials, what a person can do about it depends on what there is.
    fn with_way_out(&self, app: &App, error: Error) -> Error {
        if error.code != Some("no-credentials") || !self.plan.asks_the_machine() {
            error
        } else if app.config().profiles.is_empty() {
            error.hint("there is no profile at all; make one: awsp configure")
        } else {
            error.hint("awsp use PROFILE")
        }
    }

    /// Does `work` with a context for the manner.
    pub(super) fn within<T>(
        &self,
        app: &App,
        manner: Manner,
        work: impl FnOnce(&Context<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut context = Context::new(self.selection.name.as_deref(), self.scope(app), app.store());
        let waiting =
            || app.output.note("another awsp is getting the same; waiting for it (Ctrl-C ends this)");
        context.home = app.host.home.as_deref();
        context.log = app.output.log();
        let network_of = |service: &str| Ok(network(app.config(), &app.host.env, &self.selection, service)?);
        context.network_of = Some(&network_of);
        let note = |text: &str| app.output.note(text);
        context.program_said = Some(&note);
        context.uncallable = self.uncallable.clone().map(Error::from);
        context.metadata = Some(&self.metadata);
        let may_leave = || behind::is_allowed(app, &self.selection, &self.plan);
        context.behind = Some(&may_leave);
        match manner {
            Manner::Attended => {
                context.mfa = Some(&mfa::ask);
                context.waiting = Some(&waiting);
                context.note = Some(&note);
            }
            Manner::Unasked => context.waiting = Some(&waiting),
            Manner::Behind => {
                context.behind = None;
                context.timeouts = Timeouts::BACKGROUND;
            }
        }
        let result = work(&context);
        if manner != Manner::Behind {
            wrong_clock(app, &context, result.as_ref().err());
        }
        result.map_err(|error| self.with_way_out(app, error))
    }
}

/// Tells that this computer's clock is wrong, where an answer has shown it and no error says so.
pub(super) fn wrong_clock(app: &App, context: &Context<'_>, error: Option<&Error>) {
    if let Some(skew) = context.skew()
        && error.is_none_or(|error| error.code != Some("clock-wrong"))
    {
        let clock = provider::clock_words(skew);
        app.output
            .note(&format!("{clock}; awsp reckons with that, other tools may not: {}", provider::SET_CLOCK));
    }
}

/// What is due is renewed behind, when all that somebody waits for is done.
fn leave_behind(app: &App, resolved: &Resolved) {
    if resolved.due {
        behind::start(app);
    }
}

/// The prompt of this shell learns of what is new, be it good or bad. Nothing to tell where that cannot be kept.
fn tell(app: &App, status: &Status) {
    if app.store().has_changed() {
        let _ = segment::keep(app, &app.host.env, status);
    }
    if let Some(trouble) = app.store().trouble() {
        app.output.note(&format!("nothing can be stored: {trouble}"));
    }
}
