//! The IAM Identity Center portal. Source: IAM Identity Center Portal API reference.

use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::keys::{issued_key, unique_id};
use crate::organization;
use crate::time;
use crate::world::{Identity, State};
use serde_json::{Map, Value, json};

/// Answers a call; `notes` go to the log.
pub fn answer(state: &mut State, call: &Call, notes: &mut Map<String, Value>) -> Outcome {
    // The API's header has an underscore, which some clients and proxies turn into a dash.
    let token = ["x-amz-sso_bearer_token", "x-amz-sso-bearer-token"]
        .iter()
        .find_map(|name| call.headers.get(name).filter(|token| !token.is_empty()));
    notes.insert("bearer".to_owned(), Value::from(token));
    let accepted = |token: &&str| {
        state.settings.value("/sso/tokens").is_null() || state.settings.lists("/sso/tokens", token)
    };
    let Some(token) = token.filter(accepted) else {
        return Err(Answer::json_error(401, "UnauthorizedException", "Session token not found or invalid"));
    };
    if call.operation.starts_with("List") {
        state.pace.take(state.settings.value("/sso/rate"))?;
    }
    match call.operation.as_str() {
        "GetRoleCredentials" => role_credentials(state, call),
        "ListAccounts" => page(state, call, "accountList", accounts(state)),
        "ListAccountRoles" => {
            let account = call.param("account_id").unwrap_or_default();
            if state.settings.lists("/sso/deny_roles", account) {
                return Err(Answer::json_error(403, "ForbiddenException", "No access"));
            }
            let roles = roles(state, account).ok_or_else(no_account)?;
            let rows = roles.iter().map(|role| json!({"roleName": role, "accountId": account})).collect();
            page(state, call, "roleList", rows)
        }
        "Logout" => {
            if let Some(tokens) = state.settings.list_mut("/sso/tokens") {
                tokens.retain(|one| one != token);
            }
            Ok(Answer::new(200, "application/json", ""))
        }
        _ => Err(Answer::json_error(404, "UnknownOperationException", &call.path)),
    }
}

fn role_credentials(state: &mut State, call: &Call) -> Outcome {
    let account = call.param("account_id").unwrap_or_default();
    let role = call.param("role_name").unwrap_or_default();
    let roles = roles(state, account);
    let has_role = roles.as_ref().is_none_or(|roles| roles.iter().any(|one| one == role));
    if !has_role || state.settings.lists("/sso/deny", &format!("{account}/{role}")) {
        return Err(Answer::json_error(403, "ForbiddenException", "No access"));
    }
    if roles.is_none() {
        return Err(no_account());
    }
    let key = issued_key("sso", &[account, role]);
    let role_id = unique_id("AROA", &["sso", account, role]);
    // The roles that Identity Center puts into accounts carry this prefix and a random suffix.
    let reserved = format!("AWSReservedSSO_{role}_0123456789abcdef");
    state.issue(&key, Identity::of_session("aws", account, &reserved, &role_id, "sso-user"));
    Ok(Answer::json(&json!({"roleCredentials": {
        "accessKeyId": key.id,
        "secretAccessKey": key.secret,
        "sessionToken": key.token,
        "expiration": time::epoch_millis_ahead(state.settings.number("/sso/lifetime")?),
    }})))
}

fn no_account() -> Answer {
    Answer::json_error(404, "ResourceNotFoundException", "Account not found")
}

/// The names of an account's roles; `None` where there is no such account.
fn roles(state: &State, account: &str) -> Option<Vec<Value>> {
    if let Some(roles) = organization::roles(state.settings.value("/sso/generated"), account) {
        return Some(roles);
    }
    let accounts = state.settings.value("/sso/accounts").as_array()?;
    let found = accounts.iter().find(|one| one.get("accountId").is_some_and(|id| id == account))?;
    Some(found.get("roles").and_then(Value::as_array).cloned().unwrap_or_default())
}

/// The accounts as the portal lists them, without their roles.
fn accounts(state: &State) -> Vec<Value> {
    let mut rows = state.settings.value("/sso/accounts").as_array().cloned().unwrap_or_default();
    for row in rows.iter_mut().filter_map(Value::as_object_mut) {
        row.shift_remove("roles");
    }
    rows.extend(organization::accounts(state.settings.value("/sso/generated")));
    rows
}

/// One page of rows; `nextToken` is the index of the row that the next one starts with.
fn page(state: &State, call: &Call, name: &str, rows: Vec<Value>) -> Outcome {
    let number = |param| match call.param(param).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => text.parse::<usize>().map(Some).map_err(|_| {
            Answer::json_error(400, "InvalidRequestException", &format!("{param} is no number: {text}"))
        }),
    };
    if state.settings.text("/sso/endless").is_ok_and(|list| list == name) {
        return Ok(Answer::json(&json!({name: rows, "nextToken": "again"})));
    }
    let start = number("next_token")?.unwrap_or(0);
    let most = usize::try_from(state.settings.number("/sso/page_size")?).unwrap_or(0);
    let asked = number("max_result")?;
    if asked.is_some_and(|asked| !(1..=100).contains(&asked)) {
        let why = "ResultSize parameter must be within the valid limits of: 1-100";
        return Err(Answer::json_error(400, "InvalidRequestException", why));
    }
    let size = asked.map_or(most, |asked| asked.min(most));
    let next = start.saturating_add(size);
    let more = next < rows.len();
    let rows: Vec<Value> = rows.into_iter().skip(start).take(size).collect();
    let mut body = json!({name: rows});
    if let (true, Value::Object(members)) = (more, &mut body) {
        members.insert("nextToken".to_owned(), Value::from(next.to_string()));
    }
    Ok(Answer::json(&body))
}
