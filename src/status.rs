//! What is known of the active identity at once: from the plan, from what is stored, and from the sign-ins of the AWS
//! CLI. No network, no lock, no waiting.

mod ends;

use std::path::Path;

use chrono::{DateTime, Utc};

use crate::config::merge::Config;
use crate::config::network::network;
use crate::config::plan::{Plan, Selection, Source, plan, select};
use crate::config::region::region;
use crate::domain::account::AccountId;
use crate::domain::arn::Arn;
use crate::domain::env::{Effect, Env, VARIABLES};
use crate::domain::identity::Identity;
use crate::domain::problem::Problem;
use crate::domain::region::Region;
use crate::domain::switch;
use crate::host::FileTime;
use crate::prompt::facts::{Facts, Standing};
use crate::settings::{Background, Settings};
use crate::store::Store;
use crate::store::failures::Reason;
use crate::stored::{Scope, Stored};
pub use ends::{End, SignInOf};

/// What to look at.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The environment: as it is, or as it will be after a switch.
    pub env: &'a Env,
    /// The home directory.
    pub home: Option<&'a Path>,
    /// The clock.
    pub now: DateTime<Utc>,
    /// The AWS files.
    pub config: &'a Config,
    /// awsp's own settings.
    pub settings: &'a Settings,
    /// What awsp has stored.
    pub store: &'a Store,
    /// `--profile`.
    pub option: Option<&'a str>,
}

/// What is known.
#[derive(Debug)]
pub struct Status {
    /// Which profile, and who said so.
    pub selection: Selection,
    /// How the credentials would be got, or why they cannot.
    pub plan: Result<Plan, Problem>,
    /// The identity that STS told, where it is stored.
    pub identity: Option<Identity>,
    /// When it ends, and what then.
    pub end: Option<End>,
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
    let selection = select(view.env, view.option);
    let plan = plan(view.config, view.env, &selection);
    let mut watched = Vec::new();
    let region = region(view.config, view.env, &selection, None).ok().flatten().map(|(region, _)| region);
    let stored = plan.as_ref().ok().and_then(|plan| {
        let network = network(view.config, view.env, &selection, "sts").ok()?;
        let scope = Scope { env: view.env, region: region.as_ref(), network: &network };
        Some(Stored::of(view.store, scope, plan))
    });
    watched.extend(stored.iter().flat_map(|stored| stored.files.iter().cloned()));
    let identity = stored.as_ref().and_then(|stored| stored.identity.clone());
    let end = plan.as_ref().ok().and_then(|plan| ends::end(view, plan, stored.as_ref(), &mut watched));
    let shown = view.settings.always_shown || concerns_identity(view.env) || view.option.is_some();
    let facts = shown.then(|| facts(view, &selection, &plan, region.as_ref(), stored.as_ref(), end.as_ref()));
    let refresh_at = match (&plan, &facts, &stored) {
        (Ok(plan), Some(facts), Some(stored)) if may_run_behind(view, &selection, plan, facts, stored) => {
            refresh_due(view.now, plan, stored)
        }
        _ => None,
    };
    Status { selection, plan, identity, end, facts, refresh_at, watched }
}

/// Whether any variable says which identity is meant.
fn concerns_identity(env: &Env) -> bool {
    let selects = |effect| matches!(effect, Effect::Profile | Effect::Keys | Effect::WebIdentity);
    let container = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"];
    VARIABLES.iter().any(|variable| selects(variable.effect) && env.contains(variable.name))
        || container.iter().any(|name| env.contains(name))
}

