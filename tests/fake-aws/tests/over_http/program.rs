use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_fake-aws"))
}

fn run(args: &[&str]) -> Output {
    program().args(args).stdin(Stdio::null()).output().unwrap()
}

#[test]
fn it_ends_with_its_standard_input() {
    let mut child =
        program().arg("--exit-with-stdin").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let line: Value = serde_json::from_str(&line).unwrap();
    assert!(line["listening"]["main"].as_str().unwrap().starts_with("http://127.0.0.1:"), "{line}");
    assert!(child.try_wait().unwrap().is_none(), "it runs while its input is open");
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}

#[test]
fn help_goes_to_standard_output() {
    let output = run(&["--help"]);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    for option in ["--port", "--config", "--exit-with-stdin", "--help", "/_fake/log"] {
        assert!(text.contains(option), "{option}");
    }
}

#[test]
fn a_wrong_command_line_is_a_usage_error() {
    let output = run(&["--port", "many"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "fake-aws: not a port: many\nhint: fake-aws --help\n"
    );
    assert!(output.stdout.is_empty());
}

#[test]
fn a_port_in_use_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = run(&["--port", &port]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.starts_with(&format!("fake-aws: cannot listen on port {port}: ")), "{text}");
}

#[test]
fn a_settings_file_that_cannot_be_read_is_named() {
    let output = run(&["--config", "/nowhere/settings.json"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.starts_with("fake-aws: cannot read /nowhere/settings.json: "), "{text}");
}
