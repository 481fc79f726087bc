//! The code that the shell function evaluates after `use` and `off`.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use crate::shell::kind::ShellKind;
use crate::shell::quote::quote;

/// What the shell is to do, all of it or nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    /// Variables to export, with their values.
    pub set: Vec<(String, OsString)>,
    /// Variables to unset.
    pub unset: Vec<String>,
    /// Lines to say on standard error once it is done.
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
    /// change.
    fn fish(&self, code: &mut Code) {
        code.raw("set -l _awsp_stuck\n");
        for name in &self.unset {
            code.raw("set -qU ").raw(name).raw("; and set -a _awsp_stuck 'awsp: ").raw(name);
            code.raw(" is a universal variable of fish; nothing was changed' 'hint: set -Ue ");
            code.raw(name).raw("'\n");
        }
        for name in self.names() {
            code.raw("set -ql ").raw(name).raw("; and set -a _awsp_stuck 'awsp: ").raw(name);
            code.raw(" is a local variable where awsp was called; nothing was changed' 'hint: set -le ");
            code.raw(name).raw("'\n");
        }
        code.raw("if set -q _awsp_stuck[1]\nprintf '%s\\n' $_awsp_stuck >&2\nfalse\nelse\n");
        for name in &self.unset {
            code.raw("set -eg ").raw(name).raw("\n");
        }
        for (name, value) in &self.set {
            code.raw("set -gx ").raw(name).raw(" ").word(value.as_bytes()).raw("\n");
        }
        self.state_and_notes(code);
        code.raw("true\nend\n");
    }

    fn state_and_notes(&self, code: &mut Code) {
        if let Some(state) = &self.state {
            code.raw("_awsp_adopt ").path(state).raw("\n");
        }
        for note in &self.notes {
            let printf = if code.shell == ShellKind::Fish { "builtin printf" } else { "\\builtin printf" };
            code.raw(printf).raw(" 'awsp: %s\\n' ").word(note.as_bytes()).raw(" >&2\n");
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
