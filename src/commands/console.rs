//! `awsp console`.

use crate::app::App;
use crate::cli::console::ConsoleArgs;
use crate::error::Error;

pub(super) fn run(_app: &App, _args: &ConsoleArgs) -> Result<(), Error> {
    Err(Error::failed("not there yet"))
}
