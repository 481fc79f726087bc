//! Properties as they are given on the command line, and the secret that is not.

use crate::app::App;
use crate::cli::configure::WriteArgs;
use crate::commands::ask::{Echo, checked};
use crate::config::check::keys::{Form, is_secret, known};
use crate::config::check::{self};
use crate::domain::secret::Secret;
use crate::domain::text::printable;
use crate::error::Error;
use crate::host;

/// A property that is to be set, or taken out where it has no value. `Debug` hides the value.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Given {
    /// In lower case.
    pub(super) key: String,
    pub(super) value: Option<String>,
}

impl std::fmt::Debug for Given {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Given").field("key", &self.key).finish_non_exhaustive()
    }
}

const REGION: &str = "region";
pub(super) const ID: &str = "aws_access_key_id";
pub(super) const SECRET: &str = "aws_secret_access_key";

/// Reads `KEY=VALUE` words, and `--region`, which is one more.
pub(super) fn read(app: &App, words: &[String]) -> Result<Vec<Given>, Error> {
    let mut given: Vec<Given> = Vec::new();
    for word in words {
        // What has no = may be a value whose key was forgotten, even a secret.
        let Some((key, value)) = word.split_once('=') else {
            return Err(Error::usage("a property is not written as KEY=VALUE")
                .hint("awsp configure set NAME region=eu-west-1"));
        };
        let key = match key.split_once('.') {
            // Keys of an indented block keep their case.
            Some((block, key)) => format!("{}.{}", block.trim().to_lowercase(), key.trim()),
            None => key.trim().to_lowercase(),
        };
        refuse_secret(&key, value)?;
        if given.iter().any(|other| other.key == key) {
            return Err(Error::usage(format!("{} is given twice", printable(&key))));
        }
        let value = (!value.is_empty()).then(|| value.to_owned());
        given.push(Given { key, value });
    }
    if let Some(region) = &app.common.region {
        if given.iter().any(|given| given.key == REGION) {
            return Err(Error::usage("region is given twice, once as --region"));
        }
        given.push(Given { key: REGION.to_owned(), value: Some(region.as_str().to_owned()) });
    }
    Ok(given)
}

/// Arguments are seen by everybody on the machine, and kept in the shell's history.
fn refuse_secret(key: &str, value: &str) -> Result<(), Error> {
    if !is_secret(key) || value.is_empty() {
        return Ok(());
    }
    let error = Error::usage(format!(
        "{key} on the command line is seen by all programs and kept in the shell's history"
    ));
    Err(match known(key).map(|key| key.form) {
        Some(Form::Secret) => error.hint("give it on standard input: --secret-stdin"),
        _ => error.hint("awsp writes no temporary credentials: they end, and in a file nothing renews them"),
    })
}

/// The secret of the pair whose id is given: from standard input where that was asked for, else from the person.
pub(super) fn secret(stdin: bool, write: WriteArgs) -> Result<Option<Secret>, Error> {
    if stdin {
        let secret = host::secret_from_stdin()
            .map_err(|why| Error::failed(format!("the secret cannot be read from standard input: {why}")))?;
        // A terminal would show what is typed.
        return match secret {
            host::Input::Terminal => ask().map(Some),
            host::Input::Line(line) if line.is_empty() => {
                Err(Error::failed("standard input holds no secret"))
            }
            host::Input::Line(line) => Ok(Some(line)),
        };
    }
    if super::asks(write) { ask().map(Some) } else { Ok(None) }
}

fn ask() -> Result<Secret, Error> {
    let check = |answer: &str| match check::value(SECRET, answer) {
        Some(problem) => Err(problem.message),
        None => Ok(()),
    };
    checked("secret access key (hidden):", "", Echo::Stars, &check).map(Secret::new)
}
