//! A link that a person was given, and that a browser is opened with where there is one.

use std::time::{Duration, Instant};

use crate::domain::env::Env;
use crate::error::Error;
use crate::sign_in::browser::{Opener, Opening, open};
use crate::sign_in::callback::{Arrival, Callback, Missed};
use crate::sign_in::cancel::Cancel;
use crate::sign_in::person::Person;

/// How often it is looked whether the browser could be opened at all.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// See the module.
pub(super) struct Opened<'a> {
    person: &'a dyn Person,
    /// `None` where nothing is opened, and once it has been told that it failed.
    opening: Option<Opening>,
}

impl<'a> Opened<'a> {
    /// Opens the link, if there is anything to open it with.
    ///
    /// # Errors
    /// As [`open`].
    pub(super) fn new(
        link: &str,
        openers: &[Opener],
        env: &Env,
        person: &'a dyn Person,
    ) -> Result<Self, Error> {
        let opening = if openers.is_empty() { None } else { Some(open(link, openers, env)?) };
        Ok(Self { person, opening })
    }

    /// Tells, once, that no browser could be opened.
    pub(super) fn look(&mut self) {
        if let Some(why) = self.opening.as_ref().and_then(Opening::failed) {
            self.person.note(&format!("no browser could be opened ({why}); open the link yourself"));
            self.opening = None;
        }
    }

    /// Waits for the browser to come back; whoever looks at the terminal is told what went wrong with it meanwhile.
    ///
    /// # Errors
    /// See [`Missed`].
    pub(super) fn arrival(
        mut self,
        callback: &Callback,
        patience: Duration,
        cancel: &Cancel,
    ) -> Result<Arrival, Missed> {
        let person = self.person;
        let stranger = || {
            person.note(
                "an answer came that belongs to another sign-in; it was not used, and awsp goes on waiting",
            );
        };
        let start = Instant::now();
        loop {
            let left = patience.saturating_sub(start.elapsed());
            match callback.wait(left.min(LOOK_EVERY), cancel, &stranger) {
                Err(Missed::TooLate) if !left.is_zero() => self.look(),
                outcome => return outcome,
            }
        }
    }
}
