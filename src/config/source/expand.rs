//! Variables and `~` in a path, by the rules of Python's `os.path.expandvars` and `os.path.expanduser`.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use crate::domain::env::Env;

/// The path that `text` means. Unknown variables and users stay as they are written; values are not expanded
/// again.
#[must_use]
pub fn path(text: &OsStr, env: &Env, home: Option<&Path>) -> PathBuf {
    let text = variables(text.as_bytes(), env);
    PathBuf::from(OsString::from_vec(tilde(text, env, home)))
}

/// The same for a text whose variables stay as they are.
pub(super) fn home_only(text: &OsStr, env: &Env, home: Option<&Path>) -> PathBuf {
    PathBuf::from(OsString::from_vec(tilde(text.as_bytes().to_vec(), env, home)))
}

fn variables(text: &[u8], env: &Env) -> Vec<u8> {
    let mut expanded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(dollar) = rest.iter().position(|&byte| byte == b'$') {
        let (before, from_dollar) = rest.split_at(dollar);
        expanded.extend_from_slice(before);
        let after = from_dollar.get(1..).unwrap_or_default();
        let (name, used) = if let Some(braced) = after.strip_prefix(b"{") {
            match braced.iter().position(|&byte| byte == b'}') {
                Some(end) => (braced.get(..end).unwrap_or_default(), end + 2),
                None => (&[][..], 0),
            }
        } else {
            let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
            let end = after.iter().position(|byte| !word(byte)).unwrap_or(after.len());
            (after.get(..end).unwrap_or_default(), end)
        };
        let value =
            std::str::from_utf8(name).ok().filter(|name| !name.is_empty()).and_then(|name| env.raw(name));
        match value {
            Some(value) => expanded.extend_from_slice(value.as_bytes()),
            None => expanded.extend_from_slice(from_dollar.get(..=used).unwrap_or_default()),
        }
        rest = after.get(used..).unwrap_or_default();
    }
    expanded.extend_from_slice(rest);
    expanded
}

fn tilde(text: Vec<u8>, env: &Env, home: Option<&Path>) -> Vec<u8> {
    let Some(after) = text.strip_prefix(b"~") else { return text };
    let end = after.iter().position(|&byte| byte == b'/').unwrap_or(after.len());
    let (user, rest) = after.split_at(end);
    let folder: Option<Vec<u8>> = if user.is_empty() {
        // `HOME=` (empty) makes `~/x` mean `/x`.
        match env.raw("HOME") {
            Some(home) => Some(home.as_bytes().to_vec()),
            None => home.map(|home| home.as_os_str().as_bytes().to_vec()),
        }
    } else {
        fs::read("/etc/passwd").ok().and_then(|table| home_of(&table, user))
    };
    let Some(mut folder) = folder else { return text };
    while folder.last() == Some(&b'/') {
        folder.pop();
    }
    folder.extend_from_slice(rest);
    if folder.is_empty() { b"/".to_vec() } else { folder }
}

/// The sixth field of the user's line in the password table.
fn home_of(table: &[u8], user: &[u8]) -> Option<Vec<u8>> {
    table.split(|&byte| byte == b'\n').find_map(|line| {
        let mut fields = line.split(|&byte| byte == b':');
        (fields.next() == Some(user)).then(|| fields.nth(4).map(<[u8]>::to_vec)).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expand(text: &str) -> String {
        let env: Env =
            [("HOME", "/home/benk/"), ("A", "x$B"), ("B", "y"), ("EMPTY", "")].into_iter().collect();
        path(text.as_ref(), &env, None).to_string_lossy().into_owned()
    }

    #[test]
    fn variables_are_expanded_once() {
        for (text, expected) in [
            ("$A/c", "x$B/c"),
            ("${A}c", "x$Bc"),
            ("$Ac", "$Ac"),
            ("${A", "${A"),
            ("${}", "${}"),
            ("$", "$"),
            ("$$B", "$y"),
            ("${no such}$B", "${no such}y"),
            ("a$EMPTY", "a"),
        ] {
            assert_eq!(expand(text), expected, "{text}");
        }
    }

    #[test]
    fn a_leading_tilde_is_a_home() {
        for (text, expected) in [
            ("~/.aws/config", "/home/benk/.aws/config"),
            ("~", "/home/benk"),
            ("a/~/b", "a/~/b"),
            ("~nobody-of-this-name/x", "~nobody-of-this-name/x"),
            ("", ""),
        ] {
            assert_eq!(expand(text), expected, "{text}");
        }
    }

    #[test]
    fn an_empty_home_is_the_root() {
        let env: Env = [("HOME", "")].into_iter().collect();
        assert_eq!(path("~/x".as_ref(), &env, None), Path::new("/x"));
        assert_eq!(path("~".as_ref(), &env, None), Path::new("/"));
        assert_eq!(path("~/x".as_ref(), &Env::default(), Some(Path::new("/h"))), Path::new("/h/x"));
        assert_eq!(path("~/x".as_ref(), &Env::default(), None), Path::new("~/x"));
    }

    #[test]
    fn the_password_table_tells_the_home_of_a_user() {
        let table = b"root:x:0:0:root:/root:/bin/sh\nbenk:x:1:1::/home/b:/bin/zsh\n";
        assert_eq!(home_of(table, b"benk").as_deref(), Some(&b"/home/b"[..]));
        assert_eq!(home_of(table, b"ben"), None);
    }
}
