//! How a call to AWS can fail.

use std::fmt;
use std::time::Duration;

use chrono::TimeDelta;

/// What went wrong with one attempt. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The service answered with an error of its own.
    Service {
        /// The HTTP status.
        status: u16,
        /// `AccessDenied`, `Throttling` …
        code: String,
        /// The service's words, shortened and made harmless.
        message: String,
    },
    /// An HTTP status without an error that could be read: a proxy, a load balancer, a captive portal.
    Status {
        /// The HTTP status.
        status: u16,
        /// Whether the body is a web page.
        web_page: bool,
    },
    /// An answer that should hold what was asked for, but does not.
    Malformed {
        /// What is wrong with it.
        why: String,
    },
    /// AWS gave credentials whose end is over already by our clock.
    EndedAtOnce,
    /// The connection was closed before the answer was complete.
    Interrupted,
    /// No complete answer in time.
    Timeout {
        /// How long was waited.
        after: Duration,
    },
    /// Nobody listens there.
    Refused,
    /// The name is not known, or no name server answers.
    UnknownHost,
    /// No connection for another reason.
    Unreachable {
        /// The system's words.
        why: String,
    },
    /// TLS did not come about: most often a certificate that is not trusted.
    Tls {
        /// The TLS library's words.
        why: String,
        /// Whether it is only that the certificate does not hold at this time.
        dated: bool,
    },
    /// The proxy did not let the request through.
    Proxy {
        /// What it did.
        why: String,
    },
    /// The request could not even be made.
    Setup {
        /// What is wrong.
        why: String,
        /// With what.
        with: Part,
    },
}

/// What a request cannot be made without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The endpoint's URL.
    Url,
    /// The proxy's URL.
    Proxy,
    /// The file of certificates that was named.
    Bundle,
    /// The system's certificates.
    Roots,
    /// The key that signs it.
    Key,
}

/// Codes of requests that came too fast. Source: AWS CLI v2, `botocore/retries/standard.py`.
const THROTTLING: &[&str] = &[
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottledException",
    "RequestThrottled",
    "TooManyRequestsException",
    "ProvisionedThroughputExceededException",
    "TransactionInProgressException",
    "RequestLimitExceeded",
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "SlowDown",
    "PriorRequestNotComplete",
    "EC2ThrottledException",
    // That of the sign-in service, which the AWS CLI gives up at.
    "TooManyRequestsError",
];

/// Codes that pass by themselves. The last is STS's own.
const TRANSIENT: &[&str] = &["RequestTimeout", "RequestTimeoutException", "IDPCommunicationError"];

impl Fault {
    /// Whether the same request may succeed a little later.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Service { status, code, .. } => {
                self.is_throttling() || TRANSIENT.contains(&code.as_str()) || is_transient(*status)
            }
            Self::Status { status, .. } => *status == 429 || is_transient(*status),
            Self::Interrupted
            | Self::Timeout { .. }
            | Self::Refused
            | Self::UnknownHost
            | Self::Unreachable { .. } => true,
            Self::Malformed { .. }
            | Self::EndedAtOnce
            | Self::Tls { .. }
            | Self::Proxy { .. }
            | Self::Setup { .. } => false,
        }
    }

    /// Whether AWS asks for fewer requests.
    #[must_use]
    pub fn is_throttling(&self) -> bool {
        match self {
            Self::Service { code, .. } => THROTTLING.contains(&code.as_str()),
            Self::Status { status, .. } => *status == 429,
            _ => false,
        }
    }

    /// Whether AWS was not reached at all, or not in working order: says nothing about the credentials.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        match self {
            Self::Service { .. } => self.may_pass(),
            Self::EndedAtOnce | Self::Setup { .. } => false,
            // What sends web pages for answers is not AWS.
            _ => true,
        }
    }

    /// The service's error code, if it gave one.
    #[must_use]
    pub fn service_code(&self) -> Option<&str> {
        match self {
            Self::Service { code, .. } => Some(code),
            _ => None,
        }
    }
}

