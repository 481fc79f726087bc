//! `awsp console`: the link, whom AWS lets in, and what is said where it does not.

use std::process::Stdio;

use fake_aws::client;
use reqwest::Url;
use serde_json::{Value, json};

use crate::cli_world::{KEY, Outcome, SECRET, World};

const MY_ROLE: &str = "arn:aws:iam::777788889999:role/MyRole";
const TOKEN: &str = "signin getSigninToken";

fn pairs(link: &str) -> Vec<(String, String)> {
    Url::parse(link).unwrap().query_pairs().into_owned().collect()
}

fn value(link: &str, name: &str) -> Option<String> {
    let mut values = pairs(link).into_iter().filter(|(own, _)| own == name).map(|(_, value)| value);
    let value = values.next();
    assert_eq!(values.next(), None, "{name} is there once: {link}");
    value
}

/// The parameters of the last request for a token.
fn asked(world: &World) -> Value {
    let log = world.aws.log();
    let last = log.iter().rfind(|entry| entry["op"] == "getSigninToken").expect("a request for a token");
    assert_eq!((&last["method"], &last["path"]), (&json!("POST"), &json!("/federation")), "{last}");
    last["params"].clone()
}

fn print(world: &World, words: &[&str]) -> String {
    let outcome = world.run(&[&["console"], words, &["--print"]].concat());
    assert_eq!(outcome.status, 0, "{words:?}: {outcome:?}");
    assert!(outcome.stderr.contains("for 15 minutes"), "{outcome:?}");
    outcome.stdout.trim_end().to_owned()
}

#[track_caller]
fn fails(outcome: &Outcome, status: i32, words: &str) {
    assert_eq!((outcome.status, outcome.stdout.as_str()), (status, ""), "{outcome:?}");
    assert!(outcome.stderr.contains(words), "not {words}: {outcome:?}");
    // A reason is told, and what to do about it.
    assert!(status == 2 || outcome.stderr.contains("hint: "), "{outcome:?}");
}

#[test]
fn the_link_signs_in_as_the_role() {
    let world = World::new();
    let link = print(&world, &["MyRole"]);
    assert_eq!(world.aws.calls(), ["sts AssumeRole", TOKEN]);
    assert_eq!(asked(&world).get("SessionDuration"), None);
    assert!(link.starts_with(&format!("{}/federation?Action=login&", world.aws.url())), "{link}");
    let page = "https://eu-west-1.console.aws.amazon.com/console/home?region=eu-west-1";
    assert_eq!(value(&link, "Destination").as_deref(), Some(page));
    assert_eq!(value(&link, "Issuer"), None);
    let there = client::send("GET", &link, &[], b"").unwrap();
    assert_eq!((there.status, there.header("location")), (302, Some(page)));
    let arn = "arn:aws:sts::777788889999:assumed-role/MyRole/awsp-benk";
    assert_eq!(world.aws.log().last().unwrap()["console"], arn);
    // What is stored is used; the token is asked for anew.
    world.aws.clear_log();
    print(&world, &["MyRole"]);
    assert_eq!(world.aws.calls(), [TOKEN]);
}

#[test]
fn the_endpoint_is_that_of_the_sign_in_service() {
    let world = World::new();
    let url = format!("{}/via/sign-in", world.aws.url());
    for (name, value) in [("AWS_ENDPOINT_URL_SIGNIN", url.as_str()), ("AWS_ENDPOINT_URL", &url)] {
        let outcome = world.run_with(&[(name, value)], &["console", "MyRole", "--print"]);
        assert!(outcome.stdout.starts_with(&format!("{url}/federation?Action=login&")), "{outcome:?}");
        assert_eq!(world.aws.log().last().unwrap()["via"], "sign-in");
    }
    let outcome =
        world.run_with(&[("AWS_ENDPOINT_URL_SIGNIN", "ftp://x")], &["console", "MyRole", "--print", "-v"]);
    fails(&outcome, 1, "`call-impossible`");
}

