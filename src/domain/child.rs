//! What `exec --server none` changes in the environment of the command that it runs.

use crate::domain::account::AccountId;
use crate::domain::credentials::Credentials;
use crate::domain::env::{Effect, Env, VARIABLES};
use crate::domain::region::Region;
use crate::domain::secret::Secret;
use crate::domain::switch_record;
use crate::domain::time::to_rfc3339;

/// The prompt's segment as the hook exports it: it tells of the shell, not of the command.
const TEXT: &str = "AWSP_TEXT";

/// The changes: what is set is not in `unset` as well.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// To set.
    pub set: Vec<(&'static str, Secret)>,
    /// To take out: whatever would be used in place of the credentials, or beside them, and is there.
    pub unset: Vec<&'static str>,
}

/// What makes `credentials` and `region` all that a program below `env` finds.
#[must_use]
pub fn changes(env: &Env, credentials: &Credentials, region: Option<&Region>) -> Changes {
    let region = region.map(Region::as_str);
    let set = [
        ("AWS_ACCESS_KEY_ID", Some(Secret::new(&credentials.access_key_id))),
        ("AWS_SECRET_ACCESS_KEY", Some(credentials.secret_access_key.clone())),
        ("AWS_SESSION_TOKEN", credentials.session_token.clone()),
        ("AWS_CREDENTIAL_EXPIRATION", credentials.expires_at.map(to_rfc3339).map(Secret::new)),
        // Read beside the keys, for endpoints of an account: another account's would be wrong.
        ("AWS_ACCOUNT_ID", credentials.account_id.as_ref().map(AccountId::as_str).map(Secret::new)),
        ("AWS_REGION", region.map(Secret::new)),
        ("AWS_DEFAULT_REGION", region.map(Secret::new)),
    ];
    let set: Vec<_> = set.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    let shadows =
        |effect| matches!(effect, Effect::Profile | Effect::Keys | Effect::WebIdentity | Effect::Leftover);
    let unset = VARIABLES
        .iter()
        .filter(|variable| shadows(variable.effect))
        .map(|variable| variable.name)
        .chain([switch_record::VARIABLE, TEXT])
        .filter(|name| env.contains(name) && !set.iter().any(|(known, _)| known == name))
        .collect();
    Changes { set, unset }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time;

    fn credentials() -> Credentials {
        Credentials {
            access_key_id: "ASIA1".into(),
            secret_access_key: Secret::new("s"),
            session_token: Some(Secret::new("t")),
            expires_at: time::parse("2026-11-20T14:32:00Z"),
            account_id: None,
        }
    }

    #[test]
    fn nothing_else_of_an_identity_is_left() {
        let env: Env = VARIABLES.iter().map(|variable| (variable.name, "x")).collect();
        let changes = changes(&env, &credentials(), Region::parse("eu-west-1").as_ref());
        let set: Vec<_> = changes.set.iter().map(|(name, value)| (*name, value.reveal())).collect();
        assert_eq!(
            set,
            [
                ("AWS_ACCESS_KEY_ID", "ASIA1"),
                ("AWS_SECRET_ACCESS_KEY", "s"),
                ("AWS_SESSION_TOKEN", "t"),
                ("AWS_CREDENTIAL_EXPIRATION", "2026-11-20T14:32:00Z"),
                ("AWS_REGION", "eu-west-1"),
                ("AWS_DEFAULT_REGION", "eu-west-1"),
            ]
        );
        for name in [
            "AWS_PROFILE",
            "AWS_DEFAULT_PROFILE",
            "AWS_SECURITY_TOKEN",
            "AWS_ACCOUNT_ID",
            "AWS_ROLE_ARN",
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            "AWS_VAULT",
        ] {
            assert!(changes.unset.contains(&name), "{name}");
        }
        for name in ["AWS_CONFIG_FILE", "AWS_ENDPOINT_URL", "AWS_CA_BUNDLE", "AWS_REGION"] {
            assert!(!changes.unset.contains(&name), "{name}");
        }
    }

    #[test]
    fn a_former_token_does_not_stay_beside_lasting_keys() {
        let env: Env =
            [("AWS_SESSION_TOKEN", "old"), ("AWS_CREDENTIAL_EXPIRATION", "old")].into_iter().collect();
        let lasting = Credentials { session_token: None, expires_at: None, ..credentials() };
        assert_eq!(changes(&env, &lasting, None).unset, ["AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION"]);
        assert_eq!(changes(&Env::default(), &lasting, None).unset, Vec::<&str>::new());
    }
}
