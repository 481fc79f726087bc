//! In the browser, which comes back with a code.

use crate::error::Error;
use crate::sign_in::callback::{Answer, Arrival, Callback, Missed};
use crate::sign_in::opened::Opened;
use crate::sign_in::page::Page;
use crate::sign_in::pkce::{self, Pkce};
use crate::sign_in::sso::files::Files;
use crate::sign_in::sso::{Failure, Grant, SCOPE, SignIn, SignedIn, Way, trouble};
use crate::store::sso_registration::SsoRegistration;

impl SignIn<'_> {
    pub(super) fn in_browser(&self, files: &Files, renewed: bool) -> Result<SignedIn, Failure> {
        let (state, pkce) = (pkce::state()?, Pkce::new()?);
        let callback = match Callback::listen(state.clone()) {
            Ok(callback) => callback,
            Err(error) => return Err(Failure::NoBrowser(error.message)),
        };
        let redirect_uri = callback.redirect_uri();
        let registration = self.client(files, Way::Browser, renewed)?;
        let link = self.link(&registration, &redirect_uri, state.reveal(), &pkce)?;
        self.person.link(&link, !self.openers.is_empty());
        let opened = Opened::new(&link, self.openers, self.env, self.person)?;
        let arrival = opened.arrival(&callback, self.patience, self.cancel);
        let Arrival { answer, browser } = arrival.map_err(|missed| match missed {
            Missed::TooLate => trouble::attempt(self).nobody_came(self.patience),
            Missed::Cancelled(error) => error,
        })?;
        let outcome = match answer {
            Answer::Code(code) => {
                let grant = Grant::Code { code, redirect_uri, verifier: pkce.verifier };
                self.redeem(files, &registration, grant)
            }
            Answer::Refused { error, description } => {
                Err(Failure::Final(trouble::attempt(self).refused(&error, &description)))
            }
        };
        browser.show(&self.page(&outcome));
        outcome
    }

    fn link(
        &self,
        registration: &SsoRegistration,
        redirect_uri: &str,
        state: &str,
        pkce: &Pkce,
    ) -> Result<String, Error> {
        let scopes = self.session.scopes.clone().unwrap_or_default().join(" ");
        let scopes = if scopes.is_empty() { SCOPE } else { &scopes };
        let query = [
            ("response_type", "code"),
            ("client_id", registration.client_id.as_str()),
            ("redirect_uri", redirect_uri),
            ("state", state),
            ("code_challenge_method", "S256"),
            ("scopes", scopes),
            ("code_challenge", &pkce.challenge),
        ];
        self.oidc.authorize_url(&query).map_err(|fault| trouble::attempt(self).no_link(&fault))
    }

    fn page(&self, outcome: &Result<SignedIn, Failure>) -> Page {
        let what = self.session.shown();
        match outcome {
            Ok(_) => Page::signed_in(&what, &[]),
            Err(Failure::Client(_)) => Page::not_signed_in(
                &what,
                "The registration of the program has ended. It is renewed, and signs in once more.",
            ),
            Err(Failure::Final(error) | Failure::Offline(error)) => {
                Page::not_signed_in(&what, &error.message)
            }
            Err(Failure::NoBrowser(why)) => Page::not_signed_in(&what, why),
            Err(Failure::Undecided { .. }) => Page::not_signed_in(&what, &trouble::undecided().message),
        }
    }
}
