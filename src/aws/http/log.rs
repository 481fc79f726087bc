//! A line for each request, for `--verbose` and `AWSP_LOG`: what was asked of which host, and how that ended. Neither
//! headers nor bodies, and of a path only what is known to be a name: a path may be a secret as well.

use std::sync::{Mutex, PoisonError};

use reqwest::{Method, Url};

use crate::aws::error::Fault;
use crate::aws::http::Answer;
use crate::domain::network::host_and_port;

/// Paths of AWS's services, by their ends, and what the services call them.
const OPERATIONS: &[(&str, &str)] = &[
    ("/federation/credentials", "GetRoleCredentials"),
    ("/assignment/accounts", "ListAccounts"),
    ("/assignment/roles", "ListAccountRoles"),
    ("/logout", "Logout"),
    ("/client/register", "RegisterClient"),
    ("/device_authorization", "StartDeviceAuthorization"),
    ("/v1/token", "CreateOAuth2Token"),
    ("/latest/api/token", "metadata token"),
    ("/token", "CreateToken"),
    ("/latest/meta-data/iam/security-credentials/", "metadata role"),
    ("/latest/meta-data/placement/availability-zone/", "metadata zone"),
];
/// A path whose end is a role's name.
const ROLE_PATH: &str = "/latest/meta-data/iam/security-credentials/";

/// Where the lines go, and what the last one was about.
#[derive(Debug)]
pub(super) struct Log {
    tell: fn(&str),
    /// What was asked last of which host, how often in a row, and whether that has succeeded.
    last: Mutex<(String, u32, bool)>,
}

impl Log {
    pub(super) fn new(tell: fn(&str)) -> Self {
        Self { tell, last: Mutex::default() }
    }

    /// Tells of one request and its end.
    pub(super) fn request(&self, asked: &str, url: &Url, outcome: &Result<Answer, Fault>) {
        let what = format!("{asked} at {}", host_and_port(url.as_str()));
        let succeeded = outcome.as_ref().is_ok_and(|answer| (200..300).contains(&answer.status));
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let attempt = if last.0 == what && !last.2 { last.1 + 1 } else { 1 };
        let end = match outcome {
            Ok(answer) => format!("HTTP status {}", answer.status),
            Err(fault) => fault.to_string(),
        };
        (self.tell)(&format!("request: {what}, attempt {attempt}: {end}"));
        *last = (what, attempt, succeeded);
    }
}

/// What a request asks for.
pub(super) fn operation(method: &Method, url: &Url, body: Option<&str>) -> String {
    let action = body.and_then(|body| body.strip_prefix("Action=")?.split('&').next());
    let named = || OPERATIONS.iter().find(|(path, _)| url.path().ends_with(path)).map(|(_, name)| *name);
    let of_role = || url.path().contains(ROLE_PATH).then_some("metadata credentials");
    action.or_else(named).or_else(of_role).unwrap_or(method.as_str()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_named_and_a_strange_path_is_not_told() {
        let named = |url: &str, body: Option<&str>| operation(&Method::GET, &Url::parse(url).unwrap(), body);
        assert_eq!(named("http://h/", Some("Action=AssumeRole&TokenCode=123456")), "AssumeRole");
        assert_eq!(named("http://h/via/x/federation/credentials?account_id=1", None), "GetRoleCredentials");
        assert_eq!(named("http://h/v1/token", None), "CreateOAuth2Token");
        let role = "http://h/latest/meta-data/iam/security-credentials/";
        assert_eq!(named(role, None), "metadata role");
        assert_eq!(named(&format!("{role}MyRole"), None), "metadata credentials");
        assert_eq!(named("http://h/sesame", None), "GET");
    }
}
