//! The sign-in's token: read from the file that the AWS CLI shares, and renewed before it ends, by one process at a
//! time. The other tools know no lock, so whoever comes to the end of his means reads the file again.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::aws::endpoint::Endpoint;
use crate::aws::error::{AwsError, Fault};
use crate::aws::oidc::{NewToken, Oidc};
use crate::config::plan::{Plan, Source};
use crate::domain::network::without_secrets;
use crate::domain::paste::word;
use crate::domain::region::Region;
use crate::domain::secret::Secret;
use crate::domain::text::printable;
use crate::domain::time::to_rfc3339;
use crate::error::Error;
use crate::provider::context::Context;
use crate::provider::explain::{Trouble, login};
use crate::provider::sso::{self, Role};
use crate::store::failures::{Failure, Reason};
use crate::store::key::Key;
use crate::store::lock::Lock;
use crate::store::shared_file::Room;
use crate::store::shelf::Shelf;
use crate::store::sign_in;
use crate::store::sso_token::{Renewal, Renewed, SsoToken};
use crate::stored::sign_in::{SSO_WINDOW, refusal_of, sso_token_lock};

/// More than a new token needs over the former one, in bytes.
const SPARE: usize = 4096;
/// The pauses before a file that cannot be made sense of is read again: the AWS CLI writes it in place.
const PAUSES: [u64; 4] = [5, 10, 25, 60];

/// A sign-in to Identity Center.
pub(super) struct Session<'a> {
    /// The `sso-session` section's name; `None` in the legacy form, which is never renewed.
    name: Option<&'a str>,
    start_url: &'a str,
    /// Where Identity Center is.
    pub(super) region: Region,
    /// The token's file.
    pub(super) file: PathBuf,
    /// For a sentence.
    pub(super) named: String,
    /// The command by which a person signs in.
    pub(super) command: String,
}

impl<'a> Session<'a> {
    pub(super) fn of(context: &Context<'_>, role: &Role<'a>) -> Result<Self, Trouble> {
        let name = role.session;
        let file = context
            .home
            .map(|home| sign_in::sso_token_file(home, name.unwrap_or(role.start_url)))
            .unwrap_or_default();
        let named = match name {
            Some(name) => format!("the sign-in of sso-session {}", printable(name)),
            None => format!("the sign-in to {}", printable(&without_secrets(role.start_url))),
        };
        let command = login(context.profile);
        Ok(Self { name, start_url: role.start_url, region: sso::region(role)?, file, named, command })
    }

    /// A session by what its section says; `command` is the one by which a person signs in to it.
    pub(super) fn named(
        context: &Context<'_>,
        name: &'a str,
        start_url: &'a str,
        region: Region,
        command: String,
    ) -> Self {
        let file = context.home.map(|home| sign_in::sso_token_file(home, name)).unwrap_or_default();
        let named = format!("the sign-in of sso-session {}", printable(name));
        Self { name: Some(name), start_url, region, file, named, command }
    }
}

/// Renews the sign-in that the plan hangs on if its token ends soon, that needs no person, and it did not just fail. What
/// comes of it is kept for the prompt.
pub fn renew_sign_in(context: &Context<'_>, plan: &Plan) {
    let Source::Sso { session: Some(session), start_url, region, account_id, role_name } = &plan.source
    else {
        return;
    };
    let role = Role { session: Some(session), start_url, region, account_id, name: role_name };
    let Ok(session) = Session::of(context, &role) else { return };
    let failed = |renewal: Renewal| {
        let failure = Failure::load(context.store, &refusal_of(&session.file, &renewal.refresh_token));
        failure.is_some_and(|failure| failure.holds(context.now()))
    };
    let token = SsoToken::read(&session.file);
    if !token.and_then(|token| token.renewal(context.now())).is_none_or(failed) {
        // Who needs the token is told what is wrong with it.
        let _ = good(context, &session);
    }
}

/// A token that has not ended, renewed if it ends soon and can be. Where renewing fails, the former one serves until
/// its end.
pub(super) fn good(context: &Context<'_>, session: &Session<'_>) -> Result<SsoToken, Trouble> {
    let Some(token) = read(context, &session.file) else { return Err(none(session)) };
    let now = context.now();
    if session.name.is_none() {
        return if token.ended(now) { Err(ended(session, &token, "")) } else { Ok(token) };
    }
    if !is_due(&token, now) {
        return Ok(token);
    }
    match renewed(context, session, &token) {
        Ok(token) => Ok(token),
        Err(_) if !token.ended(context.now()) => Ok(token),
        Err(trouble) => other_than(context, session, &token.access_token).ok_or(trouble),
    }
}

/// The token that is in the file by now, if it is another one and has not ended.
pub(super) fn other_than(context: &Context<'_>, session: &Session<'_>, token: &Secret) -> Option<SsoToken> {
    read(context, &session.file).filter(|held| held.access_token != *token && !held.ended(context.now()))
}

/// The right to write the token's file: awsp's processes renew, make and remove it one at a time. `None` where nobody
/// gives it up in time.
#[must_use]
pub fn lock_token(context: &Context<'_>, file: &Path) -> Option<Lock> {
    context.lock(Shelf::Failures, &sso_token_lock(file))
}

fn is_due(token: &SsoToken, now: DateTime<Utc>) -> bool {
    token.expires_at - now < SSO_WINDOW
}

fn read(context: &Context<'_>, file: &Path) -> Option<SsoToken> {
    for pause in PAUSES {
        let token = SsoToken::read(file);
        if token.is_some() || !file.exists() {
            return token;
        }
        (context.sleep)(Duration::from_millis(pause));
    }
    SsoToken::read(file)
}

