//! What getting credentials depends on besides the plan.

use std::cell::OnceCell;
use std::fmt;
use std::path::Path;
use std::thread;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::aws::endpoint::Endpoint;
use crate::aws::http::Http;
use crate::aws::proxy::Proxies;
use crate::aws::sts::Sts;
use crate::aws::timeouts::Timeouts;
use crate::error::Error;
use crate::store::Store;
use crate::stored::Scope;

/// Asks a person for the MFA code of the device with this serial number.
pub type AskMfa<'a> = dyn Fn(&str) -> Result<String, Error> + 'a;

/// Everything that [`resolve`](super::resolve()) and [`identity`](super::identity()) need. Made for one command.
pub struct Context<'a> {
    /// The active profile's name, for hints; `None` where none is selected.
    pub profile: Option<&'a str>,
    /// Where calls go.
    pub scope: Scope<'a>,
    /// Where results are kept.
    pub store: &'a Store,
    /// The home directory, below which the AWS CLI keeps its sign-ins; `None`: there are none.
    pub home: Option<&'a Path>,
    /// How long one attempt of a call may take.
    pub timeouts: Timeouts,
    /// The clock: dates signatures, and is asked again after every wait.
    pub clock: fn() -> DateTime<Utc>,
    /// Pauses between attempts.
    pub sleep: fn(Duration),
    /// How to ask for an MFA code; `None`: never ask, fail with [`SignIn`](crate::error::Kind::SignIn).
    pub mfa: Option<&'a AskMfa<'a>>,
    sts: OnceCell<Sts>,
}

impl<'a> Context<'a> {
    /// A context with the real clock, standard time-outs, no home, and nobody to ask.
    #[must_use]
    pub fn new(profile: Option<&'a str>, scope: Scope<'a>, store: &'a Store) -> Self {
        Self {
            profile,
            scope,
            store,
            home: None,
            timeouts: Timeouts::STANDARD,
            clock: Utc::now,
            sleep: thread::sleep,
            mfa: None,
            sts: OnceCell::new(),
        }
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// How long to wait for another process that is getting the same thing: about as long as it could take.
    pub(super) fn patience(&self) -> Duration {
        self.timeouts.total.saturating_mul(2)
    }

    /// The STS client, made at the first call.
    pub(super) fn sts(&self) -> Result<&Sts, Error> {
        let region = self.scope.region.ok_or_else(no_region)?;
        Ok(self.sts.get_or_init(|| {
            let network = self.scope.network;
            let proxies = Proxies::from_env(self.scope.env);
            let http = Http::new(network.ca_bundle.clone(), proxies, self.timeouts);
            let endpoint = Endpoint::sts(region, network);
            Sts::new(endpoint, http, network.max_attempts, self.clock, self.sleep)
        }))
    }
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The variables may hold secrets.
        f.debug_struct("Context").field("profile", &self.profile).finish_non_exhaustive()
    }
}

fn no_region() -> Error {
    Error::failed("no region is set, and STS needs one")
        .hint("give one for this call: --region eu-west-1")
        .hint("or for the profile: aws configure set region eu-west-1")
        .code("no-region")
}
