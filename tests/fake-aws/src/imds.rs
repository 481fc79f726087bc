//! EC2 instance metadata. Source: EC2 user guide, "Use the Instance Metadata Service to access instance
//! metadata".

use crate::answer::{self, Answer, Outcome};
use crate::call::Call;
use crate::keys::{issued_key, unique_id};
use crate::time;
use crate::world::{Identity, State};
use serde_json::{Map, Value, json};

const TTL_HEADER: &str = "x-aws-ec2-metadata-token-ttl-seconds";
/// Seconds: six hours, the most that a session token lives.
const LONGEST_TTL: u32 = 21_600;

/// Answers a call; `notes` go to the log.
pub fn answer(state: &mut State, call: &Call, notes: &mut Map<String, Value>) -> Outcome {
    if call.operation == "Token" {
        return session_token(state, call);
    }
    check_token(state, call, notes)?;
    if let Some((role, extended)) = credentials_path(&call.path) {
        return role_answer(state, role, extended);
    }
    let region = state.settings.optional_text("/imds/region")?.filter(|region| !region.is_empty());
    match (region, call.path.trim_end_matches('/')) {
        (Some(region), "/latest/meta-data/placement/region") => Ok(Answer::text(region)),
        (Some(region), "/latest/meta-data/placement/availability-zone") => Ok(Answer::text(region + "a")),
        (Some(region), "/latest/dynamic/instance-identity/document") => {
            Ok(Answer::json(&json!({"region": region, "accountId": state.settings.value("/imds/account")})))
        }
        _ => Err(Answer::bare(404)),
    }
}

fn session_token(state: &mut State, call: &Call) -> Outcome {
    check_status(state, "/imds/token_status")?;
    if call.method != "PUT" {
        return Err(Answer::bare(405));
    }
    let ttl = call.headers.get(TTL_HEADER).unwrap_or_default();
    if !ttl.parse().is_ok_and(|seconds| (1..=LONGEST_TTL).contains(&seconds)) {
        return Err(Answer::bare(400));
    }
    let token = state.next_name("fake-imds-token");
    state.imds_tokens.insert(token.clone());
    Ok(Answer::text(token).with_header(TTL_HEADER, ttl))
}

fn check_token(state: &State, call: &Call, notes: &mut Map<String, Value>) -> Result<(), Answer> {
    let token = call.headers.get("x-aws-ec2-metadata-token");
    let known = token.map(|token| state.imds_tokens.contains(token));
    let word = match known {
        None => "none",
        Some(true) => "ok",
        Some(false) => "bad",
    };
    notes.insert("imds_token".to_owned(), Value::from(word));
    let enough = match known {
        None => !state.settings.flag("/imds/require_token")?,
        Some(known) => known,
    };
    if enough { Ok(()) } else { Err(Answer::bare(401)) }
}

fn check_status(state: &State, at: &str) -> Result<(), Answer> {
    match state.settings.status(at)? {
        200 => Ok(()),
        status => Err(Answer::bare(status)),
    }
}

/// The role that a credentials path names (empty for the list of roles), and whether it is of the newer kind.
fn credentials_path(path: &str) -> Option<(&str, bool)> {
    let rest = path.strip_prefix("/latest/meta-data/iam/security-credentials")?;
    let (rest, extended) = match rest.strip_prefix("-extended") {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    (rest.is_empty() || rest.starts_with('/')).then(|| (rest.trim_matches('/'), extended))
}

fn role_answer(state: &mut State, asked: &str, extended: bool) -> Outcome {
    if extended && !state.settings.flag("/imds/extended")? {
        return Err(Answer::bare(404));
    }
    let role = state.settings.text("/imds/role")?;
    if asked.is_empty() {
        check_status(state, "/imds/role_status")?;
        return Ok(Answer::text(role));
    }
    check_status(state, "/imds/creds_status")?;
    if let Some(body) = state.settings.optional_text("/imds/creds_body")? {
        return Ok(Answer::text(body));
    }
    if asked != role {
        return Err(Answer::bare(404));
    }
    let account = state.settings.text("/imds/account")?;
    let key = issued_key("imds", &[&account, &role]);
    let role_id = unique_id("AROA", &["imds", &role]);
    state.issue(&key, Identity::of_session("aws", &account, &role, &role_id, "i-0fakeexample"));
    let mut body = json!({
        "Code": state.settings.value("/imds/code"),
        "LastUpdated": time::ahead(-60),
        "Type": "AWS-HMAC",
        "AccessKeyId": key.id,
        "SecretAccessKey": key.secret,
        "Token": key.token,
        "Expiration": time::ahead(state.settings.number("/imds/lifetime")?),
    });
    if let (true, Value::Object(members)) = (extended, &mut body) {
        members.insert("AccountId".to_owned(), Value::from(account));
    }
    Ok(Answer::new(200, "text/plain", answer::spaced(&body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_paths() {
        let base = "/latest/meta-data/iam/security-credentials";
        for (rest, expected) in [
            ("", Some(("", false))),
            ("/", Some(("", false))),
            ("/r", Some(("r", false))),
            ("-extended/", Some(("", true))),
            ("-extended/a/b/", Some(("a/b", true))),
            ("x", None),
        ] {
            assert_eq!(credentials_path(&format!("{base}{rest}")), expected, "{rest}");
        }
    }
}
