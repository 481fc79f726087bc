//! What the calls to every service have in common: an endpoint, attempts, and what is told of a failure.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::Url;

use crate::aws::clock::Clock;
use crate::aws::endpoint::Endpoint;
use crate::aws::error::{AwsError, Fault, Part};
use crate::aws::http::{Answer, Http};
use crate::aws::retry::Retry;
use crate::domain::secret::Secret;
use crate::domain::text::printable;

/// Codes that a wrong clock leads to. Source: the AWS SDKs for JavaScript and Rust, which sign again after them.
const CLOCK_CODES: &[&str] = &[
    "InvalidSignatureException",
    "RequestExpired",
    "RequestInTheFuture",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
];
/// Those of them that a wrong secret leads to as well.
const SIGNATURE_CODES: &[&str] = &["InvalidSignatureException", "SignatureDoesNotMatch"];
/// What the sign-in service has for a proof that it does not take, be it for its time or for anything else.
const PROOF_REFUSED: &str = "ValidationException";
/// What AWS says then, where it is the clock.
const CLOCK_WORDS: &[&str] = &["Signature expired", "Signature not yet current"];
/// The longest message of a service that is shown, in characters.
const LONGEST_MESSAGE: usize = 500;

/// A service's endpoint, and how it is talked to.
#[derive(Debug)]
pub struct Client {
    /// Where requests go.
    pub endpoint: Endpoint,
    /// What sends them; services share one.
    pub http: Arc<Http>,
    retry: Retry,
    clock: Arc<Clock>,
}

impl Client {
    /// A client; `clock` dates the signatures, `sleep` pauses between attempts.
    #[must_use]
    pub fn new(
        endpoint: Endpoint,
        http: Arc<Http>,
        max_attempts: u32,
        clock: fn() -> DateTime<Utc>,
        sleep: fn(Duration),
    ) -> Self {
        let clock = Arc::new(Clock::new(clock));
        Self { endpoint, http, retry: Retry::new(max_attempts, sleep), clock }
    }

    /// The same with a clock that others share, so that what one learns of it serves all.
    #[must_use]
    pub fn sharing(self, clock: Arc<Clock>) -> Self {
        Self { clock, ..self }
    }

    /// The same without retries, for callers that have a way of their own to go on.
    #[must_use]
    pub fn once(self) -> Self {
        Self { retry: Retry::new(1, |_| ()), ..self }
    }

    /// The time now, corrected where an answer has shown that this computer's clock is wrong.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The endpoint's URL with `path`, which begins with a slash or is empty, behind its own; without user and
    /// password, which would replace the signature's header.
    ///
    /// # Errors
    /// [`Fault::Setup`] where the endpoint is no http or https URL.
    pub fn url(&self, path: &str) -> Result<Url, Fault> {
        let setup = || Fault::Setup {
            why: "the endpoint's URL is not an http or https URL".to_owned(),
            with: Part::Url,
        };
        let mut url = Url::parse(&self.endpoint.url).map_err(|_| setup())?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(setup());
        }
        if !path.is_empty() {
            let whole = format!("{}{path}", url.path().trim_end_matches('/'));
            url.set_path(&whole);
        }
        url.set_username("").and_then(|()| url.set_password(None)).map_err(|()| setup())?;
        Ok(url)
    }

    /// One request, and where the answer shows that the clock is the trouble, another by the server's clock.
    fn attempt<T>(
        &self,
        send: impl Fn() -> Result<Answer, Fault>,
        read: impl Fn(&Answer) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let answer = send()?;
        let corrected = || answer.date.is_some_and(|date| self.clock.correct(date));
        match read(&answer) {
            Ok(value) => {
                // Whatever was taken, its end is one by the server's clock.
                corrected();
                Ok(value)
            }
            Err(Fault::EndedAtOnce) if corrected() => read(&answer),
            Err(Fault::Service { code, .. })
                if (CLOCK_CODES.contains(&code.as_str()) || code == PROOF_REFUSED) && corrected() =>
            {
                read(&send()?)
            }
            Err(fault) => Err(fault),
        }
    }

    /// One call with its retries. `send` makes a request anew each time, `read` takes from the answer what was asked
    /// for. Where AWS objects to the time, it is sent once more by AWS's clock. `secrets` are taken out of the
    /// service's words, should it repeat what it got.
    ///
    /// # Errors
    /// The last attempt's failure.
    pub fn run<T>(
        &self,
        secrets: &[&Secret],
        send: impl Fn() -> Result<Answer, Fault>,
        read: impl Fn(&Answer) -> Result<T, Fault>,
    ) -> Result<T, AwsError> {
        let outcome = self.retry.run(|| self.attempt(&send, &read));
        outcome.map_err(|(fault, attempts)| {
            let fault = scrub(fault, secrets);
            let skew = self.clock.skew().filter(|_| is_of_clock(&fault));
            let proxy = self.url("").ok().and_then(|url| self.http.via(&url)).map(Box::new);
            AwsError { fault, host: self.endpoint.host().to_owned(), proxy, attempts, skew }
        })
    }
}

