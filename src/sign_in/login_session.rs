//! Signing in with the AWS console, as `aws login` does: a page that asks who one is, a code that comes of it, and the
//! keys that the code is exchanged for. Source: AWS CLI v2, `customizations/login`.

mod kept;
mod pasted;
mod refused;

use reqwest::Url;

use crate::aws::client::Client;
use crate::aws::dpop::{DpopKey, uuid};
use crate::aws::signin::{Grant, SignedIn, Signin};
use crate::domain::secret::Secret;
use crate::error::Error;
use crate::provider::Context;
use crate::sign_in::pkce::Pkce;

pub use kept::{Place, keep};
pub use pasted::pasted;

/// The OAuth clients that AWS knows for this, by whether the browser comes back to this computer.
const SAME_DEVICE: &str = "arn:aws:signin:::devtools/same-device";
const CROSS_DEVICE: &str = "arn:aws:signin:::devtools/cross-device";
/// Where the person is asked, and what shows the code to be carried over by hand.
const AUTHORIZE: &str = "/v1/authorize";
const CONFIRMATION: &str = "/v1/sessions/confirmation";
/// The name that this service has for the method S256 of RFC 7636.
const CHALLENGE_METHOD: &str = "SHA-256";

/// How the code comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way<'a> {
    /// The browser brings it to this address of a listener on this computer.
    Callback(&'a str),
    /// The page shows it, and the person types it in.
    ByHand,
}

/// A question that was put to a person, and what its answer is good for.
#[derive(Debug)]
pub struct Question {
    /// Where the person answers it.
    pub link: String,
    client_id: &'static str,
    redirect_uri: String,
    state: Secret,
    pkce: Pkce,
    key: DpopKey,
}

/// A `state` that nobody can guess: a random UUID, as the AWS CLI has it.
///
/// # Errors
/// Where the system gives no random numbers.
pub fn state() -> Result<Secret, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| no_random())?;
    Ok(Secret::new(uuid(bytes)))
}

fn no_random() -> Error {
    Error::failed("the system gives no random numbers, so nobody can sign in safely")
}

impl Question {
    /// A new question with a key of its own, for the sign-in service that `client` calls.
    ///
    /// # Errors
    /// Where the system gives no random numbers, or the endpoint's URL is none.
    pub fn new(client: &Client, way: Way<'_>, state: Secret) -> Result<Self, Error> {
        let address = |path| {
            client.url(path).map_err(|fault| {
                Error::failed(format!("nobody can sign in: {fault}"))
                    .hint("is the endpoint right? see: env | grep AWS_ENDPOINT_URL")
                    .code("call-impossible")
            })
        };
        let (client_id, redirect_uri) = match way {
            Way::Callback(uri) => (SAME_DEVICE, uri.to_owned()),
            Way::ByHand => (CROSS_DEVICE, address(CONFIRMATION)?.into()),
        };
        let (pkce, key) = (Pkce::new()?, DpopKey::generate().ok_or_else(no_random)?);
        let link = link(address(AUTHORIZE)?, client_id, &redirect_uri, &state, &pkce.challenge);
        Ok(Self { link, client_id, redirect_uri, state, pkce, key })
    }

    /// Whether an answer with this state belongs to the question.
    #[must_use]
    pub fn is_answered_by(&self, state: &str) -> bool {
        self.state.reveal() == state
    }

    /// Exchanges the code for keys.
    ///
    /// # Errors
    /// What AWS or the network said, in words.
    pub fn redeem(&self, context: &Context<'_>, client: Client, code: &Secret) -> Result<SignedIn, Error> {
        let grant = Grant {
            client_id: self.client_id,
            code,
            verifier: &self.pkce.verifier,
            redirect_uri: &self.redirect_uri,
        };
        let outcome = Signin::new(client).exchange(&grant, &self.key);
        outcome.map_err(|error| refused::explain(&error, context))
    }
}

/// The link with its query, in the order of the AWS CLI.
fn link(mut url: Url, client_id: &str, redirect_uri: &str, state: &Secret, challenge: &str) -> String {
    let pairs = [
        ("response_type", "code"),
        ("client_id", client_id),
        ("state", state.reveal()),
        ("code_challenge_method", CHALLENGE_METHOD),
        ("scope", "openid"),
        ("redirect_uri", redirect_uri),
        ("code_challenge", challenge),
    ];
    url.query_pairs_mut().extend_pairs(pairs);
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_is_that_of_the_aws_cli() {
        let url = Url::parse("https://eu-west-1.signin.aws.amazon.com/v1/authorize").unwrap();
        let link = link(url, SAME_DEVICE, "http://127.0.0.1:49152/oauth/callback", &Secret::new("s"), "c-_");
        assert_eq!(
            link,
            "https://eu-west-1.signin.aws.amazon.com/v1/authorize?response_type=code\
             &client_id=arn%3Aaws%3Asignin%3A%3A%3Adevtools%2Fsame-device&state=s&code_challenge_method=SHA-256\
             &scope=openid&redirect_uri=http%3A%2F%2F127.0.0.1%3A49152%2Foauth%2Fcallback&code_challenge=c-_"
        );
    }

    #[test]
    fn a_state_is_a_uuid_and_no_two_are_alike() {
        let (one, other) = (state().unwrap(), state().unwrap());
        assert_eq!((one.reveal().len(), one.reveal().matches('-').count()), (36, 4));
        assert_ne!(one, other);
    }
}
