//! The kinds of profiles that a person can make, and what each needs.

use crate::app::App;
use crate::commands::configure::given::{Given, ID, SECRET};
use crate::config::check::After;
use crate::config::merge::Config;
use crate::config::plan::{self, Selection};
use crate::domain::text::printable;

/// How a profile gets its credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A long-term key pair.
    Keys,
    /// A role that is assumed with other credentials.
    Role,
    /// Identity Center.
    Sso,
    /// A role that is assumed with a token from a file.
    WebIdentity,
    /// A program.
    Process,
}

impl Kind {
    pub(super) const ALL: [Self; 5] = [Self::Sso, Self::Role, Self::Keys, Self::WebIdentity, Self::Process];

    /// The word for it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::Role => "role",
            Self::Sso => "sso",
            Self::WebIdentity => "web-identity",
            Self::Process => "process",
        }
    }

    pub(super) fn about(self) -> &'static str {
        match self {
            Self::Keys => "an access key of a user, with its secret",
            Self::Role => "a role, assumed with another profile's credentials",
            Self::Sso => "a role of IAM Identity Center, signed in to in the browser",
            Self::WebIdentity => "a role, assumed with a token that something keeps in a file",
            Self::Process => "whatever a program gives out",
        }
    }

    /// What the given properties are of.
    pub(super) fn of(given: &[Given], secret: bool) -> Option<Self> {
        let has = |keys: &[&str]| given.iter().any(|given| keys.contains(&given.key.as_str()));
        if has(&["sso_session", "sso_account_id", "sso_role_name", "sso_start_url", "sso_region"]) {
            Some(Self::Sso)
        } else if has(&["web_identity_token_file"]) {
            Some(Self::WebIdentity)
        } else if has(&["role_arn", "source_profile", "credential_source"]) {
            Some(Self::Role)
        } else if has(&["credential_process"]) {
            Some(Self::Process)
        } else if has(&[ID]) || secret {
            Some(Self::Keys)
        } else {
            None
        }
    }

    /// What it cannot do without and is not given, in the order in which a person is asked.
    pub(super) fn missing(self, config: &Config, given: &[Given], secret: bool) -> Vec<&'static str> {
        let value_of =
            |key: &str| given.iter().find(|given| given.key == key).and_then(|given| given.value.as_deref());
        let mut needed: Vec<&'static str> = match self {
            Self::Keys => vec![ID, SECRET],
            Self::Role => vec!["source_profile", "role_arn"],
            Self::Sso => {
                vec!["sso_session", "sso_start_url", "sso_region", "sso_account_id", "sso_role_name"]
            }
            Self::WebIdentity => vec!["web_identity_token_file", "role_arn"],
            Self::Process => vec!["credential_process"],
        };
        needed.retain(|&key| match key {
            SECRET => !secret,
            "source_profile" => value_of(key).or(value_of("credential_source")).is_none(),
            "sso_start_url" | "sso_region" => {
                let session = value_of("sso_session").and_then(|name| config.sso_session(name));
                value_of(key).is_none() && session.is_none_or(|section| section.get(key).is_none())
            }
            key => value_of(key).is_none(),
        });
        needed
    }

    /// Whether a profile that has what this kind needs is of that kind in the plan, and not of another one before it.
    fn may_be(self, planned: plan::Kind) -> bool {
        use plan::Kind as Planned;
        let own: &[Planned] = match self {
            // Keys may be what the profile's own role is assumed with.
            Self::Keys => &[Planned::Static, Planned::AssumeRole],
            Self::Role => &[Planned::AssumeRole, Planned::Metadata, Planned::WebIdentity],
            Self::Sso => &[Planned::Sso],
            Self::WebIdentity => &[Planned::WebIdentity],
            Self::Process => &[Planned::Process],
        };
        planned == Planned::Invalid || own.contains(&planned)
    }

    /// What a person is asked for besides, and may leave out.
    pub(super) fn optional(self) -> &'static [&'static str] {
        match self {
            Self::Role => &["mfa_serial", "region"],
            _ => &["region"],
        }
    }
}

/// Tells where the profile's credentials come from something else than from what was given: the AWS CLI looks for the
/// kinds in an order of its own.
pub(super) fn note_outdone(app: &App, after: &After, name: &str, given: &[Given]) {
    let set: Vec<Given> = given.iter().filter(|given| given.value.is_some()).cloned().collect();
    let shown = printable(name);
    let used = plan::kind(&after.config, &app.host.env, name);
    if used == plan::Kind::None {
        // Where that is a problem it has been told.
        if plan::plan(&after.config, &app.host.env, &Selection::option(name)).is_ok() {
            let note =
                format!("{shown} has no credentials of its own: AWS tools ask the machine they run on");
            app.output.note(&note);
        }
        return;
    }
    let Some(own) = Kind::of(&set, set.iter().any(|given| given.key == SECRET)) else { return };
    if !own.may_be(used) {
        app.output.note(&format!(
            "{shown} has more than one kind of credentials, and AWS tools use those of the kind {}, not {}",
            used.as_str(),
            own.as_str()
        ));
    }
}
