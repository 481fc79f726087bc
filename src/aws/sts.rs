//! The Security Token Service: who am I, and become this role.

use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue};
use roxmltree::{Document, Node};

use crate::aws::client::Client;
use crate::aws::error::{AwsError, Fault};
use crate::aws::http::Answer;
use crate::aws::{form, sign, xml};
use crate::domain::account::AccountId;
use crate::domain::arn::Arn;
use crate::domain::credentials::Credentials;
use crate::domain::identity::Identity;
use crate::domain::secret::Secret;
use crate::domain::time;

/// The version of the Query API, fixed since 2011.
const VERSION: &str = "2011-06-15";

/// An STS client for one endpoint.
#[derive(Debug)]
pub struct Sts {
    client: Client,
}

/// The parameters of `AssumeRole`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssumeRole {
    /// `RoleArn`.
    pub role_arn: String,
    /// `RoleSessionName`.
    pub session_name: String,
    /// `ExternalId`.
    pub external_id: Option<String>,
    /// `DurationSeconds`; STS takes 3600 where absent.
    pub duration_seconds: Option<u32>,
    /// `SourceIdentity`.
    pub source_identity: Option<String>,
    /// `SerialNumber` and `TokenCode`.
    pub mfa: Option<(String, Secret)>,
}

/// The parameters of `AssumeRoleWithWebIdentity`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebIdentity {
    /// `RoleArn`.
    pub role_arn: String,
    /// `RoleSessionName`.
    pub session_name: String,
    /// `WebIdentityToken`.
    pub token: Secret,
}

/// What assuming a role gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssumedRole {
    /// Temporary credentials with an end, and the account of the role's ARN.
    pub credentials: Credentials,
    /// `arn:…:sts::ACCOUNT:assumed-role/NAME/SESSION`.
    pub arn: String,
    /// `AROA…:SESSION`, where the answer tells it: what `GetCallerIdentity` calls the user id.
    pub user_id: Option<String>,
}

impl Sts {
    /// STS at the client's endpoint.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// `GetCallerIdentity`: needs no permission, so it fails only for credentials that do not work.
    ///
    /// # Errors
    /// Any [`AwsError`].
    pub fn get_caller_identity(&self, credentials: &Credentials) -> Result<Identity, AwsError> {
        let params = [("Action", "GetCallerIdentity"), ("Version", VERSION)];
        self.call(&params, credentials, &[], |result| {
            let account = required(result, "Account")?;
            Ok(Identity {
                account_id: AccountId::parse(&account)
                    .ok_or_else(|| malformed("the answer's account is not twelve digits"))?,
                arn: required(result, "Arn")?,
                user_id: required(result, "UserId")?,
                verified_at: self.client.now(),
            })
        })
    }

    /// `AssumeRole`.
    ///
    /// # Errors
    /// Any [`AwsError`]; credentials that have already ended are [`Fault::EndedAtOnce`].
    pub fn assume_role(&self, credentials: &Credentials, role: &AssumeRole) -> Result<AssumedRole, AwsError> {
        let duration = role.duration_seconds.map(|seconds| seconds.to_string());
        let mut params = vec![
            ("Action", "AssumeRole"),
            ("Version", VERSION),
            ("RoleArn", role.role_arn.as_str()),
            ("RoleSessionName", role.session_name.as_str()),
        ];
        let optional = [
            ("ExternalId", role.external_id.as_deref()),
            ("DurationSeconds", duration.as_deref()),
            ("SourceIdentity", role.source_identity.as_deref()),
            ("SerialNumber", role.mfa.as_ref().map(|(serial, _)| serial.as_str())),
            ("TokenCode", role.mfa.as_ref().map(|(_, code)| code.reveal())),
        ];
        params.extend(optional.iter().filter_map(|(name, value)| value.map(|value| (*name, value))));
        let secret = role.mfa.as_ref().map(|(_, code)| code);
        self.call(&params, credentials, secret.as_slice(), |result| self.assumed(result))
    }

    /// `AssumeRoleWithWebIdentity`: the token says who calls, so nothing is signed.
    ///
    /// # Errors
    /// As [`assume_role`](Self::assume_role).
    pub fn assume_role_with_web_identity(&self, role: &WebIdentity) -> Result<AssumedRole, AwsError> {
        let body = form::encode(&[
            ("Action", "AssumeRoleWithWebIdentity"),
            ("Version", VERSION),
            ("RoleArn", role.role_arn.as_str()),
            ("RoleSessionName", role.session_name.as_str()),
            ("WebIdentityToken", role.token.reveal()),
        ]);
        let send = || {
            let url = self.client.url("")?;
            self.client.http.send(Method::POST, &url, plain_headers(), Some(body.clone()))
        };
        let read = |result: Node<'_, '_>| self.assumed(result);
        // An error may quote it without the line end that it was sent with.
        let trimmed = Secret::new(role.token.reveal().trim());
        self.client.run(&[&role.token, &trimmed], send, |answer| interpret(answer, read))
    }

    fn assumed(&self, result: Node<'_, '_>) -> Result<AssumedRole, Fault> {
        let mut credentials = self.session(result)?;
        let user = xml::child(result, "AssumedRoleUser")
            .ok_or_else(|| malformed("the answer does not tell the session's ARN"))?;
        let arn = required(user, "Arn")?;
        credentials.account_id = Arn::parse(&arn).and_then(|arn| arn.account_id());
        Ok(AssumedRole { credentials, arn, user_id: xml::text(user, "AssumedRoleId") })
    }

