use crate::support::get;
use fake_aws::{FakeProcess, Handle, client};
use serde_json::{Value, json};
use std::path::Path;

fn start(args: &[&str]) -> FakeProcess {
    FakeProcess::start(Path::new(env!("CARGO_BIN_EXE_fake-aws")), args).unwrap()
}

fn control(fake: &Handle, method: &str, what: &str, body: &str) -> (u16, Value) {
    let url = format!("{}/_fake/{what}", fake.url());
    let answer = client::send(method, &url, &[], body.as_bytes()).unwrap();
    (answer.status, answer.json())
}

#[test]
fn a_process_is_used_like_a_fake_in_threads() {
    let fake = start(&[]);
    fake.configure(json!({"ecs": {"status": 500}}));
    assert_eq!(fake.settings()["ecs"]["status"], 500);
    assert_eq!(get(&fake, "/ecs/x", &[]).status, 500);
    fake.fault(json!({"kind": "status", "status": 418}));
    assert_eq!(get(&fake, "/ecs/x", &[]).status, 418);
    assert_eq!(fake.calls(), ["ecs Credentials", "ecs Credentials"]);
    assert_eq!(fake.log()[1]["fault"], "status");
    fake.clear_log();
    assert!(fake.log().is_empty());
    fake.reset();
    assert_eq!(get(&fake, "/ecs/x", &[]).status, 200);
    assert_eq!(fake.device(None, "approve"), 0);
}

#[test]
fn listeners_keep_their_order() {
    let fake = start(&["--port", "zoo=0", "--port", "0"]);
    let names: Vec<&str> = fake.urls().map(|(name, _)| name).collect();
    assert_eq!(names, ["zoo", "listener1"]);
    assert_eq!(fake.url(), fake.url_of("zoo").unwrap());
    let (_, health) = control(&fake, "GET", "health", "");
    assert_eq!((&health["ok"], &health["version"]), (&json!(true), &json!(1)));
    let port: u64 = fake.url().rsplit(':').next().unwrap().parse().unwrap();
    assert_eq!(health["listeners"]["zoo"], port);
}

#[test]
fn the_settings_file_holds_at_start_and_after_a_reset() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("settings.json");
    std::fs::write(&file, r#"{"ecs": {"status": 418}}"#).unwrap();
    let fake = start(&["--config", file.to_str().unwrap()]);
    assert_eq!(get(&fake, "/ecs/x", &[]).status, 418);
    fake.configure(json!({"ecs": {"status": 200}}));
    fake.reset();
    assert_eq!(get(&fake, "/ecs/x", &[]).status, 418);
}

#[test]
fn control_calls_say_what_is_wrong() {
    let fake = start(&[]);
    for (method, what, body, status, message) in [
        ("POST", "config", "{", 400, "not JSON"),
        ("POST", "config", "[]", 400, "settings are not an object"),
        ("POST", "faults", r#"{"kind": "x"}"#, 400, "no fault is of the kind x"),
        ("POST", "device", r#"{"action": "nod"}"#, 400, "action is none of approve, deny, expire"),
        ("GET", "nothing", "", 404, "no such control"),
    ] {
        assert_eq!(control(&fake, method, what, body), (status, json!({"message": message})));
    }
    assert!(fake.log().is_empty());
}

#[test]
fn faults_are_listed_and_disarmed() {
    let fake = start(&[]);
    let fault = json!({"kind": "empty", "times": 2});
    assert_eq!(control(&fake, "POST", "faults", &fault.to_string()), (200, json!([fault])));
    get(&fake, "/ecs/x", &[]);
    assert_eq!(control(&fake, "GET", "faults", ""), (200, json!([{"kind": "empty", "times": 1}])));
    assert_eq!(control(&fake, "DELETE", "faults", ""), (200, json!([])));
}

#[test]
#[should_panic(expected = "settings are not an object")]
fn refused_control_calls_end_the_test() {
    start(&[]).configure(json!(5));
}

#[test]
fn a_program_that_says_nothing_is_an_error() {
    let error = FakeProcess::start(Path::new(env!("CARGO_BIN_EXE_fake-aws")), ["--help"]).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
}
