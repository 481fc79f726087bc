//! The endpoint that gives a container the credentials of its task or pod.
//!
//! Source: AWS SDKs and Tools reference guide, "Container credential provider"; AWS CLI v2, `botocore/utils.py`
//! (`ContainerMetadataFetcher`) for hosts, attempts and times.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderName, HeaderValue};
use reqwest::{Method, Url};
use serde_json::Value;

use crate::aws::client::told;
use crate::aws::error::{AwsError, Fault, Part};
use crate::aws::http::{Answer, Http};
use crate::aws::proxy::Proxies;
use crate::aws::timeouts::Timeouts;
use crate::domain::account::AccountId;
use crate::domain::credentials::Credentials;
use crate::domain::network::host_and_port;
use crate::domain::secret::Secret;
use crate::domain::text::printable;
use crate::domain::time;

/// The address that a relative URI is of.
const ADDRESS: &str = "http://169.254.170.2";
/// Hosts besides loopback addresses that may be asked without TLS. Names are not looked up.
const HOSTS: [&str; 4] = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23", "localhost"];
const ATTEMPTS: u32 = 3;
const PAUSE: Duration = Duration::from_secs(1);
const TIMEOUTS: Timeouts = Timeouts { connect: Duration::from_secs(2), total: Duration::from_secs(2) };
/// The longest message of the endpoint that is shown, in characters.
const LONGEST_MESSAGE: usize = 300;

/// Where a container's credentials are, checked.
#[derive(Clone, PartialEq, Eq)]
pub struct ContainerUri(Url);

/// Why a URI is not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadUri {
    /// It is none.
    NotAUri,
    /// It would send the token in the clear to this host, which may be anybody's.
    Host(String),
}

impl ContainerUri {
    /// `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI`.
    ///
    /// # Errors
    /// As [`full`](Self::full): it is put behind an address, where it could change the host.
    pub fn relative(path: &str) -> Result<Self, BadUri> {
        Self::full(&format!("{ADDRESS}{path}"))
    }

    /// `AWS_CONTAINER_CREDENTIALS_FULL_URI`: any with https; else of the container's addresses, or this machine.
    ///
    /// # Errors
    /// Where the rule forbids it.
    pub fn full(uri: &str) -> Result<Self, BadUri> {
        let Ok(url) = Url::parse(uri) else { return Err(BadUri::NotAUri) };
        let written = written_host(uri);
        match url.scheme() {
            "https" if url.has_host() => Ok(Self(url)),
            // What the host is taken for must be what is written: `127.1` is not, nor what stands before a `\`.
            "http" if is_near(&written) && bare(url.host_str().unwrap_or_default()) == written => {
                Ok(Self(url))
            }
            "http" => Err(BadUri::Host(written)),
            _ => Err(BadUri::NotAUri),
        }
    }
}

impl fmt::Debug for ContainerUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Path and query may tell more than they should.
        f.debug_tuple("ContainerUri").field(&host_and_port(self.0.as_str())).finish()
    }
}

fn is_near(host: &str) -> bool {
    HOSTS.contains(&host) || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The host as it is written, in lower case, without port and brackets.
fn written_host(uri: &str) -> String {
    let host = host_and_port(uri);
    let host = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => host.split(':').next().unwrap_or_default(),
    };
    host.to_ascii_lowercase()
}

fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

/// Asks the endpoint, without any proxy, up to three times with pauses of a second; `log` is told of each request.
///
/// # Errors
/// The last attempt's failure.
pub fn credentials(
    uri: &ContainerUri,
    token: Option<&Secret>,
    sleep: fn(Duration),
    log: Option<fn(&str)>,
) -> Result<Credentials, AwsError> {
    let ContainerUri(url) = uri;
    let http = Http::new(None, Proxies::none(), TIMEOUTS).telling(log);
    let mut attempts = 1;
    loop {
        let outcome = headers(token)
            .and_then(|headers| http.send(Method::GET, url, headers, None))
            .and_then(|answer| json(&answer, token));
        match outcome {
            Ok(value) => {
                return keys(&value).map_err(|fault| failed(url, fault, attempts));
            }
            Err(fault) if attempts == ATTEMPTS || matches!(fault, Fault::Setup { .. }) => {
                return Err(failed(url, fault, attempts));
            }
            Err(_) => {
                sleep(PAUSE);
                attempts += 1;
            }
        }
    }
}

fn headers(token: Option<&Secret>) -> Result<Vec<(HeaderName, HeaderValue)>, Fault> {
    let mut headers = vec![(ACCEPT, HeaderValue::from_static("application/json"))];
    if let Some(token) = token {
        let mut value = HeaderValue::from_bytes(token.reveal().as_bytes()).map_err(|_| Fault::Setup {
            why: "the authorization token holds what no header can".to_owned(),
            with: Part::Key,
        })?;
        value.set_sensitive(true);
        headers.push((AUTHORIZATION, value));
    }
    Ok(headers)
}

