//! Ends a `credential_process` that leads back to itself, where awsp is run as one.

use crate::app::App;
use crate::config::plan::select;
use crate::domain::profile_chain::ProfileChain;
use crate::error::Error;

/// # Errors
/// As [`ProfileChain::check`].
pub(super) fn check(app: &App) -> Result<(), Error> {
    let selection = select(&app.host.env, app.common.profile.as_deref());
    ProfileChain::of(&app.host.env).check(selection.name.as_deref()).map_err(Error::from)
}
