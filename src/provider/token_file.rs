//! A token's file.

use std::path::Path;

use crate::regular_file::{self, Unread};

/// Its text, with all line ends as Python reads them. It may be as long as `longest`, in bytes.
///
/// # Errors
/// What is wrong, to follow the file's name.
pub(super) fn text(path: &Path, longest: u64) -> Result<String, String> {
    let bytes = regular_file::read(path, longest).map_err(|unread| match unread {
        Unread::NotAFile(_) => "is no regular file".to_owned(),
        Unread::TooLarge => "is far longer than any token".to_owned(),
        Unread::Failed(error) => format!("cannot be read: {error}"),
    })?;
    let text = String::from_utf8(bytes).map_err(|_| "holds bytes that are no text".to_owned())?;
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}
