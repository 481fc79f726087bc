//! `awsp configure`.

use crate::app::App;
use crate::cli::configure::ConfigureArgs;
use crate::error::Error;

pub(super) fn run(_app: &App, _args: &ConfigureArgs) -> Result<(), Error> {
    Err(Error::failed("not there yet"))
}
