//! `awsp refresh`: renew what can be renewed without a person.

use crate::app::App;
use crate::cli::args::RefreshArgs;
use crate::commands::identity::{Active, Manner};
use crate::commands::{behind, segment};
use crate::error::Error;
use crate::host;
use crate::provider::Refresh;

pub(super) fn run(app: &App, args: &RefreshArgs) -> Result<(), Error> {
    if args.due {
        if args.detached {
            return behind::renew(app);
        }
        behind::detach(app);
        return Ok(());
    }
    app.store().prune(app.host.now.into());
    if args.background {
        if app.common.profile.is_some() || app.common.region.is_some() {
            return Err(Error::usage(
                "--background is for what this shell is, not for another profile or region",
            ));
        }
        return behind_a_prompt(app);
    }
    app.checked_settings()?;
    let active = Active::of(app)?;
    active.verify(app, Manner::Unasked, Refresh::Force, true).map(|_| ())
}

/// What the prompt's hook starts. It looks for itself whether this may run behind and is due: the hook's state may
/// be old, and another shell may have been quicker.
fn behind_a_prompt(app: &App) -> Result<(), Error> {
    let env = &app.host.env;
    let status = segment::status(app, env);
    if status.refresh_at.is_some_and(|due| due <= host::now()) {
        // A failure is kept for the prompt; there is nobody here to tell.
        let (.., status) = Active::of(app)?.verify(app, Manner::Behind, Refresh::IfNeeded, false)?;
        // A renewed sign-in alone changes nothing that awsp has stored.
        let _ = segment::keep(app, env, &status);
    } else {
        let _ = segment::keep(app, env, &status);
    }
    Ok(())
}
