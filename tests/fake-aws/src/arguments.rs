//! The command line of the program `fake-aws`.

use std::ffi::OsString;
use std::path::PathBuf;

/// What `--help` prints.
pub const HELP: &str = "\
A fake AWS on loopback, over plain HTTP

Usage: fake-aws [--port [NAME=]PORT]... [--config FILE] [--exit-with-stdin]

Options:
  --port [NAME=]PORT  listen on this port of 127.0.0.1, 0 for a free one; may be repeated
                      [default: main=0]
  --config FILE       JSON object, merged into the settings at start and at every reset
  --exit-with-stdin   end when standard input is closed
  --help              print this

Prints its addresses as one line of JSON: {\"listening\": {\"main\": \"http://127.0.0.1:4566\"}}

Programs find it through AWS_ENDPOINT_URL=http://127.0.0.1:4566, and
AWS_EC2_METADATA_SERVICE_ENDPOINT, AWS_CONTAINER_CREDENTIALS_FULL_URI (with the path /ecs/NAME) and
HTTPS_PROXY likewise.

Control calls, JSON in and out:
  GET    /_fake/health   version and listeners
  GET    /_fake/log      requests seen, oldest first; DELETE clears it
  GET    /_fake/config   settings; POST merges into them
  GET    /_fake/faults   armed faults; POST adds one or a list, DELETE disarms them
  POST   /_fake/device   {\"user_code\": \"FAKE-0002\", \"action\": \"approve\"}, or deny, or expire
  POST   /_fake/script   recorded answers, given in this order in place of the services':
                         [{\"method\": \"GET\", \"path\": \"/a\", \"status\": 200, \"headers\": {}, \"body\": \"\"}]
  POST   /_fake/reset    all as at start
";

/// What the program was asked to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Wish {
    /// Print the help.
    Help,
    /// Listen.
    Serve(Arguments),
}

/// How to listen.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// Name and port of every listener; never empty.
    pub listeners: Vec<(String, u16)>,
    /// The settings file.
    pub config: Option<PathBuf>,
    /// Whether to end with standard input.
    pub exit_with_stdin: bool,
}

/// Reads the arguments that follow the program's name.
///
/// # Errors
/// What is wrong with them, one line.
pub fn read(given: impl IntoIterator<Item = OsString>) -> Result<Wish, String> {
    let mut arguments = Arguments::default();
    let mut given = given.into_iter();
    while let Some(argument) = given.next() {
        let (name, inline) = split(argument);
        let mut value =
            || inline.clone().or_else(|| given.next()).ok_or_else(|| format!("{name} needs a value"));
        match name.as_str() {
            "--port" => {
                let port = value()?;
                let listener = listener(&port.to_string_lossy(), arguments.listeners.len())?;
                if arguments.listeners.iter().any(|(name, _)| *name == listener.0) {
                    return Err(format!("two listeners are named {}", listener.0));
                }
                arguments.listeners.push(listener);
            }
            "--config" => arguments.config = Some(value()?.into()),
            "--exit-with-stdin" | "--help" | "-h" if inline.is_some() => {
                return Err(format!("{name} takes no value"));
            }
            "--exit-with-stdin" => arguments.exit_with_stdin = true,
            "--help" | "-h" => return Ok(Wish::Help),
            _ => return Err(format!("unknown argument {name}")),
        }
    }
    if arguments.listeners.is_empty() {
        arguments.listeners.push(("main".to_owned(), 0));
    }
    Ok(Wish::Serve(arguments))
}

/// Splits `--name=value`. What is not UTF-8 can only be a value of its own.
fn split(argument: OsString) -> (String, Option<OsString>) {
    match argument.into_string() {
        Ok(text) => match text.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name.to_owned(), Some(value.into())),
            _ => (text, None),
        },
        Err(raw) => (raw.to_string_lossy().into_owned(), None),
    }
}

fn listener(text: &str, index: usize) -> Result<(String, u16), String> {
    let (name, port) = text.rsplit_once('=').unwrap_or(("", text));
    let port = port.parse().map_err(|_| format!("not a port: {text}"))?;
    let name = match (name, index) {
        ("", 0) => "main".to_owned(),
        ("", _) => format!("listener{index}"),
        (name, _) => name.to_owned(),
    };
    Ok((name, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &[&str]) -> Result<Wish, String> {
        read(words.iter().map(OsString::from))
    }

    #[test]
    fn listeners_have_names() {
        let Ok(Wish::Serve(arguments)) = of(&["--port", "80", "--port=web=81", "--port", "0"]) else {
            panic!()
        };
        let names = [("main", 80), ("web", 81), ("listener2", 0)];
        assert_eq!(arguments.listeners, names.map(|(name, port)| (name.to_owned(), port)));
        let Ok(Wish::Serve(arguments)) = of(&[]) else { panic!() };
        assert_eq!(arguments.listeners, [("main".to_owned(), 0)]);
    }

    #[test]
    fn options_are_read() {
        let Ok(Wish::Serve(arguments)) = of(&["--config", "a=b.json", "--exit-with-stdin"]) else { panic!() };
        assert_eq!(arguments.config, Some(PathBuf::from("a=b.json")));
        assert!(arguments.exit_with_stdin);
        assert_eq!(of(&["--port", "1", "--help"]), Ok(Wish::Help));
    }

    #[test]
    fn mistakes_are_told() {
        for (words, told) in [
            (&["--port"][..], "--port needs a value"),
            (&["--port", "web"], "not a port: web"),
            (&["--port", "70000"], "not a port: 70000"),
            (&["--port", "a=1", "--port", "a=2"], "two listeners are named a"),
            (&["--help=x"], "--help takes no value"),
            (&["serve"], "unknown argument serve"),
        ] {
            assert_eq!(of(words), Err(told.to_owned()));
        }
    }
}
