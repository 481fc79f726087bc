//! The container's credential endpoint.
//!
//! Source: AWS CLI v2, `botocore/credentials.py` (`ContainerProvider`).

use chrono::TimeDelta;

use crate::aws::container::{self, BadUri, ContainerUri};
use crate::aws::error::{AwsError, Fault};
use crate::config::plan::Plan;
use crate::domain::credentials::Credentials;
use crate::domain::secret::Secret;
use crate::domain::text::printable;
use crate::error::Error;
use crate::provider::context::Context;
use crate::provider::explain::Trouble;
use crate::provider::source::asked_by;
use crate::provider::token_file;
use crate::store::failures::Reason;

const RELATIVE: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const FULL: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const TOKEN: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
const TOKEN_FILE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
/// The longest token that is read, in bytes.
const LONGEST: u64 = 64 << 10;
/// With less than this left, the AWS CLI asks once more at once: the answer may have been about to be renewed.
const SOON: TimeDelta = TimeDelta::minutes(15);
/// With less than this left, that must succeed.
const TOO_SOON: TimeDelta = TimeDelta::minutes(10);

/// The credentials. They are not stored: the endpoint is near, and keeps them itself.
pub(super) fn get(context: &Context<'_>, plan: &Plan) -> Result<Credentials, Trouble> {
    if context.is_behind() {
        return Err(Trouble::other(
            Error::failed("the container is not asked behind a prompt").code("container-failed"),
        ));
    }
    let uri = uri(context, plan).map_err(Trouble::other)?;
    let ask = || -> Result<Credentials, Trouble> {
        let token = token(context, plan).map_err(Trouble::other)?;
        container::credentials(&uri, token.as_ref(), context.sleep, context.log)
            .map_err(|error| Trouble { reason: reason(&error), error: failed(&error, plan) })
    };
    let first = ask()?;
    let left = |credentials: &Credentials| credentials.expires_at.map(|end| end - context.now());
    let credentials = match left(&first) {
        Some(time) if time < SOON => match ask() {
            Err(_) if time >= TOO_SOON => first,
            again => again?,
        },
        _ => first,
    };
    if credentials.ended(context.now()) {
        let message = format!("the container's endpoint gives credentials that have ended{}", asked_by(plan));
        return Err(Trouble::other(
            Error::failed(message)
                .hint("look at the agent that gives the container its credentials, and at the clock: date -u")
                .code("credentials-ended"),
        ));
    }
    Ok(credentials)
}

/// The relative URI wherever its variable is set, even if it is empty.
fn uri(context: &Context<'_>, plan: &Plan) -> Result<ContainerUri, Error> {
    let env = context.scope.env;
    let (variable, uri) = match env.get(RELATIVE) {
        Some(path) => (RELATIVE, ContainerUri::relative(&path)),
        None => (FULL, ContainerUri::full(&env.get(FULL).unwrap_or_default())),
    };
    uri.map_err(|bad| {
        let why = match bad {
            BadUri::NotAUri => "is no http or https URL".to_owned(),
            BadUri::Host(host) => format!(
                "names the host '{}', which is not asked without TLS: only this machine and the containers' own addresses are",
                printable(&host)
            ),
        };
        Error::failed(format!("{variable} {why}{}", asked_by(plan)))
            .hint(format!("outside of a container it has no place: unset {variable}"))
            .code("container-bad-uri")
    })
}

/// What the endpoint is to know its container by. The file is read at each call.
fn token(context: &Context<'_>, plan: &Plan) -> Result<Option<Secret>, Error> {
    let env = context.scope.env;
    let bad = |variable: &str, why: &str| {
        Error::failed(format!("the token that {variable} gives {why}{}", asked_by(plan)))
            .hint(format!("see the variables: env | grep -o '^{TOKEN}[A-Z_]*'"))
            .code("container-token")
    };
    let (variable, token) = match env.raw(TOKEN_FILE) {
        Some(path) => {
            let text = token_file::text(path.as_ref(), LONGEST);
            (TOKEN_FILE, text.map_err(|why| bad(TOKEN_FILE, &why))?)
        }
        None => match env.get(TOKEN) {
            Some(token) => (TOKEN, token.into_owned()),
            None => return Ok(None),
        },
    };
    // A line end at the file's end counts too.
    if token.contains(['\r', '\n']) {
        return Err(bad(variable, "holds a line end, which cannot be sent"));
    }
    Ok(Some(Secret::new(token)))
}

fn reason(error: &AwsError) -> Reason {
    match error.fault {
        Fault::Service { .. } | Fault::Status { .. } => Reason::Denied,
        _ if error.fault.is_offline() => Reason::Offline,
        _ => Reason::Other,
    }
}

fn failed(error: &AwsError, plan: &Plan) -> Error {
    let message = format!("the container's endpoint gives no credentials{}: {error}", asked_by(plan));
    let said = Error::failed(message).code("container-failed");
    match error.fault {
        Fault::Service { status: 401 | 403, .. } | Fault::Status { status: 401 | 403, .. } => {
            said.hint(format!("the token of {TOKEN} or {TOKEN_FILE} is not the one that it wants"))
        }
        Fault::Refused | Fault::UnknownHost | Fault::Unreachable { .. } | Fault::Timeout { .. } => said
            .hint(format!("outside of the container the variables have no place: unset {RELATIVE} {FULL}")),
        _ => said.hint("does the task or pod have a role, and is the agent that gives its credentials well?"),
    }
}
