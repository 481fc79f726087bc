//! An AWS that is slow, silent, resets, throttles, answers anything: what `whoami` says, how it ends, what the prompt
//! shows after the renewal behind it failed, and that it all works again by itself.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use awsp::domain::text::is_unsafe;
use serde_json::{Value, json};

use crate::bad_world::{fails, run};
use crate::cli_world::World;
use crate::provider_tls::{TlsServer, authority};

/// What a shell has that was switched with `use`.
const SWITCHED: (&str, &str) = ("AWSP_SWITCH", "profile=MyRole");

type Variables<'a> = &'a [(&'a str, &'a str)];

fn world() -> World {
    World::new().with("AWS_PROFILE", "MyRole")
}

/// `whoami` fails with these words and this first hint; so does the renewal behind the prompt, which then shows `word`;
/// when all is well again, so is the prompt.
#[track_caller]
fn ends_with(world: &World, variables: &[(&str, &str)], parts: &[&str], hint: &str, state: &str) {
    let outcome = run(world, &[], variables, &["whoami"]);
    fails(&outcome, 1, parts);
    let first = outcome.stderr.lines().find_map(|line| line.strip_prefix("hint: ")).unwrap();
    assert!(first.contains(hint), "{hint}: {outcome:?}");
    assert!(
        outcome.stdout.is_empty() && !outcome.stderr.replace('\n', "").chars().any(is_unsafe),
        "{outcome:?}"
    );
    world.run_with(variables, &["cache", "clear"]);
    let variables: Vec<_> = variables.iter().copied().chain([SWITCHED]).collect();
    assert_eq!(run(world, &[], &variables, &["refresh", "--background"]).status, 1);
    let shown = run(world, &[], &variables, &["prompt"]).stdout;
    assert_eq!(shown, format!("MyRole 777788889999 {state}\n"));
    let answer = run(world, &[], &variables, &["prompt", "--hook", "bash"]).stdout;
    assert_eq!(answer.lines().nth(7).and_then(|line| line.split(' ').next()), Some(state), "{answer}");
    // It is not tried again at once.
    let calls = world.aws.calls().len();
    assert_eq!(run(world, &[], &variables, &["refresh", "--background"]).status, 0);
    assert_eq!(world.aws.calls().len(), calls);
}

/// The same for a fault of the fake that strikes every call until it is taken away.
#[track_caller]
fn fault_ends_with(fault: &Value, parts: &[&str], hint: &str, state: &str) {
    let world = world();
    let mut fault = fault.clone();
    fault["times"] = (-1).into();
    world.aws.fault(fault);
    ends_with(&world, &[], parts, hint, state);
    world.aws.reset();
    assert_eq!(run(&world, &[], &[SWITCHED], &["refresh"]).status, 0);
    assert!(run(&world, &[], &[SWITCHED], &["prompt"]).stdout.starts_with("MyRole 777788889999 until "));
}

#[test]
fn what_is_out_of_order_is_offline() {
    let cases = [
        (json!({"kind": "throttle"}), "Throttling: Rate exceeded (after 3 attempts)", "wait a minute"),
        (json!({"kind": "reset"}), "broke off before the answer was complete (after 3", "is the network up"),
        (
            json!({"kind": "truncate"}),
            "broke off before the answer was complete (after 3",
            "is the network up",
        ),
        (json!({"kind": "status", "status": 500}), "HTTP status 500 (after 3 attempts)", "try again later"),
        (
            json!({"kind": "status", "status": 503, "body": "busy"}),
            "HTTP status 503 (after 3",
            "try again later",
        ),
        (
            json!({"kind": "status", "status": 504, "body": "<html>", "content_type": "text/html"}),
            "504 with a web page",
            "sign-in page",
        ),
        (
            json!({"kind": "error", "status": 500, "code": "InternalFailure"}),
            "InternalFailure",
            "try again later",
        ),
    ];
    thread::scope(|scope| {
        for (fault, said, hint) in &cases {
            scope.spawn(move || fault_ends_with(fault, &[said], hint, "offline"));
        }
    });
}

#[test]
fn what_is_not_aws_is_offline_and_called_strange() {
    let page = "<html><head><title>Welcome to the hotel</title></head><body>\u{1b}[2J</body></html>";
    let html = |status: u16| json!({"kind": "status", "status": status, "body": page, "content_type": "text/html; charset=utf-8"});
    let cases = [
        (html(200), "a web page instead of XML"),
        (html(302), "HTTP status 302 with a web page"),
        (html(511), "HTTP status 511 with a web page"),
        (json!({"kind": "malformed"}), "not the XML that STS sends"),
        (json!({"kind": "malformed", "body": "{\"ok\": true}"}), "not the XML that STS sends"),
        (
            json!({"kind": "malformed", "body": "<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>"}),
            "holds no credentials",
        ),
        (json!({"kind": "malformed", "body": "y".repeat(70_000)}), "far longer than any of AWS's"),
        (json!({"kind": "empty"}), "the answer is empty"),
    ];
    thread::scope(|scope| {
        for (fault, said) in &cases {
            scope.spawn(move || {
                fault_ends_with(fault, &[said], "a network's sign-in page, or a proxy", "offline");
            });
        }
    });
}

