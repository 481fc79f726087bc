//! Signing in with an MFA code, which is asked for now: whoever needs it later finds the session.

use serde_json::{Value, json};

use crate::app::App;
use crate::commands::identity::{Active, Manner};
use crate::commands::moment::local;
use crate::config::plan::{Plan, own_device};
use crate::domain::text::printable;
use crate::domain::time::to_rfc3339;
use crate::error::Error;
use crate::provider::Refresh;
use crate::status::{View, observe};
use crate::stored::mfa::is_long_term;

/// The device whose code the profile asks for: a role's, or that of a user with keys of his own.
pub(super) fn device<'a>(app: &'a App, plan: &'a Plan) -> Option<&'a str> {
    let own = || own_device(app.config(), plan).filter(|_| plan.keys_at_hand().is_some_and(is_long_term));
    plan.mfa_serial().or_else(own)
}

/// Asks for the code and tells what it was good for, to programs by what it gives. It is asked for anew where a session holds as well: who signs in wants
/// the whole time, and the former session stays until there is another.
pub(super) fn run(app: &App) -> Result<Value, Error> {
    let active = Active::by_name(app)?;
    active.sign_in_with_mfa(app)?;
    // The prompt of every shell is told with that, and it shows that AWS takes what was got.
    active.verify(app, Manner::Attended, Refresh::IfNeeded, false)?;
    let device = device(app, &active.plan).unwrap_or_default();
    let env = &app.host.env;
    let end = observe(&View { profile: active.selection.name.as_deref(), ..app.view(env) }).end;
    let sign_in = end.and_then(|end| end.sign_in).and_then(|sign_in| sign_in.expires_at);
    if app.common.json {
        let expires_at = sign_in.map(to_rfc3339);
        return Ok(json!({ "sign_in": { "kind": "mfa", "name": device, "expires_at": expires_at } }));
    }
    let until = sign_in.map(|at| format!(", until {}", local(at))).unwrap_or_default();
    app.output.note(&format!("signed in with MFA device {}{until}", printable(device)));
    if active.device.is_some() {
        app.output.note(
            "what gets its credentials through awsp uses this session; a tool that reads the profile itself uses the keys \
             alone",
        );
    }
    Ok(Value::Null)
}
