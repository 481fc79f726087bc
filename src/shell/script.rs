//! The code that the shell function evaluates after `use` and `off`.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use crate::domain::text::printable;
use crate::shell::kind::ShellKind;
use crate::shell::quote::quote;

/// What the shell is to do, all of it or nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    /// Variables to export, with their values.
    pub set: Vec<(String, OsString)>,
    /// Variables to unset.
    pub unset: Vec<String>,
    /// Lines to say on standard error once it is done; made printable here, for a terminal shows them.
    pub notes: Vec<String>,
    /// The prompt's state file for the shell as it is then.
    pub state: Option<std::path::PathBuf>,
}

impl Script {
    /// The code for `shell`: bytes, because values need not be UTF-8.
    #[must_use]
    pub fn render(&self, shell: ShellKind) -> Vec<u8> {
        let mut code = Code { shell, bytes: Vec::new() };
        match shell {
            ShellKind::Bash | ShellKind::Zsh => self.posix(&mut code),
            ShellKind::Fish => self.fish(&mut code),
        }
        code.bytes
    }

    /// Every name that changes.
    fn names(&self) -> impl Iterator<Item = &str> {
        self.unset.iter().chain(self.set.iter().map(|(name, _)| name)).map(String::as_str)
    }

    /// bash and zsh: a dry run in a subshell finds what is readonly before anything changes.
    fn posix(&self, code: &mut Code) {
        code.raw("if (");
        self.posix_changes(code, " && ");
        code.raw(") >/dev/null 2>&1; then\n");
        self.posix_changes(code, "\n");
        code.raw("\n");
        self.state_and_notes(code);
        code.raw("\\builtin true\nelse\nfor _awsp_name in");
        for name in self.names() {
            code.raw(" ").raw(name);
        }
        code.raw(
            "; do\n(\\builtin unset -v \"$_awsp_name\") >/dev/null 2>&1 || \\builtin printf \
             'awsp: %s is readonly in this shell; nothing was changed\\n' \"$_awsp_name\" >&2\n\
             done\n\\builtin unset -v _awsp_name\n\\builtin false\nfi\n",
        );
    }

    fn posix_changes(&self, code: &mut Code, between: &str) {
        code.raw("\\builtin true");
        for name in &self.unset {
            code.raw(between).raw("\\builtin unset -v ").raw(name);
        }
        for (name, value) in &self.set {
            code.raw(between).raw("\\builtin export ").raw(name).raw("=").word(value.as_bytes());
        }
    }

    /// fish: nothing is readonly there, but a universal variable, or a local one of the caller, would outlive the
    /// change. Each command is a builtin by name, whatever functions of the same name there are.
    fn fish(&self, code: &mut Code) {
        code.raw("builtin set -l _awsp_stuck\n");
        for name in &self.unset {
            code.raw("builtin set -qU ").raw(name).raw("; and builtin set -a _awsp_stuck 'awsp: ").raw(name);
            code.raw(" is a universal variable of fish; nothing was changed' 'hint: set -Ue ");
            code.raw(name).raw("'\n");
        }
        for name in self.names() {
            code.raw("builtin set -ql ").raw(name).raw("; and builtin set -a _awsp_stuck 'awsp: ").raw(name);
            code.raw(" is a local variable where awsp was called; nothing was changed' 'hint: set -le ");
            code.raw(name).raw("'\n");
        }
        code.raw("if builtin set -q _awsp_stuck[1]\nbuiltin printf '%s\\n' $_awsp_stuck >&2\nbuiltin false\nelse\n");
        for name in &self.unset {
            code.raw("builtin set -eg ").raw(name).raw("\n");
        }
        for (name, value) in &self.set {
            code.raw("builtin set -gx ").raw(name).raw(" ").word(value.as_bytes()).raw("\n");
        }
        self.state_and_notes(code);
        code.raw("builtin true\nend\n");
    }

    fn state_and_notes(&self, code: &mut Code) {
        if let Some(state) = &self.state {
            code.raw("_awsp_adopt ").path(state).raw("\n");
        }
        for note in &self.notes {
            let printf = if code.shell == ShellKind::Fish { "builtin printf" } else { "\\builtin printf" };
            code.raw(printf).raw(" 'awsp: %s\\n' ").word(printable(note).as_bytes()).raw(" >&2\n");
        }
    }
}

/// Code under way.
struct Code {
    shell: ShellKind,
    bytes: Vec<u8>,
}

impl Code {
    fn raw(&mut self, text: &str) -> &mut Self {
        self.bytes.extend_from_slice(text.as_bytes());
        self
    }

    fn word(&mut self, value: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(&quote(self.shell, value));
        self
    }

    fn path(&mut self, path: &Path) -> &mut Self {
        self.word(path.as_os_str().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script() -> Script {
        Script {
            set: vec![("AWS_PROFILE".into(), "a'b\u{1b}[31m".into())],
            unset: vec!["AWS_ACCESS_KEY_ID".into()],
            notes: vec!["the profile \u{1b}]0;x\u{7}\u{9b}2J\nforged".into()],
            state: Some("/c/states/1".into()),
        }
    }

    fn rendered(shell: ShellKind) -> String {
        String::from_utf8(script().render(shell)).expect("text")
    }

    #[test]
    fn a_note_moves_no_cursor_and_a_value_is_kept_as_it_is() {
        for shell in [ShellKind::Bash, ShellKind::Zsh, ShellKind::Fish] {
            let text = rendered(shell);
            assert!(text.contains("'the profile \u{fffd}]0;x\u{fffd}\u{fffd}2J\u{fffd}forged'"), "{text}");
            assert!(text.contains("b\u{1b}[31m'"), "{text}");
        }
    }

    #[test]
    fn every_command_of_fish_is_a_builtin_by_name() {
        let text = rendered(ShellKind::Fish);
        for command in text.lines().flat_map(|line| line.split("; and ")) {
            let command = command.strip_prefix("if ").unwrap_or(command);
            assert!(
                ["builtin ", "_awsp_adopt "].iter().any(|start| command.starts_with(start))
                    || ["else", "end"].contains(&command),
                "{command}"
            );
        }
    }
}
