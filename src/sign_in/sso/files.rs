//! The two files of a sign-in: the token's and the registration's.

use std::io;
use std::path::{Path, PathBuf};

use crate::domain::paste::word;
use crate::domain::text::printable;
use crate::error::Error;
use crate::sign_in::sso::session::Session;
use crate::store::shared_file::Room;
use crate::store::sign_in::sso_token_file;
use crate::store::sso_registration::{Purpose, SsoRegistration};

/// More than a token's file needs, in bytes.
const SIZE: usize = 16 << 10;

/// Where they are.
pub(super) struct Files {
    pub(super) token: PathBuf,
    pub(super) registration: PathBuf,
}

impl Files {
    pub(super) fn of(session: &Session, home: &Path) -> Self {
        let purpose = Purpose {
            start_url: &session.start_url,
            region: session.region.as_str(),
            session: session.name.as_deref(),
            scopes: session.scopes.as_deref(),
        };
        let name = session.name.as_ref().unwrap_or(&session.start_url);
        Self { token: sso_token_file(home, name), registration: purpose.file(home) }
    }

    /// Makes the folder, and finds out before anybody is bothered whether the token can be written.
    pub(super) fn prepare(&self) -> Result<(), Error> {
        Room::take_first(&self.token, SIZE).map(drop).map_err(|error| self.unwritable(&error))
    }

    /// Room for the token.
    pub(super) fn room(&self) -> Result<Room, Error> {
        Room::take(&self.token, SIZE).map_err(|error| self.unwritable(&error))
    }

    pub(super) fn keep_registration(&self, registration: &SsoRegistration) -> Result<(), Error> {
        let content = registration.to_json();
        Room::take(&self.registration, content.len())
            .and_then(|room| room.fill(content.as_bytes()))
            .map_err(|error| self.unwritable(&error))
    }

    pub(super) fn unwritable(&self, error: &io::Error) -> Error {
        let file = self.token.to_string_lossy();
        let folder = self.token.parent().map(Path::to_string_lossy).unwrap_or_default();
        Error::failed(format!("the sign-in cannot be written to {}: {error}", printable(&file)))
            .hint(format!("who may write there? see: ls -ld {}", word(&folder)))
            .code("sign-in-unwritable")
    }
}
