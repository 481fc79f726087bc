//! `awsp cache`: what is stored, without secrets.

use std::path::Path;

use serde_json::json;

use crate::app::App;
use crate::cli::args::{CacheArgs, CacheWhat};
use crate::commands::moment::local;
use crate::domain::arn::Arn;
use crate::domain::paste::word;
use crate::domain::time::to_rfc3339;
use crate::error::Error;
use crate::store::credentials::{HangsOn, Held};
use crate::store::shelf::Shelf;

pub(super) fn run(app: &App, args: &CacheArgs) -> Result<(), Error> {
    match args.what {
        CacheWhat::List => list(app),
        CacheWhat::Clear => {
            let cleared = Shelf::ALL.map(|shelf| app.store().clear(shelf));
            app.output.note(&format!("removed: {}", cleared.iter().map(|it| it.gone).sum::<usize>()));
            let (left, trouble) = (cleared.iter().map(|it| it.left).sum(), app.store().trouble());
            all_gone(app, left, trouble)
        }
    }
}

/// Keys that are still there must not be taken for gone.
fn all_gone(app: &App, left: usize, trouble: Option<String>) -> Result<(), Error> {
    let why = match (left, trouble) {
        (0, None) => return Ok(()),
        (0, Some(trouble)) => format!("nothing could be looked for: {trouble}"),
        (left, _) => format!("{left} stored files could not be removed"),
    };
    let folder = app.host.cache_folder.as_deref().unwrap_or(Path::new(""));
    Err(Error::failed(why).hint(format!("see what is there: ls -lR {}", word(&folder.to_string_lossy()))))
}

fn list(app: &App) -> Result<(), Error> {
    let store = app.store();
    let mut credentials = Held::all(store);
    credentials.sort_by(|(_, a), (_, b)| (&a.of, a.expires_at).cmp(&(&b.of, b.expires_at)));
    let place = store
        .folder(Shelf::Credentials)
        .and_then(|folder| folder.parent().map(|at| at.display().to_string()));
    if app.common.json {
        let credentials: Vec<_> = credentials
            .iter()
            .map(|(_, held)| {
                json!({
                    "of": held.of,
                    "role_arn": Arn::parse(&held.of).map(|_| &held.of),
                    "session_name": held.session_name,
                    "access_key_id": held.credentials.access_key_id,
                    "expires_at": to_rfc3339(held.expires_at),
                    "refreshes": held.refreshes,
                    "sign_in": held.hangs_on.as_ref().map(HangsOn::to_json),
                })
            })
            .collect();
        return app.output.json(&json!({
            "folder": place,
            "credentials": credentials,
            "identities": store.list(Shelf::Identities).len(),
            "failures": store.list(Shelf::Failures).len(),
            "states": store.list(Shelf::States).len(),
        }));
    }
    let mut rows = vec![["OF", "SESSION", "KEY", "UNTIL", "RENEWED", "SIGN-IN"].map(str::to_owned).to_vec()];
    rows.extend(credentials.iter().map(|(_, held)| {
        vec![
            held.of.clone(),
            held.session_name.clone().unwrap_or_default(),
            held.credentials.access_key_id.clone(),
            if held.expires_at <= app.host.now { "ended".to_owned() } else { local(held.expires_at) },
            if held.refreshes { "when needed" } else { "no" }.to_owned(),
            held.hangs_on.as_ref().map(|of| format!("{} {}", of.kind, of.name)).unwrap_or_default(),
        ]
    }));
    if rows.len() > 1 {
        app.output.table(&rows)?;
    }
    app.output.note(&format!(
        "sessions {}, identities {}, failures {}, prompt states {}, in {}",
        credentials.len(),
        store.list(Shelf::Identities).len(),
        store.list(Shelf::Failures).len(),
        store.list(Shelf::States).len(),
        place.as_deref().unwrap_or("no usable folder"),
    ));
    Ok(())
}
