//! How a profile's credentials would be got: pure data, made without network.

mod ask;
mod base;
mod chain;
mod device;
mod environment;
mod kind;
mod nearest;
mod outline;
mod own;
pub(super) mod resolve;
mod role;
mod select;

use std::fmt;
use std::path::PathBuf;

pub use device::own_device;
pub use kind::{Kind, kind};
pub use nearest::nearest;
pub use outline::{Outline, Outlines};
pub use select::{SelectedBy, Selection, select};

use crate::config::merge::Config;
use crate::domain::account::AccountId;
use crate::domain::arn::Arn;
use crate::domain::credentials::Credentials;
use crate::domain::env::Env;
use crate::domain::network::without_secrets;
use crate::domain::origin::Origin;
use crate::domain::problem::Problem;

/// A base source, then zero or more role steps, the first of which is called with the source's credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What gives the base credentials.
    pub source: Source,
    /// The roles to assume one after the other; the last one's credentials are the result.
    pub roles: Vec<RoleStep>,
}

impl Plan {
    fn of(chain: chain::Chain<'_>) -> Self {
        let roles = chain.roles.into_iter().rev().map(role::Role::into_step).collect();
        Self { source: chain.base.into_source(), roles }
    }

    /// The base credentials, where they are written down in the environment or a file.
    #[must_use]
    pub fn keys_at_hand(&self) -> Option<&Credentials> {
        match &self.source {
            Source::Environment { credentials } | Source::StaticKeys { credentials, .. } => Some(credentials),
            _ => None,
        }
    }

    /// The account as the plan tells it: of the last role, else of the source.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        let of_arn = |arn: &str| Arn::parse(arn).and_then(|arn| arn.account_id());
        if let Some(role) = self.roles.last() {
            return of_arn(&role.role_arn);
        }
        match &self.source {
            Source::Environment { credentials } | Source::StaticKeys { credentials, .. } => credentials
                .account_id
                .clone()
                .or_else(|| AccountId::of_access_key_id(&credentials.access_key_id)),
            Source::WebIdentity { role_arn, .. } => of_arn(role_arn),
            Source::Sso { account_id, .. } => AccountId::parse(account_id),
            Source::Login { session, .. } => of_arn(session),
            Source::Process { account_id, .. } => account_id.as_deref().and_then(AccountId::parse),
            Source::Container { .. } | Source::InstanceMetadata { .. } => None,
        }
    }

    /// The ARN of the role whose credentials the plan gives; Identity Center's roles have none here.
    #[must_use]
    pub fn role_arn(&self) -> Option<&str> {
        match (self.roles.last(), &self.source) {
            (Some(role), _) => Some(&role.role_arn),
            (None, Source::WebIdentity { role_arn, .. }) => Some(role_arn),
            _ => None,
        }
    }

    /// The name of the role whose credentials the plan gives.
    #[must_use]
    pub fn role_name(&self) -> Option<&str> {
        match (&self.source, self.role_arn()) {
            (_, Some(arn)) => Arn::parse(arn).and_then(|arn| arn.role_name()),
            (Source::Sso { role_name, .. }, None) => Some(role_name),
            _ => None,
        }
    }

    /// Whether nothing that is selected gives credentials, so that tools ask the machine that they run on.
    #[must_use]
    pub fn asks_the_machine(&self) -> bool {
        matches!(self.source, Source::Container { asked: false } | Source::InstanceMetadata { asked: false })
    }

    /// Whether a call of STS stands between it and its credentials. (IAM Identity Center has a region of its own, and a
    /// session of `aws login` calls only where it is to be renewed.)
    #[must_use]
    pub fn needs_region(&self) -> bool {
        !self.roles.is_empty() || matches!(self.source, Source::WebIdentity { .. })
    }

    /// The MFA device whose code a person must give, if any step asks for one.
    #[must_use]
    pub fn mfa_serial(&self) -> Option<&str> {
        self.roles.iter().find_map(|step| step.mfa_serial.as_deref())
    }

    /// Whether awsp can renew the result without a person, as often as it likes: roles over keys without an end,
    /// and no MFA.
    #[must_use]
    pub fn renews(&self) -> bool {
        self.keys_at_hand().is_some() && !self.roles.is_empty() && self.renews_unattended()
    }

    /// Whether its credentials can be got again without a person, as long as the sign-in holds that they hang on, if
    /// there is one: not those with an MFA code, nor what keys with an end give.
    #[must_use]
    pub fn renews_unattended(&self) -> bool {
        let lasting =
            self.keys_at_hand().is_none_or(|keys| keys.session_token.is_none() && keys.expires_at.is_none());
        lasting && self.mfa_serial().is_none()
    }
}

impl Source {
    /// Whether what it gives is kept until it ends. Not what is written down already, nor what depends on the machine,
    /// for several may share a home.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        matches!(self, Self::Sso { .. } | Self::WebIdentity { .. } | Self::Process { .. })
    }

    /// Whether it surely gives a role's session, over which another role is "role chaining" to AWS. By its documentation
    /// the role of an EC2 instance is none; of a container's, and of keys that somebody else got, nobody knows.
    #[must_use]
    pub fn is_session_of_role(&self) -> bool {
        match self {
            Self::Sso { .. } | Self::WebIdentity { .. } => true,
            // The console can be signed in to as a user, or in a role.
            Self::Login { session, .. } => {
                Arn::parse(session).is_some_and(|arn| arn.service == "sts" && arn.role_name().is_some())
            }
            _ => false,
        }
    }

    /// Whether it is another identity on another machine.
    #[must_use]
    pub fn is_of_machine(&self) -> bool {
        matches!(self, Self::Container { .. } | Self::InstanceMetadata { .. })
    }
}

