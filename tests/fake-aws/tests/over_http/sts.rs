use crate::support::{element, last, outcome, start, sts, unsigned_sts, user};
use fake_aws::{Key, account_of, issued_key};
use serde_json::json;

const ROLE: &str = "arn:aws:iam::123456789012:role/path/demo";
const WHO: &[(&str, &str)] = &[("Action", "GetCallerIdentity")];

fn assume<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&[("Action", "AssumeRole"), ("RoleArn", ROLE), ("RoleSessionName", "me")], more].concat()
}

#[test]
fn a_user_is_derived_or_as_configured() {
    let fake = start();
    let answer = sts(&fake, &user(), WHO);
    let account = account_of(&user().id);
    assert_eq!(element(&answer, "Account"), account);
    assert_eq!(element(&answer, "Arn"), format!("arn:aws:iam::{account}:user/{}", user().id));
    fake.configure(json!({"users": {user().id: {"account": "1", "arn": "arn:a&b"}}}));
    let answer = sts(&fake, &user(), WHO);
    assert_eq!(element(&answer, "Account"), "1");
    assert_eq!(element(&answer, "Arn"), "arn:a&amp;b");
    assert_eq!(element(&answer, "UserId"), "AIDAEXAMPLE");
}

#[test]
fn an_assumed_role_gives_the_derived_key_and_identity() {
    let fake = start();
    let answer = sts(&fake, &user(), &assume(&[("DurationSeconds", "900"), ("ExternalId", "x")]));
    let key = issued_key("assume-role", &[ROLE, &user().id]);
    assert_eq!(element(&answer, "AccessKeyId"), key.id);
    assert_eq!(element(&answer, "SecretAccessKey"), key.secret);
    assert_eq!(element(&answer, "SessionToken"), key.token);
    assert_eq!(last(&fake)["params"]["ExternalId"], "x");
    let who = sts(&fake, &key, WHO);
    assert_eq!(element(&who, "Arn"), "arn:aws:sts::123456789012:assumed-role/demo/me");
    assert!(element(&who, "UserId").starts_with("AROA"));
    fake.reset();
    assert_eq!(element(&sts(&fake, &key, WHO), "Account"), account_of(&key.id));
}

#[test]
fn expiry_follows_the_duration_asked_or_the_lifetime() {
    let fake = start();
    let expiry = |params: &[(&str, &str)]| {
        let text = element(&sts(&fake, &user(), params), "Expiration");
        let at = chrono::DateTime::parse_from_rfc3339(&text).unwrap();
        (at.timestamp() - chrono::Utc::now().timestamp() + 30).div_euclid(60)
    };
    assert_eq!(expiry(&assume(&[("DurationSeconds", "1800")])), 30);
    assert_eq!(expiry(&assume(&[])), 60);
    fake.configure(json!({"sts": {"lifetime": -600}}));
    assert_eq!(expiry(&[("Action", "GetSessionToken")]), -10);
}

#[test]
fn wrong_parameters_are_validation_errors() {
    let fake = start();
    for change in [
        ("RoleArn", "demo"),
        ("RoleSessionName", "m"),
        ("RoleSessionName", "a b"),
        ("DurationSeconds", "899"),
        ("DurationSeconds", "43201"),
        ("DurationSeconds", "soon"),
        ("TokenCode", "12345"),
    ] {
        let answer = sts(&fake, &user(), &assume(&[change]));
        assert_eq!(answer.status, 400, "{change:?}");
        assert_eq!(element(&answer, "Code"), "ValidationError", "{change:?}");
    }
    sts(&fake, &user(), &[("Action", "Dance")]);
    assert_eq!(outcome(&fake), (400, "InvalidAction".to_owned()));
}

#[test]
fn callers_without_a_good_key_are_refused() {
    let fake = start();
    fake.configure(json!({"sts": {"expired_keys": ["AKIAOLD"], "invalid_keys": ["AKIANONE"]}}));
    unsigned_sts(&fake, WHO);
    assert_eq!(outcome(&fake), (403, "MissingAuthenticationToken".to_owned()));
    for (id, error) in [("AKIAOLD", "ExpiredToken"), ("AKIANONE", "InvalidClientTokenId")] {
        sts(&fake, &Key { id: id.to_owned(), ..user() }, WHO);
        assert_eq!(outcome(&fake), (403, error.to_owned()));
    }
}