fn json(answer: &Answer, token: Option<&Secret>) -> Result<Value, Fault> {
    let body = serde_json::from_str::<Value>(&answer.body).ok();
    if answer.status == 200 {
        return body.ok_or_else(|| answer.not_json());
    }
    let text = |names: [&str; 2]| names.iter().find_map(|name| body.as_ref()?.get(name)?.as_str());
    Err(match text(["code", "Code"]) {
        Some(code) => {
            let shown = |text: &str| told(text, token.as_slice(), LONGEST_MESSAGE);
            let message = text(["message", "Message"]).unwrap_or_default();
            Fault::Service { status: answer.status, code: shown(code), message: shown(message) }
        }
        None => Fault::Status { status: answer.status, web_page: answer.html },
    })
}

/// The credentials in the JSON that containers and instances get: all of them temporary, with a token and an end.
pub(super) fn keys(value: &Value) -> Result<Credentials, Fault> {
    let malformed = |why: String| Fault::Malformed { why };
    let text = |name: &str| {
        let text = value.get(name).and_then(Value::as_str);
        text.ok_or_else(|| malformed(format!("the answer holds no {name}")))
    };
    let end = time::parse_zoned(text("Expiration")?)
        .ok_or_else(|| malformed("the answer's Expiration is no time with a zone".to_owned()))?;
    Ok(Credentials {
        access_key_id: text("AccessKeyId")?.to_owned(),
        secret_access_key: Secret::new(text("SecretAccessKey")?),
        session_token: Some(text("Token")?).filter(|token| !token.is_empty()).map(Secret::new),
        expires_at: Some(end),
        account_id: value.get("AccountId").and_then(Value::as_str).and_then(AccountId::parse),
    })
}

fn failed(url: &Url, fault: Fault, attempts: u32) -> AwsError {
    let host = printable(host_and_port(url.as_str())).into_owned();
    AwsError { fault, host, proxy: None, attempts, skew: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hosts_that_may_be_asked() {
        for uri in [
            "https://anything.example/x",
            "http://169.254.170.2/x",
            "http://169.254.170.23:80/v1/credentials",
            "http://[fd00:ec2::23]/x",
            "http://localhost:1234/x",
            "http://LOCALHOST/x",
            "http://127.0.0.1/x",
            "http://127.9.8.7:1/x",
            "http://[::1]:1/x",
            "http://user@127.0.0.1/x",
        ] {
            assert!(ContainerUri::full(uri).is_ok(), "{uri}");
        }
        for (uri, host) in [
            ("http://10.0.0.1/x", "10.0.0.1"),
            ("http://example.com/x", "example.com"),
            ("http://localhost.example.com/x", "localhost.example.com"),
            ("http://localhost@example.com/x", "example.com"),
            ("http://127.1/x", "127.1"),
            ("http://2130706433/x", "2130706433"),
            ("http://0x7f.0.0.1/x", "0x7f.0.0.1"),
            ("http://[fd00:ec2::24]/x", "fd00:ec2::24"),
        ] {
            assert_eq!(ContainerUri::full(uri), Err(BadUri::Host(host.into())), "{uri}");
        }
        for uri in ["http://evil.example\\@localhost/x", "http:\\\\evil.example\\@127.0.0.1"] {
            assert!(ContainerUri::full(uri).is_err(), "{uri}");
        }
        for uri in ["", "/x", "localhost/x", "ftp://localhost/x", "https://", "file:///x"] {
            assert_eq!(ContainerUri::full(uri), Err(BadUri::NotAUri), "{uri}");
        }
    }

    #[test]
    fn a_relative_uri_stays_at_its_address() {
        let url = |path: &str| ContainerUri::relative(path).map(|ContainerUri(url)| url.to_string());
        assert_eq!(url("/v2/credentials/x?y"), Ok("http://169.254.170.2/v2/credentials/x?y".into()));
        assert_eq!(url(""), Ok("http://169.254.170.2/".into()));
        assert_eq!(url("@evil.example/"), Err(BadUri::Host("evil.example".into())));
        assert_eq!(url(".evil.example/"), Err(BadUri::Host("169.254.170.2.evil.example".into())));
    }

    #[test]
    fn debug_tells_the_host_alone() {
        let uri = ContainerUri::full("http://localhost:1/sesame?sesame").unwrap();
        assert_eq!(format!("{uri:?}"), r#"ContainerUri("localhost:1")"#);
    }
}
