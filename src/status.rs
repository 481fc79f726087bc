//! What is known of the active identity at once: from the plan, from what is stored, and from the sign-ins of the AWS
//! CLI. No network, no lock, no waiting.

mod ends;
mod shadow;

use std::path::Path;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};

use crate::config::merge::Config;
use crate::config::network::network;
use crate::config::plan::{Plan, Selection, Source, own_device, plan, select};
use crate::config::region::region;
use crate::config::source::Files;
use crate::domain::account::AccountId;
use crate::domain::arn::Arn;
use crate::domain::env::Env;
use crate::domain::identity::Identity;
use crate::domain::problem::Problem;
use crate::domain::region::Region;
use crate::domain::switch;
use crate::host::FileTime;
use crate::prompt::facts::{Ending, Facts, Standing};
use crate::settings::{Background, Settings, no_refresh};
use crate::store::Store;
use crate::store::failures::{Failure, Reason};
use crate::stored::{Scope, Stored};
pub use ends::{End, SignInOf};
pub use shadow::{Shadow, shadows};

/// What to look at.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The environment: as it is, or as it will be after a switch.
    pub env: &'a Env,
    /// The home directory.
    pub home: Option<&'a Path>,
    /// The clock.
    pub now: DateTime<Utc>,
    /// What the AWS files say.
    pub config: &'a Config,
    /// The AWS files themselves.
    pub files: &'a Files,
    /// awsp's own settings.
    pub settings: &'a Settings,
    /// What awsp has stored.
    pub store: &'a Store,
    /// `--profile`.
    pub profile: Option<&'a str>,
    /// `--region`.
    pub region: Option<&'a str>,
}

/// What is known.
#[derive(Debug)]
pub struct Status {
    /// Which profile, and who said so.
    pub selection: Selection,
    /// How the credentials would be got, or why they cannot.
    pub plan: Result<Plan, Problem>,
    /// The region of the calls.
    pub region: Option<Region>,
    /// The identity that STS told, as long as it is believed.
    pub identity: Option<Identity>,
    /// When it ends, and what then.
    pub end: Option<End>,
    /// When the keys at hand, or awsp's own session, end.
    pub credentials_end: Option<DateTime<Utc>>,
    /// The facts for the prompt; `None` where no AWS variable selects anything.
    pub facts: Option<Facts>,
    /// When a renewal behind is due, where it is allowed.
    pub refresh_at: Option<DateTime<Utc>>,
    /// Files besides the AWS files and the settings whose change makes this out of date.
    pub watched: Vec<FileTime>,
}

