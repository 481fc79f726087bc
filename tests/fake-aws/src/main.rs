//! The program `fake-aws`: a fake AWS to start by hand, or as a process of its own for tests.

mod arguments;

use arguments::{Arguments, Wish};
use fake_aws::FakeAws;
use serde_json::{Map, Value, json};
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, thread};

/// The status for a command line that cannot be understood.
const USAGE_ERROR: u8 = 2;

fn main() -> ExitCode {
    let told = match arguments::read(env::args_os().skip(1)) {
        Ok(Wish::Help) => {
            io::stdout().write_all(arguments::HELP.as_bytes()).map_err(|error| error.to_string())
        }
        Ok(Wish::Serve(arguments)) => serve(&arguments),
        Err(why) => {
            eprintln!("fake-aws: {why}\nhint: fake-aws --help");
            return ExitCode::from(USAGE_ERROR);
        }
    };
    match told {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("fake-aws: {why}");
            ExitCode::FAILURE
        }
    }
}

/// Listens until standard input closes, or until the process is ended.
fn serve(arguments: &Arguments) -> Result<(), String> {
    let settings = arguments.config.as_deref().map_or_else(|| Ok(json!({})), read_settings)?;
    let listeners: Vec<(&str, u16)> =
        arguments.listeners.iter().map(|(name, port)| (name.as_str(), *port)).collect();
    let fake =
        FakeAws::start_with(&listeners, settings).map_err(|error| format!("cannot listen on {error}"))?;
    let urls: Map<String, Value> =
        fake.urls().map(|(name, url)| (name.to_owned(), Value::from(url))).collect();
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{}", json!({"listening": urls}))
        .and_then(|()| stdout.flush())
        .map_err(|error| format!("cannot print the addresses: {error}"))?;
    drop(stdout);
    if arguments.exit_with_stdin {
        // An error is an end as well.
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        return Ok(());
    }
    loop {
        thread::park();
    }
}

fn read_settings(path: &Path) -> Result<Value, String> {
    let text =
        fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let settings: Value =
        serde_json::from_str(&text).map_err(|error| format!("{} is not JSON: {error}", path.display()))?;
    if settings.is_object() { Ok(settings) } else { Err(format!("{} holds no JSON object", path.display())) }
}
