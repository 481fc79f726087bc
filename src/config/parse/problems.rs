//! The faults that make a tool refuse a file whole.

use crate::config::document::Text;
use crate::config::hint;
use crate::domain::problem::Problem;

/// More than these from one file help nobody.
const LIMIT: usize = 50;

/// Collects faults of one file.
pub(super) struct Faults<'a> {
    text: &'a Text,
    found: Vec<Problem>,
}

impl<'a> Faults<'a> {
    pub(super) fn new(text: &'a Text) -> Self {
        Self { text, found: Vec::new() }
    }

    /// One more: `way_out` says what to do before the command that opens the file there.
    pub(super) fn add(&mut self, code: &'static str, line: usize, message: String, way_out: &str) {
        if self.found.len() < LIMIT {
            let origin = self.text.origin(line);
            let hint = format!("{way_out}: {}", hint::edit(&origin));
            self.found.push(Problem::error(code, message).at(&origin).hint(hint));
        }
    }

    pub(super) fn has(&self, code: &str) -> bool {
        self.found.iter().any(|problem| problem.code == code)
    }

    pub(super) fn take(self) -> Vec<Problem> {
        self.found
    }
}
