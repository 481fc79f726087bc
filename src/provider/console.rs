//! The link that signs a browser in to the web console with credentials that are at hand.

use crate::aws::console::Console;
use crate::aws::endpoint::Endpoint;
use crate::aws::error::{AwsError, Fault};
use crate::aws::federation::Federation;
use crate::config::plan::{Plan, Source};
use crate::domain::credentials::Credentials;
use crate::domain::secret::Secret;
use crate::error::Error;
use crate::provider::context::Context;
use crate::provider::explain;
use crate::stored::key::named_or_own;

/// All that the user may: AWS takes what both this and the user's own policies allow, and without any policy nothing.
const EVERYTHING: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
/// The longest name of a federated user, in characters.
const LONGEST_NAME: usize = 32;

/// What a console link is to be.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// The partition's console.
    pub console: Console,
    /// The page.
    pub destination: &'a str,
    /// Where the console leads to when its session has ended.
    pub issuer: Option<&'a str>,
    /// How long the console's session is to last, in seconds; `None`: as long as the credentials.
    pub duration: Option<u32>,
}

/// The link, a secret that is good for 15 minutes.
///
/// # Errors
/// `console-refused` where AWS does not let these credentials in; else what can happen to any call.
pub fn console_link(
    context: &Context<'_>,
    plan: &Plan,
    credentials: &Credentials,
    wanted: &Wanted<'_>,
) -> Result<Secret, Error> {
    let client =
        context.client_of("signin", |network| Endpoint::federation(wanted.console.sign_in, network))?;
    let federation = Federation::new(client);
    let token = federation
        .sign_in_token(credentials, wanted.duration)
        .map_err(|error| refused(&error, context, plan, wanted))?;
    federation.link(&token, wanted.destination, wanted.issuer).map_err(|fault| {
        Error::failed(format!("no link to the web console can be made: {fault}")).code("call-impossible")
    })
}

/// `GetFederationToken`: a session of a user's long-term keys that the console takes.
///
/// # Errors
/// `access-denied` where the user may not call it; else what can happen to any call.
pub fn federation_token(
    context: &Context<'_>,
    plan: &Plan,
    keys: &Credentials,
    duration: Option<u32>,
) -> Result<Credentials, Error> {
    let name: String = named_or_own(None, context.scope.env).chars().take(LONGEST_NAME).collect();
    let token = context.sts()?.get_federation_token(keys, &name, EVERYTHING, duration);
    token.map_err(|error| explain::federation_token(&error, context, plan, keys).error)
}

/// Why the endpoint gave no token. It tells no reasons, so they are told that there can be.
fn refused(error: &AwsError, context: &Context<'_>, plan: &Plan, wanted: &Wanted<'_>) -> Error {
    let what = "cannot sign in to the web console";
    let Fault::Status { status: 400 | 401 | 403, .. } = error.fault else {
        return explain::by_network(error, context, what);
    };
    let said = Error::failed(format!("{what}: AWS does not take these credentials for it ({error})"));
    let said =
        said.hint(format!("do they still hold? awsp whoami{}", explain::profile_option(context.profile)));
    let said = match (&plan.source, plan.roles.is_empty()) {
        (Source::StaticKeys { .. } | Source::Environment { .. }, true) => {
            said.hint("the console takes roles, but no session of GetSessionToken: awsp console PROFILE, with one of a role")
        }
        (Source::Login { .. }, true) => said.hint(format!(
            "the browser that you signed in with may be in the console already: {}",
            wanted.destination
        )),
        _ => said,
    };
    let said = match wanted.duration {
        Some(_) => said.hint(
            "leave --duration out: the role may not last so long, and who is in a role already may not choose",
        ),
        None => said,
    };
    said.code("console-refused")
}