    /// The element `Credentials` of an answer; what has ended already by AWS's clock is [`Fault::EndedAtOnce`].
    fn session(&self, result: Node<'_, '_>) -> Result<Credentials, Fault> {
        let keys =
            xml::child(result, "Credentials").ok_or_else(|| malformed("the answer holds no credentials"))?;
        let end = time::parse(&required(keys, "Expiration")?)
            .ok_or_else(|| malformed("the answer's expiration is no time"))?;
        let credentials = Credentials {
            access_key_id: required(keys, "AccessKeyId")?,
            secret_access_key: Secret::new(required(keys, "SecretAccessKey")?),
            session_token: Some(Secret::new(required(keys, "SessionToken")?)),
            expires_at: Some(end),
            account_id: None,
        };
        if credentials.ended(self.client.now()) {
            return Err(Fault::EndedAtOnce);
        }
        Ok(credentials)
    }

    /// One call with its retries: signs anew each time, for the clock moves on.
    fn call<T>(
        &self,
        params: &[(&str, &str)],
        credentials: &Credentials,
        secrets: &[&Secret],
        read: impl Fn(Node<'_, '_>) -> Result<T, Fault>,
    ) -> Result<T, AwsError> {
        let body = form::encode(params);
        let own = std::iter::once(&credentials.secret_access_key).chain(credentials.session_token.as_ref());
        let secrets: Vec<&Secret> = own.chain(secrets.iter().copied()).collect();
        self.client.run(&secrets, || self.send(&body, credentials), |answer| interpret(answer, &read))
    }

    fn send(&self, body: &str, credentials: &Credentials) -> Result<Answer, Fault> {
        let url = self.client.url("")?;
        let request = sign::Request {
            url: url.as_str(),
            headers: &[(CONTENT_TYPE.as_str(), form::CONTENT_TYPE)],
            body: body.as_bytes(),
        };
        let region = &self.client.endpoint.signing_region;
        let mut headers: Vec<_> = sign::post(request, credentials, region, "sts", self.client.now())?
            .into_iter()
            .map(|(name, value)| (HeaderName::from_static(name), value))
            .collect();
        headers.extend(plain_headers());
        self.client.http.send(Method::POST, &url, headers, Some(body.to_owned()))
    }

    /// `GetFederationToken`: a session that may do what both the user and `policy` allow, for AWS takes only long-term
    /// keys for it. STS takes 12 hours where no duration is given.
    ///
    /// # Errors
    /// Any [`AwsError`]; credentials that have already ended are [`Fault::EndedAtOnce`].
    pub fn get_federation_token(
        &self,
        credentials: &Credentials,
        name: &str,
        policy: &str,
        duration_seconds: Option<u32>,
    ) -> Result<Credentials, AwsError> {
        let duration = duration_seconds.map(|seconds| seconds.to_string());
        let mut params =
            vec![("Action", "GetFederationToken"), ("Version", VERSION), ("Name", name), ("Policy", policy)];
        params.extend(duration.as_deref().map(|seconds| ("DurationSeconds", seconds)));
        self.call(&params, credentials, &[], |result| {
            let arn = xml::child(result, "FederatedUser").and_then(|user| xml::text(user, "Arn"));
            let account_id = arn.and_then(|arn| Arn::parse(&arn)?.account_id());
            Ok(Credentials { account_id, ..self.session(result)? })
        })
    }

    /// `GetSessionToken` with an MFA code: a session of the user himself, for AWS takes only long-term keys for it.
    ///
    /// # Errors
    /// Any [`AwsError`]; credentials that have already ended are [`Fault::EndedAtOnce`].
    pub fn get_session_token(
        &self,
        credentials: &Credentials,
        serial: &str,
        code: &Secret,
        duration_seconds: u32,
    ) -> Result<Credentials, AwsError> {
        let duration = duration_seconds.to_string();
        let params = [
            ("Action", "GetSessionToken"),
            ("Version", VERSION),
            ("DurationSeconds", &duration),
            ("SerialNumber", serial),
            ("TokenCode", code.reveal()),
        ];
        self.call(&params, credentials, &[code], |result| self.session(result))
    }
}

fn plain_headers() -> Vec<(HeaderName, HeaderValue)> {
    vec![
        (CONTENT_TYPE, HeaderValue::from_static(form::CONTENT_TYPE)),
        (ACCEPT, HeaderValue::from_static("*/*")),
    ]
}

fn interpret<T>(answer: &Answer, read: impl Fn(Node<'_, '_>) -> Result<T, Fault>) -> Result<T, Fault> {
    if answer.status == 200 {
        let not_xml = if answer.body.trim().is_empty() {
            "the answer is empty"
        } else if answer.html {
            "the answer is a web page instead of XML"
        } else {
            "the answer is not the XML that STS sends"
        };
        let document = Document::parse(&answer.body).map_err(|_| malformed(not_xml))?;
        let result = document
            .root_element()
            .children()
            .find(|node| node.is_element() && node.tag_name().name().ends_with("Result"))
            .ok_or_else(|| malformed(not_xml))?;
        return read(result);
    }
    Err(match xml::error(&answer.body) {
        Some(error) => Fault::Service { status: answer.status, code: error.code, message: error.message },
        None => Fault::Status { status: answer.status, web_page: answer.html },
    })
}

fn required(parent: Node<'_, '_>, name: &str) -> Result<String, Fault> {
    xml::text(parent, name)
        .filter(|text| !text.is_empty())
        .ok_or_else(|| malformed(&format!("the answer holds no {name}")))
}

fn malformed(why: &str) -> Fault {
    Fault::Malformed { why: why.to_owned() }
}

#[cfg(test)]
mod tests;
