//! Proof Key for Code Exchange (RFC 7636), and the value by which an answer is known to belong to the question.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::domain::secret::Secret;
use crate::error::Error;

/// So many random bytes make a verifier of 64 characters, as long as the AWS CLI's.
const VERIFIER_BYTES: usize = 48;
/// As many random bits as a key has.
const STATE_BYTES: usize = 32;

/// What is kept until a code is redeemed, and what is told of it before.
#[derive(Debug, Clone)]
pub struct Pkce {
    /// `code_verifier`: 64 characters of the URL's alphabet.
    pub verifier: Secret,
    /// `code_challenge` of the method S256.
    pub challenge: String,
}

impl Pkce {
    /// A new one.
    ///
    /// # Errors
    /// Where the system gives no random numbers.
    pub fn new() -> Result<Self, Error> {
        Ok(Self::of(encoded(&random::<VERIFIER_BYTES>()?)))
    }

    fn of(verifier: Secret) -> Self {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.reveal().as_bytes()));
        Self { verifier, challenge }
    }
}

/// A new `state`, which nobody can guess.
///
/// # Errors
/// Where the system gives no random numbers.
pub fn state() -> Result<Secret, Error> {
    Ok(encoded(&random::<STATE_BYTES>()?))
}

fn encoded(bytes: &[u8]) -> Secret {
    Secret::new(URL_SAFE_NO_PAD.encode(bytes))
}

/// So many bytes that nobody can guess.
pub(super) fn random<const BYTES: usize>() -> Result<[u8; BYTES], Error> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|_| no_random())?;
    Ok(bytes)
}

pub(super) fn no_random() -> Error {
    Error::failed("the system gives no random numbers")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_standard() {
        // RFC 7636, appendix B.
        let pkce = Pkce::of(Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert_eq!(pkce.challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn no_two_are_alike_and_the_verifier_has_the_length_that_the_standard_allows() {
        let (one, other) = (Pkce::new().unwrap(), Pkce::new().unwrap());
        assert_ne!(one.verifier, other.verifier);
        assert_eq!(one.verifier.reveal().len(), 64);
        assert_ne!(state().unwrap(), state().unwrap());
    }
}
