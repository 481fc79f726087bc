use crate::support::{encoded, get, last, outcome, post_json, start};
use fake_aws::Handle;
use serde_json::{Value, json};

const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// The pair of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const REDIRECT: &str = "http://127.0.0.1:1/oauth/callback";

/// Adds members to an object.
fn with(base: &Value, more: &Value) -> Value {
    let mut all = base.as_object().unwrap().clone();
    all.extend(more.as_object().unwrap().clone());
    Value::Object(all)
}

fn client(fake: &Handle) -> Value {
    let answer =
        post_json(fake, "/client/register", &[], &json!({"clientName": "t", "clientType": "public"})).json();
    json!({"clientId": answer["clientId"], "clientSecret": answer["clientSecret"]})
}

/// Starts a device authorization: the request that redeems it, and the user code.
fn device(fake: &Handle, client: &Value) -> (Value, String) {
    let answer =
        post_json(fake, "/device_authorization", &[], &with(client, &json!({"startUrl": "u"}))).json();
    assert_eq!(answer["verificationUri"], format!("{}/device", fake.url()));
    let redeem = with(client, &json!({"grantType": DEVICE_GRANT, "deviceCode": answer["deviceCode"]}));
    (redeem, answer["userCode"].as_str().unwrap().to_owned())
}

fn poll(fake: &Handle, redeem: &Value) -> String {
    let answer = post_json(fake, "/token", &[], redeem).json();
    answer["error"].as_str().unwrap_or("ok").to_owned()
}

fn code(fake: &Handle, client_id: &Value) -> String {
    let path = format!(
        "/authorize?response_type=code&client_id={}&redirect_uri={}&state=a%26b&code_challenge={CHALLENGE}",
        client_id.as_str().unwrap(),
        encoded(REDIRECT),
    );
    let answer = get(fake, &path, &[]);
    assert_eq!(answer.status, 302);
    let query = answer.header("location").unwrap().strip_prefix(&format!("{REDIRECT}?")).unwrap().to_owned();
    let (code, state) = query.split_once('&').unwrap();
    assert_eq!(state, "state=a%26b");
    code.strip_prefix("code=").unwrap().to_owned()
}

#[test]
fn a_device_code_is_polled_for_and_redeemed_once() {
    let fake = start();
    fake.configure(json!({"oidc": {"pending": 1, "slow_down": 1}}));
    let (redeem, _) = device(&fake, &client(&fake));
    let seen: Vec<String> = (0..4).map(|_| poll(&fake, &redeem)).collect();
    assert_eq!(seen, ["authorization_pending", "slow_down", "ok", "invalid_grant"]);
    assert_eq!(outcome(&fake), (400, "invalid_grant".to_owned()));
}

#[test]
fn a_person_decides_by_control_call() {
    let fake = start();
    fake.configure(json!({"oidc": {"device": "manual"}}));
    let client = client(&fake);
    for (action, then) in [("approve", "ok"), ("deny", "access_denied"), ("expire", "expired_token")] {
        let (redeem, user_code) = device(&fake, &client);
        assert_eq!(poll(&fake, &redeem), "authorization_pending");
        assert_eq!(fake.device(Some("FAKE-9999"), action), 0);
        assert_eq!(fake.device(Some(&user_code), action), 1);
        assert_eq!(poll(&fake, &redeem), then);
    }
}

#[test]
fn a_registered_client_must_know_its_secret() {
    let fake = start();
    let client = client(&fake);
    let wrong = with(&client, &json!({"clientSecret": "x"}));
    assert_eq!(post_json(&fake, "/device_authorization", &[], &wrong).status, 401);
    assert_eq!(outcome(&fake), (401, "invalid_client".to_owned()));
    let (redeem, _) = device(&fake, &client);
    let other = json!({"clientId": "from-an-older-cache", "clientSecret": "y"});
    assert_eq!(poll(&fake, &with(&redeem, &other)), "invalid_client");
}