/// Whether the clock is the likely reason, after what it could be corrected by.
fn is_of_clock(fault: &Fault) -> bool {
    match fault {
        Fault::Service { code, message, .. } if SIGNATURE_CODES.contains(&code.as_str()) => {
            CLOCK_WORDS.iter().any(|words| message.contains(words))
        }
        Fault::Service { code, .. } => CLOCK_CODES.contains(&code.as_str()),
        Fault::EndedAtOnce => true,
        _ => false,
    }
}

/// Takes secrets out of a service's message. Only the first line counts: what follows may be the request as the service
/// saw it.
fn scrub(fault: Fault, secrets: &[&Secret]) -> Fault {
    let Fault::Service { status, code, message } = fault else { return fault };
    let message = told(message.lines().next().unwrap_or_default(), secrets, LONGEST_MESSAGE);
    Fault::Service { status, code: told(&code, &[], LONGEST_MESSAGE), message }
}

/// What a server said, fit to be shown: without secrets, should it repeat what it got, without what a terminal could act
/// on, and of at most so many characters.
pub(super) fn told(text: &str, secrets: &[&Secret], longest: usize) -> String {
    let mut text = text.to_owned();
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        text = text.replace(secret.reveal(), "(hidden)");
    }
    printable(&text).chars().take(longest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::proxy::Proxies;
    use crate::aws::timeouts::Timeouts;

    #[test]
    fn a_message_that_repeats_secrets_is_cleaned() {
        let message = "bad SECRET TOKEN 123456 \u{1b}[31m\nx-amz-security-token:more".to_owned();
        let fault = Fault::Service { status: 403, code: "X".into(), message };
        let secrets = ["SECRET", "", "TOKEN", "123456"].map(Secret::new);
        let secrets: Vec<&Secret> = secrets.iter().collect();
        assert_eq!(scrub(fault, &secrets).to_string(), "X: bad (hidden) (hidden) (hidden) \u{fffd}[31m");
    }

    #[test]
    fn a_url_loses_its_password_and_must_be_http() {
        let url = |url: &str, path: &str| {
            let endpoint = Endpoint { url: url.to_owned(), signing_region: String::new() };
            let http = Arc::new(Http::new(None, Proxies::default(), Timeouts::STANDARD));
            Client::new(endpoint, http, 1, Utc::now, |_| ()).url(path).map(String::from)
        };
        assert_eq!(url("http://u:p@h:1/x", ""), Ok("http://h:1/x".to_owned()));
        assert_eq!(url("http://h:1", "/token"), Ok("http://h:1/token".to_owned()));
        assert_eq!(url("http://h:1/via/x/", "/token"), Ok("http://h:1/via/x/token".to_owned()));
        for bad in ["", "sts.amazonaws.com", "ftp://h/", "file:///x", "http://"] {
            assert!(url(bad, "").is_err(), "{bad}");
        }
    }
}
