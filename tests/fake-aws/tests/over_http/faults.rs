use crate::support::{element, get, last, outcome, start, sts, user};
use fake_aws::client::{self, Response};
use fake_aws::{FakeAws, Handle};
use serde_json::{Value, json};
use std::io;
use std::thread;
use std::time::{Duration, Instant};

const WHO: &[(&str, &str)] = &[("Action", "GetCallerIdentity")];

fn container(fake: &Handle) -> io::Result<Response> {
    client::send("GET", &format!("{}/ecs/x", fake.url()), &[], b"")
}

fn with_fault(fault: Value) -> FakeAws {
    let fake = start();
    fake.fault(fault);
    fake
}

#[test]
fn throttling_and_errors_have_the_form_of_the_service() {
    let fake = with_fault(json!({"kind": "throttle", "times": 2}));
    let xml = sts(&fake, &user(), WHO);
    assert_eq!((xml.status, element(&xml, "Code").as_str()), (400, "Throttling"));
    let json = get(&fake, "/ecs/x", &[]);
    assert_eq!((json.status, json.header("x-amzn-errortype")), (429, Some("TooManyRequestsException")));

    fake.fault(json!({"kind": "error", "status": 503, "code": "Busy", "message": "a&b", "times": 2}));
    let xml = sts(&fake, &user(), WHO);
    assert_eq!((xml.status, element(&xml, "Code").as_str()), (503, "Busy"));
    assert_eq!((element(&xml, "Type").as_str(), element(&xml, "Message").as_str()), ("Receiver", "a&amp;b"));
    let json = get(&fake, "/ecs/x", &[]);
    assert_eq!(json.json(), json!({"message": "a&b", "__type": "Busy"}));
    assert_eq!(outcome(&fake), (503, "Busy".to_owned()));
    assert_eq!(last(&fake)["fault"], "error");
    assert_eq!(get(&fake, "/ecs/x", &[]).status, 200);
    assert_eq!(last(&fake)["fault"], Value::Null);
}

#[test]
fn any_status_any_body() {
    let fake =
        with_fault(json!({"kind": "status", "status": 502, "body": "<html>", "content_type": "text/html"}));
    let answer = get(&fake, "/nowhere", &[]);
    assert_eq!(
        (answer.status, answer.header("content-type"), answer.text()),
        (502, Some("text/html"), "<html>".into())
    );
    fake.fault(json!({"kind": "malformed"}));
    let malformed = get(&fake, "/ecs/x", &[]);
    assert_eq!((malformed.status, malformed.json()), (200, Value::Null));
    assert!(!malformed.body.is_empty());
    fake.fault(json!({"kind": "empty"}));
    let empty = sts(&fake, &user(), WHO);
    assert_eq!((empty.status, empty.header("content-type"), empty.body.len()), (200, Some("text/xml"), 0));
}

#[test]
fn a_reset_is_a_reset() {
    let fake = with_fault(json!({"service": "ecs", "kind": "reset"}));
    assert_eq!(container(&fake).unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    assert_eq!(last(&fake)["status"], "reset");
    assert_eq!(container(&fake).unwrap().status, 200);
}

#[test]
fn a_truncated_answer_is_half_of_the_proper_one() {
    let fake = start();
    fake.configure(json!({"ecs": {"body": "0123456789"}}));
    fake.fault(json!({"kind": "truncate"}));
    assert_eq!(container(&fake).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    assert_eq!(outcome(&fake), (200, "none".to_owned()));
    let raw =
        crate::wire::exchange(&with_fault(json!({"kind": "truncate"})), "GET /nowhere HTTP/1.1\r\n\r\n");
    let (head, body) = raw.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("Content-Length: 32"), "{head}");
    assert_eq!(body, r#"{"message": "no "#);
}

#[test]
fn a_delay_comes_before_the_proper_answer() {
    let fake = with_fault(json!({"kind": "delay", "seconds": 0.2}));
    let started = Instant::now();
    assert_eq!(container(&fake).unwrap().status, 200);
    assert!(started.elapsed() >= Duration::from_millis(200));
    fake.configure(json!({"ecs": {"delay": 0.2}}));
    let started = Instant::now();
    assert_eq!(container(&fake).unwrap().status, 200);
    assert!(started.elapsed() >= Duration::from_millis(200));
}

#[test]
fn a_hang_ends_in_a_reset() {
    let fake = with_fault(json!({"kind": "hang", "seconds": 0.05}));
    assert_eq!(container(&fake).unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    assert_eq!(last(&fake)["fault"], "hang");
}

#[test]
fn a_call_that_hangs_is_logged_and_does_not_outlive_the_fake() {
    let fake = with_fault(json!({"kind": "hang", "seconds": 3600}));
    let handle = Handle::clone(&fake);
    let hanging = thread::spawn(move || container(&handle));
    while fake.log().is_empty() {
        thread::yield_now();
    }
    assert_eq!(last(&fake)["status"], Value::Null);
    // Others are served meanwhile.
    assert_eq!(container(&fake).unwrap().status, 200);
    drop(fake);
    assert!(hanging.join().unwrap().is_err());
}

#[test]
fn faults_choose_their_calls() {
    let fake = start();
    fake.fault(json!([
        {"service": "sts", "op": "GetCallerIdentity", "kind": "status", "status": 500, "after": 1},
        {"service": "imds", "kind": "status", "status": 501, "times": -1},
    ]));
    let statuses: Vec<u16> = (0..3).map(|_| sts(&fake, &user(), WHO).status).collect();
    assert_eq!(statuses, [200, 500, 200]);
    let statuses: Vec<u16> = (0..3).map(|_| get(&fake, "/latest/x", &[]).status).collect();
    assert_eq!(statuses, [501, 501, 501]);
    assert_eq!(container(&fake).unwrap().status, 200);
}

#[test]
#[should_panic(expected = "no fault is of the kind explode")]
fn a_fault_that_is_none_ends_the_test() {
    start().fault(json!({"kind": "explode"}));
}
