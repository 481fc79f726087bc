//! The Security Token Service: who am I, and become this role.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Url;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue};
use roxmltree::{Document, Node};

use crate::aws::endpoint::Endpoint;
use crate::aws::error::{AwsError, Fault, Part};
use crate::aws::http::{Answer, Http};
use crate::aws::retry::Retry;
use crate::aws::{form, sign, xml};
use crate::domain::account::AccountId;
use crate::domain::arn::Arn;
use crate::domain::credentials::Credentials;
use crate::domain::identity::Identity;
use crate::domain::secret::Secret;
use crate::domain::text::printable;
use crate::domain::time;

/// The version of the Query API, fixed since 2011.
const VERSION: &str = "2011-06-15";
/// How far the clocks may be apart before that is the likely reason of a refused signature.
const TOLERATED_SKEW: TimeDelta = TimeDelta::minutes(4);
/// Codes that a wrong clock leads to.
const CLOCK_CODES: &[&str] =
    &["RequestExpired", "SignatureDoesNotMatch", "InvalidSignatureException", "RequestTimeTooSkewed"];
/// The longest message of a service that is shown, in characters.
const LONGEST_MESSAGE: usize = 500;

/// An STS client for one endpoint.
#[derive(Debug)]
pub struct Sts {
    endpoint: Endpoint,
    http: Http,
    retry: Retry,
    clock: fn() -> DateTime<Utc>,
}

/// The parameters of `AssumeRole`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssumeRole {
    /// `RoleArn`.
    pub role_arn: String,
    /// `RoleSessionName`.
    pub session_name: String,
    /// `ExternalId`.
    pub external_id: Option<String>,
    /// `DurationSeconds`; STS takes 3600 where absent.
    pub duration_seconds: Option<u32>,
    /// `SourceIdentity`.
    pub source_identity: Option<String>,
    /// `SerialNumber` and `TokenCode`.
    pub mfa: Option<(String, Secret)>,
}

/// What `AssumeRole` gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssumedRole {
    /// Temporary credentials with an end, and the account of the role's ARN.
    pub credentials: Credentials,
    /// `arn:…:sts::ACCOUNT:assumed-role/NAME/SESSION`.
    pub arn: String,
}

impl Sts {
    /// A client; `clock` dates the signatures, `sleep` pauses between attempts.
    #[must_use]
    pub fn new(
        endpoint: Endpoint,
        http: Http,
        max_attempts: u32,
        clock: fn() -> DateTime<Utc>,
        sleep: fn(Duration),
    ) -> Self {
        Self { endpoint, http, retry: Retry::new(max_attempts, sleep), clock }
    }

    /// `GetCallerIdentity`: needs no permission, so it fails only for credentials that do not work.
    ///
    /// # Errors
    /// Any [`AwsError`].
    pub fn get_caller_identity(&self, credentials: &Credentials) -> Result<Identity, AwsError> {
        let params = [("Action", "GetCallerIdentity"), ("Version", VERSION)];
        self.call(&params, credentials, &[], |result| {
            let account = required(result, "Account")?;
            Ok(Identity {
                account_id: AccountId::parse(&account)
                    .ok_or_else(|| malformed("the answer's account is not twelve digits"))?,
                arn: required(result, "Arn")?,
                user_id: required(result, "UserId")?,
                verified_at: (self.clock)(),
            })
        })
    }

    /// `AssumeRole`.
    ///
    /// # Errors
    /// Any [`AwsError`]; credentials that have already ended are [`Fault::EndedAtOnce`].
    pub fn assume_role(&self, credentials: &Credentials, role: &AssumeRole) -> Result<AssumedRole, AwsError> {
        let duration = role.duration_seconds.map(|seconds| seconds.to_string());
        let mut params = vec![
            ("Action", "AssumeRole"),
            ("Version", VERSION),
            ("RoleArn", role.role_arn.as_str()),
            ("RoleSessionName", role.session_name.as_str()),
        ];
        let optional = [
            ("ExternalId", role.external_id.as_deref()),
            ("DurationSeconds", duration.as_deref()),
            ("SourceIdentity", role.source_identity.as_deref()),
            ("SerialNumber", role.mfa.as_ref().map(|(serial, _)| serial.as_str())),
            ("TokenCode", role.mfa.as_ref().map(|(_, code)| code.reveal())),
        ];
        params.extend(optional.iter().filter_map(|(name, value)| value.map(|value| (*name, value))));
        let secret = role.mfa.as_ref().map(|(_, code)| code);
        self.call(&params, credentials, secret.as_slice(), |result| self.assumed(result))
    }

    fn assumed(&self, result: Node<'_, '_>) -> Result<AssumedRole, Fault> {
        let keys = xml::child(result, "Credentials")
            .ok_or_else(|| malformed("the answer to AssumeRole holds no credentials"))?;
        let user = xml::child(result, "AssumedRoleUser")
            .ok_or_else(|| malformed("the answer to AssumeRole does not tell the session's ARN"))?;
        let arn = required(user, "Arn")?;
        let end = time::parse(&required(keys, "Expiration")?)
            .ok_or_else(|| malformed("the answer's expiration is no time"))?;
        let credentials = Credentials {
            access_key_id: required(keys, "AccessKeyId")?,
            secret_access_key: Secret::new(required(keys, "SecretAccessKey")?),
            session_token: Some(Secret::new(required(keys, "SessionToken")?)),
            expires_at: Some(end),
            account_id: Arn::parse(&arn).and_then(|arn| arn.account_id()),
        };
        if credentials.ended((self.clock)()) {
            return Err(Fault::EndedAtOnce);
        }
        Ok(AssumedRole { credentials, arn })
    }

