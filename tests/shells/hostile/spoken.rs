//! What the program itself says: lists with a line a profile, errors and JSON, of names, regions, accounts, roles, paths
//! and words that are as bad as can be.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::process::Output;

use proptest::prelude::*;
use serde_json::Value;

use crate::home::binary;
use crate::kind::Kind;

use super::harmless;
use super::pieces::{bytes, fits_header, header, line, text};
use super::place::Place;
use super::property::{Fault, for_all};

fn awsp(place: &Place, words: &[&OsStr]) -> Output {
    place.home.command(binary()).args(words).output().expect("the program runs")
}

fn words(line: &str) -> Vec<&OsStr> {
    line.split(' ').map(OsStr::new).collect()
}

/// Lines of harmless text, as many as there are profiles and `more`.
fn one_each<'a>(output: &'a Output, profiles: usize, more: usize, what: &str) -> Result<Vec<&'a str>, Fault> {
    harmless::talk(&output.stderr).map_err(|why| Fault::somewhere(format!("{what}: {why}")))?;
    let lines = harmless::lines(&output.stdout).map_err(|why| Fault::somewhere(format!("{what}: {why}")))?;
    if lines.len() == profiles + more {
        Ok(lines)
    } else {
        Err(Fault::somewhere(format!("{what}: {} lines for {profiles} profiles", lines.len())))
    }
}

#[test]
fn a_list_has_one_harmless_line_a_profile() {
    let profile =
        (line(), line(), line()).prop_filter("a header", |(name, ..)| fits_header(name.as_bytes()).is_some());
    for_all("a list of profiles", &profile, 10_000, 5_000, |profiles| {
        let place = Place::new(Kind::Bash);
        let mut names: Vec<&str> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        let mut config =
            "[profile keys]\naws_access_key_id = AKIAEXAMPLEEXAMPLE00\naws_secret_access_key = x\n"
                .to_owned();
        for (name, role, region) in profiles.iter().filter(|(name, ..)| name != "keys" && name != "default") {
            if seen.insert(name) {
                names.push(name);
                config.push_str(&header(name));
                config.push_str("\nrole_arn = arn:aws:iam::777788889999:role/");
                config.push_str(role);
                config.push_str("\nsource_profile = keys\nregion = ");
                config.push_str(region);
                config.push('\n');
            }
        }
        place.write_old(".aws/config", config);
        let all = names.len() + 1;
        one_each(&awsp(&place, &words("list --names")), all, 0, "list --names")?;
        one_each(&awsp(&place, &words("list")), all, 1, "list")?;
        let output = awsp(&place, &words("list --json"));
        harmless::lines(&output.stdout).map_err(|why| Fault::somewhere(format!("list --json: {why}")))?;
        let told: Value =
            serde_json::from_slice(&output.stdout).map_err(|why| Fault::somewhere(why.to_string()))?;
        let told = told.as_array().map(Vec::as_slice).unwrap_or_default();
        for (at, name) in names.iter().enumerate() {
            if !told.iter().skip(at).take(2).any(|row| row["name"] == *name) {
                return Err(Fault::somewhere(format!("list --json tells another name than {name:?}")));
            }
        }
        // Candidates end their value with a tab.
        let mut output = awsp(&place, &words("complete --profiles -- "));
        output.stdout.retain(|byte| *byte != b'\t');
        harmless::lines(&output.stdout).map(drop).map_err(|why| Fault::somewhere(format!("complete: {why}")))
    });
}

/// A command with bad variables and a bad word.
#[derive(Clone, Debug)]
struct Line {
    command: &'static str,
    word: Vec<u8>,
    profile: Vec<u8>,
    region: Vec<u8>,
    text: String,
}

/// Commands in which `{}` stands for the bad word.
const COMMANDS: &[&str] = &[
    "current",
    "current --json",
    "current -v",
    "whoami",
    "whoami --json",
    "prompt",
    "prompt --json",
    "use {}",
    "--shell zsh use {} nonsense",
    "{}",
    "--{}",
    "current {}",
    "init {}",
    "init bash --cmd {}",
    "--region {} current",
    "current --profile {}",
    "prompt --shell {}",
    "settings",
    "explain {}",
    "explain --json {}",
    "explain --all",
    "settings {}",
    "settings --json",
    "cache list",
    "refresh",
    "prompt --format {}",
    "list",
];

#[test]
fn whatever_is_said_is_harmless() {
    let lines = (prop::sample::select(COMMANDS), bytes(), bytes(), bytes(), text())
        .prop_map(|(command, word, profile, region, text)| Line { command, word, profile, region, text });
    for_all("a command", &lines, 600, 1, |lines| {
        for (at, line) in lines.iter().enumerate() {
            let fault = |why: String| Fault::of(at, why);
            let mut place = Place::new(Kind::Bash);
            place.home.set("AWS_PROFILE", OsString::from_vec(line.profile.clone()));
            place.home.set("AWS_REGION", OsString::from_vec(line.region.clone()));
            place.home.set("AWSP_ACCOUNTS", format!("777788889999={}", line.text));
            let folder = place.home.path().join(OsStr::from_bytes(&line.region));
            place.home.set("AWS_CONFIG_FILE", folder);
            let words: Vec<OsString> = line
                .command
                .split(' ')
                .map(|word| match word.strip_suffix("{}") {
                    Some(head) => OsString::from_vec([head.as_bytes(), &line.word].concat()),
                    None => word.into(),
                })
                .collect();
            let words: Vec<&OsStr> = words.iter().map(OsString::as_os_str).collect();
            let output = awsp(&place, &words);
            harmless::lines(&output.stderr).map_err(|why| fault(format!("on standard error: {why}")))?;
            if !output.stdout.is_empty() && line.command != "init {}" {
                harmless::lines(&output.stdout).map_err(|why| fault(format!("on standard output: {why}")))?;
            }
            if line.command.ends_with("--json") && output.status.success() {
                let value: Result<Value, _> = serde_json::from_slice(&output.stdout);
                value.map_err(|why| fault(why.to_string()))?;
            }
        }
        Ok(())
    });
}
