//! Proofs that a token's user holds the key that it was given out for: `DPoP`, RFC 9449.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use p256::SecretKey;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::DecodePrivateKey as _;
use serde_json::{Value, json};

use crate::domain::secret::Secret;

/// The PEM blocks that a key can stand in: SEC1, which the AWS CLI writes, and PKCS#8.
const SEC1: [&str; 2] = ["-----BEGIN EC PRIVATE KEY-----", "-----END EC PRIVATE KEY-----"];
const PKCS8: [&str; 2] = ["-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"];

/// What stands before and between the numbers of a private key on P-256 in SEC1 (RFC 5915), the curve's name and the
/// public key with it: without the name, OpenSSL would not know the key.
const DER_HEAD: [u8; 7] = [0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0x20];
const DER_MIDDLE: [u8; 17] =
    [0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0xa1, 0x44, 0x03, 0x42, 0x00];
/// The characters on a line of PEM. Source: RFC 7468, section 2.
const PEM_LINE: usize = 64;
/// How often a key is drawn, of which one in billions is none.
const DRAWS: u32 = 8;

/// A private key on the curve P-256.
pub struct DpopKey(SigningKey);

impl fmt::Debug for DpopKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

impl DpopKey {
    /// The key in this PEM text, whichever of the two forms it has and whatever stands around its block (OpenSSL puts the
    /// curve's name before it); `None` where there is none.
    #[must_use]
    pub fn from_pem(pem: &Secret) -> Option<Self> {
        let pem = pem.reveal();
        let key = match (block(pem, SEC1), block(pem, PKCS8)) {
            (Some(sec1), _) => SecretKey::from_sec1_pem(sec1).ok()?,
            (None, Some(pkcs8)) => SecretKey::from_pkcs8_pem(pkcs8).ok()?,
            (None, None) => return None,
        };
        Some(Self(SigningKey::from(key)))
    }

    /// A new key; `None` where the system gives no random numbers.
    #[must_use]
    pub fn generate() -> Option<Self> {
        let mut bytes = [0; 32];
        for _ in 0..DRAWS {
            getrandom::fill(&mut bytes).ok()?;
            if let Ok(key) = SecretKey::from_slice(&bytes) {
                return Some(Self(SigningKey::from(key)));
            }
        }
        None
    }

    /// The key as PEM, in SEC1 with the curve's name, as the AWS CLI writes it and every tool reads it.
    #[must_use]
    pub fn to_pem(&self) -> Secret {
        let public = self.0.verifying_key().to_sec1_point(false);
        let der = [&DER_HEAD[..], self.0.to_bytes().as_slice(), &DER_MIDDLE, public.as_bytes()].concat();
        let [begin, end] = SEC1;
        let mut pem = format!("{begin}\n");
        for (at, character) in STANDARD.encode(der).chars().enumerate() {
            if at > 0 && at % PEM_LINE == 0 {
                pem.push('\n');
            }
            pem.push(character);
        }
        pem.extend(["\n", end, "\n"]);
        Secret::new(pem)
    }

    /// The value of the header `DPoP` for one POST to `url`: a compact JWS. `id` must never be the same again.
    ///
    /// `None` where the key cannot sign, which no key that could be read is known to do.
    #[must_use]
    pub fn proof(&self, url: &str, now: DateTime<Utc>, id: [u8; 16]) -> Option<Secret> {
        let point = self.0.verifying_key().to_sec1_point(false);
        let (x, y) = (encode(point.x()?), encode(point.y()?));
        let header = json!({
            "typ": "dpop+jwt",
            "alg": "ES256",
            "jwk": {"kty": "EC", "x": x, "y": y, "crv": "P-256"},
        });
        let claims = json!({"htm": "POST", "htu": url, "iat": now.timestamp(), "jti": uuid(id)});
        let part = |value: Value| encode(value.to_string().as_bytes());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature: Signature = self.0.try_sign(signed.as_bytes()).ok()?;
        Some(Secret::new(format!("{signed}.{}", encode(&signature.to_bytes()))))
    }
}

/// The PEM block between these two lines, with them.
fn block<'a>(pem: &'a str, [begin, end]: [&str; 2]) -> Option<&'a str> {
    let from = pem.get(pem.find(begin)?..)?;
    from.get(..from.find(end)? + end.len())
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A random UUID (RFC 9562, version 4) of these random bytes.
#[must_use]
pub fn uuid(random: [u8; 16]) -> String {
    let bits = u128::from_be_bytes(random);
    let bits = bits & !(0xF << 76) | (4 << 76);
    let bits = bits & !(0b11 << 62) | (0b10 << 62);
    let hex = format!("{bits:032x}");
    [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| hex.get(part).unwrap_or_default()).join("-")
}

#[cfg(test)]
mod tests;
