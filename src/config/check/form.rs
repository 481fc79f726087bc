//! Whether a value is one that its key takes.

use super::keys::{Form, known};
use super::program::program;
use crate::config::parse::python;
use crate::domain::account::AccountId;
use crate::domain::arn::Arn;
use crate::domain::known_regions::{Known, look};
use crate::domain::problem::Problem;
use crate::domain::text::{has_unsafe, printable};

/// What is wrong with giving this key this value. A secret is never told.
#[must_use]
pub fn value(key: &str, value: &str) -> Option<Problem> {
    let form = known(key).map_or(Form::Any, |key| key.form);
    let is_hidden = matches!(form, Form::Secret | Form::Token | Form::AccessKeyId);
    if has_unsafe(value) {
        return Some(bad(key, "holds what is no character to be seen"));
    }
    if value.trim() != value {
        return Some(bad(key, "has blanks around it, which no tool reads back"));
    }
    let quoted = ['"', '\'']
        .iter()
        .any(|&quote| value.len() > 1 && value.starts_with(quote) && value.ends_with(quote));
    if quoted && form != Form::Program && !is_hidden {
        let problem = bad(key, "is in quotes, which would be a part of it");
        // What awsp does not know may be a password.
        let bare = value.get(1..value.len() - 1).filter(|_| form != Form::Any);
        return Some(match bare {
            Some(bare) => problem.hint(format!("without them: {key}={}", printable(bare))),
            None => problem,
        });
    }
    match form {
        Form::Any => None,
        Form::Region => region(key, value),
        Form::Account => account(key, value),
        Form::RoleArn => role(key, value),
        Form::Mfa => mfa(key, value),
        Form::Duration => duration(key, value),
        Form::StartUrl => start_url(key, value),
        Form::Url => {
            let has_scheme = value.starts_with("https://") || value.starts_with("http://");
            (!has_scheme).then(|| bad(key, "is no URL: it begins with https:// or http://"))
        }
        Form::OneOf(words) => one_of(key, value, words),
        Form::Boolean => one_of(key, value, &["true", "false"]),
        Form::Positive => {
            let fits = python::int(value).is_some_and(|number| number > 0);
            (!fits).then(|| bad(key, "is no whole number from 1 on"))
        }
        Form::AccessKeyId => access_key_id(key, value),
        Form::Secret => secret(key, value),
        Form::Token => Some(temporary(&format!("{key} is of temporary credentials"))),
        Form::Program => program(value),
        Form::Word(least, most, signs) => word(key, value, (least, most), signs),
    }
}

fn bad(key: &str, what: &str) -> Problem {
    Problem::error("bad-value", format!("{} {what}", printable(key)))
}

fn region(key: &str, value: &str) -> Option<Problem> {
    let shown = printable(value);
    match look(value) {
        Known::Yes => None,
        Known::Zone(region) => {
            let message = format!("{key}: {shown} is an availability zone of {region}");
            Some(Problem::error("unknown-region", message).hint(format!("{key}={region}")))
        }
        Known::Perhaps(near) => {
            let message = format!("{key}: awsp does not know the region {shown}, which may be a new one");
            let problem = Problem::warning("unknown-region", message);
            Some(match near {
                Some(near) => problem.hint(format!("did you mean {near}")),
                None => problem,
            })
        }
        Known::No(near) => {
            let problem = Problem::error("unknown-region", format!("{key}: there is no region {shown}"));
            Some(match near {
                Some(near) => problem.hint(format!("did you mean {near}")),
                None => problem.hint("name one such as eu-west-1"),
            })
        }
    }
}

fn account(key: &str, value: &str) -> Option<Problem> {
    if AccountId::parse(value).is_some() {
        return None;
    }
    let problem = bad(key, "is no account id, which has twelve digits");
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    let separated = value.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | '.' | '_'));
    Some(if separated && digits.len() == 12 { problem.hint(format!("{key}={digits}")) } else { problem })
}

