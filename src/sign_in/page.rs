//! The page that a person sees in the browser at the end of a sign-in. It loads nothing, holds no secret, and takes the
//! code out of the address bar.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::domain::text::printable;

/// What is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    status: &'static str,
    mark: Mark,
    heading: &'static str,
    /// What the sign-in is to; empty where there is none.
    what: String,
    lines: Vec<String>,
    /// What the person does now.
    next: &'static str,
}

/// How it ended, as a colour and a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Good,
    Bad,
}

/// The one script: the code has been used by then, but is nobody's business all the same.
const SCRIPT: &str = "history.replaceState(null,\"\",location.pathname)";

const STYLE: &str = include_str!("page/style.css");

impl Mark {
    /// The class, and the lines of the sign in a square of 24.
    fn drawn(self) -> (&'static str, &'static str) {
        match self {
            Self::Good => ("good", "M7.5 12.5l3 3 6-6.5"),
            Self::Bad => ("bad", "M8.5 8.5l7 7m0-7l-7 7"),
        }
    }
}

impl Page {
    /// The end of a sign-in that went well: `what` a person is signed in to, such as `sso-session corp`, and lines about
    /// it.
    #[must_use]
    pub fn signed_in(what: &str, lines: &[String]) -> Self {
        Self {
            status: "200 OK",
            mark: Mark::Good,
            heading: "You are signed in",
            what: what.to_owned(),
            lines: lines.to_vec(),
            next: "You can close this window and go back to the terminal.",
        }
    }

    /// The end of one that did not: why. Of an error's words those that stand above already are left out.
    #[must_use]
    pub fn not_signed_in(what: &str, why: &str) -> Self {
        let why = why.strip_prefix(&format!("not signed in to {what}: ")).unwrap_or(why);
        Self {
            status: "200 OK",
            mark: Mark::Bad,
            heading: "Not signed in",
            what: what.to_owned(),
            lines: vec![why.to_owned()],
            next: "The terminal tells what to do next.",
        }
    }

    /// For a request that is no answer to the sign-in that is waited for.
    #[must_use]
    pub fn stray(status: &'static str, why: &str) -> Self {
        Self {
            status,
            mark: Mark::Bad,
            heading: "This is not the end of a sign-in",
            what: String::new(),
            lines: vec![why.to_owned()],
            next: "You can close this window.",
        }
    }

    /// The whole answer of HTTP/1.1, after which the connection ends.
    #[must_use]
    pub fn response(&self) -> String {
        let body = self.html();
        let policy = format!(
            "default-src 'none'; script-src '{}'; style-src '{}'; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'",
            hash(SCRIPT),
            hash(STYLE)
        );
        format!(
            "HTTP/1.1 {}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
             Content-Security-Policy: {policy}\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n\
             X-Content-Type-Options: nosniff\r\nCross-Origin-Opener-Policy: same-origin\r\nConnection: close\r\n\r\n{body}",
            self.status,
            body.len()
        )
    }

    fn html(&self) -> String {
        let (class, sign) = self.mark.drawn();
        let paragraph = |class: &str, text: &str| {
            if text.is_empty() { String::new() } else { format!("<p{class}>{}</p>", escaped(text)) }
        };
        let lines: Vec<String> = self.lines.iter().map(|line| paragraph("", line)).collect();
        let lines = lines.concat();
        let (what, next) =
            (paragraph(" class=\"what\"", &self.what), paragraph(" class=\"next\"", self.next));
        let heading = self.heading;
        format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\">\
             <title>{heading} - awsp</title><style>{STYLE}</style><script>{SCRIPT}</script></head>\
             <body><main class=\"{class}\"><svg viewBox=\"0 0 24 24\" aria-hidden=\"true\">\
             <circle cx=\"12\" cy=\"12\" r=\"12\"/><path d=\"{sign}\"/></svg>\
             <h1>{heading}</h1>{what}{lines}{next}</main><footer>awsp</footer></body></html>"
        )
    }
}

/// As a Content Security Policy names an inline script or style.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// Text that stays text in HTML, and cannot turn the reading direction.
fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for c in printable(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_told_stays_text() {
        let hostile = "<script>alert(1)</script>&\"'\u{202e}\u{1b}[31m\r\n";
        for page in [
            Page::signed_in(hostile, &[hostile.to_owned()]),
            Page::not_signed_in(hostile, hostile),
            Page::stray("400 Bad Request", hostile),
        ] {
            let response = page.response();
            let (head, body) = response.split_once("\r\n\r\n").unwrap();
            assert_eq!(body.matches("<script>").count(), 1, "{body}");
            assert!(!body.contains(['\u{202e}', '\u{1b}', '\r']), "{body:?}");
            assert!(head.contains(&format!("Content-Length: {}", body.len())));
        }
    }

    #[test]
    fn the_policy_allows_what_is_in_the_page_and_nothing_else() {
        let response = Page::signed_in("sso-session corp", &[]).response();
        let between = |from: &str, to: &str| {
            let rest = &response[response.find(from).unwrap() + from.len()..];
            rest[..rest.find(to).unwrap()].to_owned()
        };
        let (script, style) = (between("<script>", "</script>"), between("<style>", "</style>"));
        let policy = between("Content-Security-Policy: ", "\r\n");
        assert!(policy.contains(&format!("script-src '{}';", hash(&script))), "{policy}");
        assert!(policy.contains(&format!("style-src '{}';", hash(&style))), "{policy}");
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        assert!(!response.contains("http://") && !response.contains("https://"), "nothing is loaded");
    }
}
