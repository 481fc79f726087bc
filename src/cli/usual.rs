//! The usual command lines, read without clap: those that a hook, a completion or a person's fingers give many times
//! a day. Building what clap needs to know of a verb costs more than the verb.
//!
//! Only what clap would take in just the same way is taken here; anything else is left to it.

use clap::ValueEnum;

use super::args::{
    Common, CompleteArgs, CredentialProcessArgs, CurrentArgs, ExportArgs, InitArgs, ListArgs, OffArgs,
    PromptArgs, UseArgs, WhoamiArgs,
};
use super::{Cli, Verb};
use crate::domain::region::Region;
use crate::prompt::paint::Place;
use crate::shell::export::Format;
use crate::shell::init::FunctionName;
use crate::shell::kind::ShellKind;

/// The options that were met: each may be given once.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
struct Line<'a> {
    verb: Option<&'a str>,
    word: Option<&'a str>,
    profile: Option<&'a str>,
    region: Option<Region>,
    /// In front of the verb, and after it.
    shells: [Option<&'a str>; 2],
    hook: Option<ShellKind>,
    format: Option<Format>,
    names: bool,
    profiles: bool,
    ask: bool,
    json: bool,
    quiet: bool,
    verbose: bool,
    /// What follows `--`.
    rest: Option<&'a [String]>,
}

/// The command line, if it is a usual one. `words` begins with the program's name.
pub(super) fn parse(words: &[String]) -> Option<Cli> {
    Line::read(words.get(1..)?)?.into_cli()
}

impl<'a> Line<'a> {
    fn read(words: &'a [String]) -> Option<Self> {
        let mut line = Self::default();
        let mut at = 0;
        while let Some(word) = words.get(at).map(String::as_str) {
            at += 1;
            let value = words.get(at).map(String::as_str).filter(|value| is_word(value));
            let is_option = match (word, line.verb) {
                ("--", Some("complete")) => {
                    line.rest = words.get(at..);
                    break;
                }
                ("--json", _) => once(&mut line.json)?,
                ("--quiet" | "-q", _) => once(&mut line.quiet)?,
                ("--verbose" | "-v", _) => once(&mut line.verbose)?,
                ("--names", Some("list")) => once(&mut line.names)?,
                ("--profiles", Some("complete")) => once(&mut line.profiles)?,
                ("--ask", Some("credential-process")) => once(&mut line.ask)?,
                ("--format", Some("export")) => {
                    set(&mut line.format, Some(Format::from_str(value?, false).ok()?))?
                }
                ("--profile" | "-p", _) => set(&mut line.profile, value)?,
                ("--region", _) => set(&mut line.region, Some(Region::parse(value?)?))?,
                ("--shell", None) => set(&mut line.shells[0], value)?,
                ("--shell", Some("use" | "off" | "prompt")) => set(&mut line.shells[1], value)?,
                ("--hook", Some("prompt")) => set(&mut line.hook, Some(shell(value?)?))?,
                (verb, None) if is_word(verb) => {
                    line.verb = Some(verb);
                    false
                }
                (word, Some("use" | "init")) if is_word(word) => {
                    set(&mut line.word, Some(word))?;
                    false
                }
                _ => return None,
            };
            at += usize::from(is_option && takes_value(word));
        }
        Some(line)
    }

    fn into_cli(self) -> Option<Cli> {
        let [outer, inner] = self.shells;
        let inner_shell = || inner.map_or(Some(None), |name| shell(name).map(Some));
        let verb = match self.verb? {
            "init" => Verb::Init(InitArgs {
                shell: shell(self.word?)?,
                cmd: FunctionName::parse("awsp").ok()?,
                no_prompt: false,
                no_completion: false,
                complete_aws: false,
            }),
            "use" => Verb::Use(UseArgs {
                name: self.word.map(str::to_owned),
                keep_keys: false,
                shell: inner_shell()?,
            }),
            "off" => Verb::Off(OffArgs { shell: inner_shell()? }),
            "current" => Verb::Current(CurrentArgs {}),
            "list" => Verb::List(ListArgs { names: self.names }),
            "whoami" => Verb::Whoami(WhoamiArgs { refresh: false }),
            "export" => Verb::Export(ExportArgs { format: self.format }),
            "credential-process" => Verb::CredentialProcess(CredentialProcessArgs { ask: self.ask }),
            "prompt" if self.hook.is_none() || inner.is_none() => Verb::Prompt(PromptArgs {
                format: None,
                shell: inner.map_or(Some(None), |name| Place::from_str(name, false).ok().map(Some))?,
                hook: self.hook,
            }),
            "complete" => Verb::Complete(CompleteArgs {
                profiles: self.profiles,
                words: self.rest.unwrap_or_default().to_vec(),
            }),
            _ => return None,
        };
        let common = Common {
            profile: self.profile.map(str::to_owned),
            region: self.region,
            json: self.json,
            quiet: self.quiet,
            verbose: self.verbose,
            ..Common::default()
        };
        Some(Cli { common, verb, shell: outer.map_or(Some(None), |name| shell(name).map(Some))? })
    }
}

