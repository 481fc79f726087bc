//! Values of properties as they may be shown: secrets are told to be there, and no more.

use std::borrow::Cow;

use crate::config::section::{Property, Value};

/// In a secret's place.
pub(super) const HIDDEN: &str = "(hidden)";

/// The length of a secret access key, and that of the shortest session token.
const SECRET_KEY: usize = 40;
const TOKEN: usize = 100;

/// A value as it may be shown, with the lines of an indented block by their sub-keys.
pub(super) enum Shown<'a> {
    Text(Cow<'a, str>),
    Nested(Vec<(&'a str, Cow<'a, str>)>),
}

pub(super) fn shown<'a>(property: &Property<'a>) -> Shown<'a> {
    match property.value {
        Value::Text(text) => Shown::Text(value(property.key, text)),
        // What looks like a sub-key is a part of the secret that has an equals sign in it.
        Value::Nested(_) if is_secret(property.key) => Shown::Text(HIDDEN.into()),
        Value::Nested(nested) => {
            Shown::Nested(nested.iter().map(|(key, text)| (key, value(key, text))).collect())
        }
    }
}

/// `key = value (FILE:LINE)`, and a line for each sub-key.
pub(super) fn lines(property: &Property<'_>) -> Vec<String> {
    let origin = property.origin();
    match shown(property) {
        Shown::Text(text) => vec![format!("{} = {text}  ({origin})", property.key)],
        Shown::Nested(pairs) => {
            let pairs = pairs.into_iter().map(|(key, text)| format!("  {key} = {text}"));
            std::iter::once(format!("{} =  ({origin})", property.key)).chain(pairs).collect()
        }
    }
}

/// A line of a file, of which this range is the value of the property with this key.
pub(in crate::commands) fn shown_line(key: &str, line: &str, place: std::ops::Range<usize>) -> String {
    let part = |range| line.get(range).unwrap_or_default();
    let text = part(place.clone());
    format!("{}{}{}", part(0..place.start), value(key, text), part(place.end..line.len()))
}

fn value<'a>(key: &str, text: &'a str) -> Cow<'a, str> {
    if is_secret(key) {
        if text.is_empty() { Cow::Borrowed(text) } else { HIDDEN.into() }
    } else {
        let shown = if key == "credential_process" { command(text) } else { without_password(text) };
        match shown {
            Cow::Borrowed(text) => without_keys(text),
            Cow::Owned(text) => Cow::Owned(without_keys(&text).into_owned()),
        }
    }
}

/// A comment as it may be shown: what stands behind a word that sounds like a secret may be one.
pub(in crate::commands) fn comment(line: &str) -> Cow<'_, str> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '=' | ':');
    let mut start = 0;
    for word in line.split_inclusive(is_end) {
        start += word.len();
        let bare = word.trim_end_matches(is_end).trim_start_matches(['#', ';', '\'', '"']);
        let (before, after) = line.split_at(start);
        if is_secret(bare) && !after.trim_matches(is_end).is_empty() {
            let gap = after.len() - after.trim_start_matches(is_end).len();
            return Cow::Owned(format!("{before}{}{HIDDEN}", after.get(..gap).unwrap_or_default()));
        }
    }
    value("", line)
}

/// Without the words that look like a secret access key, under whatever name they are, or like a session token.
fn without_keys(text: &str) -> Cow<'_, str> {
    // The colons keep the parts of an ARN together.
    let is_of_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '+' | '=' | ':');
    let is_key = |word: &str| {
        let has = |what: fn(&u8) -> bool| word.as_bytes().iter().any(what);
        let is_mixed = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_digit);
        // A path may be as long.
        is_mixed
            && !word.starts_with('/')
            && !word.contains(':')
            && (word.len() == SECRET_KEY || word.len() >= TOKEN)
    };
    if !text.split(|c| !is_of_key(c)).any(is_key) {
        return Cow::Borrowed(text);
    }
    let pieces = text.split_inclusive(|c| !is_of_key(c)).map(|piece| {
        let word = piece.trim_end_matches(|c| !is_of_key(c));
        if is_key(word) {
            format!("{HIDDEN}{}", piece.get(word.len()..).unwrap_or_default())
        } else {
            piece.to_owned()
        }
    });
    Cow::Owned(pieces.collect())
}

