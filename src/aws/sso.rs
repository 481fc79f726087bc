//! The portal of IAM Identity Center: role credentials for who has signed in. Source: IAM Identity Center Portal API
//! reference.

mod list;

pub use list::{ListedAccount, Page};

use chrono::DateTime;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde_json::Value;

use crate::aws::client::Client;
use crate::aws::error::{AwsError, Fault};
use crate::aws::rest::{self, Request, call, required, secret_header};
use crate::domain::account::AccountId;
use crate::domain::credentials::Credentials;
use crate::domain::secret::Secret;

/// The sign-in's token goes in a header of this name; calls are not signed.
const TOKEN: HeaderName = HeaderName::from_static("x-amz-sso_bearer_token");

/// A client of the portal.
#[derive(Debug)]
pub struct Portal {
    client: Client,
}

impl Portal {
    /// A client that calls by `client`.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// Host and port, for talking about it.
    #[must_use]
    pub fn host(&self) -> &str {
        self.client.endpoint.host()
    }

    /// `GetRoleCredentials`: the account's credentials for a role, which is the name of a permission set.
    ///
    /// # Errors
    /// Any [`AwsError`]; credentials that have already ended are [`Fault::EndedAtOnce`]. Status 401 means that the
    /// sign-in holds no more.
    pub fn role_credentials(
        &self,
        token: &Secret,
        account_id: &str,
        role_name: &str,
    ) -> Result<Credentials, AwsError> {
        let request = Request {
            method: Method::GET,
            path: "/federation/credentials",
            query: &[("role_name", role_name), ("account_id", account_id)],
            body: None,
            secrets: &[token],
        };
        let headers = || Ok(vec![(TOKEN, secret_header(token)?)]);
        call(&self.client, &request, &headers, |answer| {
            let credentials = credentials(answer, account_id)?;
            if credentials.ended(self.client.now()) {
                return Err(Fault::EndedAtOnce);
            }
            Ok(credentials)
        })
    }

    /// `Logout`: ends the sign-in that the token is of, for every device that has it. Only known where it holds still:
    /// the answer has no content.
    ///
    /// # Errors
    /// Any [`AwsError`]. Status 401 means that it held no more.
    pub fn logout(&self, token: &Secret) -> Result<(), AwsError> {
        let path = "/logout";
        let send = || {
            let mut headers = vec![(TOKEN, secret_header(token)?)];
            headers.push((CONTENT_TYPE, HeaderValue::from_static("application/json")));
            self.client.http.send(Method::POST, &self.client.url(path)?, headers, None)
        };
        self.client.run(&[token], send, rest::nothing)
    }
}

/// Whether the portal says that the sign-in does not hold.
#[must_use]
pub fn ends_sign_in(error: &AwsError) -> bool {
    match &error.fault {
        Fault::Service { status, code, .. } => *status == 401 || code == "UnauthorizedException",
        Fault::Status { status, web_page } => *status == 401 && !web_page,
        _ => false,
    }
}

/// The end comes in milliseconds; of those the AWS CLI keeps whole seconds.
fn credentials(answer: &Value, account_id: &str) -> Result<Credentials, Fault> {
    let malformed = |why: &str| Fault::Malformed { why: why.to_owned() };
    let given =
        answer.get("roleCredentials").ok_or_else(|| malformed("the answer holds no roleCredentials"))?;
    let end = given.get("expiration").and_then(Value::as_i64);
    let end = end.and_then(|milliseconds| DateTime::from_timestamp(milliseconds.div_euclid(1000), 0));
    Ok(Credentials {
        access_key_id: required(given, "accessKeyId")?.to_owned(),
        secret_access_key: Secret::new(required(given, "secretAccessKey")?),
        session_token: Some(Secret::new(required(given, "sessionToken")?)),
        expires_at: Some(end.ok_or_else(|| malformed("the answer holds no expiration"))?),
        account_id: AccountId::parse(account_id),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_that_lacks_a_field_is_malformed() {
        let whole = json!({"accessKeyId": "ASIA", "secretAccessKey": "s", "sessionToken": "t", "expiration": 1_900_000_000_999_i64});
        let read = |given: &Value| credentials(&json!({ "roleCredentials": given }), "111122223333");
        let got = read(&whole).unwrap();
        assert_eq!(got.expires_at.unwrap().timestamp_millis(), 1_900_000_000_000);
        assert_eq!(got.account_id, AccountId::parse("111122223333"));
        for name in whole.as_object().unwrap().keys() {
            for spoiled in [json!(null), json!(""), json!({}), json!("x".repeat(0))] {
                let mut given = whole.clone();
                given[name] = spoiled;
                assert!(matches!(read(&given), Err(Fault::Malformed { .. })), "{name}");
            }
        }
        assert!(credentials(&json!([]), "").is_err());
    }
}
