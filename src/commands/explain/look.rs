//! Looks into files for the models of the tools. Of sign-ins it learns whether they have ended, of the AWS CLI's own
//! cache whether there is a young enough file: nothing in that is read.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use sha1::{Digest, Sha1};

use crate::config::source::{FileKind, Files, SourceFile, read_one};
use crate::config::tools::look::{Look, Token};
use crate::domain::env::Env;
use crate::store::key::hex;
use crate::store::sign_in::{SignIn, login_token_file, read_login, read_sso, sso_token_file};
use crate::store::sign_in_file;

/// The AWS CLI takes what it has kept only with so many seconds left.
const LEFT: u32 = 15 * 60;

pub(super) struct Looker<'a> {
    /// The AWS files as they are, or as they would be after a change.
    pub(super) files: &'a Files,
    pub(super) env: &'a Env,
    pub(super) home: Option<&'a Path>,
    pub(super) now: DateTime<Utc>,
}

impl Looker<'_> {
    fn token(&self, sign_in: Option<SignIn>) -> Token {
        match sign_in {
            None => Token::Missing,
            Some(sign_in) if sign_in.expires_at > self.now => Token::Good,
            Some(sign_in) if sign_in.renews => Token::Renewable,
            Some(_) => Token::Over,
        }
    }
}

impl Look for Looker<'_> {
    fn file(&self, kind: FileKind, path: &Path) -> SourceFile {
        let known = [&self.files.config, &self.files.credentials].into_iter().find(|file| *file.path == path);
        known.map_or_else(|| read_one(kind, path.to_path_buf()), |file| SourceFile { kind, ..file.clone() })
    }

    fn is_file(&self, path: &Path) -> bool {
        fs::metadata(path).is_ok_and(|it| it.is_file() && it.len() > 0) && fs::File::open(path).is_ok()
    }

    fn is_program(&self, word: &str) -> bool {
        let is_one = |path: &Path| {
            fs::metadata(path).is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0)
        };
        if word.contains('/') {
            return is_one(Path::new(word));
        }
        let folders = self.env.raw("PATH").unwrap_or_default();
        std::env::split_paths(folders).any(|folder| is_one(&folder.join(word)))
    }

    fn sso(&self, session_or_url: &str, legacy: bool) -> Token {
        let file = self.home.map(|home| sso_token_file(home, session_or_url));
        self.token(file.and_then(|file| read_sso(&file, legacy, self.now)))
    }

    fn sso_end(&self, session_or_url: &str) -> Option<String> {
        let token = sign_in_file::read(&sso_token_file(self.home?, session_or_url)).ok()?;
        Some(token.get("expiresAt")?.as_str()?.to_owned())
    }

    fn sso_renews(&self, session: &str) -> bool {
        let file = self.home.map(|home| sso_token_file(home, session));
        file.and_then(|file| read_sso(&file, false, self.now)).is_some_and(|sign_in| sign_in.renews)
    }

    fn login(&self, folder: Option<&Path>, session: &str) -> Token {
        let usual = self.home.map(|home| login_token_file(&Env::default(), home, session));
        let file = match folder {
            // As it is written: each tool expands it by itself, or not.
            Some(folder) => usual.as_deref().and_then(Path::file_name).map(|name| folder.join(name)),
            None => usual,
        };
        // One that cannot be renewed lacks what every tool asks for before it takes the keys.
        self.token(file.and_then(|file| read_login(&file)).filter(|session| session.renews))
    }

    fn kept(&self, key: &str, longest: u32) -> bool {
        let Some(home) = self.home_of_cli() else { return false };
        let file = home.join(".aws/cli/cache").join(format!("{}.json", hex(&Sha1::digest(key.as_bytes()))));
        let made = fs::metadata(file).ok().filter(fs::Metadata::is_file).and_then(|it| it.modified().ok());
        let lasts = TimeDelta::seconds(i64::from(longest.saturating_sub(LEFT)));
        made.is_some_and(|made| DateTime::<Utc>::from(made) + lasts > self.now)
    }
}

impl Looker<'_> {
    fn home_of_cli(&self) -> Option<PathBuf> {
        self.env.raw("HOME").map(PathBuf::from).or_else(|| self.home.map(Path::to_path_buf))
    }
}
