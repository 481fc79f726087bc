//! `awsp sso`.

use crate::app::App;
use crate::cli::sso::SsoArgs;
use crate::error::Error;

pub(super) fn run(_app: &App, _args: &SsoArgs) -> Result<(), Error> {
    Err(Error::failed("not there yet"))
}
