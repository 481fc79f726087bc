//! A person with a browser, by script: opens the link of a sign-in, decides, and follows the redirect back to the program
//! that waits.

use crate::client::{self, Response};
use crate::form;
use serde_json::json;
use std::io::{self, Write as _};
use std::net::TcpStream;

/// What the person does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Allows it.
    Approve,
    /// Does not.
    Deny,
    /// Allows it, and something on the way changes the state.
    WrongState,
    /// The same with the code.
    WrongCode,
    /// Looks at the page and never comes back.
    Never,
    /// Comes back, and closes the window before anything is sent.
    HangUp,
    /// Allows it, and comes back once more with the same address.
    Twice,
}

impl Mode {
    /// Every mode with its word on the command line of `fake-browser`.
    pub const ALL: [(&'static str, Self); 7] = [
        ("approve", Self::Approve),
        ("deny", Self::Deny),
        ("wrong-state", Self::WrongState),
        ("wrong-code", Self::WrongCode),
        ("never", Self::Never),
        ("hang-up", Self::HangUp),
        ("twice", Self::Twice),
    ];

    /// By its word.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(own, _)| *own == name).map(|(_, mode)| *mode)
    }
}

/// Opens `link`, the address of the authorization page or of the page for device codes, and does as `mode` says; the
/// pages that the program showed when the browser came back, in their order.
///
/// # Errors
/// Where the link leads nowhere, or the fake sends nobody back.
pub fn visit(link: &str, mode: Mode) -> io::Result<Vec<Response>> {
    let (path, query) = link.split_once('?').unwrap_or((link, ""));
    if path.ends_with("/device") {
        return decide(path, query, mode).map(|()| Vec::new());
    }
    let answer = client::send("GET", link, &[], b"")?;
    let back = answer.header("location").filter(|_| answer.status == 302).ok_or_else(|| {
        io::Error::other(format!("nobody is sent back: {} {}", answer.status, answer.text()))
    })?;
    let (callback, query) = back.split_once('?').unwrap_or((back, ""));
    let pairs = form::pairs(query);
    let text = |name: &str| pairs.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.as_str());
    let (code, state) = (text("code"), text("state"));
    let bring =
        |pairs: &[(&str, &str)]| client::send("GET", &format!("{callback}?{}", form::query(pairs)), &[], b"");
    match mode {
        Mode::Approve => Ok(vec![bring(&[("code", code), ("state", state)])?]),
        Mode::Deny => {
            let words = ("error_description", "The person <said> no");
            Ok(vec![bring(&[("error", "access_denied"), words, ("state", state)])?])
        }
        Mode::WrongState => Ok(vec![bring(&[("code", code), ("state", &format!("{state}x"))])?]),
        Mode::WrongCode => Ok(vec![bring(&[("code", "another-code"), ("state", state)])?]),
        Mode::Never => Ok(Vec::new()),
        Mode::HangUp => {
            let address = callback.strip_prefix("http://").and_then(|rest| rest.split('/').next());
            let mut stream = TcpStream::connect(address.unwrap_or_default())?;
            stream.write_all(b"GET /oauth/callback?co")?;
            Ok(Vec::new())
        }
        Mode::Twice => {
            let first = bring(&[("code", code), ("state", state)])?;
            // The program may have ended by then, which a browser takes as well.
            Ok(std::iter::once(first).chain(bring(&[("code", code), ("state", state)])).collect())
        }
    }
}

/// The page for device codes.
fn decide(page: &str, query: &str, mode: Mode) -> io::Result<()> {
    let code = form::pairs(query).into_iter().find(|(name, _)| name == "user_code").map(|(_, code)| code);
    let action = match mode {
        Mode::Never | Mode::HangUp => return Ok(()),
        Mode::Deny => "deny",
        _ => "approve",
    };
    let control = format!("{}/_fake/device", page.trim_end_matches("/device"));
    let body = json!({"user_code": code, "action": action}).to_string();
    let answer = client::send("POST", &control, &[], body.as_bytes())?;
    if answer.status == 200 { Ok(()) } else { Err(io::Error::other(answer.text())) }
}
