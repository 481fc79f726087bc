use crate::support::{element, get, last, outcome, post_json, start, sts};
use fake_aws::{client, issued_key};
use serde_json::{Value, json};

const BEARER: (&str, &str) = ("x-amz-sso_bearer_token", "tok");
const CREDENTIALS: &str = "/federation/credentials?account_id=111122223333&role_name=ReadOnly";

#[test]
fn role_credentials_are_the_derived_key() {
    let fake = start();
    let answer = get(&fake, CREDENTIALS, &[BEARER]).json();
    let key = issued_key("sso", &["111122223333", "ReadOnly"]);
    assert_eq!(answer["roleCredentials"]["accessKeyId"], key.id);
    assert_eq!(answer["roleCredentials"]["secretAccessKey"], key.secret);
    assert_eq!(answer["roleCredentials"]["sessionToken"], key.token);
    let left =
        answer["roleCredentials"]["expiration"].as_i64().unwrap() - chrono::Utc::now().timestamp_millis();
    assert!((3_500_000..=3_600_000).contains(&left), "{left}");
    assert_eq!(last(&fake)["bearer"], "tok");
    let who = sts(&fake, &key, &[("Action", "GetCallerIdentity")]);
    assert_eq!(
        element(&who, "Arn"),
        "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_ReadOnly_0123456789abcdef/sso-user"
    );
}

#[test]
fn what_may_not_be_had_is_refused() {
    let fake = start();
    fake.configure(json!({"sso": {"deny": ["111122223333/Billing"]}}));
    let credentials =
        |account, role| format!("/federation/credentials?account_id={account}&role_name={role}");
    for (path, status, error) in [
        (credentials("111122223333", "Billing"), 403, "ForbiddenException"),
        (credentials("111122223333", "Nobody"), 403, "ForbiddenException"),
        (credentials("999999999999", "ReadOnly"), 404, "ResourceNotFoundException"),
        ("/assignment/roles?account_id=999999999999".to_owned(), 404, "ResourceNotFoundException"),
        ("/assignment/accounts?next_token=x".to_owned(), 400, "InvalidRequestException"),
    ] {
        let answer = get(&fake, &path, &[BEARER]);
        assert_eq!(answer.header("x-amzn-errortype"), Some(error), "{path}");
        assert_eq!(outcome(&fake), (status, error.to_owned()));
    }
}

#[test]
fn lists_come_in_pages() {
    let fake = start();
    let first = get(&fake, "/assignment/accounts", &[BEARER]).json();
    assert_eq!(first["accountList"].as_array().unwrap().len(), 2);
    assert_eq!(first["accountList"][1]["accountName"], "Prod & Co");
    assert_eq!(first["accountList"][0]["roles"], Value::Null);
    let path = format!("/assignment/accounts?next_token={}", first["nextToken"].as_str().unwrap());
    let second = get(&fake, &path, &[BEARER]).json();
    assert_eq!(second["accountList"][0]["accountId"], "333344445555");
    assert_eq!(second["nextToken"], Value::Null);
    let one = get(&fake, "/assignment/roles?account_id=111122223333&max_result=1", &[BEARER]).json();
    let row = json!({"roleName": "AdministratorAccess", "accountId": "111122223333"});
    assert_eq!(one, json!({"roleList": [row], "nextToken": "1"}));
}

#[test]
fn only_listed_tokens_are_accepted_until_sign_out() {
    let fake = start();
    assert_eq!(get(&fake, "/assignment/accounts", &[]).status, 401);
    fake.configure(json!({"sso": {"tokens": ["tok"]}}));
    assert_eq!(get(&fake, "/assignment/accounts", &[("x-amz-sso_bearer_token", "other")]).status, 401);
    assert_eq!(get(&fake, "/assignment/accounts", &[BEARER]).status, 200);
    let url = format!("{}/logout", fake.url());
    assert_eq!(client::send("POST", &url, &[BEARER], b"").unwrap().status, 200);
    assert_eq!(get(&fake, "/assignment/accounts", &[BEARER]).status, 401);
    assert_eq!(outcome(&fake), (401, "UnauthorizedException".to_owned()));
}

#[test]
fn a_token_that_sign_in_hands_out_is_accepted() {
    let fake = start();
    fake.configure(json!({"sso": {"tokens": []}}));
    let grant = json!({"clientId": "c", "grantType": "refresh_token", "refreshToken": "r"});
    let token = post_json(&fake, "/token", &[], &grant).json()["accessToken"].as_str().unwrap().to_owned();
    assert_eq!(get(&fake, CREDENTIALS, &[("x-amz-sso_bearer_token", &token)]).status, 200);
}

#[test]
fn an_organization_is_generated_and_listed_at_its_pace() {
    let fake = start();
    let rate = json!({"per_second": 0.001, "burst": 3});
    let generated = json!({"accounts": 2000, "roles": 5});
    fake.configure(json!({"sso": {"accounts": [], "generated": generated, "page_size": 1000, "rate": rate}}));
    let page = get(&fake, "/assignment/accounts?max_result=100&next_token=1900", &[BEARER]).json();
    assert_eq!(page["accountList"].as_array().unwrap().len(), 100);
    assert_eq!(page["accountList"][99]["accountId"], "500000001999");
    assert_eq!(page["nextToken"], Value::Null);
    let roles = get(&fake, "/assignment/roles?account_id=500000001999", &[BEARER]).json();
    assert_eq!(roles["roleList"].as_array().unwrap().len(), 5);
    assert_eq!(get(&fake, "/assignment/accounts?max_result=101", &[BEARER]).status, 400);
    assert_eq!(get(&fake, "/assignment/accounts", &[BEARER]).status, 429);
    assert_eq!(outcome(&fake), (429, "TooManyRequestsException".to_owned()));
    fake.configure(json!({"sso": {"rate": null, "endless": "roleList", "deny_roles": ["500000000000"]}}));
    let again = get(&fake, "/assignment/roles?account_id=500000000001&next_token=again", &[BEARER]).json();
    assert_eq!(again["nextToken"], "again");
    assert_eq!(get(&fake, "/assignment/roles?account_id=500000000000", &[BEARER]).status, 403);
}
