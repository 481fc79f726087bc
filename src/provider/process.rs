//! An external program: `credential_process`. Run only for a command that a person or a tool has started, never behind
//! a prompt.
//!
//! Source: AWS CLI v2, `botocore/credentials.py` (`ProcessProvider`): its word splitting, no shell, its reading of the
//! answer. Other than there, the program has a time limit, and what it says on standard error is not lost where it
//! succeeds.

mod answer;
mod run;

use std::borrow::Cow;
use std::io::ErrorKind;
use std::path::Path;

use crate::config::hint;
use crate::config::shell_words;
use crate::domain::credentials::Credentials;
use crate::domain::origin::Origin;
use crate::domain::paste::word;
use crate::domain::profile_chain::ProfileChain;
use crate::domain::sign_in_command::sign_in_command;
use crate::domain::text::printable;
use crate::error::{Error, Kind};
use crate::provider::context::Context;
use crate::provider::explain::{Trouble, profile_option};
use crate::store::failures::Reason;
use run::{Ended, Failed};

/// The most that is told of what a program said, in characters.
const LONGEST_WORDS: usize = 2000;
/// How awsp ends where a person must act first.
const SIGN_IN_NEEDED: i32 = 3;

/// What a profile says about it. No `Debug`: the command may hold a password.
pub(super) struct Program<'a> {
    /// The profile that names it.
    pub(super) profile: &'a str,
    /// `credential_process`.
    pub(super) command: &'a str,
    /// `aws_account_id`.
    pub(super) account_id: Option<&'a str>,
    /// The line of the command.
    pub(super) origin: &'a Origin,
}

/// The credentials.
pub(super) fn get(context: &Context<'_>, program: &Program<'_>) -> Result<Credentials, Trouble> {
    if context.is_behind() {
        return Err(Trouble::other(program.error("is not run behind a prompt").code("process-failed")));
    }
    let words = shell_words(program.command).unwrap_or_default();
    let Some(name) = words.first().map(|name| shown(name)) else {
        let what = "is no command: it has an open quote, ends in a backslash, or is blank";
        return Err(Trouble::other(program.error(what).code("process-bad-command")));
    };
    let chain = ProfileChain::of(context.scope.env);
    chain.check(context.profile).map_err(|problem| Trouble::other(problem.into()))?;
    let ended = run::run(&words, &chain.extended(context.profile), context.program_limit)
        .map_err(|failed| Trouble::other(program.failed(context, &words, &name, &failed)))?;
    let output = Output::of(&ended);
    if let Some(why) = unsuccessful(&ended) {
        let said = output.words().map_or_else(String::new, |words| format!(": {words}"));
        if ended.code == Some(SIGN_IN_NEEDED) && is_awsp(&name) {
            return Err(program.needs_person(&name, &output));
        }
        let error = program.error(&format!("failed: {name} {why}{said}"));
        return Err(Trouble::other(signing_in(error, context, &words).code("process-failed")));
    }
    let wrong = match answer::read(&ended.stdout, program.account_id) {
        Ok(credentials) if !credentials.ended(context.now()) => {
            if let Some(tell) = context.program_said {
                output.lines().for_each(|line| tell(&format!("{name}: {line}")));
            }
            return Ok(credentials);
        }
        Ok(_) => None,
        Err(wrong) => Some(wrong),
    };
    let said = output.words().map_or_else(String::new, |words| format!(" (it said: {words})"));
    Err(Trouble::other(if let Some(wrong) = wrong {
        program.error(&format!("is of no use: {name} {wrong}{said}")).code("process-bad-output")
    } else {
        let what = format!("is of no use: {name} gives credentials that have ended already{said}");
        signing_in(program.error(&what), context, &words).code("credentials-ended")
    }))
}

