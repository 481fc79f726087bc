//! A small HTTP client for loopback: for the control calls, and for tests that must play a browser or a
//! program of their own.

use serde_json::Value;
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs as _};
use std::time::Duration;

/// No fake takes so long to answer, unless told to hang.
const PATIENCE: Duration = Duration::from_mins(1);
/// Most header lines.
const HEADER_LIMIT: usize = 100;

/// An answer, whole.
#[derive(Clone, Debug)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The bytes after the head.
    pub body: Vec<u8>,
}

impl Response {
    /// The value of a header, by its lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; null where it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// Sends a request to an `http` URL on loopback and reads the answer. Redirects are not followed. There is
/// no `Content-Type` unless `headers` has one.
///
/// # Errors
/// Where the URL is not such a one, the connection fails, or the answer is cut short.
pub fn send(method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> io::Result<Response> {
    let rest = url.strip_prefix("http://").ok_or_else(|| wrong("the URL is not http", url))?;
    let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let slash = if path.starts_with('/') { "" } else { "/" };
    let mut stream = TcpStream::connect(loopback(host)?)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut out = Vec::new();
    write!(out, "{method} {slash}{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n")?;
    write!(out, "Content-Length: {}\r\n", body.len())?;
    for (name, value) in headers {
        write!(out, "{name}: {value}\r\n")?;
    }
    write!(out, "\r\n")?;
    out.extend_from_slice(body);
    stream.write_all(&out)?;
    let head_only = method == "HEAD";
    let (mut answer, mut chunk) = (Vec::new(), [0; 4096]);
    // Some servers leave the connection open all the same.
    while !is_whole(&answer, head_only) {
        let length = stream.read(&mut chunk)?;
        if length == 0 {
            break;
        }
        answer.extend(chunk.iter().take(length));
    }
    read(&answer, head_only)
}

/// Whether it tells its length and has come to its end.
fn is_whole(answer: &[u8], head_only: bool) -> bool {
    read(answer, head_only).is_ok_and(|response| head_only || response.header("content-length").is_some())
}

fn loopback(host: &str) -> io::Result<SocketAddr> {
    host.to_socket_addrs()?
        .find(|address| address.is_ipv4() && address.ip().is_loopback())
        .ok_or_else(|| wrong("the host is not loopback", host))
}

fn wrong(what: &str, thing: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("{what}: {thing}"))
}

fn read(answer: &[u8], head_only: bool) -> io::Result<Response> {
    let cut_short = || io::Error::new(io::ErrorKind::UnexpectedEof, "the answer is cut short");
    let mut lines = [httparse::EMPTY_HEADER; HEADER_LIMIT];
    let mut parsed = httparse::Response::new(&mut lines);
    let head = match parsed.parse(answer).map_err(io::Error::other)? {
        httparse::Status::Complete(length) => length,
        httparse::Status::Partial => return Err(cut_short()),
    };
    let headers = parsed
        .headers
        .iter()
        .map(|line| (line.name.to_ascii_lowercase(), String::from_utf8_lossy(line.value).into_owned()))
        .collect();
    let body = answer.get(head..).unwrap_or_default().to_vec();
    let response = Response { status: parsed.code.unwrap_or_default(), headers, body };
    let promised = response.header("content-length").and_then(|length| length.parse().ok());
    if !head_only && promised.is_some_and(|length: usize| response.body.len() < length) {
        return Err(cut_short());
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_whole_or_not_at_all() {
        let text = b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 2\r\n\r\n{}";
        let response = read(text, false).unwrap();
        assert_eq!((response.status, response.header("location")), (302, Some("/x")));
        assert_eq!(response.json(), serde_json::json!({}));
        for short in [&text[..text.len() - 1], &text[..20], b""] {
            assert_eq!(read(short, false).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
        }
        assert!(read(&text[..text.len() - 2], true).is_ok());
        assert!(read(b"nonsense\r\n\r\n", false).is_err());
    }

    #[test]
    fn only_loopback_is_called() {
        for url in ["https://127.0.0.1:1/", "http://192.0.2.1:1/"] {
            assert_eq!(send("GET", url, &[], b"").unwrap_err().kind(), io::ErrorKind::InvalidInput, "{url}");
        }
    }
}
