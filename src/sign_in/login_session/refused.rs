//! Why nobody was signed in, in words that say what to do. Source of the codes: the service model `signin` in the AWS
//! SDKs.

use crate::aws::error::{AwsError, Fault};
use crate::domain::paste::word;
use crate::error::Error;
use crate::provider::{Context, not_called_in};
use crate::sign_in::attempt::Attempt;

/// What is signed in to, for a sentence.
pub(super) const CONSOLE: &str = "the AWS console";

pub(super) fn attempt(context: &Context<'_>) -> Attempt {
    let again =
        context.profile.map_or_else(|| "awsp login".to_owned(), |name| format!("awsp login {}", word(name)));
    Attempt { to: CONSOLE.to_owned(), again }
}

/// Why the code was not exchanged.
pub(super) fn redeem(error: &AwsError, context: &Context<'_>) -> Error {
    let attempt = attempt(context);
    let not_called = || not_called_in(context, error, &attempt.what());
    let Fault::Service { code, message, .. } = &error.fault else { return not_called() };
    match code.as_str() {
        "AUTHCODE_EXPIRED" | "TOKEN_EXPIRED" => attempt.code_ended(),
        "USER_CREDENTIALS_CHANGED" => attempt
            .failed_this_time("the password, or another of the user's credentials, was changed meanwhile")
            .code("sign-in-refused"),
        "INSUFFICIENT_PERMISSIONS" => attempt
            .failed("access denied, for who signed in may not use it for programs")
            .hint("AWS's policy SignInLocalDevelopmentAccess gives leave for that")
            .code("access-denied"),
        _ if error.fault.may_pass() || error.skew.is_some() => not_called(),
        "ValidationException" => attempt
            .failed_this_time(&format!("AWS does not take the code: {message}"))
            .code("sign-in-refused"),
        _ => attempt.failed_this_time(&error.fault.to_string()).code("sign-in-refused"),
    }
}

/// What was typed is a code, but another sign-in's.
pub(super) fn stranger(context: &Context<'_>) -> Error {
    attempt(context)
        .failed_this_time("the code belongs to another sign-in; it was not used")
        .code("sign-in-refused")
}
