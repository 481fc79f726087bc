//! `awsp login`.

mod mfa;

use crate::app::App;
use crate::cli::login::LoginArgs;
use crate::commands::identity::Active;
use crate::error::Error;

pub(super) fn run(app: &App, _args: &LoginArgs) -> Result<(), Error> {
    let active = Active::of(app)?;
    if mfa::device(app, &active.plan).is_some() {
        return mfa::run(app);
    }
    Err(Error::failed("not there yet"))
}
