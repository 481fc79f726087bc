//! The instance's metadata service (IMDS): credentials of the instance's role, and its region.
//!
//! Source: EC2 user guide, "Use the Instance Metadata Service to access instance metadata"; AWS CLI v2,
//! `botocore/utils.py` (`IMDSFetcher`) for attempts and what leads back to version 1.

use std::fmt;

use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Method, Url};
use serde_json::Value;

use crate::aws::client::told;
use crate::aws::container::keys;
use crate::aws::error::{AwsError, Fault, Part};
use crate::aws::http::{Answer, Http};
use crate::aws::proxy::Proxies;
use crate::aws::timeouts::Timeouts;
use crate::domain::credentials::Credentials;
use crate::domain::metadata::Metadata;
use crate::domain::network::host_and_port;
use crate::domain::text::printable;

const TOKEN_PATH: &str = "latest/api/token";
const ROLE_PATH: &str = "latest/meta-data/iam/security-credentials/";
const ZONE_PATH: &str = "latest/meta-data/placement/availability-zone/";
const TTL: HeaderName = HeaderName::from_static("x-aws-ec2-metadata-token-ttl-seconds");
/// Six hours, in seconds.
const LIFETIME: HeaderValue = HeaderValue::from_static("21600");
const TOKEN: HeaderName = HeaderName::from_static("x-aws-ec2-metadata-token");
/// The longest message of the service that is shown, in characters.
const LONGEST_MESSAGE: usize = 300;

/// The service, for one round of requests with one token.
#[derive(Debug)]
pub struct Imds<'a> {
    settings: &'a Metadata,
    http: Http,
}

/// Why there is nothing from the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nothing {
    /// It is switched off, or the settings leave no attempt.
    Off,
    /// It did not answer, or not with what was asked for.
    Failed(AwsError),
    /// It gives no token, and may not be asked without one.
    NoToken,
    /// It has no credentials: the instance has no role, or EC2 may not assume it.
    Told {
        /// Its words.
        message: String,
    },
}

impl fmt::Display for Nothing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("asking it is switched off, or given no time"),
            Self::Failed(error) => error.fmt(f),
            Self::NoToken => {
                f.write_str("it gives no token, and asking without one (IMDSv1) is switched off")
            }
            Self::Told { message } => write!(f, "its metadata says {message}"),
        }
    }
}

/// A token; empty where the service is asked without one.
struct Token(Option<HeaderValue>);

impl<'a> Imds<'a> {
    /// The service as the settings say, through the proxies that the variables name.
    ///
    /// `log` is told of each request.
    #[must_use]
    pub fn new(settings: &'a Metadata, proxies: Proxies, log: Option<fn(&str)>) -> Self {
        let timeouts = Timeouts { connect: settings.timeout, total: settings.timeout };
        Self { settings, http: Http::new(None, proxies, timeouts).telling(log) }
    }

    /// The credentials of the instance's role.
    ///
    /// # Errors
    /// Why there are none.
    pub fn credentials(&self) -> Result<Credentials, Nothing> {
        let token = self.token()?;
        let role = self.get(ROLE_PATH, &token, |_| true)?;
        let path = format!("{ROLE_PATH}{}", role.trim_end());
        let body = self.get(&path, &token, |body| serde_json::from_str::<Value>(body).is_ok())?;
        let value = serde_json::from_str::<Value>(&body).unwrap_or_default();
        let fields = ["AccessKeyId", "SecretAccessKey", "Token", "Expiration"];
        if let Some(missing) = fields.iter().find(|field| value.get(**field).is_none()) {
            let text = |name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
            let words = match (text("Code"), text("Message")) {
                (_, None) => format!("nothing of {missing}"),
                (None, Some(message)) => message.to_owned(),
                (Some(code), Some(message)) => format!("{code}: {message}"),
            };
            return Err(Nothing::Told { message: told(&words, &[], LONGEST_MESSAGE) });
        }
        keys(&value).map_err(|fault| self.failed(fault))
    }

