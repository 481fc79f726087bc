//! `awsp export`: the credentials themselves, on standard output.

use crate::app::App;
use crate::cli::args::ExportArgs;
use crate::commands::identity::{Active, Manner};
use crate::commands::profile_chain;
use crate::error::Error;
use crate::shell::export::{Format, render};

pub(super) fn run(app: &App, args: &ExportArgs) -> Result<(), Error> {
    let format = match args.format {
        Some(format) if app.common.json && format != Format::Json => {
            return Err(Error::usage("--json is --format json, and another format is given"));
        }
        Some(format) => format,
        None if app.common.json => Format::Json,
        None => Format::default(),
    };
    app.checked_settings()?;
    profile_chain::check(app)?;
    let resolved = Active::of(app)?.credentials(app, Manner::Attended)?;
    let text = render(format, &resolved.credentials).map_err(|name| {
        Error::failed(format!("the value of {name} holds characters that no quoting keeps in this format"))
            .hint("JSON holds every value: awsp export --format json")
            .code("value-not-writable")
    })?;
    app.output.bytes(text.as_bytes())
}