#[test]
fn roles_may_demand_an_external_id_or_mfa_or_be_denied() {
    let fake = start();
    let status = |more: &[(&str, &str)]| sts(&fake, &user(), &assume(more)).status;
    fake.configure(json!({"sts": {"external_id": {ROLE: "x"}}}));
    assert_eq!(
        (status(&[]), status(&[("ExternalId", "y")]), status(&[("ExternalId", "x")])),
        (403, 403, 200)
    );

    fake.reset();
    fake.configure(json!({"sts": {"mfa_required": {ROLE: "s1"}, "mfa_codes": {"s1": "000000"}}}));
    assert_eq!(status(&[]), 403);
    for (serial, code, expected) in [("s1", "111111", 403), ("s2", "000000", 403), ("s1", "000000", 200)] {
        assert_eq!(status(&[("SerialNumber", serial), ("TokenCode", code)]), expected, "{serial} {code}");
    }

    fake.reset();
    fake.configure(json!({"sts": {"deny": [ROLE]}}));
    let answer = sts(&fake, &user(), &assume(&[]));
    assert_eq!(element(&answer, "Code"), "AccessDenied");
    let account = account_of(&user().id);
    let message = format!(
        "User: arn:aws:iam::{account}:user/{} is not authorized to perform: sts:AssumeRole on resource: {ROLE}",
        user().id
    );
    assert_eq!(element(&answer, "Message"), message);
}

#[test]
fn a_web_identity_needs_no_key_but_a_token() {
    let fake = start();
    let params = |token| {
        [
            ("Action", "AssumeRoleWithWebIdentity"),
            ("RoleArn", ROLE),
            ("RoleSessionName", "web"),
            ("WebIdentityToken", token),
        ]
    };
    fake.configure(json!({"sts": {"web_identity_deny": ["old"]}}));
    let answer = unsigned_sts(&fake, &params("t"));
    assert_eq!(element(&answer, "AccessKeyId"), issued_key("web-identity", &[ROLE, "t"]).id);
    for token in ["", " ", "old"] {
        unsigned_sts(&fake, &params(token));
        assert_eq!(outcome(&fake), (400, "InvalidIdentityToken".to_owned()), "{token:?}");
    }
}

#[test]
fn a_session_token_keeps_the_users_identity() {
    let fake = start();
    let answer = sts(&fake, &user(), &[("Action", "GetSessionToken"), ("DurationSeconds", "129600")]);
    let key = issued_key("session-token", &[&user().id]);
    assert_eq!(element(&answer, "AccessKeyId"), key.id);
    assert_eq!(element(&sts(&fake, &key, WHO), "Account"), account_of(&user().id));
    sts(&fake, &user(), &[("Action", "GetSessionToken"), ("DurationSeconds", "129601")]);
    assert_eq!(outcome(&fake), (400, "ValidationError".to_owned()));
}

#[test]
fn a_session_got_with_a_code_serves_roles_that_demand_the_device() {
    let fake = start();
    let serial = "arn:aws:iam::123456789012:mfa/me";
    fake.configure(json!({"sts": {"mfa_required": {ROLE: serial}, "mfa_once": true, "new_keys": true}}));
    let with_code = [("Action", "GetSessionToken"), ("SerialNumber", serial), ("TokenCode", "123456")];
    let answer = sts(&fake, &user(), &with_code);
    let session = key_of(&answer);
    sts(&fake, &session, &assume(&[]));
    assert_eq!(outcome(&fake), (200, "none".to_owned()));
    sts(&fake, &user(), &with_code);
    assert_eq!(outcome(&fake), (403, "AccessDenied".to_owned()), "a code works once");
    let plain = key_of(&sts(&fake, &user(), &[("Action", "GetSessionToken")]));
    sts(&fake, &plain, &assume(&[]));
    assert_eq!(outcome(&fake), (403, "AccessDenied".to_owned()));
    sts(&fake, &session, &[("Action", "GetSessionToken")]);
    assert_eq!(outcome(&fake), (403, "AccessDenied".to_owned()), "only long-term keys get sessions");
}

fn key_of(answer: &fake_aws::client::Response) -> Key {
    Key {
        id: element(answer, "AccessKeyId"),
        secret: element(answer, "SecretAccessKey"),
        token: element(answer, "SessionToken"),
    }
}

#[test]
fn the_clock_of_sts_can_be_set_and_enforced() {
    let fake = start();
    fake.configure(json!({"enforce_time": true}));
    let key = key_of(&sts(&fake, &user(), &assume(&[])));
    sts(&fake, &key, WHO);
    assert_eq!(outcome(&fake).0, 200);
    fake.configure(json!({"clock_offset": 240}));
    let answer = sts(&fake, &user(), &assume(&[]));
    let at = chrono::DateTime::parse_from_rfc3339(&element(&answer, "Expiration")).unwrap();
    assert!((3830..=3850).contains(&(at.timestamp() - chrono::Utc::now().timestamp())), "{at}");
    for offset in [-400, 400] {
        fake.configure(json!({"clock_offset": offset}));
        sts(&fake, &user(), WHO);
        assert_eq!(outcome(&fake), (403, "SignatureDoesNotMatch".to_owned()));
    }
    fake.configure(json!({"clock_offset": 0, "sts": {"lifetime": -1}}));
    let ended = key_of(&sts(&fake, &user(), &assume(&[])));
    sts(&fake, &ended, WHO);
    assert_eq!(outcome(&fake), (403, "ExpiredToken".to_owned()));
}
