//! Both files put together: profiles by name, and what else they define.

mod cli;
mod sdk;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::config::hint;
use crate::config::legacy::{self, Legacy};
use crate::config::named::Named;
use crate::config::parse::lines::lines;
use crate::config::parse::{Parsed, Reading, parse};
use crate::config::section::{Property, Section, Text};
use crate::config::source::{Content, FileKind, Files, LARGEST, SourceFile};
use crate::domain::origin::Origin;
use crate::domain::problem::{Problem, Severity};

/// All that the two files say.
#[derive(Debug, Clone)]
pub struct Config {
    /// By whose rules they were read.
    pub reading: Reading,
    /// In order of first appearance in the config file; after them those that only the credentials file has.
    pub profiles: Named<Profile>,
    /// The `sso-session` sections of the config file, by name.
    pub sso_sessions: Named<NamedSection>,
    /// The `services` sections of the config file, by name.
    pub services: Named<NamedSection>,
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

/// A section with the name that it defines.
#[derive(Debug, Clone)]
pub struct NamedSection {
    /// The name without its prefix.
    pub name: String,
    /// See [`Section`].
    pub section: Section,
}

/// One profile, with what each of the files says of it.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The name without prefix and quotes; any characters.
    pub name: String,
    config: Option<Section>,
    credentials: Option<Section>,
}

impl Profile {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), config: None, credentials: None }
    }

    /// What one file alone says of it: key pairs are never put together from both.
    #[must_use]
    pub fn in_file(&self, kind: FileKind) -> Option<&Section> {
        match kind {
            FileKind::Config => self.config.as_ref(),
            FileKind::Credentials => self.credentials.as_ref(),
        }
    }

    /// The property with this key, from the credentials file if it has it, else from the config file.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Property<'_>> {
        self.credentials
            .as_ref()
            .and_then(|section| section.get(key))
            .or_else(|| self.config.as_ref()?.get(key))
    }

    /// The plain text of a property.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }

    /// All properties: those of the config file, each as the credentials file has it where it does, then those
    /// that only the credentials file has.
    pub fn properties(&self) -> impl Iterator<Item = Property<'_>> {
        let mut list: Vec<Property<'_>> = self.config.iter().flat_map(Section::properties).collect();
        if let Some(credentials) = &self.credentials {
            let places: HashMap<&str, usize> =
                list.iter().enumerate().map(|(at, property)| (property.key, at)).collect();
            for property in credentials.properties() {
                match places.get(property.key).and_then(|&at| list.get_mut(at)) {
                    Some(place) => *place = property,
                    None => list.push(property),
                }
            }
        }
        list.into_iter()
    }

    /// The lines of its headers, config file first.
    #[must_use]
    pub fn origins(&self) -> Vec<Origin> {
        self.config.iter().chain(&self.credentials).map(Section::origin).collect()
    }
}

/// Puts the files together by the rules of this reading. Touches no file.
#[must_use]
pub fn load(files: &Files, reading: Reading) -> Config {
    let mut config = Config {
        reading,
        profiles: Named::default(),
        sso_sessions: Named::default(),
        services: Named::default(),
        problems: Vec::new(),
        refused: None,
        config_path: Arc::clone(&files.config.path),
        credentials_path: Arc::clone(&files.credentials.path),
        legacy: if reading == Reading::Cli { legacy::read(&files.legacy) } else { Vec::new() },
    };
    let of_config = read(&files.config, reading, &mut config.problems);
    let of_credentials = read(&files.credentials, reading, &mut config.problems);
    config.profiles = Named::with_capacity(of_config.len() + of_credentials.len());
    config.refused = config.problems.iter().find(|problem| problem.severity == Severity::Error).cloned();
    match reading {
        Reading::Cli => cli::merge(&mut config, of_config, of_credentials),
        Reading::Sdk => sdk::merge(&mut config, of_config, of_credentials),
    }
    config
}

/// The sections of one file; its faults go to `problems`, those that make the file unusable as errors.
pub(in crate::config) fn read(
    file: &SourceFile,
    reading: Reading,
    problems: &mut Vec<Problem>,
) -> Vec<Section> {
    let bytes = match &file.content {
        Content::Absent => return Vec::new(),
        Content::NotAFile(what) => {
            let path = file.path.display();
            let message =
                format!("{path} is {what}, not a file, and the AWS CLI takes it as absent without a word");
            problems.push(
                Problem::warning("not-a-file", message)
                    .hint(format!("see what is there: ls -ld {}", hint::word(&file.path.to_string_lossy()))),
            );
            return Vec::new();
        }
        Content::TooLarge => {
            let path = file.path.display();
            let message = format!(
                "{path} is larger than {} MiB, which awsp does not read, though the AWS CLI would",
                LARGEST >> 20
            );
            problems.push(Problem::error("file-too-large", message).hint(format!(
                "see what fills it: head -c 2000 {}",
                hint::word(&file.path.to_string_lossy())
            )));
            return Vec::new();
        }
        Content::Unreadable(why) => {
            let path = file.path.display();
            let message =
                format!("{path} cannot be read ({why}), and the AWS CLI takes it as empty without a word");
            problems.push(Problem::warning("unreadable-file", message).hint(format!(
                "let yourself read it: chmod u+r {}",
                hint::word(&file.path.to_string_lossy())
            )));
            return Vec::new();
        }
        Content::Bytes(bytes) => bytes,
    };
    let (text, wrong) = match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), None),
        Err(error) => {
            let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
            (String::from_utf8_lossy(bytes).into_owned(), Some(lines(valid).count().max(1)))
        }
    };
    let text = Arc::new(Text { path: Arc::clone(&file.path), content: text });
    if let Some(line) = wrong {
        let origin = text.origin(line);
        let message = "the file is not UTF-8";
        let problem = match reading {
            Reading::Cli => Problem::error("not-utf8", message),
            Reading::Sdk => Problem::warning("not-utf8", message),
        };
        let path = file.path.to_string_lossy();
        let path = hint::word(&path);
        problems.push(problem.at(&origin).hint(format!("if it is Latin-1: iconv -f latin1 -t utf-8 {path}")));
        if reading == Reading::Sdk {
            return Vec::new();
        }
    }
    let Parsed { sections, faults } = parse(&text, reading);
    problems.extend(faults);
    sections
}
