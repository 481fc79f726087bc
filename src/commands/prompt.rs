//! `awsp prompt`: the segment, for a hook or once.

use std::os::unix::ffi::OsStrExt;

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::app::App;
use crate::cli::args::PromptArgs;
use crate::commands::segment::{keep, moments, shown, status};
use crate::domain::account::AccountId;
use crate::domain::time::to_rfc3339;
use crate::error::Error;
use crate::prompt::facts::Ending;
use crate::prompt::paint::{Place, paint};
use crate::prompt::segment::{COUNTDOWN, Phase};
use crate::prompt::state::Shown;
use crate::status::{Status, observe};

pub(super) fn run(app: &App, args: &PromptArgs) -> Result<(), Error> {
    for problem in &app.loaded_settings().problems {
        app.output.note(&Error::from(problem.clone()).message);
    }
    if args.hook.is_some() {
        return answer_hook(app);
    }
    let status = observe(&app.view(&app.host.env));
    let place = args.shell.unwrap_or(if app.common.json { Place::Json } else { Place::Plain });
    let format = args.format.as_deref().unwrap_or(&app.settings().format);
    let end = status.facts.as_ref().and_then(|facts| facts.end);
    let phase = phase(app, end);
    let mut shown = match &status.facts {
        Some(facts) => shown(app, &app.host.env, facts, phase, format),
        None => Shown::nothing(),
    };
    let left = end.map(|(at, _)| left(at.timestamp() - app.host.now.timestamp()));
    shown.text = shown.text.replace(COUNTDOWN, left.as_deref().unwrap_or_default());
    if place == Place::Json {
        return json(app, &status, &shown);
    }
    let text = paint(&shown, place);
    if text.is_empty() { Ok(()) } else { app.output.line(&text) }
}

/// The state file's path, or `-`, then the state: what the hooks ask for.
fn answer_hook(app: &App) -> Result<(), Error> {
    let status = status(app, &app.host.env);
    let kept = keep(app, &app.host.env, &status);
    if let Some(trouble) = app.store().trouble() {
        // The hook asks quietly from its second question on, so each shell says it once.
        app.output.note(&format!("nothing can be stored, so each prompt starts a process: {trouble}"));
    }
    // A path with a line break would shift all that follows; the hook then asks at each prompt.
    let file = kept.file.map(|file| file.as_os_str().as_bytes().to_vec());
    let one_line = |file: &Vec<u8>| !file.iter().any(u8::is_ascii_control);
    let mut answer = file.filter(one_line).unwrap_or_else(|| b"-".to_vec());
    answer.push(b'\n');
    answer.extend_from_slice(&kept.content);
    app.output.bytes(&answer)
}

/// The phase that the clock has brought.
fn phase(app: &App, end: Option<(DateTime<Utc>, Ending)>) -> Phase {
    let past = |moment: Option<DateTime<Utc>>| moment.is_some_and(|at| at <= app.host.now);
    let (soon_at, ended_at) = moments(app, end);
    if past(ended_at) {
        Phase::Ended
    } else if past(soon_at) {
        Phase::Soon
    } else {
        Phase::Now
    }
}

/// The time left, in hours and minutes.
fn left(seconds: i64) -> String {
    let minutes = seconds.max(0) / 60;
    if minutes < 60 { format!("{minutes}m") } else { format!("{}h{:02}m", minutes / 60, minutes % 60) }
}

fn json(app: &App, status: &Status, shown: &Shown) -> Result<(), Error> {
    let facts = status.facts.as_ref();
    app.output.json(&json!({
        "text": if shown.text.is_empty() { None } else { Some(&shown.text) },
        "state": shown.word,
        "profile": status.selection.name,
        "account_id": facts.and_then(|facts| facts.account.as_ref()).map(AccountId::as_str),
        "role_name": facts.and_then(|facts| facts.role.as_ref()),
        "region": facts.and_then(|facts| facts.region.as_ref()),
        "verified": facts.is_some_and(|facts| facts.verified),
        "dangerous": facts.is_some_and(|facts| facts.dangerous),
        "expires_at": facts.and_then(|facts| facts.end).map(|(at, _)| to_rfc3339(at)),
        "renews": facts.is_some_and(|facts| matches!(facts.end, Some((_, Ending::Renews)))),
    }))
}
