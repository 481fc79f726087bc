//! `awsp logout`.

use crate::app::App;
use crate::cli::login::LogoutArgs;
use crate::error::Error;

pub(super) fn run(_app: &App, _args: &LogoutArgs) -> Result<(), Error> {
    Err(Error::failed("not there yet"))
}
