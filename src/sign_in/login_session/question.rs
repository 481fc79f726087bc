//! What a person is asked by the sign-in page, and what the answer is good for.

use reqwest::Url;

use crate::aws::client::Client;
use crate::aws::dpop::{DpopKey, uuid};
use crate::aws::signin::Grant;
use crate::domain::secret::Secret;
use crate::error::Error;
use crate::provider::Context;
use crate::sign_in::login_session::refused;
use crate::sign_in::pkce::{self, Pkce};

/// The OAuth clients that AWS knows for this, by whether the browser comes back to this computer.
const SAME_DEVICE: &str = "arn:aws:signin:::devtools/same-device";
const CROSS_DEVICE: &str = "arn:aws:signin:::devtools/cross-device";
/// Where the person is asked, and what shows the code to be carried over by hand.
const AUTHORIZE: &str = "/v1/authorize";
const CONFIRMATION: &str = "/v1/sessions/confirmation";
/// The name that this service has for the method S256 of RFC 7636.
const CHALLENGE_METHOD: &str = "SHA-256";

/// Where the answer goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Return<'a> {
    /// To this address of a listener on this computer.
    To(&'a str),
    /// To a page that shows it.
    ByHand,
}

/// A question, with a key of its own.
#[derive(Debug)]
pub(super) struct Question {
    /// Where the person answers it.
    pub(super) link: String,
    pub(super) client_id: &'static str,
    pub(super) key: DpopKey,
    redirect_uri: String,
    state: Secret,
    pkce: Pkce,
}

/// A `state` that nobody can guess: a random UUID, as the AWS CLI has it.
pub(super) fn state() -> Result<Secret, Error> {
    Ok(Secret::new(uuid(pkce::random()?)))
}

impl Question {
    /// For the sign-in service that `client` calls.
    pub(super) fn new(
        context: &Context<'_>,
        client: &Client,
        back: Return<'_>,
        state: Secret,
    ) -> Result<Self, Error> {
        let address = |path| client.url(path).map_err(|fault| refused::attempt(context).no_link(&fault));
        let (client_id, redirect_uri) = match back {
            Return::To(uri) => (SAME_DEVICE, uri.to_owned()),
            Return::ByHand => (CROSS_DEVICE, address(CONFIRMATION)?.into()),
        };
        let (pkce, key) = (Pkce::new()?, DpopKey::generate().ok_or_else(pkce::no_random)?);
        let link = link(address(AUTHORIZE)?, client_id, &redirect_uri, &state, &pkce.challenge);
        Ok(Self { link, client_id, key, redirect_uri, state, pkce })
    }

    /// Whether an answer with this state belongs to the question.
    pub(super) fn is_answered_by(&self, state: &str) -> bool {
        self.state.is(state)
    }

    /// The code, with what must come with it.
    pub(super) fn grant<'a>(&'a self, code: &'a Secret) -> Grant<'a> {
        Grant {
            client_id: self.client_id,
            code,
            verifier: &self.pkce.verifier,
            redirect_uri: &self.redirect_uri,
        }
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
