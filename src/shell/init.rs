//! The shell code that `awsp init` prints: the files in `shell/`, with their blocks chosen and names filled in.

use crate::shell::kind::ShellKind;
use crate::shell::quote::quote;

/// What the person asked `init` for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The function's name.
    pub function: FunctionName,
    /// How the binary is called: a name looked up in `PATH`, or an absolute path.
    pub binary: String,
    /// Whether the segment is put in front of the prompt.
    pub prompt: bool,
    /// Whether completion is set up for the function.
    pub completion: bool,
    /// Commands whose `--profile` is completed as well.
    pub also: Vec<String>,
    /// The variables whose change the hook looks for.
    pub names: Vec<String>,
    /// Those that it looks for only where `AWS_ACCESS_KEY_ID` is set.
    pub names_with_keys: &'static [&'static str],
}

/// A word that every shell takes as a function's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionName(String);

impl FunctionName {
    /// The name in `text`: a letter or `_`, then letters, digits, `_` and `-`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let starts_well = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if starts_well && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-') {
            Ok(Self(text.to_owned()))
        } else {
            Err("a function's name is a letter or _, then letters, digits, _ and -".to_owned())
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The template of `shell` with `options` applied.
#[must_use]
pub fn render(shell: ShellKind, options: &Options) -> String {
    let template = match shell {
        ShellKind::Bash => include_str!("../../shell/awsp.bash"),
        ShellKind::Zsh => include_str!("../../shell/awsp.zsh"),
        ShellKind::Fish => include_str!("../../shell/awsp.fish"),
    };
    let keep = |word: &str| match word {
        "prompt" => options.prompt,
        "completion" => options.completion,
        // What both completions are made of.
        "glue" => options.completion || !options.also.is_empty(),
        "complete-aws" => !options.also.is_empty(),
        _ => true,
    };
    let binary = if options.binary.bytes().all(|b| b.is_ascii_alphanumeric() || b"/_.-".contains(&b)) {
        options.binary.clone()
    } else {
        String::from_utf8_lossy(&quote(shell, options.binary.as_bytes())).into_owned()
    };
    let mut code = String::with_capacity(template.len());
    let mut dropping = false;
    for line in template.lines() {
        let trimmed = line.trim_start();
        if let Some(word) = trimmed.strip_prefix("#@begin ") {
            dropping = !keep(word.trim());
        } else if trimmed.starts_with("#@end") {
            dropping = false;
        } else if !dropping && !trimmed.is_empty() && !trimmed.starts_with('#') {
            code.push_str(line);
            code.push('\n');
        }
    }
    code.replace("__awsp_cmd__", options.function.as_str())
        .replace("__awsp_also__", &options.also.join(" "))
        .replace("__awsp_names__", &options.names.join(" "))
        .replace("__awsp_names_with_keys__", &options.names_with_keys.join(" "))
        // Last, for a path may hold anything.
        .replace("__awsp_bin__", &binary)
}
