//! What a role costs that is not stored, beside the bare HTTP exchange by the same client.
//!
//! `cargo bench --bench exchange`
#![expect(clippy::print_stdout, reason = "a bench tells its numbers")]
#![expect(clippy::expect_used, reason = "what a bench cannot go on without ends it")]

#[path = "common/median.rs"]
mod median;

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use awsp::aws::form;
use awsp::aws::http::Http;
use awsp::aws::proxy::Proxies;
use awsp::aws::timeouts::Timeouts;
use fake_aws::FakeAws;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Url};
use serde_json::json;

const ROUNDS: usize = 101;
/// Rounds before those that count.
const WARM_UP: usize = 10;
const KEY: &str = "AKIABENCHXXXXEXAMPLE";
const SECRET: &str = "bench-secret-bench-secret-bench-secret-b";

fn main() {
    let words: Vec<String> = env::args().collect();
    if let [_, mode, url] = words.as_slice()
        && mode == "--bare"
    {
        bare(url);
        return;
    }
    let aws = FakeAws::start().expect("the fake AWS starts");
    aws.configure(json!({ "secrets": { KEY: SECRET } }));
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), aws.url());

    let itself = env::current_exe().expect("this program");
    let exchange = || {
        let mut command = Command::new(&itself);
        command.args(["--bare", aws.url()]);
        command
    };
    let role = |profile: &str| {
        // Nothing is stored.
        let _ = fs::remove_dir_all(home.path().join(".cache"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_awsp"));
        command.args(["credential-process", "--profile", profile]);
        command
    };
    let calls = |command: Command| {
        aws.clear_log();
        time(command, home.path());
        aws.calls()
    };
    let assume = "sts AssumeRole".to_owned();
    assert_eq!(calls(exchange()), ["sts AssumeRoleWithWebIdentity"], "one exchange");
    assert_eq!(calls(role("one")), vec![assume.clone(); 1], "one role is one call");
    assert_eq!(calls(role("three")), vec![assume; 3], "a chain of three is three calls");

    let mut times = [(); 3].map(|()| Vec::new());
    for round in 0..WARM_UP + ROUNDS {
        for (command, times) in [exchange(), role("one"), role("three")].into_iter().zip(&mut times) {
            // The next one's store is emptied while commands are made, so each is emptied again.
            let _ = fs::remove_dir_all(home.path().join(".cache"));
            let taken = time(command, home.path());
            if round >= WARM_UP {
                times.push(taken);
            }
        }
    }
    let [bare, one, three] = times.map(median::median);
    println!("median milliseconds of whole processes, {ROUNDS} runs by turns, against the fake AWS");
    println!("{:<36} {bare:>7.2}", "the bare exchange");
    for (name, taken, bar) in
        [("one role, not stored", one, "≤ 3"), ("a chain of three, not stored", three, "")]
    {
        println!("{name:<36} {taken:>7.2}  × {:.2} {bar}", taken / bare);
    }
}

/// One request and its answer, of about the same length as those of `AssumeRole`.
fn bare(url: &str) {
    let http = Http::new(None, Proxies::default(), Timeouts::STANDARD);
    let body = form::encode(&[
        ("Action", "AssumeRoleWithWebIdentity"),
        ("Version", "2011-06-15"),
        ("RoleArn", "arn:aws:iam::111122223333:role/One"),
        ("RoleSessionName", "bench"),
        ("WebIdentityToken", "token"),
    ]);
    let headers = vec![(CONTENT_TYPE, HeaderValue::from_static(form::CONTENT_TYPE))];
    let url = Url::parse(url).expect("a URL");
    let answer = http.send(Method::POST, &url, headers, Some(body)).expect("an answer");
    assert_eq!(answer.status, 200, "the fake gives credentials");
}

fn write(home: &Path, url: &str) {
    let role = |name: &str, source: &str| {
        format!(
            "[profile {name}]\nrole_arn = arn:aws:iam::111122223333:role/{name}\nsource_profile = {source}\n"
        )
    };
    let roles =
        [role("one", "keys"), role("first", "keys"), role("second", "first"), role("three", "second")];
    // The active profile says where its calls go.
    let roles = roles.map(|role| format!("{role}region = eu-west-1\nendpoint_url = {url}\n")).concat();
    fs::create_dir(home.join(".aws")).expect("a folder");
    fs::write(home.join(".aws/config"), roles).expect("written");
    let keys = format!("[keys]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n");
    fs::write(home.join(".aws/credentials"), keys).expect("written");
}

/// Milliseconds from the start of the process to its end, which must be a success.
fn time(mut command: Command, home: &Path) -> f64 {
    command.env_clear().env("HOME", home).env("USER", "bench").stdin(Stdio::null()).stdout(Stdio::null());
    let start = Instant::now();
    let status = command.status().expect("the program starts");
    let taken = start.elapsed().as_secs_f64() * 1_000.0;
    assert!(status.success(), "{command:?}: {status}");
    taken
}
