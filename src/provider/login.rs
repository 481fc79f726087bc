//! A console session that `aws login` began: the keys in its token file, renewed with its refresh token.
//!
//! The file belongs to all tools together and serves them once only: a refresh token is used up by a refresh. So awsp's
//! processes renew it one at a time, each looks into the file again first, and what came is written before it is used.

mod refused;

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{SubsecRound, TimeDelta};

use crate::aws::dpop::DpopKey;
use crate::aws::endpoint::Endpoint;
use crate::aws::signin::Signin;
use crate::domain::credentials::Credentials;
use crate::domain::paste::word;
use crate::domain::text::printable;
use crate::error::{Error, Kind};
use crate::provider::context::Context;
use crate::provider::explain::{self, Trouble};
use crate::provider::resolve::Refresh;
use crate::store::failures::Reason;
use crate::store::key::Key;
use crate::store::lock::Lock;
use crate::store::login_token::{LoginToken, Renewal};
use crate::store::shared_file::Room;
use crate::store::shelf::Shelf;
use crate::store::sign_in;
use crate::store::sign_in_file::Unusable;

/// Keys with more than this left are used as they are: the AWS CLI renews them no earlier.
const LAST: TimeDelta = TimeDelta::minutes(5);
/// Other tools rewrite the file in place. So often, and after such a pause, it is looked at again where it is not whole.
const LOOKS: u32 = 5;
const PAUSE: Duration = Duration::from_millis(20);
/// More than a token file grows by.
const GROWTH: usize = 16 * 1024;

/// A session as a profile names it.
pub(super) struct Session<'a> {
    /// Whose `login_session` it is.
    pub(super) profile: &'a str,
    /// The value: an ARN.
    pub(super) name: &'a str,
}

/// The credentials; with [`Refresh::Force`] new ones, which may be those that somebody else has just got.
pub(super) fn get(
    context: &Context<'_>,
    session: &Session<'_>,
    refresh: Refresh,
) -> Result<Credentials, Trouble> {
    let home = context.home.ok_or_else(|| {
        Trouble::other(Error::failed("there is no home directory, where aws login keeps its sessions"))
    })?;
    let file = sign_in::login_token_file(context.scope.env, home, session.name);
    let before = read(context, session, &file)?;
    if is_good(context, &before) && refresh != Refresh::Force {
        return Ok(before.credentials);
    }
    let _lock = lock_token(context, &file);
    let token = read(context, session, &file)?;
    let is_newer = token.credentials != before.credentials;
    if is_good(context, &token) && (refresh != Refresh::Force || is_newer) {
        return Ok(token.credentials);
    }
    renew(context, session, &file, &token, refresh)
}

/// The right to write the session's file: awsp's processes renew, make and remove it one at a time. `None` where nobody
/// gives it up in time.
#[must_use]
pub fn lock_token(context: &Context<'_>, file: &Path) -> Option<Lock> {
    context.lock(Shelf::Credentials, &Key::of([Some("login-token"), Some(&file.to_string_lossy())]))
}

fn is_good(context: &Context<'_>, token: &LoginToken) -> bool {
    token.expires_at - context.now() > LAST
}

fn read(context: &Context<'_>, session: &Session<'_>, file: &Path) -> Result<LoginToken, Trouble> {
    let mut looks = 1;
    loop {
        match LoginToken::read(file) {
            Ok(token) => return Ok(token),
            Err(Unusable::Torn) if looks < LOOKS => {
                looks += 1;
                (context.sleep)(PAUSE);
            }
            Err(why) => return Err(unusable(session, file, &why)),
        }
    }
}

