//! The command line: clap's types, and only the verb that is asked for is built, so that a prompt or a TAB does
//! not pay for the others.

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, ColorChoice, Command, FromArgMatches, ValueEnum};

use crate::domain::region::Region;
use crate::prompt::paint::Place;
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

/// A command with its arguments.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is named after its verb and holds that verb's documented arguments")]
pub enum Verb {
    Init(InitArgs),
    Use(UseArgs),
    Off(OffArgs),
    Current(CurrentArgs),
    List(ListArgs),
    Prompt(PromptArgs),
    Whoami(WhoamiArgs),
    Refresh(RefreshArgs),
    Completions(CompletionsArgs),
    Settings(SettingsArgs),
    Cache(CacheArgs),
    Complete(CompleteArgs),
}

/// One verb: its name, its line in the help, how clap learns its arguments, and how they become a [`Verb`].
struct Entry {
    name: &'static str,
    about: &'static str,
    hidden: bool,
    arguments: fn(Command) -> Command,
    read: fn(&ArgMatches) -> Result<Verb, clap::Error>,
}

macro_rules! entry {
    ($name:literal, $variant:ident, $args:ty, $about:literal $(, hidden: $hidden:literal)?) => {
        Entry {
            name: $name,
            about: $about,
            hidden: false $(|| $hidden)?,
            arguments: <$args as Args>::augment_args,
            read: |matches| <$args as FromArgMatches>::from_arg_matches(matches).map(Verb::$variant),
        }
    };
}

/// Every verb, in the order of the help.
const VERBS: &[Entry] = &[
    entry!("init", Init, InitArgs, "Print the shell code for your rc file"),
    entry!("use", Use, UseArgs, "Switch this shell to a profile"),
    entry!("off", Off, OffArgs, "Leave: unset what `use` set, and the profile"),
    entry!(
        "current",
        Current,
        CurrentArgs,
        "Show the active profile and region, where each comes from, and what overrides it"
    ),
    entry!("list", List, ListArgs, "List all profiles with kind, account, role and region"),
    entry!("whoami", Whoami, WhoamiArgs, "Show the verified identity and when it ends"),
    entry!("refresh", Refresh, RefreshArgs, "Renew what can be renewed without a person"),
    entry!("prompt", Prompt, PromptArgs, "Print the prompt's segment once, from what is stored"),
    entry!("settings", Settings, SettingsArgs, "Show awsp's own settings and where each comes from"),
    entry!("cache", Cache, CacheArgs, "List or clear what awsp has stored"),
    entry!("completions", Completions, CompletionsArgs, "Print a static completion script, for packagers"),
    entry!("complete", Complete, CompleteArgs, "Answer the shells' completion", hidden: true),
];

/// The command line, parsed.
#[derive(Debug, Clone)]
pub struct Cli {
    /// Flags that every command takes.
    pub common: Common,
    /// What to do.
    pub verb: Verb,
    /// `--shell` in front of the verb: the shell function's mark.
    pub shell: Option<ShellKind>,
}

/// Parses `words`, the program's name first. An error also stands for help and version.
pub fn parse(words: &[String]) -> Result<Cli, clap::Error> {
    let mut command = match verb_of(words).and_then(|name| VERBS.iter().find(|entry| entry.name == name)) {
        Some(entry) => top().subcommand(sub(entry)),
        None => command(),
    };
    let mut matches = command.try_get_matches_from_mut(words)?;
    let common = Common::from_arg_matches(&matches)?;
    let shell = matches.remove_one::<ShellKind>("outer_shell");
    let Some((name, sub_matches)) = matches.subcommand() else {
        return Err(command.error(ErrorKind::MissingSubcommand, "a command is missing"));
    };
    let Some(entry) = VERBS.iter().find(|entry| entry.name == name) else {
        return Err(command.error(ErrorKind::InvalidSubcommand, "unknown command"));
    };
    Ok(Cli { common, verb: (entry.read)(sub_matches)?, shell })
}

/// The whole command with all its verbs: for help, completion and packagers.
#[must_use]
pub fn command() -> Command {
    VERBS.iter().fold(top(), |command, entry| command.subcommand(sub(entry)))
}

fn top() -> Command {
    let top = Command::new("awsp")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Keeps the AWS identity of this shell right")
        .after_help("Set it up with a line in your rc file:\n  bash  eval \"$(awsp init bash)\"\n  zsh   eval \"$(awsp init zsh)\"\n  fish  awsp init fish | source")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .color(ColorChoice::Auto)
        .arg(
            clap::Arg::new("outer_shell")
                .long("shell")
                .hide(true)
                .value_name("SHELL")
                .value_parser(clap::value_parser!(ShellKind)),
        );
    Common::augment_args(top)
}

fn sub(entry: &Entry) -> Command {
    // After the arguments, whose struct's own description would be taken else.
    (entry.arguments)(Command::new(entry.name)).about(entry.about).long_about(None).hide(entry.hidden)
}

/// The first word that is neither an option nor an option's value.
fn verb_of(words: &[String]) -> Option<&str> {
    let mut words = words.iter().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--profile" | "-p" | "--region" | "--color" | "--shell" => {
                words.next();
            }
            option if option.starts_with('-') => {}
            verb => return Some(verb),
        }
    }
    None
}

/// A region's name from the command line.
fn region(text: &str) -> Result<Region, String> {
    Region::parse(text)
        .ok_or_else(|| "a region is made of letters, digits and hyphens, such as eu-west-1".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_words(words: &[&str]) -> Result<Cli, clap::Error> {
        let words: Vec<String> =
            std::iter::once("awsp").chain(words.iter().copied()).map(str::to_owned).collect();
        parse(&words)
    }

    #[test]
    fn the_definition_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn common_flags_stand_before_or_after_the_verb() {
        for words in [
            &["--profile", "use", "--shell", "zsh", "use", "x"][..],
            &["--shell", "zsh", "use", "x", "--profile", "use"],
            &["use", "--profile=use", "x", "--shell", "zsh"],
        ] {
            let cli = parse_words(words).expect("valid");
            assert_eq!(cli.common.profile.as_deref(), Some("use"), "{words:?}");
            let Verb::Use(args) = cli.verb else { panic!("{words:?}") };
            assert_eq!(args.name.as_deref(), Some("x"));
            assert_eq!(args.shell.or(cli.shell), Some(ShellKind::Zsh));
        }
    }

    #[test]
    fn the_previous_profile_and_odd_names_are_names() {
        for name in ["-", "a b", "$(x)", "-odd"] {
            let cli = parse_words(&["use", "--", name]).expect(name);
            assert!(matches!(cli.verb, Verb::Use(args) if args.name.as_deref() == Some(name)));
        }
        assert!(
            matches!(parse_words(&["use", "-"]).expect("dash").verb, Verb::Use(args) if args.name.as_deref() == Some("-"))
        );
    }

    #[test]
    fn what_is_wrong_is_a_usage_error() {
        for words in [
            &["frobnicate"][..],
            &["init", "tcsh"],
            &["use", "--region", "a b"],
            &["cache"],
            &["init", "zsh", "--cmd", "a b"],
        ] {
            assert_eq!(parse_words(words).err().map(|error| error.exit_code()), Some(2), "{words:?}");
        }
    }
}
