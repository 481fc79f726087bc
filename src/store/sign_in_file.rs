//! Reading the files in which the AWS CLI keeps sign-ins: a JSON object each.

use std::io::ErrorKind;
use std::path::Path;

use serde_json::{Map, Value};

use crate::regular_file::{self, Unread};

/// A file larger than this, in bytes, holds no sign-in.
pub(super) const LARGEST: u64 = 1 << 20;

/// Why there is no sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unusable {
    /// No such file.
    Missing,
    /// It cannot be read, or is no file; the system's words.
    Unreadable(String),
    /// It is no JSON, or not whole: somebody may be writing it.
    Torn,
    /// A member is missing, or not what it should be.
    Member(&'static str),
}

/// The object in the file.
///
/// # Errors
/// See [`Unusable`]; never [`Unusable::Member`].
pub fn read(file: &Path) -> Result<Map<String, Value>, Unusable> {
    let unusable = |unread| match unread {
        Unread::NotAFile(_) => Unusable::Unreadable("it is no regular file".to_owned()),
        Unread::TooLarge => Unusable::Unreadable("it is larger than a megabyte".to_owned()),
        Unread::Failed(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Unusable::Missing
        }
        Unread::Failed(error) => Unusable::Unreadable(error.to_string()),
    };
    parse(&regular_file::read(file, LARGEST).map_err(unusable)?)
}

/// The object in a file's bytes.
pub(super) fn parse(bytes: &[u8]) -> Result<Map<String, Value>, Unusable> {
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(Unusable::Torn),
    }
}

/// A text of the object; an empty one is as good as none.
#[must_use]
pub fn text<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    object.get(name)?.as_str().filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_is_no_file_is_never_opened() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("t.json");
        assert_eq!(read(&file), Err(Unusable::Missing));
        assert_eq!(read(&file.join("below")), Err(Unusable::Missing));
        assert!(matches!(read(folder.path()), Err(Unusable::Unreadable(_))));
        fs::write(&file, vec![b' '; 2 << 20]).unwrap();
        assert!(matches!(read(&file), Err(Unusable::Unreadable(_))));
        fs::write(&file, "{").unwrap();
        assert_eq!(read(&file), Err(Unusable::Torn));
    }
}
