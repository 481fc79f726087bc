//! A link that is a secret, handed to a browser without being in any program's arguments: the browser is sent to a
//! listener on this computer, which sends it on, once.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crate::domain::secret::Secret;
use crate::error::Error;
use crate::sign_in::cancel::{Cancel, HEARD_WITHIN};
use crate::sign_in::peer::{self, CROWD};
use crate::sign_in::pkce;
use crate::sign_in::request::{self, Request};

/// How long a request may take to come, and an answer to go. Browsers open connections in advance and send nothing.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long whoever was answered may take to hang up.
const FAREWELL: Duration = Duration::from_millis(500);
/// So many connections at a time; the others are closed.
const MOST: usize = 64;

/// The listener, until dropped.
#[derive(Debug)]
pub struct Redirect {
    port: u16,
    /// Who came: `Ok` the browser, `Err` another user of this computer.
    visits: Receiver<Visit>,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// What nobody can guess of the address, with the slash in front.
    path: Secret,
    target: Secret,
    hosts: [String; 2],
    served: AtomicBool,
    open: AtomicUsize,
    over: AtomicBool,
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
        let refused = |error: io::Error| {
            Error::failed(format!("no browser can be led on, for 127.0.0.1 takes no listener: {error}"))
                .code("no-callback")
        };
        let path = Secret::new(format!("/{}", pkce::state()?.reveal()));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(refused)?;
        let port = listener.local_addr().map_err(refused)?.port();
        let (sender, visits) = mpsc::channel();
        let shared = Arc::new(Shared {
            path,
            target,
            hosts: [format!("127.0.0.1:{port}"), format!("localhost:{port}")],
            served: AtomicBool::default(),
            open: AtomicUsize::default(),
            over: AtomicBool::default(),
        });
        let own = Arc::clone(&shared);
        let started = thread::Builder::new().name("redirect".to_owned());
        started.spawn(move || serve(&listener, port, &own, &sender)).map_err(refused)?;
        Ok(Self { port, visits, shared })
    }

    /// The address to open. Whoever of the same user has it first is sent on; that is why it is short-lived.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}{}", self.port, self.shared.path.reveal())
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
        let start = Instant::now();
        loop {
            match self.visits.recv_timeout(HEARD_WITHIN) {
                Ok(Visit::Browser) => return Ok(()),
                Ok(Visit::Stranger) => stranger(),
                Err(RecvTimeoutError::Disconnected) => return Err(Missed::TooLate),
                Err(RecvTimeoutError::Timeout) => {}
            }
            cancel.check().map_err(Missed::Cancelled)?;
            if let Some(why) = failed() {
                return Err(Missed::NotOpened(why));
            }
            if start.elapsed() >= limit {
                return Err(Missed::TooLate);
            }
        }
    }
}

impl Drop for Redirect {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        // Wakes who listens.
        let here = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let _ = TcpStream::connect_timeout(&here, FAREWELL);
    }
}

fn serve(listener: &TcpListener, port: u16, shared: &Arc<Shared>, visits: &Sender<Visit>) {
    while !shared.over.load(Ordering::SeqCst) {
        let Ok((stream, peer)) = listener.accept() else {
            // Not enough files or memory just now, or it is gone already.
            thread::sleep(HEARD_WITHIN);
            continue;
        };
        let open = shared.open.load(Ordering::SeqCst);
        let is_unheard = open >= MOST || open >= CROWD && !peer::is_own(peer.port(), port);
        if shared.over.load(Ordering::SeqCst) || is_unheard {
            continue;
        }
        shared.open.fetch_add(1, Ordering::SeqCst);
        let (own, visits) = (Arc::clone(shared), visits.clone());
        let work = move || {
            converse(stream, &own, &visits, || peer::is_own(peer.port(), port));
            own.open.fetch_sub(1, Ordering::SeqCst);
        };
        if thread::Builder::new().name("browser".to_owned()).spawn(work).is_err() {
            shared.open.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

/// One connection, one request.
fn converse(mut stream: TcpStream, shared: &Shared, visits: &Sender<Visit>, is_own: impl FnOnce() -> bool) {
    let Some(request) = request::read(&mut stream, PATIENCE) else { return };
    match judge(&request, shared, is_own) {
        Ok(()) => {
            let head = format!("302 Found\r\nLocation: {}", shared.target.reveal());
            match send(&mut stream, &head, "") {
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
            let _ = send(&mut stream, refusal.0, refusal.1);
        }
    }
}

/// A status and a sentence.
type Refusal = (&'static str, &'static str);

const STRANGER: Refusal = ("403 Forbidden", "This belongs to another user of this computer.");

/// Whether the request is to be sent on; at most one is.
fn judge(request: &Request, shared: &Shared, is_own: impl FnOnce() -> bool) -> Result<(), Refusal> {
    // Any name may lead here by DNS.
    if !request.host.as_ref().is_some_and(|host| shared.hosts.contains(host)) {
        return Err(("403 Forbidden", "Nothing is served under this name."));
    }
    if request.method != "GET" {
        return Err(("405 Method Not Allowed", "Only a browser is waited for."));
    }
    if !same(request.path.as_bytes(), shared.path.reveal().as_bytes()) || !request.query.is_empty() {
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

/// Whether they are the same, in a time that does not tell where they differ.
fn same(one: &[u8], other: &[u8]) -> bool {
    let differing = one.iter().zip(other).fold(0, |sum, (a, b)| sum | (a ^ b));
    one.len() == other.len() && std::hint::black_box(differing) == 0
}

/// Sends the answer and waits for the other side to hang up: what it still sends would make the system throw away what is
/// on its way to it.
fn send(stream: &mut TcpStream, head: &str, body: &str) -> io::Result<()> {
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 {head}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {length}\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
         Connection: close\r\n\r\n{body}"
    );
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(answer.as_bytes())?;
    stream.shutdown(Shutdown::Write)?;
    let start = Instant::now();
    let mut rest = [0; 4096];
    loop {
        let left = FAREWELL.saturating_sub(start.elapsed());
        if left.is_zero() || stream.set_read_timeout(Some(left)).is_err() {
            return Ok(());
        }
        // It has its answer, however it hangs up.
        if !matches!(stream.read(&mut rest), Ok(1..)) {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests;
