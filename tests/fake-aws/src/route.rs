//! Which service and operation a request is for.

use serde_json::{Map, Value};

/// The services; the log names them in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Security Token Service.
    Sts,
    /// The IAM Identity Center portal.
    Sso,
    /// SSO-OIDC.
    Oidc,
    /// The sign-in service that `aws login` talks to.
    Signin,
    /// EC2 instance metadata.
    Imds,
    /// The container credentials endpoint.
    Ecs,
    /// None of them.
    Unknown,
}

impl Service {
    /// The name in the log and in faults.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sts => "sts",
            Self::Sso => "sso",
            Self::Oidc => "oidc",
            Self::Signin => "signin",
            Self::Imds => "imds",
            Self::Ecs => "ecs",
            Self::Unknown => "unknown",
        }
    }
}

const FIXED: [(&str, &str, Service, &str); 11] = [
    ("GET", "/federation/credentials", Service::Sso, "GetRoleCredentials"),
    ("GET", "/assignment/accounts", Service::Sso, "ListAccounts"),
    ("GET", "/assignment/roles", Service::Sso, "ListAccountRoles"),
    ("POST", "/logout", Service::Sso, "Logout"),
    ("POST", "/client/register", Service::Oidc, "RegisterClient"),
    ("POST", "/device_authorization", Service::Oidc, "StartDeviceAuthorization"),
    ("POST", "/token", Service::Oidc, "CreateToken"),
    ("GET", "/authorize", Service::Oidc, "Authorize"),
    ("POST", "/v1/token", Service::Signin, "CreateOAuth2Token"),
    ("GET", "/v1/authorize", Service::Signin, "Authorize"),
    ("GET", "/v1/sessions/confirmation", Service::Signin, "Confirmation"),
];

/// Takes trailing slashes off a path that is served without them.
pub fn tidy(path: &str) -> &str {
    let bare = path.trim_end_matches('/');
    if FIXED.iter().any(|(_, fixed, ..)| *fixed == bare) { bare } else { path }
}

/// The service and the name of the operation; `path` is tidy.
pub fn find(method: &str, path: &str, params: &Map<String, Value>) -> (Service, String) {
    if let Some(rest) = path.strip_prefix("/latest/") {
        return (Service::Imds, metadata_operation(path, rest));
    }
    if path == "/ecs" || path.starts_with("/ecs/") {
        return (Service::Ecs, "Credentials".to_owned());
    }
    if path == "/federation" {
        return (Service::Signin, params.get("Action").and_then(Value::as_str).unwrap_or("?").to_owned());
    }
    if method == "POST" && path == "/" {
        // The query protocol names its operation in a parameter.
        return (Service::Sts, params.get("Action").and_then(Value::as_str).unwrap_or("?").to_owned());
    }
    match FIXED.iter().find(|(verb, fixed, ..)| *verb == method && *fixed == path) {
        Some((.., service, operation)) => (*service, (*operation).to_owned()),
        None => (Service::Unknown, format!("{method} {path}")),
    }
}

fn metadata_operation(path: &str, rest: &str) -> String {
    if rest == "api/token" {
        return "Token".to_owned();
    }
    if !path.contains("/iam/security-credentials") {
        return rest.trim_matches('/').to_owned();
    }
    let after = path.rsplit("/security-credentials").next().unwrap_or_default();
    let role = after.strip_prefix("-extended").unwrap_or(after).trim_matches('/');
    if role.is_empty() { "ListRoles" } else { "Credentials" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_path_has_its_operation() {
        let action = json!({"Action": "GetCallerIdentity"});
        for (method, path, service, operation) in [
            ("POST", "/", "sts", "GetCallerIdentity"),
            ("GET", "/", "unknown", "GET /"),
            ("POST", "/token", "oidc", "CreateToken"),
            ("GET", "/token", "unknown", "GET /token"),
            ("POST", "/v1/token", "signin", "CreateOAuth2Token"),
            ("GET", "/federation", "signin", "GetCallerIdentity"),
            ("GET", "/ecs", "ecs", "Credentials"),
            ("GET", "/ecs/a/b", "ecs", "Credentials"),
            ("GET", "/ecsa", "unknown", "GET /ecsa"),
            ("PUT", "/latest/api/token", "imds", "Token"),
            ("GET", "/latest/meta-data/iam/security-credentials/", "imds", "ListRoles"),
            ("GET", "/latest/meta-data/iam/security-credentials-extended", "imds", "ListRoles"),
            ("GET", "/latest/meta-data/iam/security-credentials-extended/r", "imds", "Credentials"),
            ("GET", "/latest/meta-data/placement/region/", "imds", "meta-data/placement/region"),
        ] {
            let found = find(method, path, action.as_object().unwrap());
            assert_eq!((found.0.name(), found.1.as_str()), (service, operation), "{method} {path}");
        }
        assert_eq!(find("POST", "/", &Map::new()).1, "?");
    }

    #[test]
    fn only_fixed_paths_are_tidied() {
        assert_eq!(tidy("/token//"), "/token");
        assert_eq!(tidy("/ecs/"), "/ecs/");
        assert_eq!(tidy("/"), "/");
    }
}