/// What gives the base credentials. `Debug` hides the command of a program, which may hold a password.
#[derive(Clone, PartialEq, Eq)]
pub enum Source {
    /// Keys in environment variables.
    Environment {
        /// As the variables give them.
        credentials: Credentials,
    },
    /// Keys written in the config or the credentials file.
    StaticKeys {
        /// The profile that holds them; empty for the key file of an older tool.
        profile: String,
        /// As the file gives them.
        credentials: Credentials,
        /// The line of the access key id.
        origin: Origin,
    },
    /// A role assumed with a token that somebody else keeps fresh in a file.
    WebIdentity {
        /// The role.
        role_arn: String,
        /// The token's file.
        token_file: PathBuf,
        /// `role_session_name`, where given.
        session_name: Option<String>,
        /// The line of the token's file; `None` where a variable names it.
        origin: Option<Origin>,
    },
    /// A role of IAM Identity Center.
    Sso {
        /// The `sso-session` section's name; `None` in the legacy form.
        session: Option<String>,
        /// `sso_start_url`.
        start_url: String,
        /// `sso_region`: not the region of the calls made later.
        region: String,
        /// `sso_account_id`.
        account_id: String,
        /// `sso_role_name`.
        role_name: String,
    },
    /// A console session that `aws login` keeps.
    Login {
        /// Whose `login_session` it is.
        profile: String,
        /// The value of `login_session`: an ARN.
        session: String,
    },
    /// An external program.
    Process {
        /// The profile that names it.
        profile: String,
        /// The value of `credential_process`.
        command: String,
        /// `aws_account_id` of the profile, for programs that do not tell it.
        account_id: Option<String>,
        /// The line of `credential_process`.
        origin: Origin,
    },
    /// The container's credential endpoint.
    Container {
        /// Whether a profile asks for it (`credential_source`), or nothing else gave credentials.
        asked: bool,
    },
    /// The instance's metadata service.
    InstanceMetadata {
        /// Whether a profile asks for it (`credential_source`), or nothing else gave credentials.
        asked: bool,
    },
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment { credentials } => {
                f.debug_struct("Environment").field("credentials", credentials).finish()
            }
            Self::StaticKeys { profile, credentials, origin } => f
                .debug_struct("StaticKeys")
                .field("profile", profile)
                .field("credentials", credentials)
                .field("origin", origin)
                .finish(),
            Self::WebIdentity { role_arn, token_file, session_name, origin } => f
                .debug_struct("WebIdentity")
                .field("role_arn", role_arn)
                .field("token_file", token_file)
                .field("session_name", session_name)
                .field("origin", origin)
                .finish(),
            Self::Sso { session, start_url, region, account_id, role_name } => f
                .debug_struct("Sso")
                .field("session", session)
                .field("start_url", &without_secrets(start_url))
                .field("region", region)
                .field("account_id", account_id)
                .field("role_name", role_name)
                .finish(),
            Self::Login { profile, session } => {
                f.debug_struct("Login").field("profile", profile).field("session", session).finish()
            }
            Self::Process { profile, command: _, account_id, origin } => f
                .debug_struct("Process")
                .field("profile", profile)
                .field("account_id", account_id)
                .field("origin", origin)
                .finish_non_exhaustive(),
            Self::Container { asked } => f.debug_struct("Container").field("asked", asked).finish(),
            Self::InstanceMetadata { asked } => {
                f.debug_struct("InstanceMetadata").field("asked", asked).finish()
            }
        }
    }
}

/// One `AssumeRole` call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleStep {
    /// The profile that names the role.
    pub profile: String,
    /// `role_arn`.
    pub role_arn: String,
    /// `role_session_name`; where absent the caller makes one up.
    pub session_name: Option<String>,
    /// `external_id`.
    pub external_id: Option<String>,
    /// `duration_seconds`, where it is an integer.
    pub duration_seconds: Option<u32>,
    /// `mfa_serial`: a person must give a code.
    pub mfa_serial: Option<String>,
    /// `source_identity`.
    pub source_identity: Option<String>,
    /// The line of `role_arn`.
    pub origin: Origin,
}

/// How AWS CLI v2 would get the credentials of the selected profile. Touches neither files nor network.
///
/// # Errors
/// The problem that makes the AWS CLI fail before any call: a refused file, an unknown profile, a broken chain, or
/// nothing that could give credentials. `docs/PROBLEMS.md` lists the codes.
pub fn plan(config: &Config, env: &Env, selection: &Selection) -> Result<Plan, Problem> {
    resolve::resolve(config, env, selection).map(Plan::of).map_err(|broken| broken.told(config))
}

/// The same for who does not tell what is wrong, and may ask for thousands of profiles.
#[must_use]
pub fn planned(config: &Config, env: &Env, selection: &Selection) -> Option<Plan> {
    resolve::resolve(config, env, selection).ok().map(Plan::of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_the_command_of_a_program() {
        let source = Source::Process {
            profile: "p".into(),
            command: "fetch --password sesame".into(),
            account_id: Some("777788889999".into()),
            origin: Origin { file: std::sync::Arc::default(), line: 1 },
        };
        let shown = format!("{source:?}");
        assert!(shown.contains("777788889999") && !shown.contains("sesame"), "{shown}");
    }
}
