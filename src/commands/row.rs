//! A profile as lists, pickers and completion show it.

use serde_json::{Value, json};

use crate::app::App;
use crate::config::merge::Profile;
use crate::config::plan::{Kind, kind};
use crate::domain::account::AccountId;
use crate::domain::arn::Arn;

/// One profile, read off the files alone.
pub(super) struct Row<'a> {
    pub(super) profile: &'a Profile,
    pub(super) kind: Kind,
    pub(super) account: Option<AccountId>,
    pub(super) role_name: Option<&'a str>,
    pub(super) role_arn: Option<&'a str>,
}

impl<'a> Row<'a> {
    pub(super) fn of(app: &App, profile: &'a Profile) -> Self {
        let kind = kind(app.config(), &app.host.env, &profile.name);
        let role_arn =
            profile.text("role_arn").filter(|_| matches!(kind, Kind::AssumeRole | Kind::WebIdentity));
        let arn = role_arn.and_then(Arn::parse);
        let role_name = match kind {
            Kind::Sso => profile.text("sso_role_name"),
            _ => arn.and_then(|arn| arn.role_name()),
        };
        let account = match kind {
            Kind::AssumeRole | Kind::WebIdentity => arn.and_then(|arn| arn.account_id()),
            Kind::Sso => profile.text("sso_account_id").and_then(AccountId::parse),
            Kind::Login => {
                profile.text("login_session").and_then(Arn::parse).and_then(|arn| arn.account_id())
            }
            Kind::Static | Kind::Process => profile
                .text("aws_account_id")
                .and_then(AccountId::parse)
                .or_else(|| profile.text("aws_access_key_id").and_then(AccountId::of_access_key_id)),
            _ => None,
        };
        Self { profile, kind, account, role_name, role_arn }
    }

    /// `assume-role 777788889999/MyRole`.
    pub(super) fn description(&self) -> String {
        let target: Vec<&str> = self.account.iter().map(AccountId::as_str).chain(self.role_name).collect();
        format!("{} {}", self.kind.as_str(), target.join("/")).trim_end().to_owned()
    }

    pub(super) fn is_dangerous(&self, app: &App) -> bool {
        app.settings().is_dangerous(Some(&self.profile.name), self.account.as_ref().map(AccountId::as_str))
    }

    /// As documented for `list --json`.
    pub(super) fn json(&self, app: &App) -> Value {
        let origins: Vec<Value> = self
            .profile
            .origins()
            .iter()
            .map(|origin| json!({ "file": origin.path().to_string_lossy(), "line": origin.line }))
            .collect();
        json!({
            "name": self.profile.name,
            "kind": self.kind.as_str(),
            "account_id": self.account.as_ref().map(AccountId::as_str),
            "role_name": self.role_name,
            "role_arn": self.role_arn,
            "region": nonempty(self.profile.text("region")),
            "source_profile": nonempty(self.profile.text("source_profile")),
            "sso_session": nonempty(self.profile.text("sso_session")),
            "dangerous": self.is_dangerous(app),
            "origins": origins,
        })
    }
}

/// Absent facts are `null` in JSON, never `""`.
fn nonempty(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}
