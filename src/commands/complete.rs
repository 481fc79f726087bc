//! `awsp complete`: candidates for the shells' completion, one a line: value, tab, description.

use std::ffi::OsString;

use clap::Command;
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate, complete};

use crate::app::App;
use crate::cli;
use crate::cli::args::CompleteArgs;
use crate::commands::row::{Row, danger_sign_of};
use crate::config::section::Section;
use crate::domain::text::{is_unsafe, printable};
use crate::error::Error;

pub(super) fn run(app: &App, args: &CompleteArgs) -> Result<(), Error> {
    let (last, before) = match args.words.split_last() {
        Some((last, before)) => (last.as_str(), before),
        None => ("", &[][..]),
    };
    let mut text = String::new();
    if args.profiles || is_profile_alone(before, last) {
        profiles(app, last, |name, description| offer(&mut text, last, name, description));
    } else {
        for (value, description) in words(app, before, last) {
            offer(&mut text, last, &value, &description);
        }
    }
    app.output.bytes(text.as_bytes())
}

/// Whether a line of candidates or a shell's line editor could take this for something else: control characters
/// cannot be carried in lines; what is invisible or turns the reading direction is shown as it is; fish ends a word at
/// any blank of Unicode, and puts no backslash before it; and zsh's line editor takes U+E000 to U+E0FF for the bytes 0 to
/// 255, among them the line feed and the semicolon, after it has quoted the word.
fn changes_in_shells(c: char) -> bool {
    is_unsafe(c) || (c.is_whitespace() && c != ' ') || ('\u{e000}'..='\u{e0ff}').contains(&c)
}

/// One line, where the value can stand in one.
fn offer(text: &mut String, last: &str, value: &str, description: &str) {
    // A name with a character that a shell would not insert as it is, is still usable, only not offered. Options only
    // where one was begun.
    let wanted = last.starts_with('-') || !value.starts_with('-');
    if wanted && !value.is_empty() && !value.chars().any(changes_in_shells) {
        text.extend([value, "\t", &printable(description), "\n"]);
    }
}

/// Tells the profiles whose names begin with `prefix`, each with what it is. Of more than [`MANY`] only the dangerous
/// ones are marked: nobody reads all that, and working it out would be felt.
fn profiles(app: &App, prefix: &str, mut tell: impl FnMut(&str, &str)) {
    let matching = || app.config().profiles.iter().filter(|profile| profile.name.starts_with(prefix));
    if matching().nth(MANY).is_some() {
        for profile in matching() {
            tell(profile.name, danger_sign_of(app, profile.name));
        }
    } else {
        for row in Row::all(app, matching()) {
            tell(row.profile.name, &row.description(app));
        }
    }
}

/// So many names are described.
const MANY: usize = 250;

/// What can follow `before`, beginning with `last`: the engine of `clap_complete` knows the grammar, awsp the profiles.
fn words(app: &App, before: &[String], last: &str) -> Vec<(String, String)> {
    // Only those that can be wanted are described; the engine cuts the value of `--profile=…` off itself, as here.
    let typed = last.strip_prefix("--profile=").unwrap_or(last);
    let mut names: Vec<(String, String)> = Vec::new();
    if wants_profiles(before, last) {
        profiles(app, typed, |name, description| names.push((name.to_owned(), description.to_owned())));
    }
    let profiles = || candidates(names.clone());
    let sessions = || candidates(sessions(app, before, last));
    // All arguments are gone through, for one that is changed alone would be the last positional one afterwards.
    let taking = |sub: Command, profile: &'static str| {
        sub.mut_args(|arg| match arg.get_id().as_str() {
            id if id == profile => arg.add(profiles()),
            "sso_session" => arg.add(sessions()),
            _ => arg,
        })
    };
    let mut command = cli::command().mut_arg("profile", |arg| arg.add(profiles()));
    for verb in ["use", "exec", "explain", "login", "logout", "console"] {
        command = command.mut_subcommand(verb, |sub| taking(sub, "name"));
    }
    for (verb, parts) in [
        ("configure", &[("set", "name"), ("copy", "from"), ("rename", "from"), ("remove", "name")][..]),
        ("sso", &[("accounts", ""), ("roles", ""), ("sync", "")]),
    ] {
        command = command.mut_subcommand(verb, |sub| {
            parts
                .iter()
                .fold(sub, |sub, (part, profile)| sub.mut_subcommand(part, |sub| taking(sub, profile)))
        });
    }
    let line: Vec<OsString> = before.iter().map(OsString::from).chain([OsString::from(last)]).collect();
    let index = line.len() - 1;
    let Ok(found) = complete(&mut command, line, index, None) else { return Vec::new() };
    found
        .into_iter()
        .filter(|candidate| !candidate.is_hide_set())
        .map(|candidate| {
            let help = candidate.get_help().map(ToString::to_string).unwrap_or_default();
            let help = help.lines().next().unwrap_or_default().chars().filter(|c| !is_unsafe(*c)).collect();
            (candidate.get_value().to_string_lossy().into_owned(), help)
        })
        .collect()
}

/// Values for the engine, each with what it is.
fn candidates(values: Vec<(String, String)>) -> ArgValueCandidates {
    ArgValueCandidates::new(move || {
        let values = values.iter();
        values
            .map(|(value, about)| CompletionCandidate::new(value).help(Some(about.clone().into())))
            .collect()
    })
}

/// The sso-sessions of the config file, where the word is the name of one.
fn sessions(app: &App, before: &[String], last: &str) -> Vec<(String, String)> {
    let option = "--sso-session";
    if !last.starts_with(option) && before.last().is_none_or(|word| word != option) {
        return Vec::new();
    }
    let sessions = app.config().sso_sessions();
    let about = |section: Section<'_>| {
        let url = section.get("sso_start_url").and_then(|url| url.text().map(str::to_owned));
        url.unwrap_or_default()
    };
    sessions.map(|(name, section)| (name.to_owned(), about(section))).collect()
}

/// Verbs that take a profile's name as a word of their own.
const TAKING: [&str; 7] = ["use", "exec", "explain", "login", "logout", "console", "configure"];

/// Whether the word is a profile's name on one of the lines that are completed most, where the engine, which would
/// have to learn of all commands first, has nothing to add.
fn is_profile_alone(before: &[String], last: &str) -> bool {
    const NAMING: [&str; 7] = ["use", "current", "whoami", "export", "exec", "explain", "credential-process"];
    let before: Vec<&str> = before.iter().skip(1).map(String::as_str).collect();
    !last.starts_with('-')
        && match before.as_slice() {
            ["use" | "exec" | "explain" | "login" | "logout" | "console"] => true,
            [verb, "--profile" | "-p"] => NAMING.contains(verb),
            _ => false,
        }
}

/// Whether the word can be a profile's name, so that the files need not be read for any other.
fn wants_profiles(before: &[String], last: &str) -> bool {
    let after_option = before.last().is_some_and(|word| word == "--profile" || word == "-p");
    after_option
        || last.starts_with("--profile=")
        || before.iter().skip(1).any(|word| TAKING.contains(&word.as_str()))
}
