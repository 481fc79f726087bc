//! Of what kind a profile is.

use super::base::Base;
use super::chain::{Broken, Chain};
use super::resolve::of_profile;
use crate::config::merge::Config;
use crate::config::profiles::Profile;
use crate::domain::env::Env;

/// What the plan of a profile would use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Keys in a file.
    Static,
    /// A role assumed with other credentials.
    AssumeRole,
    /// A role assumed with a token file.
    WebIdentity,
    /// IAM Identity Center.
    Sso,
    /// A session of `aws login`.
    Login,
    /// An external program.
    Process,
    /// The container's or the instance's metadata, named by the profile.
    Metadata,
    /// No credentials of its own.
    None,
    /// Something is wrong with it.
    Invalid,
}

impl Kind {
    /// The word in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Static => "static",
            Self::AssumeRole => "assume-role",
            Self::WebIdentity => "web-identity",
            Self::Sso => "sso",
            Self::Login => "login",
            Self::Process => "process",
            Self::Metadata => "metadata",
            Self::None => "none",
            Self::Invalid => "invalid",
        }
    }
}

/// Problems of the moment and the place, not of the profile.
const NOT_ITS_FAULT: [&str; 5] = [
    "environment-keys-missing",
    "partial-environment-keys",
    "bad-environment-expiration",
    "container-missing",
    "metadata-disabled",
];

/// Of what kind the profile is, by what the plan with `--profile` would use of it. Builds no plan, so that it can be
/// asked for thousands of profiles.
#[must_use]
pub fn kind(config: &Config, env: &Env, name: &str) -> Kind {
    let Some(profile) = config.profiles.get(name).filter(|_| config.refused.is_none()) else {
        return Kind::Invalid;
    };
    kind_of(profile, &of_profile(config, env, Some(profile), true))
}

/// The same, once it is known what the profile gives.
pub(super) fn kind_of(profile: Profile<'_>, chain: &Result<Option<Chain<'_>>, Broken<'_>>) -> Kind {
    match chain {
        Ok(Some(chain)) if !chain.roles.is_empty() => Kind::AssumeRole,
        Ok(Some(chain)) => match &chain.base {
            Base::StaticKeys { .. } => Kind::Static,
            Base::WebIdentity { .. } => Kind::WebIdentity,
            Base::Sso { .. } => Kind::Sso,
            Base::Login { .. } => Kind::Login,
            Base::Process { .. } => Kind::Process,
            // Without a role no profile gives these.
            Base::Environment(_)
            | Base::Legacy { .. }
            | Base::Container { .. }
            | Base::InstanceMetadata { .. } => Kind::None,
        },
        // The AWS CLI comes to the metadata of container or instance then, whether the profile names it or not.
        Ok(None) => match profile.text("credential_source") {
            Some("EcsContainer" | "Ec2InstanceMetadata") => Kind::Metadata,
            _ => Kind::None,
        },
        Err(Broken::Problem(problem)) if NOT_ITS_FAULT.contains(&problem.code) => Kind::AssumeRole,
        Err(_) => Kind::Invalid,
    }
}
