//! Signing in with an MFA code.

use crate::app::App;
use crate::cli::login::LoginArgs;
use crate::error::Error;

/// Asks for the code of the profile's device and keeps what comes of it.
pub(super) fn run(_app: &App, _args: &LoginArgs, _profile: &str) -> Result<(), Error> {
    Err(Error::failed("not there yet"))
}
