//! The authorization code grant with PKCE, which SSO-OIDC and sign-in share. Sources: RFC 6749, section 4.1,
//! and RFC 7636.

use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::digest;
use crate::form;
use crate::target;
use crate::world::State;
use serde_json::{Map, Value};

/// What must come back when a code is redeemed.
#[derive(Debug)]
pub struct AuthorizationCode {
    challenge: String,
    redirect_uri: String,
    client_id: Option<String>,
}

/// Sends the browser back at once with a code, as if the person had signed in.
pub fn authorize(state: &mut State, call: &Call) -> Outcome {
    let refused = |why: &str| Answer::new(400, "text/plain", why).failing("invalid_request");
    let challenge = call.param("code_challenge").unwrap_or_default();
    let redirect_uri = call.param("redirect_uri").unwrap_or_default();
    if call.param("response_type") != Some("code") || challenge.is_empty() || redirect_uri.is_empty() {
        return Err(refused("bad authorization request"));
    }
    if !target::is_loopback(redirect_uri) {
        return Err(refused("redirect_uri is not loopback"));
    }
    let code = state.next_name("authcode");
    let answer = form::query(&[("code", &code), ("state", call.param("state").unwrap_or_default())]);
    let separator = if redirect_uri.contains('?') { '&' } else { '?' };
    state.codes.insert(
        code,
        AuthorizationCode {
            challenge: challenge.to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            client_id: call.param("client_id").map(str::to_owned),
        },
    );
    Ok(Answer::new(302, "text/plain", "")
        .with_header("Location", format!("{redirect_uri}{separator}{answer}")))
}

/// Redeems a code, which is gone thereafter whatever comes of it. Notes whether PKCE held.
///
/// # Errors
/// Why not.
pub fn redeem(state: &mut State, call: &Call, notes: &mut Map<String, Value>) -> Result<(), &'static str> {
    let code = call.param("code").and_then(|code| state.codes.remove(code)).ok_or("unknown or used code")?;
    if call.param("redirectUri") != Some(&code.redirect_uri) {
        return Err("redirect_uri differs");
    }
    if call.param("clientId") != code.client_id.as_deref() {
        return Err("client differs");
    }
    let verifier = call.param("codeVerifier").unwrap_or_default();
    let proven =
        digest::base64_url(&digest::of_bytes(verifier.as_bytes())) == code.challenge.trim_end_matches('=');
    notes.insert("pkce".to_owned(), Value::from(if proven { "ok" } else { "bad" }));
    if proven { Ok(()) } else { Err("PKCE verification failed") }
}
