//! Security Token Service, the query protocol. Source: AWS STS API reference, version 2011-06-15.

use crate::answer::{Answer, Outcome};
use crate::call::Call;
use crate::keys::{Key, issued_key, unique_id};
use crate::sessions::{self, Session, check_mfa, check_time};
use crate::sigv4::Signed;
use crate::world::{Identity, State};

const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";
const REQUEST_ID: &str = "00000000-0000-4000-8000-000000000000";
/// Seconds: what `DurationSeconds` may be at least, for all operations, and at most, for roles and for
/// `GetSessionToken`.
const SHORTEST: u64 = 900;
const LONGEST_ROLE: u64 = 43_200;
const LONGEST_SESSION: u64 = 129_600;

/// Answers a call.
pub fn answer(state: &mut State, call: &Call) -> Outcome {
    let action = call.param("Action").unwrap_or_default();
    if action == "AssumeRoleWithWebIdentity" {
        return assume_with_web_identity(state, call);
    }
    let (access_key_id, caller) = authenticate(state, call)?;
    match action {
        "GetCallerIdentity" => Ok(success(action, &identity_xml(&caller))),
        "GetSessionToken" => {
            check_duration(call, LONGEST_SESSION)?;
            if call.signed.as_ref().is_some_and(Signed::has_token) {
                let message = "Cannot call GetSessionToken with session credentials";
                return Err(error(403, "AccessDenied", message));
            }
            let mfa = check_mfa(state, call, &access_key_id, None)?;
            let session = session_name(state)?;
            let parts: Vec<&str> = std::iter::once(&*access_key_id).chain(session.as_deref()).collect();
            let key = issued_key("session-token", &parts);
            state.issue(&key, caller);
            Ok(success(action, &credentials_xml(state, call, &key, mfa)?))
        }
        "GetFederationToken" => federate(state, call, &access_key_id, &caller),
        "AssumeRole" => assume(state, call, &access_key_id, &caller),
        _ => Err(error(
            400,
            "InvalidAction",
            &format!("Could not find operation {action} for version 2011-06-15"),
        )),
    }
}

/// An error as STS writes it.
pub fn error(status: u16, code: &str, message: &str) -> Answer {
    let side = if status < 500 { "Sender" } else { "Receiver" };
    let message = escape(message);
    let body = format!(
        "<ErrorResponse xmlns=\"{NAMESPACE}\"><Error><Type>{side}</Type><Code>{code}</Code>\
         <Message>{message}</Message></Error><RequestId>{REQUEST_ID}</RequestId></ErrorResponse>"
    );
    Answer::new(status, "text/xml", body).failing(code)
}

fn success(action: &str, result: &str) -> Answer {
    let body = format!(
        "<{action}Response xmlns=\"{NAMESPACE}\"><{action}Result>{result}</{action}Result>\
         <ResponseMetadata><RequestId>{REQUEST_ID}</RequestId></ResponseMetadata></{action}Response>"
    );
    Answer::new(200, "text/xml", body)
}

fn authenticate(state: &State, call: &Call) -> Result<(String, Identity), Answer> {
    let Some(signed) = &call.signed else {
        return Err(error(403, "MissingAuthenticationToken", "Request is missing Authentication Token"));
    };
    let id = &signed.access_key_id;
    if state.settings.lists("/sts/invalid_keys", id) {
        let message = "The security token included in the request is invalid.";
        return Err(error(403, "InvalidClientTokenId", message));
    }
    if state.settings.lists("/sts/expired_keys", id) {
        return Err(error(403, "ExpiredToken", "The security token included in the request is expired"));
    }
    if state.settings.flag("/enforce_signature")? && signed.is_wrong() {
        let message = "The request signature we calculated does not match the signature you provided.";
        return Err(error(403, "SignatureDoesNotMatch", message));
    }
    check_time(state, call, id)?;
    Ok((id.clone(), state.identity(id)))
}

