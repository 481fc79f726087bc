//! Both files put together: profiles by name, and what else they define.

mod cli;
mod sdk;

pub(in crate::config) use cli::kind_and_name;

use std::path::PathBuf;
use std::sync::Arc;

use crate::config::document::{Document, Text};
use crate::config::hint;
use crate::config::legacy::{self, Legacy};
use crate::config::named::Named;
use crate::config::parse::lines::lines;
use crate::config::parse::{Reading, parse, parse_whole};
use crate::config::profiles::{Documents, Place, Profiles, Rows};
use crate::config::section::Section;
use crate::config::source::{Content, Files, LARGEST, SourceFile};
use crate::domain::problem::{Problem, Severity};

/// All that the two files say.
#[derive(Debug, Clone)]
pub struct Config {
    /// By whose rules they were read.
    pub reading: Reading,
    /// See [`Profiles`].
    pub profiles: Profiles,
    sso_sessions: Named<Place>,
    services: Named<Place>,
    /// Everything that is wrong with the files as such; of single profiles, see [`crate::config::plan::plan`].
    pub problems: Vec<Problem>,
    /// Set when the tools of this reading refuse a file whole: every command of theirs fails, whatever profile it
    /// is about. The profiles are then those that a tolerant reading still finds.
    pub refused: Option<Problem>,
    /// Where the config file is, or would be.
    pub config_path: Arc<PathBuf>,
    /// Where the credentials file is, or would be.
    pub credentials_path: Arc<PathBuf>,
    /// Key files of older tools, asked last.
    pub(in crate::config) legacy: Vec<Legacy>,
}

impl Config {
    /// The `sso-session` section of this name.
    #[must_use]
    pub fn sso_session(&self, name: &str) -> Option<Section<'_>> {
        self.profiles.files.config.section(self.sso_sessions.get(name)?.at())
    }

    /// The `services` section of this name.
    #[must_use]
    pub fn services(&self, name: &str) -> Option<Section<'_>> {
        self.profiles.files.config.section(self.services.get(name)?.at())
    }
}

impl Config {
    /// All `sso-session` sections with their names.
    pub fn sso_sessions(&self) -> impl Iterator<Item = (&str, Section<'_>)> {
        self.named(&self.sso_sessions)
    }

    /// All `services` sections with their names.
    pub fn all_services(&self) -> impl Iterator<Item = (&str, Section<'_>)> {
        self.named(&self.services)
    }

    fn named<'a>(&'a self, places: &'a Named<Place>) -> impl Iterator<Item = (&'a str, Section<'a>)> {
        let file = &self.profiles.files.config;
        places.iter().filter_map(|(name, place)| Some((name, file.section(place.at())?)))
    }
}

/// What the sections of both files mean.
#[derive(Default)]
struct Merged {
    rows: Rows,
    sso_sessions: Named<Place>,
    services: Named<Place>,
    problems: Vec<Problem>,
}

/// Puts the files together by the rules of this reading. Touches no file.
#[must_use]
pub fn load(files: &Files, reading: Reading) -> Config {
    load_with(files, reading, parse)
}

type Parse = fn(&Text, Reading) -> Document;

fn load_with(files: &Files, reading: Reading, parse: Parse) -> Config {
    let (config, mut problems) = read(&files.config, reading, parse);
    let (credentials, more) = read(&files.credentials, reading, parse);
    problems.extend(more);
    let mut documents = Documents { config, credentials };
    let merged = match reading {
        Reading::Cli => match cli::merge(&documents) {
            Some(merged) => merged,
            // A section may be there twice: a fault, which the quick way does not look for.
            None => return load_with(files, reading, parse_whole),
        },
        Reading::Sdk => sdk::merge(&mut documents),
    };
    let refused = problems.iter().find(|problem| problem.severity == Severity::Error).cloned();
    problems.extend(merged.problems);
    Config {
        reading,
        profiles: Profiles { files: documents, rows: merged.rows },
        sso_sessions: merged.sso_sessions,
        services: merged.services,
        problems,
        refused,
        config_path: Arc::clone(&files.config.path),
        credentials_path: Arc::clone(&files.credentials.path),
        legacy: if reading == Reading::Cli { legacy::read(&files.legacy) } else { Vec::new() },
    }
}

/// One file, with what is wrong with it: what makes it unusable as errors.
pub(in crate::config) fn read(file: &SourceFile, reading: Reading, parse: Parse) -> (Document, Vec<Problem>) {
    let text_of = |content: &Arc<String>| Text { path: Arc::clone(&file.path), content: Arc::clone(content) };
    let nothing = |problem: Option<Problem>| (Document::default(), problem.into_iter().collect());
    match &file.content {
        Content::Absent => nothing(None),
        Content::NotAFile(what) => {
            let path = file.path.display();
            let message =
                format!("{path} is {what}, not a file, and the AWS CLI takes it as absent without a word");
            nothing(Some(
                Problem::warning("not-a-file", message)
                    .hint(format!("see what is there: ls -ld {}", hint::word(&file.path.to_string_lossy()))),
            ))
        }
        Content::TooLarge => {
            let path = file.path.display();
            let message = format!(
                "{path} is larger than {} MiB, which awsp does not read, though the AWS CLI would",
                LARGEST >> 20
            );
            nothing(Some(Problem::error("file-too-large", message).hint(format!(
                "see what fills it: head -c 2000 {}",
                hint::word(&file.path.to_string_lossy())
            ))))
        }
        Content::Unreadable(why) => {
            let path = file.path.display();
            let message =
                format!("{path} cannot be read ({why}), and the AWS CLI takes it as empty without a word");
            nothing(Some(Problem::warning("unreadable-file", message).hint(format!(
                "let yourself read it: chmod u+r {}",
                hint::word(&file.path.to_string_lossy())
            ))))
        }
        Content::Text(content) => {
            let mut document = parse(&text_of(content), reading);
            let faults = std::mem::take(&mut document.faults);
            (document, faults)
        }
        Content::Bytes(bytes) => {
            let text = text_of(&Arc::new(String::from_utf8_lossy(bytes).into_owned()));
            let problem = not_utf8(&text, bytes, reading);
            if reading == Reading::Sdk {
                return nothing(Some(problem));
            }
            let mut document = parse(&text, reading);
            let faults = std::mem::take(&mut document.faults);
            (document, std::iter::once(problem).chain(faults).collect())
        }
    }
}

fn not_utf8(text: &Text, bytes: &[u8], reading: Reading) -> Problem {
    let valid = bytes.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len());
    let line = lines(bytes.get(..valid).unwrap_or_default()).count().max(1);
    let message = "the file is not UTF-8";
    let problem = match reading {
        Reading::Cli => Problem::error("not-utf8", message),
        Reading::Sdk => Problem::warning("not-utf8", message),
    };
    let path = text.path.to_string_lossy();
    let path = hint::word(&path);
    problem.at(&text.origin(line)).hint(format!("if it is Latin-1: iconv -f latin1 -t utf-8 {path}"))
}

#[cfg(test)]
mod tests;
