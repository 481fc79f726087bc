//! AWS files with many profiles, as texts.

use std::fmt::Write as _;

/// The kind of the profile `team-NUMBER`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A role over the keys of the profile `base`.
    Role,
    /// IAM Identity Center.
    Sso,
    /// Keys of its own.
    Keys,
}

impl Kind {
    /// The kinds take turns.
    pub fn of(number: usize) -> Self {
        match number % 3 {
            0 => Self::Role,
            1 => Self::Sso,
            _ => Self::Keys,
        }
    }
}

/// The config file and the credentials file with the profiles `base` and `team-0`, `team-1` and so on, with comments
/// and blank lines as people write them.
pub fn texts(profiles: usize) -> (String, String) {
    let mut config = String::from(
        "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n\n",
    );
    let mut credentials =
        String::from("[base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret\n\n");
    for number in 0..profiles {
        let _ = write!(
            config,
            "# team {number}\n[profile team-{number}]\nregion = eu-central-1\noutput = json\n"
        );
        let _ = match Kind::of(number) {
            Kind::Role => write!(
                config,
                "role_arn = arn:aws:iam::{number:012}:role/Developer\nsource_profile = base\nrole_session_name = benk\n\n"
            ),
            Kind::Sso => write!(
                config,
                "sso_session = corp\nsso_account_id = {number:012}\nsso_role_name = PowerUserAccess\n\n"
            ),
            Kind::Keys => {
                config.push('\n');
                write!(
                    credentials,
                    "[team-{number}]\naws_access_key_id = AKIA{number:016}\naws_secret_access_key = secret{number}\n\n"
                )
            }
        };
    }
    (config, credentials)
}
