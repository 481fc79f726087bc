//! The sign-in service's refusals in words that say what to do.

use crate::aws::error::{AwsError, Fault};
use crate::domain::text::printable;
use crate::error::{Error, Kind};
use crate::provider::context::Context;
use crate::provider::explain::{Trouble, by_network, reason, with_clock};
use crate::provider::login::{Session, command};
use crate::store::failures::Reason;

/// Why a session was not renewed. Source of the codes: the service model `signin` in the AWS SDKs.
pub(super) fn explain(error: &AwsError, context: &Context<'_>, session: &Session<'_>) -> Trouble {
    let of = format!("the session {} of profile '{}'", printable(session.name), printable(session.profile));
    let what = format!("cannot renew {of}");
    let Fault::Service { code, message, .. } = &error.fault else { return other(error, context, &what) };
    let signed_out = |why: &str| {
        let error =
            Error::new(Kind::SignIn, format!("{of} {why}")).hint(command(session)).code("sign-in-needed");
        Trouble { error, reason: Reason::SignIn }
    };
    match code.as_str() {
        "TOKEN_EXPIRED" | "AUTHCODE_EXPIRED" => signed_out("has ended"),
        "USER_CREDENTIALS_CHANGED" => {
            signed_out("has ended: the password or another of the user's credentials was changed")
        }
        "INSUFFICIENT_PERMISSIONS" => {
            let error = Error::failed(format!("access denied: {what}"))
                .hint("whoever signed in needs leave for signin:CreateOAuth2Token")
                .code("access-denied");
            Trouble { error, reason: Reason::Denied }
        }
        // What a refresh token gets that another tool has used up meanwhile.
        "ValidationException" => signed_out(&format!("was not renewed: {message}")),
        _ if error.fault.may_pass() => other(error, context, &what),
        _ => signed_out(&format!("was not renewed: {}", error.fault)),
    }
}

fn other(error: &AwsError, context: &Context<'_>, what: &str) -> Trouble {
    Trouble { error: with_clock(by_network(error, context, what), error.skew), reason: reason(&error.fault) }
}
