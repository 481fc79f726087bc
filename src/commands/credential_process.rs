//! `awsp credential-process`: what other tools run as a profile's `credential_process`. Standard output is their JSON
//! alone. Nothing is asked, and no window opened: many programs may run it at any time, without a person.

use crate::app::App;
use crate::cli::args::CredentialProcessArgs;
use crate::commands::identity::{Active, Manner};
use crate::commands::profile_chain;
use crate::error::Error;
use crate::shell::export::{Format, render};

pub(super) fn run(app: &App, args: &CredentialProcessArgs) -> Result<(), Error> {
    profile_chain::check(app)?;
    let manner = if args.ask { Manner::Attended } else { Manner::Unasked };
    let resolved = Active::of(app)?.credentials(app, manner)?;
    // JSON holds every value.
    let text = render(Format::Json, &resolved.credentials).unwrap_or_default();
    app.output.bytes(text.as_bytes())
}
