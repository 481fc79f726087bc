//! `awsp exec`: runs a command with the profile's credentials.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

use crate::app::App;
use crate::cli::args::{ExecArgs, Server};
use crate::commands::identity::{Active, Manner};
use crate::commands::moment::local;
use crate::domain::child;
use crate::domain::credentials::Credentials;
use crate::domain::paste::word;
use crate::error::{Error, Kind};

/// `words` is the whole command line: the command's words need not be UTF-8.
pub(super) fn run(app: &App, args: &ExecArgs, words: &[OsString]) -> Result<(), Error> {
    let command = after_dashes(words);
    let Some((program, arguments)) = command.split_first() else {
        return Err(Error::usage("a command is missing after --"));
    };
    if args.server != Server::None {
        let profile = app.common.profile.as_deref().map(|name| format!(" {}", word(name)));
        let said = "the endpoints that give a command credentials and renew them are not there yet";
        return Err(Error::usage(said).hint(format!(
            "with credentials in its variables, which are not renewed: awsp exec{} --server none -- {}",
            profile.unwrap_or_default(),
            pasted(command)
        )));
    }
    app.checked_settings()?;
    let active = Active::of(app)?;
    let resolved = active.credentials(app, Manner::Attended)?;
    let changes = child::changes(&app.host.env, &resolved.credentials, active.region.as_ref());
    if let Some((name, _)) = changes.set.iter().find(|(_, value)| value.reveal().contains('\0')) {
        return Err(Error::failed(format!("the value of {name} holds a NUL, which no variable can"))
            .hint("see who gives it: awsp explain")
            .code("value-not-writable"));
    }
    app.output.note(&lasting(&resolved.credentials));
    let mut command = Command::new(program);
    command.args(arguments);
    for name in changes.unset {
        command.env_remove(name);
    }
    command.envs(changes.set.iter().map(|(name, value)| (name, value.reveal())));
    // This process becomes the command, so that signals reach it and its exit code is its own.
    Err(not_started(program, &command.exec()))
}

/// What follows the first `--`.
pub(super) fn after_dashes(words: &[OsString]) -> &[OsString] {
    let at = words.iter().position(|word| word == "--");
    at.and_then(|at| words.get(at + 1..)).unwrap_or_default()
}

fn pasted(command: &[OsString]) -> String {
    command.iter().map(|part| word(&part.to_string_lossy()).into_owned()).collect::<Vec<_>>().join(" ")
}

fn lasting(credentials: &Credentials) -> String {
    match credentials.expires_at {
        Some(at) => {
            format!("the credentials in the command's variables are not renewed; they end {}", local(at))
        }
        None => {
            "the credentials in the command's variables are not renewed; no end of them is known".to_owned()
        }
    }
}

fn not_started(program: &OsString, error: &std::io::Error) -> Error {
    let name = program.to_string_lossy();
    match error.kind() {
        ErrorKind::NotFound => {
            let looked = if name.contains('/') { "" } else { " in PATH" };
            Error::new(Kind::NotFound, format!("there is no command {name}{looked}"))
                .hint(format!("see whether it is there: command -v {}", word(&name)))
        }
        _ => Error::new(Kind::NotRun, format!("cannot run {name}: {error}"))
            .hint(format!("see whether it may be run: ls -l {}", word(&name))),
    }
    .code("command-not-run")
}
