//! The hashing and encoding that everything derived goes through.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// SHA-256 of the parts joined by `|`.
pub fn of_parts(parts: &[&str]) -> [u8; 32] {
    of_bytes(parts.join("|").as_bytes())
}

/// SHA-256 of the bytes.
pub fn of_bytes(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String has no way to fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Base64 with padding, the ordinary alphabet.
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Base64 without padding, the URL-safe alphabet, as JWT and PKCE want it (RFC 7515, section 2).
pub fn base64_url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The first `length` characters of the base32 form (RFC 4648, section 6): the alphabet of AWS's own ids.
pub fn base32(bytes: &[u8], length: usize) -> String {
    let bit = |index: usize| bytes.get(index / 8).map_or(0, |byte| (byte >> (7 - index % 8)) & 1);
    (0..(bytes.len() * 8).div_ceil(5).min(length))
        .map(|position| {
            let value = (position * 5..position * 5 + 5).fold(0, |value, index| (value << 1) | bit(index));
            char::from(if value < 26 { b'A' + value } else { b'2' + (value - 26) })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base32_agrees_with_the_vectors_of_rfc_4648() {
        for (plain, encoded) in [("f", "MY"), ("fo", "MZXQ"), ("foob", "MZXW6YQ"), ("foobar", "MZXW6YTBOI")] {
            assert_eq!(base32(plain.as_bytes(), 99), encoded);
        }
        assert_eq!(base32(b"foobar", 3), "MZX");
    }

    #[test]
    fn hex_keeps_leading_zeros() {
        assert_eq!(hex(&[0, 10, 255]), "000aff");
    }
}
