use crate::support::{get, last, start};
use fake_aws::{FakeAws, Handle, client};
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};

/// Sends raw bytes, then reads until the fake closes.
pub fn exchange(fake: &Handle, text: &str) -> String {
    let mut stream = TcpStream::connect(fake.url().strip_prefix("http://").unwrap()).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_connection_serves_request_after_request() {
    let fake = start();
    let answers = exchange(
        &fake,
        "POST /ecs/1 HTTP/1.1\r\nContent-Length: 3\r\n\r\na=bGET /ecs/2 HTTP/1.1\r\n\r\nHEAD /nowhere HTTP/1.1\r\n\r\n",
    );
    assert_eq!(answers.matches("HTTP/1.1 200 OK\r\n").count(), 2, "{answers}");
    assert!(answers.ends_with("\r\n\r\n"), "no body after HEAD: {answers}");
    let paths: Vec<Value> = fake.log().iter().map(|entry| entry["path"].clone()).collect();
    assert_eq!(paths, ["/ecs/1", "/ecs/2", "/nowhere"]);
}

#[test]
fn chunked_bodies_are_read() {
    let fake = start();
    let answer = exchange(
        &fake,
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n7\r\nAction=\r\n5;x\r\nDance\r\n0\r\n\r\n",
    );
    assert!(answer.contains("MissingAuthenticationToken"), "{answer}");
    assert_eq!(fake.calls(), ["sts Dance"]);
}

#[test]
fn what_is_no_http_is_refused_and_closed() {
    let fake = start();
    let answer = exchange(&fake, "\x16\x03\x01 TLS hello?\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    let answer = exchange(&fake, "OPTIONS / HTTP/1.1\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 501 "), "{answer}");
    assert!(fake.log().is_empty());
}

#[test]
fn the_word_of_via_is_logged() {
    let fake = start();
    get(&fake, "/via/first/ecs/x", &[]);
    let seen = last(&fake);
    assert_eq!((&seen["via"], &seen["path"]), (&json!("first"), &json!("/ecs/x")));
}

#[test]
fn an_entry_of_the_log_has_all_that_was_sent() {
    let fake = start();
    let text = "POST /ecs/x?a=1&b HTTP/1.1\r\nHost: h\r\nX-Two: 2\r\nContent-Length: 5\r\n\r\nb=c+d";
    exchange(&fake, text);
    assert_eq!(
        fake.log(),
        [json!({
            "seq": 1, "listener": "main", "via": null, "service": "ecs", "op": "Credentials", "method": "POST",
            "path": "/ecs/x", "params": {"a": "1", "b": "c d"},
            "headers": {"host": "h", "x-two": "2", "content-length": "5"},
            "signed": null, "status": 200, "auth": null,
        })]
    );
}

#[test]
fn a_tunnel_is_refused_and_remembered() {
    let fake = start();
    let answer = exchange(&fake, "CONNECT sts.eu-west-1.amazonaws.com:443 HTTP/1.1\r\nHost: s\r\n\r\nTLS");
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    assert_eq!(
        fake.log(),
        [json!({
            "seq": 1, "listener": "main", "service": "proxy", "op": "CONNECT", "method": "CONNECT",
            "path": "sts.eu-west-1.amazonaws.com:443", "headers": {"host": "s"},
            "params": {"host": "sts.eu-west-1.amazonaws.com:443"}, "status": 403,
        })]
    );
}

#[test]
fn plain_http_through_the_proxy_reaches_the_fake_only() {
    let fake = start();
    exchange(&fake, "GET http://example.com/latest/x HTTP/1.1\r\nHost: example.com\r\n\r\n");
    let seen = last(&fake);
    assert_eq!((&seen["op"], &seen["params"]), (&json!("GET-ABSOLUTE"), &json!({"host": "example.com"})));
    assert_eq!(seen["status"], 403);
    let answer = exchange(&fake, &format!("GET {}/ecs/x HTTP/1.1\r\nHost: h\r\n\r\n", fake.url()));
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    exchange(&fake, "GET http://own.example/ecs/x HTTP/1.1\r\nX-Fake-Self: own.example\r\n\r\n");
    assert_eq!(fake.calls()[1..], ["ecs Credentials", "ecs Credentials"]);
}

#[test]
fn listeners_share_a_world_and_are_told_apart() {
    let fake = FakeAws::start_with(&[("main", 0), ("second", 0)], json!({"ecs": {"status": 418}})).unwrap();
    let second = fake.url_of("second").unwrap().to_owned();
    assert_ne!(second, fake.url());
    assert_eq!(client::send("GET", &format!("{second}/ecs/x"), &[], b"").unwrap().status, 418);
    assert_eq!(last(&fake)["listener"], "second");
    fake.configure(json!({"ecs": {"status": 200}}));
    assert_eq!(get(&fake, "/ecs/x", &[]).status, 200);
    fake.reset();
    assert!(fake.log().is_empty());
    assert_eq!(get(&fake, "/ecs/x", &[]).status, 418);
}

#[test]
fn dropping_the_fake_ends_its_connections() {
    let fake = start();
    let address = fake.url().strip_prefix("http://").unwrap().to_owned();
    let mut idle = TcpStream::connect(&address).unwrap();
    idle.write_all(b"GET /ecs/x HTTP/1.1\r\n\r\n").unwrap();
    let mut first = [0; 8];
    idle.read_exact(&mut first).unwrap();
    drop(fake);
    let mut rest = Vec::new();
    idle.read_to_end(&mut rest).unwrap();
}
