//! Signature Version 4.

use std::time::SystemTime;

use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use chrono::{DateTime, Utc};
use reqwest::header::HeaderValue;

use crate::aws::error::{Fault, Part};
use crate::domain::credentials::Credentials;

/// What a signature covers besides the host: the request as it will be sent.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The full URL.
    pub url: &'a str,
    /// The headers to sign; `host` and the `x-amz-` ones come by themselves.
    pub headers: &'a [(&'a str, &'a str)],
    /// The whole body.
    pub body: &'a [u8],
}

/// The headers that sign this POST request at the moment `now`.
///
/// # Errors
/// [`Fault::Setup`] where a key or token holds a character that a header cannot.
pub fn post(
    request: Request<'_>,
    credentials: &Credentials,
    region: &str,
    service: &str,
    now: DateTime<Utc>,
) -> Result<Vec<(&'static str, HeaderValue)>, Fault> {
    let setup = |why: &str| Fault::Setup { why: why.to_owned(), with: Part::Key };
    check(credentials)?;
    let identity = aws_credential_types::Credentials::new(
        credentials.access_key_id.as_str(),
        credentials.secret_access_key.reveal(),
        credentials.session_token.as_ref().map(|token| token.reveal().to_owned()),
        None,
        "awsp",
    )
    .into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name(service)
        .time(SystemTime::from(now))
        .settings(SigningSettings::default())
        .build()
        .map_err(|_| setup("the request could not be signed"))?
        .into();
    let signable = SignableRequest::new(
        "POST",
        request.url,
        request.headers.iter().copied(),
        SignableBody::Bytes(request.body),
    )
    .map_err(|_| setup("the request could not be signed"))?;
    let (instructions, _) =
        sign(signable, &params).map_err(|_| setup("the request could not be signed"))?.into_parts();
    let (headers, _) = instructions.into_parts();
    headers
        .iter()
        .map(|header| {
            let mut value = HeaderValue::from_str(header.value())
                .map_err(|_| setup("the access key id cannot be sent in a header"))?;
            value.set_sensitive(true);
            Ok((header.name(), value))
        })
        .collect()
}

/// Whether key id and token can stand in headers: a stray carriage return is the usual reason that they cannot.
fn check(credentials: &Credentials) -> Result<(), Fault> {
    let sendable = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
    // The AWS CLI sends blanks within a token, and a signature allows for them.
    let sendable_token = |text: &str| {
        text.trim_ascii() == text && text.split(' ').all(|word| word.is_empty() || sendable(word))
    };
    let why = if !sendable(&credentials.access_key_id) {
        "the access key id holds a blank or another character that cannot be sent"
    } else if credentials.session_token.as_ref().is_some_and(|token| !sendable_token(token.reveal())) {
        "the session token holds a blank or another character that cannot be sent"
    } else {
        return Ok(());
    };
    Err(Fault::Setup { why: why.to_owned(), with: Part::Key })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::secret::Secret;

    fn credentials(token: Option<&str>) -> Credentials {
        Credentials {
            access_key_id: "AKIDEXAMPLE".into(),
            secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            session_token: token.map(Secret::new),
            expires_at: None,
            account_id: None,
        }
    }

    fn signed(token: Option<&str>) -> Result<Vec<(&'static str, HeaderValue)>, Fault> {
        let request = Request {
            url: "https://sts.eu-west-1.amazonaws.com/",
            headers: &[("content-type", "application/x-www-form-urlencoded; charset=utf-8")],
            body: b"Action=GetCallerIdentity&Version=2011-06-15",
        };
        let now = crate::domain::time::parse("2026-11-20T14:32:00Z").unwrap();
        post(request, &credentials(token), "eu-west-1", "sts", now)
    }

    fn value<'a>(headers: &'a [(&'static str, HeaderValue)], name: &str) -> Option<&'a str> {
        headers.iter().find(|(n, _)| *n == name).map(|(_, value)| value.to_str().unwrap())
    }

    #[test]
    fn the_signature_covers_type_host_and_date_and_is_the_computed_one() {
        let headers = signed(None).unwrap();
        assert_eq!(value(&headers, "x-amz-date"), Some("20261120T143200Z"));
        assert_eq!(
            value(&headers, "authorization"),
            Some(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261120/eu-west-1/sts/aws4_request, \
                 SignedHeaders=content-type;host;x-amz-date, Signature=ff2ca5696db067976b22a1d46a4889fcfdd8ec0d1b46c8b825788ed3ca965571"
            )
        );
        assert_eq!(value(&headers, "x-amz-security-token"), None);
    }

    #[test]
    fn a_session_token_is_sent_and_signed() {
        let headers = signed(Some("TOKEN")).unwrap();
        assert_eq!(value(&headers, "x-amz-security-token"), Some("TOKEN"));
        assert!(
            value(&headers, "authorization")
                .is_some_and(|auth| auth.contains("content-type;host;x-amz-date;x-amz-security-token,"))
        );
    }

    #[test]
    fn blanks_within_a_token_are_sent() {
        assert_eq!(value(&signed(Some("to  ken")).unwrap(), "x-amz-security-token"), Some("to  ken"));
        for refused in [" token", "token ", "to\tken"] {
            assert!(signed(Some(refused)).is_err(), "{refused}");
        }
    }

    #[test]
    fn what_cannot_stand_in_a_header_is_told_without_showing_it() {
        let error = signed(Some("to ken\r")).unwrap_err();
        assert!(!error.to_string().contains("ken\r"));
        assert!(matches!(error, Fault::Setup { why, .. } if why.contains("session token")));
    }
}