fn assume(state: &mut State, call: &Call, access_key_id: &str, caller: &Identity) -> Outcome {
    let role = Role::read(call)?;
    check_duration(call, LONGEST_ROLE)?;
    let external_id = state.settings.entry("/sts/external_id", role.arn);
    if state.settings.lists("/sts/deny", role.arn)
        || external_id.is_some_and(|wanted| call.param("ExternalId") != Some(wanted))
    {
        let message = format!(
            "User: {} is not authorized to perform: sts:AssumeRole on resource: {}",
            caller.arn, role.arn
        );
        return Err(error(403, "AccessDenied", &message));
    }
    let required = state.settings.entry("/sts/mfa_required", role.arn).map(str::to_owned);
    check_mfa(state, call, access_key_id, required.as_deref())?;
    let session = session_name(state)?;
    let parts: Vec<&str> = [role.arn, access_key_id].into_iter().chain(session.as_deref()).collect();
    let key = issued_key("assume-role", &parts);
    role.session(state, call, &key)
}

fn federate(state: &mut State, call: &Call, access_key_id: &str, caller: &Identity) -> Outcome {
    check_duration(call, LONGEST_SESSION)?;
    let name = call.param("Name").unwrap_or_default();
    let fits = (2..=32).contains(&name.chars().count())
        && name.chars().all(|one| one.is_ascii_alphanumeric() || "_+=,.@-".contains(one));
    if !fits {
        return Err(invalid("name"));
    }
    if call.signed.as_ref().is_some_and(Signed::has_token) {
        return Err(error(403, "AccessDenied", "Cannot call GetFederationToken with session credentials"));
    }
    let key = issued_key("federation-token", &[access_key_id, name]);
    let account = caller.account.clone();
    let arn = format!("arn:aws:sts::{account}:federated-user/{name}");
    let id = format!("{account}:{name}");
    let user =
        format!("<FederatedUser><Arn>{arn}</Arn><FederatedUserId>{id}</FederatedUserId></FederatedUser>");
    state.issue(&key, Identity { account, arn, user_id: id });
    Ok(success("GetFederationToken", &(credentials_xml(state, call, &key, None)? + &user)))
}

/// What makes each session's key another one, where that is set.
fn session_name(state: &mut State) -> Result<Option<String>, Answer> {
    Ok(if state.settings.flag("/sts/new_keys")? { Some(state.next_name("session")) } else { None })
}

fn assume_with_web_identity(state: &mut State, call: &Call) -> Outcome {
    let role = Role::read(call)?;
    check_duration(call, LONGEST_ROLE)?;
    let token = call.param("WebIdentityToken").unwrap_or_default();
    if token.trim().is_empty() || state.settings.lists("/sts/web_identity_deny", token) {
        return Err(error(400, "InvalidIdentityToken", "The ID Token provided is not a valid JWT."));
    }
    let key = issued_key("web-identity", &[role.arn, token]);
    role.session(state, call, &key)
}

/// A role and the name of the session that it is assumed with.
struct Role<'a> {
    arn: &'a str,
    partition: &'a str,
    account: &'a str,
    /// Without the path.
    name: &'a str,
    session: &'a str,
}

impl<'a> Role<'a> {
    fn read(call: &'a Call) -> Result<Self, Answer> {
        let arn = call.param("RoleArn").unwrap_or_default();
        let (partition, account, name) =
            split_arn(arn).ok_or_else(|| error(400, "ValidationError", &format!("{arn} is invalid")))?;
        let session = call.param("RoleSessionName").unwrap_or_default();
        let fits = (2..=64).contains(&session.chars().count())
            && session.chars().all(|one| one.is_alphanumeric() || "_+=,.@-".contains(one));
        if !fits {
            return Err(invalid("roleSessionName"));
        }
        Ok(Self { arn, partition, account, name, session })
    }

