//! The arguments of `awsp console`.

use clap::Args;

/// `awsp console`
#[derive(Debug, Clone, Args)]
pub struct ConsoleArgs {
    /// The profile to sign in with [default: the one the environment selects]
    #[arg(value_name = "PROFILE")]
    pub name: Option<String>,
    /// The service whose page is opened, such as s3
    #[arg(long, value_name = "SERVICE")]
    pub service: Option<String>,
    /// Print the link in place of opening it
    #[arg(long)]
    pub print: bool,
}
