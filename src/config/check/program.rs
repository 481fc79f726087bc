//! Command lines of `credential_process`.

use crate::config::parse::python::shell_words;
use crate::domain::problem::Problem;

/// What the AWS CLI, which runs the program without a shell, would do otherwise than the person thinks.
pub(super) fn program(command: &str) -> Option<Problem> {
    let wrong = |message: &str| Problem::error("bad-value", format!("credential_process {message}"));
    let shell = "put it into a script, or run a shell: sh -c '…'";
    let Some(words) = shell_words(command) else {
        return Some(wrong("has an open quote or ends in a backslash"));
    };
    let Some(first) = words.first() else { return Some(wrong("names no program")) };
    if first.starts_with("~/") || words.iter().any(|word| word.starts_with("~/")) {
        return Some(wrong("is run without a shell, so that ~ stays as it is").hint("write the whole path"));
    }
    if matches!(first.rsplit('/').next(), Some("sh" | "bash" | "zsh" | "dash" | "fish")) {
        return None;
    }
    let is_sign = |word: &String| {
        matches!(word.as_str(), "|" | "||" | "&&" | "&" | ";" | ">" | ">>" | "<" | "2>" | "2>&1")
            || word.starts_with("2>")
            || (word.ends_with(';') && word.len() > 1)
    };
    if words.iter().any(is_sign) {
        return Some(wrong("is run without a shell: pipes, > and && are plain arguments").hint(shell));
    }
    if words.iter().any(|word| word.contains("$(") || word.contains('`') || is_variable(word)) {
        return Some(wrong("is run without a shell: $NAME and $(…) stay as they are").hint(shell));
    }
    if first.contains('=') {
        return Some(
            wrong("is run without a shell: NAME=value in front is taken for the program")
                .hint("env NAME=value …"),
        );
    }
    None
}

fn is_variable(word: &str) -> bool {
    word.split('$')
        .skip(1)
        .any(|rest| rest.starts_with('{') || rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_a_shell_is_told() {
        for bad in [
            "",
            "  ",
            "~/bin/x",
            "x 'y",
            "x\\",
            "a | b",
            "a && b",
            "a > f",
            "a 2>/dev/null",
            "x $HOME/y",
            "x ${Y}",
            "x $(y)",
            "x `y`",
            "TOKEN=a x",
            "x; y",
            "x --file ~/y",
        ] {
            assert!(program(bad).is_some(), "{bad:?}");
        }
        for good in [
            "/bin/x",
            "x --profile 'a b'",
            "sh -c 'a | b'",
            "/bin/bash -c 'x $HOME'",
            "x --cost $5",
            "x a~b",
            "'/a b/c' d",
            "x --opt=a;b",
        ] {
            assert_eq!(program(good), None, "{good:?}");
        }
    }
}