    /// One call with its retries: signs anew each time, for the clock moves on.
    fn call<T>(
        &self,
        params: &[(&str, &str)],
        credentials: &Credentials,
        secrets: &[&Secret],
        read: impl Fn(Node<'_, '_>) -> Result<T, Fault>,
    ) -> Result<T, AwsError> {
        let body = form::encode(params);
        let mut server_time = None;
        let outcome = self.retry.run(|| {
            let answer = self.send(&body, credentials)?;
            server_time = answer.date.map(|date| date - (self.clock)());
            interpret(&answer, &read)
        });
        outcome.map_err(|(fault, attempts)| {
            let fault = scrub(fault, credentials, secrets);
            let by_clock = match &fault {
                Fault::Service { code, .. } => CLOCK_CODES.contains(&code.as_str()),
                Fault::EndedAtOnce => true,
                _ => false,
            };
            let skew = server_time.filter(|skew| by_clock && skew.abs() > TOLERATED_SKEW);
            let proxy = parse_url(&self.endpoint.url).ok().and_then(|url| self.http.via(&url)).map(Box::new);
            AwsError { fault, host: self.endpoint.host().to_owned(), proxy, attempts, skew }
        })
    }

    fn send(&self, body: &str, credentials: &Credentials) -> Result<Answer, Fault> {
        let url = parse_url(&self.endpoint.url)?;
        let request = sign::Request {
            url: url.as_str(),
            headers: &[(CONTENT_TYPE.as_str(), form::CONTENT_TYPE)],
            body: body.as_bytes(),
        };
        let region = &self.endpoint.signing_region;
        let mut headers: Vec<_> = sign::post(request, credentials, region, "sts", (self.clock)())?
            .into_iter()
            .map(|(name, value)| (HeaderName::from_static(name), value))
            .collect();
        headers.push((CONTENT_TYPE, HeaderValue::from_static(form::CONTENT_TYPE)));
        headers.push((ACCEPT, HeaderValue::from_static("*/*")));
        self.http.post(&url, headers, body.to_owned())
    }
}

/// The URL without user and password, which would replace the signature's header.
fn parse_url(text: &str) -> Result<Url, Fault> {
    let setup =
        || Fault::Setup { why: "the endpoint's URL is not an http or https URL".to_owned(), with: Part::Url };
    let mut url = Url::parse(text).map_err(|_| setup())?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(setup());
    }
    url.set_username("").and_then(|()| url.set_password(None)).map_err(|()| setup())?;
    Ok(url)
}

fn interpret<T>(answer: &Answer, read: impl Fn(Node<'_, '_>) -> Result<T, Fault>) -> Result<T, Fault> {
    if answer.status == 200 {
        let not_xml = if answer.body.trim().is_empty() {
            "the answer is empty"
        } else if answer.html {
            "the answer is a web page instead of XML"
        } else {
            "the answer is not the XML that STS sends"
        };
        let document = Document::parse(&answer.body).map_err(|_| malformed(not_xml))?;
        let result = document
            .root_element()
            .children()
            .find(|node| node.is_element() && node.tag_name().name().ends_with("Result"))
            .ok_or_else(|| malformed(not_xml))?;
        return read(result);
    }
    Err(match xml::error(&answer.body) {
        Some(error) => Fault::Service { status: answer.status, code: error.code, message: error.message },
        None => Fault::Status { status: answer.status, web_page: answer.html },
    })
}

fn required(parent: Node<'_, '_>, name: &str) -> Result<String, Fault> {
    xml::text(parent, name)
        .filter(|text| !text.is_empty())
        .ok_or_else(|| malformed(&format!("the answer holds no {name}")))
}

fn malformed(why: &str) -> Fault {
    Fault::Malformed { why: why.to_owned() }
}

/// Takes secrets out of a service's message, should it repeat what it got, and everything a terminal could act on.
/// Only the first line counts: what follows may be the request as the service saw it.
fn scrub(fault: Fault, credentials: &Credentials, secrets: &[&Secret]) -> Fault {
    let Fault::Service { status, code, message } = fault else { return fault };
    let own = std::iter::once(&credentials.secret_access_key).chain(credentials.session_token.as_ref());
    let mut message = message.lines().next().unwrap_or_default().to_owned();
    for secret in own.chain(secrets.iter().copied()).filter(|secret| !secret.is_empty()) {
        message = message.replace(secret.reveal(), "(hidden)");
    }
    let message = printable(&message).chars().take(LONGEST_MESSAGE).collect();
    let code = printable(&code).chars().take(LONGEST_MESSAGE).collect();
    Fault::Service { status, code, message }
}

#[cfg(test)]
mod tests;
