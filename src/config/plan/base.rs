//! The base source of a plan, borrowed from the files: cheap enough to be found for every profile.

use std::borrow::Cow;
use std::path::PathBuf;

use super::Source;
use crate::config::section::Property;
use crate::domain::account::AccountId;
use crate::domain::credentials::Credentials;
use crate::domain::secret::Secret;

/// See [`Source`]. No `Debug`: it holds secrets.
pub(super) enum Base<'a> {
    Environment(Box<Credentials>),
    StaticKeys {
        profile: &'a str,
        id: Property<'a>,
        secret: &'a str,
        token: Option<&'a str>,
        account: Option<&'a str>,
    },
    /// Keys in a file of an older tool.
    Legacy {
        id: Property<'a>,
        secret: &'a str,
    },
    WebIdentity {
        role_arn: Cow<'a, str>,
        token_file: Cow<'a, str>,
        session_name: Option<Cow<'a, str>>,
        /// The token file's line, where a profile names it.
        named: Option<Property<'a>>,
    },
    Sso {
        session: Option<&'a str>,
        start_url: &'a str,
        region: &'a str,
        account_id: &'a str,
        role_name: &'a str,
    },
    Login {
        profile: &'a str,
        session: &'a str,
    },
    Process {
        profile: &'a str,
        command: Property<'a>,
        account_id: Option<&'a str>,
    },
    Container {
        asked: bool,
    },
    InstanceMetadata {
        asked: bool,
    },
}

impl Base<'_> {
    pub(super) fn into_source(self) -> Source {
        match self {
            Self::Environment(credentials) => Source::Environment { credentials: *credentials },
            Self::StaticKeys { profile, id, secret, token, account } => {
                let token = token.filter(|token| !token.is_empty()).map(Secret::new);
                static_keys(profile, id, secret, token, account.and_then(AccountId::parse))
            }
            Self::Legacy { id, secret } => static_keys("", id, secret, None, None),
            Self::WebIdentity { role_arn, token_file, session_name, named } => Source::WebIdentity {
                role_arn: role_arn.into_owned(),
                token_file: PathBuf::from(token_file.into_owned()),
                session_name: session_name.map(Cow::into_owned),
                origin: named.map(|property| property.origin()),
            },
            Self::Sso { session, start_url, region, account_id, role_name } => Source::Sso {
                session: session.map(str::to_owned),
                start_url: start_url.to_owned(),
                region: region.to_owned(),
                account_id: account_id.to_owned(),
                role_name: role_name.to_owned(),
            },
            Self::Login { profile, session } => {
                Source::Login { profile: profile.to_owned(), session: session.to_owned() }
            }
            Self::Process { profile, command, account_id } => Source::Process {
                profile: profile.to_owned(),
                command: command.text().unwrap_or_default().to_owned(),
                account_id: account_id.map(str::to_owned),
                origin: command.origin(),
            },
            Self::Container { asked } => Source::Container { asked },
            Self::InstanceMetadata { asked } => Source::InstanceMetadata { asked },
        }
    }
}

fn static_keys(
    profile: &str,
    id: Property<'_>,
    secret: &str,
    session_token: Option<Secret>,
    account_id: Option<AccountId>,
) -> Source {
    Source::StaticKeys {
        profile: profile.to_owned(),
        credentials: Credentials {
            access_key_id: id.text().unwrap_or_default().to_owned(),
            secret_access_key: Secret::new(secret),
            session_token,
            expires_at: None,
            account_id,
        },
        origin: id.origin(),
    }
}