    /// The name of the instance's region: its availability zone without the last letter.
    ///
    /// # Errors
    /// Why there is none.
    pub fn region(&self) -> Result<String, Nothing> {
        let token = self.token()?;
        let mut zone = self.get(ZONE_PATH, &token, |_| true)?;
        zone.pop();
        Ok(zone)
    }

    /// A token, which version 2 demands. Where the service says that it has none, does not answer in time or not at
    /// all, version 1 is tried without one.
    fn token(&self) -> Result<Token, Nothing> {
        if !self.settings.enabled || self.settings.attempts == 0 {
            return Err(Nothing::Off);
        }
        for _ in 0..self.settings.attempts {
            let headers = vec![(TTL, LIFETIME)];
            match self.send(Method::PUT, TOKEN_PATH, headers) {
                Ok(answer) => match answer.status {
                    200 => {
                        let setup = || Fault::Malformed { why: "the token is none".to_owned() };
                        let mut value =
                            HeaderValue::from_str(&answer.body).map_err(|_| self.failed(setup()))?;
                        value.set_sensitive(true);
                        return Ok(Token(Some(value)));
                    }
                    403..=405 => return Ok(Token(None)),
                    400 => return Err(self.failed(status(&answer))),
                    _ => {}
                },
                Err(Fault::Timeout { .. }) => return Ok(Token(None)),
                Err(fault) if is_passing(&fault) => {}
                Err(fault) => return Err(self.failed(fault)),
            }
        }
        Ok(Token(None))
    }

    /// The body of an answer that is not empty and that `good` takes.
    fn get(&self, path: &str, token: &Token, good: fn(&str) -> bool) -> Result<String, Nothing> {
        let Token(value) = token;
        if !self.settings.without_token && value.as_ref().is_none_or(HeaderValue::is_empty) {
            return Err(Nothing::NoToken);
        }
        let mut last = Fault::Interrupted;
        for _ in 0..self.settings.attempts {
            let headers = value.iter().map(|value| (TOKEN, value.clone())).collect();
            last = match self.send(Method::GET, path, headers) {
                Ok(answer) if answer.status != 200 => status(&answer),
                Ok(answer) if answer.body.is_empty() => {
                    Fault::Malformed { why: "the answer is empty".to_owned() }
                }
                Ok(answer) if good(&answer.body) => return Ok(answer.body),
                Ok(answer) => answer.not_json(),
                Err(fault) if is_passing(&fault) => fault,
                Err(fault) => return Err(self.failed(fault)),
            };
        }
        Err(self.failed(last))
    }

    fn send(
        &self,
        method: Method,
        path: &str,
        headers: Vec<(HeaderName, HeaderValue)>,
    ) -> Result<Answer, Fault> {
        let setup = || Fault::Setup {
            why: "the metadata service's URL is no http or https URL".to_owned(),
            with: Part::Url,
        };
        let url = self.url(path).ok_or_else(setup)?;
        self.http.send(method, &url, headers, None)
    }

    fn url(&self, path: &str) -> Option<Url> {
        let base = &self.settings.url;
        let slash = if base.ends_with('/') { "" } else { "/" };
        let url = Url::parse(&format!("{base}{slash}{path}")).ok()?;
        (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
    }

    fn failed(&self, fault: Fault) -> Nothing {
        let is_last = !matches!(fault, Fault::Setup { .. } | Fault::Tls { .. } | Fault::Proxy { .. });
        let attempts = if is_last { self.settings.attempts } else { 1 };
        let host = printable(host_and_port(&self.settings.url)).into_owned();
        let proxy = self.url("").and_then(|url| self.http.via(&url)).map(Box::new);
        Nothing::Failed(AwsError { fault, host, proxy, attempts, skew: None })
    }
}

fn status(answer: &Answer) -> Fault {
    Fault::Status { status: answer.status, web_page: answer.html }
}

/// Trouble of the connection, after which it is tried again.
fn is_passing(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::Interrupted
            | Fault::Timeout { .. }
            | Fault::Refused
            | Fault::UnknownHost
            | Fault::Unreachable { .. }
    )
}
