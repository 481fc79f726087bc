//! The arguments of each verb, as clap reads them.

use clap::{Args, ValueEnum};

use crate::domain::region::Region;
use crate::prompt::paint::Place;
use crate::shell::export::Format;
use crate::shell::init::FunctionName;
use crate::shell::kind::ShellKind;

/// When output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Default)]
pub enum Color {
    /// On a terminal, as `NO_COLOR` and `CLICOLOR_FORCE` say.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Flags that every command takes.
#[derive(Debug, Clone, Default, Args)]
pub struct Common {
    /// The profile to act on [default: the one the environment selects]
    ///
    /// Given, it overrides keys in the environment, as the AWS CLI's `--profile` does.
    #[arg(long, short = 'p', value_name = "PROFILE", global = true, help_heading = "Common options")]
    pub profile: Option<String>,
    /// The region to act in
    #[arg(long, value_name = "REGION", global = true, value_parser = region, help_heading = "Common options")]
    pub region: Option<Region>,
    /// Print data as JSON
    #[arg(long, global = true, help_heading = "Common options")]
    pub json: bool,
    /// When to colour the output
    #[arg(
        long,
        value_name = "WHEN",
        global = true,
        value_enum,
        default_value_t,
        hide_possible_values = false,
        help_heading = "Common options"
    )]
    pub color: Color,
    /// Say nothing but errors
    #[arg(long, short, global = true, help_heading = "Common options")]
    pub quiet: bool,
    /// Say what was read and decided; no secrets
    #[arg(long, short, global = true, help_heading = "Common options")]
    pub verbose: bool,
}

/// `awsp init`
#[derive(Debug, Clone, Args)]
pub struct InitArgs {
    /// The shell that evaluates the output
    #[arg(value_name = "SHELL")]
    pub shell: ShellKind,
    /// The name of the shell function
    ///
    /// For those who have another program called awsp, or like another name better.
    #[arg(long, value_name = "NAME", default_value = "awsp", value_parser = FunctionName::parse)]
    pub cmd: FunctionName,
    /// Leave the prompt alone; `$AWSP_TEXT` is kept up to date all the same
    #[arg(long)]
    pub no_prompt: bool,
    /// Set no completion up
    #[arg(long)]
    pub no_completion: bool,
    /// Complete profile names after `aws --profile` as well
    #[arg(long)]
    pub complete_aws: bool,
}

/// `awsp use`
#[derive(Debug, Clone, Args)]
pub struct UseArgs {
    /// The profile to switch to, `-` for the one before; without it a picker opens
    #[arg(value_name = "PROFILE", allow_hyphen_values = true)]
    pub name: Option<String>,
    /// Keep keys that are in the environment, although they are used in place of the profile
    #[arg(long)]
    pub keep_keys: bool,
    /// The shell that evaluates the output (the shell function gives it)
    #[arg(long, value_name = "SHELL", hide = true)]
    pub shell: Option<ShellKind>,
}

/// `awsp off`
#[derive(Debug, Clone, Args)]
pub struct OffArgs {
    /// The shell that evaluates the output (the shell function gives it)
    #[arg(long, value_name = "SHELL", hide = true)]
    pub shell: Option<ShellKind>,
}

/// `awsp current`
#[derive(Debug, Clone, Args)]
pub struct CurrentArgs {}

/// `awsp list`
#[derive(Debug, Clone, Args)]
pub struct ListArgs {
    /// Names only, one a line
    #[arg(long)]
    pub names: bool,
}

/// `awsp prompt`
#[derive(Debug, Clone, Args)]
pub struct PromptArgs {
    /// How the segment is put together, in place of the setting `prompt.format`
    ///
    /// {sign} {profile} {account} {role} {region} {state} {end} {renews}
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<String>,
    /// Where the segment is to stand [default: plain]
    #[arg(long, value_name = "PLACE", value_enum)]
    pub shell: Option<Place>,
    /// Answer the hook of this shell: the state file's path and content
    #[arg(long, value_name = "SHELL", hide = true, conflicts_with_all = ["format", "shell"])]
    pub hook: Option<ShellKind>,
}

/// `awsp whoami`
#[derive(Debug, Clone, Args)]
pub struct WhoamiArgs {
    /// Ask STS even if the stored answer is fresh
    #[arg(long)]
    pub refresh: bool,
}

