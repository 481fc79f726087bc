//! From the start URL of Identity Center's portal to a profile for each role that it grants: what a person who has been told
//! nothing but that URL wants. The session is written, signed in to, and synchronised; left anywhere, it goes on from there.

use crate::app::App;
use crate::cli::args::Common;
use crate::cli::login::LoginArgs;
use crate::cli::sso::{SsoArgs, SsoSyncArgs, SsoWhat};
use crate::commands::configure::assign::new_session;
use crate::commands::configure::given::Given;
use crate::commands::configure::guided;
use crate::commands::edits::{Assent, Edits, make};
use crate::commands::{login, sso};
use crate::config::check::keys::is_of_sso_session;
use crate::domain::region::Region;
use crate::error::Error;

pub(super) fn run(app: &App) -> Result<(), Error> {
    let given = guided::session(app, &[])?;
    let region = guided::ask_optional(app, "region", &given)?;
    let name = given.iter().find(|given| given.key == "sso_session").and_then(|given| given.value.clone());
    let session = name.unwrap_or_default();
    if app.config().sso_session(&session).is_none() {
        let of_session: Vec<&Given> = given.iter().filter(|given| is_of_sso_session(&given.key)).collect();
        let config = new_session(&session, &of_session).into_iter().collect();
        make(app, &Edits { config, credentials: Vec::new() }, Assent::Asked)?;
    }
    // What was written is read anew; what comes is about the session, whatever profile was named.
    let region = region.and_then(|given| Region::parse(given.value.as_deref()?));
    let common = Common { profile: None, region, ..app.common.clone() };
    let app = &App::new(app.host.clone(), common, app.output.clone());
    if !login::is_signed_in(app, &session) {
        let args =
            LoginArgs { name: None, sso_session: Some(session.clone()), device: false, no_browser: false };
        login::run(app, &args)?;
    }
    let args = SsoSyncArgs { sso_session: Some(session), ..SsoSyncArgs::default() };
    sso::run(app, &SsoArgs { what: SsoWhat::Sync(args) })
}
