//! Sign-ins as their files tell of them, and what AWS said to that.

use std::path::Path;

use chrono::{DateTime, Utc};

use crate::domain::secret::Secret;
use crate::store::Store;
use crate::store::failures::{Failure, Reason};
use crate::store::key::Key;
use crate::store::sign_in::SignIn;
use crate::store::sso_token::SsoToken;

/// The key of what is noted against a token, or a refresh token, of this file. With another token in the file nothing
/// is noted any more.
#[must_use]
pub fn refusal_of(file: &Path, token: &Secret) -> Key {
    Key::of([Some("sso-token"), Some(&*file.to_string_lossy()), Some(token.reveal())])
}

/// What the Identity Center token in `file` is good for; `None` where a person has to sign in first, for there is none,
/// or AWS has refused it. One whose renewal was refused ends for good.
#[must_use]
pub fn sso(store: &Store, file: &Path, legacy: bool, now: DateTime<Utc>) -> Option<SignIn> {
    let token = SsoToken::read(file)?;
    let refused = |secret: &Secret| {
        let failure = Failure::load(store, &refusal_of(file, secret));
        failure.is_some_and(|failure| failure.reason == Reason::SignIn)
    };
    if refused(&token.access_token) {
        return None;
    }
    let renewal = token.renewal(now).filter(|_| !legacy);
    let renews = renewal.is_some_and(|renewal| !refused(&renewal.refresh_token));
    Some(SignIn { expires_at: token.expires_at, renews })
}
