//! The federation endpoint of the web console: a token for temporary credentials, and what a browser does with it.
//! Source: IAM user guide, "Enable custom identity broker access to the AWS console".

use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::digest;
use crate::world::State;
use serde_json::{Map, Value, json};

/// The refusal tells no reason, as with AWS.
const REFUSED: &str = "<!DOCTYPE html><html><body><p>Bad Request</p></body></html>";
/// Seconds: what `SessionDuration` may be.
const DURATIONS: std::ops::RangeInclusive<u64> = 900..=43_200;

/// Answers a call; `notes` go to the log.
pub fn answer(state: &mut State, call: &Call, notes: &mut Map<String, Value>) -> Outcome {
    match call.operation.as_str() {
        "getSigninToken" => sign_in_token(state, call),
        "login" => login(state, call, notes),
        _ => Err(refused()),
    }
}

fn sign_in_token(state: &mut State, call: &Call) -> Outcome {
    let session: Value = serde_json::from_str(call.param("Session").unwrap_or_default()).unwrap_or_default();
    let member = |name: &str| session.get(name).and_then(Value::as_str).unwrap_or_default();
    let id = member("sessionId");
    let issued = state.issued.get(id).ok_or_else(refused)?;
    if issued.key.secret != member("sessionKey") || issued.key.token != member("sessionToken") {
        return Err(refused());
    }
    let federated = issued.identity.arn.contains(":federated-user/");
    let user = issued.identity.arn.contains(":user/");
    if let Some(duration) = call.param("SessionDuration") {
        let fits = duration.parse().is_ok_and(|seconds| DURATIONS.contains(&seconds));
        if federated || !fits {
            return Err(refused());
        }
    }
    // A session of GetSessionToken is the user himself.
    if user {
        return Err(refused());
    }
    let token = format!("FakeSigninToken{}", digest::hex(&digest::of_parts(&["sign-in", id])));
    state.sign_in_tokens.insert(token.clone(), id.to_owned());
    Ok(Answer::json(&json!({"SigninToken": token})))
}

fn login(state: &mut State, call: &Call, notes: &mut Map<String, Value>) -> Outcome {
    let token = call.param("SigninToken").unwrap_or_default();
    let id = state.sign_in_tokens.remove(token).ok_or_else(refused)?;
    notes.insert("console".to_owned(), Value::from(state.identity(&id).arn));
    let destination = call.param("Destination").ok_or_else(refused)?;
    Ok(Answer::new(302, "text/html", "").with_header("Location", destination))
}

fn refused() -> Answer {
    Answer::new(400, "text/html", REFUSED).failing("400")
}
