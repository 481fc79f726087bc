//! Reading HTTP/1.1 from a socket.

use serde_json::{Map, Value};
use std::io::{self, BufRead, Read as _, Write};

/// Most bytes of a head or of a chunk's size line.
const HEAD_LIMIT: u64 = 256 * 1024;
/// Most bytes of a body.
const BODY_LIMIT: u64 = 16 * 1024 * 1024;
/// Most header lines.
const HEADER_LIMIT: usize = 200;

/// A request, whole.
#[derive(Debug)]
pub struct Request {
    /// Upper case as sent.
    pub method: String,
    /// Path and query, an absolute URL, or host and port for `CONNECT`.
    pub target: String,
    /// All of them.
    pub headers: Headers,
    /// Chunks already joined.
    pub body: Vec<u8>,
    /// Whether the client wants to use the connection again.
    pub keep_alive: bool,
}

/// Header lines in their order, names in lower case.
#[derive(Debug, Default)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// The value of a header, by its lower-case name; the last one where it is repeated.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// As a JSON object, for the log.
    pub fn to_json(&self) -> Map<String, Value> {
        self.0.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect()
    }
}

/// Why there is no request.
#[derive(Debug)]
pub enum Unread {
    /// The connection ended, between requests or amid one.
    Ended,
    /// What came was no HTTP that we take: the status to refuse it with.
    Refused(u16),
}

impl From<io::Error> for Unread {
    fn from(_: io::Error) -> Self {
        Self::Ended
    }
}

impl Request {
    /// Reads the next request. `interim` takes the `100 Continue` that a client may wait for before it sends
    /// its body (RFC 9110, section 10.1.1).
    ///
    /// # Errors
    /// Where the connection ends or what comes is not HTTP/1.0 or 1.1.
    pub fn read(source: &mut impl BufRead, interim: &mut impl Write) -> Result<Self, Unread> {
        let head = read_head(source)?;
        let mut lines = [httparse::EMPTY_HEADER; HEADER_LIMIT];
        let mut parsed = httparse::Request::new(&mut lines);
        if !matches!(parsed.parse(&head), Ok(httparse::Status::Complete(_))) {
            return Err(Unread::Refused(400));
        }
        let headers = Headers(
            parsed.headers.iter().map(|line| (line.name.to_ascii_lowercase(), latin1(line.value))).collect(),
        );
        let mut request = Self {
            method: parsed.method.unwrap_or_default().to_owned(),
            target: parsed.path.unwrap_or_default().to_owned(),
            keep_alive: keeps_alive(parsed.version, &headers),
            headers,
            body: Vec::new(),
        };
        // What follows a CONNECT is not for us.
        if request.method != "CONNECT" {
            if request.header_is("expect", "100-continue") {
                interim.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
            }
            request.body = request.read_body(source)?;
        }
        Ok(request)
    }

    fn header_is(&self, name: &str, wanted: &str) -> bool {
        self.headers.get(name).is_some_and(|value| value.eq_ignore_ascii_case(wanted))
    }

    fn read_body(&self, source: &mut impl BufRead) -> Result<Vec<u8>, Unread> {
        if self.header_is("transfer-encoding", "chunked") {
            return read_chunks(source);
        }
        let length = self.headers.get("content-length").unwrap_or("0");
        let length = length.trim().parse().map_err(|_| Unread::Refused(400))?;
        let mut body = Vec::new();
        read_exactly(source, length, &mut body)?;
        Ok(body)
    }
}

/// Header bytes are Latin-1 where they are not ASCII (RFC 9110, section 5.5).
fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// HTTP/1.1 stays open unless told to close, HTTP/1.0 the other way round (RFC 9112, section 9.3).
fn keeps_alive(minor_version: Option<u8>, headers: &Headers) -> bool {
    match headers.get("connection").map(str::to_ascii_lowercase).as_deref() {
        Some("close") => false,
        Some("keep-alive") => true,
        _ => minor_version == Some(1),
    }
}

