//! What `use` and `off` have in common: changes become code for the shell, with the state for its next prompt.

use crate::app::App;
use crate::commands::segment::{keep, status};
use crate::domain::switch::Changes;
use crate::error::Error;
use crate::shell::kind::ShellKind;
use crate::shell::script::Script;

/// The shell that evaluates the output; without one nothing could change.
pub(super) fn evaluating(shell: Option<ShellKind>) -> Result<ShellKind, Error> {
    shell.ok_or_else(|| {
        let error = Error::usage(
            "this shell does not have awsp's function, and a program alone cannot change a shell",
        );
        [ShellKind::Bash, ShellKind::Zsh, ShellKind::Fish].into_iter().fold(error, |error, shell| {
            error.hint(format!("{:<5} {}", format!("{}:", shell.as_str()), shell.rc_line()))
        })
    })
}

/// Prints the code that makes `changes`, all or nothing.
pub(super) fn print(app: &App, shell: ShellKind, changes: &Changes) -> Result<(), Error> {
    let after = changes.applied_to(&app.host.env);
    let state = keep(app, &after, &status(app, &after)).file;
    let notes = if app.output.is_quiet() { Vec::new() } else { changes.notes.clone() };
    let script = Script { set: changes.set.clone(), unset: changes.unset.clone(), notes, state };
    app.output.bytes(&script.render(shell))
}
