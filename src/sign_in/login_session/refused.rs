//! Why nobody was signed in, in words that say what to do. Source of the codes: the service model `signin` in the AWS
//! SDKs.

use crate::aws::error::{AwsError, Fault};
use crate::domain::paste::word;
use crate::domain::text::printable;
use crate::error::Error;
use crate::provider::{Context, not_called_in};

/// The longest words of a stranger that are repeated, in characters.
const LONGEST: usize = 300;

fn failed(why: &str) -> Error {
    Error::failed(format!("not signed in with the AWS console: {why}"))
}

/// The command that tries it again.
fn again(context: &Context<'_>) -> String {
    context.profile.map_or_else(|| "awsp login".to_owned(), |name| format!("awsp login {}", word(name)))
}

fn try_again(context: &Context<'_>) -> String {
    format!("try again: {}", again(context))
}

/// Why the code was not exchanged.
pub(super) fn redeem(error: &AwsError, context: &Context<'_>) -> Error {
    let not_called = || not_called_in(context, error, "not signed in with the AWS console");
    let Fault::Service { code, message, .. } = &error.fault else { return not_called() };
    match code.as_str() {
        "AUTHCODE_EXPIRED" | "TOKEN_EXPIRED" => {
            failed("the code ended before it was used").hint(try_again(context)).code("sign-in-late")
        }
        "USER_CREDENTIALS_CHANGED" => {
            failed("the password, or another of the user's credentials, was changed meanwhile")
                .hint(try_again(context))
                .code("sign-in-refused")
        }
        "INSUFFICIENT_PERMISSIONS" => failed("access denied, for who signed in may not use it for programs")
            .hint("AWS's policy SignInLocalDevelopmentAccess gives leave for that")
            .code("access-denied"),
        _ if error.fault.may_pass() || error.skew.is_some() => not_called(),
        "ValidationException" => failed(&format!("AWS does not take the code: {message}"))
            .hint(try_again(context))
            .code("sign-in-refused"),
        _ => failed(&error.fault.to_string()).hint(try_again(context)).code("sign-in-refused"),
    }
}

/// What the browser brought in place of a code.
pub(super) fn refused(context: &Context<'_>, error: &str, description: &str) -> Error {
    let short = |text: &str| printable(text).chars().take(LONGEST).collect::<String>();
    let (error, description) = (short(error), short(description));
    let said = if description.is_empty() { error.clone() } else { format!("{error}: {description}") };
    if error == "access_denied" {
        return failed(&format!("it was not allowed in the browser ({said})"))
            .hint(try_again(context))
            .code("sign-in-denied");
    }
    failed(&format!("the browser came back with an error: {said}"))
        .hint(try_again(context))
        .code("sign-in-refused")
}

pub(super) fn nobody_came(context: &Context<'_>, minutes: u64) -> Error {
    failed(&format!("nobody came back from the browser within {minutes} minutes"))
        .hint(try_again(context))
        .hint(format!("or by a code, which works in any browser: {} --device", again(context)))
        .code("sign-in-late")
}

/// What was typed is a code, but another sign-in's.
pub(super) fn stranger(context: &Context<'_>) -> Error {
    failed("the code belongs to another sign-in; it was not used")
        .hint(try_again(context))
        .code("sign-in-refused")
}

/// The endpoint's URL is none.
pub(super) fn no_link(fault: &Fault) -> Error {
    failed(&fault.to_string())
        .hint("is the endpoint right? see: env | grep AWS_ENDPOINT_URL")
        .code("call-impossible")
}

pub(super) fn no_random() -> Error {
    failed("the system gives no random numbers")
}
