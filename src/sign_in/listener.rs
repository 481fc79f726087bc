//! A listener on this computer alone, for a browser that comes to it (RFC 8252, section 7.3). Whatever else calls there
//! neither ends the wait nor keeps anybody: each connection is its own thread, with a bound on bytes and time.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::sign_in::cancel::{Cancel, HEARD_WITHIN};
use crate::sign_in::peer::{self, CROWD};
use crate::sign_in::request::{self, Request};

/// How long a request may take to come, and an answer to go. Browsers open connections in advance and send nothing.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// So many connections at a time; others wait until one is over.
pub(super) const MOST: usize = 64;
/// How long whoever was answered may take to hang up.
const FAREWELL: Duration = Duration::from_millis(500);

/// The listener, until dropped. What comes of those who come are `T`s.
#[derive(Debug)]
pub(super) struct Listener<T> {
    port: u16,
    came: Receiver<T>,
    open: Arc<Open>,
}

#[derive(Debug, Default)]
struct Open {
    connections: AtomicUsize,
    over: AtomicBool,
}

/// A connection with its request.
#[derive(Debug)]
pub(super) struct Visitor {
    pub(super) request: Request,
    /// Whether the request names this listener by an address of this computer: any other name may lead here by DNS, and
    /// a web page under one must not learn what is going on.
    pub(super) calls_us: bool,
    /// The ports of the connection: the visitor's, and the listener's.
    pub(super) ports: (u16, u16),
    pub(super) stream: TcpStream,
}

/// Why nothing came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missed {
    /// The time is up.
    TooLate,
    /// It is to end ([`Kind::Cancelled`](crate::error::Kind::Cancelled)).
    Cancelled(Error),
}

impl<T: Send + 'static> Listener<T> {
    /// Listens on a port that the system chooses, and lets `converse` answer each visitor. `cannot` begins the error.
    ///
    /// # Errors
    /// `no-callback`, where this computer has no loopback address 127.0.0.1 or no port.
    pub(super) fn start(
        cannot: &str,
        converse: impl Fn(Visitor, &Sender<T>) + Send + Sync + 'static,
    ) -> Result<Self, Error> {
        let refused = |error: io::Error| {
            Error::failed(format!("{cannot}, for 127.0.0.1 takes no listener: {error}")).code("no-callback")
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(refused)?;
        let port = listener.local_addr().map_err(refused)?.port();
        let (sender, came) = mpsc::channel();
        let open = Arc::new(Open::default());
        let served = Arc::clone(&open);
        let converse = Arc::new(converse);
        thread::Builder::new()
            .name("listener".to_owned())
            .spawn(move || serve(&listener, port, &served, &converse, &sender))
            .map_err(refused)?;
        Ok(Self { port, came, open })
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Waits until `hear` has heard enough: of what comes, and a few times a second that nothing did. May be called again
    /// when the time is up.
    ///
    /// # Errors
    /// See [`Missed`].
    pub(super) fn wait<R>(
        &self,
        limit: Duration,
        cancel: &Cancel,
        mut hear: impl FnMut(Option<T>) -> Option<R>,
    ) -> Result<R, Missed> {
        let start = Instant::now();
        loop {
            let found = match self.came.recv_timeout(HEARD_WITHIN) {
                Ok(found) => Some(found),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return Err(Missed::TooLate),
            };
            if let Some(enough) = hear(found) {
                return Ok(enough);
            }
            cancel.check().map_err(Missed::Cancelled)?;
            if start.elapsed() >= limit {
                return Err(Missed::TooLate);
            }
        }
    }
}

impl<T> Drop for Listener<T> {
    fn drop(&mut self) {
        self.open.over.store(true, Ordering::SeqCst);
        // Wakes who listens.
        let here = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let _ = TcpStream::connect_timeout(&here, FAREWELL);
    }
}

fn serve<T: Send + 'static>(
    listener: &TcpListener,
    port: u16,
    open: &Arc<Open>,
    converse: &Arc<impl Fn(Visitor, &Sender<T>) + Send + Sync + 'static>,
    came: &Sender<T>,
) {
    let is_over = || open.over.load(Ordering::SeqCst);
    while !is_over() {
        let connection = listener.accept();
        if is_over() {
            return;
        }
        // Not enough files or memory just now, or it is gone already.
        let Ok((stream, other)) = connection else {
            thread::sleep(HEARD_WITHIN);
            continue;
        };
        if open.connections.load(Ordering::SeqCst) >= CROWD && !peer::is_own(other.port(), port) {
            continue;
        }
        while open.connections.load(Ordering::SeqCst) >= MOST && !is_over() {
            thread::sleep(HEARD_WITHIN);
        }
        open.connections.fetch_add(1, Ordering::SeqCst);
        let (own, converse, came) = (Arc::clone(open), Arc::clone(converse), came.clone());
        let spawned = thread::Builder::new().name("browser".to_owned()).spawn(move || {
            if let Some(visitor) = visitor(stream, other.port(), port) {
                converse(visitor, &came);
            }
            own.connections.fetch_sub(1, Ordering::SeqCst);
        });
        if spawned.is_err() {
            open.connections.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

/// One connection, one request.
fn visitor(mut stream: TcpStream, theirs: u16, ours: u16) -> Option<Visitor> {
    let request = request::read(&mut stream, PATIENCE)?;
    let host = request.host.as_deref().unwrap_or_default();
    let calls_us = [format!("127.0.0.1:{ours}"), format!("localhost:{ours}")].iter().any(|own| own == host);
    Some(Visitor { request, calls_us, ports: (theirs, ours), stream })
}

/// Sends the answer and waits for the other side to hang up: what it still sends would make the system throw away what is
/// on its way to it.
pub(super) fn answer(stream: &mut TcpStream, whole: &str) -> io::Result<()> {
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(whole.as_bytes())?;
    stream.shutdown(Shutdown::Write)?;
    let start = Instant::now();
    let mut rest = [0; 4096];
    loop {
        let left = FAREWELL.saturating_sub(start.elapsed());
        // It has its answer, however it hangs up.
        if left.is_zero()
            || stream.set_read_timeout(Some(left)).is_err()
            || !matches!(stream.read(&mut rest), Ok(1..))
        {
            return Ok(());
        }
    }
}