/// Whether what goes by this name is a secret, by the names that AWS and other tools give theirs.
fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase().replace('-', "_");
    // Names of files, and how long something lasts, are none.
    if ["_file", "_path", "_url", "_uri", "_expiration", "_expires", "_ttl", "_duration"]
        .iter()
        .any(|end| key.ends_with(end))
    {
        return false;
    }
    key.contains("password")
        || key.contains("passwd")
        || key.contains("passphrase")
        || key.contains("token")
        || key.contains("passcode")
        || key.contains("secret_")
        || key.contains("_secret")
        || key.ends_with("secretkey")
        || key.ends_with("secretaccesskey")
        || key.ends_with("_pass")
        || key.ends_with("pwd")
        || key.ends_with("_seed")
        || key.ends_with("api_key")
        || key.ends_with("apikey")
        || key.ends_with("private_key")
}

/// A URL without the password in it. Its query may be one as well.
fn without_password(text: &str) -> Cow<'_, str> {
    let Some((scheme, rest)) = text.split_once("://") else { return Cow::Borrowed(text) };
    // A password may hold what ends an authority, so that whatever stands before the last `@` goes.
    let (user, rest) = match rest.rsplit_once('@') {
        Some((_, rest)) => ("(hidden)@", rest),
        None => ("", rest),
    };
    let (rest, query) = match rest.split_once('?') {
        Some((rest, _)) => (rest, "?(hidden)"),
        None => (rest, ""),
    };
    // OAuth hands tokens over in the fragment.
    let (rest, fragment) = match rest.split_once('#') {
        Some((rest, fragment)) if fragment.contains('=') => (rest, "#(hidden)"),
        _ => (rest, ""),
    };
    if user.is_empty() && query.is_empty() && fragment.is_empty() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("{scheme}://{user}{rest}{fragment}{query}"))
}

/// A command without the values of options and variables that sound like secrets, and without passwords in URLs.
pub(in crate::commands) fn command(text: &str) -> Cow<'_, str> {
    let mut kept: Vec<String> = Vec::new();
    // Whether the last option's value is a secret.
    let mut hides_next = false;
    for word in words(text) {
        // As the program gets it, near enough.
        let bare = word.replace(['\'', '"', '\\'], "");
        if std::mem::take(&mut hides_next) {
            kept.push(HIDDEN.to_owned());
            continue;
        }
        match bare.split_once('=') {
            Some((name, value)) if sounds_secret(name) => {
                kept.push(format!("{name}={}", if value.is_empty() { "" } else { HIDDEN }));
            }
            _ if bare.contains(char::is_whitespace) => kept.push(quoted_command(word)),
            _ => {
                hides_next = bare.starts_with('-') && !bare.contains('=') && sounds_secret(&bare)
                    || ["bearer", "basic"].iter().any(|scheme| bare.eq_ignore_ascii_case(scheme));
                kept.push(without_password(word).into_owned());
            }
        }
    }
    let kept = kept.join(" ");
    // As it stands in the file, where there is nothing to hide.
    if kept.contains(HIDDEN) { Cow::Owned(kept) } else { Cow::Borrowed(text) }
}

/// A word with blanks in it may be a command itself, for a shell.
fn quoted_command(word: &str) -> String {
    let quote = word.chars().next().filter(|c| matches!(c, '\'' | '"'));
    match quote.and_then(|quote| Some((quote, word.strip_prefix(quote)?.strip_suffix(quote)?))) {
        Some((quote, inner)) => format!("{quote}{}{quote}", command(inner)),
        None => without_password(word).into_owned(),
    }
}

/// The words, with their quotes and backslashes: blanks of any kind end one, but where they are quoted.
fn words(text: &str) -> Vec<&str> {
    let (mut quote, mut escaped) = (None, false);
    let ends = |c: char| {
        if escaped {
            escaped = false;
        } else if c == '\\' && quote != Some('\'') {
            escaped = true;
        } else if quote == Some(c) {
            quote = None;
        } else if quote.is_none() && matches!(c, '\'' | '"') {
            quote = Some(c);
        } else {
            return quote.is_none() && c.is_whitespace();
        }
        false
    };
    text.split(ends).filter(|word| !word.is_empty()).collect()
}

