//! The files of all sign-ins there are. In the AWS CLI's folders lie other things too: registrations of clients, and what
//! other programs keep there.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::domain::env::Env;
use crate::store::sign_in::{login_token_file, sso_token_file};
use crate::store::sign_in_file::{self, text};

/// The length of the names, which are hashes: SHA-1 and SHA-256 in hex.
const SSO_NAME: usize = 40;
const LOGIN_NAME: usize = 64;

/// The token files of Identity Center.
#[must_use]
pub fn sso_files(home: &Path) -> Vec<PathBuf> {
    files(&sso_token_file(home, ""), SSO_NAME, |file| text(file, "accessToken").is_some())
}

/// The token files of `aws login`.
#[must_use]
pub fn login_files(env: &Env, home: &Path) -> Vec<PathBuf> {
    files(&login_token_file(env, home, ""), LOGIN_NAME, |file| {
        file.get("accessToken").is_some_and(|keys| keys.get("accessKeyId").is_some())
    })
}

/// The files beside `one` whose names are such hashes, and whose content is as it must be; by name.
fn files(one: &Path, name_length: usize, fits: impl Fn(&Map<String, Value>) -> bool) -> Vec<PathBuf> {
    let is_hash = |name: &str| name.len() == name_length && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_named = |path: &PathBuf| {
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        path.extension().is_some_and(|ending| ending == "json") && stem.is_some_and(is_hash)
    };
    let Some(Ok(entries)) = one.parent().map(fs::read_dir) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(is_named)
        .filter(|path| sign_in_file::read(path).is_ok_and(|file| fits(&file)))
        .collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sign_ins_are_found() {
        let home = tempfile::tempdir().unwrap();
        let put = |file: PathBuf, content: &str| {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, content).unwrap();
            file
        };
        let sso = |name: &str| sso_token_file(home.path(), name);
        let token = put(sso("corp"), r#"{"accessToken": "a"}"#);
        put(sso("registration"), r#"{"clientId": "a", "clientSecret": "b"}"#);
        put(sso("torn"), r#"{"accessToken": "a"#);
        put(sso("number"), r#"{"accessToken": 5}"#);
        put(sso("corp").with_file_name("other-program-token.json"), r#"{"accessToken": "a"}"#);
        put(sso("backup").with_extension("bak"), r#"{"accessToken": "a"}"#);
        assert_eq!(sso_files(home.path()), [token]);

        let env = Env::default();
        let login = |name: &str| login_token_file(&env, home.path(), name);
        let session = put(login("arn"), r#"{"accessToken": {"accessKeyId": "a"}}"#);
        put(login("other"), r#"{"accessToken": "a"}"#);
        put(login("x").with_file_name("x.json"), r#"{"accessToken": {"accessKeyId": "a"}}"#);
        assert_eq!(login_files(&env, home.path()), [session]);
        assert!(sso_files(Path::new("/nowhere")).is_empty());
    }
}
