//! The sign-in service behind `aws login`. Source: the service model `signin` in the AWS SDKs.

use crate::answer::{Answer, Outcome};
use crate::authorization;
use crate::call::Call;
use crate::digest;
use crate::dpop::Proof;
use crate::federation;
use crate::form;
use crate::keys::{issued_key, unique_id};
use crate::time;
use crate::world::{Identity, State};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

/// Answers a call; `notes` go to the log.
pub fn answer(state: &mut State, call: &Call, notes: &mut Map<String, Value>) -> Outcome {
    match call.operation.as_str() {
        "Authorize" => authorization::authorize(state, call),
        "Confirmation" => Ok(Answer::text(confirmation(call))),
        _ if call.path == "/federation" => federation::answer(state, call, notes),
        _ => create_token(state, call, notes),
    }
}

/// What a person carries over to the program: the page's text alone.
fn confirmation(call: &Call) -> String {
    let part = |name| call.param(name).unwrap_or_default();
    let (code, state) = (part("code"), part("state"));
    STANDARD.encode(form::query(&[("code", code), ("state", state)]))
}

fn create_token(state: &mut State, call: &Call, notes: &mut Map<String, Value>) -> Outcome {
    let proof = Proof::read(call.headers.get("dpop"));
    let proven = proof.is_valid();
    let made_at = proof.made_at();
    notes.insert("dpop".to_owned(), proof.into_json());
    if state.settings.flag("/signin/require_dpop")? && !proven {
        return Err(invalid("DPoP header missing or malformed"));
    }
    if let Some(most) = state.settings.value("/signin/dpop_seconds").as_i64()
        && made_at.is_none_or(|made_at| (time::epoch_ahead(0) - made_at).abs() > most)
    {
        return Err(invalid("DPoP proof not of this time"));
    }
    let (seed, first) = match call.param("grantType") {
        Some("authorization_code") => {
            check(state, "/signin/code")?;
            authorization::redeem(state, call, notes).map_err(invalid)?;
            (format!("code:{}", call.param("code").unwrap_or_default()), true)
        }
        Some("refresh_token") => {
            check(state, "/signin/refresh")?;
            use_up(state, call.param("refreshToken"))?;
            // What a client sends that has no refresh token is told apart by nobody else.
            (format!("refresh:{}", call.param("refreshToken").unwrap_or("None")), false)
        }
        _ => return Err(invalid("unknown grantType")),
    };
    let user = state.settings.text("/signin/sub")?;
    let Some(account) = user.split(':').nth(4).map(str::to_owned) else {
        return Err(Answer::broken("the setting /signin/sub is not an ARN"));
    };
    let key = issued_key("signin", &[&user, &seed]);
    let user_id = unique_id("AIDA", &["login", &user]);
    state.issue(&key, Identity { account, arn: user.clone(), user_id });
    let refresh = digest::hex(&digest::of_parts(&["rt", &seed]));
    let mut body = json!({
        "accessToken": {"accessKeyId": key.id, "secretAccessKey": key.secret, "sessionToken": key.token},
        "tokenType": "aws_sigv4",
        "expiresIn": state.settings.value("/signin/expires_in"),
        "refreshToken": format!("fake-signin-refresh-{}", refresh.get(..24).unwrap_or_default()),
    });
    if let (true, Value::Object(members)) = (first, &mut body) {
        members.insert("idToken".to_owned(), Value::from(id_token(&user)));
    }
    Ok(Answer::json(&body))
}

/// A refresh token that has served already is refused in the words of AWS.
fn use_up(state: &mut State, token: Option<&str>) -> Result<(), Answer> {
    if !state.settings.flag("/signin/single_use")? {
        return Ok(());
    }
    let token = Value::from(token);
    let Some(used) = state.settings.list_mut("/signin/used") else {
        return Err(Answer::broken("the setting /signin/used is not a list"));
    };
    if used.contains(&token) {
        return Err(invalid("The provided authorization grant is invalid, expired, revoked, or malformed"));
    }
    used.push(token);
    Ok(())
}

/// A JWT that says who signed in; its signature is a word, nobody verifies it.
fn id_token(user: &str) -> String {
    let claims = json!({"sub": user, "iss": "fake", "exp": time::epoch_ahead(900)});
    let parts = [json!({"alg": "none"}).to_string(), claims.to_string(), "sig".to_owned()];
    parts.map(|part| digest::base64_url(part.as_bytes())).join(".")
}

fn invalid(why: &str) -> Answer {
    error(400, "ValidationException", why, "INVALID_REQUEST")
}

/// Lets the call pass if the setting is `ok`, or refuses it with the error that the setting names.
fn check(state: &State, at: &str) -> Result<(), Answer> {
    let word = state.settings.text(at)?;
    let status = match word.as_str() {
        "ok" => return Ok(()),
        "TOKEN_EXPIRED" | "AUTHCODE_EXPIRED" => 401,
        _ => 403,
    };
    Err(error(status, "AccessDeniedException", &format!("denied: {word}"), &word))
}

fn error(status: u16, exception: &str, message: &str, reason: &str) -> Answer {
    let body = json!({"message": message, "__type": exception, "error": reason});
    Answer::json_with_status(status, &body).with_header("x-amzn-ErrorType", exception).failing(exception)
}
