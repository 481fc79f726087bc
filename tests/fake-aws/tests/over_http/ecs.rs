use crate::support::{element, get, last, outcome, start, sts};
use fake_aws::issued_key;
use serde_json::{Value, json};

#[test]
fn credentials_are_the_derived_key() {
    let fake = start();
    let body = get(&fake, "/ecs/any/path", &[]).json();
    let key = issued_key("ecs", &["666677778888", "fake-task-role"]);
    assert_eq!((&body["AccessKeyId"], &body["SecretAccessKey"]), (&json!(key.id), &json!(key.secret)));
    assert_eq!(body["RoleArn"], "arn:aws:iam::666677778888:role/fake-task-role");
    let who = sts(&fake, &key, &[("Action", "GetCallerIdentity")]);
    assert_eq!(
        element(&who, "Arn"),
        "arn:aws:sts::666677778888:assumed-role/fake-task-role/task-fakeexample"
    );
}

#[test]
fn the_token_is_checked_where_one_is_set() {
    let fake = start();
    get(&fake, "/ecs/x", &[]);
    assert_eq!(last(&fake)["auth"], Value::Null);
    fake.configure(json!({"ecs": {"token": "Bearer t"}}));
    assert_eq!(get(&fake, "/ecs/x", &[]).status, 401);
    assert_eq!(get(&fake, "/ecs/x", &[("Authorization", "Bearer u")]).status, 401);
    assert_eq!(outcome(&fake), (401, "401".to_owned()));
    assert_eq!(get(&fake, "/ecs/x", &[("Authorization", "Bearer t")]).status, 200);
    assert_eq!(last(&fake)["auth"], "Bearer t");
}

#[test]
fn it_fails_or_says_what_it_is_told_to() {
    let fake = start();
    fake.configure(json!({"ecs": {"body": "{}"}}));
    assert_eq!(get(&fake, "/ecs/x", &[]).text(), "{}");
    fake.configure(json!({"ecs": {"status": 500}}));
    let answer = get(&fake, "/ecs/x", &[]);
    // Programs quote this body in their errors, spaces and all.
    assert_eq!(
        (answer.status, answer.text().as_str()),
        (500, r#"{"code": "Error", "message": "configured failure"}"#)
    );
}

#[test]
fn a_setting_of_the_wrong_type_never_looks_like_aws() {
    let fake = start();
    fake.configure(json!({"ecs": {"delay": "long"}}));
    let answer = get(&fake, "/ecs/x", &[]);
    assert_eq!(answer.status, 599);
    assert!(answer.text().contains("/ecs/delay"), "{}", answer.text());
    assert_eq!(outcome(&fake), (599, "internal".to_owned()));
}
