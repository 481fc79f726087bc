//! The token service of IAM Identity Center. Source: IAM Identity Center OIDC API reference.

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde_json::{Map, Value, json};

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

/// A program that is to be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClient {
    /// `clientName`.
    pub name: String,
    /// What its tokens may be used for; empty: what the service gives by default.
    pub scopes: Vec<String>,
    /// Where a browser comes back to, and the start URL that gives the codes; `None` for device codes.
    pub browser: Option<Redirect>,
}

/// See [`NewClient::browser`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// `redirectUris`: without a port, as every port will do (RFC 8252, section 7.3).
    pub uri: String,
    /// `issuerUrl`.
    pub issuer: String,
}

/// A registered client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// `clientId`.
    pub id: String,
    /// `clientSecret`.
    pub secret: Secret,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// What `StartDeviceAuthorization` gives. Texts are the service's: not yet made harmless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// What is redeemed in the end.
    pub code: Secret,
    /// What a person types in.
    pub user_code: String,
    /// Where.
    pub link: String,
    /// The same with the code in it.
    pub whole_link: Option<String>,
    /// In how many seconds the code ends.
    pub expires_in: u32,
    /// How many seconds to wait between two attempts.
    pub interval: u32,
}

/// What is redeemed for a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grant {
    /// A device code.
    Device(Secret),
    /// An authorization code.
    Code {
        /// The code.
        code: Secret,
        /// Where the browser brought it, with the port.
        redirect_uri: String,
        /// The verifier of its challenge.
        verifier: Secret,
    },
}

/// The errors of OAuth that a program acts on. Sources: RFC 6749, section 5.2, and RFC 8628, section 3.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OauthError {
    /// The person has not decided yet.
    Pending,
    /// The same, and it was asked too often.
    SlowDown,
    /// The device code has ended.
    Expired,
    /// The person, or an administrator, has said no.
    Denied,
    /// The registration does not hold any more.
    InvalidClient,
    /// The code does not hold: spent, ended, or another verifier's or client's.
    InvalidGrant,
    /// A client of this kind is not registered here.
    Unsupported,
}

/// The longest life of a token that is believed, in seconds: a year. AWS gives 90 days at most, and a file that told of an
/// end in a year of five digits would be read by nobody.
const LONGEST_LIFE: i64 = 366 * 24 * 3600;

impl NewToken {
    /// When it ends, if it was asked for then; `None` where that is no sensible moment.
    #[must_use]
    pub fn end(&self, asked_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let life = Some(self.expires_in).filter(|life| (1..=LONGEST_LIFE).contains(life))?;
        asked_at.checked_add_signed(TimeDelta::try_seconds(life)?)
    }
}

impl OauthError {
    /// Which of them it is.
    #[must_use]
    pub fn of(error: &AwsError) -> Option<Self> {
        Some(match error.fault.service_code()? {
            "AuthorizationPendingException" => Self::Pending,
            "SlowDownException" => Self::SlowDown,
            "ExpiredTokenException" => Self::Expired,
            "AccessDeniedException" => Self::Denied,
            "InvalidClientException" => Self::InvalidClient,
            "InvalidGrantException" => Self::InvalidGrant,
            "UnsupportedGrantTypeException"
            | "UnauthorizedClientException"
            | "InvalidRequestException"
            | "InvalidRedirectUriException"
            | "InvalidClientMetadataException" => Self::Unsupported,
            _ => return None,
        })
    }
}

/// Until when a person may take for a device code if the service does not say, in seconds, and how long a program waits
/// between two attempts (RFC 8628, section 3.5).
const DEVICE_LIFE: u32 = 600;
const INTERVAL: u32 = 5;

impl Oidc {
    /// A client that calls by `client`.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// `RegisterClient`.
    ///
    /// # Errors
    /// Any [`AwsError`].
    pub fn register(&self, new: &NewClient) -> Result<Registered, AwsError> {
        let mut body = json!({"clientName": new.name, "clientType": "public"});
        if let Some(members) = body.as_object_mut() {
            if let Some(Redirect { uri, issuer }) = &new.browser {
                members.insert("grantTypes".to_owned(), json!(GRANTS));
                members.insert("redirectUris".to_owned(), json!([uri]));
                members.insert("issuerUrl".to_owned(), json!(issuer));
            }
            if !new.scopes.is_empty() {
                members.insert("scopes".to_owned(), json!(new.scopes));
            }
        }
        self.post("/client/register", body, &[], |answer| {
            let end = answer.get("clientSecretExpiresAt").and_then(Value::as_i64);
            Ok(Registered {
                id: required(answer, "clientId")?.to_owned(),
                secret: Secret::new(required(answer, "clientSecret")?),
                expires_at: end
                    .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
                    .ok_or_else(|| malformed("the answer's clientSecretExpiresAt is no moment"))?,
            })
        })
    }

