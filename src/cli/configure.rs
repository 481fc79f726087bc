//! The arguments of `awsp configure`.

use clap::{Args, Subcommand};

/// `awsp configure`
#[derive(Debug, Clone, Args)]
pub struct ConfigureArgs {
    /// What to do; without it a person is asked
    #[command(subcommand)]
    pub what: Option<ConfigureWhat>,
}

/// What `awsp configure` does.
#[derive(Debug, Clone, Subcommand)]
pub enum ConfigureWhat {
    /// Add a profile
    Add(AddArgs),
    /// Set properties of a profile
    Set(SetArgs),
    /// Copy a profile
    Copy(CopyArgs),
    /// Give a profile another name, also where others point to it
    Rename(CopyArgs),
    /// Remove a profile
    Remove(RemoveArgs),
}

/// `awsp configure add`
#[derive(Debug, Clone, Args)]
pub struct AddArgs {
    /// The new profile's name
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// A property
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Read the secret access key from standard input
    #[arg(long)]
    pub secret_stdin: bool,
    /// Write without asking
    #[arg(long)]
    pub yes: bool,
}

/// `awsp configure set`
#[derive(Debug, Clone, Args)]
pub struct SetArgs {
    /// The profile's name
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Properties
    #[arg(value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Read the secret access key from standard input
    #[arg(long)]
    pub secret_stdin: bool,
    /// Write without asking
    #[arg(long)]
    pub yes: bool,
}

/// `awsp configure copy` and `awsp configure rename`
#[derive(Debug, Clone, Args)]
pub struct CopyArgs {
    /// The profile that there is
    #[arg(value_name = "FROM")]
    pub from: String,
    /// The new name
    #[arg(value_name = "TO")]
    pub to: String,
    /// Write without asking
    #[arg(long)]
    pub yes: bool,
}

/// `awsp configure remove`
#[derive(Debug, Clone, Args)]
pub struct RemoveArgs {
    /// The profile's name
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Write without asking
    #[arg(long)]
    pub yes: bool,
}
