//! The container credentials endpoint. Source: AWS SDKs and Tools reference guide, "Container credential
//! provider".

use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::keys::{issued_key, unique_id};
use crate::time;
use crate::world::{Identity, State};
use serde_json::{Map, Value, json};

/// Answers a call; `notes` go to the log.
pub fn answer(state: &mut State, call: &Call, notes: &mut Map<String, Value>) -> Outcome {
    let given = call.headers.get("authorization");
    notes.insert("auth".to_owned(), Value::from(given));
    let wanted = state.settings.optional_text("/ecs/token")?;
    if wanted.is_some() && wanted.as_deref() != given {
        return Err(error(401, "InvalidAuthToken", "bad token"));
    }
    let status = state.settings.status("/ecs/status")?;
    if status != 200 {
        return Err(error(status, "Error", "configured failure"));
    }
    if let Some(body) = state.settings.optional_text("/ecs/body")? {
        return Ok(Answer::new(200, "application/json", body));
    }
    let (account, role) = (state.settings.text("/ecs/account")?, state.settings.text("/ecs/role")?);
    let key = issued_key("ecs", &[&account, &role]);
    let role_id = unique_id("AROA", &["ecs", &role]);
    state.issue(&key, Identity::of_session("aws", &account, &role, &role_id, "task-fakeexample"));
    Ok(Answer::json(&json!({
        "AccessKeyId": key.id,
        "SecretAccessKey": key.secret,
        "Token": key.token,
        "Expiration": time::ahead(state.settings.number("/ecs/lifetime")?),
        "RoleArn": format!("arn:aws:iam::{account}:role/{role}"),
    })))
}

fn error(status: u16, code: &str, message: &str) -> Answer {
    Answer::json_with_status(status, &json!({"code": code, "message": message})).failing(status.to_string())
}
