//! A role assumed with a token from a file: `AssumeRoleWithWebIdentity`.
//!
//! Source: AWS CLI v2, `botocore/credentials.py` (`AssumeRoleWithWebIdentityProvider`).

use std::path::Path;

use crate::aws::error::{AwsError, Fault};
use crate::aws::sts::WebIdentity;
use crate::config::hint;
use crate::domain::credentials::Credentials;
use crate::domain::origin::Origin;
use crate::domain::paste::word;
use crate::domain::secret::Secret;
use crate::domain::text::printable;
use crate::error::Error;
use crate::provider::context::Context;
use crate::provider::explain::{Trouble, by_network, reason, with_clock};
use crate::provider::token_file;
use crate::store::failures::Reason;
use crate::stored::key;

/// The longest token that is read, in bytes: more than STS takes.
const LONGEST: u64 = 64 << 10;
/// Below these, in characters, the AWS CLI does not call: STS would not take them.
const SHORTEST_TOKEN: usize = 4;
const SHORTEST_ARN: usize = 20;
const SHORTEST_NAME: usize = 2;

/// What is assumed, and with what.
pub(super) struct Role<'a> {
    /// `role_arn`.
    pub(super) arn: &'a str,
    /// The token's file.
    pub(super) token_file: &'a Path,
    /// `role_session_name`.
    pub(super) session_name: Option<&'a str>,
    /// The line that names the file; `None`: a variable does.
    pub(super) origin: Option<&'a Origin>,
}

/// The credentials. The file is read at each call, for somebody else keeps it fresh.
pub(super) fn get(context: &Context<'_>, role: &Role<'_>) -> Result<Credentials, Trouble> {
    let token = token(role).map_err(Trouble::other)?;
    let session_name = key::named_or_own(role.session_name, context.scope.env).into_owned();
    for (what, value, shortest) in
        [("role_arn", role.arn, SHORTEST_ARN), ("role_session_name", session_name.as_str(), SHORTEST_NAME)]
    {
        if value.chars().count() < shortest {
            let message = format!("the {what} for the web identity token{} is too short", role.place());
            return Err(Trouble::other(role.hinted(Error::failed(message)).code("bad-role-setting")));
        }
    }
    let sts = context.sts().map_err(Trouble::other)?;
    let request = WebIdentity { role_arn: role.arn.to_owned(), session_name, token };
    let assumed =
        sts.assume_role_with_web_identity(&request).map_err(|error| refused(&error, context, role))?;
    Ok(assumed.credentials)
}

impl Role<'_> {
    /// ` of FILE:LINE` or what else names the file.
    fn place(&self) -> String {
        match self.origin {
            Some(origin) => format!(" ({origin})"),
            None => " (AWS_WEB_IDENTITY_TOKEN_FILE)".to_owned(),
        }
    }

    fn hinted(&self, error: Error) -> Error {
        match self.origin {
            Some(origin) => error.hint(format!("see the line: {}", hint::edit(origin))),
            None => error.hint("see the variables: env | grep -e AWS_ROLE -e AWS_WEB_IDENTITY"),
        }
    }
}

/// The token, as the file has it: a line end at its end is part of it.
fn token(role: &Role<'_>) -> Result<Secret, Error> {
    let file = printable(&role.token_file.to_string_lossy()).into_owned();
    let bad = |why: &str| {
        let message = format!("the web identity token {file}{} {why}", role.place());
        role.hinted(Error::failed(message))
            .hint(format!("whatever issues the token must write the file; see: ls -l {}", word(&file)))
            .code("web-identity-token")
    };
    let text = token_file::text(role.token_file, LONGEST).map_err(|why| bad(&why))?;
    if text.chars().count() < SHORTEST_TOKEN {
        return Err(bad(if text.is_empty() { "is empty" } else { "is too short for a token" }));
    }
    Ok(Secret::new(text))
}

/// Why STS did not give the role.
fn refused(error: &AwsError, context: &Context<'_>, role: &Role<'_>) -> Trouble {
    let file = printable(&role.token_file.to_string_lossy()).into_owned();
    let what = format!("cannot assume {} with the token {file}{}", printable(role.arn), role.place());
    let denied = |said: Error| Trouble { error: said, reason: Reason::Denied };
    let on_the_way = || {
        let said = with_clock(by_network(error, context, &what), error.skew);
        Trouble { error: said, reason: reason(&error.fault) }
    };
    let Fault::Service { code, message, .. } = &error.fault else {
        return on_the_way();
    };
    let said = || Error::failed(format!("{what}: {code}: {message}"));
    match code.as_str() {
        "ExpiredTokenException" | "ExpiredToken" => denied(
            Error::failed(format!("{what}: the token has ended"))
                .hint("whatever issues the token must renew the file: a pod, a CI job or its agent")
                .code("web-identity-refused"),
        ),
        "InvalidIdentityToken" | "InvalidIdentityTokenException" | "IDPRejectedClaim" => denied(
            said()
                .hint("the role's account needs an identity provider for the token's issuer, with its audience")
                .code("web-identity-refused"),
        ),
        "AccessDenied" => denied(
            said()
                .hint("the role's trust policy must let the token's issuer and subject call sts:AssumeRoleWithWebIdentity")
                .code("access-denied"),
        ),
        "ValidationError" | "MalformedPolicyDocument" | "PackedPolicyTooLarge" => {
            denied(role.hinted(said()).code("role-settings-refused"))
        }
        _ => on_the_way(),
    }
}