#[test]
fn a_refusal_is_denied() {
    for (code, said, hint) in [
        ("AccessDenied", "access denied", "trust policy"),
        (
            "InvalidClientTokenId",
            "does not know the access key",
            "awsp configure set benk aws_access_key_id=ID",
        ),
        ("SomethingNew", "SomethingNew", "aws sts get-caller-identity --profile MyRole"),
    ] {
        let fault =
            json!({"kind": "error", "status": 403, "code": code, "message": "no\u{85}\u{202e}\u{9b}2J"});
        fault_ends_with(&fault, &[said, "/.aws/"], hint, "denied");
    }
}

#[test]
fn trouble_that_passes_is_tried_again_without_a_word() {
    for fault in [
        json!({"kind": "throttle", "times": 2}),
        json!({"kind": "reset", "times": 1}),
        json!({"kind": "status", "status": 503, "times": 1}),
        json!({"kind": "delay", "seconds": 1, "times": 2}),
    ] {
        let world = world();
        world.aws.fault(fault.clone());
        let outcome = run(&world, &[], &[], &["whoami"]);
        assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""), "{fault}: {outcome:?}");
    }
}

#[test]
fn who_never_answers_is_given_up_behind_the_prompt() {
    let world = world().with("AWS_MAX_ATTEMPTS", "1");
    world.aws.fault(json!({"kind": "hang", "seconds": 600, "times": -1}));
    let outcome = run(&world, &[], &[SWITCHED], &["refresh", "--background"]);
    fails(&outcome, 1, &["no answer within 6."]);
    assert_eq!(run(&world, &[], &[SWITCHED], &["prompt"]).stdout, "MyRole 777788889999 offline\n");
}

#[test]
fn who_is_too_slow_once_is_asked_again_behind_the_prompt() {
    let world = world().with("AWS_MAX_ATTEMPTS", "1000");
    world.aws.fault(json!({"kind": "delay", "seconds": 8, "times": 1}));
    let outcome = run(&world, &[], &[SWITCHED], &["refresh", "--background"]);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""), "{outcome:?}");
    assert_eq!(world.aws.calls(), ["sts AssumeRole", "sts AssumeRole", "sts GetCallerIdentity"]);
    // But not as often as that.
    world.aws.clear_log();
    world.run(&["cache", "clear"]);
    world.aws.fault(json!({"kind": "reset", "times": -1}));
    fails(&run(&world, &[], &[SWITCHED], &["refresh", "--background"]), 1, &["after 3 attempts"]);
    assert_eq!(world.aws.calls().len(), 3);
}

#[test]
fn who_answers_a_byte_now_and_then_is_given_up_too() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            thread::spawn(move || dribble(stream));
        }
    });
    let world = world().with("AWS_MAX_ATTEMPTS", "1");
    let variables = [("AWS_ENDPOINT_URL", url.as_str()), SWITCHED];
    let outcome = run(&world, &[], &variables, &["refresh", "--background"]);
    fails(&outcome, 1, &["no answer within 6."]);
    assert_eq!(run(&world, &[], &variables, &["prompt"]).stdout, "MyRole 777788889999 offline\n");
}

/// An answer that never ends, until whoever waits for it hangs up.
fn dribble(mut stream: std::net::TcpStream) {
    let mut answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 60000\r\n\r\n".as_slice();
    let mut request = [0; 4000];
    let mut alive = stream.read(&mut request).is_ok();
    while alive {
        alive = stream.write_all(answer).is_ok();
        answer = b"x";
        thread::sleep(std::time::Duration::from_millis(200));
    }
}

/// A server that answers every connection with these bytes.
fn answering(bytes: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut request = [0; 4000];
            // A client that goes away is what this is about.
            let _ = stream.read(&mut request).and_then(|_| stream.write_all(bytes));
        }
    });
    url
}

