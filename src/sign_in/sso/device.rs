//! By a code that a person types into any browser.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::aws::oidc::{Device, Grant, OauthError};
use crate::error::Error;
use crate::sign_in::browser::check;
use crate::sign_in::opened::Opened;
use crate::sign_in::sso::files::Files;
use crate::sign_in::sso::{Failure, SignIn, SignedIn, Way, registered, trouble};

/// What is added when the service asks for slower questions (RFC 8628, section 3.5).
const SLOWER: Duration = Duration::from_secs(5);
/// Shorter and longer waits than these are no service's.
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_mins(1);
/// A longer code nobody types.
const LONGEST_CODE: usize = 64;

impl SignIn<'_> {
    pub(super) fn by_code(&self, files: &Files, renewed: bool) -> Result<SignedIn, Failure> {
        let registration = self.client(files, Way::Device, renewed)?;
        let (oidc, client) = (Arc::clone(&self.oidc), registered(&registration));
        let start_url = self.session.portal.clone();
        let asked_at = Instant::now();
        let device =
            self.cancel.beside(move || oidc.start_device(&client, &start_url))?.map_err(|error| {
                let told = trouble::called(&error, self);
                match OauthError::of(&error) {
                    Some(OauthError::InvalidClient) => Failure::Client(told),
                    _ => Failure::Final(told),
                }
            })?;
        self.check(&device)?;
        let ends = Duration::from_secs(device.expires_in.into());
        let mut interval = Duration::from_secs(device.interval.into()).clamp(SHORTEST, LONGEST);
        let mut shown: Option<Opened<'_>> = None;
        let mut offline = false;
        loop {
            // As the AWS CLI does, once before a person is asked: they may have allowed it already.
            match self.redeem(files, &registration, Grant::Device(device.code.clone())) {
                Err(Failure::Undecided { slower }) => {
                    interval = if slower { (interval + SLOWER).min(LONGEST) } else { interval };
                    offline = false;
                }
                Err(Failure::Offline(error)) => {
                    if !offline {
                        self.person.note(&format!("{}; trying again", error.message));
                    }
                    offline = true;
                }
                outcome => return outcome,
            }
            match &mut shown {
                Some(opened) => opened.look(),
                None => shown = Some(self.show(&device)?),
            }
            let left = ends.saturating_sub(asked_at.elapsed());
            if left.is_zero() {
                return Err(trouble::attempt(self).code_ended().into());
            }
            // (The last question is asked when the code has just ended, and the service says so.)
            self.cancel.pause(interval.min(left))?;
        }
    }

    /// A code and a link are shown, and the link is opened: they must be what they say.
    fn check(&self, device: &Device) -> Result<(), Error> {
        let links = std::iter::once(&device.link).chain(&device.whole_link);
        for link in links {
            check(link).map_err(|_| trouble::strange_link(self))?;
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if device.user_code.len() > LONGEST_CODE || !device.user_code.chars().all(plain) {
            return Err(trouble::strange_link(self));
        }
        Ok(())
    }

    fn show(&self, device: &Device) -> Result<Opened<'_>, Error> {
        let Device { user_code, link, whole_link, .. } = device;
        self.person.code(user_code, link, whole_link.as_deref(), !self.openers.is_empty());
        Opened::new(whole_link.as_ref().unwrap_or(link), self.openers, self.env, self.person)
    }
}
