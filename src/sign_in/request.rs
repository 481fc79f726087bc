//! What a browser asks for, as far as it matters here. Source: RFC 9112.

use std::io::{self, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use reqwest::Url;

/// A longer head is nobody's who comes back from signing in.
const LONGEST_HEAD: usize = 16 << 10;

/// The head of a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) method: String,
    /// The path, and the query's names and values in their order.
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    /// `None` where there is none, or more than one.
    pub(super) host: Option<String>,
}

/// Reads a request's head, all in all within `limit`; `None` where none came, or none that is one.
pub(super) fn read(stream: &mut TcpStream, limit: Duration) -> Option<Request> {
    let start = Instant::now();
    let mut head = Vec::new();
    let mut piece = [0; 2048];
    loop {
        let left = limit.saturating_sub(start.elapsed());
        if left.is_zero() || head.len() > LONGEST_HEAD {
            return None;
        }
        stream.set_read_timeout(Some(left)).ok()?;
        match stream.read(&mut piece) {
            Ok(0) => return None,
            Ok(count) => head.extend_from_slice(piece.get(..count)?),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return None,
        }
        if let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") {
            return parse(std::str::from_utf8(head.get(..end)?).ok()?);
        }
    }
}

fn parse(head: &str) -> Option<Request> {
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target, version) = (first.next()?, first.next()?, first.next()?);
    if first.next().is_some() || !version.starts_with("HTTP/1.") || !target.starts_with('/') {
        return None;
    }
    let mut hosts = lines.filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("host").then(|| value.trim().to_ascii_lowercase())
    });
    let host = hosts.next().filter(|_| hosts.next().is_none());
    // (Two slashes would begin a host.)
    let url = Url::parse(&format!("http://localhost{target}")).ok()?;
    let query = url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    Some(Request { method: method.to_owned(), path: url.path().to_owned(), query, host })
}

impl Request {
    /// The value of this name, if it is there once.
    pub(super) fn only(&self, name: &str) -> Option<&str> {
        let mut values = self.query.iter().filter(|(own, _)| own == name).map(|(_, value)| value.as_str());
        values.next().filter(|_| values.next().is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_understood_or_is_none() {
        let request =
            parse("GET /oauth/callback?code=a%2Bb+c&state=s&state=t HTTP/1.1\r\nHOST: 127.0.0.1:1").unwrap();
        assert_eq!((request.method.as_str(), request.path.as_str()), ("GET", "/oauth/callback"));
        assert_eq!(
            (request.only("code"), request.only("state"), request.only("x")),
            (Some("a+b c"), None, None)
        );
        assert_eq!(request.host.as_deref(), Some("127.0.0.1:1"));
        assert_eq!(parse("GET / HTTP/1.1\r\nHost: a\r\nhost: b").unwrap().host, None);
        for none in
            ["", "GET", "GET /", "GET  HTTP/1.1", "GET / HTTP/2.0", "GET http://x/ HTTP/1.1", "\u{16}\u{3}"]
        {
            assert_eq!(parse(none), None, "{none}");
        }
    }
}
