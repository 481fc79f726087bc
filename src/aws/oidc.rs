//! The token service of IAM Identity Center. Source: IAM Identity Center OIDC API reference.

use reqwest::Method;
use serde_json::{Value, json};

use crate::aws::client::Client;
use crate::aws::error::{AwsError, Fault};
use crate::aws::rest::{Request, call, required};
use crate::domain::secret::Secret;

/// A client of the token service.
#[derive(Debug)]
pub struct Oidc {
    client: Client,
}

/// What `CreateToken` gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// The access token.
    pub access_token: Secret,
    /// How many seconds it lives.
    pub expires_in: i64,
    /// What it can be renewed with; `None` where the service wants a person the next time.
    pub refresh_token: Option<Secret>,
}

impl Oidc {
    /// A client that calls by `client`.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// `CreateToken` for a registered client with a refresh token, which may not hold afterwards: the new one takes its
    /// place.
    ///
    /// # Errors
    /// Any [`AwsError`].
    pub fn refresh(
        &self,
        client_id: &str,
        client_secret: &Secret,
        refresh_token: &Secret,
    ) -> Result<NewToken, AwsError> {
        let body = json!({
            "grantType": "refresh_token",
            "clientId": client_id,
            "clientSecret": client_secret.reveal(),
            "refreshToken": refresh_token.reveal(),
        });
        let request = Request {
            method: Method::POST,
            path: "/token",
            query: &[],
            body: Some(body),
            secrets: &[client_secret, refresh_token],
        };
        call(&self.client, &request, &|| Ok(Vec::new()), new_token)
    }
}

fn new_token(answer: &Value) -> Result<NewToken, Fault> {
    let refresh_token = answer.get("refreshToken").and_then(Value::as_str).filter(|text| !text.is_empty());
    let expires_in = answer.get("expiresIn").and_then(Value::as_i64);
    Ok(NewToken {
        access_token: Secret::new(required(answer, "accessToken")?),
        expires_in: expires_in
            .ok_or_else(|| Fault::Malformed { why: "the answer holds no expiresIn".to_owned() })?,
        refresh_token: refresh_token.map(Secret::new),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refresh_token_need_not_come_but_all_else_must() {
        let whole =
            json!({"accessToken": "a", "tokenType": "Bearer", "expiresIn": 28800, "refreshToken": "r"});
        assert_eq!(new_token(&whole).unwrap().refresh_token, Some(Secret::new("r")));
        for none in [json!(null), json!("")] {
            let mut answer = whole.clone();
            answer["refreshToken"] = none;
            assert_eq!(new_token(&answer).unwrap().refresh_token, None);
        }
        for name in ["accessToken", "expiresIn"] {
            let mut answer = whole.clone();
            answer[name] = json!("");
            assert!(new_token(&answer).is_err(), "{name}");
        }
    }
}
