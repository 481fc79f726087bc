//! What is used in place of the active profile, or of a part of it.

use crate::config::plan::{SelectedBy, Source};
use crate::config::region::written;
use crate::status::{Status, View};

/// A variable that makes tools use something else than the active profile says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shadow {
    /// Its name.
    pub variable: &'static str,
    /// What it does, as the end of a sentence that begins with its name.
    pub effect: &'static str,
}

/// What the environment gives in place of the selected profile, if it does: `environment keys`, `web identity`.
pub(super) fn used_instead(view: &View<'_>, status: &Status) -> Option<&'static str> {
    let plan = status.plan.as_ref().ok()?;
    if !plan.roles.is_empty() {
        return None;
    }
    match plan.source {
        Source::Environment { .. } => Some("environment keys"),
        // `--profile` hides the variables of web identity.
        Source::WebIdentity { .. } if status.selection.by != SelectedBy::Option => {
            let set = ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"];
            set.iter().any(|name| view.env.get_nonempty(name).is_some()).then_some("web identity")
        }
        _ => None,
    }
}

/// The variables that have such an effect, those that are really read only.
#[must_use]
pub fn shadows(view: &View<'_>, status: &Status) -> Vec<Shadow> {
    let present = |name: &&'static str| view.env.get_nonempty(name).is_some();
    let source: Vec<&'static str> = match used_instead(view, status) {
        Some("environment keys") => {
            let token =
                if present(&"AWS_SECURITY_TOKEN") { "AWS_SECURITY_TOKEN" } else { "AWS_SESSION_TOKEN" };
            vec!["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", token, "AWS_CREDENTIAL_EXPIRATION"]
        }
        Some(_) => vec!["AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_SESSION_NAME"],
        None => Vec::new(),
    };
    let mut shadows: Vec<Shadow> = source
        .into_iter()
        .filter(present)
        .map(|variable| Shadow { variable, effect: "is used in place of the profile" })
        .collect();
    if status.selection.by == SelectedBy::Variable("AWS_PROFILE") && view.env.contains("AWS_DEFAULT_PROFILE")
    {
        let effect = "is read before AWS_PROFILE by some tools";
        shadows.push(Shadow { variable: "AWS_DEFAULT_PROFILE", effect });
    }
    let profile = view.config.profiles.get(status.selection.name_or_default());
    let of_profile = profile.and_then(|profile| profile.text("region"));
    if let Ok(Some((region, SelectedBy::Variable(variable)))) =
        written(view.config, view.env, &status.selection, view.region)
        && of_profile.is_some_and(|of_profile| of_profile != region)
    {
        shadows.push(Shadow { variable, effect: "is used in place of the profile's region" });
    }
    shadows
}
