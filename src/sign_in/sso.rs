//! Signing in to Identity Center: in the browser, with a code that comes back to this computer (authorization code and
//! PKCE), or by a code that a person types into any browser (device code). Sources: RFC 6749, RFC 7636, RFC 8252, RFC
//! 8628; AWS CLI v2, `botocore/utils.py`, for the files and what is asked for.

mod browser;
mod device;
mod files;
mod portal;
mod session;
mod trouble;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::aws::error::Fault;
use crate::aws::oidc::{Grant, NewClient, NewToken, OauthError, Oidc, Redirect, Registered};
use crate::domain::env::Env;
use crate::domain::secret::Secret;
use crate::error::Error;
use crate::provider::Route;
use crate::sign_in::browser::Opener;
use crate::sign_in::cancel::Cancel;
use crate::sign_in::person::Person;
use crate::store::Store;
use crate::store::shelf::Shelf;
use crate::store::sso_registration::SsoRegistration;
use crate::store::sso_token::{Renewed, SsoToken};
use crate::stored::sign_in::sso_token_lock;
use files::Files;
pub use portal::{Portal, portal};
pub use session::Session;

/// How long a renewal of the former token is waited for, more than one takes; a renewal that finds another token than it
/// began with leaves it.
const RENEWAL: Duration = Duration::from_secs(30);
/// Where the browser comes back to, as it is registered: with any port.
const REDIRECT: &str = "http://127.0.0.1/oauth/callback";
/// What a client of the browser's flow asks for where nothing is configured, as the AWS CLI does.
const SCOPE: &str = "sso:account:access";

/// How to go about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A browser that comes back to this computer.
    Browser,
    /// A code, into any browser.
    Device,
}

/// One sign-in. Made for one command.
pub struct SignIn<'a> {
    /// To what.
    pub session: &'a Session,
    /// The home, below which the files are.
    pub home: &'a Path,
    /// Where the lock of the token's renewals is.
    pub store: &'a Store,
    /// The token service.
    pub oidc: Arc<Oidc>,
    /// For errors of the network.
    pub route: Route<'a>,
    /// What opens a link; empty: nothing is opened.
    pub openers: &'a [Opener],
    /// The variables, for what is opened.
    pub env: &'a Env,
    /// Who signs in.
    pub person: &'a dyn Person,
    /// How they change their mind.
    pub cancel: &'a Cancel,
    /// How long they may take in the browser.
    pub patience: Duration,
    /// This computer's clock.
    pub clock: fn() -> DateTime<Utc>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// When the new token ends.
    pub expires_at: DateTime<Utc>,
    /// Whether it is renewed without a person then.
    pub renews: bool,
    /// The token and the refresh token that were in its place before.
    pub former: Vec<Secret>,
}

/// How an attempt failed.
enum Failure {
    /// For good.
    Final(Error),
    /// The registration is refused: another one may do.
    Client(Error),
    /// No browser can be used here: why.
    NoBrowser(String),
    /// The person has not decided yet.
    Undecided {
        /// Whether to ask less often.
        slower: bool,
    },
    /// AWS could not be reached, or was not in working order.
    Offline(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Final(error)
    }
}