#[test]
fn json_tells_the_link_with_its_end() {
    let world = World::new();
    let told = world.run(&["console", "MyRole", "--print", "--json", "--service", "s3"]).json();
    let page = "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1";
    assert_eq!(told["destination"], page);
    assert_eq!(value(told["url"].as_str().unwrap(), "Destination").as_deref(), Some(page));
    let ends = chrono::DateTime::parse_from_rfc3339(told["valid_until"].as_str().unwrap()).unwrap();
    let left = ends.to_utc() - chrono::Utc::now();
    assert!((13..=15).contains(&left.num_minutes()), "{told}");
}

#[test]
fn each_page_is_encoded_into_the_link() {
    let world = World::new();
    for (words, page) in [
        (
            &["--service", "dynamodb"][..],
            "https://eu-west-1.console.aws.amazon.com/dynamodbv2/home?region=eu-west-1",
        ),
        (&["--service", "IAM"], "https://console.aws.amazon.com/iam/home"),
        (
            &["--service", "ec2", "--region", "ap-south-1"],
            "https://ap-south-1.console.aws.amazon.com/ec2/home?region=ap-south-1",
        ),
        (
            &["--service", "ec2", "--region", "us-gov-east-1"],
            "https://us-gov-east-1.console.amazonaws-us-gov.com/ec2/home?region=us-gov-east-1",
        ),
        (
            &["--region", "cn-northwest-1"],
            "https://cn-northwest-1.console.amazonaws.cn/console/home?region=cn-northwest-1",
        ),
        (
            &[
                "--destination",
                "https://eu-west-1.console.aws.amazon.com/x?a=1&b=%26%20c&SigninToken=no#F:v=3;q=é",
            ],
            "https://eu-west-1.console.aws.amazon.com/x?a=1&b=%26%20c&SigninToken=no#F:v=3;q=%C3%A9",
        ),
        (
            &["--destination", "https://111122223333-ab12.eu-west-1.console.aws.amazon.com/s3/home"],
            "https://eu-west-1.console.aws.amazon.com/s3/home",
        ),
    ] {
        let link = print(&world, &[&["MyRole"], words].concat());
        assert_eq!(value(&link, "Destination").as_deref(), Some(page), "{words:?}");
        let names: Vec<String> = pairs(&link).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["Action", "Destination", "SigninToken"], "{link}");
        let query = link.split_once('?').unwrap().1;
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~%&=".contains(&b);
        assert!(query.bytes().all(plain), "{query}");
    }
}

#[test]
fn what_is_no_page_of_the_console_is_not_opened() {
    let world = World::new();
    for service in ["../x", "s3/home", "s3?x=1", "", "a b", "s3\u{1b}[2J", "s3\nx", "https://x"] {
        fails(&world.run(&["console", "MyRole", "--print", "--service", service]), 2, "no name of a service");
    }
    for page in [
        "https://evil.example/",
        "https://console.aws.amazon.com.evil.example/",
        "http://console.aws.amazon.com/",
        "https://console.amazonaws.cn/",
        "https://me@console.aws.amazon.com/",
        "javascript:alert(1)",
        "s3\u{1b}[2J",
    ] {
        let outcome = world.run(&["console", "MyRole", "--print", "--destination", page]);
        fails(&outcome, 2, "no page of the web console");
        assert!(!outcome.stderr.contains('\u{1b}'), "{outcome:?}");
    }
    let both = ["console", "MyRole", "--print", "--service", "s3", "--destination", "https://x/"];
    assert_eq!(world.run(&both).status, 2);
    let secret = world.run(&["console", "MyRole", "--print", "--region", "us-iso-east-1"]);
    fails(&secret, 1, "no web console is known");
    assert!(world.aws.calls().is_empty(), "nothing was asked for");
}

