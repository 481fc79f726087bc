//! Why nobody was signed in, in words that say what to do.

use crate::aws::error::{AwsError, Fault};
use crate::aws::oidc::OauthError;
use crate::domain::paste::word;
use crate::error::{Error, Kind};
use crate::provider::not_called;
use crate::sign_in::attempt::Attempt;
use crate::sign_in::sso::SignIn;

pub(super) fn attempt(sign_in: &SignIn<'_>) -> Attempt {
    let again = match (&sign_in.session.name, sign_in.route.profile) {
        (Some(name), _) => format!("awsp login --sso-session {}", word(name)),
        (None, Some(profile)) => format!("awsp login {}", word(profile)),
        (None, None) => "awsp login".to_owned(),
    };
    Attempt { to: sign_in.session.shown(), again }
}

/// What can happen to every call.
pub(super) fn called(error: &AwsError, sign_in: &SignIn<'_>) -> Error {
    let what = attempt(sign_in).what();
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

pub(super) fn redeem(error: &AwsError, sign_in: &SignIn<'_>) -> Error {
    match OauthError::of(error) {
        Some(OauthError::Denied) => attempt(sign_in).denied(""),
        Some(OauthError::Expired) => attempt(sign_in).code_ended(),
        Some(OauthError::InvalidGrant) => attempt(sign_in)
            .failed_this_time(&format!("IAM Identity Center does not take the code: {error}"))
            .code("sign-in-refused"),
        _ => called(error, sign_in),
    }
}

/// A server that names something else than a web page, or a code that nobody can type, is not what it should be.
pub(super) fn strange_link(sign_in: &SignIn<'_>) -> Error {
    attempt(sign_in)
        .failed("the service named a page, or a code, that is none")
        .hint("something between here and AWS answers: a network's sign-in page, or a proxy (HTTPS_PROXY)")
        .code("strange-answer")
}

pub(super) fn endless(sign_in: &SignIn<'_>) -> Error {
    attempt(sign_in).failed("the service gave a token without an end that makes sense").code("strange-answer")
}

/// Nobody is asked again once a browser has come back.
pub(super) fn undecided() -> Error {
    Error::new(Kind::Defect, "the service has not decided yet about a code of its own")
}