impl SignIn<'_> {
    /// Signs in. Nothing but whole files is ever left, and none changes before a token is there, but for that of a new
    /// registration.
    ///
    /// # Errors
    /// [`Kind::Cancelled`](crate::error::Kind::Cancelled), or why not.
    pub fn run(&self, way: Way) -> Result<SignedIn, Error> {
        let files = Files::of(self.session, self.home);
        files.prepare()?;
        let mut way = way;
        let mut renewed = false;
        loop {
            let attempt = match way {
                Way::Browser => self.in_browser(&files, renewed),
                Way::Device => self.by_code(&files, renewed),
            };
            match attempt {
                Ok(signed_in) => return Ok(signed_in),
                Err(Failure::Client(_)) if !renewed => renewed = true,
                Err(Failure::Client(error) | Failure::Final(error) | Failure::Offline(error)) => {
                    return Err(error);
                }
                Err(Failure::Undecided { .. }) => return Err(trouble::undecided()),
                Err(Failure::NoBrowser(why)) => {
                    self.person.note(&format!("{why}; signing in by a code instead"));
                    (way, renewed) = (Way::Device, false);
                }
            }
        }
    }

    /// The registration in the file, as long as it serves, else a new one. `renewed`: the one in the file was refused.
    fn client(&self, files: &Files, way: Way, renewed: bool) -> Result<SsoRegistration, Failure> {
        let in_browser = way == Way::Browser;
        let held = SsoRegistration::read(&files.registration);
        if let Some(held) = held.filter(|held| !renewed && held.serves(in_browser, (self.clock)())) {
            return Ok(held);
        }
        let configured = self.session.scopes.clone().unwrap_or_default();
        let scopes = if in_browser && configured.is_empty() { vec![SCOPE.to_owned()] } else { configured };
        let redirect = || Redirect { uri: REDIRECT.to_owned(), issuer: self.session.portal.clone() };
        let new = NewClient {
            name: self.client_name(),
            scopes: scopes.clone(),
            browser: in_browser.then(redirect),
        };
        let oidc = Arc::clone(&self.oidc);
        let registered = self.cancel.beside(move || oidc.register(&new))?.map_err(|error| {
            match OauthError::of(&error) {
                Some(OauthError::Unsupported) if in_browser => Failure::NoBrowser(format!(
                    "IAM Identity Center takes no sign-in in the browser here ({error})"
                )),
                _ => Failure::Final(trouble::called(&error, self)),
            }
        })?;
        let Registered { id, secret, expires_at } = registered;
        let grants =
            if in_browser { crate::aws::oidc::GRANTS.map(str::to_owned).to_vec() } else { Vec::new() };
        let registration =
            SsoRegistration { client_id: id, client_secret: secret, expires_at, scopes, grants };
        files.keep_registration(&registration)?;
        Ok(registration)
    }

    /// As the AWS CLI names its clients, for a registration is shared with it and an administrator sees one name.
    fn client_name(&self) -> String {
        let name = self.session.name.clone().unwrap_or_else(|| (self.clock)().timestamp().to_string());
        format!("botocore-client-{name}")
    }

    /// Redeems a grant and writes the token. The room for it is taken before, for the grant is used up by the call.
    fn redeem(
        &self,
        files: &Files,
        registration: &SsoRegistration,
        grant: Grant,
    ) -> Result<SignedIn, Failure> {
        let room = files.room()?;
        let asked_at = (self.clock)();
        let (oidc, client) = (Arc::clone(&self.oidc), registered(registration));
        let answer = self.cancel.beside(move || oidc.redeem(&client, &grant))?;
        let new = answer.map_err(|error| {
            let told = || trouble::redeem(&error, self);
            match OauthError::of(&error) {
                Some(OauthError::Pending) => Failure::Undecided { slower: false },
                Some(OauthError::SlowDown) => Failure::Undecided { slower: true },
                Some(OauthError::InvalidClient) => Failure::Client(told()),
                // What cannot be read may have used the grant up, and nobody between can forge an answer.
                None if error.fault.is_offline() && !matches!(error.fault, Fault::Malformed { .. }) => {
                    Failure::Offline(told())
                }
                _ => Failure::Final(told()),
            }
        })?;
        let expires_at = new.end(asked_at).ok_or_else(|| trouble::endless(self))?;
        let NewToken { access_token, refresh_token, .. } = new;
        // Who renews the former token at this moment would put it over the new one.
        let _lock = self.store.lock(Shelf::Failures, &sso_token_lock(&files.token), RENEWAL);
        let former = SsoToken::read(&files.token).map(|token| token.secrets().collect()).unwrap_or_default();
        let (start_url, region) = (self.session.start_url.as_str(), self.session.region.as_str());
        let new = Renewed { start_url, region, access_token, expires_at, refresh_token };
        let token = SsoToken::new(&new, registration);
        let renews = self.session.name.is_some() && token.renewal(asked_at).is_some();
        room.fill(token.to_json().as_bytes()).map_err(|error| files.unwritable(&error))?;
        Ok(SignedIn { expires_at, renews, former })
    }
}

fn registered(registration: &SsoRegistration) -> Registered {
    let SsoRegistration { client_id, client_secret, expires_at, .. } = registration;
    Registered { id: client_id.clone(), secret: client_secret.clone(), expires_at: *expires_at }
}
