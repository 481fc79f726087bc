//! Signing out: the sign-in's file goes first, so that whatever becomes of the call nobody is signed in here any more; then
//! Identity Center is told, for which the file's token was kept in mind. Sessions of `aws login` know no such call.

mod cli_cache;
mod found;

use std::path::Path;

use crate::aws::endpoint::Endpoint;
use crate::aws::sso::{Portal, ends_sign_in};
use crate::domain::region::Region;
use crate::domain::secret::Secret;
use crate::error::Error;
use crate::provider::{Context, lock_login_token, lock_sso_token, not_called_in};
use crate::store::shared_file;
use crate::store::shelf::Shelf;
use crate::store::sign_in_file::{self, text};
use crate::stored::sign_in::refusal_of;

pub use cli_cache::remove_of_sso;
pub use found::{login_files, sso_files};

/// What became of one sign-in.
#[derive(Debug, Default)]
pub struct SignedOut {
    /// Whether there was a file at all.
    pub was_there: bool,
    /// Why the file is still there, in the system's words.
    pub not_removed: Option<String>,
    /// Why the service that gave the sign-in was not told.
    pub not_told: Option<Error>,
    /// Whether the service was told, and ended it.
    pub told: bool,
}

/// Ends the sign-in to Identity Center that is in `file`. The region is that of the token; `region` where it tells none.
#[must_use]
pub fn of_identity_center(context: &Context<'_>, file: &Path, region: Option<&Region>) -> SignedOut {
    // Who renews it at this moment is waited for: he would write the file again.
    let lock = lock_sso_token(context, file);
    let fields = sign_in_file::read(file).unwrap_or_default();
    let secret = |name| text(&fields, name).map(Secret::new);
    let (token, refresh_token) = (secret("accessToken"), secret("refreshToken"));
    let mut end = remove(file);
    drop(lock);
    for secret in [&token, &refresh_token].into_iter().flatten() {
        context.store.remove(Shelf::Failures, &refusal_of(file, secret));
    }
    let region = text(&fields, "region").and_then(Region::parse).or_else(|| region.cloned());
    if let (Some(token), Some(region)) = (token, region) {
        match tell(context, &token, &region) {
            Ok(told) => end.told = told,
            Err(error) => end.not_told = Some(error),
        }
    }
    end
}

/// Ends the session of `aws login` that is in `file`.
#[must_use]
pub fn of_login_session(context: &Context<'_>, file: &Path) -> SignedOut {
    let _lock = lock_login_token(context, file);
    remove(file)
}

fn remove(file: &Path) -> SignedOut {
    match shared_file::remove(file) {
        Ok(was_there) => SignedOut { was_there, ..SignedOut::default() },
        Err(why) => SignedOut { was_there: true, not_removed: Some(why.to_string()), ..SignedOut::default() },
    }
}

/// Tells Identity Center; `false` where it held no more.
fn tell(context: &Context<'_>, token: &Secret, region: &Region) -> Result<bool, Error> {
    let client = context.client_of("sso", |network| Endpoint::sso(region, network))?;
    match Portal::new(client).logout(token) {
        Ok(()) => Ok(true),
        Err(error) if ends_sign_in(&error) => Ok(false),
        Err(error) => Err(not_called_in(context, &error, "IAM Identity Center was not told")),
    }
}
