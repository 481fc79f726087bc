//! Names of new profiles.

use crate::config::hint::word;
use crate::config::merge::Config;
use crate::domain::problem::Problem;
use crate::domain::text::{has_unsafe, printable};

/// What is wrong with giving a profile this name: what other tools cannot read, and what a person would mix up.
#[must_use]
pub fn name(config: &Config, name: &str) -> Option<Problem> {
    let shown = printable(name);
    let wrong = |message: String| Problem::error("bad-profile-name", message);
    let odd = |message: String| Problem::warning("unusual-profile-name", message);
    if name.is_empty() {
        return Some(wrong("a profile's name is never empty".to_owned()));
    }
    let inner = name.trim().trim_start_matches('[').trim_end_matches(']').trim();
    if let Some(bare) = inner.strip_prefix("profile ").map(str::trim).filter(|bare| !bare.is_empty()) {
        let message =
            format!("\"{shown}\" is a section's header: the profile's name is what follows `profile`");
        return Some(wrong(message).hint(format!("name it {}", word(bare))));
    }
    if ["sso-session ", "services "].iter().any(|prefix| inner.starts_with(prefix)) {
        return Some(wrong(format!("\"{shown}\" is a section's header, of no profile")));
    }
    if has_unsafe(name) {
        return Some(wrong(format!("\"{shown}\" holds what is no character to be seen")));
    }
    if name.trim() != name {
        let message = format!("\"{shown}\" has blanks around it, which most tools take off");
        return Some(wrong(message).hint(format!("name it {}", word(name.trim()))));
    }
    match name {
        "DEFAULT" => {
            return Some(wrong(
                "[DEFAULT] is no profile: the AWS CLI sees its keys in every section".to_owned(),
            ));
        }
        "-" => {
            return Some(wrong(
                "`awsp use -` goes to the profile before, so no profile can be called -".to_owned(),
            ));
        }
        _ => {}
    }
    let twin = config
        .profiles
        .iter()
        .find(|other| other.name != name && other.name.to_lowercase() == name.to_lowercase());
    if let Some(twin) = twin {
        let message = format!("{shown} and {} differ in case only; case counts", printable(twin.name));
        return Some(odd(message));
    }
    if name.eq_ignore_ascii_case("default") && name != "default" {
        return Some(odd(format!(
            "{shown} is not the default profile, which is written `default`; case counts"
        )));
    }
    if name.starts_with('-') {
        return Some(odd(format!("{shown} looks like an option: it has to be given after `--`")));
    }
    // What the SDKs take, by the rule of the Rust one.
    let read = |c: char| c.is_ascii_alphanumeric() || "_-/.%@:+".contains(c);
    let unread = name.chars().find(|&c| !read(c))?;
    let unread = if unread == ' ' { "a blank".to_owned() } else { unread.to_string() };
    Some(
        odd(format!("\"{shown}\" holds {unread}: not all AWS SDKs see such a profile"))
            .hint("keep to letters, digits and - / . % @ _ : +"),
    )
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::merge::load;
    use crate::config::parse::Reading;
    use crate::config::source::Files;
    use crate::domain::problem::Severity;

    #[test]
    fn names_that_others_cannot_read_are_told() {
        let files =
            Files::of_bytes(Some("[profile Prod]\nregion = eu-west-1\n".into()), None, Path::new("/h"));
        let config = load(&files, Reading::Cli);
        let severity = |given: &str| name(&config, given).map(|problem| problem.severity);
        for good in ["dev", "Prod", "default", "grinntec.aws.admin:sandbox", "a/b@c+d%e_f"] {
            assert_eq!(name(&config, good), None, "{good}");
        }
        for bad in [
            "",
            "profile x",
            "[profile x]",
            "sso-session x",
            "a\tb",
            "a\u{1b}[2Jb",
            "a\nb",
            "a\u{202e}b",
            " a",
            "a ",
            "DEFAULT",
            "-",
            "profile 'a b'",
        ] {
            assert_eq!(severity(bad), Some(Severity::Error), "{bad:?}");
        }
        for odd in
            ["a b", "a'b", "a\"b", "a#b", "a]b", "käse", "prod", "PROD", "Default", "-x", "a\\b", "profile"]
        {
            assert_eq!(severity(odd).is_some(), odd != "profile", "{odd:?}");
            assert_ne!(severity(odd), Some(Severity::Error), "{odd:?}");
        }
        let hint = name(&config, "[profile x]").and_then(|problem| problem.hint);
        assert_eq!(hint.as_deref(), Some("name it x"));
    }
}
