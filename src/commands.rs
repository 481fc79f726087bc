//! The verbs, one a file: the only code that prints.

mod ask;
mod behind;
mod cache;
mod calls;
mod complete;
mod completions;
mod configure;
mod console;
mod credential_process;
mod current;
mod decided;
mod edits;
mod exec;
mod explain;
mod export;
mod identity;
mod init;
mod list;
mod login;
mod logout;
mod mfa;
mod moment;
mod off;
mod pick;
mod profile_chain;
mod prompt;
mod refresh;
mod row;
mod segment;
mod settings;
mod sso;
mod switch;
mod terminal;
mod unread;
mod r#use;
mod whoami;

use std::ffi::OsString;
use std::io::Write as _;
use std::mem::ManuallyDrop;

use crate::app::App;
use crate::cli::{self, Cli, Verb};
use crate::domain::text::printable;
use crate::error::{Error, Kind};
use crate::host::{self, Host};
use crate::output::Output;

/// Runs the command line `words` (the program's name first) and tells the exit code.
#[must_use]
pub fn main(words: &[OsString]) -> u8 {
    std::panic::set_hook(Box::new(|panic| {
        terminal::rescue();
        // The panic's message could quote data, so only the place is told.
        let place = panic.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
        let _ = writeln!(std::io::stderr(), "awsp: a defect in awsp{place}; please report it");
        std::process::exit(i32::from(Kind::Defect.exit_code()));
    }));
    let shown: Vec<String> = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let cli = match cli::parse(&shown) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, &shown),
    };
    let host = Host::read();
    let output = Output::new(&host, &cli.common);
    // The system takes memory back quicker than it is given back piece by piece.
    let app = ManuallyDrop::new(App::new(host, cli.common.clone(), output));
    // What was typed before TAB, and the words of a command, may be anything; elsewhere a near name must not be taken
    // for the one that was meant.
    let is_ours = |word: &&OsString| !matches!(cli.verb, Verb::Complete(_) | Verb::Exec(_)) || **word != "--";
    let exact = words.iter().take_while(is_ours).all(|word| word.to_str().is_some());
    let result = if exact {
        run(&app, cli, words)
    } else {
        Err(Error::usage("an argument is not UTF-8, as names of profiles are"))
    };
    match result {
        Ok(()) => 0,
        Err(error) => {
            app.output.error(&error);
            error.kind.exit_code()
        }
    }
}

fn run(app: &App, cli: Cli, words: &[OsString]) -> Result<(), Error> {
    if cli.shell.is_some() && !matches!(cli.verb, Verb::Use(_) | Verb::Off(_)) {
        // The shell function evaluates what is printed here, and only these two print code.
        return Err(Error::usage(
            "--shell in front of the command is the shell function's mark, for use and off alone",
        ));
    }
    if holds_credentials(&cli.verb) {
        host::keep_private();
    }
    match cli.verb {
        Verb::Init(args) => init::run(app, &args),
        Verb::Use(args) => r#use::run(app, &args, args.shell.or(cli.shell)),
        Verb::Off(args) => off::run(app, args.shell.or(cli.shell)),
        Verb::Current(_) => current::run(app),
        Verb::List(args) => list::run(app, &args),
        Verb::Prompt(args) => prompt::run(app, &args),
        Verb::Whoami(args) => whoami::run(app, &args),
        Verb::Refresh(args) => refresh::run(app, &args),
        Verb::Export(args) => export::run(app, &args),
        Verb::CredentialProcess(args) => credential_process::run(app, &args),
        Verb::Exec(args) => exec::run(app, &args, words),
        Verb::Completions(args) => completions::run(app, &args),
        Verb::Settings(args) => settings::run(app, &args),
        Verb::Cache(args) => cache::run(app, &args),
        Verb::Complete(args) => complete::run(app, &args),
        Verb::Explain(args) => explain::run(app, &args),
        Verb::Login(args) => login::run(app, &args),
        Verb::Logout(args) => logout::run(app, &args),
        Verb::Sso(args) => sso::run(app, &args),
        Verb::Configure(args) => configure::run(app, &args),
        Verb::Console(args) => console::run(app, &args),
    }
}

fn holds_credentials(verb: &Verb) -> bool {
    matches!(
        verb,
        Verb::Whoami(_)
            | Verb::Refresh(_)
            | Verb::Export(_)
            | Verb::CredentialProcess(_)
            | Verb::Exec(_)
            | Verb::Login(_)
            | Verb::Logout(_)
            | Verb::Sso(_)
            | Verb::Configure(_)
            | Verb::Console(_)
    )
}

/// What clap has to say, in which it repeats words of the line: nothing in them may steer a terminal or forge a line.
fn harmless(error: &clap::Error, words: &[String]) -> String {
    let safe: Vec<String> = words.iter().map(|word| printable(word).into_owned()).collect();
    let said = match cli::parse(&safe) {
        Err(again) if safe != *words => again.render().to_string(),
        _ => error.render().to_string(),
    };
    said.lines().flat_map(|line| [printable(line), "\n".into()]).collect()
}

/// Help and version, and what clap has to say of a wrong line. Where the shell function would evaluate standard
/// output, none of it goes there.
fn usage(error: &clap::Error, words: &[String]) -> u8 {
    let evaluated = words.iter().take_while(|word| *word != "--").any(|word| word == "--shell");
    if error.use_stderr() || evaluated {
        let text = harmless(error, words);
        let text = text.strip_prefix("error: ").map_or(text.clone(), |rest| format!("awsp: {rest}"));
        let _ = write!(std::io::stderr(), "{text}");
        if error.kind() == clap::error::ErrorKind::InvalidSubcommand {
            let _ = writeln!(std::io::stderr(), "\nhint: to switch to a profile: awsp use PROFILE");
        }
    } else {
        let _ = error.print();
    }
    u8::try_from(error.exit_code()).unwrap_or(2)
}
