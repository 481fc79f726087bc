//! What getting credentials depends on besides the plan.

use std::cell::{Cell, OnceCell};
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use crate::aws::client::Client;
use crate::aws::clock::Clock;
use crate::aws::endpoint::Endpoint;
use crate::aws::http::Http;
use crate::aws::proxy::Proxies;
use crate::aws::sts::Sts;
use crate::aws::timeouts::Timeouts;
use crate::domain::credentials::Credentials;
use crate::domain::metadata::Metadata;
use crate::domain::network::Network;
use crate::domain::paste::word;
use crate::domain::region::Region;
use crate::domain::text::printable;
use crate::domain::time::to_rfc3339;
use crate::error::Error;
use crate::host;
use crate::provider::explain::SET_CLOCK;
use crate::provider::instance_metadata;
use crate::store::Store;
use crate::store::credentials::Held;
use crate::store::key::Key;
use crate::store::lock::Lock;
use crate::store::shelf::Shelf;
use crate::store::wrong_clock::WrongClock;
use crate::stored::Scope;

/// How long a wait goes without a word.
const PATIENT: Duration = Duration::from_secs(1);

/// So many attempts are made behind a prompt at most.
const MOST_BEHIND: u32 = 3;

/// Asks a person for the MFA code of the device with this serial number.
pub type AskMfa<'a> = dyn Fn(&str) -> Result<String, Error> + 'a;

