use crate::app::App;
use crate::error::Error;
pub(super) fn run(_: &App, _: &crate::cli::CacheArgs) -> Result<(), Error> {
    Err(Error::failed("x"))
}
