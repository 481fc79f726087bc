//! Key files of older tools, which the AWS CLI still looks into when nothing else gives credentials.

use std::sync::Arc;

use crate::config::hint;
use crate::config::merge;
use crate::config::parse::Reading;
use crate::config::parse::python::{split_lines, strip};
use crate::config::section::{Entry, Piece, Section, Stored, Text};
use crate::config::source::{Content, LegacyForm, SourceFile};
use crate::domain::problem::Problem;

/// What one such file says, in the order in which they are asked.
#[derive(Debug, Clone)]
pub(crate) struct Legacy {
    /// The problem is one only where the file is really asked.
    pub(crate) section: Result<Section, Problem>,
    pub(crate) id_key: &'static str,
    pub(crate) secret_key: &'static str,
}

/// Reads them; files that are absent are left out where their absence is no fault.
pub(crate) fn read(files: &[(LegacyForm, SourceFile)]) -> Vec<Legacy> {
    files.iter().filter_map(|(form, file)| one(*form, file)).collect()
}

fn one(form: LegacyForm, file: &SourceFile) -> Option<Legacy> {
    match form {
        LegacyForm::KeyValue => {
            Some(Legacy { section: key_value(file), id_key: "AWSAccessKeyId", secret_key: "AWSSecretKey" })
        }
        LegacyForm::Boto => Some(Legacy {
            section: boto(file).transpose()?,
            id_key: "aws_access_key_id",
            secret_key: "aws_secret_access_key",
        }),
    }
}

/// Lines of `KEY=VALUE`; what has no `=` is passed over. The last of several counts.
fn key_value(file: &SourceFile) -> Result<Section, Problem> {
    let Content::Bytes(bytes) = &file.content else {
        let message = format!("AWS_CREDENTIAL_FILE names {}, which cannot be read", file.path.display());
        return Err(Problem::error("legacy-file-missing", message).hint("unset AWS_CREDENTIAL_FILE"));
    };
    let text = String::from_utf8_lossy(bytes).into_owned();
    let entry = |(index, line): (usize, &str)| {
        let (key, value) = line.split_once('=')?;
        let piece = |text: &str| Piece::Own(strip(text).into());
        Some(Entry { key: piece(key), value: Stored::Text(piece(value)), line: index + 1 })
    };
    let entries = split_lines(&text).enumerate().filter_map(entry).collect();
    let text = Arc::new(Text { path: Arc::clone(&file.path), content: text });
    Ok(Section { text, header: 0..0, line: 1, entries, defaults: Arc::default() })
}

/// The `[Credentials]` section of a boto file, read as the AWS CLI reads its own.
fn boto(file: &SourceFile) -> Result<Option<Section>, Problem> {
    let mut problems = Vec::new();
    let sections = merge::read(file, Reading::Cli, &mut problems);
    if matches!(file.content, Content::Bytes(_))
        && let Some(problem) = problems.into_iter().next()
    {
        return Err(problem);
    }
    Ok(sections.into_iter().find(|section| section.header() == "Credentials"))
}

impl Legacy {
    /// The problem of an id without a secret.
    pub(crate) fn partial(&self, section: &Section, line: usize) -> Problem {
        let origin = section.text.origin(line);
        let message = format!("{} stands there without {}", self.id_key, self.secret_key);
        Problem::error("partial-keys", message)
            .at(&origin)
            .hint(format!("put it beside: {}", hint::edit(&origin)))
    }
}
