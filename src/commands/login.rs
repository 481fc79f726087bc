//! `awsp login`: signs in to whatever the active profile hangs on.

mod mfa;
mod needed;
mod session;
mod sso;
mod terminal_person;

use crate::app::App;
use crate::cli::login::LoginArgs;
use crate::commands::segment;
use crate::error::Error;
use needed::Needed;

pub(super) fn run(app: &App, args: &LoginArgs) -> Result<(), Error> {
    app.checked_settings()?;
    match needed::find(app, args)? {
        Needed::Sso { session, profile } => sso::run(app, args, &session, profile.as_deref())?,
        Needed::Both { session, profile } => {
            sso::run(app, args, &session, Some(&profile))?;
            mfa::run(app)?;
        }
        Needed::Session { profile, session } => session::run(app, args, &profile, session.as_deref())?,
        Needed::Mfa => mfa::run(app)?,
        Needed::Nothing(why) => {
            app.output.note(&format!("nothing to sign in to: {why}"));
            return Ok(());
        }
    }
    // The prompt of this shell learns of it at once; those of others see the file.
    let _ = segment::keep(app, &app.host.env, &segment::status(app, &app.host.env));
    if let Some(trouble) = app.store().trouble() {
        app.output.note(&format!("nothing can be stored: {trouble}"));
    }
    Ok(())
}

/// Whether the sign-in of this `sso-session` needs nobody now.
pub(super) fn is_signed_in(app: &App, session: &str) -> bool {
    needed::holds_sso(app, session, false)
}
