//! Signing in to a session of `aws login`.

use crate::app::App;
use crate::cli::login::LoginArgs;
use crate::error::Error;

/// Signs in for the profile whose `login_session` it is.
pub(super) fn run(_app: &App, _args: &LoginArgs, _profile: &str, _session: &str) -> Result<(), Error> {
    Err(Error::failed("not there yet"))
}
