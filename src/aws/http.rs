//! One HTTP request: built, sent and read within bounds.

use std::fmt;
use std::io::Read;
use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Instant;

use chrono::{DateTime, Utc};
use reqwest::blocking::{Client, ClientBuilder, Response};
use reqwest::header::{CONTENT_TYPE, DATE, HeaderName, HeaderValue, LOCATION};
use reqwest::{Certificate, Method, Proxy, Url, redirect};

use crate::aws::error::{Fault, Part, Via};
use crate::aws::http::classify::classify;
use crate::aws::http::log::{Log, operation};
use crate::aws::proxy::Proxies;
use crate::aws::timeouts::Timeouts;
use crate::domain::network::host_and_port;
use crate::domain::text::printable;
use crate::regular_file::{self, Unread};

mod classify;
mod log;

/// The longest answer that is read, in bytes; STS answers are a few thousand.
const LONGEST_BODY: u64 = 64 * 1024;
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
/// The largest file of certificates that is read, in bytes.
const LARGEST_BUNDLE: u64 = 16 * 1024 * 1024;

/// An HTTP client that is built at the first request, for building one costs as much as starting the program.
pub struct Http {
    ca_bundle: Option<PathBuf>,
    proxies: Proxies,
    timeouts: Timeouts,
    log: Option<Log>,
    // Never dropped: dropping waits for the client's thread, which waits for a name lookup that may hang for long.
    plain: OnceLock<Result<ManuallyDrop<Client>, Fault>>,
    tls: OnceLock<Result<ManuallyDrop<Client>, Fault>>,
}

/// What came back. `Debug` leaves the body out: it may hold credentials.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The server's clock.
    pub date: Option<DateTime<Utc>>,
    /// Whether the server says that this is a web page.
    pub html: bool,
    /// The header `x-amzn-errortype`, by which REST services name their errors.
    pub error_type: Option<String>,
    /// The header `Location`, which is never followed by itself.
    pub location: Option<String>,
    /// The body; bytes that are no UTF-8 as U+FFFD.
    pub body: String,
}

impl Answer {
    /// What is wrong with an answer that should be JSON and is not.
    pub(super) fn not_json(&self) -> Fault {
        let why =
            if self.html { "the answer is a web page instead of JSON" } else { "the answer is not JSON" };
        Fault::Malformed { why: why.to_owned() }
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What the library shows of its clients is not ours to vouch for.
        f.debug_struct("Http")
            .field("ca_bundle", &self.ca_bundle)
            .field("proxies", &self.proxies)
            .field("timeouts", &self.timeouts)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, date, html, error_type, location: _, body } = self;
        f.debug_struct("Answer")
            .field("status", status)
            .field("date", date)
            .field("html", html)
            .field("error_type", error_type)
            .field("length", &body.len())
            .finish()
    }
}

impl Http {
    /// A client; `ca_bundle` replaces the system's roots.
    #[must_use]
    pub fn new(ca_bundle: Option<PathBuf>, proxies: Proxies, timeouts: Timeouts) -> Self {
        Self { ca_bundle, proxies, timeouts, log: None, plain: OnceLock::new(), tls: OnceLock::new() }
    }

    /// The same client, which tells `tell` of each request: operation, host, attempt and status, nothing secret.
    #[must_use]
    pub fn telling(self, tell: Option<fn(&str)>) -> Self {
        Self { log: tell.map(Log::new), ..self }
    }

    /// Sends `body`, if any, with `headers` to `url` once. Redirects are not followed: a signature or a token is for
    /// one host.
    ///
    /// # Errors
    /// Any [`Fault`] but those that a service tells in its answer.
    pub fn send(
        &self,
        method: Method,
        url: &Url,
        headers: Vec<(HeaderName, HeaderValue)>,
        body: Option<String>,
    ) -> Result<Answer, Fault> {
        let Some(log) = &self.log else { return self.exchange(method, url, headers, body) };
        let asked = operation(&method, url, body.as_deref());
        let outcome = self.exchange(method, url, headers, body);
        log.request(&asked, url, &outcome);
        outcome
    }

    fn exchange(
        &self,
        method: Method,
        url: &Url,
        headers: Vec<(HeaderName, HeaderValue)>,
        body: Option<String>,
    ) -> Result<Answer, Fault> {
        let client = self.client(url)?;
        let start = Instant::now();
        let mut request = client.request(method, url.clone()).timeout(self.timeouts.total);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let response = request.send().map_err(|error| classify(&error, start.elapsed()))?;
        read(response, start)
    }

    /// The proxy on the way to `url`, if the variables name one.
    #[must_use]
    pub fn via(&self, url: &Url) -> Option<Via> {
        let proxy = self.proxies.for_url(url.scheme(), url.host_str().unwrap_or_default(), url.port())?;
        let host = printable(host_and_port(proxy)).into_owned();
        Some(Via { host, variable: self.proxies.variable(url.scheme()) })
    }

