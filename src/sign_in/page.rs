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
    mark: &'static str,
    heading: String,
    lines: Vec<String>,
}

/// The one script: the code has been used by then, but is nobody's business all the same.
const SCRIPT: &str = "history.replaceState(null,\"\",location.pathname)";

const STYLE: &str = ":root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--paper:#f3f4f6;--card:#fff;\
--good:#1a7f37;--bad:#b42318}\
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa4af;--paper:#0d1117;--card:#161b22;\
--good:#3fb950;--bad:#ff7b72}}\
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--paper);color:var(--ink);\
font:17px/1.5 system-ui,sans-serif}\
main{box-sizing:border-box;max-width:34rem;margin:1rem;padding:2rem 2.25rem;background:var(--card);border-radius:12px;\
border:1px solid color-mix(in srgb,var(--soft) 30%,transparent);overflow-wrap:anywhere}\
h1{margin:0 0 .75rem;font-size:1.4rem;line-height:1.3}p{margin:.5rem 0 0}.good{color:var(--good)}.bad{color:var(--bad)}\
footer{margin-top:1.5rem;color:var(--soft);font-size:.85rem}";

impl Page {
    /// The end of a sign-in that went well: `what` a person is signed in to, such as `sso-session corp`, and lines about
    /// it.
    #[must_use]
    pub fn signed_in(what: &str, lines: &[String]) -> Self {
        let mut lines = lines.to_vec();
        lines.push("You can close this window and go back to the terminal.".to_owned());
        Self { status: "200 OK", mark: "good", heading: format!("Signed in: {what}"), lines }
    }

    /// The end of one that did not: why.
    #[must_use]
    pub fn not_signed_in(what: &str, why: &str) -> Self {
        let lines = vec![why.to_owned(), "The terminal tells what to do next.".to_owned()];
        Self { status: "200 OK", mark: "bad", heading: format!("Not signed in: {what}"), lines }
    }

    /// For a request that is no answer to the sign-in that is waited for.
    #[must_use]
    pub fn stray(status: &'static str, why: &str) -> Self {
        let lines = vec![why.to_owned()];
        Self { status, mark: "bad", heading: "This is not the end of a sign-in".to_owned(), lines }
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
        let heading = escaped(&self.heading);
        let lines: String = self.lines.iter().map(|line| format!("<p>{}</p>", escaped(line))).collect();
        let (mark, sign) = (self.mark, if self.mark == "good" { "&#10003;" } else { "&#10007;" });
        format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\">\
             <title>{heading}</title><style>{STYLE}</style><script>{SCRIPT}</script></head>\
             <body><main><h1><span class=\"{mark}\" aria-hidden=\"true\">{sign}</span> {heading}</h1>{lines}\
             <footer>awsp</footer></main></body></html>"
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
            assert!(!body.contains(['\u{202e}', '\u{1b}', '\r', '\n']), "{body:?}");
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
