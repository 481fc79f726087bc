//! A TLS server on loopback that hands what it hears to a plain one.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// The certificate of the authority that the server's is signed by.
pub(crate) fn authority() -> PathBuf {
    data("authority.pem")
}

/// Ends with the test's process.
pub(crate) struct TlsServer(SocketAddr);

impl TlsServer {
    /// Starts one in front of `plain`, `HOST:PORT`.
    pub(crate) fn start(plain: &str) -> Self {
        let chain = CertificateDer::pem_file_iter(data("server.pem")).unwrap().map(Result::unwrap).collect();
        let key = PrivateKeyDer::from_pem_file(data("server.key")).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        let (config, plain) = (Arc::new(config), plain.to_owned());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (config, plain) = (Arc::clone(&config), plain.clone());
                // A client that goes away in the middle is what some tests are about.
                thread::spawn(move || stream.and_then(|stream| forward(stream, config, &plain)));
            }
        });
        Self(address)
    }

    pub(crate) fn url(&self) -> String {
        format!("https://{}", self.0)
    }
}

/// One request and its answer. The requests of these tests come in one piece.
fn forward(client: TcpStream, config: Arc<ServerConfig>, plain: &str) -> io::Result<()> {
    let connection = ServerConnection::new(config).map_err(io::Error::other)?;
    let mut client = StreamOwned::new(connection, client);
    let mut upstream = TcpStream::connect(plain)?;
    let mut request = Vec::new();
    while !is_complete(&request) {
        let mut piece = [0; 16 * 1024];
        let length = client.read(&mut piece)?;
        if length == 0 {
            return Ok(());
        }
        request.extend_from_slice(&piece[..length]);
    }
    upstream.write_all(&request)?;
    upstream.shutdown(std::net::Shutdown::Write)?;
    io::copy(&mut upstream, &mut client)?;
    client.conn.send_close_notify();
    client.flush()
}

fn is_complete(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    body.len() >= length.unwrap_or(0)
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/tls").join(name)
}
