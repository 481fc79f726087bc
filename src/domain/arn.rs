//! Amazon Resource Names, as far as identities need them.

use crate::domain::account::AccountId;

/// The parts of `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`, borrowed from the text.
///
/// Source: AWS General Reference, "Amazon Resource Names (ARNs)".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `aws`, `aws-cn`, `aws-us-gov` …
    pub partition: &'a str,
    /// `iam`, `sts` …
    pub service: &'a str,
    /// Empty for global services.
    pub region: &'a str,
    /// Twelve digits, or empty.
    pub account: &'a str,
    /// All the rest, colons included.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// The parts of `text`, if it has all six.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        if parts.next() != Some("arn") {
            return None;
        }
        Some(Self {
            partition: parts.next()?,
            service: parts.next()?,
            region: parts.next()?,
            account: parts.next()?,
            resource: parts.next()?,
        })
    }

    /// The account, where there is one.
    #[must_use]
    pub fn account_id(&self) -> Option<AccountId> {
        AccountId::parse(self.account)
    }

    /// The name of the role in `role/path/NAME` (IAM) or `assumed-role/NAME/SESSION` (STS).
    #[must_use]
    pub fn role_name(&self) -> Option<&'a str> {
        if let Some(path_and_name) = self.resource.strip_prefix("role/") {
            return path_and_name.rsplit('/').next().filter(|name| !name.is_empty());
        }
        let name_and_session = self.resource.strip_prefix("assumed-role/")?;
        name_and_session.split('/').next().filter(|name| !name.is_empty())
    }

    /// The name of the permission set that Identity Center made this role for: `AWSReservedSSO_NAME_` and sixteen hex
    /// digits. Source: IAM Identity Center User Guide, "Permission sets".
    #[must_use]
    pub fn permission_set(&self) -> Option<&'a str> {
        let (name, suffix) = self.role_name()?.strip_prefix("AWSReservedSSO_")?.rsplit_once('_')?;
        let hex = suffix.len() == 16 && suffix.bytes().all(|b| b.is_ascii_hexdigit());
        (hex && !name.is_empty()).then_some(name)
    }

    /// Whether this is an account's root user.
    #[must_use]
    pub fn is_root_user(&self) -> bool {
        self.service == "iam" && self.resource == "root"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_and_sessions_tell_their_names() {
        let role = Arn::parse("arn:aws:iam::777788889999:role/team/MyRole");
        assert_eq!(role.and_then(|arn| arn.role_name()), Some("MyRole"));
        assert_eq!(role.and_then(|arn| arn.account_id()), AccountId::parse("777788889999"));
        let session = Arn::parse("arn:aws-cn:sts::777788889999:assumed-role/MyRole/benk");
        assert_eq!(session.and_then(|arn| arn.role_name()), Some("MyRole"));
        assert_eq!(Arn::parse("arn:aws:iam::1:user/x").and_then(|arn| arn.role_name()), None);
    }

    #[test]
    fn a_permission_set_is_known_by_its_role() {
        let set = |role: &str| {
            let arn = format!("arn:aws:sts::777788889999:assumed-role/{role}/me@example.com");
            Arn::parse(&arn).and_then(|arn| arn.permission_set()).map(str::to_owned)
        };
        assert_eq!(set("AWSReservedSSO_Power_User_0123456789abcdef").as_deref(), Some("Power_User"));
        for other in
            ["MyRole", "AWSReservedSSO_X_0123", "AWSReservedSSO__0123456789abcdef", "AWSReservedSSO_X"]
        {
            assert_eq!(set(other), None, "{other}");
        }
    }

    #[test]
    fn what_lacks_a_part_is_no_arn() {
        assert_eq!(Arn::parse("arn:aws:iam::777788889999"), None);
        assert_eq!(Arn::parse("role/MyRole"), None);
    }

    #[test]
    fn the_root_user_is_known() {
        assert!(Arn::parse("arn:aws:iam::777788889999:root").is_some_and(|arn| arn.is_root_user()));
        assert!(!Arn::parse("arn:aws:iam::777788889999:user/root").is_some_and(|arn| arn.is_root_user()));
    }
}
