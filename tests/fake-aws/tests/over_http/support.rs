//! What the tests share: calls of every kind, signed by the AWS SDK's own signer.

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{PercentEncodingMode, SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4::SigningParams;
use fake_aws::client::{self, Response};
use fake_aws::{FakeAws, Handle, Key};
use serde_json::Value;
use std::time::SystemTime;

/// A fake with no other settings than the defaults.
pub fn start() -> FakeAws {
    FakeAws::start().unwrap()
}

/// A long-term key, whose secret nobody but the test knows until it is configured.
pub fn user() -> Key {
    Key { id: "AKIAALPHAXXXXEXAMPLE".to_owned(), secret: "alpha".to_owned(), token: String::new() }
}

/// The last request that the fake saw.
pub fn last(fake: &Handle) -> Value {
    fake.log().pop().expect("a request")
}

pub fn get(fake: &Handle, path: &str, headers: &[(&str, &str)]) -> Response {
    client::send("GET", &format!("{}{path}", fake.url()), headers, b"").unwrap()
}

pub fn post_json(fake: &Handle, path: &str, headers: &[(&str, &str)], body: &Value) -> Response {
    let headers = [&[("Content-Type", "application/json")], headers].concat();
    client::send("POST", &format!("{}{path}", fake.url()), &headers, body.to_string().as_bytes()).unwrap()
}

/// A call of STS without a signature.
pub fn unsigned_sts(fake: &Handle, params: &[(&str, &str)]) -> Response {
    client::send("POST", fake.url(), &[], form(params).as_bytes()).unwrap()
}

/// A call of STS signed with a key, whose empty token is none.
pub fn sts(fake: &Handle, key: &Key, params: &[(&str, &str)]) -> Response {
    let body = form(params);
    let url = format!("{}/", fake.url());
    let headers = signature(key, "POST", &url, body.as_bytes(), PercentEncodingMode::Double);
    let headers: Vec<(&str, &str)> =
        headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    client::send("POST", &url, &headers, body.as_bytes()).unwrap()
}

/// The headers that sign a request for STS in eu-west-1.
pub fn signature(
    key: &Key,
    method: &str,
    url: &str,
    body: &[u8],
    encoding: PercentEncodingMode,
) -> Vec<(String, String)> {
    let token = Some(key.token.clone()).filter(|token| !token.is_empty());
    let identity = Credentials::new(&key.id, &key.secret, token, None, "test").into();
    let mut settings = SigningSettings::default();
    settings.percent_encoding_mode = encoding;
    let params = SigningParams::builder()
        .identity(&identity)
        .region("eu-west-1")
        .name("sts")
        .time(SystemTime::now())
        .settings(settings)
        .build()
        .unwrap()
        .into();
    let request = SignableRequest::new(method, url, std::iter::empty(), SignableBody::Bytes(body)).unwrap();
    let (signed, _) = sign(request, &params).unwrap().into_parts();
    signed.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The text of the first element of that name.
pub fn element(response: &Response, name: &str) -> String {
    let text = response.text();
    let (_, after) = text.split_once(&format!("<{name}>")).unwrap_or_else(|| panic!("no {name} in {text}"));
    after.split('<').next().unwrap().to_owned()
}

fn form(params: &[(&str, &str)]) -> String {
    let pairs: Vec<String> =
        params.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    pairs.join("&")
}

/// Percent-encoded whole.
pub fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// Status and error name in the log, of the last request.
pub fn outcome(fake: &Handle) -> (u64, String) {
    let last = last(fake);
    (last["status"].as_u64().unwrap(), last["error"].as_str().unwrap_or("none").to_owned())
}
