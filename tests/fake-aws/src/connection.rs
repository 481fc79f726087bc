//! One client's connection, request after request.

use crate::answer::Answer;
use crate::exchange::{self, Reply};
use crate::request::{Request, Unread};
use crate::response::{self, Extent};
use crate::world::World;
use chrono::{DateTime, Utc};
use std::io::BufReader;
use std::net::TcpStream;
use std::time::Duration;

/// Serves a connection until either side ends it.
pub fn serve(world: &World, listener: &str, stream: &TcpStream) {
    // Answers go out in one piece; waiting for more to send with it would only slow tests down.
    let _ = stream.set_nodelay(true);
    let mut source = BufReader::new(stream);
    loop {
        let mut sink = stream;
        let request = match Request::read(&mut source, &mut sink) {
            Ok(request) => request,
            Err(Unread::Ended) => return,
            Err(Unread::Refused(status)) => {
                // The client may be gone; there is nobody else to tell.
                let _ = response::write(&mut sink, now(world), &Answer::bare(status), Extent::Whole, true);
                return;
            }
        };
        let keep_alive = request.keep_alive;
        match exchange::answer(world, listener, request) {
            Reply::Reset => {
                // Closing with a linger time of zero sends RST in place of FIN.
                let _ = socket2::SockRef::from(stream).set_linger(Some(Duration::ZERO));
                return;
            }
            Reply::Send { answer, extent, close } => {
                let close = close || !keep_alive;
                if response::write(&mut sink, now(world), &answer, extent, close).is_err() || close {
                    return;
                }
            }
        }
    }
}

fn now(world: &World) -> DateTime<Utc> {
    world.lock().now()
}
