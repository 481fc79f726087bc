//! What a tool comes to: credentials from somewhere, a region, an account.

use crate::domain::account::AccountId;
use crate::domain::arn::Arn;
use crate::domain::region::Region;
use crate::domain::text::printable;

/// Whose credentials they are, as far as files and variables tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Got {
    /// Keys that are written down.
    Keys { id: String },
    /// A role, assumed by somebody.
    Role { arn: String, caller: Box<Got> },
    /// A role, assumed with a token file.
    WebRole { arn: String, file: String },
    /// A role of Identity Center.
    Sso { account: String, role: String },
    /// A session of `aws login`.
    Login { session: String },
    /// What a program says.
    Process { command: String },
    /// The container's credentials.
    Container,
    /// The instance's credentials.
    Metadata,
    /// What the AWS CLI has kept in its own cache, for this.
    Kept { of: Box<Got> },
}

/// An account, or that of something whose account the files do not tell.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Account {
    Number(AccountId),
    Of(Got),
}

impl Got {
    pub(super) fn account(&self) -> Account {
        let number = match self {
            Self::Keys { id } => AccountId::of_access_key_id(id),
            Self::Role { arn, .. } | Self::WebRole { arn, .. } | Self::Login { session: arn } => {
                Arn::parse(arn).and_then(|arn| arn.account_id())
            }
            Self::Sso { account, .. } => AccountId::parse(account),
            Self::Process { .. } | Self::Container | Self::Metadata | Self::Kept { .. } => None,
        };
        number.map_or_else(|| Account::Of(self.clone()), Account::Number)
    }

    /// In words; no secret. The command of a program may hold one.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Keys { id } => format!("the key {}", printable(id)),
            Self::Role { arn, caller } => {
                format!("the role {}, assumed with {}", printable(arn), caller.words())
            }
            Self::WebRole { arn, .. } => format!("the role {} by web identity", printable(arn)),
            Self::Sso { account, role } => {
                format!("the role {} of account {} from Identity Center", printable(role), printable(account))
            }
            Self::Login { session } => format!("the login session {}", printable(session)),
            Self::Process { .. } => "what credential_process prints".to_owned(),
            Self::Container => "the container's credentials".to_owned(),
            Self::Metadata => "the instance's credentials".to_owned(),
            Self::Kept { of } => format!("what it has kept in ~/.aws/cli/cache for {}", of.words()),
        }
    }
}

/// Whether STS takes it for a role's ARN, as far as its length goes.
pub(super) fn is_role_arn(arn: &str) -> bool {
    arn.chars().count() >= 20
}

/// Whether STS takes it for a session's name.
pub(super) fn is_session_name(name: &str) -> bool {
    (2..=64).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c))
}

/// Whether there are credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Get {
    Got(Got),
    /// None, and why.
    Nothing(String),
    /// It hangs on a renewal whose end only a server knows.
    Unknown,
}

impl Get {
    pub(super) fn nothing(why: impl Into<String>) -> Self {
        Self::Nothing(why.into())
    }

    /// The same with one role more.
    pub(super) fn assume(self, arn: &str) -> Self {
        match self {
            Self::Got(caller) => Self::Got(Got::Role { arn: arn.to_owned(), caller: Box::new(caller) }),
            other => other,
        }
    }

    pub(super) fn words(&self) -> String {
        match self {
            Self::Got(got) => format!("uses {}", got.words()),
            Self::Nothing(why) => format!("gets no credentials ({why})"),
            Self::Unknown => "must renew the sign-in first".to_owned(),
        }
    }
}

/// A region's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Named(String),
    /// What instance metadata says.
    Metadata,
}

impl Place {
    /// Whether calls can go there.
    pub(super) fn is_usable(&self) -> bool {
        match self {
            Self::Named(name) => Region::parse(name).is_some(),
            Self::Metadata => true,
        }
    }

    pub(super) fn words(place: Option<&Self>) -> String {
        match place {
            Some(Self::Named(name)) if name.is_empty() => "the empty region".to_owned(),
            Some(Self::Named(name)) => format!("the region {}", printable(name)),
            Some(Self::Metadata) => "the region that instance metadata says".to_owned(),
            None => "no region".to_owned(),
        }
    }
}

/// What a tool comes to.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub(super) get: Get,
    /// The region that the tool is set to.
    pub(super) region: Option<Place>,
    /// The region of the next call.
    pub(super) call_region: Option<Place>,
    /// Where `false`, the AWS CLI fails before it can tell a region.
    pub(super) tells_region: bool,
    /// Why no call to STS can be made, or whether it goes to a URL of one's own.
    pub(super) endpoint: Result<bool, String>,
    /// How its reader sees the profile otherwise than the AWS CLI's.
    pub(super) reading: Option<String>,
    /// Rules that were at work on the way to the credentials.
    pub(super) notes: Vec<&'static str>,
    /// The same, to the region.
    pub(super) region_notes: Vec<&'static str>,
}

impl Outcome {
    /// The account that `GetCallerIdentity` would tell.
    pub(super) fn account(&self) -> Option<Account> {
        let Get::Got(got) = &self.get else { return None };
        let region = self.call_region.as_ref()?;
        (region.is_usable() && self.endpoint.is_ok()).then(|| got.account())
    }
}
