//! What the HTTP library's errors mean.

use std::error::Error;
use std::io;
use std::time::Duration;

use crate::aws::error::{Fault, Part};
use crate::domain::text::printable;

/// What happened to a request that got no answer within `elapsed`.
pub(super) fn classify(error: &reqwest::Error, elapsed: Duration) -> Fault {
    if error.is_builder() {
        return Fault::Setup { why: deepest(error), with: Part::Url };
    }
    if error.is_timeout() {
        return Fault::Timeout { after: elapsed };
    }
    let chain = chain(error);
    if let Some(fault) = chain.iter().find_map(|error| known(*error, elapsed)) {
        return fault;
    }
    let says = |word: &str| chain.iter().any(|error| error.to_string().contains(word));
    if says("dns error") {
        Fault::UnknownHost
    } else if says("tunnel") || says("proxy") {
        Fault::Proxy { why: deepest(error) }
    } else if error.is_connect() {
        Fault::Unreachable { why: deepest(error) }
    } else {
        Fault::Interrupted
    }
}

/// What happened to an answer that could not be read to its end.
pub(super) fn while_reading(error: &io::Error, elapsed: Duration) -> Fault {
    let timed_out = error.kind() == io::ErrorKind::TimedOut
        || error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<reqwest::Error>())
            .is_some_and(reqwest::Error::is_timeout);
    if timed_out { Fault::Timeout { after: elapsed } } else { Fault::Interrupted }
}

/// The innermost error's words: the ones that say something.
pub(super) fn deepest(error: &(dyn Error + 'static)) -> String {
    chain(error).last().map(|error| printable(&error.to_string()).into_owned()).unwrap_or_default()
}

/// The error and all that caused it. An `io::Error` hides the error that it wraps from `source`.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> Vec<&'a (dyn Error + 'static)> {
    let mut all = vec![error];
    let mut current = error;
    loop {
        let wrapped = current.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let next: Option<&'a (dyn Error + 'static)> = match wrapped {
            Some(inner) => Some(inner),
            None => current.source(),
        };
        match next {
            Some(inner) => {
                all.push(inner);
                current = inner;
            }
            None => return all,
        }
    }
}

fn known(error: &(dyn Error + 'static), elapsed: Duration) -> Option<Fault> {
    if let Some(tls) = error.downcast_ref::<rustls::Error>() {
        return Some(Fault::Tls { why: printable(&tls.to_string()).into_owned(), dated: is_dated(tls) });
    }
    let error = error.downcast_ref::<io::Error>()?;
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Some(Fault::Refused),
        io::ErrorKind::TimedOut => Some(Fault::Timeout { after: elapsed }),
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::UnexpectedEof => Some(Fault::Interrupted),
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown => {
            Some(Fault::Unreachable { why: error.to_string() })
        }
        _ => None,
    }
}

/// Whether the certificate is out of date or not valid yet: by our clock, which may be wrong.
fn is_dated(error: &rustls::Error) -> bool {
    use rustls::CertificateError::{Expired, ExpiredContext, NotValidYet, NotValidYetContext};
    matches!(
        error,
        rustls::Error::InvalidCertificate(
            Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. }
        )
    )
}
