//! Writing HTTP/1.1 to a socket. By hand, since a fault must be able to cut an answer short.

use crate::answer::Answer;
use chrono::{DateTime, Utc};
use std::io::{self, Write};

/// How much of an answer's body is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All.
    Whole,
    /// None, since the request was a `HEAD`.
    HeadOnly,
    /// Half of what the head promises.
    Half,
}

/// Writes an answer in one piece, dated `now`.
///
/// # Errors
/// Where the client is gone.
pub fn write(
    sink: &mut impl Write,
    now: DateTime<Utc>,
    answer: &Answer,
    extent: Extent,
    close: bool,
) -> io::Result<()> {
    let date = now.format("%a, %d %b %Y %H:%M:%S GMT");
    let mut out = Vec::new();
    write!(
        out,
        "HTTP/1.1 {} {}\r\nServer: fake-aws\r\nDate: {date}\r\n",
        answer.status,
        reason(answer.status)
    )?;
    write!(out, "Content-Type: {}\r\nContent-Length: {}\r\n", answer.content_type, answer.body.len())?;
    for (name, value) in &answer.headers {
        write!(out, "{name}: {value}\r\n")?;
    }
    if close {
        write!(out, "Connection: close\r\n")?;
    }
    write!(out, "\r\n")?;
    let sent = match extent {
        Extent::Whole => answer.body.len(),
        Extent::HeadOnly => 0,
        Extent::Half => (answer.body.len() / 2).max(1),
    };
    out.extend(answer.body.iter().take(sent));
    sink.write_all(&out)?;
    sink.flush()
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        302 => "Found",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        413 => "Content Too Large",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(answer: &Answer, extent: Extent, close: bool) -> String {
        let mut out = Vec::new();
        write(&mut out, Utc::now(), answer, extent, close).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_head_promises_the_whole_body_whatever_is_sent() {
        let answer = Answer::text("0123456789").with_header("Location", "/x");
        for (extent, body) in [(Extent::Whole, "0123456789"), (Extent::HeadOnly, ""), (Extent::Half, "01234")]
        {
            let text = written(&answer, extent, false);
            let (head, sent) = text.split_once("\r\n\r\n").unwrap();
            assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
            assert!(head.contains("\r\nContent-Length: 10\r\nLocation: /x"), "{head}");
            assert!(!head.contains("Connection"), "{head}");
            assert_eq!(sent, body);
        }
    }

    #[test]
    fn the_end_of_the_connection_is_announced() {
        let text = written(&Answer::bare(599), Extent::Whole, true);
        assert!(text.starts_with("HTTP/1.1 599 \r\n"), "{text}");
        assert!(text.contains("\r\nConnection: close\r\n"), "{text}");
    }
}