#[test]
fn a_code_is_redeemed_with_its_verifier() {
    let fake = start();
    let client = client(&fake);
    let good = json!({"grantType": "authorization_code", "redirectUri": REDIRECT, "codeVerifier": VERIFIER});
    let good = with(&client, &good);
    let fresh = || json!({"code": code(&fake, &client["clientId"])});

    assert_eq!(poll(&fake, &with(&with(&good, &fresh()), &json!({"codeVerifier": "no"}))), "invalid_grant");
    assert_eq!(last(&fake)["pkce"], "bad");
    assert_eq!(poll(&fake, &with(&with(&good, &fresh()), &json!({"redirectUri": "x"}))), "invalid_grant");
    assert_eq!(last(&fake)["pkce"], Value::Null);

    let request = with(&good, &fresh());
    let tokens = post_json(&fake, "/token", &[], &request).json();
    assert_eq!(last(&fake)["pkce"], "ok");
    assert_eq!((&tokens["tokenType"], &tokens["expiresIn"]), (&json!("Bearer"), &json!(28800)));
    assert!(tokens["accessToken"].as_str().unwrap().starts_with("fake-sso-access-"));
    assert_eq!(poll(&fake, &request), "invalid_grant");
}

#[test]
fn the_browser_is_sent_to_loopback_only() {
    let fake = start();
    let base = format!("/authorize?response_type=code&code_challenge={CHALLENGE}");
    for path in ["/authorize", &base, &format!("{base}&redirect_uri=http%3A%2F%2Fexample.com%2F")] {
        assert_eq!(get(&fake, path, &[]).status, 400, "{path}");
    }
    let both = get(&fake, &format!("{base}&redirect_uri=http%3A%2F%2Flocalhost%3Fa%3Db"), &[]);
    assert_eq!(both.header("location"), Some("http://localhost?a=b&code=authcode-0001&state="));
}

#[test]
fn refresh_tokens_rotate_or_stay_or_are_not_there() {
    let fake = start();
    let refresh = json!({"clientId": "c", "grantType": "refresh_token", "refreshToken": "old"});
    let token = || post_json(&fake, "/token", &[], &refresh).json()["refreshToken"].clone();
    assert!(token().as_str().unwrap().starts_with("fake-sso-refresh-"));
    fake.configure(json!({"oidc": {"rotate_refresh": false}}));
    assert_eq!(token(), "old");
    fake.configure(json!({"oidc": {"refresh_token": false}}));
    assert_eq!(token(), Value::Null);
    for error in ["invalid_grant", "expired_token", "access_denied"] {
        fake.configure(json!({"oidc": {"refresh": error}}));
        assert_eq!(poll(&fake, &refresh), error);
    }
    assert_eq!(poll(&fake, &json!({"grantType": "password"})), "unsupported_grant_type");
}

#[test]
fn a_refresh_token_can_be_good_for_one_time() {
    let fake = start();
    fake.configure(json!({"oidc": {"refresh_tokens": ["old"]}}));
    let refresh = |token: &str| json!({"clientId": "c", "grantType": "refresh_token", "refreshToken": token});
    assert_eq!(poll(&fake, &refresh("other")), "invalid_grant");
    let new = post_json(&fake, "/token", &[], &refresh("old")).json()["refreshToken"].clone();
    assert_eq!(fake.settings()["oidc"]["refresh_tokens"], json!([new]));
    assert_eq!(poll(&fake, &refresh("old")), "invalid_grant");
    assert_eq!(post_json(&fake, "/token", &[], &refresh(new.as_str().unwrap())).status, 200);
}

#[test]
fn registration_can_be_refused() {
    let fake = start();
    let register =
        |grants: &[&str]| post_json(&fake, "/client/register", &[], &json!({"grantTypes": grants})).status;
    fake.configure(json!({"oidc": {"register": "no_pkce"}}));
    assert_eq!((register(&["authorization_code", "refresh_token"]), register(&[DEVICE_GRANT])), (400, 200));
    fake.configure(json!({"oidc": {"register": "invalid_request"}}));
    assert_eq!(register(&[DEVICE_GRANT]), 400);
}