/// How calls of a service (`sso`, `sso_oidc`, `signin`) are made, as variables and the active profile say.
pub type NetworkOf<'a> = dyn Fn(&str) -> Result<Network, Error> + 'a;

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
    /// This computer's clock: dates signatures, until AWS objects, and is asked again after every wait.
    pub clock: fn() -> DateTime<Utc>,
    /// Pauses between attempts.
    pub sleep: fn(Duration),
    /// Told when somebody else is getting the same thing, and that takes a while.
    pub waiting: Option<&'a dyn Fn()>,
    /// Whether who asks will renew behind what is due ([`Resolved::due`](super::Resolved::due)); asked only where
    /// something is. `None`: no.
    pub behind: Option<&'a dyn Fn() -> bool>,
    /// Told what a program said that gave credentials, a line at a time.
    pub program_said: Option<&'a dyn Fn(&str)>,
    /// How long a program (`credential_process`) may take; `None`: a minute, and ten where it may ask a person at the
    /// terminal.
    pub program_limit: Option<Duration>,
    /// Told what a person should know besides the result.
    pub note: Option<&'a dyn Fn(&str)>,
    /// How the instance's metadata service is asked; `None`: as usual for credentials, and for no region.
    pub metadata: Option<&'a Metadata>,
    /// How to ask for an MFA code; `None`: never ask, fail with [`SignIn`](crate::error::Kind::SignIn).
    pub mfa: Option<&'a AskMfa<'a>>,
    /// Whether a session that was got with a code does not do: the next one is asked for, once.
    pub(super) mfa_anew: Cell<bool>,
    /// What is wrong with the region or the settings of calls, where something is: an error only where a call is made.
    pub uncallable: Option<Error>,
    /// How services besides STS are called; `None`: as STS, at their own hosts.
    pub network_of: Option<&'a NetworkOf<'a>>,
    /// Told of each request: operation, host, attempt and status, nothing secret.
    pub log: Option<fn(&str)>,
    corrected: OnceCell<Arc<Clock>>,
    http: OnceCell<Arc<Http>>,
    sts: OnceCell<Sts>,
    machine_region: OnceCell<Option<Region>>,
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
            clock: host::now,
            sleep: thread::sleep,
            waiting: None,
            behind: None,
            program_said: None,
            program_limit: None,
            note: None,
            metadata: None,
            mfa: None,
            mfa_anew: Cell::new(false),
            uncallable: None,
            network_of: None,
            log: None,
            corrected: OnceCell::new(),
            http: OnceCell::new(),
            sts: OnceCell::new(),
            machine_region: OnceCell::new(),
        }
    }

    /// The time now, by this computer's clock even if it is wrong.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// AWS's clock less this computer's, where an answer has shown them to be minutes apart.
    #[must_use]
    pub fn skew(&self) -> Option<TimeDelta> {
        self.corrected.get().and_then(|clock| clock.skew())
    }

    /// Tells a person something, where there is one.
    pub(super) fn say(&self, text: &str) {
        if let Some(note) = self.note {
            note(text);
        }
    }

    /// Credentials of AWS's, with an end by AWS's clock, as they are kept and used here: by this computer's clock,
    /// which may be wrong.
    pub(super) fn held(&self, credentials: Credentials, of: String, session_name: Option<String>) -> Held {
        let now = self.now();
        let wrong_clock = self.skew().map(|skew| WrongClock::found(skew, now));
        let local = |moment| wrong_clock.map_or(moment, |wrong: WrongClock| wrong.local(moment));
        let expires_at = credentials.expires_at.map_or(now, local);
        Held {
            credentials: Credentials { expires_at: Some(expires_at), ..credentials },
            expires_at,
            issued_at: now,
            of,
            session_name,
            wrong_clock,
            refreshes: false,
            hangs_on: None,
        }
    }

    /// How long to wait for another process that is getting the same thing: about as long as it could take, with all
    /// its attempts. After that one goes on alone, which is still better than not at all.
    pub(super) fn patience(&self) -> Duration {
        self.timeouts.total.saturating_mul(self.attempts().clamp(2, 4))
    }

    /// Whether this runs behind a prompt, where no program is started and no machine is asked.
    pub(super) fn is_behind(&self) -> bool {
        self.timeouts == Timeouts::BACKGROUND
    }

    /// How often a call is tried: behind a prompt not for minutes, whatever is set.
    pub(super) fn attempts(&self) -> u32 {
        let set = self.scope.network.max_attempts;
        if self.is_behind() { set.min(MOST_BEHIND) } else { set }
    }

    /// The lock of an entry. Where somebody else has it for a second, the person who waits is told.
    pub(super) fn lock(&self, kind: Shelf, key: &Key) -> Option<Lock> {
        let start = Instant::now();
        if let Some(lock) = self.store.lock(kind, key, PATIENT) {
            return Some(lock);
        }
        // Without a lock at once there is none to be had here.
        if start.elapsed() < PATIENT {
            return None;
        }
        if let Some(waiting) = self.waiting {
            waiting();
        }
        self.store.lock(kind, key, self.patience())
    }

    /// The region of calls: that of the scope, else of the instance that this runs on, which is asked once.
    ///
    /// # Errors
    /// `no-region` where neither says one.
    pub fn region(&self) -> Result<&Region, Error> {
        self.region_for("STS")
    }

    /// The same for `who`, a word for the error.
    pub(super) fn region_for(&self, who: &str) -> Result<&Region, Error> {
        if let Some(error) = &self.uncallable {
            return Err(error.clone());
        }
        let of_machine = || self.machine_region.get_or_init(|| instance_metadata::region(self)).as_ref();
        self.scope.region.or_else(of_machine).ok_or_else(|| no_region(self.profile, who))
    }

    /// The region of the calls that were made.
    pub(super) fn known_region(&self) -> Option<&Region> {
        self.scope.region.or_else(|| self.machine_region.get()?.as_ref())
    }

    /// The STS client, made at the first call.
    pub(super) fn sts(&self) -> Result<&Sts, Error> {
        self.check_clock()?;
        let network = self.scope.network;
        let endpoint = match self.region() {
            Ok(region) => Endpoint::sts(region, network),
            // The AWS CLI goes to the global host then, but to no custom URL.
            Err(error) if error.code == Some("no-region") && network.endpoint_url.is_none() => {
                Endpoint::global_sts()
            }
            Err(error) => return Err(error),
        };
        Ok(self.sts.get_or_init(|| Sts::new(self.client(endpoint))))
    }

    /// A client of another service, of the name that it has in a `services` section; `endpoint` finds it.
    ///
    /// # Errors
    /// Where the settings of its calls are wrong, or the clock stands before 1970.
    pub fn client_of(
        &self,
        service: &str,
        endpoint: impl FnOnce(&Network) -> Endpoint,
    ) -> Result<Client, Error> {
        self.check_clock()?;
        let network = match self.network_of {
            Some(network_of) => network_of(service)?,
            None => Network { endpoint_url: None, ..self.scope.network.clone() },
        };
        Ok(self.client(endpoint(&network)))
    }

    fn client(&self, endpoint: Endpoint) -> Client {
        let http = self.http.get_or_init(|| {
            let proxies = Proxies::from_env(self.scope.env);
            let http = Http::new(self.scope.network.ca_bundle.clone(), proxies, self.timeouts);
            Arc::new(http.telling(self.log))
        });
        let clock = self.corrected.get_or_init(|| Arc::new(Clock::new(self.clock)));
        Client::new(endpoint, Arc::clone(http), self.attempts(), self.clock, self.sleep)
            .sharing(Arc::clone(clock))
    }

    fn check_clock(&self) -> Result<(), Error> {
        if self.now() >= DateTime::UNIX_EPOCH {
            return Ok(());
        }
        let now = to_rfc3339(self.now());
        let message = format!("this computer's clock says {now}, so AWS would refuse every call");
        Err(Error::failed(message).hint(SET_CLOCK).code("clock-wrong"))
    }
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The variables may hold secrets.
        f.debug_struct("Context").field("profile", &self.profile).finish_non_exhaustive()
    }
}

/// What to say where `who` needs a region.
fn no_region(profile: Option<&str>, who: &str) -> Error {
    let of = profile.map(|name| format!(" for {}", printable(name))).unwrap_or_default();
    Error::failed(format!("no region is set{of}, and {who} needs one"))
        .hint("give one for this call: --region eu-west-1")
        .hint(format!(
            "or for the profile: awsp configure set {} region=eu-west-1",
            word(profile.unwrap_or("default"))
        ))
        .code("no-region")
}
