//! The federation endpoint: a token that signs a browser in to the web console, for temporary credentials.
//!
//! Source: IAM user guide, "Enable custom identity broker access to the AWS console".

use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use serde_json::{Value, json};

use crate::aws::client::Client;
use crate::aws::error::{AwsError, Fault};
use crate::aws::http::Answer;
use crate::aws::{form, rest};
use crate::domain::credentials::Credentials;
use crate::domain::secret::Secret;

const PATH: &str = "/federation";

/// The federation endpoint at one URL.
#[derive(Debug)]
pub struct Federation {
    client: Client,
}

impl Federation {
    /// At the client's endpoint.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// `getSigninToken`: good for 15 minutes. By POST, so that no URL, which proxies write down, holds credentials.
    /// `duration` is how long the console's session is to last, in seconds; without it, as long as the credentials.
    ///
    /// # Errors
    /// Any [`AwsError`]; what AWS does not take is [`Fault::Status`] 400, with a web page and no reason.
    pub fn sign_in_token(
        &self,
        credentials: &Credentials,
        duration: Option<u32>,
    ) -> Result<Secret, AwsError> {
        let token = credentials.session_token.as_ref();
        let session = json!({
            "sessionId": credentials.access_key_id,
            "sessionKey": credentials.secret_access_key.reveal(),
            "sessionToken": token.map_or("", Secret::reveal),
        });
        let session = session.to_string();
        let duration = duration.map(|seconds| seconds.to_string());
        let mut params = vec![("Action", "getSigninToken")];
        params.extend(duration.as_deref().map(|seconds| ("SessionDuration", seconds)));
        params.push(("Session", &session));
        let body = form::encode(&params);
        let send = || {
            let headers = vec![
                (CONTENT_TYPE, HeaderValue::from_static(form::CONTENT_TYPE)),
                (ACCEPT, HeaderValue::from_static("application/json")),
            ];
            self.client.http.send(Method::POST, &self.client.url(PATH)?, headers, Some(body.clone()))
        };
        let secrets: Vec<&Secret> = std::iter::once(&credentials.secret_access_key).chain(token).collect();
        self.client.run(&secrets, send, read)
    }

    /// The link that signs a browser in and leads it to `destination`. When the session has ended, the console leads to
    /// `issuer`, where there is one.
    ///
    /// # Errors
    /// [`Fault::Setup`] where the endpoint is no http or https URL.
    pub fn link(&self, token: &Secret, destination: &str, issuer: Option<&str>) -> Result<Secret, Fault> {
        let mut url = self.client.url(PATH)?;
        let mut pairs = vec![("Action", "login")];
        pairs.extend(issuer.map(|issuer| ("Issuer", issuer)));
        pairs.extend([("Destination", destination), ("SigninToken", token.reveal())]);
        url.set_query(Some(&rest::query(&pairs)));
        Ok(Secret::new(url.as_str()))
    }
}

fn read(answer: &Answer) -> Result<Secret, Fault> {
    if answer.status != 200 {
        return Err(Fault::Status { status: answer.status, web_page: answer.html });
    }
    let body: Value = serde_json::from_str(&answer.body).map_err(|_| answer.not_json())?;
    let token = rest::required(&body, "SigninToken")?;
    if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Fault::Malformed { why: "the answer's SigninToken holds what no token has".to_owned() });
    }
    Ok(Secret::new(token))
}
