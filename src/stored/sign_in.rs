//! Sign-ins to Identity Center as their files tell of them, and what AWS said to that.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::secret::Secret;
use crate::host::FileTime;
use crate::store::Store;
use crate::store::failures::{Failure, Reason};
use crate::store::key::Key;
use crate::store::sign_in::SignIn;
use crate::store::sso_token::SsoToken;

/// How long before its end a token is renewed. Source: AWS CLI v2, `botocore/tokens.py`.
pub const SSO_WINDOW: TimeDelta = TimeDelta::minutes(15);
/// How young a token is not renewed behind a prompt: one with a short life would be all the time.
const YOUNG: Duration = Duration::from_mins(1);

/// What a token file is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SsoSignIn {
    /// What the file says. A sign-in whose renewal AWS has refused does not renew.
    pub sign_in: SignIn,
    /// From when on it is to be renewed, where it can be; not before a failure's waiting time is over.
    pub renew_at: Option<DateTime<Utc>>,
}

/// The key of what is noted against a token, or a refresh token, of this file. With another token in the file nothing
/// is noted any more.
#[must_use]
pub fn refusal_of(file: &std::path::Path, token: &Secret) -> Key {
    Key::of([Some("sso-token"), Some(&*file.to_string_lossy()), Some(token.reveal())])
}

/// The key of the lock under which awsp's processes renew, make and remove the Identity Center token in `file`.
#[must_use]
pub fn sso_token_lock(file: &std::path::Path) -> Key {
    Key::of([Some("sso-token"), Some(&*file.to_string_lossy())])
}

/// What the Identity Center token in `file` is good for; `None` where a person has to sign in first, for there is none,
/// or AWS has refused it.
#[must_use]
pub fn sso(store: &Store, file: &FileTime, legacy: bool, now: DateTime<Utc>) -> Option<SsoSignIn> {
    let token = SsoToken::read(&file.path)?;
    let expires_at = token.expires_at;
    let failure = |secret: &Secret| Failure::load(store, &refusal_of(&file.path, secret));
    let refused = |failure: &Failure| failure.reason == Reason::SignIn;
    if failure(&token.access_token).is_some_and(|failure| refused(&failure)) {
        return None;
    }
    let Some(renewal) = token.renewal(now).filter(|_| !legacy) else {
        return Some(SsoSignIn { sign_in: SignIn { expires_at, renews: false }, renew_at: None });
    };
    let failure = failure(&renewal.refresh_token);
    if failure.as_ref().is_some_and(refused) {
        return Some(SsoSignIn { sign_in: SignIn { expires_at, renews: false }, renew_at: None });
    }
    let grown_up = file.modified.map(|modified| DateTime::from(modified + YOUNG));
    let waited = failure.map(|failure| failure.retry_at);
    let renew_at = [Some(expires_at - SSO_WINDOW), grown_up, waited].into_iter().flatten().max();
    Some(SsoSignIn { sign_in: SignIn { expires_at, renews: true }, renew_at })
}
