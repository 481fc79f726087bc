//! The sign-ins that the AWS CLI keeps in its own files: Identity Center tokens and `aws login` sessions. Only what
//! the prompt needs is read here, and never a secret: when a sign-in ends, and whether it renews by itself.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::config::source::expand;
use crate::domain::env::Env;
use crate::store::key::hex;
use crate::store::login_token::LoginToken;
use crate::store::sso_token::SsoToken;

/// What a token file says of its sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignIn {
    /// When the token that is in the file ends.
    pub expires_at: DateTime<Utc>,
    /// Whether it can be renewed without a person: it holds a refresh token and, for Identity Center, a client
    /// registration that has not ended.
    pub renews: bool,
}

impl SignIn {
    /// Whether a person must sign in before anything can be had from this sign-in.
    #[must_use]
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        !self.renews && self.expires_at <= now
    }
}

/// The token file of an Identity Center session, or of a start URL in the legacy form:
/// `~/.aws/sso/cache/SHA1.json`. Source: AWS CLI v2, `botocore/utils.py`.
#[must_use]
pub fn sso_token_file(home: &Path, session_or_start_url: &str) -> PathBuf {
    let name = hex(&Sha1::digest(session_or_start_url.as_bytes()));
    home.join(".aws/sso/cache").join(format!("{name}.json"))
}

/// The token file of an `aws login` session: `SHA256.json` in `AWS_LOGIN_CACHE_DIRECTORY`, in which variables
/// and `~` are expanded, or `~/.aws/login/cache`.
#[must_use]
pub fn login_token_file(env: &Env, home: &Path, session: &str) -> PathBuf {
    let folder = env
        .raw("AWS_LOGIN_CACHE_DIRECTORY")
        .map_or_else(|| home.join(".aws/login/cache"), |folder| expand::path(folder, env, Some(home)));
    folder.join(format!("{}.json", hex(&Sha256::digest(session.trim().as_bytes()))))
}

/// What the Identity Center token in `file` says; `None` where there is none that can be used.
#[must_use]
pub fn read_sso(file: &Path, legacy: bool, now: DateTime<Utc>) -> Option<SignIn> {
    let token = SsoToken::read(file)?;
    let renews = !legacy && token.renewal(now).is_some();
    Some(SignIn { expires_at: token.expires_at, renews })
}

/// What the `aws login` session in `file` says; `None` where there is none that can be used.
#[must_use]
pub fn read_login(file: &Path) -> Option<SignIn> {
    let token = LoginToken::read(file).ok()?;
    Some(SignIn { expires_at: token.expires_at, renews: token.means().is_ok() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    use crate::domain::time;

    #[test]
    fn the_files_have_the_names_that_the_aws_cli_gives_them() {
        let home = Path::new("/h");
        assert_eq!(
            sso_token_file(home, "my-sso"),
            Path::new("/h/.aws/sso/cache/0ad374308c5a4e22f723adf10145eafad7c4031c.json")
        );
        let env: Env = [("AWS_LOGIN_CACHE_DIRECTORY", "/l")].into_iter().collect();
        assert_eq!(
            login_token_file(&env, home, ""),
            Path::new("/l/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.json")
        );
    }

    #[test]
    fn a_token_without_what_renewal_needs_ends_for_good() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("token.json");
        let now = time::parse("2026-11-20T12:00:00Z").expect("a moment");
        let whole = r#"{"accessToken":"a","expiresAt":"2026-11-20T20:00:00Z","refreshToken":"r","clientId":"c","clientSecret":"s","registrationExpiresAt":"2026-12-20T20:00:00Z"}"#;
        fs::write(&file, whole).expect("written");
        assert_eq!(read_sso(&file, false, now).map(|sign_in| sign_in.renews), Some(true));
        assert_eq!(read_sso(&file, true, now).map(|sign_in| sign_in.renews), Some(false));
        fs::write(&file, whole.replace("2026-12-20", "2026-01-20")).expect("written");
        assert_eq!(read_sso(&file, false, now).map(|sign_in| sign_in.renews), Some(false));
        for torn in ["", "{", "[]", r#"{"accessToken":"a"}"#, r#"{"expiresAt":"2026-11-20T20:00:00Z"}"#] {
            fs::write(&file, torn).expect("written");
            assert_eq!(read_sso(&file, false, now), None, "{torn}");
        }
    }
}
