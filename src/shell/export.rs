//! Credentials as text: the formats of `aws configure export-credentials`, to the letter wherever what it prints is
//! safe to use. It never quotes; here a value that its shell would take for anything else is quoted for that shell.
//! Added are `dotenv`, and `json`, the contract of `credential_process` with all its fields.

use chrono::{DateTime, Timelike, Utc};
use serde_json::{Map, Value};

use crate::domain::credentials::Credentials;
use crate::domain::secret::Secret;
use crate::domain::text::escaped;
use crate::domain::time::to_rfc3339;
use crate::shell::kind::ShellKind;
use crate::shell::quote::quote;

/// What to print credentials as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// JSON for `credential_process`, spelled as the AWS CLI spells it.
    #[default]
    Process,
    /// `export NAME=value`, for bash, zsh and other POSIX shells.
    Env,
    /// `NAME=value`, likewise, not exported.
    EnvNoExport,
    /// `set -gx NAME "value"`.
    Fish,
    /// `$Env:NAME="value"`.
    Powershell,
    /// `set NAME=value`, for cmd.exe.
    WindowsCmd,
    /// `NAME=value` for files that are read by dotenv libraries and `docker --env-file`.
    Dotenv,
    /// JSON for `credential_process` with the account.
    Json,
}

/// `credentials` as `format` has them, with a line end.
///
/// # Errors
/// The name of the value that cannot be written in this format: it holds characters that no quoting there keeps.
pub fn render(format: Format, credentials: &Credentials) -> Result<String, &'static str> {
    match format {
        Format::Process => return Ok(process(credentials)),
        Format::Json => return Ok(pretty(&contract(credentials))),
        _ => {}
    }
    let mut text = String::new();
    for (name, value) in values(credentials) {
        // No variable holds one, and shells drop it without a word, or take it for the text's end.
        if value.contains('\0') {
            return Err(name);
        }
        let line = match format {
            Format::Env => Some(format!("export {name}={}", posix(&value))),
            Format::EnvNoExport => Some(format!("{name}={}", posix(&value))),
            Format::Fish => Some(format!("set -gx {name} {}", fish(&value))),
            Format::Powershell => Some(format!("$Env:{name}={}", powershell(&value))),
            Format::WindowsCmd => windows_cmd(name, &value),
            Format::Dotenv => dotenv(&value).map(|value| format!("{name}={value}")),
            Format::Process | Format::Json => None,
        };
        text.push_str(&line.ok_or(name)?);
        text.push('\n');
    }
    Ok(text)
}

/// The object of the `credential_process` contract, version 1; what is absent is left out. Source: AWS SDKs and Tools
/// Reference Guide, "Process credential provider".
#[must_use]
pub fn contract(credentials: &Credentials) -> Value {
    let mut object = fields(credentials, credentials.expires_at.map(to_rfc3339));
    if let Some(account) = &credentials.account_id {
        object.insert("AccountId".to_owned(), account.as_str().into());
    }
    Value::Object(object)
}

