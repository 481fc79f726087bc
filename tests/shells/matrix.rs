//! Every template with every choice of options, in the surroundings that people's rc files make: evaluated without a
//! word, twice, and working.

use std::path::Path;
use std::process::{Command, Output};

use crate::each_shell::each_shell;
use crate::home::PROMPT;
use crate::kind::{Kind, find_program};
use crate::screen::Screen;
use crate::world::World;

/// All subsets of the options of `awsp init`.
fn choices() -> Vec<Vec<&'static str>> {
    let options = ["--cmd other", "--no-prompt", "--no-completion", "--complete-aws"];
    let mut choices = vec![Vec::new()];
    for option in options {
        let with = choices.iter().map(|choice| [choice.as_slice(), &[option]].concat());
        choices.extend(with.collect::<Vec<_>>());
    }
    choices
}

/// The line for the rc file with these options. Where something else goes by awsp's name already, `command` finds
/// the program.
fn line_in(kind: Kind, surroundings: &str, options: &[&str]) -> String {
    let line = line(kind, options);
    if surroundings.contains("taken") { line.replace("awsp init", "command awsp init") } else { line }
}

/// The line for the rc file with these options.
fn line(kind: Kind, options: &[&str]) -> String {
    kind.init_line()
        .replace(&format!("init {}", kind.name()), &format!("init {} {}", kind.name(), options.join(" ")))
}

/// The function's name under these options.
fn function(options: &[&str]) -> &'static str {
    if options.contains(&"--cmd other") { "other" } else { "awsp" }
}

/// What awsp's code could call by a bare name. A user may have made anything of them.
const NAMES: &str = "cd grep cat echo printf test read local aws date sed sleep kill env sh true false export unset \
                     typeset declare type hash alias let shift complete compgen compopt trap";

/// Lines before the one of awsp, each with its name.
fn surroundings(kind: Kind) -> Vec<(&'static str, String)> {
    let functions =
        |names: &str, form: fn(&str) -> String| names.split_whitespace().map(form).collect::<String>();
    let all: &[(&str, &str)] = match kind {
        Kind::Bash => &[
            ("nothing", ""),
            ("set -eu", "set -eu"),
            ("pipefail", "set -euo pipefail"),
            ("noclobber", "set -o noclobber"),
            ("noglob", "set -f"),
            ("IFS of letters", "IFS=aeiou_-/:"),
            ("no IFS", "IFS="),
            ("IFS unset", "unset IFS"),
            ("posix", "set -o posix"),
            ("globs", "shopt -s failglob extglob globstar nocasematch"),
            ("nullglob", "shopt -s nullglob dotglob nocaseglob"),
            ("allexport", "set -a"),
            ("ERR trap", "set -E; trap 'builtin echo TRAPPED' ERR"),
            ("no source path", "shopt -u sourcepath; hash -r"),
        ],
        Kind::Zsh => &[
            ("nothing", ""),
            ("set -eu", "set -eu"),
            ("pipefail", "set -euo pipefail"),
            ("noclobber", "set -o noclobber"),
            ("IFS of letters", "IFS=aeiou_-/:"),
            ("no IFS", "IFS="),
            ("emulate sh", "emulate sh"),
            ("emulate ksh", "emulate ksh"),
            ("emulate csh", "emulate csh"),
            ("ksh arrays", "setopt ksh_arrays sh_word_split glob_subst"),
            ("globs", "setopt extended_glob null_glob glob_dots no_case_glob no_case_match"),
            ("no globs", "setopt no_glob no_bad_pattern no_equals"),
            ("warnings", "setopt warn_create_global warn_nested_var"),
            ("allexport", "setopt all_export"),
            ("errors", "setopt err_return"),
            (
                "old",
                "setopt csh_junkie_loops csh_junkie_quotes ignore_braces no_short_loops rc_quotes sh_glob",
            ),
            (
                "typeset",
                "setopt typeset_silent ksh_typeset no_global_export posix_builtins posix_identifiers",
            ),
            ("no functions' arguments", "setopt no_function_argzero no_multios no_unset no_eval_lineno"),
        ],
        Kind::Fish => &[
            ("nothing", ""),
            ("IFS of letters", "set -g IFS aeiou_-/:"),
            // With an empty IFS fish's own functions work no more, and awsp's neither.
            ("vi keys", "fish_vi_key_bindings"),
            (
                "names in use",
                "set -g file x; set -g word y; set -g name z; set -g lines 1 2; set -g at 3; set -g status_ 1",
            ),
        ],
    };
    let mut all: Vec<_> = all.iter().map(|(name, lines)| (*name, (*lines).to_owned())).collect();
    let taken = "alias awsp='builtin echo HOSTILE' other='builtin echo HOSTILE'";
    all.push((
        "a taken name",
        if kind == Kind::Fish { taken.replace("' o", "'; alias o") } else { taken.to_owned() },
    ));
    let taken = "function awsp { builtin echo HOSTILE; }; function other { builtin echo HOSTILE; }";
    let end = |lines: &str| lines.replace(" { ", "; ").replace('}', "end");
    all.push(("a taken function", if kind == Kind::Fish { end(taken) } else { taken.to_owned() }));
    match kind {
        Kind::Bash => {
            let form = |name: &str| {
                format!("function {name} {{ builtin echo HOSTILE {name}; builtin return 9; }}\n")
            };
            all.push((
                "functions",
                functions(NAMES, form) + "function [ { builtin echo HOSTILE; builtin return 9; }",
            ));
            let form = |name: &str| format!("alias {name}='builtin echo HOSTILE alias {name}'\n");
            all.push((
                "aliases",
                format!("shopt -s expand_aliases\n{}", functions(&NAMES.replace("alias", ""), form)),
            ));
        }
        Kind::Zsh => {
            let form = |name: &str| {
                format!("function {name} {{ builtin echo HOSTILE {name}; builtin return 9; }}\n")
            };
            all.push((
                "functions",
                functions(NAMES, form) + "function '[' { builtin echo HOSTILE; builtin return 9; }",
            ));
            let form = |name: &str| format!("alias {name}='builtin echo HOSTILE alias {name}'\n");
            let global = "alias -g G='| grep' L='| less' -- ---='builtin echo HOSTILE' ...=../..";
            all.push(("aliases", format!("{}{global}", functions(&NAMES.replace("alias", ""), form))));
        }
        Kind::Fish => {
            // fish lets nobody redefine `test`, `read`, `set` and their like.
            let most = "cd grep cat aws date sed sleep kill env sh true false path random emit";
            let own = "echo printf math contains count functions commandline complete disown jobs type";
            let form = |name: &str| format!("function {name}; builtin echo HOSTILE {name}; return 9; end\n");
            all.push(("functions", functions(most, form)));
            all.push(("functions that fish itself needs", functions(own, form)));
        }
    }
    all
}

