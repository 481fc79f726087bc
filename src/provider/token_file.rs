//! A token's file.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

/// Its text, with all line ends as Python reads them. It may be as long as `longest`, in bytes.
///
/// # Errors
/// What is wrong, to follow the file's name.
pub(super) fn text(path: &Path, longest: u64) -> Result<String, String> {
    let unreadable = |error: std::io::Error| format!("cannot be read: {error}");
    let metadata = fs::metadata(path).map_err(unreadable)?;
    // A pipe or a device could be read for ever.
    if !metadata.is_file() {
        return Err("is no regular file".to_owned());
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(longest + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > longest) {
        return Err("is far longer than any token".to_owned());
    }
    let text = String::from_utf8(bytes).map_err(|_| "holds bytes that are no text".to_owned())?;
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}