#[test]
fn long_term_keys_go_in_by_a_federation_token_and_only_when_asked() {
    let world = World::new();
    let outcome = world.run(&["console", "benk", "--print", "--service", "s3", "-v"]);
    fails(&outcome, 1, "profile benk has long-term keys");
    assert!(
        outcome.stderr.contains("GetFederationToken: awsp console benk --service s3 --federation-token\n"),
        "{outcome:?}"
    );
    assert!(outcome.stderr.contains("console-long-term-keys"), "{outcome:?}");
    assert!(world.aws.calls().is_empty(), "the keys were sent nowhere");
    let link = print(&world, &["benk", "--federation-token", "--duration", "2h"]);
    assert_eq!(world.aws.calls(), ["sts GetFederationToken", TOKEN]);
    assert_eq!(asked(&world).get("SessionDuration"), None, "AWS takes none for such a session");
    let log = world.aws.log();
    assert_eq!(log[0]["params"]["DurationSeconds"], "7200");
    assert_eq!(log[0]["params"]["Name"], "awsp-benk");
    let policy: Value = serde_json::from_str(log[0]["params"]["Policy"].as_str().unwrap()).unwrap();
    assert_eq!(policy["Statement"], json!([{"Effect": "Allow", "Action": "*", "Resource": "*"}]));
    assert_eq!(client::send("GET", &link, &[], b"").unwrap().status, 302);
    let arn = world.aws.log().last().unwrap()["console"].as_str().unwrap().to_owned();
    assert!(arn.ends_with(":federated-user/awsp-benk"), "{arn}");
    let user = format!("{}é x", "u".repeat(60));
    let outcome = world.run_with(&[("USER", &user)], &["console", "benk", "--federation-token", "--print"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    // Without a wish, STS decides how long.
    world.aws.clear_log();
    print(&world, &["benk", "--federation-token"]);
    assert_eq!(world.aws.log()[0]["params"].get("DurationSeconds"), None);
    let outcome = world.run(&["console", "MyRole", "--federation-token", "--print"]);
    fails(&outcome, 2, "credentials of a session already");
    world
        .aws
        .fault(json!({ "op": "GetFederationToken", "kind": "error", "status": 403, "code": "AccessDenied",
        "message": format!("not you, {SECRET}") }));
    let outcome = world.run(&["console", "benk", "--federation-token", "--print"]);
    fails(&outcome, 1, "sts:GetFederationToken");
    assert!(!outcome.stderr.contains(SECRET), "{outcome:?}");
}

#[test]
fn a_duration_is_sent_where_aws_takes_one() {
    let world = World::new();
    print(&world, &["MyRole", "--duration", "8h"]);
    assert_eq!(asked(&world)["SessionDuration"], "28800");
    world.aws.clear_log();
    for (words, why) in [
        (&["MyRole", "--duration", "14m"][..], "15m to 12h"),
        (&["MyRole", "--duration", "13h"], "15m to 12h"),
        (&["benk", "--federation-token", "--duration", "37h"], "15m to 36h"),
        (&["MyRole", "--duration", "1d"], "a duration is"),
        (&["chain", "--duration", "1h"], "assumed from another one"),
        (&["box", "--duration", "1h"], "assumed from another one"),
    ] {
        fails(&world.run(&[&["console"], words, &["--print"]].concat()), 2, why);
    }
    assert!(world.aws.calls().is_empty());
    print(&world, &["chain"]);
}

#[test]
fn what_the_endpoint_says_is_told_without_secrets() {
    let html = "<!DOCTYPE html><html>";
    for (fault, code, words) in [
        (
            json!({"kind": "status", "status": 400, "body": html, "content_type": "text/html"}),
            "console-refused",
            "does not take these credentials",
        ),
        (
            json!({"kind": "status", "status": 403, "body": ""}),
            "console-refused",
            "does not take these credentials",
        ),
        (json!({"kind": "status", "status": 500, "body": "boom"}), "aws-unreachable", "HTTP status 500"),
        (json!({"kind": "status", "status": 302, "body": ""}), "aws-unreachable", "HTTP status 302"),
        (
            json!({"kind": "status", "status": 200, "body": html, "content_type": "text/html"}),
            "strange-answer",
            "web page instead",
        ),
        (json!({"kind": "status", "status": 429, "body": ""}), "aws-throttles", "fewer requests"),
        (json!({"kind": "malformed"}), "strange-answer", "not JSON"),
        (json!({"kind": "malformed", "body": "{}"}), "strange-answer", "no SigninToken"),
        (
            json!({"kind": "malformed", "body": r#"{"SigninToken": "a\r\nb"}"#}),
            "strange-answer",
            "no token has",
        ),
        (json!({"kind": "empty"}), "strange-answer", "not JSON"),
        (json!({"kind": "truncate"}), "aws-unreachable", "broke off"),
        (json!({"kind": "reset"}), "aws-unreachable", "broke off"),
    ] {
        let world = World::new().with("AWS_MAX_ATTEMPTS", "1");
        let mut fault = fault;
        fault["op"] = json!("getSigninToken");
        fault["times"] = json!(-1);
        world.aws.fault(fault.clone());
        let outcome = world.run(&["console", "MyRole", "--print", "-v"]);
        fails(&outcome, 1, words);
        assert!(outcome.stderr.contains(&format!("`{code}`")), "{fault}: {outcome:?}");
        assert!(outcome.stderr.contains("request: getSigninToken at 127.0.0.1"), "{outcome:?}");
        for secret in secrets(&world) {
            assert!(!outcome.stderr.contains(&secret), "{fault}: {outcome:?}");
        }
    }
    let world = World::new().with("AWS_MAX_ATTEMPTS", "1");
    world.aws.fault(json!({"op": "getSigninToken", "kind": "status", "status": 400, "times": -1}));
    let outcome = world.run(&["console", "MyRole", "--print", "--duration", "12h"]);
    fails(&outcome, 1, "hint: leave --duration out");
    // A passing fault passes.
    let world = World::new();
    world.aws.fault(json!({"op": "getSigninToken", "kind": "status", "status": 503}));
    print(&world, &["MyRole"]);
}

/// What the credentials of `MyRole` hold that is secret, and the user's own secret.
fn secrets(world: &World) -> Vec<String> {
    let role = fake_aws::issued_key("assume-role", &[MY_ROLE, KEY]);
    let token = world
        .aws
        .log()
        .iter()
        .rev()
        .find_map(|entry| entry["params"].get("SigninToken").and_then(Value::as_str).map(str::to_owned));
    [role.secret, role.token, SECRET.to_owned()].into_iter().chain(token).collect()
}

#[test]
fn a_session_of_the_user_himself_is_not_let_in() {
    let world = World::new();
    let key = fake_aws::issued_key("session-token", &[KEY]);
    let keys = [
        ("AWS_ACCESS_KEY_ID", key.id.as_str()),
        ("AWS_SECRET_ACCESS_KEY", &key.secret),
        ("AWS_SESSION_TOKEN", &key.token),
    ];
    let outcome = world.run_with(&keys, &["console", "--print"]);
    fails(&outcome, 1, "no session of GetSessionToken");
    assert_eq!(world.aws.calls(), [TOKEN]);
}

#[test]
fn neither_details_nor_files_hold_the_link() {
    let world = World::new();
    let outcome = world.run_with(&[("AWSP_LOG", "1")], &["console", "MyRole", "--print", "-v"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    let token = value(outcome.stdout.trim_end(), "SigninToken").unwrap();
    assert!(token.len() > 20);
    for secret in secrets(&world).into_iter().chain([token.clone()]) {
        assert!(!outcome.stderr.contains(&secret), "{outcome:?}");
    }
    for path in crate::store_check::all(world.home()).iter().filter(|path| path.is_file()) {
        let text = std::fs::read(path).unwrap();
        assert!(!String::from_utf8_lossy(&text).contains(&token), "{}", path.display());
    }
}

#[test]
fn the_end_of_the_session_leads_to_the_portal() {
    let world = crate::sso_world::world("sso");
    crate::sso_world::sign_in(&world, &crate::sso_world::token(7200));
    let link = print(&world, &[]);
    assert_eq!(value(&link, "Issuer").as_deref(), Some(crate::sso_world::START_URL));
    assert_eq!(client::send("GET", &link, &[], b"").unwrap().status, 302);
    let role = world.aws.log().last().unwrap()["console"].as_str().unwrap().to_owned();
    assert!(role.contains("444455556666:assumed-role/"), "{role}");
}

#[test]
fn without_a_sign_in_the_way_to_one_is_told() {
    let world = crate::sso_world::world("sso");
    let outcome = world.run(&["console", "--print"]);
    fails(&outcome, 3, "awsp login sso");
    let closed =
        world.command(crate::cli_world::AWSP).args(["console", "gone"]).stdout(Stdio::null()).status();
    assert_eq!(closed.unwrap().code(), Some(1));
}
