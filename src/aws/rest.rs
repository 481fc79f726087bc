//! Services that speak REST and JSON, unsigned: IAM Identity Center and sign-in.

use percent_encoding::utf8_percent_encode;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde_json::Value;

use crate::aws::client::Client;
use crate::aws::error::{AwsError, Fault};
use crate::aws::http::Answer;
use crate::domain::percent::RESERVED;
use crate::domain::secret::Secret;

/// One request.
pub struct Request<'a> {
    /// GET or POST.
    pub method: Method,
    /// Begins with a slash.
    pub path: &'a str,
    /// Names and values of the query, not yet encoded.
    pub query: &'a [(&'a str, &'a str)],
    /// The body, if there is one.
    pub body: Option<Value>,
    /// What must not be seen in an error's message.
    pub secrets: &'a [&'a Secret],
}

/// Headers of a request, made anew for each attempt.
pub type Headers<'a> = dyn Fn() -> Result<Vec<(HeaderName, HeaderValue)>, Fault> + 'a;

/// Sends the request and reads the answer's JSON.
///
/// # Errors
/// Any [`AwsError`]; the service's own errors are named by the header or the body's `__type` or `code`, without what
/// stands before a `#` and after a `:`.
pub fn call<T>(
    client: &Client,
    request: &Request<'_>,
    headers: &Headers<'_>,
    read: impl Fn(&Value) -> Result<T, Fault>,
) -> Result<T, AwsError> {
    call_named(client, request, headers, read, |_, _| None)
}

/// The same for a service whose errors say more than their names: `reason` takes an error's name and body, and gives
/// another code for it where there is one.
///
/// # Errors
/// As [`call`].
pub fn call_named<T>(
    client: &Client,
    request: &Request<'_>,
    headers: &Headers<'_>,
    read: impl Fn(&Value) -> Result<T, Fault>,
    reason: impl Fn(&str, &Value) -> Option<String>,
) -> Result<T, AwsError> {
    let send = || {
        let mut url = client.url(request.path)?;
        if !request.query.is_empty() {
            url.set_query(Some(&query(request.query)));
        }
        let mut headers = headers()?;
        let body = request.body.as_ref().map(Value::to_string);
        if body.is_some() {
            headers.push((CONTENT_TYPE, HeaderValue::from_static("application/json")));
        }
        client.http.send(request.method.clone(), &url, headers, body)
    };
    client.run(request.secrets, send, |answer| interpret(answer, &read, &reason))
}

/// The query with everything encoded but what never needs it: a blank is `%20`, for a plus sign stays one in REST.
pub(super) fn query(pairs: &[(&str, &str)]) -> String {
    let encoded = |text| utf8_percent_encode(text, RESERVED);
    let pairs = pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// A header that no log or `Debug` shows.
///
/// # Errors
/// [`Fault::Malformed`] where the text holds what no header can.
pub fn secret_header(secret: &Secret) -> Result<HeaderValue, Fault> {
    let mut value = HeaderValue::from_str(secret.reveal())
        .map_err(|_| Fault::Malformed { why: "the token holds what no token has".to_owned() })?;
    value.set_sensitive(true);
    Ok(value)
}

/// A text of the answer that must be there.
///
/// # Errors
/// [`Fault::Malformed`] where it is not.
pub fn required<'a>(value: &'a Value, name: &str) -> Result<&'a str, Fault> {
    let text = value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    text.ok_or_else(|| Fault::Malformed { why: format!("the answer holds no {name}") })
}

/// An answer whose content says nothing: that it came is all there is to know.
///
/// # Errors
/// The service's own, as with [`call`].
pub fn nothing(answer: &Answer) -> Result<(), Fault> {
    if (200..300).contains(&answer.status) && !answer.html {
        return Ok(());
    }
    interpret(answer, |_| Ok(()), |_, _| None)
}

fn interpret<T>(
    answer: &Answer,
    read: impl Fn(&Value) -> Result<T, Fault>,
    reason: impl Fn(&str, &Value) -> Option<String>,
) -> Result<T, Fault> {
    let body = serde_json::from_str::<Value>(&answer.body).ok();
    if (200..300).contains(&answer.status) {
        return read(&body.ok_or_else(|| answer.not_json())?);
    }
    let text = |names: &[&str]| {
        let body = body.as_ref()?;
        names.iter().find_map(|name| body.get(name)?.as_str().map(str::to_owned))
    };
    let named = answer.error_type.clone().or_else(|| text(&["__type", "code"]));
    Err(match named {
        Some(name) => {
            let name = name.split(':').next().unwrap_or_default();
            let code = name.rsplit('#').next().unwrap_or_default();
            let code = body.as_ref().and_then(|body| reason(code, body)).unwrap_or_else(|| code.to_owned());
            let message = text(&["error_description", "message", "Message", "error"]).unwrap_or_default();
            Fault::Service { status: answer.status, code, message }
        }
        None => Fault::Status { status: answer.status, web_page: answer.html },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_encoded_as_the_services_read_it() {
        let pairs = [("role_name", "Ro le+x=é&/-._~"), ("account_id", "1")];
        assert_eq!(query(&pairs), "role_name=Ro%20le%2Bx%3D%C3%A9%26%2F-._~&account_id=1");
    }
}
