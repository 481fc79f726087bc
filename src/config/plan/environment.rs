//! Sources outside the files: keys in variables, container, instance metadata.

use super::base::Base;
use crate::domain::account::AccountId;
use crate::domain::credentials::Credentials;
use crate::domain::env::Env;
use crate::domain::problem::Problem;
use crate::domain::secret::Secret;
use crate::domain::time;

/// The keys in the environment: `None` without `AWS_ACCESS_KEY_ID` or where it is empty.
pub(super) fn keys(env: &Env) -> Result<Option<Credentials>, Problem> {
    let Some(access_key_id) = env.get_nonempty("AWS_ACCESS_KEY_ID") else { return Ok(None) };
    let Some(secret) = env.get_nonempty("AWS_SECRET_ACCESS_KEY") else {
        let message = "AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY";
        return Err(Problem::error("partial-environment-keys", message)
            .hint("take the key out of the environment: unset AWS_ACCESS_KEY_ID"));
    };
    // The older name of the token wins.
    let token = env.get_nonempty("AWS_SECURITY_TOKEN").or_else(|| env.get_nonempty("AWS_SESSION_TOKEN"));
    let expires_at = match env.get_nonempty("AWS_CREDENTIAL_EXPIRATION") {
        None => None,
        Some(text) => Some(time::parse(&text).ok_or_else(|| {
            Problem::error("bad-environment-expiration", "AWS_CREDENTIAL_EXPIRATION is no time")
                .hint("take it out: unset AWS_CREDENTIAL_EXPIRATION")
        })?),
    };
    Ok(Some(Credentials {
        access_key_id: access_key_id.into_owned(),
        secret_access_key: Secret::new(secret),
        session_token: token.map(Secret::new),
        expires_at,
        account_id: env.get("AWS_ACCOUNT_ID").and_then(|id| AccountId::parse(&id)),
    }))
}

/// Whether the container's endpoint is set: by either variable, even if empty.
pub(super) fn has_container(env: &Env) -> bool {
    env.contains("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
        || env.contains("AWS_CONTAINER_CREDENTIALS_FULL_URI")
}

/// What is left when neither variables nor files give credentials.
pub(super) fn last<'a>(env: &Env) -> Option<Base<'a>> {
    if has_container(env) {
        Some(Base::Container { asked: false })
    } else if env.is_true("AWS_EC2_METADATA_DISABLED") {
        None
    } else {
        Some(Base::InstanceMetadata { asked: false })
    }
}