fn read_head(source: &mut impl BufRead) -> Result<Vec<u8>, Unread> {
    let mut head = Vec::new();
    loop {
        let line = read_line(source)?;
        // Blank lines before a request are to be overlooked (RFC 9112, section 2.2).
        let blank = line == b"\r\n" || line == b"\n";
        if !(blank && head.is_empty()) {
            head.extend_from_slice(&line);
        }
        if blank && !head.is_empty() {
            return Ok(head);
        }
        if head.len() as u64 > HEAD_LIMIT {
            return Err(Unread::Refused(431));
        }
    }
}

fn read_line(source: &mut impl BufRead) -> Result<Vec<u8>, Unread> {
    let mut line = Vec::new();
    source.take(HEAD_LIMIT).read_until(b'\n', &mut line)?;
    match line.last() {
        Some(b'\n') => Ok(line),
        Some(_) if line.len() as u64 == HEAD_LIMIT => Err(Unread::Refused(431)),
        _ => Err(Unread::Ended),
    }
}

fn read_exactly(source: &mut impl BufRead, length: u64, into: &mut Vec<u8>) -> Result<(), Unread> {
    if length.saturating_add(into.len() as u64) > BODY_LIMIT {
        return Err(Unread::Refused(413));
    }
    if source.take(length).read_to_end(into)? as u64 == length { Ok(()) } else { Err(Unread::Ended) }
}

fn read_chunks(source: &mut impl BufRead) -> Result<Vec<u8>, Unread> {
    let mut body = Vec::new();
    loop {
        let line = String::from_utf8_lossy(&read_line(source)?).into_owned();
        let size = line.split(';').next().unwrap_or_default().trim();
        match u64::from_str_radix(size, 16).map_err(|_| Unread::Refused(400))? {
            0 => break,
            size => read_exactly(source, size, &mut body)?,
        }
        read_line(source)?;
    }
    while !read_line(source)?.trim_ascii().is_empty() {}
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Request, Unread> {
        Request::read(&mut text.as_bytes(), &mut Vec::new())
    }

    #[test]
    fn two_requests_on_one_connection() {
        let mut source = &b"POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi\r\nGET /b HTTP/1.1\r\n\r\n"[..];
        let first = Request::read(&mut source, &mut Vec::new()).unwrap();
        let second = Request::read(&mut source, &mut Vec::new()).unwrap();
        assert_eq!((first.target.as_str(), first.body.as_slice()), ("/a", &b"hi"[..]));
        assert_eq!(second.target, "/b");
        assert!(matches!(Request::read(&mut source, &mut Vec::new()), Err(Unread::Ended)));
    }

    #[test]
    fn chunks_are_joined_and_trailers_skipped() {
        let request = read(
            "POST / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: v\r\n\r\n",
        );
        assert_eq!(request.unwrap().body, b"abc0123456789");
    }

    #[test]
    fn a_client_that_waits_is_told_to_go_on() {
        let mut interim = Vec::new();
        let text = "PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx";
        let request = Request::read(&mut text.as_bytes(), &mut interim).unwrap();
        assert_eq!(request.body, b"x");
        assert_eq!(interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    }

    #[test]
    fn keep_alive_follows_version_and_header() {
        for (text, expected) in [
            ("GET / HTTP/1.1\r\n\r\n", true),
            ("GET / HTTP/1.1\r\nConnection: Close\r\n\r\n", false),
            ("GET / HTTP/1.0\r\n\r\n", false),
            ("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true),
        ] {
            assert_eq!(read(text).unwrap().keep_alive, expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_http_is_refused() {
        for (text, status) in [
            ("hello\r\n\r\n", 400),
            ("GET / HTTP/2.0\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413),
        ] {
            assert!(matches!(read(text), Err(Unread::Refused(found)) if found == status), "{text}");
        }
        let endless = format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(300_000));
        assert!(matches!(read(&endless), Err(Unread::Refused(431))));
    }

    #[test]
    fn a_body_that_stops_short_is_no_request() {
        let text = "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc";
        assert!(matches!(read(text), Err(Unread::Ended)));
    }

    #[test]
    fn repeated_headers_last_one_wins() {
        let request = read("GET / HTTP/1.1\r\nX-A: 1\r\nx-a:  2 \r\n\r\n").unwrap();
        assert_eq!(request.headers.get("x-a"), Some("2"));
        assert_eq!(request.headers.to_json().len(), 1);
    }
}