fn facts(
    view: &View<'_>,
    selection: &Selection,
    plan: &Result<Plan, Problem>,
    region: Option<&Region>,
    stored: Option<&Stored>,
    end: Option<&End>,
) -> Facts {
    let region = region.map(|region| region.as_str().to_owned());
    let selected = selection.name.clone();
    let name = selected.clone().unwrap_or_else(|| {
        let unselected = match plan.as_ref().map(|plan| &plan.source) {
            Ok(Source::Container { asked: false }) => "container credentials",
            Ok(Source::InstanceMetadata { asked: false }) => "instance credentials",
            _ => "default",
        };
        unselected.to_owned()
    });
    let plan = match plan {
        Ok(plan) => plan,
        Err(problem) => {
            let standing =
                if problem.code == "unknown-profile" { Standing::Unknown } else { Standing::Broken };
            let dangerous = view.settings.is_dangerous(Some(&name), None);
            return Facts {
                name,
                in_place_of: None,
                account: None,
                role: None,
                region,
                standing,
                verified: false,
                dangerous,
                end: None,
            };
        }
    };
    let identity = stored.and_then(|stored| stored.identity.as_ref());
    let arn = identity.and_then(|identity| Arn::parse(&identity.arn));
    let (name, in_place_of) = match shadowing(view, selection, plan) {
        Some(what) => (what.to_owned(), selected),
        None => (name, None),
    };
    let account = identity.map(|identity| identity.account_id.clone()).or_else(|| planned_account(plan));
    let role = arn.and_then(|arn| arn.role_name()).or_else(|| planned_role(plan)).map(str::to_owned);
    let dangerous = view.settings.is_dangerous(Some(&name), account.as_ref().map(AccountId::as_str))
        || arn.is_some_and(|arn| arn.is_root_user());
    let standing = match (end, stored.and_then(|stored| stored.failure.as_ref())) {
        (Some(end), _) if end.needs_sign_in => Standing::SignIn,
        (_, Some(failure)) => standing_after(failure.reason),
        _ => Standing::Fine,
    };
    Facts {
        name,
        in_place_of,
        account,
        role,
        region,
        standing,
        verified: identity.is_some(),
        dangerous,
        end: end.and_then(|end| end.at.map(|at| (at, end.ending))),
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

/// What the environment gives in place of the selected profile, if it does.
#[must_use]
pub fn shadowing(view: &View<'_>, selection: &Selection, plan: &Plan) -> Option<&'static str> {
    if !plan.roles.is_empty() {
        return None;
    }
    match plan.source {
        Source::Environment { .. } => Some("environment keys"),
        Source::WebIdentity { .. } => {
            let profile = selection.name.as_deref().and_then(|name| view.config.profiles.get(name));
            let of_profile = profile.is_some_and(|profile| profile.get("web_identity_token_file").is_some());
            (!of_profile).then_some("web identity")
        }
        _ => None,
    }
}

/// The account as the plan tells it: of the last role, else of the source.
fn planned_account(plan: &Plan) -> Option<AccountId> {
    let of_arn = |arn: &str| Arn::parse(arn).and_then(|arn| arn.account_id());
    if let Some(role) = plan.roles.last() {
        return of_arn(&role.role_arn);
    }
    match &plan.source {
        Source::Environment { credentials } | Source::StaticKeys { credentials, .. } => {
            credentials.account_id.clone().or_else(|| AccountId::of_access_key_id(&credentials.access_key_id))
        }
        Source::WebIdentity { role_arn, .. } => of_arn(role_arn),
        Source::Sso { account_id, .. } => AccountId::parse(account_id),
        Source::Login { session } => of_arn(session),
        Source::Process { account_id, .. } => account_id.as_deref().and_then(AccountId::parse),
        Source::Container { .. } | Source::InstanceMetadata { .. } => None,
    }
}

fn planned_role(plan: &Plan) -> Option<&str> {
    let of_arn = |arn| Arn::parse(arn).and_then(|arn| arn.role_name());
    match (plan.roles.last(), &plan.source) {
        (Some(role), _) => of_arn(role.role_arn.as_str()),
        (None, Source::WebIdentity { role_arn, .. }) => of_arn(role_arn.as_str()),
        (None, Source::Sso { role_name, .. }) => Some(role_name),
        _ => None,
    }
}

/// Whether this is something that may run behind a prompt: STS over keys at hand, set going by a person.
fn may_run_behind(
    view: &View<'_>,
    selection: &Selection,
    plan: &Plan,
    facts: &Facts,
    stored: &Stored,
) -> bool {
    let switched_to = switch::record(view.env).profile;
    let wanted = match view.settings.background {
        Background::Off => false,
        // What shadows the profile was not switched to.
        Background::Use => {
            switched_to.is_some() && switched_to == selection.name && facts.in_place_of.is_none()
        }
        Background::Always => true,
    };
    let keys_at_hand = plan.keys_at_hand().is_some_and(|keys| !keys.ended(view.now));
    let needs_a_person = plan.mfa_serial().is_some()
        && stored.credentials.as_ref().is_none_or(|credentials| credentials.ended(view.now));
    wanted
        && keys_at_hand
        && !needs_a_person
        && !facts.dangerous
        && view.env.get("AWSP_NO_REFRESH").as_deref() != Some("1")
}

/// When the next renewal is due: at once for what is not verified or not there, else when the stored credentials are
/// to be renewed; not before a failure's waiting time is over.
fn refresh_due(now: DateTime<Utc>, plan: &Plan, stored: &Stored) -> Option<DateTime<Utc>> {
    let due = if stored.identity.is_none() || stored.credentials.is_none() {
        Some(now)
    } else {
        stored.due_at.filter(|_| plan.renews())
    };
    match (due, stored.failure.as_ref().filter(|failure| failure.holds(now))) {
        (Some(due), Some(failure)) => Some(due.max(failure.retry_at)),
        (due, _) => due,
    }
}