/// Statuses that AWS CLI v2 takes for passing trouble.
fn is_transient(status: u16) -> bool {
    matches!(status, 500 | 502 | 503 | 504)
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service { code, message, .. } if message.is_empty() => write!(f, "{code}"),
            Self::Service { code, message, .. } => write!(f, "{code}: {message}"),
            Self::Status { status, web_page: true } => {
                write!(f, "HTTP status {status} with a web page instead of an answer")
            }
            Self::Status { status, web_page: false } => write!(f, "HTTP status {status}"),
            Self::Malformed { why } => write!(f, "{why}"),
            Self::Interrupted => f.write_str("the connection broke off before the answer was complete"),
            Self::Timeout { after } => write!(f, "no answer within {:.1} s", after.as_secs_f32()),
            Self::Refused => f.write_str("connection refused"),
            Self::UnknownHost => f.write_str("the name could not be resolved"),
            Self::Unreachable { why } | Self::Setup { why, .. } => f.write_str(why),
            Self::EndedAtOnce => {
                f.write_str("AWS gave credentials that have already ended by this computer's clock")
            }
            Self::Tls { why, .. } => write!(f, "no trusted TLS connection: {why}"),
            Self::Proxy { why } => write!(f, "the proxy refused: {why}"),
        }
    }
}

/// A call that failed for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwsError {
    /// What the last attempt ended with.
    pub fault: Fault,
    /// Host and port of the endpoint.
    pub host: String,
    /// The proxy that was on the way, if any.
    pub proxy: Option<Box<Via>>,
    /// How many attempts were made.
    pub attempts: u32,
    /// The server's clock less ours, where the server objects to a request's time or a signature and the two are
    /// more than four minutes apart.
    pub skew: Option<TimeDelta>,
}

/// A proxy, for talking about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Via {
    /// Its host and port.
    pub host: String,
    /// The variable that names it.
    pub variable: &'static str,
}

impl fmt::Display for AwsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.host)?;
        let was_sent = !matches!(self.fault, Fault::Setup { .. });
        if let Some(Via { host, variable }) = self.proxy.as_deref().filter(|_| was_sent) {
            write!(f, " through the proxy {host} of {variable}")?;
        }
        write!(f, ": {}", self.fault)?;
        if self.attempts > 1 {
            write!(f, " (after {} attempts)", self.attempts)?;
        }
        Ok(())
    }
}

impl std::error::Error for AwsError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(status: u16, code: &str) -> Fault {
        Fault::Service { status, code: code.into(), message: String::new() }
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        for fault in [
            service(400, "Throttling"),
            service(503, "ServiceUnavailable"),
            service(500, "InternalFailure"),
            service(400, "IDPCommunicationError"),
            Fault::Status { status: 502, web_page: true },
            Fault::Status { status: 429, web_page: false },
            Fault::Interrupted,
            Fault::Refused,
            Fault::UnknownHost,
            Fault::Timeout { after: Duration::ZERO },
        ] {
            assert!(fault.may_pass(), "{fault:?}");
        }
        for fault in [
            service(403, "AccessDenied"),
            service(403, "ExpiredToken"),
            service(403, "InvalidClientTokenId"),
            Fault::Status { status: 404, web_page: false },
            Fault::Malformed { why: String::new() },
            Fault::Tls { why: String::new(), dated: false },
            Fault::EndedAtOnce,
        ] {
            assert!(!fault.may_pass(), "{fault:?}");
        }
    }

    #[test]
    fn a_refusal_is_not_being_offline() {
        assert!(!service(403, "AccessDenied").is_offline());
        assert!(service(400, "Throttling").is_offline());
        assert!(Fault::Tls { why: String::new(), dated: false }.is_offline());
        assert!(Fault::Malformed { why: String::new() }.is_offline(), "a captive portal is not AWS");
        assert!(!Fault::Setup { why: String::new(), with: Part::Url }.is_offline());
    }
}
