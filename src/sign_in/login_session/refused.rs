//! Why a code gave no keys, in words that say what to do. Source of the codes: the service model `signin` in the AWS
//! SDKs.

use crate::aws::error::{AwsError, Fault};
use crate::domain::paste::word;
use crate::error::Error;
use crate::provider::{Context, by_network, with_clock};

/// The code of errors about a sign-in that came to nothing.
pub(super) const FAILED: &str = "sign-in-failed";

pub(super) fn explain(error: &AwsError, context: &Context<'_>) -> Error {
    let what = "nobody was signed in";
    let again = || {
        let profile = context.profile.map(|name| format!(" {}", word(name))).unwrap_or_default();
        format!("try again: awsp login{profile}")
    };
    let Fault::Service { code, message, .. } = &error.fault else {
        return with_clock(by_network(error, context, what), error.skew);
    };
    match code.as_str() {
        "AUTHCODE_EXPIRED" | "TOKEN_EXPIRED" => {
            Error::failed(format!("{what}: the code of the sign-in page has expired")).hint(again()).code(FAILED)
        }
        "USER_CREDENTIALS_CHANGED" => Error::failed(format!(
            "{what}: the password or another of the user's credentials was changed meanwhile"
        ))
        .hint(again())
        .code(FAILED),
        "INSUFFICIENT_PERMISSIONS" => {
            Error::failed(format!("access denied: {what}, for whoever did may not use it for programs"))
                .hint("the policy SignInLocalDevelopmentAccess of AWS gives leave for signin:AuthorizeOAuth2Access and signin:CreateOAuth2Token")
                .code("access-denied")
        }
        _ if error.fault.may_pass() => with_clock(by_network(error, context, what), error.skew),
        "ValidationException" => {
            let said = Error::failed(format!("{what}: AWS does not take the code: {message}")).hint(again()).code(FAILED);
            with_clock(said, error.skew)
        }
        _ => with_clock(
            Error::failed(format!("{what}: {}", error.fault)).hint(again()).code(FAILED),
            error.skew,
        ),
    }
}
