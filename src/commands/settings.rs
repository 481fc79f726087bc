//! `awsp settings`: what is set, and where.

use serde_json::{Map, json};

use crate::app::App;
use crate::cli::args::{SettingsArgs, SettingsWhat};
use crate::error::Error;
use crate::settings::SettingFrom;

pub(super) fn run(app: &App, args: &SettingsArgs) -> Result<(), Error> {
    let path = app.host.settings_file.as_ref();
    let shown_path = path.map(|path| path.display().to_string());
    if args.what == SettingsWhat::Path {
        return match shown_path {
            Some(path) if app.common.json => app.output.json(&json!({ "path": path })),
            Some(path) => app.output.line(&path),
            None => Err(Error::failed("there is no home directory to keep settings in")
                .hint("AWSP_CONFIG_FILE=/path/to/settings.ini names the file")),
        };
    }
    let loaded = app.loaded_settings();
    if app.common.json {
        let settings: Map<_, _> = loaded
            .shown
            .iter()
            .map(|shown| (shown.name.clone(), json!({ "value": shown.value, "from": from_word(shown.from) })))
            .collect();
        let problems: Vec<_> = loaded.problems.iter().map(|problem| &problem.message).collect();
        app.output.json(&json!({ "path": shown_path, "settings": settings, "problems": problems }))?;
    } else {
        let mut rows = vec![vec!["SETTING".to_owned(), "FROM".to_owned(), "VALUE".to_owned()]];
        rows.extend(
            loaded
                .shown
                .iter()
                .map(|shown| vec![shown.name.clone(), from_word(shown.from).to_owned(), shown.value.clone()]),
        );
        app.output.table(&rows)?;
    }
    match loaded.problems.first() {
        Some(problem) => {
            for other in loaded.problems.iter().skip(1) {
                app.output.note(&other.message);
            }
            Err(Error::from(problem.clone()))
        }
        None => Ok(()),
    }
}

fn from_word(from: SettingFrom) -> &'static str {
    match from {
        SettingFrom::Variable => "variable",
        SettingFrom::File => "file",
        SettingFrom::Default => "default",
    }
}
