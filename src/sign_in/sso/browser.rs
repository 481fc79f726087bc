//! In the browser, which comes back with a code.

use std::time::{Duration, Instant};

use crate::error::Error;
use crate::sign_in::browser::{Opening, open};
use crate::sign_in::callback::{Answer, Arrival, Callback, Missed};
use crate::sign_in::page::Page;
use crate::sign_in::pkce::{self, Pkce};
use crate::sign_in::sso::files::Files;
use crate::sign_in::sso::{Failure, Grant, SCOPE, SignIn, SignedIn, Way, trouble};
use crate::store::sso_registration::SsoRegistration;

/// How often it is looked whether the browser could be opened at all.
const LOOK_EVERY: Duration = Duration::from_millis(200);

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
        let opening = match self.openers {
            [] => None,
            openers => Some(open(&link, openers, self.env)?),
        };
        let Arrival { answer, browser } = self.arrival(&callback, opening)?;
        let outcome = match answer {
            Answer::Code(code) => {
                let grant = Grant::Code { code, redirect_uri, verifier: pkce.verifier };
                self.redeem(files, &registration, grant)
            }
            Answer::Refused { error, description } => {
                Err(Failure::Final(trouble::refused(self, &error, &description)))
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
        self.oidc.authorize_url(&query).map_err(|fault| trouble::no_link(self, &fault))
    }

    /// Waits for the browser; whoever looks at the terminal is told what went wrong with it meanwhile.
    fn arrival(&self, callback: &Callback, opening: Option<Opening>) -> Result<Arrival, Error> {
        let start = Instant::now();
        let stranger = || {
            self.person.note(
                "an answer came that belongs to another sign-in; it was not used, and awsp goes on waiting",
            );
        };
        let mut opening = opening;
        loop {
            let left = self.patience.saturating_sub(start.elapsed());
            match callback.wait(left.min(LOOK_EVERY), self.cancel, &stranger) {
                Ok(arrival) => return Ok(arrival),
                Err(Missed::Cancelled(error)) => return Err(error),
                Err(Missed::TooLate) if left.is_zero() => return Err(trouble::nobody_came(self)),
                Err(Missed::TooLate) => {}
            }
            if let Some(why) = opening.as_ref().and_then(Opening::failed) {
                self.person.note(&format!("no browser could be opened ({why}); open the link yourself"));
                opening = None;
            }
        }
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
