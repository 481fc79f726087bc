//! What a list tells of a profile: read off the chain that a plan would be made of, and cheap enough to be asked for
//! thousands of profiles.

use std::borrow::Cow;

use super::base::Base;
use super::chain::Chain;
use super::environment::{METADATA_KEYS, check_metadata_settings};
use super::kind::{Kind, kind_of};
use super::resolve::of_profile;
use super::{Plan, Selection, planned};
use crate::config::merge::Config;
use crate::config::profiles::Profile;
use crate::domain::account::AccountId;
use crate::domain::arn::Arn;
use crate::domain::env::Env;

/// One profile, as `--profile` would select it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline<'a> {
    /// Of what kind it is.
    pub kind: Kind,
    /// As [`Plan::account`].
    pub account: Option<AccountId>,
    /// As [`Plan::role_arn`].
    pub role_arn: Option<Cow<'a, str>>,
    /// As [`Plan::role_name`].
    pub role_name: Option<Cow<'a, str>>,
}

/// Outlines the profiles of a config, in this environment.
#[derive(Debug, Clone, Copy)]
pub struct Outlines<'a> {
    config: &'a Config,
    env: &'a Env,
    /// Whether the variables for instance metadata are as they should be.
    metadata: bool,
}

impl<'a> Outlines<'a> {
    /// Outlines are made when asked for.
    #[must_use]
    pub fn new(config: &'a Config, env: &'a Env) -> Self {
        Self { config, env, metadata: check_metadata_settings(env, None).is_ok() }
    }

    /// The outline of a profile of that config.
    #[must_use]
    pub fn of(&self, profile: Profile<'a>) -> Outline<'a> {
        let Self { config, env, .. } = *self;
        if config.refused.is_some() {
            return Outline::bare(Kind::Invalid);
        }
        let chain = of_profile(config, env, Some(profile), true);
        let kind = kind_of(profile, &chain);
        match chain {
            // The AWS CLI takes the credentials of `default` for the profile with the empty name.
            Ok(Some(chain)) if !profile.name.is_empty() && self.metadata_is_well_set(profile) => {
                Outline::of_chain(kind, &chain)
            }
            Ok(_) => Outline::of_plan(kind, planned(config, env, &Selection::option(profile.name)).as_ref()),
            Err(_) if profile.name.is_empty() => {
                Outline::of_plan(kind, planned(config, env, &Selection::option("")).as_ref())
            }
            Err(_) => Outline::bare(kind),
        }
    }

    fn metadata_is_well_set(&self, profile: Profile<'_>) -> bool {
        if METADATA_KEYS.iter().any(|key| profile.get(key).is_some()) {
            check_metadata_settings(self.env, Some(profile)).is_ok()
        } else {
            self.metadata
        }
    }
}

impl<'a> Outline<'a> {
    fn bare(kind: Kind) -> Self {
        Self { kind, account: None, role_arn: None, role_name: None }
    }

    fn of_plan(kind: Kind, plan: Option<&Plan>) -> Self {
        let own = |text: &str| Cow::Owned(text.to_owned());
        Self {
            kind,
            account: plan.and_then(Plan::account),
            role_arn: plan.and_then(Plan::role_arn).map(own),
            role_name: plan.and_then(Plan::role_name).map(own),
        }
    }

    fn of_chain(kind: Kind, chain: &Chain<'a>) -> Self {
        let role_arn = match (chain.roles.first(), &chain.base) {
            (Some(role), _) => Some(Cow::Borrowed(role.arn())),
            (None, Base::WebIdentity { role_arn, .. }) => Some(role_arn.clone()),
            _ => None,
        };
        let account_of = |arn: &str| Arn::parse(arn).and_then(|arn| arn.account_id());
        let account = match (&role_arn, &chain.base) {
            (Some(arn), _) => account_of(arn),
            (None, Base::StaticKeys { id, account, .. }) => {
                let of_id = || AccountId::of_access_key_id(id.text().unwrap_or_default());
                account.and_then(AccountId::parse).or_else(of_id)
            }
            (None, Base::Sso { account_id, .. }) => AccountId::parse(account_id),
            (None, Base::Login { session, .. }) => account_of(session),
            (None, Base::Process { account_id, .. }) => account_id.and_then(AccountId::parse),
            (None, _) => None,
        };
        let role_name = match (&role_arn, &chain.base) {
            (Some(Cow::Borrowed(arn)), _) => role_of(arn).map(Cow::Borrowed),
            (Some(Cow::Owned(arn)), _) => role_of(arn).map(|name| Cow::Owned(name.to_owned())),
            (None, Base::Sso { role_name, .. }) => Some(Cow::Borrowed(*role_name)),
            (None, _) => None,
        };
        Self { kind, account, role_arn, role_name }
    }
}

fn role_of(arn: &str) -> Option<&str> {
    Arn::parse(arn).and_then(|arn| arn.role_name())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;
    use crate::config::merge::load;
    use crate::config::parse::Reading;
    use crate::config::plan::kind;
    use crate::config::source::Files;

    const LINES: &[&str] = &[
        "[profile a]",
        "[profile b]",
        "[default]",
        "[profile '']",
        "[sso-session s]",
        "role_arn = arn:aws:iam::777788889999:role/x/MyRole",
        "role_arn = arn:aws:iam::1:nothing at all",
        "role_arn = short",
        "source_profile = a",
        "source_profile = b",
        "source_profile = none",
        "credential_source = Environment",
        "credential_source = EcsContainer",
        "aws_access_key_id = ASIAQNZGKIQY56JQ7WML",
        "aws_secret_access_key = s",
        "aws_account_id = 111122223333",
        "sso_session = s",
        "sso_account_id = 222233334444",
        "sso_role_name = R",
        "sso_start_url = u\nsso_region = r",
        "web_identity_token_file = f",
        "credential_process = p",
        "login_session = arn:aws:sts::333344445555:assumed-role/L/me",
        "metadata_service_timeout = x",
        "duration_seconds = 1",
    ];

    proptest! {
        #[test]
        fn an_outline_tells_what_kind_and_plan_do(
            lines in prop::collection::vec(prop::sample::select(LINES), 0..24), variables in 0..8,
        ) {
            let text = format!("[profile a]\n{}\n", lines.join("\n"));
            let files = Files::of_bytes(Some(text.into()), Some("[b]\naws_access_key_id=AKIA\n".into()), Path::new("/h"));
            let config = load(&files, Reading::Cli);
            let all = [("AWS_ACCESS_KEY_ID", "A"), ("AWS_SECRET_ACCESS_KEY", "s"), ("AWS_METADATA_SERVICE_TIMEOUT", "y")];
            let env: Env = all.iter().enumerate().filter(|(at, _)| variables >> at & 1 == 1).map(|(_, it)| *it).collect();
            let outlines = Outlines::new(&config, &env);
            for profile in config.profiles.iter() {
                let plan = planned(&config, &env, &Selection::option(profile.name));
                let expected = Outline::of_plan(kind(&config, &env, profile.name), plan.as_ref());
                prop_assert_eq!(outlines.of(profile), expected, "{}", profile.name);
            }
        }
    }
}
