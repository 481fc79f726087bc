//! The arguments of `awsp configure`.

use clap::{Args, Subcommand};

const CONFIGURE_EXAMPLES: &str = "\
Examples:
  awsp configure                        asks what is to be done; also for the first profiles of IAM Identity Center
  awsp configure set dev region=eu-west-1
  awsp configure rename dev dev-eu
";

/// `awsp configure`
#[derive(Debug, Clone, Args)]
#[command(after_help = CONFIGURE_EXAMPLES)]
pub struct ConfigureArgs {
    /// What to do; without it a person is asked
    #[command(subcommand)]
    pub what: Option<ConfigureWhat>,
}

/// What `awsp configure` does.
#[derive(Debug, Clone, Subcommand)]
pub enum ConfigureWhat {
    /// Add a profile; what is needed and not given is asked on a terminal
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

const ADD_EXAMPLES: &str = "\
Examples:
  awsp configure add                    asks for everything
  awsp configure add dev --set role_arn=arn:aws:iam::777788889999:role/Dev --set source_profile=me --region eu-west-1
  awsp configure add sandbox --set sso_session=corp --set sso_account_id=444455556666 --set sso_role_name=Power
";

/// `awsp configure add`
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = ADD_EXAMPLES)]
pub struct AddArgs {
    /// The new profile's name
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// A property, as the AWS files have it: `region=eu-west-1`, `s3.max_queue_size=20`
    ///
    /// With `sso_session`, `sso_start_url` and `sso_region` go into the section of that session.
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Read the secret access key from standard input: it is never taken from the command line
    #[arg(long)]
    pub secret_stdin: bool,
    #[command(flatten)]
    #[expect(missing_docs, reason = "its fields are documented")]
    pub write: WriteArgs,
}

/// `awsp configure set`
#[derive(Debug, Clone, Default, Args)]
pub struct SetArgs {
    /// The profile's name
    #[arg(value_name = "NAME", index = 1)]
    pub name: Option<String>,
    /// Properties; KEY= alone takes one out
    #[arg(value_name = "KEY=VALUE", index = 2)]
    pub set: Vec<String>,
    /// Read the secret access key from standard input: it is never taken from the command line
    #[arg(long)]
    pub secret_stdin: bool,
    #[command(flatten)]
    #[expect(missing_docs, reason = "its fields are documented")]
    pub write: WriteArgs,
}

/// `awsp configure copy` and `awsp configure rename`
#[derive(Debug, Clone, Default, Args)]
pub struct CopyArgs {
    /// The profile that there is
    #[arg(value_name = "FROM", index = 1)]
    pub from: Option<String>,
    /// The new name
    #[arg(value_name = "TO", index = 2)]
    pub to: Option<String>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "its fields are documented")]
    pub write: WriteArgs,
}

/// `awsp configure remove`
#[derive(Debug, Clone, Default, Args)]
pub struct RemoveArgs {
    /// The profile's name
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "its fields are documented")]
    pub write: WriteArgs,
}

/// How all of them write.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct WriteArgs {
    /// Write without asking
    #[arg(long)]
    pub yes: bool,
    /// Show the changes and make none
    #[arg(long)]
    pub dry_run: bool,
    /// Write even what awsp takes for a mistake
    #[arg(long)]
    pub force: bool,
}
