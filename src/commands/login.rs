//! `awsp login`.

use crate::app::App;
use crate::cli::login::LoginArgs;
use crate::error::Error;

pub(super) fn run(_app: &App, _args: &LoginArgs) -> Result<(), Error> {
    Err(Error::failed("not there yet"))
}
