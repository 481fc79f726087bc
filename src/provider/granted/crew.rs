//! Many calls at a time, at the pace that the portal takes.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::aws::error::AwsError;
use crate::aws::pace::{Pace, Turn};
use crate::aws::sso::{ListedAccount, Portal, ends_sign_in};
use crate::domain::account::AccountId;
use crate::domain::granted::GrantedRoles;
use crate::domain::secret::Secret;
use crate::provider::granted::{is_of_account, pages};

/// So many calls are under way at once: enough for the portal's twenty a second where each takes half a second.
const WORKERS: usize = 12;
/// How often progress is told.
const TELL: Duration = Duration::from_millis(200);
/// The longest that a worker sleeps before it looks whether there is anything to do still.
const NAP: Duration = Duration::from_millis(100);
/// How many calls in a row may be throttled, for each attempt that a call may take, before the portal is given up.
const PATIENCE: u32 = 10;
/// So many accounts that cannot be read though they may be later, and none that can: it is not the accounts.
const HOPELESS: usize = 10;

/// What the calls have in common.
pub(super) struct Crew<'a> {
    portal: &'a Portal,
    attempts: u32,
    sleep: fn(Duration),
    pace: Mutex<Pace>,
    /// How many calls in a row were throttled.
    throttled: AtomicU32,
    stop: AtomicBool,
}

/// How asking for the roles ended.
pub(super) enum Ended {
    /// There is nothing left to ask.
    Done,
    /// The token is not taken any more; the accounts that are not known yet must be asked for with another one.
    SignedOut(AwsError),
    /// The portal cannot be asked.
    Failed(AwsError),
}

impl<'a> Crew<'a> {
    /// `attempts` for a call that fails in a way that may pass, throttling apart; `sleep` pauses.
    pub(super) fn new(portal: &'a Portal, attempts: u32, sleep: fn(Duration)) -> Self {
        Self {
            portal,
            attempts,
            sleep,
            pace: Mutex::new(Pace::new(Instant::now())),
            throttled: AtomicU32::new(0),
            stop: AtomicBool::new(false),
        }
    }

    /// All accounts, as listed.
    pub(super) fn accounts(&self, token: &Secret) -> Result<Vec<ListedAccount>, AwsError> {
        pages::all(self.portal.host(), |next| self.call(|| self.portal.accounts(token, next)))
    }

    /// Asks for the roles of these accounts, and puts what it learns into `known`. `progress` is told how many that are.
    pub(super) fn roles(
        &self,
        token: &Secret,
        accounts: &[&AccountId],
        known: &mut BTreeMap<AccountId, GrantedRoles>,
        progress: &dyn Fn(usize),
    ) -> Ended {
        self.stop.store(false, Ordering::Relaxed);
        let next = AtomicUsize::new(0);
        let (tell, told) = mpsc::channel();
        let mut tally = Tally { good: known.len(), bad: 0, done: 0, ended: Ended::Done };
        thread::scope(|scope| {
            for _ in 0..WORKERS.min(accounts.len()) {
                let (tell, next) = (tell.clone(), &next);
                scope.spawn(move || {
                    while let Some(&id) = accounts.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let outcome = self.roles_of(token, id);
                        if self.stop.load(Ordering::Relaxed) && outcome.is_err() {
                            return;
                        }
                        // Whoever listens does so to the end.
                        let _ = tell.send((id, outcome));
                    }
                });
            }
            drop(tell);
            let mut next_word = Instant::now();
            loop {
                match told.recv_timeout(TELL) {
                    Ok((id, outcome)) => {
                        if let Some(roles) = tally.count(outcome) {
                            known.insert(id.clone(), roles);
                        }
                        if !matches!(tally.ended, Ended::Done) {
                            self.stop.store(true, Ordering::Relaxed);
                            next.store(accounts.len(), Ordering::Relaxed);
                        }
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => break,
                }
                if Instant::now() >= next_word {
                    progress(tally.done);
                    next_word = Instant::now() + TELL;
                }
            }
        });
        progress(tally.done);
        tally.ended
    }

    /// The roles of one account: each once, in order.
    fn roles_of(&self, token: &Secret, id: &AccountId) -> Result<Vec<String>, AwsError> {
        let page = |next: Option<&str>| self.call(|| self.portal.roles(token, id.as_str(), next));
        let mut roles = pages::all(self.portal.host(), page)?;
        roles.sort_unstable();
        roles.dedup();
        Ok(roles)
    }

    /// One call, as soon as it may be made. Being throttled is no failure while others get through.
    fn call<T>(&self, ask: impl Fn() -> Result<T, AwsError>) -> Result<T, AwsError> {
        let mut failed = 0;
        loop {
            let turn = self.turn();
            let error = match ask() {
                Ok(value) => {
                    self.throttled.store(0, Ordering::Relaxed);
                    self.pace().taken(Instant::now());
                    return Ok(value);
                }
                Err(error) => error,
            };
            if error.fault.is_throttling() {
                self.pace().throttled(turn, Instant::now());
                let row = self.throttled.fetch_add(1, Ordering::Relaxed) + 1;
                if row > self.attempts.saturating_mul(PATIENCE) || self.stop.load(Ordering::Relaxed) {
                    return Err(AwsError { attempts: row, ..error });
                }
                continue;
            }
            failed += 1;
            if failed >= self.attempts || !error.fault.may_pass() || self.stop.load(Ordering::Relaxed) {
                return Err(AwsError { attempts: failed, ..error });
            }
            (self.sleep)(NAP * 2_u32.saturating_pow(failed.min(5)));
        }
    }

    fn turn(&self) -> Turn {
        loop {
            let turn = self.pace().turn(Instant::now());
            match turn {
                Ok(turn) => return turn,
                Err(wait) => (self.sleep)(wait.min(NAP)),
            }
        }
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What has come in.
struct Tally {
    good: usize,
    bad: usize,
    done: usize,
    ended: Ended,
}

impl Tally {
    /// What is known of an account after this; `None` where that is nothing and it may be asked for again.
    fn count(&mut self, outcome: Result<Vec<String>, AwsError>) -> Option<GrantedRoles> {
        let error = match outcome {
            Ok(roles) => {
                (self.good, self.done) = (self.good + 1, self.done + 1);
                return Some(GrantedRoles::Read(roles));
            }
            Err(error) => error,
        };
        if ends_sign_in(&error) {
            self.ended = Ended::SignedOut(error);
            return None;
        }
        self.bad += 1;
        let throttled = error.fault.is_throttling();
        let hopeless = self.good == 0 && self.bad >= HOPELESS && error.fault.may_pass();
        if throttled || hopeless || !is_of_account(&error.fault) {
            self.ended = Ended::Failed(error);
            return None;
        }
        self.done += 1;
        Some(GrantedRoles::Unread(error.to_string()))
    }
}
