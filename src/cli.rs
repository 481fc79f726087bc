//! The command line: clap's types, and only the verb that is asked for is built, so that a prompt or a TAB does
//! not pay for the others.

pub mod args;
pub mod configure;
pub mod console;
mod idle;
pub mod login;
pub mod sso;
mod usual;

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, ColorChoice, Command, FromArgMatches};

use crate::shell::kind::ShellKind;
use args::{
    CacheArgs, Common, CompleteArgs, CompletionsArgs, CredentialProcessArgs, CurrentArgs, ExecArgs,
    ExplainArgs, ExportArgs, InitArgs, ListArgs, OffArgs, PromptArgs, RefreshArgs, SettingsArgs, UseArgs,
    WhoamiArgs,
};
use configure::ConfigureArgs;
use console::ConsoleArgs;
use login::{LoginArgs, LogoutArgs};
use sso::SsoArgs;

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
    Export(ExportArgs),
    CredentialProcess(CredentialProcessArgs),
    Exec(ExecArgs),
    Completions(CompletionsArgs),
    Settings(SettingsArgs),
    Cache(CacheArgs),
    Complete(CompleteArgs),
    Explain(ExplainArgs),
    Login(LoginArgs),
    Logout(LogoutArgs),
    Sso(SsoArgs),
    Configure(ConfigureArgs),
    Console(ConsoleArgs),
}

const AFTER_HELP: &str = "\
Set it up with a line in your rc file:
  bash  eval \"$(awsp init bash)\"
  zsh   eval \"$(awsp init zsh)\"
  fish  awsp init fish | source
";

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
    entry!(
        "explain",
        Explain,
        ExplainArgs,
        "Explain a profile: plan, properties with their lines, problems, and where tools disagree"
    ),
    entry!("whoami", Whoami, WhoamiArgs, "Show the verified identity and when it ends"),
    entry!("refresh", Refresh, RefreshArgs, "Renew what can be renewed without a person"),
    entry!("login", Login, LoginArgs, "Sign in, once for all profiles that share the sign-in"),
    entry!("logout", Logout, LogoutArgs, "Sign out, and drop what was got with the sign-in"),
    entry!("console", Console, ConsoleArgs, "Open the web console, signed in"),
    entry!("sso", Sso, SsoArgs, "List what Identity Center grants, and write profiles for it"),
    entry!("configure", Configure, ConfigureArgs, "Add, change, copy, rename or remove a profile"),
    entry!("export", Export, ExportArgs, "Print credentials, for a shell or a program"),
    entry!(
        "credential-process",
        CredentialProcess,
        CredentialProcessArgs,
        "Give other tools credentials, as the profile's `credential_process`"
    ),
    entry!("exec", Exec, ExecArgs, "Run a command with credentials"),
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
    usual::parse(words).map_or_else(|| parse_with_clap(words), Ok)
}

fn parse_with_clap(words: &[String]) -> Result<Cli, clap::Error> {
    let mut command = match verb_of(words).and_then(|name| VERBS.iter().find(|entry| entry.name == name)) {
        Some(entry) => with(top(), entry),
        None => command(),
    };
    let mut matches = command.try_get_matches_from_mut(words)?;
    let mut common = Common::from_arg_matches(&matches)?;
    let shell = matches.remove_one::<ShellKind>("outer_shell");
    let Some((name, sub_matches)) = matches.subcommand() else {
        return Err(command.error(ErrorKind::MissingSubcommand, "a command is missing"));
    };
    let Some(entry) = VERBS.iter().find(|entry| entry.name == name) else {
        return Err(command.error(ErrorKind::InvalidSubcommand, "unknown command"));
    };
    let verb = (entry.read)(sub_matches)?;
    let named = match &verb {
        Verb::Exec(ExecArgs { name, .. })
        | Verb::Login(LoginArgs { name, .. })
        | Verb::Logout(LogoutArgs { name, .. })
        | Verb::Console(ConsoleArgs { name, .. }) => name.as_ref(),
        _ => None,
    };
    if let Some(name) = named
        && common.profile.replace(name.clone()).is_some()
    {
        return Err(
            command.error(ErrorKind::ArgumentConflict, "the profile is given twice, by --profile as well")
        );
    }
    Ok(Cli { common, verb, shell })
}

/// The whole command with all its verbs: for help, completion and packagers.
#[must_use]
pub fn command() -> Command {
    VERBS.iter().fold(top(), with)
}

fn top() -> Command {
    let mark = clap::Arg::new("outer_shell")
        .long("shell")
        .hide(true)
        .value_name("SHELL")
        .value_parser(clap::value_parser!(ShellKind));
    // The descriptions after the arguments, whose struct's own would be taken else.
    Common::augment_args(Command::new("awsp").arg(mark))
        .version(env!("CARGO_PKG_VERSION"))
        .about("Keeps the AWS identity of this shell right")
        .long_about(None)
        .after_help(AFTER_HELP)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .color(ColorChoice::Auto)
}

fn with(command: Command, entry: &Entry) -> Command {
    let verb = (entry.arguments)(Command::new(entry.name)).about(entry.about).long_about(None);
    let verb = idle::hidden(&command, verb.hide(entry.hidden));
    command.subcommand(verb)
}

/// The first word that is neither an option nor an option's value.
fn verb_of(words: &[String]) -> Option<&str> {
    let mut words = words.iter().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--profile" | "-p" | "--region" | "--color" | "--shell" => {
                words.next();
            }
            // Help and version in front are those of the whole.
            "-h" | "--help" | "-V" | "--version" => return None,
            option if option.starts_with('-') => {}
            verb => return Some(verb),
        }
    }
    None
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
    fn what_is_idle_is_taken_and_not_shown() {
        for verb in ["off", "settings", "init bash", "completions zsh"] {
            let verb: Vec<&str> = verb.split(' ').collect();
            let idle = ["--profile", "x", "--region", "eu-west-1"];
            for words in [[idle.as_slice(), &verb].concat(), [verb.as_slice(), &idle].concat()] {
                let cli = parse_words(&words).expect("valid");
                assert_eq!(cli.common.profile.as_deref(), Some("x"), "{words:?}");
            }
            let help =
                |verb: &[&str]| parse_words(&[verb, &["--help"]].concat()).expect_err("help").to_string();
            assert!(!help(&verb).contains("--region") && help(&verb).contains("--color"), "{}", help(&verb));
            assert!(help(&["whoami"]).contains("--region"));
        }
    }

    #[test]
    fn the_profile_of_exec_is_the_one_of_every_command() {
        let cli =
            parse_words(&["exec", "x", "--server", "none", "--", "sh", "-c", "--profile"]).expect("valid");
        assert_eq!(cli.common.profile.as_deref(), Some("x"));
        assert!(matches!(cli.verb, Verb::Exec(args) if args.command == ["sh", "-c", "--profile"]));
        for words in [&["exec", "x", "-p", "y", "--", "sh"][..], &["exec", "x"], &["exec", "x", "sh"]] {
            assert_eq!(parse_words(words).err().map(|error| error.exit_code()), Some(2), "{words:?}");
        }
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
