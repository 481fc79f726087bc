//! SSO-OIDC. Source: IAM Identity Center OIDC API reference; its members are those of OAuth in camel case.

use crate::answer::{Answer, Outcome};
use crate::authorization;
use crate::call::Call;
use crate::devices::Refusal;
use crate::digest;
use crate::time;
use crate::world::State;
use serde_json::{Map, Value, json};

/// Answers a call; `notes` go to the log.
pub fn answer(state: &mut State, call: &Call, notes: &mut Map<String, Value>) -> Outcome {
    match call.operation.as_str() {
        "RegisterClient" => register(state, call),
        "StartDeviceAuthorization" => start_device(state, call),
        "CreateToken" => create_token(state, call, notes),
        _ => authorization::authorize(state, call),
    }
}

/// An OAuth error as SSO-OIDC writes it: the exception's name in the header, the error in the body.
fn error(name: &str, description: Option<&str>) -> Answer {
    let words = name.split('_').map(|word| {
        let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        first.to_uppercase() + rest
    });
    let exception = words.collect::<String>() + "Exception";
    let body = json!({"error": name, "error_description": description.unwrap_or(name)});
    Answer::json_with_status(400, &body).with_header("x-amzn-ErrorType", exception).failing(name)
}

/// The client is not who it says: the one error with status 401.
fn wrong_client() -> Answer {
    Answer { status: 401, ..error("invalid_client", None) }
}

/// The address that the client called, for the links in answers.
fn base(call: &Call) -> String {
    format!("http://{}", call.headers.get("host").unwrap_or("127.0.0.1"))
}

fn register(state: &mut State, call: &Call) -> Outcome {
    let asks_for_code = call
        .params
        .get("grantTypes")
        .and_then(Value::as_array)
        .is_some_and(|grants| grants.iter().any(|grant| grant == "authorization_code"));
    match state.settings.text("/oidc/register")?.as_str() {
        "invalid_request" => return Err(error("invalid_request", None)),
        "no_pkce" if asks_for_code => return Err(error("invalid_request", Some("grant type not supported"))),
        _ => {}
    }
    let id = state.next_name("client");
    let secret = format!("secret-of-{id}");
    state.clients.insert(id.clone(), secret.clone());
    let base = base(call);
    Ok(Answer::json(&json!({
        "clientId": id,
        "clientSecret": secret,
        "clientIdIssuedAt": time::epoch_ahead(0),
        "clientSecretExpiresAt": time::epoch_ahead(state.settings.number("/oidc/registration_seconds")?),
        "authorizationEndpoint": format!("{base}/authorize"),
        "tokenEndpoint": format!("{base}/token"),
    })))
}

/// A client that the fake registered must know its secret; others may be from before the fake started.
fn check_client(state: &State, call: &Call) -> Result<(), Answer> {
    let secret = call.param("clientId").and_then(|id| state.clients.get(id));
    match secret {
        Some(secret) if call.param("clientSecret") != Some(secret) => Err(wrong_client()),
        _ => Ok(()),
    }
}

fn start_device(state: &mut State, call: &Call) -> Outcome {
    check_client(state, call)?;
    let code = state.next_name("device");
    let user_code = format!("FAKE-{}", code.rsplit('-').next().unwrap_or_default());
    state.devices.start(&code, &user_code, call.param("clientId"), &state.settings)?;
    let page = format!("{}/device", base(call));
    Ok(Answer::json(&json!({
        "deviceCode": code,
        "userCode": user_code,
        "verificationUri": page,
        "verificationUriComplete": format!("{page}?user_code={user_code}"),
        "expiresIn": state.settings.value("/oidc/device_expires_in"),
        "interval": state.settings.value("/oidc/interval"),
    })))
}

fn create_token(state: &mut State, call: &Call, notes: &mut Map<String, Value>) -> Outcome {
    check_client(state, call)?;
    match call.param("grantType") {
        Some("urn:ietf:params:oauth:grant-type:device_code") => {
            let code = call.param("deviceCode");
            state.devices.redeem(code, call.param("clientId")).map_err(|refusal| match refusal {
                Refusal::Client => wrong_client(),
                Refusal::Grant(why) => error("invalid_grant", Some(why)),
                Refusal::Poll(name) => error(name, None),
            })?;
            tokens(state, &format!("device:{}", code.unwrap_or_default()), None)
        }
        Some("authorization_code") => {
            authorization::redeem(state, call, notes).map_err(|why| error("invalid_grant", Some(why)))?;
            tokens(state, &format!("code:{}", call.param("code").unwrap_or_default()), None)
        }
        Some("refresh_token") => {
            let refresh = state.settings.text("/oidc/refresh")?;
            if refresh != "ok" {
                return Err(error(&refresh, None));
            }
            let Some(old) = call.param("refreshToken").filter(|token| !token.is_empty()) else {
                return Err(error("invalid_request", Some("refreshToken missing")));
            };
            if state.settings.value("/oidc/refresh_tokens").is_array()
                && !state.settings.lists("/oidc/refresh_tokens", old)
            {
                return Err(error("invalid_grant", Some("Invalid refresh token provided")));
            }
            tokens(state, &format!("refresh:{old}"), Some(old))
        }
        _ => Err(error("unsupported_grant_type", None)),
    }
}

/// The tokens for a grant, derived from it. `old` is the refresh token that was given, which stays where
/// the settings say that it is not rotated.
fn tokens(state: &mut State, grant: &str, old: Option<&str>) -> Outcome {
    let seed = digest::hex(&digest::of_parts(&["sso-token", grant]));
    let (access, rest) = seed.split_at(24);
    let access = format!("fake-sso-access-{access}");
    let refresh = match old {
        Some(old) if !state.settings.flag("/oidc/rotate_refresh")? => old.to_owned(),
        _ => format!("fake-sso-refresh-{}", rest.get(..24).unwrap_or_default()),
    };
    let mut body = json!({
        "accessToken": access,
        "tokenType": "Bearer",
        "expiresIn": state.settings.value("/oidc/expires_in"),
    });
    if let (true, Value::Object(members)) = (state.settings.flag("/oidc/refresh_token")?, &mut body) {
        members.insert("refreshToken".to_owned(), Value::from(refresh.as_str()));
    }
    if let Some(tokens) = state.settings.list_mut("/oidc/refresh_tokens") {
        tokens.retain(|one| old.is_none_or(|old| one != old));
        tokens.push(Value::from(refresh));
    }
    if let Some(tokens) = state.settings.list_mut("/sso/tokens") {
        tokens.push(Value::from(access));
    }
    Ok(Answer::json(&body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_exception_of_the_api() {
        for (answer, exception, status) in [
            (error("authorization_pending", None), "AuthorizationPendingException", 400),
            (wrong_client(), "InvalidClientException", 401),
        ] {
            assert_eq!(answer.headers, [("x-amzn-ErrorType".into(), exception.to_owned())]);
            assert_eq!(answer.status, status);
        }
    }
}
