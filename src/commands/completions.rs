//! `awsp completions`: static scripts for packagers, made by `clap_complete`.

use clap_complete::Shell;

use crate::app::App;
use crate::cli;
use crate::cli::args::CompletionsArgs;
use crate::error::Error;
use crate::shell::kind::ShellKind;

pub(super) fn run(app: &App, args: &CompletionsArgs) -> Result<(), Error> {
    let shell = match args.shell {
        ShellKind::Bash => Shell::Bash,
        ShellKind::Zsh => Shell::Zsh,
        ShellKind::Fish => Shell::Fish,
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut cli::command(), "awsp", &mut script);
    app.output.bytes(&script)
}
