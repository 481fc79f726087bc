//! AWS files that are there and were not read, which explains much.

use crate::app::App;

/// Says which they are, and why.
pub(super) fn note_unread(app: &App) {
    let unread = |code| matches!(code, "unreadable-file" | "not-a-file");
    for problem in app.config().problems.iter().filter(|problem| unread(problem.code)) {
        app.output.note(&problem.message);
        if let Some(hint) = &problem.hint {
            app.output.note(hint);
        }
    }
}
