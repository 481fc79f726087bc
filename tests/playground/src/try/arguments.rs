//! The command line, and which shell is meant.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use playground::kind::Kind;

pub const HELP: &str = "\
Try awsp without an AWS account: a fake AWS on loopback, a home that is removed afterwards, and a shell in it.

Usage: awsp-try [bash|zsh|fish] [--transcript] [--picture FILE]

Without a shell named it is that of $SHELL. Where standard input or output is no terminal, a session is played in
every shell that is installed, or in the one named, and what the screen showed is printed.

Options:
  --transcript    Play the session on a terminal, too
  --picture FILE  Draw a played session as SVG
  -h, --help      Print help
";

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
pub enum Arguments {
    Help,
    Try(Choice),
}

/// How it is to be tried.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Choice {
    pub kind: Option<Kind>,
    pub transcript: bool,
    pub picture: Option<PathBuf>,
}

/// Reads the words after the program's name.
pub fn read(words: impl Iterator<Item = OsString>) -> Result<Arguments, String> {
    let mut choice = Choice::default();
    let mut words = words.peekable();
    while let Some(word) = words.next() {
        match word.to_str() {
            Some("-h" | "--help") => return Ok(Arguments::Help),
            Some("--transcript") => choice.transcript = true,
            Some("--picture") => {
                let file = words.next().ok_or("--picture takes a file")?;
                choice.picture = Some(file.into());
            }
            Some(name) if Kind::from_name(name).is_some() && choice.kind.is_none() => {
                choice.kind = Kind::from_name(name);
            }
            _ => return Err(format!("what is {:?}?", word.to_string_lossy())),
        }
    }
    Ok(Arguments::Try(choice))
}

/// The one shell to open: the one asked for, else that of `$SHELL`, else any; with a word about it where it is not
/// the expected one.
pub fn one_shell(asked: Option<Kind>, login: Option<&OsStr>) -> Result<(Kind, Option<String>), String> {
    if let Some(kind) = asked {
        return if kind.is_installed() { Ok((kind, None)) } else { Err(missing(kind)) };
    }
    let own = login.map(Path::new).and_then(Path::file_name).and_then(OsStr::to_str);
    let kind = own.and_then(Kind::from_name);
    if let Some(kind) = kind.filter(|kind| kind.is_installed()) {
        return Ok((kind, None));
    }
    let installed = shells(None)?;
    let first = installed.first().copied().ok_or_else(none)?;
    let names: Vec<&str> = installed.iter().map(|kind| kind.name()).collect();
    let why = match (own, kind) {
        (None, _) => "$SHELL is not set".to_owned(),
        (Some(name), None) => format!("awsp does not serve {name}"),
        (Some(name), Some(_)) => format!("{name} is not installed"),
    };
    let choice = format!(
        "{why}, so this is {first}; installed: {all}; another: make try SHELL_KIND=zsh",
        first = first.name(),
        all = names.join(", ")
    );
    Ok((first, Some(choice)))
}

/// The shells to play in: the one asked for, else all that are installed.
pub fn shells(asked: Option<Kind>) -> Result<Vec<Kind>, String> {
    if let Some(kind) = asked {
        return if kind.is_installed() { Ok(vec![kind]) } else { Err(missing(kind)) };
    }
    let installed: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| kind.is_installed()).collect();
    if installed.is_empty() { Err(none()) } else { Ok(installed) }
}

fn missing(kind: Kind) -> String {
    let name = kind.name();
    format!(
        "{name} is not installed\nhint: Debian, Ubuntu: apt-get install {name}\nhint: Fedora: dnf install {name}\nhint: macOS: brew install {name}"
    )
}

fn none() -> String {
    "neither bash nor zsh nor fish is installed\nhint: Debian, Ubuntu: apt-get install zsh".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_words(words: &[&str]) -> Result<Arguments, String> {
        read(words.iter().map(OsString::from))
    }

    #[test]
    fn words_are_understood_in_any_order() {
        let wanted = Choice { kind: Some(Kind::Fish), transcript: true, picture: Some("x.svg".into()) };
        assert_eq!(read_words(&["--picture", "x.svg", "fish", "--transcript"]), Ok(Arguments::Try(wanted)));
        assert_eq!(read_words(&["tcsh", "--help"]), Err("what is \"tcsh\"?".to_owned()));
        assert_eq!(read_words(&["--help"]), Ok(Arguments::Help));
        assert!(read_words(&["bash", "zsh"]).is_err() && read_words(&["--picture"]).is_err());
    }

    #[test]
    fn a_login_shell_that_is_not_served_is_told_about() {
        let (_, note) = one_shell(None, Some(OsStr::new("/bin/dash"))).expect("a shell is installed");
        assert!(note.is_some_and(|note| note.contains("does not serve dash")));
        let (kind, note) = one_shell(None, Some(OsStr::new("/opt/odd/bash"))).expect("a shell is installed");
        assert_eq!((kind, note), (Kind::Bash, None));
    }
}
