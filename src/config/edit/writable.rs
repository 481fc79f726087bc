//! What can stand in a line of an AWS file and be read back.

use crate::config::edit::{Edit, Refusal, Target, Value};
use crate::config::parse::python::strip;
use crate::config::source::FileKind;

/// Whether what the edit writes can be written.
pub(super) fn check(edit: &Edit, file: FileKind) -> Result<(), Refusal> {
    match edit {
        Edit::Add { target, properties } => {
            check_target(target, file)?;
            for (at, (key, value)) in properties.iter().enumerate() {
                let earlier = properties.iter().take(at);
                if earlier.map(|(key, _)| key).any(|earlier| earlier == key) {
                    return refuse(target, format!("the key {key} is there twice"));
                }
                check_property(target, key, value)?;
            }
            Ok(())
        }
        Edit::Set { target, key, value } => {
            check_target(target, file)?;
            check_property(target, key, value)
        }
        Edit::Rename { target, name } => check_target(&target.renamed(name), file),
        Edit::Unset { .. } | Edit::Remove { .. } => Ok(()),
    }
}

fn refuse<T>(target: &Target, why: String) -> Result<T, Refusal> {
    Err(Refusal::Unwritable(target.clone(), why))
}

fn check_target(target: &Target, file: FileKind) -> Result<(), Refusal> {
    let name = target.name();
    if file == FileKind::Credentials && !matches!(target, Target::Profile(_)) {
        return refuse(target, "the credentials file has profiles alone".to_owned());
    }
    if name.is_empty() {
        return refuse(target, "a name is empty".to_owned());
    }
    if name.contains(ends_line) {
        return refuse(target, "a name has a control character in it, such as a line break".to_owned());
    }
    if Target::of(&target.header(file), file).as_ref() != Some(target)
        || name == "DEFAULT" && file == FileKind::Credentials
    {
        return refuse(target, "no header is read as this name".to_owned());
    }
    Ok(())
}

fn check_property(target: &Target, key: &str, value: &Value) -> Result<(), Refusal> {
    match value {
        Value::Text(text) => {
            check_key(target, key)?;
            check_text(target, key, text)
        }
        Value::Nested(pairs) => {
            check_key(target, key)?;
            if pairs.is_empty() {
                return refuse(
                    target,
                    format!("the block of {key} has nothing in it: take the key out instead"),
                );
            }
            pairs.iter().try_for_each(|(sub_key, text)| {
                check_name(target, sub_key)?;
                check_text(target, sub_key, text)
            })
        }
    }
}

fn check_key(target: &Target, key: &str) -> Result<(), Refusal> {
    check_name(target, key)?;
    if key.to_lowercase() != key {
        return refuse(target, format!("the key {key} is not in lower case, as it would be read"));
    }
    Ok(())
}

/// Control characters, and the line ends of Unicode, which some tools (the SDK for Java) read as such.
fn ends_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Of a key, or of one within a block, whose case counts.
fn check_name(target: &Target, key: &str) -> Result<(), Refusal> {
    if key.is_empty() || strip(key) != key || key.contains(char::is_control) {
        return refuse(
            target,
            "a key is empty, or has blanks around it or a control character in it".to_owned(),
        );
    }
    if key.contains(['=', ':']) || key.starts_with(['#', ';', '[']) {
        return refuse(target, format!("the key {key} holds = or :, or begins as a comment or a header"));
    }
    Ok(())
}

/// The value is not told: it may be a secret.
fn check_text(target: &Target, key: &str, text: &str) -> Result<(), Refusal> {
    if strip(text) != text {
        return refuse(target, format!("the value of {key} has blanks around it, which would be lost"));
    }
    if text.contains(|c: char| ends_line(c) && c != '\t') {
        return refuse(
            target,
            format!("the value of {key} has a line break or another control character in it"),
        );
    }
    Ok(())
}
