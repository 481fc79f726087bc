//! The two files of the AWS tools: where they are, and their bytes. The only part of `config` that reads files.

use std::ffi::OsStr;
use std::fs::{self, FileType};
use std::io::ErrorKind;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::domain::env::Env;
use crate::regular_file::{self, Link, Unread};

pub mod expand;

/// Which of the two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// `~/.aws/config`
    Config,
    /// `~/.aws/credentials`
    Credentials,
}

impl FileKind {
    /// The word for it: `config` or `credentials`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Credentials => "credentials",
        }
    }
}

/// One file as it was found.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// See [`FileKind`].
    pub kind: FileKind,
    /// After expansion; relative to the working directory where the variable is.
    pub path: Arc<PathBuf>,
    /// When it was changed last, as it was before it was read; `None` where there is nothing at the path.
    pub modified: Option<SystemTime>,
    /// See [`Content`].
    pub content: Content,
}

/// What is at the path.
#[derive(Clone, PartialEq, Eq)]
pub enum Content {
    /// Nothing.
    Absent,
    /// Something that is no regular file, and what it is; the AWS CLI takes it as absent and says nothing.
    NotAFile(&'static str),
    /// A file that cannot be read, with the system's reason: the AWS CLI takes it as empty and says nothing.
    Unreadable(String),
    /// More than [`LARGEST`] bytes. The AWS CLI would read it; a prompt cannot wait for that.
    TooLarge,
    /// Its text, shared by everything that is read from it.
    Text(Arc<String>),
    /// Its bytes, where they are not UTF-8.
    Bytes(Vec<u8>),
}

impl Content {
    /// What a file of these bytes holds.
    #[must_use]
    pub fn of(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::Text(Arc::new(text)),
            Err(error) => Self::Bytes(error.into_bytes()),
        }
    }
}

/// The largest AWS file that is read, in bytes: a hundred thousand profiles.
pub const LARGEST: u64 = 16 * 1024 * 1024;

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Absent => f.write_str("Absent"),
            Self::NotAFile(what) => write!(f, "NotAFile({what})"),
            Self::Unreadable(why) => write!(f, "Unreadable({why})"),
            Self::TooLarge => f.write_str("TooLarge"),
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Bytes(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
        }
    }
}

/// How a key file of an older tool is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegacyForm {
    /// `AWSAccessKeyId=…` and `AWSSecretKey=…` (`AWS_CREDENTIAL_FILE`).
    KeyValue,
    /// A `[Credentials]` section (`BOTO_CONFIG`, else `/etc/boto.cfg` and `~/.boto`).
    Boto,
}

/// Both files, and what the AWS CLI looks into when they give nothing.
#[derive(Debug, Clone)]
pub struct Files {
    /// Profiles, SSO sessions, services.
    pub config: SourceFile,
    /// Profiles with keys.
    pub credentials: SourceFile,
    /// Key files of older tools, in the order in which they are asked.
    pub legacy: Vec<(LegacyForm, SourceFile)>,
}

impl Files {
    /// Files whose bytes are given instead of read.
    #[must_use]
    pub fn of_bytes(config: Option<Vec<u8>>, credentials: Option<Vec<u8>>, home: &Path) -> Self {
        let file = |kind: FileKind, bytes: Option<Vec<u8>>| SourceFile {
            kind,
            path: Arc::new(home.join(".aws").join(kind.as_str())),
            modified: None,
            content: bytes.map_or(Content::Absent, Content::of),
        };
        Self {
            config: file(FileKind::Config, config),
            credentials: file(FileKind::Credentials, credentials),
            legacy: Vec::new(),
        }
    }
}

/// The paths of the config and the credentials file: `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` with
/// `$NAME`, `${NAME}` and a leading `~` or `~user` expanded as the AWS CLI does; else in `~/.aws`.
///
/// A variable that is set but empty gives the empty path, which is no file.
#[must_use]
pub fn paths(env: &Env, home: Option<&Path>) -> (PathBuf, PathBuf) {
    let one = |variable: &str, default: &str| match env.raw(variable) {
        Some(value) => expand::path(value, env, home),
        None => expand::path(default.as_ref(), env, home),
    };
    (one("AWS_CONFIG_FILE", "~/.aws/config"), one("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"))
}

/// `text` with variables and a leading `~` or `~user` expanded, as the AWS CLI does with the paths of its files.
#[must_use]
pub fn expanded(text: &OsStr, env: &Env, home: Option<&Path>) -> PathBuf {
    expand::path(text, env, home)
}

/// Reads them all.
#[must_use]
pub fn read(env: &Env, home: Option<&Path>) -> Files {
    let (config, credentials) = paths(env, home);
    let mut legacy = Vec::new();
    if let Some(path) = env.raw("AWS_CREDENTIAL_FILE") {
        legacy.push((LegacyForm::KeyValue, expand::home_only(path, env, home)));
    }
    match env.raw("BOTO_CONFIG") {
        Some(path) => legacy.push((LegacyForm::Boto, expand::path(path, env, home))),
        None => legacy.extend(
            ["/etc/boto.cfg", "~/.boto"]
                .map(|path| (LegacyForm::Boto, expand::path(path.as_ref(), env, home))),
        ),
    }
    Files {
        config: read_one(FileKind::Config, config),
        credentials: read_one(FileKind::Credentials, credentials),
        legacy: legacy
            .into_iter()
            .map(|(form, path)| (form, read_one(FileKind::Credentials, path)))
            .collect(),
    }
}

/// What stands in a file's place. It is never opened: a pipe would wait for a writer.
fn not_a_file(file_type: FileType) -> Content {
    if file_type.is_char_device() {
        // `/dev/null` says that there is to be no file.
        Content::Absent
    } else if file_type.is_dir() {
        Content::NotAFile("a folder")
    } else if file_type.is_fifo() {
        Content::NotAFile("a named pipe")
    } else {
        Content::NotAFile("a socket or a device")
    }
}

fn opened(path: &Path) -> Result<Vec<u8>, Unread> {
    let (file, metadata) = regular_file::open(path, Link::Followed)?;
    regular_file::bytes(&file, &metadata, LARGEST)
}

/// Reads the file at this path, which stands for one of the two.
#[must_use]
pub fn read_one(kind: FileKind, path: PathBuf) -> SourceFile {
    let metadata = fs::metadata(&path);
    let modified = metadata.as_ref().ok().and_then(|metadata| metadata.modified().ok());
    let content = match metadata {
        // A path through a folder that may not be searched is absent to the AWS CLI too, but worth a warning.
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Content::Unreadable(error.to_string()),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            Content::NotAFile("below something that is no folder")
        }
        Err(_) if path.is_symlink() => Content::NotAFile("a link that leads nowhere"),
        Err(_) => Content::Absent,
        Ok(metadata) if !metadata.is_file() => not_a_file(metadata.file_type()),
        Ok(_) => match opened(&path) {
            Ok(bytes) => Content::of(bytes),
            Err(Unread::TooLarge) => Content::TooLarge,
            Err(Unread::NotAFile(file_type)) => not_a_file(file_type),
            Err(Unread::Failed(error)) if error.kind() == ErrorKind::NotFound => Content::Absent,
            Err(Unread::Failed(error)) => Content::Unreadable(error.to_string()),
        },
    };
    SourceFile { kind, path: Arc::new(path), modified, content }
}
