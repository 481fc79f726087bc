//! Signature Version 4: read from a request, and verified where the secret is known.
//! Source: IAM user guide, "Create a signed AWS API request".

use crate::digest;
use crate::form;
use crate::request::Request;
use crate::world::State;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// Whether the signature is the one that the known secret gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    Good,
    /// It is not.
    Bad,
    /// No secret is known for the key.
    NotChecked,
}

/// Whether the session token is the one that was issued with the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenCheck {
    /// It is.
    Good,
    /// There is none.
    Missing,
    /// It is another one.
    Mismatch,
}

/// What a signed request says about its signer.
#[derive(Debug)]
pub struct Signed {
    /// The signer.
    pub access_key_id: String,
    region: String,
    service: String,
    session_token: Option<String>,
    verdict: Verdict,
    token: Option<TokenCheck>,
}

impl Signed {
    /// Reads and verifies; `None` where the request carries no signature. `path` and `query` are the target
    /// as sent.
    pub fn read(state: &State, request: &Request, path: &str, query: &str) -> Option<Self> {
        let scheme = Authorization::read(request.headers.get("authorization")?)?;
        let session_token = request.headers.get("x-amz-security-token").map(str::to_owned);
        let issued = state.issued.get(scheme.access_key_id);
        let secret = match issued {
            Some(issued) => Some(issued.key.secret.as_str()),
            None => state.settings.entry("/secrets", scheme.access_key_id),
        };
        let verdict = match secret {
            None => Verdict::NotChecked,
            Some(secret) if scheme.is_signed_with(secret, request, path, query) => Verdict::Good,
            Some(_) => Verdict::Bad,
        };
        let token = issued.map(|issued| match &session_token {
            None => TokenCheck::Missing,
            Some(token) if *token == issued.key.token => TokenCheck::Good,
            Some(_) => TokenCheck::Mismatch,
        });
        Some(Self {
            access_key_id: scheme.access_key_id.to_owned(),
            region: scheme.region.to_owned(),
            service: scheme.service.to_owned(),
            session_token,
            verdict,
            token,
        })
    }

    /// Whether an AWS service would refuse it, as far as can be told.
    pub fn is_wrong(&self) -> bool {
        self.verdict == Verdict::Bad || self.token.is_some_and(|token| token != TokenCheck::Good)
    }

    /// Whether a session token came with it.
    pub fn has_token(&self) -> bool {
        self.session_token.is_some()
    }

    /// For the log. `token_check` is there for issued keys only.
    pub fn to_json(&self) -> Value {
        let mut fields = json!({
            "access_key_id": self.access_key_id,
            "region": self.region,
            "service": self.service,
            "session_token": self.session_token,
            "signature": match self.verdict {
                Verdict::Good => "ok",
                Verdict::Bad => "bad",
                Verdict::NotChecked => "not-checked",
            },
        });
        if let (Some(token), Value::Object(fields)) = (self.token, &mut fields) {
            let word = match token {
                TokenCheck::Good => "ok",
                TokenCheck::Missing => "missing",
                TokenCheck::Mismatch => "mismatch",
            };
            fields.insert("token_check".to_owned(), Value::from(word));
        }
        fields
    }
}

/// The parts of an `Authorization` header of this scheme.
struct Authorization<'a> {
    access_key_id: &'a str,
    date: &'a str,
    region: &'a str,
    service: &'a str,
    signed_headers: &'a str,
    signature: &'a str,
}

impl<'a> Authorization<'a> {
    fn read(header: &'a str) -> Option<Self> {
        let rest = header.strip_prefix(ALGORITHM)?.strip_prefix(char::is_whitespace)?;
        let part = |name| {
            rest.split(',')
                .find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
                .filter(|part| !part.is_empty())
        };
        let scope: Vec<&str> = part("Credential")?.split('/').collect();
        let [access_key_id, date, region, service, "aws4_request"] = scope[..] else { return None };
        let signature = part("Signature")?;
        let well_formed = ![access_key_id, region, service].contains(&"")
            && date.len() == 8
            && date.bytes().all(|byte| byte.is_ascii_digit())
            && signature.len() == 64
            && signature.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let signed_headers = part("SignedHeaders")?;
        well_formed.then_some(Self { access_key_id, date, region, service, signed_headers, signature })
    }

    /// All services but S3 encode the path once more for the canonical request; signers disagree on which
    /// endpoints that is for, so both forms are good.
    fn is_signed_with(&self, secret: &str, request: &Request, path: &str, query: &str) -> bool {
        [path.to_owned(), form::encode_path(path)]
            .iter()
            .any(|path| self.signature_with(secret, request, path, query) == self.signature)
    }

    fn signature_with(&self, secret: &str, request: &Request, path: &str, query: &str) -> String {
        let header = |name| request.headers.get(name).unwrap_or_default();
        let lines: Vec<String> = self
            .signed_headers
            .split(';')
            .map(|name| {
                let value: Vec<&str> = header(name).split_whitespace().collect();
                format!("{name}:{}", value.join(" "))
            })
            .collect();
        let canonical_headers = lines.join("\n") + "\n";
        let payload = match header("x-amz-content-sha256") {
            "" => digest::hex(&digest::of_bytes(&request.body)),
            told => told.to_owned(),
        };
        let canonical_request = [
            request.method.as_str(),
            path,
            &canonical_query(query),
            &canonical_headers,
            self.signed_headers,
            &payload,
        ]
        .join("\n");
        let scope = [self.date, self.region, self.service, "aws4_request"];
        let to_sign = [
            ALGORITHM,
            header("x-amz-date"),
            &scope.join("/"),
            &digest::hex(&digest::of_bytes(canonical_request.as_bytes())),
        ]
        .join("\n");
        let key =
            scope.iter().fold(format!("AWS4{secret}").into_bytes(), |key, part| authenticate(&key, part));
        digest::hex(&authenticate(&key, &to_sign))
    }
}

fn canonical_query(query: &str) -> String {
    let mut pairs: Vec<(String, String)> =
        form::pairs(query).iter().map(|(name, value)| (form::encode(name), form::encode(value))).collect();
    pairs.sort();
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

fn authenticate(key: &[u8], text: &str) -> Vec<u8> {
    // A key of any length is good for HMAC, so there is always a code.
    Hmac::<Sha256>::new_from_slice(key).map_or_else(
        |_| Vec::new(),
        |mut code| {
            code.update(text.as_bytes());
            code.finalize().into_bytes().to_vec()
        },
    )
}
