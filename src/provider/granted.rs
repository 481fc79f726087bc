//! Everything that IAM Identity Center grants to who has signed in: all accounts, and the roles of each, as fast as the
//! portal gives them and no faster.

mod crew;
mod pages;

use std::collections::BTreeMap;

use crate::aws::endpoint::Endpoint;
use crate::aws::error::{AwsError, Fault};
use crate::aws::sso::{Portal, ends_sign_in};
use crate::domain::account::AccountId;
use crate::domain::granted::{Granted, GrantedAccount, GrantedRoles};
use crate::domain::paste::word;
use crate::domain::region::Region;
use crate::domain::secret::Secret;
use crate::error::{Error, Kind};
use crate::provider::context::Context;
use crate::provider::explain::Trouble;
use crate::provider::sso::on_the_way;
use crate::provider::sso_token::{self, Session};
use crate::store::failures::{Failure, Reason};
use crate::stored::sign_in::refusal_of;
use crew::{Crew, Ended};

/// An `sso-session` of the config file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SsoSession {
    /// Its name.
    pub name: String,
    /// `sso_start_url`.
    pub start_url: String,
    /// `sso_region`.
    pub region: Region,
}

/// What is wanted, and whom to tell how far it has got.
pub struct Question<'a> {
    /// Whether the roles of this account, of this name, are wanted.
    pub roles_of: &'a dyn Fn(&AccountId, &str) -> bool,
    /// Told of how many accounts the roles are known, and of how many there are; a few times a second.
    pub progress: &'a dyn Fn(usize, usize),
}

/// Asks the portal. An account whose roles it does not tell is in the answer all the same, with the reason.
///
/// # Errors
/// [`Kind::SignIn`] where the sign-in does not hold, and what keeps the portal from being asked at all.
pub fn granted(
    context: &Context<'_>,
    sso_session: &SsoSession,
    question: &Question<'_>,
) -> Result<Granted, Error> {
    let SsoSession { name, start_url, region } = sso_session;
    let command = format!("awsp login --sso-session {}", word(name));
    let session = Session::named(context, name, start_url, region.clone(), command);
    all(context, &session, question).map_err(|trouble| {
        let Trouble { mut error, .. } = trouble;
        if error.kind == Kind::SignIn {
            error.hints = vec![format!("sign in: {}", session.command)];
        }
        error
    })
}

fn all(context: &Context<'_>, session: &Session<'_>, question: &Question<'_>) -> Result<Granted, Trouble> {
    let mut token = sso_token::good(context, session)?.access_token;
    let client = context.client_of("sso", |network| Endpoint::sso(&session.region, network));
    let portal = Portal::new(client.map_err(Trouble::other)?.once());
    let crew = Crew::new(&portal, context.attempts(), context.sleep);
    let what = "cannot list what IAM Identity Center grants";
    let told = |error: &AwsError| on_the_way(error, context, session, what);
    let listed = loop {
        match crew.accounts(&token) {
            Ok(listed) => break listed,
            Err(error) if ends_sign_in(&error) => token = another(context, session, &token, &error)?,
            Err(error) => return Err(told(&error)),
        }
    };
    let mut granted = Granted::default();
    let mut accounts: BTreeMap<AccountId, String> = BTreeMap::new();
    for account in listed {
        match AccountId::parse(&account.id) {
            // Of one that is there twice the names may differ; which one counts must not hang on the order.
            Some(id) => {
                let name = accounts.entry(id).or_insert_with(|| account.name.clone());
                *name = std::mem::take(name).min(account.name);
            }
            None => granted.no_accounts.push(account.id),
        }
    }
    let wanted: Vec<AccountId> = accounts
        .iter()
        .filter(|(id, name)| (question.roles_of)(id, name))
        .map(|(id, _)| id.clone())
        .collect();
    let (mut known, total) = (BTreeMap::new(), wanted.len());
    loop {
        let left: Vec<&AccountId> = wanted.iter().filter(|id| !known.contains_key(*id)).collect();
        let before = known.len();
        let ended = crew.roles(&token, &left, &mut known, &|done| (question.progress)(before + done, total));
        match ended {
            Ended::Done => break,
            Ended::SignedOut(error) => token = another(context, session, &token, &error)?,
            Ended::Failed(error) => return Err(told(&error)),
        }
    }
    Failure::clear(context.store, &refusal_of(&session.file, &token));
    let with_roles = |(id, name): (AccountId, String)| {
        let roles = known.remove(&id).unwrap_or(GrantedRoles::NotAsked);
        GrantedAccount { id, name, roles }
    };
    granted.accounts = accounts.into_iter().map(with_roles).collect();
    Ok(granted)
}

/// Another token than the one that the portal does not take: of somebody who has signed in meanwhile, or renewed.
fn another(
    context: &Context<'_>,
    session: &Session<'_>,
    used: &Secret,
    error: &AwsError,
) -> Result<Secret, Trouble> {
    if let Some(other) = sso_token::other_than(context, session, used) {
        return Ok(other.access_token);
    }
    let token = sso_token::good(context, session)?.access_token;
    if token != *used {
        return Ok(token);
    }
    Failure::note(context.store, &refusal_of(&session.file, used), Reason::SignIn, context.now());
    let why = format!("IAM Identity Center does not accept {} any more: {error}", session.named);
    Err(session.sign_in_needed(why))
}

/// Whether a fault is about the account that was asked for alone: the others may be told.
fn is_of_account(fault: &Fault) -> bool {
    matches!(fault, Fault::Service { .. } | Fault::Status { web_page: false, .. } | Fault::Malformed { .. })
}
