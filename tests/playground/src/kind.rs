//! The shells under test.

use std::env;
use std::path::{Path, PathBuf};

/// A shell that awsp serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// GNU bash.
    Bash,
    /// The Z shell.
    Zsh,
    /// fish.
    Fish,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Bash, Self::Zsh, Self::Fish];

    /// The shell that goes by this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether it is installed.
    pub fn is_installed(self) -> bool {
        look_for(self.name()).is_some()
    }

    /// The word that `awsp init` and the shell's program both go by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Zsh => "zsh",
            Self::Fish => "fish",
        }
    }

    /// The file that an interactive shell reads at start, under the home.
    pub fn rc_file(self) -> &'static str {
        match self {
            Self::Bash => ".bashrc",
            Self::Zsh => ".zshrc",
            Self::Fish => ".config/fish/config.fish",
        }
    }

    /// The line that the documentation tells people to put into that file.
    pub fn init_line(self) -> &'static str {
        match self {
            Self::Bash => r#"eval "$(awsp init bash)""#,
            Self::Zsh => r#"eval "$(awsp init zsh)""#,
            Self::Fish => "awsp init fish | source",
        }
    }

    /// A command line in which `{S}` stands for the last command's exit status.
    pub fn line(self, template: &str) -> String {
        template.replace("{S}", if self == Self::Fish { "$status" } else { "$?" })
    }

    /// The shell's program. A missing one fails the test.
    pub fn program(self) -> PathBuf {
        find_program(self.name())
    }
}

/// Finds a program on the test runner's own `PATH`; fails the test if it is
/// not there.
pub fn find_program(name: &str) -> PathBuf {
    look_for(name).unwrap_or_else(|| {
        panic!("`{name}` is not installed, and this test needs it: `make setup` installs it")
    })
}

/// Finds a program on this process's own `PATH`.
pub fn look_for(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| is_executable(file))
}

fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}