fn role(key: &str, value: &str) -> Option<Problem> {
    let form = "arn:aws:iam::ACCOUNT:role/NAME";
    let wrong = |what: &str| Some(bad(key, what).hint(format!("write it as {form}")));
    let Some(arn) = Arn::parse(value) else {
        return wrong("is no ARN of a role");
    };
    if let Some(name) = arn.resource.strip_prefix("assumed-role/").and_then(|rest| rest.split('/').next()) {
        let (partition, account) = (printable(arn.partition), printable(arn.account));
        return Some(bad(key, "is the ARN of a session, not of its role").hint(format!(
            "{key}=arn:{partition}:iam::{account}:role/{}, with the role's path if it has one",
            printable(name)
        )));
    }
    if arn.service != "iam" || !arn.region.is_empty() {
        return wrong("is no ARN of IAM");
    }
    if arn.account_id().is_none() {
        return wrong("has no account id of twelve digits in it");
    }
    if arn.role_name().is_none() {
        return wrong("is an ARN of IAM, but not of a role");
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-/".contains(c);
    let known = arn.partition == "aws" || arn.partition.starts_with("aws-");
    (!known || !arn.resource.chars().all(fits))
        .then(|| bad(key, "is no ARN of a role").hint(format!("write it as {form}")))
}

fn mfa(key: &str, value: &str) -> Option<Problem> {
    let form = "arn:aws:iam::ACCOUNT:mfa/NAME";
    match Arn::parse(value) {
        Some(arn)
            if arn.resource.starts_with("mfa/") && arn.service == "iam" && arn.account_id().is_some() =>
        {
            None
        }
        Some(arn) if arn.resource.starts_with("user/") => {
            let user = printable(arn.resource.rsplit('/').next().unwrap_or_default()).into_owned();
            let problem = bad(key, "is the ARN of a user, not of the MFA device");
            Some(problem.hint(format!("see the devices: aws iam list-mfa-devices --user-name {user}")))
        }
        Some(arn) if arn.resource.starts_with("u2f/") => {
            Some(bad(key, "is a security key, which gives no codes").hint("name a device that shows codes"))
        }
        Some(_) => Some(bad(key, "is no ARN of an MFA device").hint(format!("write it as {form}"))),
        // A hardware token goes by its serial number.
        None => word(key, value, (9, 256), "_+=/:,.@-"),
    }
}

/// Source: STS API Reference, `AssumeRole`, `DurationSeconds`.
fn duration(key: &str, value: &str) -> Option<Problem> {
    let Some(seconds) = python::int(value) else {
        return Some(bad(key, "is no whole number of seconds, and tools pass over it without a word"));
    };
    (!(900..=43200).contains(&seconds))
        .then(|| bad(key, &format!("is {seconds}: AWS takes 900 (15 minutes) to 43200 (12 hours)")))
}

fn start_url(key: &str, value: &str) -> Option<Problem> {
    let shown = printable(value);
    let Some(rest) = value.strip_prefix("https://") else {
        let problem = bad(key, "is no URL that begins with https://");
        let bare = value.strip_prefix("http://").unwrap_or(value);
        let bare = bare.split(['#', '?']).next().unwrap_or_default();
        let is_host = bare.contains('.') && !bare.contains([' ', ':', '@']);
        return Some(if is_host {
            problem.hint(format!("{key}=https://{}", printable(bare)))
        } else {
            problem
        });
    };
    if rest.is_empty() || rest.starts_with('/') || rest.contains([' ', '@', '"', '<', '>']) {
        return Some(bad(key, "is no URL of a portal"));
    }
    let page = shown.split(['#', '?']).next().unwrap_or_default();
    let clean = page.trim_end_matches('/');
    match value.split_once(['#', '?']).map(|(_, rest)| rest) {
        None => None,
        Some("" | "/") => Some(Problem::warning(
            "bad-value",
            format!("{key} ends as a browser shows it; the portal's own URL is {clean}"),
        )),
        Some(_) => {
            Some(bad(key, "is a page within the portal, not the portal").hint(format!("{key}={clean}")))
        }
    }
}

fn one_of(key: &str, value: &str, words: &[&str]) -> Option<Problem> {
    if words.contains(&value) {
        return None;
    }
    let near =
        words.iter().map(|word| (strsim::osa_distance(&value.to_lowercase(), &word.to_lowercase()), word));
    let near = near.min_by_key(|(distance, _)| *distance).filter(|(distance, _)| *distance <= 2);
    let problem = bad(key, &format!("takes one of {}", words.join(", ")));
    Some(match near {
        Some((_, word)) if value.len() < 60 => problem.hint(format!("did you mean {key}={word}")),
        _ => problem,
    })
}

/// Source: IAM User Guide, "IAM identifiers", "Unique ID prefixes".
fn access_key_id(key: &str, value: &str) -> Option<Problem> {
    let plain = value.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if value.starts_with("ASIA") && plain {
        return Some(temporary(&format!("{key} is of temporary credentials (ASIA…)")));
    }
    if value.len() == 40 {
        return Some(bad(key, "has the length of a secret access key; its id has twenty characters"));
    }
    if value.starts_with("AIDA") || value.starts_with("AROA") {
        return Some(bad(key, "is the id of a user or a role; that of an access key begins with AKIA"));
    }
    (!(plain && value.len() == 20 && value.starts_with("AKIA")))
        .then(|| bad(key, "is no id of an access key: AKIA and sixteen capitals and digits"))
}

fn secret(key: &str, value: &str) -> Option<Problem> {
    let plain = value.chars().all(|c| c.is_ascii_alphanumeric() || "+/=".contains(c));
    let count = value.chars().count();
    if count != 40 {
        return Some(bad(key, &format!("has forty characters; this has {count}")));
    }
    (!plain).then(|| bad(key, "holds other characters than letters, digits, + and /"))
}

fn temporary(what: &str) -> Problem {
    Problem::error("temporary-key", format!("{what}: they end, and in a file nothing renews them"))
        .hint("let the profile get its credentials by itself: SSO, a role over another profile, or credential_process")
}

fn word(key: &str, value: &str, (least, most): (usize, usize), signs: &str) -> Option<Problem> {
    let count = value.chars().count();
    if count < least || count > most {
        return Some(bad(key, &format!("has {least} to {most} characters; this has {count}")));
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || signs.contains(c);
    let wrong = value.chars().find(|&c| !fits(c))?;
    Some(bad(key, &format!("cannot hold \"{}\"", printable(&wrong.to_string()))))
}

#[cfg(test)]
mod tests;
