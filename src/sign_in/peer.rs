//! Whose a connection from this computer is. Linux tells the user of each socket (proc(5), `/proc/net/tcp`); where it
//! cannot be found out, nobody is kept out.

use std::fs;
use std::os::unix::fs::MetadataExt;

/// From so many connections at a time on, half of what a listener hears at once, those of other users of this computer are
/// not heard any more: they could take all places, and keep the browser out.
pub(super) const CROWD: usize = 32;

/// Whether the other end of a connection, on port `theirs`, to the listener on port `ours` belongs to this user, or to
/// root, who could do all of this anyway.
pub(super) fn is_own(theirs: u16, ours: u16) -> bool {
    let Ok(own) = fs::metadata("/proc/self").map(|process| process.uid()) else { return true };
    // A socket for both families is in the second.
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"];
    let user = tables.iter().find_map(|file| user_of(&fs::read_to_string(file).ok()?, theirs, ours));
    user.is_none_or(|user| user == own || user == 0)
}

/// The user of the socket with these ports, local and remote. The state is asked for as well, for one that has been
/// closed belongs to nobody and is shown as root's.
fn user_of(table: &str, local: u16, remote: u16) -> Option<u32> {
    const ESTABLISHED: &str = "01";
    table.lines().find_map(|line| {
        let mut fields = line.split_ascii_whitespace().skip(1);
        let (own, other, state) = (fields.next()?, fields.next()?, fields.next()?);
        if port(own)? != local || port(other)? != remote || state != ESTABLISHED {
            return None;
        }
        fields.nth(3)?.parse().ok()
    })
}

/// The port of `ADDRESS:PORT`, both in hexadecimal.
fn port(address: &str) -> Option<u16> {
    u16::from_str_radix(address.rsplit_once(':')?.1, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_of_a_socket_is_found_by_both_ports() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n   \
             0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0\n   \
             1: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 2 1 0\n   \
             2: 0100007F:C351 0100007F:1F90 06 00000000:00000000 00:00000000 00000000     0        0 0 1 0\n";
        assert_eq!(user_of(table, 50000, 8080), Some(1001));
        assert_eq!(user_of(table, 50001, 8080), None, "closed");
        assert_eq!(user_of(table, 50000, 8081), None);
        assert_eq!(user_of(table, 8080, 50000), None);
        assert_eq!(user_of("", 1, 2), None);
    }

    #[test]
    fn a_connection_of_this_process_is_its_own() {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let ours = listener.local_addr().unwrap().port();
        let stream = std::net::TcpStream::connect(("127.0.0.1", ours)).unwrap();
        assert!(is_own(stream.local_addr().unwrap().port(), ours));
    }
}
