use super::*;
use std::io::{Read as _, Write as _};
use std::net::Ipv4Addr;

use crate::sign_in::request::Request;

const TARGET: &str = "https://signin.aws.amazon.com/federation?Action=login&SigninToken=sesame";

fn redirect() -> Redirect {
    Redirect::to(Secret::new(TARGET)).unwrap()
}

/// The whole answer to a request of these lines.
fn ask(redirect: &Redirect, lines: &str) -> String {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, redirect.listener.port())).unwrap();
    stream.write_all(format!("{lines}\r\n\r\n").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn get(redirect: &Redirect, path: &str) -> String {
    ask(redirect, &format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}", redirect.listener.port()))
}

fn wait(redirect: &Redirect) -> Result<(), Missed> {
    redirect.wait(Duration::from_secs(30), &Cancel::by_hand(), &|| None, &|| panic!("no stranger came"))
}

#[test]
fn the_browser_is_sent_on_once() {
    let redirect = redirect();
    let path = redirect.shared.path.reveal().to_owned();
    let answer = get(&redirect, &path);
    assert!(answer.starts_with("HTTP/1.1 302 Found\r\n"), "{answer}");
    assert!(answer.contains(&format!("\r\nLocation: {TARGET}\r\n")), "{answer}");
    assert!(answer.contains("\r\nReferrer-Policy: no-referrer\r\n"), "{answer}");
    assert!(answer.contains("\r\nCache-Control: no-store\r\n"), "{answer}");
    assert_eq!(wait(&redirect), Ok(()));
    let again = get(&redirect, &path);
    assert!(again.starts_with("HTTP/1.1 410 Gone\r\n") && !again.contains("sesame"), "{again}");
}

#[test]
fn whoever_does_not_know_the_address_learns_nothing_and_uses_nothing_up() {
    let redirect = redirect();
    let (path, port) = (redirect.shared.path.reveal().to_owned(), redirect.listener.port());
    let longer = format!("{path}x");
    let shorter = path.get(..path.len() - 1).unwrap().to_owned();
    for (lines, status) in [
        (format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}"), "404"),
        (format!("GET /favicon.ico HTTP/1.1\r\nHost: 127.0.0.1:{port}"), "404"),
        (format!("GET {longer} HTTP/1.1\r\nHost: 127.0.0.1:{port}"), "404"),
        (format!("GET {shorter} HTTP/1.1\r\nHost: 127.0.0.1:{port}"), "404"),
        (format!("GET {path}?x HTTP/1.1\r\nHost: 127.0.0.1:{port}"), "404"),
        (format!("HEAD {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}"), "405"),
        (format!("POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}"), "405"),
        (format!("GET {path} HTTP/1.1\r\nHost: evil.example:{port}"), "403"),
        (format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1"), "403"),
        (format!("GET {path} HTTP/1.1"), "403"),
    ] {
        let answer = ask(&redirect, &lines);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{lines}: {answer}");
        assert!(!answer.contains("sesame") && !answer.contains("signin"), "{answer}");
    }
    assert!(get(&redirect, &path).starts_with("HTTP/1.1 302 "));
}

#[test]
fn another_user_is_sent_away_and_told_of() {
    let redirect = redirect();
    let path = redirect.shared.path.reveal().to_owned();
    let request = Request { method: "GET".to_owned(), path, query: Vec::new(), host: None };
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, redirect.listener.port())).unwrap();
    let visitor = Visitor { request, calls_us: true, ports: (1, 2), stream };
    assert_eq!(judge(&visitor, &redirect.shared, || false), Err(STRANGER));
    assert_eq!(judge(&visitor, &redirect.shared, || true), Ok(()));
}

#[test]
fn connections_that_say_nothing_keep_nobody() {
    let redirect = redirect();
    let idle: Vec<TcpStream> = (0..8)
        .map(|_| TcpStream::connect((Ipv4Addr::LOCALHOST, redirect.listener.port())).unwrap())
        .collect();
    let path = redirect.shared.path.reveal().to_owned();
    assert!(get(&redirect, &path).starts_with("HTTP/1.1 302 "));
    assert_eq!(wait(&redirect), Ok(()));
    drop(idle);
}

#[test]
fn whoever_waits_learns_why_nobody_came() {
    let redirect = redirect();
    let cancel = Cancel::by_hand();
    let none = || None;
    assert_eq!(redirect.wait(Duration::ZERO, &cancel, &none, &|| ()), Err(Missed::TooLate));
    let failed = || Some("firefox: it ended with an error".to_owned());
    let missed = redirect.wait(Duration::from_secs(30), &cancel, &failed, &|| ());
    assert_eq!(missed, Err(Missed::NotOpened("firefox: it ended with an error".to_owned())));
    cancel.cancel();
    let missed = redirect.wait(Duration::from_secs(30), &cancel, &none, &|| ());
    assert!(matches!(missed, Err(Missed::Cancelled(_))), "{missed:?}");
}

#[test]
fn an_address_cannot_be_guessed_and_is_not_shown() {
    let (one, other) = (redirect(), redirect());
    assert_ne!(one.shared.path, other.shared.path);
    assert!(one.shared.path.reveal().len() > 40);
    let shown = format!("{one:?}");
    assert!(!shown.contains("sesame") && !shown.contains(one.shared.path.reveal()), "{shown}");
}
