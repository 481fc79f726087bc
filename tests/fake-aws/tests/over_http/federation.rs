use crate::support::{encoded, get, last, outcome, start, sts, user};
use fake_aws::{Handle, Key, client, issued_key};
use serde_json::{Value, json};

const ROLE: &str = "arn:aws:iam::123456789012:role/path/demo";

fn assumed(fake: &Handle) -> Key {
    let params = [("Action", "AssumeRole"), ("RoleArn", ROLE), ("RoleSessionName", "me")];
    sts(fake, &user(), &params);
    issued_key("assume-role", &[ROLE, &user().id])
}

fn token(fake: &Handle, key: &Key, more: &str) -> client::Response {
    let session = json!({"sessionId": key.id, "sessionKey": key.secret, "sessionToken": key.token});
    let body = format!("Action=getSigninToken{more}&Session={}", encoded(&session.to_string()));
    client::send("POST", &format!("{}/federation", fake.url()), &[], body.as_bytes()).unwrap()
}

#[test]
fn a_token_signs_in_once() {
    let fake = start();
    let answer = token(&fake, &assumed(&fake), "&SessionDuration=3600");
    assert_eq!(outcome(&fake), (200, "none".to_owned()));
    assert_eq!(fake.calls().last().map(String::as_str), Some("signin getSigninToken"));
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    let token = body["SigninToken"].as_str().unwrap();
    let login = format!("/federation?Action=login&Destination=https%3A%2F%2Fa%2Fb&SigninToken={token}");
    let there = get(&fake, &login, &[]);
    assert_eq!((there.status, there.header("location")), (302, Some("https://a/b")));
    assert_eq!(last(&fake)["console"], "arn:aws:sts::123456789012:assumed-role/demo/me");
    assert_eq!(get(&fake, &login, &[]).status, 400);
}

#[test]
fn what_the_console_does_not_take_is_refused_without_a_reason() {
    let fake = start();
    let key = assumed(&fake);
    let refused = |answer: client::Response| {
        assert_eq!(answer.status, 400);
        assert!(answer.header("content-type").unwrap().starts_with("text/html"));
    };
    refused(token(&fake, &user(), ""));
    refused(token(&fake, &Key { token: "other".to_owned(), ..key.clone() }, ""));
    refused(token(&fake, &Key { secret: "other".to_owned(), ..key.clone() }, ""));
    refused(token(&fake, &key, "&SessionDuration=899"));
    sts(&fake, &user(), &[("Action", "GetSessionToken")]);
    refused(token(&fake, &issued_key("session-token", &[&user().id]), ""));
    sts(&fake, &user(), &[("Action", "GetFederationToken"), ("Name", "me")]);
    let federated = issued_key("federation-token", &[&user().id, "me"]);
    refused(token(&fake, &federated, "&SessionDuration=3600"));
    assert_eq!(token(&fake, &federated, "").status, 200);
}