/// New keys, written into the file. Keys that are still good are given where AWS was not reached.
fn renew(
    context: &Context<'_>,
    session: &Session<'_>,
    file: &Path,
    token: &LoginToken,
    refresh: Refresh,
) -> Result<Credentials, Trouble> {
    let unusable = |why| unusable(session, file, &why);
    let means = token.means().map_err(unusable)?;
    let key = DpopKey::from_pem(&means.dpop_key)
        .ok_or_else(|| unusable(Unusable::Unreadable("its dpopKey is no private key on P-256".to_owned())))?;
    let region = context.region_for("renewing a session of aws login").map_err(Trouble::other)?;
    let room = Room::take(file, token.renewed(&unchanged(token)).len() + GROWTH)
        .map_err(|why| unwritable(file, &why.to_string()))?;
    let client =
        context.client_of("signin", |network| Endpoint::signin(region, network)).map_err(Trouble::other)?;
    match Signin::new(client).refresh(&means.client_id, &means.refresh_token, &key) {
        Ok(renewed) => {
            // What a person has just signed in for, with the AWS CLI, is newer than what came of the former token.
            if let Some(other) = other_than(context, file, token) {
                return Ok(other.credentials);
            }
            let lives = TimeDelta::seconds(i64::from(renewed.lives));
            let credentials = Credentials {
                access_key_id: renewed.access_key_id,
                secret_access_key: renewed.secret_access_key,
                session_token: Some(renewed.session_token),
                // The file holds whole seconds.
                expires_at: Some((context.now() + lives).trunc_subsecs(0)),
                account_id: token.credentials.account_id.clone(),
            };
            let renewal =
                Renewal { credentials: &credentials, refresh_token: renewed.refresh_token.as_ref() };
            if let Err(why) = room.fill(token.renewed(&renewal).as_bytes()) {
                // The keys are good all the same; the next renewal needs a sign-in.
                context
                    .store
                    .note(format!("the renewed session cannot be written to {}: {why}", shown(file)));
            }
            Ok(credentials)
        }
        Err(error)
            if error.fault.is_offline()
                && !token.credentials.ended(context.now())
                && refresh != Refresh::Force =>
        {
            Ok(token.credentials.clone())
        }
        // The AWS CLI knows no lock: where it was quicker, the refresh token was used up, and the file holds the next.
        Err(error) => match other_than(context, file, token) {
            Some(token) => Ok(token.credentials),
            None => Err(refused::explain(&error, context, session)),
        },
    }
}

/// The good token that is in the file by now, if it is another one.
fn other_than(context: &Context<'_>, file: &Path, token: &LoginToken) -> Option<LoginToken> {
    let held = LoginToken::read(file).ok()?;
    (is_good(context, &held) && held.credentials != token.credentials).then_some(held)
}

/// The token as it is.
fn unchanged(token: &LoginToken) -> Renewal<'_> {
    Renewal { credentials: &token.credentials, refresh_token: None }
}

/// What a person does.
fn command(session: &Session<'_>) -> String {
    format!("sign in again: {}", explain::login(Some(session.profile)))
}

fn unusable(session: &Session<'_>, file: &Path, why: &Unusable) -> Trouble {
    let of = format!("the session {} of profile '{}'", printable(session.name), printable(session.profile));
    let shown = shown(file);
    let sign_in =
        |why: String| Error::new(Kind::SignIn, format!("{of} needs a sign-in: {why}")).hint(command(session));
    let needed = |why| sign_in(why).code("sign-in-needed");
    let unreadable = |why| sign_in(why).code("sign-in-unreadable");
    let error = match why {
        Unusable::Missing => needed(format!("there is no {shown}")),
        Unusable::Torn => needed(format!("{shown} is not whole, or holds no JSON object")),
        Unusable::Member(name) => {
            unreadable(format!("in {shown} {name} is missing, or not what it should be"))
        }
        Unusable::Unreadable(why) => unreadable(format!("{shown} cannot be read: {why}")),
    };
    Trouble { error, reason: Reason::SignIn }
}

fn unwritable(file: &Path, why: &str) -> Trouble {
    let folder = file.parent().map(PathBuf::from).unwrap_or_default();
    let message =
        format!("{} cannot be written, and the session could not be renewed again: {why}", shown(file));
    Trouble::other(
        Error::failed(message)
            .hint(format!(
                "is there room, and may it be written? ls -l {}; df {0}",
                word(&folder.to_string_lossy())
            ))
            .code("sign-in-unwritable"),
    )
}

fn shown(file: &Path) -> String {
    printable(&file.to_string_lossy()).into_owned()
}
