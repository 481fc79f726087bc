//! A profile as lists, pickers and completion show it.

use serde_json::{Value, json};

use crate::app::App;
use crate::commands::segment::speaks_unicode;
use crate::config::plan::{Kind, Plan, Selection, kind, plan};
use crate::config::profiles::Profile;
use crate::domain::account::AccountId;

/// One profile, read off the files alone, as `--profile` would select it.
pub(super) struct Row<'a> {
    pub(super) profile: Profile<'a>,
    pub(super) kind: Kind,
    plan: Option<Plan>,
    pub(super) account: Option<AccountId>,
}

impl<'a> Row<'a> {
    pub(super) fn of(app: &App, profile: Profile<'a>) -> Self {
        let kind = kind(app.config(), &app.host.env, profile.name);
        let plan = plan(app.config(), &app.host.env, &Selection::option(profile.name)).ok();
        Self { profile, kind, account: plan.as_ref().and_then(Plan::account), plan }
    }

    pub(super) fn role_name(&self) -> Option<&str> {
        self.plan.as_ref().and_then(Plan::role_name).filter(|name| !name.is_empty())
    }

    /// `assume-role 777788889999/MyRole`, marked where it is dangerous.
    pub(super) fn description(&self, app: &App) -> String {
        let target: Vec<&str> = self.account.iter().map(AccountId::as_str).chain(self.role_name()).collect();
        format!("{} {} {}", self.danger_sign(app), self.kind.as_str(), target.join("/")).trim().to_owned()
    }

    /// The prompt's sign for what is dangerous, or nothing.
    pub(super) fn danger_sign(&self, app: &App) -> &'static str {
        match (self.is_dangerous(app), speaks_unicode(&app.host.env)) {
            (true, true) => "⚠",
            (true, false) => "!",
            (false, _) => "",
        }
    }

    pub(super) fn is_dangerous(&self, app: &App) -> bool {
        app.settings().is_dangerous(Some(self.profile.name), self.account.as_ref().map(AccountId::as_str))
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
            "role_name": self.role_name(),
            "role_arn": nonempty(self.plan.as_ref().and_then(Plan::role_arn)),
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