impl Program<'_> {
    fn error(&self, what: &str) -> Error {
        let name = printable(self.profile);
        Error::failed(format!("the credential_process of profile '{name}' ({}) {what}", self.origin))
            .hint(format!("see the line: {}", hint::edit(self.origin)))
    }

    /// Another awsp needs a person: its hints say what for.
    fn needs_person(&self, name: &str, output: &Output) -> Trouble {
        let what = output.lines().find_map(|line| line.strip_prefix("awsp: ").map(str::to_owned));
        let what = what.map_or_else(String::new, |what| format!(": {what}"));
        let message = format!(
            "the credential_process of profile '{}' ({}) needs a person: {name}{what}",
            printable(self.profile),
            self.origin
        );
        let hints = output.lines().filter_map(|line| line.strip_prefix("hint: ").map(str::to_owned));
        let error = hints.fold(Error::new(Kind::SignIn, message), Error::hint).code("sign-in-needed");
        Trouble { error, reason: Reason::SignIn }
    }

    fn failed(&self, context: &Context<'_>, words: &[String], name: &str, failed: &Failed) -> Error {
        match failed {
            Failed::NotStarted(error) => {
                let why = match error.kind() {
                    ErrorKind::NotFound if name.contains('/') => "there is no such file".to_owned(),
                    ErrorKind::NotFound => "there is no such command in PATH".to_owned(),
                    _ => error.to_string(),
                };
                self.error(&format!("cannot be started: {name}: {why}"))
                    .hint(format!("see whether it is there: command -v {}", word(name)))
                    .hint("no shell runs it: ~, $VARIABLE and pipes mean nothing there")
                    .code("process-not-started")
            }
            Failed::TooSlow(limit) => {
                let what = format!("took too long: {name} was ended after {} s", limit.as_secs());
                signing_in(self.error(&what), context, words).code("process-timeout")
            }
            Failed::TooMuch => self
                .error(&format!("is of no use: {name} writes far more than credentials"))
                .code("process-bad-output"),
            Failed::Lost(error) => {
                self.error(&format!("failed: {name} could not be waited for: {error}")).code("process-failed")
            }
            Failed::Interrupted => {
                let error = self.error(&format!("was cancelled: {name} was interrupted"));
                Error { kind: Kind::Cancelled, ..error }.code("process-failed")
            }
        }
    }
}

fn signing_in(error: Error, context: &Context<'_>, words: &[String]) -> Error {
    let then = format!("awsp whoami{}", profile_option(context.profile));
    error.hint(match sign_in_command(words) {
        Some(command) => format!("if it wants a sign-in: {command}; then: {then}"),
        None => format!("where it wants a person to sign in, do that as its makers say, then: {then}"),
    })
}

fn is_awsp(name: &str) -> bool {
    Path::new(name).file_name().is_some_and(|base| base == "awsp")
}

/// The program's name for a sentence. Of a word such as `PASSWORD=x`, which somebody meant for a shell, not the value.
fn shown(name: &str) -> String {
    let base = Path::new(name).file_name().is_some_and(|base| base.to_string_lossy().contains('='));
    let kept = if base { name.split('=').next().unwrap_or_default() } else { name };
    printable(kept).into_owned()
}

fn unsuccessful(ended: &Ended) -> Option<String> {
    match (ended.code, ended.signal) {
        (Some(0), _) => None,
        (Some(code), _) => Some(format!("ended with status {code}")),
        (None, Some(signal)) => Some(format!("was ended by signal {signal}")),
        (None, None) => Some("ended in no known way".to_owned()),
    }
}

/// What the program said on standard error, without the secrets of its answer.
struct Output(String);

impl Output {
    fn of(ended: &Ended) -> Self {
        let mut text = String::from_utf8_lossy(&ended.stderr).into_owned();
        // Some put the whole answer there, or a part of it.
        for secret in answer::secrets(&ended.stdout).into_iter().chain(answer::secrets(&ended.stderr)) {
            text = text.replace(&secret, "(hidden)");
        }
        Self(text)
    }

    /// Its lines, fit for a terminal, without empty ones.
    fn lines(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.lines().map(str::trim_end).filter(|line| !line.is_empty()).map(printable)
    }

    /// The end of it in one line; `None` where there is nothing.
    fn words(&self) -> Option<String> {
        let whole = self.lines().collect::<Vec<_>>().join(" | ");
        let skipped = whole.chars().count().saturating_sub(LONGEST_WORDS);
        let kept: String = whole.chars().skip(skipped).collect();
        (!kept.is_empty()).then(|| if skipped > 0 { format!("… {kept}") } else { kept })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_was_meant_for_a_shell_hides_its_value() {
        assert_eq!(shown("/opt/bin/get"), "/opt/bin/get");
        assert_eq!(shown("/a=b/get"), "/a=b/get");
        assert_eq!(shown("PASSWORD=sesame"), "PASSWORD");
        assert_eq!(shown("a\u{1b}[2J"), "a\u{fffd}[2J");
    }

    #[test]
    fn what_it_said_is_one_line_without_its_secrets() {
        let stdout = br#"{"SecretAccessKey": "sesame-sesame", "SessionToken": "open-open"}"#.to_vec();
        let stderr = b"\nget: \x1b[1mSesame\n\nkey sesame-sesame, token open-open\n".to_vec();
        let ended = Ended { code: Some(0), signal: None, stdout, stderr };
        let words = Output::of(&ended).words();
        assert_eq!(words.as_deref(), Some("get: \u{fffd}[1mSesame | key (hidden), token (hidden)"));
        let long = Ended { stdout: Vec::new(), stderr: vec![b'x'; 3000], ..ended };
        assert_eq!(Output::of(&long).words().map(|words| words.chars().count()), Some(LONGEST_WORDS + 2));
    }
}
