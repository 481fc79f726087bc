//! A home of its own for each test.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use portable_pty::CommandBuilder;
use tempfile::TempDir;

use crate::kind::{self, Kind};
use crate::terminal::Terminal;

/// The plain prompt of every test shell: all that stands before it is awsp's.
pub const PROMPT: &str = "%% ";

/// A temporary home folder with the rc files of one shell, and the whole
/// environment that the shell will have.
pub struct Home {
    kind: Kind,
    folder: TempDir,
    variables: BTreeMap<OsString, OsString>,
}

impl Home {
    /// A home where the shell has a plain prompt and says nothing at start, and `binary`'s folder comes first in
    /// `PATH`.
    pub fn new(kind: Kind, binary: &Path) -> Self {
        let folder = tempfile::Builder::new().prefix("awsp-home-").tempdir().expect("a temporary folder");
        let mut home = Self { kind, folder, variables: BTreeMap::new() };
        let binary_folder = binary.parent().expect("the binary is in a folder");
        home.set_path(&[binary_folder]);
        home.set("HOME", home.path().to_path_buf());
        home.set("TERM", "xterm-256color");
        home.set("LANG", "C.UTF-8");
        home.set("TZ", "UTC");
        home.set("SHELL", kind.program());
        if let (Kind::Zsh, Some(set)) = (kind, kind::set()) {
            // Its own functions, such as compinit; a zsh of another place would look for them in the system's.
            home.set("FPATH", set.join("functions"));
        }
        match kind {
            Kind::Bash => home.rc(&format!("PS1='{PROMPT}'\nHISTFILE=")),
            Kind::Zsh => home.rc("PROMPT='%%%% '\nunsetopt prompt_sp"),
            Kind::Fish => {
                // Where this folder is missing, fish fills it from all manual pages in the background. fish 4 has moved it.
                home.write(".local/share/fish/generated_completions/.keep", "");
                home.write(".cache/fish/generated_completions/.keep", "");
                home.write(".config/fish/conf.d/quiet.fish", "set -g fish_greeting\n");
                home.write(
                    ".config/fish/functions/fish_prompt.fish",
                    format!("function fish_prompt\n    builtin printf %s '{PROMPT}'\nend\n"),
                );
            }
        }
        home
    }

    /// The home folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file under the home, with the folders above it.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let file = self.path().join(name);
        fs::create_dir_all(file.parent().expect("the file is in a folder")).expect("the folder is made");
        fs::write(&file, content).expect("the file is written");
        file
    }

    /// Writes a program under the home.
    pub fn write_program(&self, name: &str, content: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt;
        let file = self.write(name, content);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("the mode is set");
        file
    }

    /// Adds lines to the file that the shell reads at start.
    pub fn rc(&self, lines: &str) {
        let before = fs::read_to_string(self.path().join(self.kind.rc_file())).unwrap_or_default();
        self.write(self.kind.rc_file(), format!("{before}{lines}\n"));
    }

    /// Sets a variable of the environment that the shell starts with.
    pub fn set(&mut self, name: impl Into<OsString>, value: impl Into<OsString>) {
        self.variables.insert(name.into(), value.into());
    }

    /// Takes a variable out of that environment.
    pub fn unset(&mut self, name: &str) {
        self.variables.remove(OsStr::new(name));
    }

    /// Sets the folders where the shell finds programs first; after them come the shells under test and the system.
    pub fn set_path(&mut self, folders: &[&Path]) {
        let shells = kind::set().map(|set| set.join("bin"));
        let system = ["/usr/local/bin", "/usr/bin", "/bin"].map(Path::new);
        let folders = folders.iter().copied().chain(shells.as_deref()).chain(system);
        self.set("PATH", std::env::join_paths(folders).expect("folders without colons"));
    }

    /// Starts the shell, interactive, on a terminal, and waits for its first
    /// prompt.
    pub fn start(&self) -> Terminal {
        let terminal = self.open();
        terminal.wait_until("the first prompt", |screen| screen.cursor_line().ends_with(PROMPT.trim_end()));
        terminal
    }

    /// Starts the shell, interactive, on a terminal, and waits for nothing.
    pub fn open(&self) -> Terminal {
        Terminal::start(self.on_terminal(self.interactive()))
    }

    /// The shell's program and the arguments with which it is interactive and reads the home's own rc files, not the
    /// machine's.
    pub fn interactive(&self) -> Vec<OsString> {
        let arguments: &[&str] = match self.kind {
            Kind::Bash => &["--noprofile", "-i"],
            Kind::Zsh => &["-d", "-i"],
            Kind::Fish => &["-i"],
        };
        std::iter::once(self.kind.program().into_os_string())
            .chain(arguments.iter().map(OsString::from))
            .collect()
    }

    /// A command, program and arguments, in this home, with this environment, to start on a terminal.
    pub fn on_terminal(&self, words: Vec<OsString>) -> CommandBuilder {
        let mut command = CommandBuilder::from_argv(words);
        command.env_clear();
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        command.cwd(self.path());
        command
    }

    /// Runs a script in the shell without a terminal and without rc files.
    pub fn script(&self, script: &str) -> Output {
        self.run_script(self.command(self.kind.program()), script)
    }

    /// The same by a command that runs, or that runs what follows it.
    pub fn run_script(&self, mut command: Command, script: &str) -> Output {
        self.without_rc(&mut command).args(["-c", script]).output().expect("the shell runs")
    }

    /// Lets a command that ends with the shell's program read no rc files.
    pub fn without_rc<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        match self.kind {
            Kind::Bash => command.args(["--noprofile", "--norc"]),
            Kind::Zsh => command.arg("-f"),
            Kind::Fish if self.kind.version() >= (3, 3, 0) => command.arg("--no-config"),
            Kind::Fish => command.env("XDG_CONFIG_HOME", self.path().join("no-config")),
        }
    }

    /// A command in this home, with this environment and no terminal.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(&self.variables).current_dir(self.path()).stdin(Stdio::null());
        command
    }
}
