//! The shells under test.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

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
        set().map_or_else(
            || look_for(self.name()).is_some(),
            |set| is_executable(&set.join("bin").join(self.name())),
        )
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

    /// Whether its builtins see that a file has changed and what time it is. fish before 3.6 asks awsp at every prompt.
    pub fn sees_changes(self) -> bool {
        self != Self::Fish || self.version() >= (3, 6, 0)
    }

    /// The shell's program. A missing one fails the test.
    pub fn program(self) -> PathBuf {
        let Some(set) = set() else { return find_program(self.name()) };
        let program = set.join("bin").join(self.name());
        assert!(is_executable(&program), "{} is missing: `scripts/shells` fetches it", program.display());
        program
    }

    /// The version that the program says it is: major, minor, and the rest as far as it is a number.
    pub fn version(self) -> (u32, u32, u32) {
        static BASH: OnceLock<(u32, u32, u32)> = OnceLock::new();
        static ZSH: OnceLock<(u32, u32, u32)> = OnceLock::new();
        static FISH: OnceLock<(u32, u32, u32)> = OnceLock::new();
        let known = match self {
            Self::Bash => &BASH,
            Self::Zsh => &ZSH,
            Self::Fish => &FISH,
        };
        *known.get_or_init(|| {
            let output = Command::new(self.program()).arg("--version").output().expect("the shell runs");
            let said = String::from_utf8_lossy(&output.stdout);
            read_version(&said).unwrap_or_else(|| panic!("no version in {said:?}"))
        })
    }
}

/// The variable that names a folder with other versions of all shells, made by `scripts/shells`. Without it the
/// shells under test are those in `PATH`.
const SET: &str = "AWSP_TEST_SHELLS";

/// That folder.
pub fn set() -> Option<PathBuf> {
    let folder = PathBuf::from(env::var_os(SET)?);
    assert!(folder.is_absolute(), "{SET} has to be an absolute path, and is {}", folder.display());
    Some(folder)
}

/// The first `1.2` or `1.2.3` in `text`.
fn read_version(text: &str) -> Option<(u32, u32, u32)> {
    text.split([' ', '(', ',', '\n']).find_map(|word| {
        let mut numbers = word.split('.').map(str::parse);
        let (major, minor) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
        Some((major, minor, numbers.next().and_then(Result::ok).unwrap_or(0)))
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_the_shells_say() {
        let said = [
            ("GNU bash, version 5.1.4(1)-release (x86_64-pc-linux-gnu)\nCopyright", (5, 1, 4)),
            ("zsh 5.8 (x86_64-debian-linux-gnu)\n", (5, 8, 0)),
            ("zsh 5.9.2 (x86_64-debian-linux-gnu)\n", (5, 9, 2)),
            ("fish, version 4.0.2\n", (4, 0, 2)),
        ];
        for (text, version) in said {
            assert_eq!(read_version(text), Some(version));
        }
        assert_eq!(read_version("no such thing"), None);
    }
}
