use super::*;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown};
use std::thread;
use std::time::Instant;

use crate::error::Kind;
use crate::sign_in::listener::{MOST, PATIENCE};

const STATE: &str = "the-state";
const SOON: Duration = Duration::from_secs(20);

fn listening() -> Callback {
    Callback::listen(Secret::new(STATE)).unwrap()
}

fn connect(callback: &Callback) -> TcpStream {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, callback.listener.port())).unwrap();
    // Whoever is taken for the one who is waited for gets no answer here, and must not wait for it.
    stream.set_read_timeout(Some(2 * PATIENCE)).unwrap();
    stream
}

/// What comes back for these bytes; empty where the connection is just closed.
fn say(callback: &Callback, bytes: &[u8]) -> String {
    let mut stream = connect(callback);
    // Whoever is too much for the listener is cut off.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn get(callback: &Callback, target: &str) -> String {
    say(
        callback,
        format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", callback.listener.port()).as_bytes(),
    )
}

fn come(callback: &Callback, query: &str) -> TcpStream {
    let mut stream = connect(callback);
    let host = callback.listener.port();
    write!(stream, "GET {PATH}?{query} HTTP/1.1\r\nHost: localhost:{host}\r\n\r\n").unwrap();
    stream
}

fn wait(callback: &Callback) -> Arrival {
    callback.wait(SOON, &Cancel::by_hand(), &|| ()).unwrap()
}

#[test]
fn a_code_comes_with_its_browser_which_is_told_how_it_ended() {
    let callback = listening();
    assert!(callback.redirect_uri().ends_with("/oauth/callback"));
    let mut browser = come(&callback, "code=c%2Bd&state=the-state");
    let arrival = wait(&callback);
    assert!(matches!(&arrival.answer, Answer::Code(code) if code.reveal() == "c+d"), "{arrival:?}");
    assert!(!format!("{arrival:?}").contains("c+d"), "a code is a secret");
    arrival.browser.show(&Page::signed_in("sso-session <corp>", &[]));
    let mut page = String::new();
    browser.read_to_string(&mut page).unwrap();
    assert!(page.starts_with("HTTP/1.1 200 OK") && page.contains("sso-session &lt;corp&gt;"), "{page}");
    assert!(!page.contains("c+d") && !page.contains(STATE), "{page}");
}

#[test]
fn strays_get_a_page_and_end_nothing() {
    let callback = listening();
    for (target, status) in [
        ("/", "404"),
        ("/favicon.ico", "404"),
        ("/oauth/callback", "400"),
        ("/oauth/callback?code=x", "400"),
        ("/oauth/callback?code=x&state=other", "400"),
        ("/oauth/callback?code=x&state=the-stat", "400"),
        ("/oauth/callback?code=x&state=the-state&state=the-state", "400"),
        ("/oauth/callback?error=access_denied&state=other", "400"),
        ("/oauth/callback?state=the-state", "400"),
        ("/oauth/callback?code=&state=the-state", "400"),
        ("/oauth/callback?code=a&code=b&state=the-state", "400"),
        ("/oauth/callback?code=%1b%5b31m&state=the-state", "400"),
        ("/oauth/callback?code=a%0d%0aSet-Cookie:x&state=the-state", "400"),
        ("/oauth/callback/?code=a&state=the-state", "404"),
        ("//evil.example/oauth/callback?code=a&state=the-state", "404"),
    ] {
        let answer = get(&callback, target);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{target}: {answer}");
        assert!(!answer.contains("Set-Cookie"), "{target}: {answer}");
    }
    let port = callback.listener.port();
    let good = "/oauth/callback?code=c&state=the-state";
    for (head, status) in [
        (format!("POST {good} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 3\r\n\r\nabc"), "405"),
        (format!("HEAD {good} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"), "405"),
        (format!("GET {good} HTTP/1.1\r\nHost: evil.example:{port}\r\n\r\n"), "403"),
        (format!("GET {good} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"), "403"),
        (format!("GET {good} HTTP/1.1\r\n\r\n"), "403"),
        (format!("GET {good} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil\r\n\r\n"), "403"),
    ] {
        let answer = say(&callback, head.as_bytes());
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{head}: {answer}");
    }
    let huge = [b"GET / HTTP/1.1\r\nX: ".as_slice(), &vec![b'x'; 100_000]].concat();
    for nonsense in
        [b"\x16\x03\x01\x02".as_slice(), b"GET\r\n\r\n", b"\r\n\r\n\r\n", b"\xff\xff\r\n\r\n", &huge]
    {
        let mut stream = connect(&callback);
        let _ = stream.write_all(nonsense).and_then(|()| stream.shutdown(Shutdown::Write));
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(answer.is_empty(), "{answer:?}");
    }
    let strangers = std::cell::Cell::new(0);
    let _browser = come(&callback, "code=c&state=the-state");
    let arrival = callback.wait(SOON, &Cancel::by_hand(), &|| strangers.set(strangers.get() + 1)).unwrap();
    assert!(matches!(arrival.answer, Answer::Code(code) if code.reveal() == "c"));
    assert_eq!(strangers.get(), 1, "a person is told once that somebody else's answer came");
}

#[test]
fn those_who_send_nothing_keep_nobody() {
    let callback = listening();
    // A browser opens connections in advance; a scanner drips.
    let silent: Vec<TcpStream> = (0..MOST - 1).map(|_| connect(&callback)).collect();
    for mut stream in &silent {
        let _ = stream.write_all(b"GET /oauth");
    }
    let start = Instant::now();
    let _browser = come(&callback, "code=c&state=the-state");
    assert!(matches!(wait(&callback).answer, Answer::Code(_)));
    assert!(start.elapsed() < PATIENCE, "it waited for one of those");
    drop(silent);
    assert!(get(&callback, "/oauth/callback?code=c&state=the-state").starts_with("HTTP/1.1 409"));
}

#[test]
fn an_error_is_told_with_its_words() {
    let callback = listening();
    let _browser = come(&callback, "error=access_denied&error_description=no+%3Cb%3E&state=the-state");
    let Answer::Refused { error, description } = wait(&callback).answer else { panic!("it is an error") };
    assert_eq!((error.as_str(), description.as_str()), ("access_denied", "no <b>"));
}

#[test]
fn the_wait_ends_with_its_time_and_by_a_signal() {
    let callback = listening();
    let cancel = Cancel::by_hand();
    assert_eq!(callback.wait(Duration::ZERO, &cancel, &|| ()).unwrap_err(), Missed::TooLate);
    cancel.cancel();
    let Missed::Cancelled(error) = callback.wait(SOON, &cancel, &|| ()).unwrap_err() else {
        panic!("not cancelled")
    };
    assert_eq!(error.kind, Kind::Cancelled);
    let port = callback.listener.port();
    drop(callback);
    for _ in 0..100 {
        if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("it still listens");
}

#[test]
fn two_at_a_time_have_ports_of_their_own() {
    let (one, other) = (listening(), listening());
    assert_ne!(one.redirect_uri(), other.redirect_uri());
}