#[test]
fn answers_that_are_no_http_are_offline() {
    for (bytes, said) in [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<x/>".as_slice(), "broke off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", "broke off"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: nonsense\r\n\r\n<x/>", ""),
        (b"SSH-2.0-OpenSSH_9.2p1\r\n", ""),
        (b"", "broke off"),
    ] {
        let url = answering(bytes);
        let world = world();
        let variables = [("AWS_ENDPOINT_URL", url.as_str()), ("AWS_MAX_ATTEMPTS", "1")];
        ends_with(&world, &variables, &[said, "cannot assume"], "", "offline");
    }
    // Shorter than what comes: the rest is not looked at, and what came is not XML.
    let url = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n<GetCallerIdentityResponse/>");
    ends_with(&world(), &[("AWS_ENDPOINT_URL", &url)], &["not the XML"], "sign-in page", "offline");
}

#[test]
fn who_cannot_be_reached_is_named_and_so_is_the_proxy() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let direct = format!("http://{free}");
    let proxy = format!("http://me:sesame@{free}");
    let aws = ("AWS_ENDPOINT_URL", "https://sts.example.invalid");
    let one = ("AWS_MAX_ATTEMPTS", "1");
    let cases: [(Variables<'_>, &[&str], &str, &str); 7] = [
        (&[("AWS_ENDPOINT_URL", &direct)], &["connection refused"], "AWS_ENDPOINT_URL", "offline"),
        (&[aws], &["sts.example.invalid: the name could not be resolved"], "AWS_ENDPOINT_URL", "offline"),
        (&[("AWS_ENDPOINT_URL", "nonsense")], &["not an http or https URL"], "AWS_ENDPOINT_URL", "broken"),
        (
            &[aws, ("HTTPS_PROXY", &proxy)],
            &["through the proxy ", " of HTTPS_PROXY: connection refused"],
            "is the proxy right?",
            "offline",
        ),
        (
            &[aws, ("https_proxy", "proxy.invalid:8080"), ("HTTPS_PROXY", &proxy)],
            &["through the proxy proxy.invalid:8080 of https_proxy: the name could not be resolved"],
            "is the proxy right?",
            "offline",
        ),
        (
            &[aws, ("HTTPS_PROXY", "http://[")],
            &["HTTPS_PROXY does not hold"],
            "is the proxy right?",
            "broken",
        ),
        (
            &[aws, ("https_proxy", "socks5://127.0.0.1:1")],
            &["https_proxy does not hold"],
            "is the proxy right?",
            "broken",
        ),
    ];
    for (variables, parts, hint, word) in cases {
        let world = world();
        let variables: Vec<_> = variables.iter().copied().chain([one]).collect();
        ends_with(&world, &variables, parts, hint, word);
        assert!(!run(&world, &[], &variables, &["whoami"]).stderr.contains("sesame"));
    }
}

#[test]
fn certificates_are_the_first_hint_where_they_are_the_cause() {
    let world = world();
    let server = TlsServer::start(world.aws.url().trim_start_matches("http://"));
    let url = server.url();
    let (missing, wrong, folder) = (
        world.home().join("missing.pem"),
        world.write("wrong.pem", "no certificate"),
        world.home().join("d"),
    );
    fs::create_dir(&folder).unwrap();
    let pipe = world.home().join("pipe.pem");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let path = |path: &std::path::Path| path.display().to_string();
    for (bundle, said) in [
        (path(&missing), "missing.pem cannot be read"),
        (path(&wrong), "wrong.pem holds no certificate"),
        (path(&folder), "is no regular file"),
        (path(&pipe), "is no regular file"),
    ] {
        world.run(&["cache", "clear"]);
        let variables = [("AWS_ENDPOINT_URL", url.as_str()), ("AWS_CA_BUNDLE", bundle.as_str())];
        ends_with(&world, &variables, &[said], "env | grep CA_BUNDLE", "broken");
    }
    world.run(&["cache", "clear"]);
    ends_with(&world, &[("AWS_ENDPOINT_URL", &url)], &["no trusted TLS"], "AWS_CA_BUNDLE=FILE", "offline");
    let good = path(&authority());
    let variables = [("AWS_ENDPOINT_URL", url.as_str()), ("AWS_CA_BUNDLE", good.as_str())];
    // The certificate is good, but not in a year in which nobody will want it.
    let faked: Vec<_> = variables.iter().copied().chain([("FAKETIME_DONT_FAKE_MONOTONIC", "1")]).collect();
    let outcome = run(&world, &["faketime", "-f", "@2200-01-01 00:00:00"], &faked, &["whoami"]);
    fails(&outcome, 1, &["no trusted TLS connection", "certificate expired"]);
    let first = outcome.stderr.lines().find_map(|line| line.strip_prefix("hint: ")).unwrap();
    assert!(first.starts_with("set the clock"), "{outcome:?}");
    assert_eq!(run(&world, &[], &variables, &["refresh"]).status, 0);
}
