//! A link that is a secret, handed to a browser without being in any program's arguments: the browser is sent to a
//! listener on this computer, which sends it on, once.

use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::time::Duration;

use crate::domain::secret::Secret;
use crate::error::Error;
use crate::sign_in::cancel::Cancel;
use crate::sign_in::listener::{self, Listener, Visitor};
use crate::sign_in::peer;
use crate::sign_in::pkce;

/// The listener, until dropped.
#[derive(Debug)]
pub struct Redirect {
    listener: Listener<Visit>,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// What nobody can guess of the address, with the slash in front.
    path: Secret,
    target: Secret,
    served: AtomicBool,
}

/// Who came with the right address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Visit {
    /// Sent on.
    Browser,
    /// Another user of this computer, who was sent away.
    Stranger,
}

/// Why the link was not fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missed {
    /// The time is up.
    TooLate,
    /// What was to open the link has failed, for this reason.
    NotOpened(String),
    /// It is to end ([`Kind::Cancelled`](crate::error::Kind::Cancelled)).
    Cancelled(Error),
}

impl Redirect {
    /// Listens on a port that the system chooses, to send one browser on to `target`.
    ///
    /// # Errors
    /// `no-callback`, where this computer has no loopback address 127.0.0.1 or no port; where the system gives no random
    /// numbers.
    pub fn to(target: Secret) -> Result<Self, Error> {
        let path = Secret::new(format!("/{}", pkce::state()?.reveal()));
        let shared = Arc::new(Shared { path, target, served: AtomicBool::default() });
        let own = Arc::clone(&shared);
        let listener = Listener::start("no browser can be led on", move |visitor, visits| {
            converse(visitor, &own, visits);
        })?;
        Ok(Self { listener, shared })
    }

    /// The address to open. Whoever of the same user has it first is sent on; that is why it is short-lived.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}{}", self.listener.port(), self.shared.path.reveal())
    }

    /// Waits until the browser has been sent on. `failed` tells, once it is clear, why the address was not opened;
    /// `stranger` is told of each other user of this computer who came with it.
    ///
    /// # Errors
    /// See [`Missed`].
    pub fn wait(
        &self,
        limit: Duration,
        cancel: &Cancel,
        failed: &dyn Fn() -> Option<String>,
        stranger: &dyn Fn(),
    ) -> Result<(), Missed> {
        let heard = self.listener.wait(limit, cancel, |visit| match visit {
            Some(Visit::Browser) => Some(Ok(())),
            Some(Visit::Stranger) => {
                stranger();
                None
            }
            None => failed().map(|why| Err(Missed::NotOpened(why))),
        });
        match heard {
            Ok(outcome) => outcome,
            Err(listener::Missed::TooLate) => Err(Missed::TooLate),
            Err(listener::Missed::Cancelled(error)) => Err(Missed::Cancelled(error)),
        }
    }
}

fn converse(mut visitor: Visitor, shared: &Shared, visits: &Sender<Visit>) {
    let (theirs, ours) = visitor.ports;
    let outcome = judge(&visitor, shared, || peer::is_own(theirs, ours));
    let stream = &mut visitor.stream;
    match outcome {
        Ok(()) => {
            let head = format!("302 Found\r\nLocation: {}", shared.target.reveal());
            match send(stream, &head, "") {
                Ok(()) => {
                    let _ = visits.send(Visit::Browser);
                }
                // It may come again.
                Err(_) => shared.served.store(false, Ordering::SeqCst),
            }
        }
        Err(refusal) => {
            if refusal == STRANGER {
                // Whoever waited may have left.
                let _ = visits.send(Visit::Stranger);
            }
            let _ = send(stream, refusal.0, refusal.1);
        }
    }
}

/// A status and a sentence.
type Refusal = (&'static str, &'static str);

const STRANGER: Refusal = ("403 Forbidden", "This belongs to another user of this computer.");

/// Whether the request is to be sent on; at most one is.
fn judge(visitor: &Visitor, shared: &Shared, is_own: impl FnOnce() -> bool) -> Result<(), Refusal> {
    let request = &visitor.request;
    if !visitor.calls_us {
        return Err(("403 Forbidden", "Nothing is served under this name."));
    }
    if request.method != "GET" {
        return Err(("405 Method Not Allowed", "Only a browser is waited for."));
    }
    if !shared.path.is(&request.path) || !request.query.is_empty() {
        return Err(("404 Not Found", "There is nothing at this address."));
    }
    if !is_own() {
        return Err(STRANGER);
    }
    if shared.served.swap(true, Ordering::SeqCst) {
        return Err(("410 Gone", "This address has been used. For another: awsp console"));
    }
    Ok(())
}

/// An answer in plain words; `head` is the status, with what more the head holds.
fn send(stream: &mut TcpStream, head: &str, body: &str) -> std::io::Result<()> {
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 {head}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {length}\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
         Connection: close\r\n\r\n{body}"
    );
    listener::answer(stream, &answer)
}

#[cfg(test)]
mod tests;