    fn client(&self, url: &Url) -> Result<&Client, Fault> {
        let proxy = self.proxies.for_url(url.scheme(), url.host_str().unwrap_or_default(), url.port());
        if let Some(proxy) = proxy
            && !Url::parse(proxy).is_ok_and(|proxy| matches!(proxy.scheme(), "http" | "https"))
        {
            let variable = self.proxies.variable(url.scheme());
            let why = format!("the variable {variable} does not hold the http or https URL of a proxy");
            return Err(Fault::Setup { why, with: Part::Proxy });
        }
        let needs_tls = url.scheme() == "https" || proxy.is_some_and(|proxy| proxy.starts_with("https:"));
        let slot = if needs_tls { &self.tls } else { &self.plain };
        let built = slot.get_or_init(|| self.build(needs_tls).map(ManuallyDrop::new));
        built.as_ref().map(|client| &**client).map_err(Clone::clone)
    }

    fn build(&self, needs_tls: bool) -> Result<Client, Fault> {
        let mut builder = Client::builder()
            .user_agent(concat!("awsp/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(self.timeouts.connect)
            .timeout(self.timeouts.total);
        if self.proxies.decided_by_env() {
            let proxies = self.proxies.clone();
            let choose = move |url: &Url| -> Option<Url> {
                let proxy = proxies.for_url(url.scheme(), url.host_str()?, url.port())?;
                Url::parse(proxy).ok()
            };
            builder = builder.no_proxy().proxy(Proxy::custom(choose));
        } else if !cfg!(target_os = "macos") {
            // Elsewhere the system has no setting but the variables, and the library would read them itself.
            builder = builder.no_proxy();
        }
        builder = if needs_tls { self.with_roots(builder)? } else { without_roots(builder)? };
        builder.build().map_err(|error| {
            let why = format!("no HTTPS client could be made: {}", classify::deepest(&error));
            Fault::Setup { why, with: Part::Roots }
        })
    }

    /// TLS with the operating system's roots, or with those of the bundle alone (as the AWS CLI does).
    fn with_roots(&self, builder: ClientBuilder) -> Result<ClientBuilder, Fault> {
        // An error means that the process has a provider already, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let Some(path) = &self.ca_bundle else { return Ok(builder.tls_backend_rustls()) };
        let setup = |why: &str| Fault::Setup {
            why: format!("the CA bundle {} {why}", printable(&path.to_string_lossy())),
            with: Part::Bundle,
        };
        let pem = regular_file::read(path, LARGEST_BUNDLE).map_err(|unread| match unread {
            Unread::NotAFile(_) | Unread::TooLarge => setup("is no regular file of at most 16 MiB"),
            Unread::Failed(error) => setup(&format!("cannot be read: {error}")),
        })?;
        let certificates = Certificate::from_pem_bundle(&pem)
            .map_err(|_| setup("holds something that is no certificate"))?;
        if certificates.is_empty() {
            return Err(setup("holds no certificate"));
        }
        Ok(builder.tls_backend_rustls().tls_certs_only(certificates))
    }
}

/// For plain HTTP the roots are never asked, and reading them takes longer than everything else.
fn without_roots(builder: ClientBuilder) -> Result<ClientBuilder, Fault> {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Fault::Setup {
            why: format!("no HTTP client could be made: {error}"),
            with: Part::Roots,
        })?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    Ok(builder.tls_backend_preconfigured(config))
}

fn read(response: Response, start: Instant) -> Result<Answer, Fault> {
    let header = |name: HeaderName| response.headers().get(name).and_then(|value| value.to_str().ok());
    let status = response.status().as_u16();
    let date = header(DATE)
        .and_then(|date| DateTime::parse_from_rfc2822(date).ok())
        .map(|date| date.with_timezone(&Utc));
    let error_type = header(ERROR_TYPE).map(str::to_owned);
    let location = header(LOCATION).map(str::to_owned);
    let html = header(CONTENT_TYPE).is_some_and(|kind| kind.trim_start().starts_with("text/html"));
    let mut body = Vec::new();
    response
        .take(LONGEST_BODY + 1)
        .read_to_end(&mut body)
        .map_err(|error| classify::while_reading(&error, start.elapsed()))?;
    if u64::try_from(body.len()).is_ok_and(|length| length > LONGEST_BODY) {
        return Err(Fault::Malformed { why: "the answer is far longer than any of AWS's".to_owned() });
    }
    Ok(Answer { status, date, html, error_type, location, body: String::from_utf8_lossy(&body).into_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_tells_nothing_of_what_came_back() {
        let body = "<SecretAccessKey>sesame</SecretAccessKey>".to_owned();
        let shown = format!(
            "{:?}",
            Answer { status: 200, date: None, html: false, error_type: None, location: None, body }
        );
        assert!(shown.contains("200") && !shown.contains("sesame"), "{shown}");
    }
}
