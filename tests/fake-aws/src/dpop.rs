//! The shape of a DPoP proof. Source: RFC 9449, section 4.2. Its signature is not verified.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

/// Bytes of an ES256 signature (RFC 7518, section 3.4).
const ES256_BYTES: usize = 64;

/// A proof as the log shows it: what it says where it can be read, `problem` where it cannot.
#[derive(Debug)]
pub struct Proof {
    fields: Value,
    valid: bool,
    made_at: Option<i64>,
}

impl Proof {
    /// Reads the value of the header `DPoP`.
    pub fn read(header: Option<&str>) -> Self {
        let parts = header.ok_or("there is none").and_then(split);
        let Parts { header: head, claims, signature_bytes } = match parts {
            Ok(parts) => parts,
            Err(problem) => {
                let fields = json!({"present": header.is_some(), "valid_shape": false, "problem": problem});
                return Self { fields, valid: false, made_at: None };
            }
        };
        let member = |of: &Map<String, Value>, name: &str| of.get(name).cloned().unwrap_or_default();
        let valid = member(&head, "alg") == "ES256"
            && member(&head, "typ") == "dpop+jwt"
            && member(&claims, "htm") == "POST"
            && claims.contains_key("jti")
            && claims.contains_key("iat")
            && signature_bytes == ES256_BYTES;
        let fields = json!({
            "present": true,
            "valid_shape": valid,
            "header": {"typ": member(&head, "typ"), "alg": member(&head, "alg")},
            "jwk_keys": head.get("jwk").and_then(Value::as_object).map(sorted_names).unwrap_or_default(),
            "claims": {"htm": member(&claims, "htm"), "htu": member(&claims, "htu")},
            "claim_names": sorted_names(&claims),
            "jti": member(&claims, "jti"),
            "signature_bytes": signature_bytes,
        });
        Self { fields, valid, made_at: claims.get("iat").and_then(Value::as_i64) }
    }

    /// Whether it has all that a proof must have.
    pub fn is_valid(&self) -> bool {
        self.valid
    }

    /// When it was made, in seconds since 1970.
    pub fn made_at(&self) -> Option<i64> {
        self.made_at
    }

    /// For the log.
    pub fn into_json(self) -> Value {
        self.fields
    }
}

struct Parts {
    header: Map<String, Value>,
    claims: Map<String, Value>,
    signature_bytes: usize,
}

fn split(text: &str) -> Result<Parts, &'static str> {
    let parts: Vec<&str> = text.split('.').collect();
    let [header, claims, signature] = parts[..] else { return Err("it has not three parts") };
    Ok(Parts {
        header: object(header).ok_or("its header is no JSON object")?,
        claims: object(claims).ok_or("its claims are no JSON object")?,
        signature_bytes: decode(signature).ok_or("its signature is not base64")?.len(),
    })
}

fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&decode(part)?).ok()
}

fn decode(part: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()
}

fn sorted_names(of: &Map<String, Value>) -> Vec<String> {
    let mut names: Vec<String> = of.keys().cloned().collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(header: &Value, claims: &Value, signature_bytes: usize) -> Proof {
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let text = format!(
            "{}.{}.{}",
            part(header.to_string().as_bytes()),
            part(claims.to_string().as_bytes()),
            part(&vec![7; signature_bytes])
        );
        Proof::read(Some(&text))
    }

    #[test]
    fn a_whole_proof_is_valid_and_shown() {
        let header = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": {"x": 1, "kty": "EC"}});
        let proof = proof(&header, &json!({"jti": "1", "htm": "POST", "htu": "u", "iat": 1}), 64);
        assert!(proof.is_valid());
        assert_eq!(proof.made_at(), Some(1));
        assert_eq!(
            proof.into_json(),
            json!({
                "present": true, "valid_shape": true, "header": {"typ": "dpop+jwt", "alg": "ES256"},
                "jwk_keys": ["kty", "x"], "claims": {"htm": "POST", "htu": "u"},
                "claim_names": ["htm", "htu", "iat", "jti"], "jti": "1", "signature_bytes": 64,
            })
        );
    }

    #[test]
    fn whatever_is_missing_makes_it_invalid() {
        let header = json!({"typ": "dpop+jwt", "alg": "ES256"});
        let claims = json!({"jti": "1", "htm": "POST", "iat": 1});
        assert!(proof(&header, &claims, 64).is_valid());
        assert!(!proof(&header, &claims, 63).is_valid());
        assert!(!proof(&json!({"typ": "dpop+jwt", "alg": "none"}), &claims, 64).is_valid());
        assert!(!proof(&json!({"typ": "jwt", "alg": "ES256"}), &claims, 64).is_valid());
        for (name, other) in [("jti", None), ("iat", None), ("htm", Some("GET"))] {
            let mut claims = claims.clone();
            match other {
                Some(value) => claims[name] = json!(value),
                None => drop(claims.as_object_mut().unwrap().remove(name)),
            }
            assert!(!proof(&header, &claims, 64).is_valid(), "{name}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        for (text, present, problem) in [
            (None, false, "there is none"),
            (Some("a.b"), true, "it has not three parts"),
            (Some("!.e30.AA"), true, "its header is no JSON object"),
            (Some("e30.W10.AA"), true, "its claims are no JSON object"),
            (Some("e30.e30.?"), true, "its signature is not base64"),
        ] {
            let expected = json!({"present": present, "valid_shape": false, "problem": problem});
            assert_eq!(Proof::read(text).into_json(), expected);
        }
    }
}
