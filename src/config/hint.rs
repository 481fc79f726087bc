//! Commands to paste.

use crate::domain::origin::Origin;
pub(super) use crate::domain::paste::word;

/// Opens the file at a line.
pub(crate) fn edit(origin: &Origin) -> String {
    format!("vi +{} {}", origin.line, word(&origin.path().to_string_lossy()))
}
