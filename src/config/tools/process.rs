//! Whether a `credential_process` can be started, by the tools that start it themselves and by those that give it to a
//! shell.

use super::Setup;
use crate::config::parse::python::shell_words;

const BY_SHELL: &str =
    "it runs credential_process by a shell, which takes ; | & < > ( ) and backquotes as its own";

/// Why the AWS CLI and botocore cannot start it: they split it into words as a shell does, and expand nothing.
pub(super) fn by_words(setup: &Setup<'_>, command: &str) -> Result<(), String> {
    match shell_words(command).as_deref() {
        None | Some([]) => Err("credential_process is no command".to_owned()),
        Some([program, ..]) if setup.look.is_program(program) => Ok(()),
        Some([program, ..]) if program.starts_with(['~', '$']) => {
            Err("it starts credential_process without a shell, which would expand the path".to_owned())
        }
        Some(_) => Err("there is no such program".to_owned()),
    }
}

/// Why a shell makes something else of it, and the rule.
pub(super) fn by_shell(
    setup: &Setup<'_>,
    command: &str,
    notes: &mut Vec<&'static str>,
) -> Result<(), String> {
    if is_more_than_a_command(command) {
        notes.push(BY_SHELL);
        return Err("the shell makes another command of credential_process".to_owned());
    }
    let words = shell_words(command).unwrap_or_default();
    let Some(program) = words.iter().find(|word| !is_assignment(word)) else {
        return Err("credential_process is no command".to_owned());
    };
    let expanded = ["~/", "$HOME/", "${HOME}/"].iter().find_map(|home| program.strip_prefix(home));
    let home = setup.env.get("HOME");
    let (program, goes_on) = match expanded.zip(home) {
        Some((rest, home)) => (format!("{home}/{rest}"), true),
        None => (program.clone(), words.iter().any(|word| is_assignment(word))),
    };
    if goes_on {
        notes.push("it runs credential_process by a shell");
    }
    if setup.look.is_program(&program) { Ok(()) } else { Err("there is no such program".to_owned()) }
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// Whether an unquoted character is there that a shell takes for more than part of a word.
fn is_more_than_a_command(command: &str) -> bool {
    let mut quote = None;
    let mut chars = command.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some('\''), '\'') | (Some('"'), '"') => quote = None,
            (Some('\''), _) => {}
            (_, '\\') => {
                chars.next();
            }
            (_, '`') => return true,
            (_, '$') if chars.peek() == Some(&'(') => return true,
            (None, '\'' | '"') => quote = Some(c),
            (None, _) if ";|&<>()\n".contains(c) => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_shell_takes_as_its_own_makes_more_of_it() {
        for command in
            ["/bin/p a b", "p 'a;b' \"c|d\"", "p a\\;b", "p $HOME ${USER} ~ * ? [a]", "p '`x`$(y)'"]
        {
            assert!(!is_more_than_a_command(command), "{command}");
        }
        for command in ["p a;b", "p | q", "p && q", "p \"$(x)\"", "p `x`", "p > f", "p (x)"] {
            assert!(is_more_than_a_command(command), "{command}");
        }
    }
}
