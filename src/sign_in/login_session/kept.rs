//! What a sign-in gave, in the file that the AWS CLI and the SDKs look for.

use std::io;
use std::path::{Path, PathBuf};

use chrono::{SubsecRound, TimeDelta};

use crate::aws::signin::SignedIn;
use crate::domain::account::AccountId;
use crate::domain::arn::Arn;
use crate::domain::credentials::Credentials;
use crate::domain::paste::word;
use crate::domain::secret::Secret;
use crate::domain::text::printable;
use crate::error::Error;
use crate::provider::{Context, lock_login_token};
use crate::sign_in::login_session::question::Question;
use crate::store::login_token::{Issued, Means};
use crate::store::shared_file::Room;
use crate::store::sign_in::login_token_file;

/// More than a token file holds.
const SIZE: usize = 32 * 1024;

/// Room for the file, had before the code is spent. Which session it is to be is not known until then.
#[derive(Debug)]
pub(super) struct Place(Room);

impl Place {
    /// Takes it; makes the folder where there is none.
    pub(super) fn take(context: &Context<'_>) -> Result<Self, Error> {
        let file = file_of(context, "unknown")?;
        Room::take_first(&file, SIZE).map(Self).map_err(|why| unwritable(&file, &why))
    }
}

fn file_of(context: &Context<'_>, session: &str) -> Result<PathBuf, Error> {
    let home = context
        .home
        .ok_or_else(|| Error::failed("there is no home directory, where aws login keeps its sessions"))?;
    Ok(login_token_file(context.scope.env, home, session))
}

/// Writes the session's file, whole or not at all, and gives its keys.
pub(super) fn keep(
    context: &Context<'_>,
    place: Place,
    question: &Question,
    signed_in: SignedIn,
) -> Result<Credentials, Error> {
    let SignedIn { keys, token_type, id_token, subject } = signed_in;
    let file = file_of(context, &subject)?;
    let lives = TimeDelta::seconds(i64::from(keys.lives));
    let credentials = Credentials {
        access_key_id: keys.access_key_id,
        secret_access_key: keys.secret_access_key,
        session_token: Some(keys.session_token),
        // The file holds whole seconds.
        expires_at: Some((context.now() + lives).trunc_subsecs(0)),
        account_id: Arn::parse(&subject).and_then(|arn| AccountId::parse(arn.account)),
    };
    let means = Means {
        client_id: question.client_id.to_owned(),
        refresh_token: keys.refresh_token.unwrap_or_default(),
        dpop_key: question.key.to_pem(),
    };
    let issued =
        Issued { credentials: &credentials, token_type: &token_type, means: &means, id_token: &id_token };
    let name = file.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let _lock = lock_login_token(context, &file);
    let text = Secret::new(issued.text());
    let room = place.0.named(&name, SIZE).map_err(|why| unwritable(&file, &why))?;
    room.fill(text.reveal().as_bytes()).map_err(|why| unwritable(&file, &why))?;
    Ok(credentials)
}

fn unwritable(file: &Path, why: &io::Error) -> Error {
    let folder = file.parent().map(Path::to_string_lossy).unwrap_or_default();
    Error::failed(format!("a session cannot be kept in {}: {why}", printable(&folder)))
        .hint(format!("is there room, and may it be written? ls -ld {}; df {0}", word(&folder)))
        .code("sign-in-unwritable")
}