/// Looks.
#[must_use]
pub fn observe(view: &View<'_>) -> Status {
    let selection = select(view.env, view.profile);
    let plan = plan(view.config, view.env, &selection);
    let region =
        region(view.config, view.env, &selection, view.region).ok().flatten().map(|(region, _)| region);
    // Its time before it is read.
    let entries = view.store.entries().map(|(path, modified)| FileTime { path, modified });
    let mut watched = Vec::from_iter(entries);
    let sign_in_file = plan.as_ref().ok().and_then(|plan| ends::sign_in_file(view, plan));
    let stored = plan.as_ref().ok().and_then(|plan| {
        let network = network(view.config, view.env, &selection, "sts").ok()?;
        let scope = Scope { env: view.env, region: region.as_ref(), network: &network };
        let device = own_device(view.config, plan);
        let mut stored = Stored::of(view.store, scope, plan, view.now)
            .with_own_session(view.store, scope, plan, device, view.now);
        stored.failure = stored.failure.filter(|failure| still_counts(view, failure, sign_in_file.as_ref()));
        Some(stored)
    });
    if plan.as_ref().is_ok_and(asked_legacy_files) {
        let legacy = view.files.legacy.iter().map(|(_, file)| file);
        watched
            .extend(legacy.map(|file| FileTime { path: file.path.to_path_buf(), modified: file.modified }));
    }
    let end =
        plan.as_ref().ok().and_then(|plan| ends::end(view, plan, stored.as_ref(), sign_in_file.as_ref()));
    watched.extend(sign_in_file);
    let credentials = stored.as_ref().and_then(|stored| stored.credentials.as_ref());
    // The keys of a console session are in its file.
    let of_file =
        plan.as_ref().is_ok_and(|plan| plan.roles.is_empty() && matches!(plan.source, Source::Login { .. }));
    let credentials_end = match &end {
        Some(end) if of_file => end.at,
        _ => credentials.and_then(|credentials| credentials.expires_at),
    };
    let identity = stored.as_ref().and_then(|stored| stored.identity.clone());
    let shown = view.settings.always_shown || concerns_identity(view.env) || view.profile.is_some();
    let mut status = Status {
        selection,
        plan,
        region,
        identity,
        end,
        credentials_end,
        facts: None,
        refresh_at: None,
        watched,
    };
    if shown {
        let mut facts = facts(view, &status, stored.as_ref());
        if let (Ok(plan), Some(stored)) = (&status.plan, &stored) {
            if may_run_behind(view, &status, plan, &facts, stored) {
                status.refresh_at = refresh_at(view, &status, plan, stored);
            } else if plan.renews() {
                // awsp's own session, which nobody else uses and nothing renews here: its end says nothing.
                facts.end = None;
            } else if let Some(sign_in) = status.end.as_ref().and_then(|end| end.sign_in.as_ref())
                && sign_in.renews
                && !of_file
            {
                // The same, but every tool that uses the sign-in renews that.
                facts.end = sign_in.expires_at.map(|at| (at, Ending::Renews));
            }
        }
        status.facts = Some(facts);
    }
    status
}

/// A failure is told as long as it keeps awsp from trying again, and no AWS file was changed since, nor that of the
/// sign-in. (A file from the future tells nothing of that: the clock was set back, and calls would be made at every
/// prompt. A file server's clock may be some minutes ahead.)
fn still_counts(view: &View<'_>, failure: &Failure, sign_in_file: Option<&FileTime>) -> bool {
    // The moment is kept in whole seconds.
    let noted = SystemTime::from(failure.at) + Duration::from_secs(1);
    let now = SystemTime::from(view.now) + Duration::from_mins(5);
    let files = [view.files.config.modified, view.files.credentials.modified];
    let changed = files
        .into_iter()
        .chain([sign_in_file.and_then(|file| file.modified)])
        .flatten()
        .any(|modified| modified > noted && modified <= now);
    failure.holds(view.now) && !changed
}

/// Whether key files of older tools decide, or would if they were there.
fn asked_legacy_files(plan: &Plan) -> bool {
    plan.asks_the_machine()
        || matches!(&plan.source, Source::StaticKeys { profile, .. } if profile.is_empty() && plan.roles.is_empty())
}

/// Whether any variable says which identity is meant.
fn concerns_identity(env: &Env) -> bool {
    let set = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"];
    let given = [
        "AWS_ACCESS_KEY_ID",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    ];
    set.iter().any(|name| env.contains(name)) || given.iter().any(|name| env.get_nonempty(name).is_some())
}

