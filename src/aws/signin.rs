//! The service behind `aws login`: new keys for a refresh token and a proof.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use reqwest::header::HeaderName;
use serde_json::{Value, json};

use crate::aws::client::Client;
use crate::aws::dpop::DpopKey;
use crate::aws::error::{AwsError, Fault, Part};
use crate::aws::rest::{self, Request, required};
use crate::domain::arn::Arn;
use crate::domain::secret::Secret;
use crate::domain::text::has_unsafe;

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

/// An authorization code, and what must come with it.
#[derive(Debug)]
pub struct Grant<'a> {
    /// The OAuth client that asked for it.
    pub client_id: &'a str,
    /// The code: good for one exchange.
    pub code: &'a Secret,
    /// Whose hash went with the question.
    pub verifier: &'a Secret,
    /// As it was in the question.
    pub redirect_uri: &'a str,
}

/// What a code gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Keys, and what renews them: always there.
    pub keys: Renewed,
    /// What the keys are of, as AWS names it.
    pub token_type: String,
    /// The identity token, as it came.
    pub id_token: Secret,
    /// Who signed in: the `sub` of the identity token, an ARN. It came from AWS itself by TLS, so its signature is not
    /// looked at.
    pub subject: String,
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

    /// `CreateOAuth2Token` with the code that the sign-in page gave, for the key that is to renew what comes.
    ///
    /// # Errors
    /// As [`Signin::refresh`].
    pub fn exchange(&self, grant: &Grant<'_>, key: &DpopKey) -> Result<SignedIn, AwsError> {
        let body = json!({
            "clientId": grant.client_id,
            "grantType": "authorization_code",
            "code": grant.code.reveal(),
            "codeVerifier": grant.verifier.reveal(),
            "redirectUri": grant.redirect_uri,
        });
        self.create_token(body, &[grant.code, grant.verifier], key, signed_in)
    }

    /// `CreateOAuth2Token` with a refresh token. Each attempt carries a proof of its own.
    ///
    /// # Errors
    /// Any [`AwsError`]. Of `AccessDeniedException` the code is the reason: `TOKEN_EXPIRED`, `AUTHCODE_EXPIRED`,
    /// `USER_CREDENTIALS_CHANGED`, `INSUFFICIENT_PERMISSIONS`.
    pub fn refresh(&self, client_id: &str, token: &Secret, key: &DpopKey) -> Result<Renewed, AwsError> {
        let body =
            json!({"clientId": client_id, "refreshToken": token.reveal(), "grantType": "refresh_token"});
        self.create_token(body, &[token], key, renewed)
    }

    fn create_token<T>(
        &self,
        body: Value,
        secrets: &[&Secret],
        key: &DpopKey,
        read: impl Fn(&Value) -> Result<T, Fault>,
    ) -> Result<T, AwsError> {
        let request = Request { method: Method::POST, path: PATH, query: &[], body: Some(body), secrets };
        let headers = || {
            let url = self.client.url(PATH)?;
            let proof = random()
                .and_then(|id| key.proof(url.as_str(), self.client.now(), id))
                .ok_or_else(|| Fault::Setup { why: "the DPoP key does not sign".into(), with: Part::Key })?;
            Ok(vec![(DPOP, rest::secret_header(&proof)?)])
        };
        rest::call_named(&self.client, &request, &headers, read, reason)
    }
}

/// The reason stands beside the error's name.
fn reason(code: &str, body: &Value) -> Option<String> {
    (code == DENIED).then(|| body.get("error")?.as_str().map(str::to_owned))?
}

fn signed_in(answer: &Value) -> Result<SignedIn, Fault> {
    let malformed = |why: &str| Fault::Malformed { why: why.to_owned() };
    let keys = renewed(answer)?;
    if keys.refresh_token.is_none() {
        return Err(malformed("the answer holds no refreshToken"));
    }
    let id_token = required(answer, "idToken")?;
    Ok(SignedIn {
        keys,
        token_type: required(answer, "tokenType")?.to_owned(),
        subject: subject(id_token)
            .ok_or_else(|| malformed("the answer's idToken does not say whose it is"))?,
        id_token: Secret::new(id_token),
    })
}

/// The `sub` of a JWT (RFC 7519). It becomes a line of the config file and a file's name, so it must be an ARN of one line.
fn subject(token: &str) -> Option<String> {
    let mut parts = token.split('.');
    let (_, claims, _) = (parts.next()?, parts.next()?, parts.next()?);
    let claims = URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    let subject = claims.get("sub")?.as_str().filter(|_| parts.next().is_none())?;
    let plain = !has_unsafe(subject) && subject.trim() == subject;
    (plain && Arn::parse(subject).is_some_and(|arn| arn.account_id().is_some())).then(|| subject.to_owned())
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
    fn token(claims: &str) -> String {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn what_a_code_gives_must_say_who_signed_in() {
        let arn = "arn:aws:iam::444455556666:user/me";
        let answer = |id_token: &str| {
            json!({
                "accessToken": {"accessKeyId": "ASIA1", "secretAccessKey": "s", "sessionToken": "t"},
                "tokenType": "aws_sigv4", "expiresIn": 900, "refreshToken": "r2", "idToken": id_token,
            })
        };
        let good = answer(&token(&json!({"sub": arn}).to_string()));
        let read = signed_in(&good).unwrap();
        assert_eq!((read.subject.as_str(), read.token_type.as_str()), (arn, "aws_sigv4"));
        let shown = format!("{read:?}");
        assert!(!shown.contains("e30") && !shown.contains("r2"), "{shown}");
        for missing in ["refreshToken", "idToken", "tokenType", "expiresIn"] {
            let mut answer = good.clone();
            answer.as_object_mut().unwrap().remove(missing);
            assert!(signed_in(&answer).is_err(), "{missing}");
        }
        for subject in
            ["", "me", "arn:aws:iam::444455556666", "arn:aws:iam:::root", " arn:aws:iam::444455556666:root"]
        {
            assert!(signed_in(&answer(&token(&json!({"sub": subject}).to_string()))).is_err(), "{subject}");
        }
        for hostile in ["arn:aws:iam::444455556666:user/a\nb = c", "arn:aws:iam::444455556666:\u{1b}[31m"] {
            assert!(signed_in(&answer(&token(&json!({"sub": hostile}).to_string()))).is_err(), "{hostile}");
        }
        for torn in ["", "e30", "e30.e30", "e30.!.c2ln", "e30.e30.c2ln.x", "e30.bnVsbA.c2ln"] {
            assert!(signed_in(&answer(torn)).is_err(), "{torn}");
        }
    }
}
