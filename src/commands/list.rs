//! `awsp list`: all profiles.

use serde_json::Value;

use crate::app::App;
use crate::cli::args::ListArgs;
use crate::commands::row::Row;
use crate::domain::text::printable;
use crate::error::Error;

/// So many problems of the files are told: a file that is none of AWS's has one in each line.
const MOST_PROBLEMS: usize = 20;

pub(super) fn run(app: &App, args: &ListArgs) -> Result<(), Error> {
    app.checked_settings()?;
    let config = app.config();
    if args.names && app.common.json {
        let names: Vec<Value> = config.profiles.iter().map(|profile| profile.name.into()).collect();
        app.output.json(&Value::Array(names))?;
    } else if args.names {
        // For scripts and completion: a name that could forge a line or steer a terminal is shown made harmless.
        let names: Vec<_> = config.profiles.iter().map(|profile| printable(profile.name)).collect();
        let text: String = names.iter().flat_map(|name| [name.as_ref(), "\n"]).collect();
        app.output.bytes(text.as_bytes())?;
    } else if app.common.json {
        let rows = Row::all(app, config.profiles.iter()).map(|row| row.json(app));
        app.output.json(&Value::Array(rows.collect()))?;
    } else {
        table(app)?;
    }
    for problem in config.problems.iter().take(MOST_PROBLEMS) {
        app.output.note(&Error::from(problem.clone()).message);
    }
    if let Some(more) = config.problems.len().checked_sub(MOST_PROBLEMS).filter(|more| *more > 0) {
        app.output.note(&format!("and {more} problems more in these files"));
    }
    Ok(())
}

fn table(app: &App) -> Result<(), Error> {
    let active = crate::config::plan::select(&app.host.env, app.common.profile.as_deref());
    let heading = ["", "PROFILE", "KIND", "ACCOUNT", "ROLE", "REGION"];
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    let profiles = &app.config().profiles;
    if profiles.is_empty() {
        let config = app.config();
        app.output.note(&format!(
            "no profiles in {} or {}; to make one: awsp configure",
            config.config_path.display(),
            config.credentials_path.display()
        ));
        return Ok(());
    }
    for row in Row::all(app, profiles.iter()) {
        let profile = row.profile;
        let active = if active.name.as_deref() == Some(profile.name) { "*" } else { " " };
        let mark = format!("{active}{}", row.danger_sign(app));
        rows.push(vec![
            mark.trim_end().to_owned(),
            profile.name.to_owned(),
            row.outline.kind.as_str().to_owned(),
            row.account().unwrap_or_default().to_owned(),
            row.role_name().unwrap_or_default().to_owned(),
            profile.text("region").unwrap_or_default().to_owned(),
        ]);
    }
    app.output.table(&rows)
}
