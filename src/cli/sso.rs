//! The arguments of `awsp sso`.

use clap::{Args, Subcommand};

/// `awsp sso`
#[derive(Debug, Clone, Args)]
pub struct SsoArgs {
    /// What to do.
    #[command(subcommand)]
    pub what: SsoWhat,
}

/// What `awsp sso` does.
#[derive(Debug, Clone, Subcommand)]
pub enum SsoWhat {
    /// List the accounts that Identity Center grants
    Accounts(SsoListArgs),
    /// List the roles that Identity Center grants, account by account
    Roles(SsoListArgs),
    /// Write a profile for each account and role
    Sync(SsoSyncArgs),
}

/// `awsp sso accounts` and `awsp sso roles`
#[derive(Debug, Clone, Args)]
pub struct SsoListArgs {
    /// The sso-session of the config file [default: that of the active profile, or the only one]
    #[arg(long, value_name = "SESSION")]
    pub sso_session: Option<String>,
}

/// `awsp sso sync`
#[derive(Debug, Clone, Args)]
pub struct SsoSyncArgs {
    /// The sso-session of the config file [default: that of the active profile, or the only one]
    #[arg(long, value_name = "SESSION")]
    pub sso_session: Option<String>,
    /// How the profiles are named
    #[arg(long, value_name = "TEMPLATE")]
    pub name_template: Option<String>,
    /// Show what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Remove profiles that this wrote and that are no longer granted
    #[arg(long)]
    pub prune: bool,
    /// Write without asking
    #[arg(long)]
    pub yes: bool,
}
