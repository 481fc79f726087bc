//! Key files of older tools, which the AWS CLI still looks into when nothing else gives credentials.

use std::sync::Arc;

use crate::config::document::{Body, Document, Entry, Part, Piece, Span, Stored, Text};
use crate::config::hint;
use crate::config::merge;
use crate::config::parse::python::{split_lines, strip};
use crate::config::parse::{Reading, parse_whole};
use crate::config::section::{Property, Section};
use crate::config::source::{Content, LegacyForm, SourceFile};
use crate::domain::problem::Problem;

/// What one such file says, in the order in which they are asked.
#[derive(Debug, Clone)]
pub(crate) struct Legacy {
    /// The file, and the place of its section. The problem is one only where the file is really asked.
    file: Result<(Document, usize), Problem>,
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
            Some(Legacy { file: key_value(file), id_key: "AWSAccessKeyId", secret_key: "AWSSecretKey" })
        }
        LegacyForm::Boto => Some(Legacy {
            file: boto(file).transpose()?,
            id_key: "aws_access_key_id",
            secret_key: "aws_secret_access_key",
        }),
    }
}

/// Lines of `KEY=VALUE`; what has no `=` is passed over. The last of several counts.
fn key_value(file: &SourceFile) -> Result<(Document, usize), Problem> {
    let content = match &file.content {
        Content::Text(text) => Arc::clone(text),
        Content::Bytes(bytes) => Arc::new(String::from_utf8_lossy(bytes).into_owned()),
        Content::Absent | Content::NotAFile(_) | Content::Unreadable(_) | Content::TooLarge => {
            let message = format!("AWS_CREDENTIAL_FILE names {}, which cannot be read", file.path.display());
            return Err(Problem::error("legacy-file-missing", message).hint("unset AWS_CREDENTIAL_FILE"));
        }
    };
    let entry = |(index, line): (usize, &str)| {
        let (key, value) = line.split_once('=')?;
        let piece = |text: &str| Piece::Own(strip(text).into());
        Some(Entry { key: piece(key), value: Stored::Text(piece(value)), line: index + 1 })
    };
    let entries = split_lines(&content).enumerate().filter_map(entry).collect();
    let part = Part { header: Span::new(&(0..0)), line: 1, body: Body::Read(0) };
    let text = Text { path: Arc::clone(&file.path), content };
    Ok((Document { text, parts: vec![part], entries: vec![entries], ..Document::default() }, 0))
}

/// The `[Credentials]` section of a boto file, read as the AWS CLI reads its own.
fn boto(file: &SourceFile) -> Result<Option<(Document, usize)>, Problem> {
    let (document, problems) = merge::read(file, Reading::Cli, parse_whole);
    if matches!(file.content, Content::Text(_) | Content::Bytes(_))
        && let Some(problem) = problems.into_iter().next()
    {
        return Err(problem);
    }
    let at = document.sections().position(|section| section.header() == "Credentials");
    Ok(at.map(|at| (document, at)))
}

impl Legacy {
    /// What the file says.
    pub(crate) fn section(&self) -> Result<Option<Section<'_>>, Problem> {
        let (document, at) = self.file.as_ref().map_err(Clone::clone)?;
        Ok(document.section(*at))
    }

    /// The problem of an id without a secret.
    pub(crate) fn partial(&self, id: Property<'_>) -> Problem {
        let origin = id.origin();
        let message = format!("{} stands there without {}", self.id_key, self.secret_key);
        Problem::error("partial-keys", message)
            .at(&origin)
            .hint(format!("put it beside: {}", hint::edit(&origin)))
    }
}
