//! `awsp current`: what is active, where that comes from, and what overrides it.

use serde_json::{Value, json};

use crate::app::App;
use crate::commands::decided;
use crate::commands::moment::{self, local};
use crate::commands::unread::note_unread;
use crate::config::differences::reading_differences;
use crate::config::merge::load;
use crate::config::parse::Reading;
use crate::config::plan::SelectedBy;
use crate::config::region::written;
use crate::domain::paste::word;
use crate::domain::time::to_rfc3339;
use crate::error::Error;
use crate::prompt::facts::Standing;
use crate::status::{SignInOf, observe, shadows};

pub(super) fn run(app: &App) -> Result<(), Error> {
    app.checked_settings()?;
    let view = app.view(&app.host.env);
    let status = observe(&view);
    let region = written(view.config, view.env, &status.selection, view.region).ok().flatten();
    let region = region.map(|(region, from)| (region.into_owned(), from));
    let shadows = shadows(&view, &status);
    let name = status
        .selection
        .name
        .clone()
        .or_else(|| view.config.profiles.contains("default").then(|| "default".to_owned()));
    if app.common.json {
        app.output.json(&json!({
            "profile": { "name": name, "from": from_json(&status.selection.by) },
            "region": {
                "value": region.as_ref().map(|(region, _)| region).filter(|region| !region.is_empty()),
                "from": from_json(region.as_ref().map_or(&SelectedBy::Default, |(_, from)| from)),
            },
            "shadowed_by": shadows
                .iter()
                .map(|shadow| json!({ "variable": shadow.variable, "effect": shadow.effect }))
                .collect::<Vec<_>>(),
            "expires_at": status.credentials_end.map(to_rfc3339),
            "sign_in": status.end.as_ref().and_then(|end| end.sign_in.as_ref()).map(SignInOf::to_json),
            "problem": status.plan.as_ref().err().map(|problem| problem.code),
        }))?;
    } else {
        let mut rows = vec![
            ("profile", with_origin(name.as_deref().unwrap_or("(none)"), &status.selection.by)),
            match &region {
                Some((region, from)) => ("region", with_origin(region, from)),
                None => ("region", "(none)".to_owned()),
            },
        ];
        rows.extend(
            shadows.iter().map(|shadow| ("override", format!("{} {}", shadow.variable, shadow.effect))),
        );
        if let Some(at) = status.credentials_end {
            rows.push(("until", local(at)));
        }
        if let Some(end) = &status.end
            && let Some(sign_in) = &end.sign_in
        {
            let named = app.common.profile.as_deref().map(|name| format!(" {}", word(name)));
            let needed = format!(", needed: awsp login{}", named.unwrap_or_default());
            let needed = if end.needs_sign_in { needed } else { String::new() };
            rows.push(("sign-in", format!("{}{needed}", moment::of_sign_in(sign_in))));
        }
        if let Some(facts) = &status.facts
            && matches!(facts.standing, Standing::Offline | Standing::Denied | Standing::Broken)
            && status.plan.is_ok()
        {
            rows.push(("problem", "the last call to AWS failed; this tells why: awsp whoami".to_owned()));
        }
        app.output.pairs(&rows)?;
    }
    if app.common.verbose
        && let Some(name) = status.selection.name.as_deref()
    {
        differences(app, name);
    }
    // What is active is told in any case; that it cannot be used is then an error.
    match status.plan {
        Ok(_) => Ok(()),
        Err(problem) => {
            note_unread(app);
            Err(Error::from(problem))
        }
    }
}

/// With `--verbose`: where the SDKs read this profile differently.
fn differences(app: &App, name: &str) {
    let sdk = load(&app.read().files, Reading::Sdk);
    for difference in reading_differences(app.config(), &sdk, name) {
        app.output.detail(|| Error::from(difference).message);
    }
}

fn from_json(by: &SelectedBy) -> Value {
    match by {
        SelectedBy::Option => json!({ "option": true }),
        SelectedBy::Variable(name) => json!({ "variable": name }),
        SelectedBy::File(origin) => json!({ "file": origin.path().to_string_lossy(), "line": origin.line }),
        SelectedBy::Default => json!("default"),
    }
}

fn with_origin(value: &str, by: &SelectedBy) -> String {
    format!("{value}{}", decided::by(by))
}
