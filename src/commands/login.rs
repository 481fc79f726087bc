//! `awsp login`: signs in to whatever the active profile hangs on.

mod mfa;
mod needed;
mod session;
mod sso;
mod terminal_person;

use serde_json::json;

use crate::app::App;
use crate::cli::login::LoginArgs;
use crate::commands::segment;
use crate::error::Error;
use needed::Needed;

pub(super) fn run(app: &App, args: &LoginArgs) -> Result<(), Error> {
    app.checked_settings()?;
    let told = match needed::find(app, args)? {
        Needed::Sso { session, profile } => sso::run(app, args, &session, profile.as_deref())?,
        Needed::Both { session, profile } => {
            let mut told = sso::run(app, args, &session, Some(&profile))?;
            let mut code = mfa::run(app)?;
            // One document, whatever a person had to do for it.
            if let (Some(told), Some(code)) = (told.as_object_mut(), code.get_mut("sign_in")) {
                told.insert("mfa".to_owned(), code.take());
            }
            told
        }
        Needed::Session { profile, session } => session::run(app, args, &profile, session.as_deref())?,
        Needed::Mfa => mfa::run(app)?,
        Needed::Nothing(why) => {
            app.output.note(&format!("nothing to sign in to: {why}"));
            return if app.common.json { app.output.json(&json!({ "sign_in": null })) } else { Ok(()) };
        }
    };
    // The prompt of this shell learns of it at once; those of others see the file.
    let _ = segment::keep(app, &app.host.env, &segment::status(app, &app.host.env));
    if let Some(trouble) = app.store().trouble() {
        app.output.note(&format!("nothing can be stored: {trouble}"));
    }
    if app.common.json { app.output.json(&told) } else { Ok(()) }
}

/// Whether the sign-in of this `sso-session` needs nobody now.
pub(super) fn is_signed_in(app: &App, session: &str) -> bool {
    needed::holds_sso(app, session, false)
}
