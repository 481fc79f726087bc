//! Requests in the shape in which they were observed.

use serde_json::{Map, Value, json};

/// Name here, and the parameter that it is.
const PARAMETERS: &[(&str, &str)] = &[
    ("host", "host"),
    ("role_arn", "RoleArn"),
    ("session_name", "RoleSessionName"),
    ("duration", "DurationSeconds"),
    ("external_id", "ExternalId"),
    ("mfa_serial", "SerialNumber"),
    ("mfa_code", "TokenCode"),
    ("web_identity_token", "WebIdentityToken"),
    ("account_id", "account_id"),
    ("role_name", "role_name"),
    ("grant_type", "grantType"),
    ("refresh_token", "refreshToken"),
];

/// What the fake noted of a request besides.
const NOTES: &[&str] = &["via", "bearer", "imds_token", "auth", "error", "fault", "status"];

/// An entry of the fake's log as it was written down when AWS CLI v2 was looked at.
pub(crate) fn observed(entry: &Value) -> Value {
    let mut shape = Map::new();
    let mut put = |name: &str, value: &Value| {
        if !value.is_null() {
            shape.insert(name.to_owned(), value.clone());
        }
    };
    put("service", &entry["service"]);
    put("op", &entry["op"]);
    let signed = &entry["signed"];
    put("signed_by", &signed["access_key_id"]);
    put("signed_region", &signed["region"]);
    put("signature", &signed["signature"]);
    if signed["session_token"].is_string() {
        put("with_token", &json!(true));
    }
    if signed["token_check"] != json!("ok") {
        put("token_check", &signed["token_check"]);
    }
    for (name, parameter) in PARAMETERS {
        put(name, &entry["params"][parameter]);
    }
    for name in NOTES {
        put(name, &entry[name]);
    }
    if let Some(valid) = entry["dpop"]["valid_shape"].as_bool() {
        put("dpop", &json!(valid));
    }
    Value::Object(shape)
}

/// The same entry in the shape of a recorded request, with the headers that that one has.
pub(crate) fn recorded(entry: &Value, like: &Value) -> Value {
    let mut shape = json!({ "method": entry["method"], "path": entry["path"], "params": entry["params"] });
    let signed = &entry["signed"];
    if signed.is_object() {
        shape["signed"] = json!({
            "access_key_id": signed["access_key_id"],
            "region": signed["region"],
            "service": signed["service"],
            "with_token": signed["session_token"].is_string(),
        });
    }
    let headers: Map<String, Value> = like["headers"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, recorded)| {
            let sent = &entry["headers"][name];
            let sent = if *recorded == json!("present") && sent.is_string() { recorded } else { sent };
            (name.clone(), sent.clone())
        })
        .collect();
    if !headers.is_empty() {
        shape["headers"] = Value::Object(headers);
    }
    shape
}

/// A recorded request with query and body read, whichever they came in.
pub(crate) fn meaning(recorded: &Value) -> Value {
    let path = recorded["path"].as_str().unwrap_or_default();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let body = recorded["body"].as_str().unwrap_or_default();
    let mut params = form(query);
    match serde_json::from_str(body) {
        Ok(Value::Object(members)) => params.extend(members),
        _ => params.extend(form(body)),
    }
    let mut shape = json!({ "method": recorded["method"], "path": path, "params": params });
    for name in ["signed", "headers"] {
        if let Some(value) = recorded.get(name) {
            shape[name] = value.clone();
        }
    }
    shape
}

fn form(text: &str) -> Map<String, Value> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), Value::from(decoded(value)))
        })
        .collect()
}

fn decoded(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}
