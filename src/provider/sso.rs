//! A role of IAM Identity Center: `GetRoleCredentials` with the token that the AWS CLI shares.

use crate::aws::endpoint::Endpoint;
use crate::aws::error::{AwsError, Fault};
use crate::aws::sso::{Portal, ends_sign_in};
use crate::config::plan::Plan;
use crate::domain::credentials::Credentials;
use crate::domain::paste::word;
use crate::domain::region::Region;
use crate::domain::text::printable;
use crate::error::{Error, Kind};
use crate::provider::context::Context;
use crate::provider::explain::{Trouble, by_network, profile_option, reason, with_clock};
use crate::provider::sso_token::{self, Session};
use crate::store::failures::{Failure, Reason};
use crate::stored::sign_in::refusal_of;

/// As the profile names it.
pub(super) struct Role<'a> {
    /// The `sso-session` section's name; `None` in the legacy form.
    pub(super) session: Option<&'a str>,
    pub(super) start_url: &'a str,
    pub(super) region: &'a str,
    pub(super) account_id: &'a str,
    /// `sso_role_name`: a permission set's.
    pub(super) name: &'a str,
}

/// The credentials. A token that the portal does not accept is read again, once, before a person is sent to sign in:
/// another tool may have put a new one in its place.
pub(super) fn get(context: &Context<'_>, plan: &Plan, role: &Role<'_>) -> Result<Credentials, Trouble> {
    let session = Session::of(context, role)?;
    let token = sso_token::good(context, &session)?;
    let client = context.client_of("sso", |network| Endpoint::sso(&session.region, network));
    let portal = Portal::new(client.map_err(Trouble::other)?);
    let ask = |token: &_| portal.role_credentials(token, role.account_id, role.name);
    let mut used = token.access_token;
    let mut outcome = ask(&used);
    if outcome.as_ref().is_err_and(ends_sign_in)
        && let Some(other) = sso_token::other_than(context, &session, &used)
    {
        used = other.access_token;
        outcome = ask(&used);
    }
    let refusal = refusal_of(&session.file, &used);
    match outcome {
        Ok(credentials) => {
            Failure::clear(context.store, &refusal);
            Ok(credentials)
        }
        Err(error) if ends_sign_in(&error) => {
            Failure::note(context.store, &refusal, Reason::SignIn, context.now());
            let why = format!("IAM Identity Center does not accept {} any more: {error}", session.named);
            Err(session.sign_in_needed(why))
        }
        Err(error) => Err(refused(&error, context, plan, role, &session)),
    }
}

/// Why the portal gave no credentials though the sign-in holds.
fn refused(
    error: &AwsError,
    context: &Context<'_>,
    plan: &Plan,
    role: &Role<'_>,
    session: &Session<'_>,
) -> Trouble {
    let (name, account) = (printable(role.name), printable(role.account_id));
    let of = match context.profile {
        Some(profile) if plan.roles.is_empty() => format!(" (profile '{}')", printable(profile)),
        Some(profile) => format!(" (which profile '{}' is over)", printable(profile)),
        None => String::new(),
    };
    let whose = match role.session {
        Some(name) => format!(" --sso-session {}", word(name)),
        None => profile_option(context.profile),
    };
    let choose = format!("see what is yours: awsp sso roles{whose}");
    let what = format!("no credentials for the role {name} in account {account}{of}");
    let said = |code: &'static str, why: &str| {
        Error::failed(format!("{what}: {why}: {error}")).hint(choose.clone()).code(code)
    };
    let denied = |error| Trouble { error, reason: Reason::Denied };
    match error.fault.service_code() {
        Some("ForbiddenException" | "AccessDeniedException") => {
            denied(said("access-denied", "access denied, the role is not assigned to who has signed in"))
        }
        Some("ResourceNotFoundException") => {
            denied(said("role-not-found", "IAM Identity Center knows no such account or role"))
        }
        Some("InvalidRequestException" | "ValidationException") => denied(said(
            "role-settings-refused",
            "IAM Identity Center does not accept the profile's settings",
        )),
        _ => on_the_way(error, context, session, &what),
    }
}

/// What can happen to any call to Identity Center.
pub(super) fn on_the_way(
    error: &AwsError,
    context: &Context<'_>,
    session: &Session<'_>,
    what: &str,
) -> Trouble {
    let said = match error.fault {
        // With the clocks apart, that is the reason.
        Fault::EndedAtOnce if error.skew.is_none() => Error::failed(format!("{what}: {error}"))
            .hint(format!("ask again: awsp refresh{}", profile_option(context.profile)))
            .code("credentials-ended"),
        Fault::UnknownHost if error.proxy.is_none() => Error::failed(format!("{what}: {error}"))
            .hint(format!("is the network up, and the sso_region '{}' right?", session.region))
            .code("aws-unreachable"),
        _ => by_network(error, context, what),
    };
    Trouble { error: with_clock(said, error.skew), reason: reason(&error.fault) }
}

impl Session<'_> {
    /// What to say where only a person can go on.
    pub(super) fn sign_in_needed(&self, why: String) -> Trouble {
        let error =
            Error::new(Kind::SignIn, why).hint(format!("sign in: {}", self.command)).code("sign-in-needed");
        Trouble { error, reason: Reason::SignIn }
    }
}

/// The region of Identity Center, which is part of a host's name.
pub(super) fn region(role: &Role<'_>) -> Result<Region, Trouble> {
    Region::parse(role.region).ok_or_else(|| {
        let message = format!("sso_region '{}' is not the name of a region", printable(role.region));
        let error = Error::failed(message)
            .hint("name the one that Identity Center is in, such as eu-west-1: awsp current -v")
            .code("bad-region");
        Trouble::other(error)
    })
}
