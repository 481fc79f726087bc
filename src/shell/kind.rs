//! The shells that awsp lives in.

/// A supported shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ShellKind {
    /// GNU bash, 3.2 and newer.
    Bash,
    /// zsh, 5.1 and newer.
    Zsh,
    /// fish, 3.1 and newer.
    Fish,
}

impl ShellKind {
    /// The name, as given to `awsp init`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Zsh => "zsh",
            Self::Fish => "fish",
        }
    }

    /// The line for the shell's rc file.
    #[must_use]
    pub fn rc_line(self) -> &'static str {
        match self {
            Self::Bash => r#"eval "$(awsp init bash)""#,
            Self::Zsh => r#"eval "$(awsp init zsh)""#,
            Self::Fish => "awsp init fish | source",
        }
    }
}
