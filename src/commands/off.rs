//! `awsp off`: the shell as it was without awsp.

use crate::app::App;
use crate::commands::switch::{evaluating, print};
use crate::domain::switch::leave;
use crate::error::Error;
use crate::shell::kind::ShellKind;

pub(super) fn run(app: &App, shell: Option<ShellKind>) -> Result<(), Error> {
    let shell = evaluating(shell)?;
    print(app, shell, &leave(&app.host.env))
}
