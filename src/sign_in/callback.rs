//! Where the browser comes back to with a code, or with the reason why there is none.

use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use crate::domain::secret::Secret;
use crate::error::Error;
use crate::sign_in::cancel::Cancel;
pub use crate::sign_in::listener::Missed;
use crate::sign_in::listener::{self, Listener, Visitor};
use crate::sign_in::page::Page;
use crate::sign_in::request::Request;

/// The path of the redirect, as the AWS CLI registers it.
const PATH: &str = "/oauth/callback";
/// A longer code, or reason, is none.
const LONGEST: usize = 4096;

/// The listener, until dropped.
#[derive(Debug)]
pub struct Callback {
    listener: Listener<Arrival>,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    state: Secret,
    arrived: AtomicBool,
    strangers: AtomicUsize,
    told: AtomicUsize,
}

/// The browser with its answer.
#[derive(Debug)]
pub struct Arrival {
    /// What it brings.
    pub answer: Answer,
    /// How to show the person how it ended.
    pub browser: Reply,
}

/// What the browser brings.
#[derive(Debug)]
pub enum Answer {
    /// A code to redeem.
    Code(Secret),
    /// An error of OAuth (RFC 6749, section 4.1.2.1). The words are anybody's: not yet made harmless.
    Refused {
        /// `access_denied` …
        error: String,
        /// The server's words, where it has any.
        description: String,
    },
}

/// A browser that waits for its page.
#[derive(Debug)]
pub struct Reply(TcpStream);

impl Reply {
    /// Shows the page. That the browser has gone makes no difference.
    pub fn show(mut self, page: &Page) {
        let _ = listener::answer(&mut self.0, &page.response());
    }
}

impl Callback {
    /// Listens on a port that the system chooses, for an answer that carries this `state`.
    ///
    /// # Errors
    /// `no-callback`, where this computer has no loopback address 127.0.0.1 or no port.
    pub fn listen(state: Secret) -> Result<Self, Error> {
        let shared = Arc::new(Shared {
            state,
            arrived: AtomicBool::default(),
            strangers: AtomicUsize::default(),
            told: AtomicUsize::default(),
        });
        let own = Arc::clone(&shared);
        let listener = Listener::start("the browser cannot come back", move |mut visitor, arrivals| {
            match judge(&visitor, &own) {
                Ok(answer) => {
                    let _ = arrivals.send(Arrival { answer, browser: Reply(visitor.stream) });
                }
                Err(page) => {
                    let _ = listener::answer(&mut visitor.stream, &page.response());
                }
            }
        })?;
        Ok(Self { listener, shared })
    }

    /// `redirect_uri`.
    #[must_use]
    pub fn redirect_uri(&self) -> String {
        format!("http://127.0.0.1:{}{PATH}", self.listener.port())
    }

    /// Waits for the answer; may be called again when the time is up. `stranger` is told, as it happens, of each that carries another state.
    ///
    /// # Errors
    /// See [`Missed`].
    pub fn wait(&self, limit: Duration, cancel: &Cancel, stranger: &dyn Fn()) -> Result<Arrival, Missed> {
        self.listener.wait(limit, cancel, |arrival| {
            let seen = self.shared.strangers.load(Ordering::SeqCst);
            if seen > self.shared.told.swap(seen, Ordering::SeqCst) {
                stranger();
            }
            arrival
        })
    }
}

/// What the request brings, or the page for whoever brings nothing.
fn judge(visitor: &Visitor, shared: &Shared) -> Result<Answer, Page> {
    let request = &visitor.request;
    if !visitor.calls_us {
        return Err(Page::stray("403 Forbidden", "Nothing is served under this name."));
    }
    if request.method != "GET" {
        return Err(Page::stray("405 Method Not Allowed", "Only a browser that comes back is waited for."));
    }
    if request.path != PATH {
        return Err(Page::stray("404 Not Found", "There is nothing at this address."));
    }
    let state = request.only("state").unwrap_or_default();
    if !shared.state.is(state) {
        if !request.query.is_empty() {
            shared.strangers.fetch_add(1, Ordering::SeqCst);
        }
        let why = "The answer does not belong to the sign-in that the terminal waits for: its state is another one. \
                   It was not used.";
        return Err(Page::stray("400 Bad Request", why));
    }
    let answer = answer(request).ok_or_else(|| {
        let why = "The answer holds neither a code nor a reason why there is none. It was not used.";
        Page::stray("400 Bad Request", why)
    })?;
    if shared.arrived.swap(true, Ordering::SeqCst) {
        return Err(Page::stray(
            "409 Conflict",
            "This sign-in has had its answer; the terminal tells what came of it.",
        ));
    }
    Ok(answer)
}

fn answer(request: &Request) -> Option<Answer> {
    let short = |name| request.only(name).filter(|text| !text.is_empty() && text.len() <= LONGEST);
    if request.query.iter().any(|(name, _)| name == "error") {
        let error = short("error")?.to_owned();
        let description = short("error_description").unwrap_or_default().to_owned();
        return Some(Answer::Refused { error, description });
    }
    short("code")
        .filter(|code| code.bytes().all(|byte| byte.is_ascii_graphic()))
        .map(|code| Answer::Code(Secret::new(code)))
}

#[cfg(test)]
mod tests;