/// `awsp refresh`
#[derive(Debug, Clone, Args)]
pub struct RefreshArgs {
    /// What the prompt's hook starts: nothing is asked or said, and only what may run behind is done
    #[arg(long)]
    pub background: bool,
    /// What a command leaves behind that gave credentials which are to be renewed soon
    #[arg(long, hide = true, conflicts_with = "background")]
    pub due: bool,
    /// The second of the two processes that this takes
    #[arg(long, hide = true, requires = "due")]
    pub detached: bool,
}

/// `awsp export`
#[derive(Debug, Clone, Args)]
pub struct ExportArgs {
    /// How to print them [default: process]
    ///
    /// As `aws configure export-credentials` does, but for values that the shell in question would not take as they
    /// are, which are quoted; also dotenv, and json, which has the account as well.
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub format: Option<Format>,
}

/// `awsp credential-process`
#[derive(Debug, Clone, Args)]
pub struct CredentialProcessArgs {
    /// Ask for an MFA code on the terminal where one is needed
    ///
    /// Without it nothing is asked and the exit code is 3.
    #[arg(long)]
    pub ask: bool,
}

/// `awsp exec`
#[derive(Debug, Clone, Args)]
pub struct ExecArgs {
    /// The profile to run it with [default: the one the environment selects]
    #[arg(value_name = "PROFILE")]
    pub name: Option<String>,
    /// How the command gets its credentials
    #[arg(long, value_name = "KIND", value_enum, default_value = "ecs")]
    pub server: Server,
    /// The command and its arguments
    #[arg(last = true, required = true, value_name = "CMD")]
    pub command: Vec<String>,
}

/// How a command that `awsp exec` runs gets its credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Server {
    /// From variables; they are not renewed.
    None,
    /// From a container's endpoint that renews them (not there yet).
    Ecs,
    /// From instance metadata (not there yet).
    Imds,
}

/// `awsp explain`
#[derive(Debug, Clone, Args)]
pub struct ExplainArgs {
    /// The profile to explain [default: the one the environment selects]
    #[arg(value_name = "PROFILE", allow_hyphen_values = true, conflicts_with = "all")]
    pub name: Option<String>,
    /// Everything that the files say, of all profiles, SSO sessions and services
    #[arg(long)]
    pub all: bool,
    /// By whose rules the files are read
    #[arg(long, value_name = "RULES", value_enum, default_value_t, hide_possible_values = false)]
    pub reading: ReadingArg,
}

/// By whose rules `awsp explain` reads the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Default)]
pub enum ReadingArg {
    /// As AWS CLI v2 does.
    #[default]
    Cli,
    /// As the AWS SDKs do.
    Sdk,
}

/// `awsp completions`
#[derive(Debug, Clone, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: ShellKind,
}

/// `awsp settings`
#[derive(Debug, Clone, Args)]
pub struct SettingsArgs {
    /// `show` every setting and where it comes from, or print the `path` of the file
    #[arg(value_name = "WHAT", value_enum, default_value = "show")]
    pub what: SettingsWhat,
}

/// What `awsp settings` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SettingsWhat {
    /// Every setting and where it comes from.
    Show,
    /// The path of settings.ini.
    Path,
}

/// `awsp cache`
#[derive(Debug, Clone, Args)]
pub struct CacheArgs {
    /// `list` what is stored, without secrets, or `clear` it
    #[arg(value_name = "WHAT", value_enum)]
    pub what: CacheWhat,
}

/// What `awsp cache` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CacheWhat {
    /// Tell what is stored.
    List,
    /// Remove it all.
    Clear,
}

/// `awsp complete`, for the shells' completion.
#[derive(Debug, Clone, Args)]
pub struct CompleteArgs {
    /// Profile names only
    #[arg(long)]
    pub profiles: bool,
    /// The words of the line up to the cursor, the command's name first
    #[arg(last = true, value_name = "WORD")]
    pub words: Vec<String>,
}

/// A region's name from the command line.
fn region(text: &str) -> Result<Region, String> {
    Region::parse(text)
        .ok_or_else(|| "a region is made of letters, digits and hyphens, such as eu-west-1".to_owned())
}