    /// `StartDeviceAuthorization`.
    ///
    /// # Errors
    /// Any [`AwsError`].
    pub fn start_device(&self, client: &Registered, start_url: &str) -> Result<Device, AwsError> {
        let body = json!({
            "clientId": client.id, "clientSecret": client.secret.reveal(), "startUrl": start_url,
        });
        self.post("/device_authorization", body, &[&client.secret], device)
    }

    /// `CreateToken` for what a person has allowed. The code is used up by it.
    ///
    /// # Errors
    /// Any [`AwsError`]; see [`OauthError`].
    pub fn redeem(&self, client: &Registered, grant: &Grant) -> Result<NewToken, AwsError> {
        let mut body = Map::new();
        let mut put = |name: &str, text: &str| body.insert(name.to_owned(), text.into());
        let mut secrets = vec![&client.secret];
        match grant {
            Grant::Device(_) => put("grantType", "urn:ietf:params:oauth:grant-type:device_code"),
            Grant::Code { .. } => put("grantType", "authorization_code"),
        };
        put("clientId", &client.id);
        put("clientSecret", client.secret.reveal());
        match grant {
            Grant::Device(code) => {
                put("deviceCode", code.reveal());
                secrets.push(code);
            }
            Grant::Code { code, redirect_uri, verifier } => {
                put("code", code.reveal());
                put("redirectUri", redirect_uri);
                put("codeVerifier", verifier.reveal());
                secrets.extend([code, verifier]);
            }
        }
        self.post("/token", Value::Object(body), &secrets, new_token)
    }

    /// The page on which a person allows it, and from which the browser comes back with a code.
    ///
    /// # Errors
    /// [`Fault::Setup`] where the endpoint is no web address.
    pub fn authorize_url(&self, query: &[(&str, &str)]) -> Result<String, Fault> {
        let mut url = self.client.url("/authorize")?;
        url.query_pairs_mut().extend_pairs(query);
        // A blank is %20 to everybody, a plus sign only in forms.
        let query = url.query().unwrap_or_default().replace('+', "%20");
        url.set_query(Some(&query));
        Ok(url.into())
    }

    fn post<T>(
        &self,
        path: &str,
        body: Value,
        secrets: &[&Secret],
        read: impl Fn(&Value) -> Result<T, Fault>,
    ) -> Result<T, AwsError> {
        let request = Request { method: Method::POST, path, query: &[], body: Some(body), secrets };
        call(&self.client, &request, &|| Ok(Vec::new()), read)
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
        self.post("/token", body, &[client_secret, refresh_token], new_token)
    }
}

/// What a client of the browser's flow may do, in the order of the AWS CLI.
pub const GRANTS: [&str; 2] = ["authorization_code", "refresh_token"];

fn malformed(why: &str) -> Fault {
    Fault::Malformed { why: why.to_owned() }
}

fn device(answer: &Value) -> Result<Device, Fault> {
    let text = |name: &str| answer.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let seconds = |name: &str, usual: u32| match answer.get(name) {
        None | Some(Value::Null) => Ok(usual),
        Some(value) => value
            .as_u64()
            .and_then(|seconds| u32::try_from(seconds).ok())
            .ok_or_else(|| malformed(&format!("the answer's {name} is no number of seconds"))),
    };
    Ok(Device {
        code: Secret::new(required(answer, "deviceCode")?),
        user_code: required(answer, "userCode")?.to_owned(),
        link: required(answer, "verificationUri")?.to_owned(),
        whole_link: text("verificationUriComplete").map(str::to_owned),
        expires_in: seconds("expiresIn", DEVICE_LIFE)?,
        interval: seconds("interval", INTERVAL)?,
    })
}

fn new_token(answer: &Value) -> Result<NewToken, Fault> {
    let refresh_token = answer.get("refreshToken").and_then(Value::as_str).filter(|text| !text.is_empty());
    let expires_in = answer.get("expiresIn").and_then(Value::as_i64);
    let access_token = required(answer, "accessToken")?;
    // It goes in a header.
    if !access_token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(malformed("the answer's accessToken holds what no token has"));
    }
    let expires_in = expires_in.ok_or_else(|| malformed("the answer holds no expiresIn"))?;
    Ok(NewToken {
        access_token: Secret::new(access_token),
        expires_in,
        refresh_token: refresh_token.map(Secret::new),
    })
}

#[cfg(test)]
mod tests;
