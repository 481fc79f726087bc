//! Why nobody was signed in, in words that say what to do.

use crate::aws::error::{AwsError, Fault};
use crate::aws::oidc::OauthError;
use crate::domain::paste::word;
use crate::domain::text::printable;
use crate::error::{Error, Kind};
use crate::provider::not_called;
use crate::sign_in::sso::SignIn;

/// The longest words of a stranger that are repeated, in characters.
const LONGEST: usize = 300;

fn failed(sign_in: &SignIn<'_>, why: &str) -> Error {
    Error::failed(format!("not signed in to {}: {why}", sign_in.session.shown()))
}

/// The command that tries it again.
fn again(sign_in: &SignIn<'_>) -> String {
    match (&sign_in.session.name, sign_in.route.profile) {
        (Some(name), _) => format!("awsp login --sso-session {}", word(name)),
        (None, Some(profile)) => format!("awsp login {}", word(profile)),
        (None, None) => "awsp login".to_owned(),
    }
}

fn try_again(sign_in: &SignIn<'_>) -> String {
    format!("try again: {}", again(sign_in))
}

/// What can happen to every call.
fn called(error: &AwsError, sign_in: &SignIn<'_>) -> Error {
    let what = format!("not signed in to {}", sign_in.session.shown());
    if let Fault::Service { .. } = error.fault
        && !error.fault.may_pass()
        && error.skew.is_none()
    {
        return Error::failed(format!("{what}: {error}"))
            .hint(format!(
                "are sso_start_url and sso_region ({}) right? awsp explain",
                sign_in.session.region
            ))
            .code("sign-in-refused");
    }
    if error.fault == Fault::UnknownHost && error.proxy.is_none() && !sign_in.route.custom {
        return Error::failed(format!("{what}: {error}"))
            .hint(format!("is the network up, and the sso_region '{}' right?", sign_in.session.region))
            .code("aws-unreachable");
    }
    not_called(error, &sign_in.route, &what)
}

pub(super) fn register(error: &AwsError, sign_in: &SignIn<'_>) -> Error {
    called(error, sign_in)
}

pub(super) fn start_device(error: &AwsError, sign_in: &SignIn<'_>) -> Error {
    called(error, sign_in)
}

pub(super) fn redeem(error: &AwsError, sign_in: &SignIn<'_>) -> Error {
    match OauthError::of(error) {
        Some(OauthError::Denied) => denied(sign_in, ""),
        Some(OauthError::Expired) => code_ended(sign_in),
        Some(OauthError::InvalidGrant) => {
            failed(sign_in, &format!("IAM Identity Center does not take the code: {error}"))
                .hint(try_again(sign_in))
                .code("sign-in-refused")
        }
        _ => called(error, sign_in),
    }
}

/// What the browser brought in place of a code.
pub(super) fn refused(sign_in: &SignIn<'_>, error: &str, description: &str) -> Error {
    let short = |text: &str| printable(text).chars().take(LONGEST).collect::<String>();
    let (error, description) = (short(error), short(description));
    let said = if description.is_empty() { error.clone() } else { format!("{error}: {description}") };
    if error == "access_denied" {
        return denied(sign_in, &format!(" ({said})"));
    }
    failed(sign_in, &format!("the browser came back with an error: {said}"))
        .hint(try_again(sign_in))
        .code("sign-in-refused")
}

fn denied(sign_in: &SignIn<'_>, said: &str) -> Error {
    failed(sign_in, &format!("it was not allowed in the browser{said}"))
        .hint(try_again(sign_in))
        .code("sign-in-denied")
}

pub(super) fn code_ended(sign_in: &SignIn<'_>) -> Error {
    failed(sign_in, "the code ended before it was used").hint(try_again(sign_in)).code("sign-in-late")
}

pub(super) fn nobody_came(sign_in: &SignIn<'_>) -> Error {
    let minutes = sign_in.patience.as_secs() / 60;
    failed(sign_in, &format!("nobody came back from the browser within {minutes} minutes"))
        .hint(try_again(sign_in))
        .hint(format!("or by a code, which works in any browser: {} --device", again(sign_in)))
        .code("sign-in-late")
}

/// A server that names something else than a web page, or a code that nobody can type, is not what it should be.
pub(super) fn strange_link(sign_in: &SignIn<'_>) -> Error {
    failed(sign_in, "the service named a page, or a code, that is none")
        .hint("something between here and AWS answers: a network's sign-in page, or a proxy (HTTPS_PROXY)")
        .code("strange-answer")
}

pub(super) fn endless(sign_in: &SignIn<'_>) -> Error {
    failed(sign_in, "the service gave a token without an end that makes sense").code("strange-answer")
}

pub(super) fn no_link(sign_in: &SignIn<'_>, fault: &Fault) -> Error {
    failed(sign_in, &fault.to_string())
        .hint("is the endpoint right? see: env | grep AWS_ENDPOINT_URL")
        .code("call-impossible")
}

/// Nobody is asked again once a browser has come back.
pub(super) fn undecided() -> Error {
    Error::new(Kind::Defect, "the service has not decided yet about a code of its own")
}
