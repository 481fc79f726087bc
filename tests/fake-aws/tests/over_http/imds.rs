use crate::support::{element, get, last, start, sts};
use fake_aws::{Handle, client, issued_key};
use serde_json::{Value, json};

const ROLES: &str = "/latest/meta-data/iam/security-credentials/";
const TTL: &str = "X-aws-ec2-metadata-token-ttl-seconds";
const TOKEN: &str = "X-aws-ec2-metadata-token";

fn put_token(fake: &Handle, headers: &[(&str, &str)]) -> client::Response {
    client::send("PUT", &format!("{}/latest/api/token", fake.url()), headers, b"").unwrap()
}

#[test]
fn a_session_token_opens_everything() {
    let fake = start();
    assert_eq!(get(&fake, ROLES, &[]).status, 401);
    assert_eq!(last(&fake)["imds_token"], "none");
    assert_eq!(get(&fake, ROLES, &[(TOKEN, "x")]).status, 401);
    assert_eq!(last(&fake)["imds_token"], "bad");
    let answer = put_token(&fake, &[(TTL, "60")]);
    assert_eq!(answer.header("x-aws-ec2-metadata-token-ttl-seconds"), Some("60"));
    let token = answer.text();
    let text = |path: &str| get(&fake, path, &[(TOKEN, &token)]).text();
    assert_eq!(text(ROLES), "fake-instance-role");
    assert_eq!(last(&fake)["imds_token"], "ok");
    assert_eq!(text("/latest/meta-data/placement/region"), "ap-southeast-2");
    assert_eq!(text("/latest/meta-data/placement/availability-zone"), "ap-southeast-2a");
    let document: Value = serde_json::from_str(&text("/latest/dynamic/instance-identity/document")).unwrap();
    assert_eq!(document, json!({"region": "ap-southeast-2", "accountId": "555566667777"}));
    assert_eq!(get(&fake, "/latest/meta-data/ami-id", &[(TOKEN, &token)]).status, 404);
}

#[test]
fn tokens_are_asked_for_properly() {
    let fake = start();
    for ttl in ["", "0", "21601", "long"] {
        assert_eq!(put_token(&fake, &[(TTL, ttl)]).status, 400, "{ttl}");
    }
    assert_eq!(put_token(&fake, &[]).status, 400);
    assert_eq!(get(&fake, "/latest/api/token", &[(TTL, "60")]).status, 405);
}

#[test]
fn credentials_are_the_derived_key() {
    let fake = start();
    fake.configure(json!({"imds": {"require_token": false, "lifetime": -60}}));
    let body = get(&fake, &format!("{ROLES}fake-instance-role"), &[]).json();
    let key = issued_key("imds", &["555566667777", "fake-instance-role"]);
    assert_eq!(body["Code"], "Success");
    assert_eq!((&body["AccessKeyId"], &body["Token"]), (&json!(key.id), &json!(key.token)));
    let expiry = chrono::DateTime::parse_from_rfc3339(body["Expiration"].as_str().unwrap()).unwrap();
    assert!(expiry < chrono::Utc::now());
    let who = sts(&fake, &key, &[("Action", "GetCallerIdentity")]);
    assert_eq!(
        element(&who, "Arn"),
        "arn:aws:sts::555566667777:assumed-role/fake-instance-role/i-0fakeexample"
    );
    assert_eq!(get(&fake, &format!("{ROLES}other"), &[]).status, 404);
}

#[test]
fn every_step_can_be_made_to_fail() {
    let fake = start();
    fake.configure(json!({"imds": {
        "require_token": false, "token_status": 403, "role_status": 404, "creds_status": 500, "region": null,
    }}));
    assert_eq!(put_token(&fake, &[(TTL, "60")]).status, 403);
    assert_eq!(get(&fake, ROLES, &[]).status, 404);
    assert_eq!(get(&fake, &format!("{ROLES}fake-instance-role"), &[]).status, 500);
    assert_eq!(get(&fake, "/latest/meta-data/placement/region", &[]).status, 404);
    fake.configure(json!({"imds": {"creds_status": 200, "creds_body": "no JSON"}}));
    assert_eq!(get(&fake, &format!("{ROLES}any"), &[]).text(), "no JSON");
}

#[test]
fn the_newer_paths_carry_the_account() {
    let fake = start();
    fake.configure(json!({"imds": {"require_token": false}}));
    let path = "/latest/meta-data/iam/security-credentials-extended/";
    assert_eq!(get(&fake, path, &[]).status, 404);
    fake.configure(json!({"imds": {"extended": true}}));
    let role = get(&fake, path, &[]).text();
    assert_eq!(get(&fake, &format!("{path}{role}"), &[]).json()["AccountId"], "555566667777");
}
