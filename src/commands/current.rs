use crate::app::App;
use crate::error::Error;
pub(super) fn run(_: &App) -> Result<(), Error> {
    Err(Error::failed("x"))
}
