//! The arguments of `awsp sso`.

use clap::{Args, Subcommand};

use crate::config::sync::{Setting, Template};

/// `awsp sso`
#[derive(Debug, Clone, Args)]
pub struct SsoArgs {
    /// What to do.
    #[command(subcommand)]
    pub what: SsoWhat,
}

/// What `awsp sso` does.
#[expect(clippy::doc_markdown, reason = "the help shows it")]
#[derive(Debug, Clone, Subcommand)]
pub enum SsoWhat {
    /// List the accounts that Identity Center grants
    ///
    /// --json prints an array of {"account_id","account_name"}, sorted by name.
    Accounts(SsoAccountsArgs),
    /// List the roles that Identity Center grants, account by account
    ///
    /// --json prints an array of {"account_id","account_name","role_name","profiles"}, sorted by the account's name and
    /// the role's; profiles are the names of those that there are for it.
    Roles(SsoRolesArgs),
    /// Write a profile for each account and role
    ///
    /// Only profiles that this wrote are changed or, with --prune, removed. They carry the property awsp_sync, which
    /// holds the name and the values that they were given: what is still so follows, what somebody has changed stays.
    ///
    /// --json prints {"sso_session","written","new","renamed","changed","gone","there","kept","migrated","unchanged",
    /// "left_out","unread"}: new and changed list {"profile","account_id","account_name","role_name"}, renamed also
    /// "from" and "followed_by" (profiles whose source_profile was changed), gone {"profile","account_id","role_name",
    /// "removed"}, there (profiles that this did not write) {"profile","account_id","role_name","by","legacy"}, kept
    /// {"profile","key"}, left_out (roles whose names no file can hold) {"account_id","role_name"}, unread (accounts that
    /// could not be read) {"account_id","account_name","error"}; migrated lists names, unchanged is a number.
    Sync(SsoSyncArgs),
}

/// `awsp sso accounts`
#[derive(Debug, Clone, Args)]
pub struct SsoAccountsArgs {
    /// The sso-session of the config file [default: that of the active profile, or the only one]
    #[arg(long, value_name = "SESSION")]
    pub sso_session: Option<String>,
    /// Only accounts whose name or id is like this, with * and ?
    #[arg(long, value_name = "GLOB")]
    pub account: Vec<String>,
}

/// `awsp sso roles`
#[derive(Debug, Clone, Args)]
pub struct SsoRolesArgs {
    /// The sso-session of the config file [default: that of the active profile, or the only one]
    #[arg(long, value_name = "SESSION")]
    pub sso_session: Option<String>,
    /// Only accounts whose name or id is like this, with * and ?
    #[arg(long, value_name = "GLOB")]
    pub account: Vec<String>,
    /// Only roles whose name is like this, with * and ?
    #[arg(long, value_name = "GLOB")]
    pub role: Vec<String>,
}

const SSO_SYNC_EXAMPLES: &str = "\
Examples:
  awsp sso sync --dry-run                                  what it would write
  awsp sso sync --region eu-west-1                         shows the changes and asks
  awsp sso sync --set 'prod-*:region=us-east-1' --yes      a region of their own for some accounts
  awsp sso sync --prune                                    also removes what is not granted any more
";

/// `awsp sso sync`
#[expect(clippy::doc_markdown, reason = "the help shows it")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Debug, Clone, Default, Args)]
#[command(after_help = SSO_SYNC_EXAMPLES)]
pub struct SsoSyncArgs {
    /// The sso-session of the config file [default: that of the active profile, or the only one]
    #[arg(long, value_name = "SESSION")]
    pub sso_session: Option<String>,
    /// Only accounts whose name or id is like this, with * and ?
    #[arg(long, value_name = "GLOB")]
    pub account: Vec<String>,
    /// Only roles whose name is like this, with * and ?
    #[arg(long, value_name = "GLOB")]
    pub role: Vec<String>,
    /// How the profiles are named [default: sso.name_template of the settings, else {account_name}.{role_name}]
    ///
    /// Of text, {account_name}, {account_id}, {role_name}, {region} and {short_region}, each also as {...|lower} and
    /// {...|upper}. Given, it renames the profiles that this named otherwise.
    #[arg(long, value_name = "TEMPLATE", value_parser = Template::parse)]
    pub name_template: Option<Template>,
    /// A property of the profiles, such as region=eu-west-1; for some accounts alone as 'prod-*:region=us-east-1'
    ///
    /// Of several for one key the last counts that is for the account. A value that somebody has changed since stays.
    /// --region REGION is --set region=REGION in front of the others, and sso.set of the settings in front of that.
    #[arg(long, value_name = "[ACCOUNT:]KEY=VALUE", value_parser = Setting::parse)]
    pub set: Vec<Setting>,
    /// Show what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Remove profiles that this wrote and that are no longer granted
    #[arg(long)]
    pub prune: bool,
    /// Bring profiles with a start URL of their own to the session's form
    #[arg(long)]
    pub migrate: bool,
    /// Write without asking
    #[arg(long)]
    pub yes: bool,
}
