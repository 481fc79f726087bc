//! The fake inside the test's own process.

use crate::connection;
use crate::handle::Handle;
use crate::world::{Listener, World};
use serde_json::{Value, json};
use std::io;
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::{self, JoinHandle};

/// A fake AWS in threads of this process. Dropping it ends it: no connection and no thread stays behind.
///
/// What can be done with it is in [`Handle`], which it dereferences to.
#[derive(Debug)]
pub struct FakeAws {
    handle: Handle,
    world: Arc<World>,
    connections: Arc<Connections>,
    accepting: Vec<JoinHandle<()>>,
}

impl FakeAws {
    /// Starts with one listener, `main`, on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// Where no port can be had.
    pub fn start() -> io::Result<Self> {
        Self::start_with(&[("main", 0)], json!({}))
    }

    /// Starts with the listeners given, name and port (0 for a free one); the first is what
    /// [`Handle::url`] speaks of. `settings` are merged into the defaults now and at every reset.
    ///
    /// # Errors
    /// Where there is no listener, a port cannot be had, or the settings are not an object.
    pub fn start_with(listeners: &[(&str, u16)], settings: Value) -> io::Result<Self> {
        let wrong = |what| io::Error::new(io::ErrorKind::InvalidInput, what);
        let Value::Object(settings) = settings else { return Err(wrong("the settings are not an object")) };
        if listeners.is_empty() {
            return Err(wrong("there is no listener"));
        }
        let mut sockets = Vec::new();
        for (name, port) in listeners {
            let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, *port))
                .map_err(|error| io::Error::new(error.kind(), format!("port {port}: {error}")))?;
            sockets.push((Listener { name: (*name).to_owned(), port: socket.local_addr()?.port() }, socket));
        }
        let names = sockets.iter().map(|(listener, _)| listener.clone()).collect();
        let world = Arc::new(World::new(names, settings));
        let connections = Arc::new(Connections::default());
        let accepting = sockets
            .into_iter()
            .map(|(listener, socket)| {
                let (world, connections) = (Arc::clone(&world), Arc::clone(&connections));
                thread::spawn(move || accept(&world, &listener.name, &socket, &connections))
            })
            .collect();
        Ok(Self { handle: Handle::of_world(Arc::clone(&world)), world, connections, accepting })
    }
}

impl Deref for FakeAws {
    type Target = Handle;

    fn deref(&self) -> &Handle {
        &self.handle
    }
}

impl Drop for FakeAws {
    fn drop(&mut self) {
        self.world.stop();
        for (listener, thread) in self.world.listeners.iter().zip(self.accepting.drain(..)) {
            // A last connection wakes the thread. Without it the thread would wait for ever, so would we.
            if TcpStream::connect((Ipv4Addr::LOCALHOST, listener.port)).is_ok() {
                let _ = thread.join();
            }
        }
        self.connections.end();
    }
}

fn accept(world: &Arc<World>, name: &str, socket: &TcpListener, connections: &Connections) {
    for stream in socket.incoming() {
        if world.is_stopping() {
            return;
        }
        // A connection that failed before it was accepted is the client's affair.
        let Ok(stream) = stream else { continue };
        let stream = Arc::new(stream);
        let weak = Arc::downgrade(&stream);
        let (world, name) = (Arc::clone(world), name.to_owned());
        let thread = thread::spawn(move || connection::serve(&world, &name, &stream));
        connections.add(weak, thread);
    }
}

/// The connections being served. The sockets belong to their threads alone, since a socket is closed, or
/// reset, only when nobody else holds it.
#[derive(Debug, Default)]
struct Connections(Mutex<Vec<(Weak<TcpStream>, JoinHandle<()>)>>);

impl Connections {
    fn add(&self, stream: Weak<TcpStream>, thread: JoinHandle<()>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(_, thread)| !thread.is_finished());
        all.push((stream, thread));
    }

    fn end(&self) {
        let all = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for (stream, thread) in all {
            if let Some(stream) = stream.upgrade() {
                let _ = stream.shutdown(Shutdown::Both);
            }
            let _ = thread.join();
        }
    }
}
