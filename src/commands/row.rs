//! A profile as lists, pickers and completion show it.

use serde_json::{Value, json};

use crate::app::App;
use crate::commands::segment::speaks_unicode;
use crate::config::plan::{Outline, Outlines};
use crate::config::profiles::Profile;
use crate::domain::account::AccountId;

/// One profile, read off the files alone, as `--profile` would select it.
pub(super) struct Row<'a> {
    pub(super) profile: Profile<'a>,
    pub(super) outline: Outline<'a>,
}

impl<'a> Row<'a> {
    /// The rows of these profiles of the app's config.
    pub(super) fn all(
        app: &'a App,
        profiles: impl Iterator<Item = Profile<'a>>,
    ) -> impl Iterator<Item = Row<'a>> {
        let outlines = Outlines::new(app.config(), &app.host.env);
        profiles.map(move |profile| Self { profile, outline: outlines.of(profile) })
    }

    pub(super) fn account(&self) -> Option<&str> {
        self.outline.account.as_ref().map(AccountId::as_str)
    }

    pub(super) fn role_name(&self) -> Option<&str> {
        self.outline.role_name.as_deref().filter(|name| !name.is_empty())
    }

    /// `assume-role 777788889999/MyRole`, marked where it is dangerous.
    pub(super) fn description(&self, app: &App) -> String {
        let mut text = String::with_capacity(64);
        for (before, word) in [
            ("", Some(self.danger_sign(app))),
            (" ", Some(self.outline.kind.as_str())),
            (" ", self.account()),
            (if self.outline.account.is_some() { "/" } else { " " }, self.role_name()),
        ] {
            if let Some(word) = word {
                text.push_str(if text.is_empty() { "" } else { before });
                text.push_str(word);
            }
        }
        text
    }

    /// The prompt's sign for what is dangerous, or nothing.
    pub(super) fn danger_sign(&self, app: &App) -> &'static str {
        danger_sign(app, self.is_dangerous(app))
    }

    pub(super) fn is_dangerous(&self, app: &App) -> bool {
        app.settings().is_dangerous(Some(self.profile.name), self.account())
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
            "kind": self.outline.kind.as_str(),
            "account_id": self.account(),
            "role_name": self.role_name(),
            "role_arn": nonempty(self.outline.role_arn.as_deref()),
            "region": nonempty(self.profile.text("region")),
            "source_profile": nonempty(self.profile.text("source_profile")),
            "sso_session": nonempty(self.profile.text("sso_session")),
            "dangerous": self.is_dangerous(app),
            "origins": origins,
        })
    }
}

/// The prompt's sign for a profile that is dangerous by its name alone, or nothing.
pub(super) fn danger_sign_of(app: &App, name: &str) -> &'static str {
    danger_sign(app, app.settings().is_dangerous(Some(name), None))
}

fn danger_sign(app: &App, is_dangerous: bool) -> &'static str {
    match is_dangerous {
        true if speaks_unicode(&app.host.env) => "⚠",
        true => "!",
        false => "",
    }
}

/// Absent facts are `null` in JSON, never `""`.
fn nonempty(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}