/// What a script may do after the line, without any name that the surroundings could have taken.
fn script_check(kind: Kind, function: &str) -> String {
    let (builtin, adopted) = match kind {
        Kind::Bash => (
            "builtin",
            "builtin declare -F _awsp_first _awsp_last _awsp_check >/dev/null && builtin echo HOOK",
        ),
        Kind::Zsh => (
            "builtin",
            "[[ -n ${functions[(I)_awsp_(first|last|check)]-}${precmd_functions-} ]] && builtin echo HOOK",
        ),
        Kind::Fish => ("builtin", "builtin functions -q _awsp_prompt; and builtin echo HOOK"),
    };
    let alias = if kind == Kind::Fish { "" } else { "\\" };
    format!("{function} use benk\n{adopted}\n{alias}{builtin} echo \"[$AWS_PROFILE]\"\n{function} off\n{alias}{builtin} echo \"[${{AWS_PROFILE-gone}}]\"\n")
        .replace("${AWS_PROFILE-gone}", if kind == Kind::Fish { "$AWS_PROFILE" } else { "${AWS_PROFILE-gone}" })
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

each_shell! {
    fn a_script_gets_the_function_and_no_word(kind: Kind) {
        let world = World::without_awsp(kind);
        let gone = if kind == Kind::Fish { "[]" } else { "[gone]" };
        for (name, before) in surroundings(kind) {
            for options in choices() {
                let line = line_in(kind, name, &options);
                let output = world.script(&format!("{before}\n{line}\n{line}\n{}", script_check(kind, function(&options))));
                assert_eq!(said(&output), format!("[benk]\n{gone}\n"), "{kind:?}, {name}, {options:?}");
            }
        }
    }

    fn an_interactive_shell_starts_without_a_word(kind: Kind) {
        for options in choices() {
            let mut world = World::without_awsp(kind);
            // What lands behind the prompt is the subject of other tests.
            world.set("AWSP_NO_REFRESH", "1");
            world.rc(&line(kind, &options));
            world.rc(&line(kind, &options));
            let terminal = world.start();
            assert_eq!(terminal.look(Screen::text), PROMPT.trim_end(), "{options:?}");
            terminal.run(&format!("{} use benk", function(&options)));
            let shown = terminal.look(Screen::cursor_line);
            assert_eq!(shown.matches("benk").count(), usize::from(!options.contains(&"--no-prompt")), "{options:?}: {shown}");
            let screen = terminal.run("clear; echo \"<$AWSP_TEXT>\"");
            assert!(screen.contains("<benk"), "{options:?}: {screen}");
            terminal.run(&format!("{} off", function(&options)));
            assert_eq!(terminal.look(Screen::cursor_line), PROMPT.trim_end(), "{options:?}");
        }
    }

    fn an_interactive_shell_is_served_in_all_surroundings(kind: Kind) {
        for (name, before) in surroundings(kind) {
            if name.contains("fish itself") {
                continue;
            }
            let everything = ["--cmd other", "--complete-aws"];
            for options in [&[][..], &everything[..]] {
                let mut world = World::without_awsp(kind);
                world.set("AWSP_NO_REFRESH", "1");
                world.rc(&before);
                world.rc(&line_in(kind, name, options));
                world.rc(&line_in(kind, name, options));
                let terminal = world.start();
                let plain = terminal.look(Screen::text);
                assert!(plain.ends_with(PROMPT.trim_end()) && plain.lines().count() == 1, "{name}, {options:?}: {plain}");
                let function = function(options);
                terminal.send_line(&format!("{function} use benk"));
                terminal.wait_until(&format!("the segment ({name})"), |screen| {
                    let line = screen.cursor_line();
                    line.ends_with(PROMPT.trim_end()) && line.matches("benk").count() == 1 && !line.contains("use")
                });
                terminal.send_line(&format!("{function} off"));
                terminal.wait_until(&format!("the plain prompt ({name})"), |screen| screen.cursor_line() == plain && screen.text().contains(" off"));
                let screen = terminal.look(Screen::text);
                assert!(!screen.contains("HOSTILE") && !screen.contains("TRAPPED"), "{name}, {options:?}: {screen}");
            }
        }
    }

    fn the_shells_own_checks_find_nothing(kind: Kind) {
        let world = World::without_awsp(kind);
        let source = format!("{}/shell/awsp.{}", env!("CARGO_MANIFEST_DIR"), kind.name());
        let mut files = vec![source.clone()];
        for (number, options) in choices().iter().enumerate() {
            let words = options.iter().flat_map(|option| option.split(' '));
            let output = world.command(env!("CARGO_BIN_EXE_awsp")).args(["init", kind.name()]).args(words).output().expect("awsp runs");
            assert!(output.status.success() && !output.stdout.is_empty());
            files.push(world.write(&format!("rendered-{number}"), output.stdout).display().to_string());
        }
        let run = |program: &Path, arguments: &[&str], file: &str| {
            let output = Command::new(program).args(arguments).arg(file).output().expect("it runs");
            assert!(output.status.success() && said(&output).is_empty(), "{} {file}:\n{}", program.display(), said(&output));
        };
        let shell = kind.program();
        for file in &files {
            match kind {
                Kind::Bash => {
                    run(&shell, &["-n"], file);
                    run(&find_program("shellcheck"), &["--shell=bash", "--norc"], file);
                }
                Kind::Zsh => run(&shell, &["-n"], file),
                Kind::Fish => run(&shell, &["--no-execute"], file),
            }
        }
        match kind {
            Kind::Bash => run(&find_program("shfmt"), &["-d", "-i", "2", "-ci"], &source),
            Kind::Zsh => {}
            Kind::Fish => run(&find_program("fish_indent"), &["--check"], &source),
        }
    }

    fn a_script_that_reads_the_rc_file_gets_the_function_and_no_hook(kind: Kind) {
        let world = World::new(kind);
        let source = format!("source \"$HOME/{}\"", world.path().join(kind.rc_file()).strip_prefix(world.path()).expect("under the home").display());
        let output = world.script(&format!("{source}\n{}", script_check(kind, "awsp")));
        assert_eq!(said(&output), format!("[benk]\n{}\n", if kind == Kind::Fish { "[]" } else { "[gone]" }));
        let status = if kind == Kind::Fish { "$status" } else { "$?" };
        let output = world.script(&format!("{source}\nawsp use MyRoel 2>/dev/null; echo {status}; awsp use --help | head -1; awsp list --names | head -1"));
        assert_eq!(said(&output), "1\nSwitch this shell to a profile\ndefault\n");
    }
}
