//! `awsp init`: the shell code on stdout.

use crate::app::App;
use crate::cli::args::InitArgs;
use crate::commands::segment;
use crate::error::Error;
use crate::shell::init::{Options, render};

pub(super) fn run(app: &App, args: &InitArgs) -> Result<(), Error> {
    let mut also = Vec::new();
    if args.complete_aws {
        also.push("aws".to_owned());
        also.extend(app.settings().complete_commands.iter().cloned());
    }
    let options = Options {
        function: args.cmd.clone(),
        binary: app.host.called_as.clone(),
        prompt: !args.no_prompt,
        completion: !args.no_completion,
        also,
        names: segment::watched_variables(),
        names_with_keys: segment::WITH_KEYS,
    };
    app.output.bytes(render(args.shell, &options).as_bytes())
}
