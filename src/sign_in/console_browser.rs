//! The browser for one account's web console: what the setting `console.browser` becomes.

use std::path::{Path, PathBuf};

use crate::config::shell_words;
use crate::domain::text::printable;
use crate::error::Error;
use crate::settings::opener::{Part, parts};

/// Whose console it is; empty texts where something is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whose {
    /// The profile's name.
    pub profile: String,
    /// The account's name, or its id where it has none.
    pub account: String,
    /// Its id.
    pub account_id: String,
    /// The role's name.
    pub role: String,
    /// The region.
    pub region: String,
}

impl Whose {
    fn text<'a>(&'a self, place: &str, address: &'a str) -> &'a str {
        match place {
            "url" => address,
            "profile" => &self.profile,
            "account" => &self.account,
            "account_id" => &self.account_id,
            "role" => &self.role,
            _ => &self.region,
        }
    }
}

/// The program and the arguments that open `address` by this setting; `found` is where a program is.
///
/// No shell has a hand in it: the words are those that a shell would make of the setting before anything is filled in, so
/// that a name stays within its word.
///
/// # Errors
/// Where the setting is no command, its program is not there, or a name would become an option.
pub fn command(
    setting: &str,
    whose: &Whose,
    address: &str,
    found: &dyn Fn(&str) -> Option<PathBuf>,
) -> Result<(PathBuf, Vec<String>), Error> {
    let wrong = |why: String| {
        Error::failed(format!("the setting console.browser {why}"))
            .hint("see it, and where it comes from: awsp settings")
    };
    let words = shell_words(setting)
        .filter(|words| !words.is_empty())
        .ok_or_else(|| wrong("is no command: it has an open quote, or ends in a backslash".to_owned()))?;
    let for_shell = words.iter().any(|word| is_shell(word));
    let mut filled = Vec::new();
    for word in &words {
        let parts = parts(word).ok_or_else(|| wrong("holds braces that stand for nothing".to_owned()))?;
        let mut text = String::new();
        for part in &parts {
            if let Part::Place { name, encoded } = *part {
                let value = whose.text(name, address);
                if text.is_empty() && value.starts_with('-') {
                    let value = printable(value);
                    return Err(wrong(format!(
                        "would give the {name} '{value}' to the program as an option: put something before it"
                    )));
                }
                if for_shell && !encoded && name != "url" && !value.bytes().all(is_inert) {
                    let value = printable(value);
                    return Err(wrong(format!(
                        "would give the {name} '{value}' to a shell, which may read it as code: leave the shell out, or \
                         write {{{name}_encoded}}"
                    )));
                }
            }
            text.push_str(&part.filled(|name| whose.text(name, address)));
        }
        filled.push(text);
    }
    let mut filled = filled.into_iter();
    let name = filled.next().unwrap_or_default();
    let program = found(&name)
        .ok_or_else(|| wrong(format!("names the program {}, which is not there", shown(&name))))?;
    Ok((program, filled.collect()))
}

fn is_shell(word: &str) -> bool {
    const SHELLS: &[&str] = &["sh", "bash", "zsh", "dash", "ash", "ksh", "mksh", "fish", "busybox"];
    SHELLS.contains(&word.rsplit('/').next().unwrap_or(word))
}

/// Whether no shell makes anything of it.
fn is_inert(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'_' | b'.' | b'@' | b':' | b'+' | b'/' | b',' | b'%')
}

fn shown(name: &str) -> String {
    let base = Path::new(name).file_name().unwrap_or_default().to_string_lossy();
    printable(&base).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "http://127.0.0.1:4711/aB-_9";

    fn whose() -> Whose {
        Whose {
            profile: "corp prod".to_owned(),
            account: "Prod & Co; $(reboot) {url}".to_owned(),
            account_id: "111122223333".to_owned(),
            role: "Admin".to_owned(),
            region: "eu-west-1".to_owned(),
        }
    }

    fn of(setting: &str, whose: &Whose) -> Result<Vec<String>, Error> {
        let found = |name: &str| (name != "gone").then(|| PathBuf::from("/bin").join(name));
        let (program, arguments) = command(setting, whose, ADDRESS, &found)?;
        Ok(std::iter::once(program.display().to_string()).chain(arguments).collect())
    }

    #[test]
    fn names_stay_within_their_words() {
        assert_eq!(
            of("firefox 'ext+container:name={account_encoded}&url={url_encoded}'", &whose()).unwrap(),
            [
                "/bin/firefox",
                "ext+container:name=Prod%20%26%20Co%3B%20%24%28reboot%29%20%7Burl%7D&url=\
                 http%3A%2F%2F127.0.0.1%3A4711%2FaB-_9",
            ]
        );
        assert_eq!(
            of("google-chrome --profile-directory={account} \"{profile}/{account_id}/{role}/{region}\" {url}", &whose())
                .unwrap(),
            [
                "/bin/google-chrome",
                "--profile-directory=Prod & Co; $(reboot) {url}",
                "corp prod/111122223333/Admin/eu-west-1",
                ADDRESS,
            ]
        );
    }

    #[test]
    fn what_is_no_command_is_an_error() {
        let option = Whose { profile: "--remote-debugging-port=1".to_owned(), ..Whose::default() };
        for (setting, whose) in [
            ("firefox '{url}", whose()),
            ("gone {url}", whose()),
            ("firefox {nobody} {url}", whose()),
            ("firefox {profile} {url}", option.clone()),
            ("sh -c 'firefox -P {account} {url}'", whose()),
            ("env X=1 /bin/bash -c 'firefox -P \"{profile}\" {url}'", whose()),
        ] {
            let error = of(setting, &whose).unwrap_err();
            assert!(error.message.starts_with("the setting console.browser "), "{error}");
        }
        assert!(of("firefox -P={profile} {url}", &option).is_ok());
        assert!(of("sh -c 'firefox -P {account_encoded}-{role} {url}'", &whose()).is_ok());
    }
}