fn fields(credentials: &Credentials, expiration: Option<String>) -> Map<String, Value> {
    let token = credentials.session_token.as_ref().map(Secret::reveal);
    let pairs = [
        ("Version", Some(Value::from(1))),
        ("AccessKeyId", Some(credentials.access_key_id.as_str().into())),
        ("SecretAccessKey", Some(credentials.secret_access_key.reveal().into())),
        ("SessionToken", token.map(Value::from)),
        ("Expiration", expiration.map(Value::from)),
    ];
    pairs.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn process(credentials: &Credentials) -> String {
    pretty(&Value::Object(fields(credentials, credentials.expires_at.map(isoformat))))
}

/// As Python's `json.dumps(…, indent=2)` writes it: two spaces, and nothing but ASCII.
fn pretty(value: &Value) -> String {
    let mut text = String::new();
    for c in format!("{value:#}").chars() {
        match c {
            ' '..='~' | '\n' => text.push(c),
            _ => text.push_str(&escaped(c)),
        }
    }
    text.push('\n');
    text
}

/// As Python's `datetime.isoformat` writes a moment in UTC.
fn isoformat(moment: DateTime<Utc>) -> String {
    let format = if moment.nanosecond() / 1_000 == 0 { "%Y-%m-%dT%H:%M:%S" } else { "%Y-%m-%dT%H:%M:%S%.6f" };
    format!("{}+00:00", moment.format(format))
}

/// The variables, in the AWS CLI's order.
fn values(credentials: &Credentials) -> impl Iterator<Item = (&'static str, String)> {
    let token = credentials.session_token.as_ref().map(|token| token.reveal().to_owned());
    [
        ("AWS_ACCESS_KEY_ID", Some(credentials.access_key_id.clone())),
        ("AWS_SECRET_ACCESS_KEY", Some(credentials.secret_access_key.reveal().to_owned())),
        ("AWS_SESSION_TOKEN", token),
        ("AWS_CREDENTIAL_EXPIRATION", credentials.expires_at.map(isoformat)),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
}

/// Whether every shell takes the value as it is, as part of an assignment.
fn is_harmless(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-./:@%+,=".contains(&byte))
}

fn posix(value: &str) -> String {
    // zsh looks for a command after an equals sign where a word or a part of a path begins.
    let expands = value.starts_with('=') || value.contains(":=");
    if is_harmless(value) && !expands {
        return value.to_owned();
    }
    String::from_utf8_lossy(&quote(ShellKind::Bash, value.as_bytes())).into_owned()
}

fn fish(value: &str) -> String {
    if !value.contains(['"', '\\', '$']) && !value.chars().any(char::is_control) {
        return format!("\"{value}\"");
    }
    String::from_utf8_lossy(&quote(ShellKind::Fish, value.as_bytes())).into_owned()
}

/// `PowerShell` takes the typographic quotes for the plain ones, and in single quotes nothing but these is special.
/// Source: `about_Quoting_Rules`, and the language's specification, 2.3.5.2.
fn powershell(value: &str) -> String {
    let special = ['"', '$', '`', '\u{201c}', '\u{201d}', '\u{201e}'];
    if !value.contains(special) && !value.chars().any(char::is_control) {
        return format!("\"{value}\"");
    }
    let mut word = String::from("'");
    for c in value.chars() {
        if matches!(c, '\'' | '\u{2018}'..='\u{201b}') {
            word.push(c);
        }
        word.push(c);
    }
    word.push('\'');
    word
}

/// cmd.exe takes everything up to the line's end as the value, quotes too. What separates commands is kept by quotes
/// around the whole assignment, or, where the value has quotes itself, by carets. A percent sign is written differently
/// in a batch file and at the prompt, and a line end not at all. Source: `set /?`, `cmd /?`.
fn windows_cmd(name: &str, value: &str) -> Option<String> {
    let separates = ['&', '|', '<', '>', '^'];
    if value.contains('%') || value.chars().any(char::is_control) {
        return None;
    }
    if !value.contains(separates) {
        return Some(format!("set {name}={value}"));
    }
    if !value.contains('"') {
        return Some(format!("set \"{name}={value}\""));
    }
    let mut line = format!("set {name}=");
    for c in value.chars() {
        if c == '"' || separates.contains(&c) {
            line.push('^');
        }
        line.push(c);
    }
    Some(line)
}

/// Single quotes keep everything but themselves in every library; in double ones they agree on these escapes.
fn dotenv(value: &str) -> Option<String> {
    if is_harmless(value) {
        return Some(value.to_owned());
    }
    if value.chars().any(char::is_control) {
        return None;
    }
    if !value.contains(['\'', '\\']) {
        return Some(format!("'{value}'"));
    }
    // A shell that is made to read the file runs what is between backticks, and libraries know no escape of them.
    if value.contains('`') {
        return None;
    }
    let mut word = String::from("\"");
    for c in value.chars() {
        if matches!(c, '"' | '\\' | '$') {
            word.push('\\');
        }
        word.push(c);
    }
    word.push('"');
    Some(word)
}

#[cfg(test)]
mod tests;