    fn session(&self, state: &mut State, call: &Call, key: &Key) -> Outcome {
        let role_id = unique_id("AROA", &["role", self.arn]);
        let identity = Identity::of_session(self.partition, self.account, self.name, &role_id, self.session);
        let (arn, id) = (escape(&identity.arn), escape(&identity.user_id));
        let assumed =
            format!("<AssumedRoleUser><Arn>{arn}</Arn><AssumedRoleId>{id}</AssumedRoleId></AssumedRoleUser>");
        state.issue(key, identity);
        let credentials = credentials_xml(state, call, key, None)?;
        Ok(success(&call.operation, &(credentials + &assumed)))
    }
}

/// Partition, account and name of a role's ARN.
fn split_arn(arn: &str) -> Option<(&str, &str, &str)> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", partition, "iam", "", account, resource] = parts[..] else { return None };
    let path = resource.strip_prefix("role/")?;
    let region_group = partition.strip_prefix("aws")?;
    let well_formed = region_group.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        && account.len() == 12
        && account.bytes().all(|byte| byte.is_ascii_digit())
        && !path.is_empty()
        && !path.contains('\n');
    well_formed.then(|| (partition, account, path.rsplit('/').next().unwrap_or_default()))
}

/// A parameter that STS does not take.
pub fn invalid(name: &str) -> Answer {
    let message = format!("1 validation error detected: Value at '{name}' failed to satisfy constraint");
    error(400, "ValidationError", &message)
}

fn check_duration(call: &Call, longest: u64) -> Result<(), Answer> {
    match call.param("DurationSeconds") {
        Some(text) if !text.parse().is_ok_and(|seconds| (SHORTEST..=longest).contains(&seconds)) => {
            Err(invalid("durationSeconds"))
        }
        _ => Ok(()),
    }
}

fn identity_xml(identity: &Identity) -> String {
    format!(
        "<Arn>{}</Arn><UserId>{}</UserId><Account>{}</Account>",
        escape(&identity.arn),
        escape(&identity.user_id),
        escape(&identity.account)
    )
}

fn credentials_xml(state: &mut State, call: &Call, key: &Key, mfa: Option<String>) -> Result<String, Answer> {
    let seconds = match call.param("DurationSeconds").and_then(|text| text.parse().ok()) {
        Some(asked) => asked,
        None => state.settings.number("/sts/lifetime")?,
    };
    let ends = state.ahead(seconds);
    state.sessions.insert(key.id.clone(), Session { ends, mfa });
    Ok(format!(
        "<Credentials><AccessKeyId>{}</AccessKeyId><SecretAccessKey>{}</SecretAccessKey>\
         <SessionToken>{}</SessionToken><Expiration>{}</Expiration></Credentials>",
        key.id,
        key.secret,
        key.token,
        sessions::written(ends)
    ))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn role_arns() {
        assert_eq!(split_arn("arn:aws-cn:iam::123456789012:role/a/b"), Some(("aws-cn", "123456789012", "b")));
        for wrong in [
            "",
            "arn:aws:iam::12345678901:role/a",
            "arn:aws:iam::123456789012:role/",
            "arn:aws:iam::123456789012:user/a",
            "arn:aws:sts::123456789012:role/a",
            "arn:AWS:iam::123456789012:role/a",
            "arn:aws:iam:eu-west-1:123456789012:role/a",
        ] {
            assert_eq!(split_arn(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn errors_are_escaped_and_say_whose_they_are() {
        let sender = String::from_utf8(error(400, "C", "a<b & c>d").body).unwrap();
        assert!(sender.contains("<Type>Sender</Type>"), "{sender}");
        assert!(sender.contains("<Message>a&lt;b &amp; c&gt;d</Message>"), "{sender}");
        let receiver = String::from_utf8(error(500, "C", "").body).unwrap();
        assert!(receiver.contains("<Type>Receiver</Type>"), "{receiver}");
    }
}
