//! Everything that the fake remembers.

use crate::authorization::AuthorizationCode;
use crate::devices::Devices;
use crate::faults::Fault;
use crate::keys::{self, Key};
use crate::log::Log;
use crate::pace::Pace;
use crate::script::Script;
use crate::sessions::Session;
use crate::settings::Settings;
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// One address that the fake answers on.
#[derive(Clone, Debug)]
pub struct Listener {
    /// What the log calls it.
    pub name: String,
    /// On 127.0.0.1.
    pub port: u16,
}

/// Shared by all connections.
#[derive(Debug)]
pub struct World {
    /// All addresses; the first is the one that `url` speaks of.
    pub listeners: Vec<Listener>,
    start: Map<String, Value>,
    state: Mutex<State>,
    stopping: Mutex<bool>,
    stopped: Condvar,
}

impl World {
    /// A world as at start, with `start` merged into the default settings now and at every reset.
    pub fn new(listeners: Vec<Listener>, start: Map<String, Value>) -> Self {
        Self {
            state: Mutex::new(State::new(&start)),
            listeners,
            start,
            stopping: Mutex::new(false),
            stopped: Condvar::new(),
        }
    }

    /// The state, for this caller alone until the guard goes.
    pub fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// All as at start.
    pub fn reset(&self, state: &mut State) {
        // The log's count of clearings must outlive it, for requests that are still being answered.
        let mut log = std::mem::take(&mut state.log);
        log.clear();
        *state = State { log, ..State::new(&self.start) };
    }

    /// Waits, but not past the end of the fake.
    pub fn pause(&self, duration: Duration) {
        let stopping = lock(&self.stopping);
        drop(self.stopped.wait_timeout_while(stopping, duration, |stopping| !*stopping));
    }

    /// Ends every pause, now and later.
    pub fn stop(&self) {
        *lock(&self.stopping) = true;
        self.stopped.notify_all();
    }

    /// Whether the fake is ending.
    pub fn is_stopping(&self) -> bool {
        *lock(&self.stopping)
    }
}

/// A thread that panicked has been answered for already; its lock is as good as before.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Who a key belongs to, as `GetCallerIdentity` says.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Twelve digits.
    pub account: String,
    /// Of the user or of the assumed role's session.
    pub arn: String,
    /// The unique id.
    pub user_id: String,
}

impl Identity {
    /// A session of a role.
    pub fn of_session(partition: &str, account: &str, role: &str, role_id: &str, session: &str) -> Self {
        Self {
            account: account.to_owned(),
            arn: format!("arn:{partition}:sts::{account}:assumed-role/{role}/{session}"),
            user_id: format!("{role_id}:{session}"),
        }
    }
}

/// A key that was handed out.
#[derive(Debug)]
pub struct Issued {
    /// The key itself.
    pub key: Key,
    /// Who holds it.
    pub identity: Identity,
}

/// What changes as calls come in.
#[derive(Debug)]
pub struct State {
    /// How the services behave.
    pub settings: Settings,
    /// Requests seen.
    pub log: Log,
    /// Armed faults.
    pub faults: Vec<Fault>,
    /// What is answered in place of the services.
    pub script: Option<Script>,
    /// Keys handed out, by access key id.
    pub issued: HashMap<String, Issued>,
    /// Sessions of STS, by access key id.
    pub sessions: HashMap<String, Session>,
    /// MFA codes that were taken, each with its device's serial.
    pub used_codes: HashSet<(String, String)>,
    /// Secrets of registered SSO-OIDC clients, by client id.
    pub clients: HashMap<String, String>,
    /// Device authorizations.
    pub devices: Devices,
    /// Access key ids, by the sign-in token for the web console.
    pub sign_in_tokens: HashMap<String, String>,
    /// Authorization codes not yet redeemed.
    pub codes: HashMap<String, AuthorizationCode>,
    /// Session tokens of instance metadata.
    pub imds_tokens: HashSet<String>,
    /// How many lists the portal can give now.
    pub pace: Pace,
    counter: u64,
}

impl State {
    fn new(start: &Map<String, Value>) -> Self {
        Self {
            settings: Settings::new(start),
            log: Log::default(),
            faults: Vec::new(),
            script: None,
            issued: HashMap::new(),
            sessions: HashMap::new(),
            used_codes: HashSet::new(),
            clients: HashMap::new(),
            devices: Devices::default(),
            sign_in_tokens: HashMap::new(),
            codes: HashMap::new(),
            imds_tokens: HashSet::new(),
            pace: Pace::default(),
            counter: 0,
        }
    }

    /// A name that was not given before: `word-0001` and up, one count for all words.
    pub fn next_name(&mut self, word: &str) -> String {
        self.counter += 1;
        format!("{word}-{:04}", self.counter)
    }

    /// Remembers a key and who holds it.
    pub fn issue(&mut self, key: &Key, identity: Identity) {
        self.issued.insert(key.id.clone(), Issued { key: key.clone(), identity });
    }

    /// Who holds a key: as issued, as the settings say, or else a user derived from the key's id.
    pub fn identity(&self, access_key_id: &str) -> Identity {
        if let Some(issued) = self.issued.get(access_key_id) {
            return issued.identity.clone();
        }
        let told = self.settings.value("/users").get(access_key_id);
        let member = |name| told.and_then(|user| user.get(name)).and_then(Value::as_str).map(str::to_owned);
        let account = member("account").unwrap_or_else(|| keys::account_of(access_key_id));
        Identity {
            arn: member("arn").unwrap_or_else(|| format!("arn:aws:iam::{account}:user/{access_key_id}")),
            user_id: member("user_id").unwrap_or_else(|| match told {
                Some(_) => "AIDAEXAMPLE".to_owned(),
                None => keys::unique_id("AIDA", &["user", access_key_id]),
            }),
            account,
        }
    }
}