fn facts(view: &View<'_>, status: &Status, stored: Option<&Stored>) -> Facts {
    let selected = status.selection.name.clone();
    let region = status.region.as_ref().map(|region| region.as_str().to_owned());
    let plan = match &status.plan {
        Ok(plan) => plan,
        Err(problem) => {
            let unknown = problem.code == "unknown-profile";
            let name = selected.unwrap_or_else(|| "default".to_owned());
            return Facts {
                dangerous: view.settings.is_dangerous(Some(&name), None),
                name,
                in_place_of: None,
                account: None,
                role: None,
                region,
                standing: if unknown { Standing::Unknown } else { Standing::Broken },
                verified: false,
                end: None,
            };
        }
    };
    let arn = status.identity.as_ref().and_then(|identity| Arn::parse(&identity.arn));
    let account =
        status.identity.as_ref().map(|identity| identity.account_id.clone()).or_else(|| plan.account());
    let machine = match plan.source {
        Source::Container { asked: false } => Some("container credentials"),
        Source::InstanceMetadata { asked: false } => Some("instance credentials"),
        _ => None,
    };
    let (name, in_place_of) = match (shadow::used_instead(view, status), selected, machine) {
        (Some(what), selected, _) => (what.to_owned(), selected),
        (None, Some(selected), _) => (selected, None),
        (None, None, Some(machine)) => (machine.to_owned(), None),
        (None, None, None) => ("default".to_owned(), None),
    };
    let told = arn.and_then(|arn| arn.permission_set().or_else(|| arn.role_name()));
    let role = told.or_else(|| plan.role_name()).or(machine);
    let standing = match (&status.end, stored.and_then(|stored| stored.failure.as_ref())) {
        (Some(end), _) if end.needs_sign_in => Standing::SignIn,
        (_, Some(failure)) => standing_after(failure.reason),
        _ => Standing::Fine,
    };
    Facts {
        dangerous: view.settings.is_dangerous(Some(&name), account.as_ref().map(AccountId::as_str))
            || view.settings.is_dangerous(in_place_of.as_deref(), None)
            || arn.is_some_and(|arn| arn.is_root_user()),
        name,
        in_place_of,
        account,
        role: role.map(str::to_owned),
        region,
        standing,
        verified: status.identity.is_some(),
        end: status.end.as_ref().and_then(|end| end.at.map(|at| (at, end.ending))),
    }
}

/// What the last failure says of the standing.
fn standing_after(reason: Reason) -> Standing {
    match reason {
        Reason::Offline => Standing::Offline,
        Reason::SignIn => Standing::SignIn,
        Reason::Denied => Standing::Denied,
        Reason::Other => Standing::Broken,
    }
}

/// When the next renewal behind is due: at once for what is not verified or not there, else when the stored credentials
/// or the sign-in are to be renewed or the identity is not believed any more; not before a failure's waiting time is
/// over.
fn refresh_at(view: &View<'_>, status: &Status, plan: &Plan, stored: &Stored) -> Option<DateTime<Utc>> {
    let due = if stored.identity.is_none() || stored.credentials.is_none() {
        // At once: always the same moment, so that a state that says so is the same as the one before.
        Some(view.now.min(DateTime::UNIX_EPOCH))
    } else {
        let unattended = plan.renews() || hangs_on_sso(plan) || stored.mfa_until.is_some();
        let renewal = stored.due_at.filter(|_| unattended);
        let sign_in = status.end.as_ref().and_then(|end| end.renew_at);
        [renewal, stored.believed_until, sign_in].into_iter().flatten().min()
    };
    match (due, &stored.failure) {
        (Some(due), Some(failure)) => Some(due.max(failure.retry_at)),
        (due, _) => due,
    }
}

/// Whether it is got with a sign-in to Identity Center, and without an MFA code.
fn hangs_on_sso(plan: &Plan) -> bool {
    matches!(plan.source, Source::Sso { .. }) && plan.mfa_serial().is_none()
}

/// Whether this is something that may run behind a prompt: calls with keys at hand or with a sign-in to Identity Center
/// that holds or renews, set going by a person.
fn may_run_behind(view: &View<'_>, status: &Status, plan: &Plan, facts: &Facts, stored: &Stored) -> bool {
    let switched_to = switch::record(view.env).profile;
    let wanted = match view.settings.background {
        Background::Off => false,
        // What shadows the profile was not switched to.
        Background::Use => {
            switched_to.is_some() && switched_to == status.selection.name && facts.in_place_of.is_none()
        }
        Background::Always => true,
    };
    let at_hand = match plan.source {
        Source::Sso { .. } => status.end.as_ref().is_some_and(|end| !end.needs_sign_in),
        _ => plan.keys_at_hand().is_some_and(|keys| !keys.ended(view.now)),
    };
    let needs_a_person = plan.mfa_serial().is_some()
        && stored.mfa_until.is_none()
        && stored.credentials.as_ref().is_none_or(|credentials| credentials.ended(view.now));
    let callable = status.region.is_some();
    wanted && at_hand && callable && !needs_a_person && !facts.dangerous && !no_refresh(view.env)
}
