//! The service behind `aws login`: new keys for a refresh token and a proof.

use reqwest::Method;
use reqwest::header::HeaderName;
use serde_json::{Value, json};

use crate::aws::client::Client;
use crate::aws::dpop::DpopKey;
use crate::aws::error::{AwsError, Fault, Part};
use crate::aws::rest::{self, Request, required};
use crate::domain::secret::Secret;

const PATH: &str = "/v1/token";
const DPOP: HeaderName = HeaderName::from_static("dpop");
/// The error that has its reason in a member of its own.
const DENIED: &str = "AccessDeniedException";
/// The longest life of keys that is believed, in seconds; AWS gives 15 minutes.
const LONGEST: u64 = 7 * 24 * 3600;

/// A sign-in client for one endpoint.
#[derive(Debug)]
pub struct Signin {
    client: Client,
}

/// What a refresh gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewed {
    /// New keys …
    pub access_key_id: String,
    /// … with their secret …
    pub secret_access_key: Secret,
    /// … and token.
    pub session_token: Secret,
    /// How long they live, in seconds.
    pub lives: u32,
    /// Takes the place of the one that was sent, which is used up; `None`: that one stays.
    pub refresh_token: Option<Secret>,
}

impl Signin {
    /// Sign-in at the client's endpoint.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// `CreateOAuth2Token` with a refresh token. Each attempt carries a proof of its own.
    ///
    /// # Errors
    /// Any [`AwsError`]. Of `AccessDeniedException` the code is the reason: `TOKEN_EXPIRED`, `AUTHCODE_EXPIRED`,
    /// `USER_CREDENTIALS_CHANGED`, `INSUFFICIENT_PERMISSIONS`.
    pub fn refresh(&self, client_id: &str, token: &Secret, key: &DpopKey) -> Result<Renewed, AwsError> {
        let body =
            json!({"clientId": client_id, "refreshToken": token.reveal(), "grantType": "refresh_token"});
        let request =
            Request { method: Method::POST, path: PATH, query: &[], body: Some(body), secrets: &[token] };
        let headers = || {
            let url = self.client.url(PATH)?;
            let proof = random()
                .and_then(|id| key.proof(url.as_str(), self.client.now(), id))
                .ok_or_else(|| Fault::Setup { why: "the DPoP key does not sign".into(), with: Part::Key })?;
            Ok(vec![(DPOP, rest::secret_header(&proof)?)])
        };
        rest::call_named(&self.client, &request, &headers, renewed, reason)
    }
}

/// The reason stands beside the error's name.
fn reason(code: &str, body: &Value) -> Option<String> {
    (code == DENIED).then(|| body.get("error")?.as_str().map(str::to_owned))?
}

fn renewed(answer: &Value) -> Result<Renewed, Fault> {
    let malformed = |why: &str| Fault::Malformed { why: why.to_owned() };
    let keys = answer.get("accessToken").ok_or_else(|| malformed("the answer holds no accessToken"))?;
    let text = |name: &str| answer.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let lives = answer.get("expiresIn").and_then(Value::as_u64);
    Ok(Renewed {
        access_key_id: required(keys, "accessKeyId")?.to_owned(),
        secret_access_key: Secret::new(required(keys, "secretAccessKey")?),
        session_token: Secret::new(required(keys, "sessionToken")?),
        lives: lives
            .filter(|lives| (1..=LONGEST).contains(lives))
            .and_then(|lives| u32::try_from(lives).ok())
            .ok_or_else(|| malformed("the answer's expiresIn is no number of seconds"))?,
        refresh_token: text("refreshToken").map(Secret::new),
    })
}

fn random() -> Option<[u8; 16]> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_whole_or_not_at_all() {
        let whole = json!({
            "accessToken": {"accessKeyId": "ASIA1", "secretAccessKey": "s", "sessionToken": "t"},
            "tokenType": "aws_sigv4", "expiresIn": 900, "refreshToken": "r2",
        });
        let read = renewed(&whole).unwrap();
        assert_eq!((read.access_key_id.as_str(), read.lives), ("ASIA1", 900));
        assert_eq!(read.refresh_token, Some(Secret::new("r2")));
        for (pointer, spoiled) in [
            ("/accessToken", json!("text")),
            ("/accessToken/accessKeyId", json!(5)),
            ("/accessToken/secretAccessKey", json!("")),
            ("/accessToken/sessionToken", json!(null)),
            ("/expiresIn", json!("900")),
            ("/expiresIn", json!(0)),
            ("/expiresIn", json!(-900)),
            ("/expiresIn", json!(1e300)),
        ] {
            let mut value = whole.clone();
            *value.pointer_mut(pointer).unwrap() = spoiled;
            assert!(renewed(&value).is_err(), "{pointer}");
        }
        let shown = format!("{read:?}");
        assert!(!shown.contains("\"r2\"") && !shown.contains("\"t\"") && !shown.contains("\"s\""), "{shown}");
    }
}