/// Renews the token, unless somebody else does it meanwhile, or has just failed to.
fn renewed(context: &Context<'_>, session: &Session<'_>, before: &SsoToken) -> Result<SsoToken, Trouble> {
    let renewal = renewal(context, session, before)?;
    let refusal = refusal_of(&session.file, &renewal.refresh_token);
    let failed = Failure::load(context.store, &refusal);
    let now = context.now();
    if !before.ended(now) && failed.as_ref().is_some_and(|failure| failure.holds(now)) {
        return Ok(before.clone());
    }
    let _lock = lock_token(context, &session.file);
    let token = read(context, &session.file).ok_or_else(|| none(session))?;
    if token.access_token != before.access_token && !token.ended(context.now()) {
        return Ok(token);
    }
    if token == *before {
        let noted = Failure::load(context.store, &refusal).filter(|noted| Some(noted) != failed.as_ref());
        if let Some(noted) = noted {
            return Err(failed_elsewhere(session, &token, noted.reason));
        }
        return renew(context, session, &token, &renewal, &refusal);
    }
    let renewal = self::renewal(context, session, &token)?;
    let refusal = refusal_of(&session.file, &renewal.refresh_token);
    renew(context, session, &token, &renewal, &refusal)
}

fn renewal(context: &Context<'_>, session: &Session<'_>, token: &SsoToken) -> Result<Renewal, Trouble> {
    let lacking = ", and its file holds nothing that it can be renewed with";
    token.renewal(context.now()).ok_or_else(|| ended(session, token, lacking))
}

/// The call, with the file's place taken before, for a new refresh token that cannot be written is lost.
fn renew(
    context: &Context<'_>,
    session: &Session<'_>,
    token: &SsoToken,
    renewal: &Renewal,
    refusal: &Key,
) -> Result<SsoToken, Trouble> {
    let room = Room::take(&session.file, token.to_json().len() + SPARE)
        .map_err(|error| unwritable(session, &error.to_string()))?;
    let client = context.client_of("sso_oidc", |network| Endpoint::sso_oidc(&session.region, network));
    let oidc = Oidc::new(client.map_err(Trouble::other)?);
    let asked_at = context.now();
    let answer = oidc.refresh(&renewal.client_id, &renewal.client_secret, &renewal.refresh_token);
    let given = match answer {
        Ok(new) => new,
        Err(error) => {
            let trouble = not_renewed(&error, context, session, token);
            Failure::note(context.store, refusal, trouble.reason, context.now());
            return Err(trouble);
        }
    };
    Failure::clear(context.store, refusal);
    // The other tools know no lock. What a person has just signed in for is newer than what came of the former token.
    if let Some(other) = other_than(context, session, &token.access_token) {
        return Ok(other);
    }
    let expires_at = given.end(asked_at).unwrap_or(token.expires_at);
    let NewToken { access_token, refresh_token, .. } = given;
    let (start_url, region) = (session.start_url, session.region.as_str());
    let new = token.renewed(&Renewed { start_url, region, access_token, expires_at, refresh_token });
    if let Err(error) = room.fill(new.to_json().as_bytes()) {
        // The token itself serves all the same.
        let file = session.file.display();
        context.store.note(format!("{}, renewed, cannot be written to {file}: {error}", session.named));
    }
    Ok(new)
}

/// Why a token was not renewed: told only where it has ended. What the service says is a matter of the sign-in, as it
/// is to the AWS CLI; all else is the network's.
fn not_renewed(error: &AwsError, context: &Context<'_>, session: &Session<'_>, token: &SsoToken) -> Trouble {
    let of_service = match error.fault {
        Fault::Service { .. } => true,
        Fault::Status { web_page, .. } => !web_page,
        _ => false,
    };
    if !of_service {
        let what = format!("{} cannot be renewed", session.named);
        return sso::on_the_way(error, context, session, &what);
    }
    let trouble = ended(session, token, &format!(", and IAM Identity Center does not renew it: {error}"));
    if !error.fault.may_pass() {
        return trouble;
    }
    let error = trouble.error.hint("or try again in a minute: AWS is out of order");
    Trouble { error, reason: Reason::Offline }
}

fn failed_elsewhere(session: &Session<'_>, token: &SsoToken, reason: Reason) -> Trouble {
    let trouble = ended(session, token, ", and another awsp has just failed to renew it");
    Trouble { reason, ..trouble }
}

fn none(session: &Session<'_>) -> Trouble {
    let why = if session.file.exists() {
        let file = printable(&session.file.to_string_lossy()).into_owned();
        format!("{} cannot be read from {file}", session.named)
    } else {
        format!("{} is missing: nobody has signed in", session.named)
    };
    session.sign_in_needed(why)
}

fn ended(session: &Session<'_>, token: &SsoToken, why: &str) -> Trouble {
    let at = to_rfc3339(token.expires_at);
    session.sign_in_needed(format!("{} has ended ({at}){why}", session.named))
}

fn unwritable(session: &Session<'_>, why: &str) -> Trouble {
    let file = session.file.to_string_lossy();
    let folder = session.file.parent().map(Path::to_string_lossy).unwrap_or_default();
    let message = format!(
        "{} has ended, and is not renewed for {} cannot be written: {why}",
        session.named,
        printable(&file)
    );
    let error = Error::failed(message)
        .hint(format!("who may write there? see: ls -ld {}", word(&folder)))
        .code("sign-in-unwritable");
    Trouble::other(error)
}
