//! A property that the profiles get besides those of the sign-in.

use wildmatch::WildMatch;

use crate::config::sync::mark;
use crate::domain::account::AccountId;
use crate::domain::region::Region;

/// Keys that decide whose credentials a profile gives: they are not set by the way.
const DECIDING: &[&str] = &[
    mark::KEY,
    "sso_session",
    "sso_account_id",
    "sso_role_name",
    "sso_start_url",
    "sso_region",
    "role_arn",
    "source_profile",
    "credential_source",
    "credential_process",
    "login_session",
    "web_identity_token_file",
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "account",
];

/// Whether a property gives credentials, or leads to some, other than those of an account and a role of a session.
pub(super) fn gives_credentials(key: &str) -> bool {
    DECIDING.contains(&key) && key != mark::KEY && key != "account" && !key.starts_with("sso_")
}

/// `[ACCOUNT:]KEY=VALUE`: for the accounts whose name or id the pattern takes, or for all.
#[derive(Debug, Clone)]
pub struct Setting {
    account: Option<WildMatch>,
    pub(super) key: String,
    pub(super) value: String,
}

impl Setting {
    /// Reads one.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (left, value) = text.split_once('=').ok_or("write KEY=VALUE or ACCOUNT:KEY=VALUE")?;
        let (account, key) = match left.rsplit_once(':') {
            Some((account, key)) => (Some(WildMatch::new_case_insensitive(account.trim())), key),
            None => (None, left),
        };
        let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
        if key.is_empty() || !key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return Err("a key is of letters, digits and _".to_owned());
        }
        if DECIDING.contains(&key.as_str()) {
            return Err(format!("{key} is not for --set: it decides whose credentials a profile gives"));
        }
        if value.is_empty() || value.chars().any(char::is_control) {
            return Err("a value is one line of text".to_owned());
        }
        if key == "region" && Region::parse(value).is_none() {
            return Err(format!("'{value}' is not the name of a region"));
        }
        Ok(Self { account, key, value: value.to_owned() })
    }

    /// A region for all accounts.
    #[must_use]
    pub fn region(region: &Region) -> Self {
        Self { account: None, key: "region".to_owned(), value: region.as_str().to_owned() }
    }

    /// Whether it sets a region.
    #[must_use]
    pub fn is_region(&self) -> bool {
        self.key == "region"
    }

    pub(super) fn is_for(&self, id: &AccountId, name: &str) -> bool {
        self.account.as_ref().is_none_or(|account| account.matches(id.as_str()) || account.matches(name))
    }
}

/// The keys and values for an account, in the order in which the keys were first given.
pub(super) fn of_account<'a>(settings: &'a [Setting], id: &AccountId, name: &str) -> Vec<(&'a str, &'a str)> {
    let mut list: Vec<(&str, &str)> = Vec::new();
    for setting in settings.iter().filter(|setting| setting.is_for(id, name)) {
        match list.iter_mut().find(|(key, _)| *key == setting.key) {
            Some(known) => known.1 = &setting.value,
            None => list.push((&setting.key, &setting.value)),
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_one_that_is_for_the_account_counts() {
        let read = |texts: &[&str]| -> Vec<Setting> {
            texts.iter().map(|text| Setting::parse(text).unwrap()).collect()
        };
        let settings =
            read(&["region=eu-west-1", "Output = json", "prod-*:region=us-east-1", "111122223333:x=a:b=c"]);
        let of = |id: &str, name: &str| of_account(&settings, &AccountId::parse(id).unwrap(), name);
        assert_eq!(of("444455556666", "dev"), [("region", "eu-west-1"), ("output", "json")]);
        assert_eq!(of("444455556666", "PROD-1"), [("region", "us-east-1"), ("output", "json")]);
        assert_eq!(of("111122223333", "")[2], ("x", "a:b=c"));
    }

    #[test]
    fn what_cannot_be_set_is_told() {
        for bad in [
            "",
            "region",
            "=x",
            "region=",
            "region=eu west",
            "re gion=x",
            "sso_role_name=Admin",
            "x=a\nb",
            "dev:ROLE_ARN=x",
            "awsp_sync=x",
        ] {
            assert!(Setting::parse(bad).is_err(), "{bad}");
        }
    }
}