/// Whether it can be nothing but a value, or the name of a verb or a profile.
fn is_word(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('-')
}

fn takes_value(option: &str) -> bool {
    matches!(option, "--profile" | "-p" | "--region" | "--shell" | "--hook" | "--format")
}

fn once(flag: &mut bool) -> Option<bool> {
    let is_first = !std::mem::replace(flag, true);
    is_first.then_some(true)
}

fn set<T>(place: &mut Option<T>, value: Option<T>) -> Option<bool> {
    if place.is_some() {
        return None;
    }
    *place = Some(value?);
    Some(true)
}

fn shell(name: &str) -> Option<ShellKind> {
    [ShellKind::Bash, ShellKind::Zsh, ShellKind::Fish].into_iter().find(|kind| kind.as_str() == name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WORDS: &[&str] = &[
        "init",
        "use",
        "off",
        "current",
        "list",
        "whoami",
        "export",
        "credential-process",
        "prompt",
        "complete",
        "cache",
        "help",
        "bash",
        "zsh",
        "fish",
        "plain",
        "tmux",
        "json",
        "-",
        "--",
        "",
        "team-1",
        "-odd",
        "a b",
        "--profile",
        "-p",
        "--profile=x",
        "-px",
        "--region",
        "eu-west-1",
        "--json",
        "--quiet",
        "-q",
        "-v",
        "--verbose",
        "-qv",
        "--shell",
        "--hook",
        "--names",
        "--profiles",
        "--color",
        "always",
        "--keep-keys",
        "--refresh",
        "--cmd",
        "--format",
        "env",
        "--ask",
        "-h",
        "--help",
        "--version",
        "ü",
        "@",
    ];

    fn same(words: &[&str]) -> Result<bool, TestCaseError> {
        let words: Vec<String> =
            std::iter::once("awsp").chain(words.iter().copied()).map(str::to_owned).collect();
        let Some(usual) = parse(&words) else { return Ok(false) };
        match super::super::parse_with_clap(&words) {
            Ok(cli) => prop_assert_eq!(format!("{usual:?}"), format!("{cli:?}"), "{:?}", words),
            Err(error) => prop_assert!(false, "{words:?}: {error}"),
        }
        Ok(true)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn what_is_taken_is_what_clap_takes(
            before in prop::collection::vec(prop::sample::select(&WORDS[12..]), 0..3),
            verb in prop::sample::select(&WORDS[..12]),
            after in prop::collection::vec(prop::sample::select(WORDS), 0..5),
        ) {
            let words: Vec<&str> = before.into_iter().chain([verb]).chain(after).collect();
            same(&words)?;
        }
    }

    #[test]
    fn the_hot_lines_are_usual() {
        for line in [
            "init bash",
            "--shell bash use team-1",
            "use team-1 --shell fish",
            "--shell zsh off",
            "current",
            "whoami",
            "list --names",
            "export",
            "export --profile team-1 --format fish",
            "credential-process --profile team-1",
            "credential-process -p team-1 --ask",
            "prompt",
            "prompt --hook zsh --quiet",
            "prompt --shell tmux",
            "complete --profiles -- te",
            "complete -- awsp use te",
            "complete -- awsp --profile",
            "-p x current -v --json --region eu-west-1",
        ] {
            let words: Vec<&str> = line.split(' ').collect();
            assert!(matches!(same(&words), Ok(true)), "{line}");
        }
    }
}
