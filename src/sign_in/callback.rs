//! Where the browser comes back to: a listener on this computer alone (RFC 8252, section 7.3). Whatever else calls there
//! neither ends the wait nor keeps anybody: each connection is its own thread, with a bound on bytes and time.

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
use crate::sign_in::page::Page;
use crate::sign_in::peer::{self, CROWD};
use crate::sign_in::request::{self, Request};

/// The path of the redirect, as the AWS CLI registers it.
const PATH: &str = "/oauth/callback";
/// How long a request may take to come, and an answer to go. Browsers open connections in advance and send nothing.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long whoever was answered may take to hang up.
const FAREWELL: Duration = Duration::from_millis(500);
/// So many connections at a time; others wait until one is over.
const MOST: usize = 64;
/// A longer code, or reason, is none.
const LONGEST: usize = 4096;

/// The listener, until dropped.
#[derive(Debug)]
pub struct Callback {
    port: u16,
    arrivals: Receiver<Arrival>,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    state: Secret,
    hosts: [String; 2],
    arrived: AtomicBool,
    strangers: AtomicUsize,
    told: AtomicUsize,
    open: AtomicUsize,
    over: AtomicBool,
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
        let _ = send(&mut self.0, page);
    }
}

/// Why nobody came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missed {
    /// The time is up.
    TooLate,
    /// It is to end ([`Kind::Cancelled`](crate::error::Kind::Cancelled)).
    Cancelled(Error),
}

impl Callback {
    /// Listens on a port that the system chooses, for an answer that carries this `state`.
    ///
    /// # Errors
    /// `no-callback`, where this computer has no loopback address 127.0.0.1 or no port.
    pub fn listen(state: Secret) -> Result<Self, Error> {
        let refused = |error: io::Error| {
            Error::failed(format!("the browser cannot come back, for 127.0.0.1 takes no listener: {error}"))
                .code("no-callback")
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(refused)?;
        let port = listener.local_addr().map_err(refused)?.port();
        let (sender, arrivals) = mpsc::channel();
        let shared = Arc::new(Shared {
            state,
            hosts: [format!("127.0.0.1:{port}"), format!("localhost:{port}")],
            arrived: AtomicBool::default(),
            strangers: AtomicUsize::default(),
            told: AtomicUsize::default(),
            open: AtomicUsize::default(),
            over: AtomicBool::default(),
        });
        let served = Arc::clone(&shared);
        let started = thread::Builder::new().name("callback".to_owned());
        started.spawn(move || serve(&listener, port, &served, &sender)).map_err(refused)?;
        Ok(Self { port, arrivals, shared })
    }

    /// `redirect_uri`.
    #[must_use]
    pub fn redirect_uri(&self) -> String {
        format!("http://127.0.0.1:{}{PATH}", self.port)
    }

    /// Waits for the answer; may be called again when the time is up. `stranger` is told, as it happens, of each that carries another state.
    ///
    /// # Errors
    /// See [`Missed`].
    pub fn wait(&self, limit: Duration, cancel: &Cancel, stranger: &dyn Fn()) -> Result<Arrival, Missed> {
        let start = Instant::now();
        loop {
            let found = self.arrivals.recv_timeout(HEARD_WITHIN);
            let seen = self.shared.strangers.load(Ordering::SeqCst);
            if seen > self.shared.told.swap(seen, Ordering::SeqCst) {
                stranger();
            }
            match found {
                Ok(arrival) => return Ok(arrival),
                Err(RecvTimeoutError::Disconnected) => return Err(Missed::TooLate),
                Err(RecvTimeoutError::Timeout) => {}
            }
            cancel.check().map_err(Missed::Cancelled)?;
            if start.elapsed() >= limit {
                return Err(Missed::TooLate);
            }
        }
    }
}

impl Drop for Callback {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        // Wakes who listens.
        let here = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let _ = TcpStream::connect_timeout(&here, FAREWELL);
    }
}

fn serve(listener: &TcpListener, port: u16, shared: &Arc<Shared>, arrivals: &Sender<Arrival>) {
    while !shared.over.load(Ordering::SeqCst) {
        let connection = listener.accept();
        if shared.over.load(Ordering::SeqCst) {
            return;
        }
        // Not enough files or memory just now, or it is gone already.
        let Ok((stream, peer)) = connection else {
            thread::sleep(HEARD_WITHIN);
            continue;
        };
        if shared.open.load(Ordering::SeqCst) >= CROWD && !peer::is_own(peer.port(), port) {
            continue;
        }
        while shared.open.load(Ordering::SeqCst) >= MOST && !shared.over.load(Ordering::SeqCst) {
            thread::sleep(HEARD_WITHIN);
        }
        shared.open.fetch_add(1, Ordering::SeqCst);
        let (own, arrivals) = (Arc::clone(shared), arrivals.clone());
        let spawned = thread::Builder::new().name("browser".to_owned()).spawn(move || {
            converse(stream, &own, &arrivals);
            own.open.fetch_sub(1, Ordering::SeqCst);
        });
        if spawned.is_err() {
            shared.open.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

/// One connection, one request.
fn converse(mut stream: TcpStream, shared: &Shared, arrivals: &Sender<Arrival>) {
    let Some(request) = request::read(&mut stream, PATIENCE) else { return };
    match judge(&request, shared) {
        Ok(answer) => {
            let _ = arrivals.send(Arrival { answer, browser: Reply(stream) });
        }
        Err(page) => {
            let _ = send(&mut stream, &page);
        }
    }
}

/// What the request brings, or the page for whoever brings nothing.
fn judge(request: &Request, shared: &Shared) -> Result<Answer, Page> {
    // Any name may lead here by DNS; a web page under one must not learn that somebody is signing in.
    if !request.host.as_ref().is_some_and(|host| shared.hosts.contains(host)) {
        return Err(Page::stray("403 Forbidden", "Nothing is served under this name."));
    }
    if request.method != "GET" {
        return Err(Page::stray("405 Method Not Allowed", "Only a browser that comes back is waited for."));
    }
    if request.path != PATH {
        return Err(Page::stray("404 Not Found", "There is nothing at this address."));
    }
    let state = request.only("state").unwrap_or_default();
    if !same(state.as_bytes(), shared.state.reveal().as_bytes()) {
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

/// Whether they are the same, in a time that does not tell where they differ.
fn same(one: &[u8], other: &[u8]) -> bool {
    let differing = one.iter().zip(other).fold(0, |sum, (a, b)| sum | (a ^ b));
    one.len() == other.len() && std::hint::black_box(differing) == 0
}

/// Sends the page and waits for the other side to hang up: what it still sends would make the system throw away what is
/// on its way to it.
fn send(stream: &mut TcpStream, page: &Page) -> io::Result<()> {
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(page.response().as_bytes())?;
    stream.shutdown(Shutdown::Write)?;
    let start = Instant::now();
    let mut rest = [0; 4096];
    loop {
        let left = FAREWELL.saturating_sub(start.elapsed());
        if left.is_zero() {
            return Ok(());
        }
        stream.set_read_timeout(Some(left))?;
        if stream.read(&mut rest)? == 0 {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests;
