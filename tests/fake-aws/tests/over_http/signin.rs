use crate::support::{element, encoded, get, last, outcome, post_json, start, sts};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use fake_aws::{Handle, issued_key};
use serde_json::{Value, json};

/// The pair of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const REDIRECT: &str = "http://127.0.0.1:1/callback";
const CLIENT: &str = "arn:aws:signin:::devtools/same-device";
const USER: &str = "arn:aws:iam::444455556666:user/login-user";

fn proof() -> String {
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": {"kty": "EC"}}));
    let claims = part(json!({"htm": "POST", "htu": "u", "jti": "1", "iat": 1}));
    format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode([1; 64]))
}

fn code(fake: &Handle) -> String {
    let path = format!(
        "/v1/authorize?response_type=code&client_id={}&redirect_uri={}&code_challenge={CHALLENGE}",
        encoded(CLIENT),
        encoded(REDIRECT)
    );
    let location = get(fake, &path, &[]).header("location").unwrap().to_owned();
    location.split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned()
}

fn by_code(code: &str) -> Value {
    json!({
        "clientId": CLIENT, "grantType": "authorization_code", "code": code, "codeVerifier": VERIFIER,
        "redirectUri": REDIRECT,
    })
}

fn by_refresh() -> Value {
    json!({"clientId": CLIENT, "grantType": "refresh_token", "refreshToken": "r"})
}

#[test]
fn a_code_gives_keys_of_the_user_who_signed_in() {
    let fake = start();
    let code = code(&fake);
    let answer = post_json(&fake, "/v1/token", &[("DPoP", &proof())], &by_code(&code)).json();
    let key = issued_key("signin", &[USER, &format!("code:{code}")]);
    assert_eq!(
        answer["accessToken"],
        json!({"accessKeyId": key.id, "secretAccessKey": key.secret, "sessionToken": key.token})
    );
    let claims = answer["idToken"].as_str().unwrap().split('.').nth(1).unwrap().to_owned();
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    assert_eq!(claims["sub"], USER);
    let seen = last(&fake);
    assert_eq!((&seen["pkce"], &seen["dpop"]["valid_shape"]), (&json!("ok"), &json!(true)));
    let who = sts(&fake, &key, &[("Action", "GetCallerIdentity")]);
    assert_eq!((element(&who, "Arn").as_str(), element(&who, "Account").as_str()), (USER, "444455556666"));
}

#[test]
fn a_refresh_gives_other_keys_and_no_id_token() {
    let fake = start();
    let answer = post_json(&fake, "/v1/token", &[("DPoP", &proof())], &by_refresh()).json();
    assert_eq!(answer["accessToken"]["accessKeyId"], issued_key("signin", &[USER, "refresh:r"]).id);
    assert_eq!(answer["idToken"], Value::Null);
    assert_eq!(answer["expiresIn"], 900);
}

#[test]
fn a_proof_is_demanded_unless_told_otherwise() {
    let fake = start();
    let refused = post_json(&fake, "/v1/token", &[], &by_refresh());
    assert_eq!((refused.status, &refused.json()["error"]), (400, &json!("INVALID_REQUEST")));
    assert_eq!(last(&fake)["dpop"]["present"], false);
    fake.configure(json!({"signin": {"require_dpop": false}}));
    assert_eq!(post_json(&fake, "/v1/token", &[], &by_refresh()).status, 200);
}

#[test]
fn refusals_are_those_configured() {
    let fake = start();
    let proof = proof();
    let send = |body: &Value| {
        let answer = post_json(&fake, "/v1/token", &[("DPoP", &proof)], body);
        (answer.status, answer.json()["error"].as_str().unwrap_or("none").to_owned())
    };
    for (setting, word, body, status) in [
        ("refresh", "TOKEN_EXPIRED", by_refresh(), 401),
        ("refresh", "USER_CREDENTIALS_CHANGED", by_refresh(), 403),
        ("code", "AUTHCODE_EXPIRED", by_code("x"), 401),
        ("code", "INSUFFICIENT_PERMISSIONS", by_code("x"), 403),
    ] {
        fake.configure(json!({"signin": {setting: word}}));
        assert_eq!(send(&body), (status, word.to_owned()));
        assert_eq!(outcome(&fake).1, "AccessDeniedException");
    }
    fake.reset();
    assert_eq!(send(&by_code("never-given")), (400, "INVALID_REQUEST".to_owned()));
    assert_eq!(send(&json!({"grantType": "x"})), (400, "INVALID_REQUEST".to_owned()));
}

#[test]
fn the_page_at_the_end_holds_what_a_person_carries_over() {
    let shown = get(&start(), "/v1/sessions/confirmation?code=c%2B1&state=s", &[]).text();
    assert_eq!(STANDARD.decode(shown).unwrap(), b"code=c%2B1&state=s");
}

#[test]
fn a_refresh_token_serves_once_where_that_is_set() {
    let fake = start();
    fake.configure(json!({"signin": {"single_use": true}}));
    let refresh = || post_json(&fake, "/v1/token", &[("DPoP", &proof())], &by_refresh());
    assert_eq!(refresh().status, 200);
    let second = refresh();
    assert_eq!((second.status, &second.json()["error"]), (400, &json!("INVALID_REQUEST")));
}

#[test]
fn a_proof_of_another_time_is_refused_where_that_is_set() {
    let fake = start();
    fake.configure(json!({"signin": {"dpop_seconds": 60}}));
    let old = post_json(&fake, "/v1/token", &[("DPoP", &proof())], &by_refresh());
    assert_eq!((old.status, &old.json()["error"]), (400, &json!("INVALID_REQUEST")));
}
