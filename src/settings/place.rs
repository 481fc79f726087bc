//! Where a mistake in the settings is, and how it is mended.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ini::Ini;

use crate::domain::origin::Origin;
use crate::domain::paste::word;
use crate::domain::problem::Problem;

/// The settings file's text.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its path.
    pub path: &'a Path,
    /// What it says.
    pub text: &'a str,
}

impl File<'_> {
    /// What the file says, by sections. Errors: the first line that is neither empty, nor a comment, a header or a key
    /// with a value, which the reader of INI files would take as part of the next.
    pub(super) fn sections(&self) -> Result<Ini, Problem> {
        let wrong = self.text.lines().zip(1..).find(|(line, _)| {
            let line = line.trim();
            if line.starts_with('[') {
                !line.contains(']')
            } else {
                !line.is_empty() && !line.starts_with(['#', ';']) && !line.contains(['=', ':'])
            }
        });
        if let Some((line, number)) = wrong {
            let message = format!(
                "settings.ini has a line that is neither `[section]` nor `key = value`: {:?}",
                line.trim()
            );
            return Err(self.mistake_in(number, message));
        }
        Ini::load_from_str_noescape(self.text).map_err(|error| {
            let message = format!("settings.ini is not an INI file: line {}, {}", error.line, error.msg);
            self.mistake_in(error.line, message)
        })
    }

    /// A mistake in this line.
    pub(super) fn mistake_in(&self, line: usize, message: String) -> Problem {
        let origin = Origin { file: Arc::new(PathBuf::from(self.path)), line };
        let path = self.path.to_string_lossy();
        super::mistake(message).at(&origin).hint(format!("vi +{line} {}", word(&path)))
    }

    /// A mistake in the key's line.
    pub(super) fn mistake_at(&self, section: &str, key: &str, message: String) -> Problem {
        let mut within = "";
        let mut found = 1;
        for (number, line) in self.text.lines().enumerate() {
            let line = line.trim();
            if let Some(header) = line.strip_prefix('[').and_then(|line| line.split(']').next()) {
                within = header.trim();
            } else if within == section
                && line.split(['=', ':']).next().is_some_and(|name| name.trim() == key)
            {
                found = number + 1;
            }
        }
        self.mistake_in(found, message)
    }
}
