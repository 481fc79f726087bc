//! The scripted browser comes back as a real one would.

use crate::support::start;
use fake_aws::browser::{Mode, visit};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::thread;

/// Waits for so many connections, answers each, and tells the first line of each.
fn listener(count: usize) -> (String, thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let serve = move || (0..count).map(|_| serve(listener.accept().unwrap().0)).collect();
    (format!("http://{address}/oauth/callback"), thread::spawn(serve))
}

fn serve(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut piece = [0; 1024];
    while !bytes.windows(4).any(|four| four == b"\r\n\r\n") {
        match stream.read(&mut piece).unwrap() {
            0 => break,
            count => bytes.extend_from_slice(&piece[..count]),
        }
    }
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    String::from_utf8_lossy(&bytes).lines().next().unwrap_or_default().to_owned()
}

fn link(fake: &str, redirect: &str) -> String {
    format!(
        "{fake}/authorize?response_type=code&client_id=c&redirect_uri={redirect}&state=s&code_challenge=x"
    )
}

#[test]
fn each_mode_brings_what_it_says() {
    let fake = start();
    for (mode, brings) in [
        (Mode::Approve, &["GET /oauth/callback?code=fake-authcode-0001&state=s HTTP/1.1"][..]),
        (
            Mode::Deny,
            &[
                "GET /oauth/callback?error=access_denied&error_description=The+person+%3Csaid%3E+no&state=s HTTP/1.1",
            ],
        ),
        (Mode::WrongState, &["GET /oauth/callback?code=CODE&state=sx HTTP/1.1"]),
        (Mode::WrongCode, &["GET /oauth/callback?code=another-code&state=s HTTP/1.1"]),
        (Mode::HangUp, &["GET /oauth/callback?co"]),
        (Mode::Never, &[]),
    ] {
        let (redirect, seen) = listener(brings.len());
        visit(&link(fake.url(), &redirect), mode).unwrap();
        let seen = seen.join().unwrap();
        assert_eq!(seen.len(), brings.len());
        for (seen, brings) in seen.iter().zip(brings) {
            let known = |line: &str| line.split("code=").next().map(str::to_owned);
            assert_eq!(known(seen), known(brings), "{mode:?}");
            assert_eq!(seen.rsplit("state=").next(), brings.rsplit("state=").next(), "{mode:?}");
        }
    }
    assert!(visit(&format!("{}/nowhere", fake.url()), Mode::Approve).is_err());
}

#[test]
fn the_program_does_it_for_others() {
    let fake = start();
    let (redirect, seen) = listener(1);
    let program = env!("CARGO_BIN_EXE_fake-browser");
    let status = Command::new(program).args(["approve", &link(fake.url(), &redirect)]).status().unwrap();
    assert!(status.success());
    assert!(seen.join().unwrap()[0].starts_with("GET /oauth/callback?code="));
    assert_eq!(Command::new(program).arg("nothing").output().unwrap().status.code(), Some(2));
}
