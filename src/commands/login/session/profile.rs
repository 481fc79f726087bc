//! Whether a profile may become one of a console session.

use crate::app::App;
use crate::commands::ask;
use crate::config::plan::nearest;
use crate::domain::paste::word;
use crate::domain::text::printable;
use crate::error::{Error, Kind};

/// What gives a profile credentials of another kind, in the order of the AWS CLI, which refuses these.
const OTHERS: [(&str, &str); 6] = [
    ("web_identity_token_file", "a web identity token"),
    ("sso_role_name", "IAM Identity Center"),
    ("sso_account_id", "IAM Identity Center"),
    ("aws_access_key_id", "keys of its own"),
    ("role_arn", "a role"),
    ("credential_process", "a program"),
];

/// # Errors
/// `profile-of-another-kind`, where something else would come before the session.
pub(super) fn check(app: &App, name: &str) -> Result<(), Error> {
    let Some(profile) = app.config().profiles.get(name) else { return Ok(()) };
    let found =
        OTHERS.into_iter().find_map(|(key, what)| profile.get(key).map(|property| (property.origin(), what)));
    let Some((origin, what)) = found else { return Ok(()) };
    let shown = printable(name);
    Err(Error::failed(format!("profile {shown} has its credentials from {what} already ({origin})"))
        .hint("sign in for a new profile: awsp login NAME")
        .code("profile-of-another-kind"))
}

/// Asks whether the profile, which has no credentials or is not there, is to have them from a sign-in.
///
/// # Errors
/// Without a terminal, and where the person says no: `unknown-profile`, `no-credentials`.
pub(super) fn agreed(app: &App, name: &str) -> Result<(), Error> {
    let shown = printable(name);
    let is_there = app.config().profiles.contains(name);
    let near = if is_there { Vec::new() } else { nearest(app.config(), name) };
    let question = match near.first() {
        _ if is_there => format!("profile {shown} has no credentials; sign in with the AWS console for it?"),
        None => format!("there is no profile {shown}; make one that signs in with the AWS console?"),
        Some(near) => format!(
            "there is no profile {shown} (there is {}); make one that signs in with the AWS console?",
            printable(near)
        ),
    };
    // A name that is mistyped must not become a profile by Enter alone.
    match ask::yes_or_no(&question, near.is_empty()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::new(Kind::Cancelled, "nothing was changed")),
        Err(error) if error.kind == Kind::Usage => Err(refused(app, name, is_there)),
        Err(error) => Err(error),
    }
}

fn refused(app: &App, name: &str, is_there: bool) -> Error {
    let shown = printable(name);
    let on_terminal =
        format!("to sign in with the AWS console for it, on a terminal: awsp login {}", word(name));
    if is_there {
        return Error::failed(format!("{shown} has no credentials of its own"))
            .hint(on_terminal)
            .code("no-credentials");
    }
    let error = Error::failed(format!("there is no profile \"{shown}\"")).code("unknown-profile");
    let near = nearest(app.config(), name);
    near.iter().fold(error, |error, near| error.hint(format!("awsp login {}", word(near)))).hint(on_terminal)
}