fn sounds_secret(name: &str) -> bool {
    let name = name.trim_start_matches('-');
    is_secret(name)
        || ["secret", "secretkey", "pass", "passcode", "pw", "pin", "auth"]
            .iter()
            .any(|word| name.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_by_their_names() {
        for key in [
            "aws_secret_access_key",
            "aws_session_token",
            "aws_security_token",
            "client_secret",
            "proxy_password",
            "X-Api-Key",
        ] {
            assert_eq!(value(key, "sesame"), HIDDEN, "{key}");
            assert_eq!(value(key, ""), "", "{key}");
        }
        for key in ["aws_access_key_id", "web_identity_token_file", "region", "role_arn", "secret"] {
            assert_eq!(value(key, "sesame"), "sesame", "{key}");
        }
    }

    #[test]
    fn urls_are_shown_without_passwords() {
        for (text, shown) in [
            ("http://127.0.0.1:9/via/x", "http://127.0.0.1:9/via/x"),
            ("http://me:pa@ss/wd@proxy:8080/x", "http://(hidden)@proxy:8080/x"),
            ("https://corp/start?token=sesame", "https://corp/start?(hidden)"),
            ("me@example.com", "me@example.com"),
            ("https://corp/start#/", "https://corp/start#/"),
            ("https://corp/start#access_token=sesame", "https://corp/start#(hidden)"),
        ] {
            assert_eq!(value("endpoint_url", text), shown);
        }
    }

    #[test]
    fn commands_are_shown_without_what_sounds_secret() {
        for (text, shown) in [
            ("/bin/p --profile a b", "/bin/p --profile a b"),
            ("/bin/p --password sesame -v", "/bin/p --password (hidden) -v"),
            ("/bin/p --client-secret=sesame x", "/bin/p --client-secret=(hidden) x"),
            ("/bin/p --password 'open sesame now' -v", "/bin/p --password (hidden) -v"),
            ("TOKEN=\"a sesame\" /bin/p", "TOKEN=(hidden) /bin/p"),
            ("p --url https://me:sesame@host/x", "p --url https://(hidden)@host/x"),
            ("p --token-file /x", "p --token-file /x"),
            ("p  a\tb  'c  d' x=", "p  a\tb  'c  d' x="),
            ("p --password  sesame", "p --password (hidden)"),
            ("p --password\tsesame x", "p --password (hidden) x"),
            ("p \"--password\" sesame", "p \"--password\" (hidden)"),
            ("p --pass'word' sesame", "p --pass'word' (hidden)"),
            ("p '--password=a sesame'", "p --password=(hidden)"),
            ("p --password a\\ sesame x", "p --password (hidden) x"),
            ("sh -c 'get --password sesame'", "sh -c 'get --password (hidden)'"),
            ("curl -H 'Authorization: Bearer sesame' u", "curl -H 'Authorization: Bearer (hidden)' u"),
            ("p --url=https://me:sesame@host/x", "p --url=https://(hidden)@host/x"),
        ] {
            assert_eq!(value("credential_process", text), shown);
        }
    }

    #[test]
    fn what_looks_like_a_key_is_hidden_wherever_it_is() {
        let key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKE1";
        let token = "FwoGZXIvYXdzEJr1".repeat(8);
        for (shown, text) in [
            ("sesame (hidden), x", format!("sesame {key}, x")),
            ("(hidden)", key.to_owned()),
            ("a \"(hidden)\"", format!("a \"{token}\"")),
        ] {
            assert_eq!(value("region", &text), shown);
            assert_eq!(
                value("credential_process", &text).replace("(hidden)", "x"),
                shown.replace("(hidden)", "x")
            );
        }
        for plain in [
            "arn:aws:iam::111122223333:role/Administrator1WithAVeryLongNameOf40",
            "/usr/local/Cellar/awsp/1/bin/programX123",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        ] {
            assert_eq!(value("x", plain), plain);
        }
    }

    #[test]
    fn comments_are_shown_up_to_what_sounds_like_a_secret() {
        for (line, shown) in [
            ("# mine", "# mine"),
            ("#aws_secret_access_key sesame", "#aws_secret_access_key (hidden)"),
            ("; aws_secret_access_key = sesame = x", "; aws_secret_access_key = (hidden)"),
            ("# my password: open sesame", "# my password: (hidden)"),
            ("# x = 1 aws_session_token=sesame", "# x = 1 aws_session_token=(hidden)"),
            ("# aws_secret_access_key =", "# aws_secret_access_key ="),
            ("# see https://me:sesame@h/x", "# see https://(hidden)@h/x"),
        ] {
            assert_eq!(comment(line), shown);
        }
    }
}
