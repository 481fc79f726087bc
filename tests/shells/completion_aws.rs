//! `--complete-aws`: profile names after `aws --profile`, and everything else as it was.

use std::fs;

use crate::each_shell::each_shell;
use crate::home::Home;
use crate::kind::Kind;
use crate::typist::{Quote, Typist, record_as, typed, write_profiles};

const COLONS: &str = "grinntec.aws.admin:sandbox:PowerUserAccess";

const NAMES: &[&str] = &[
    COLONS,
    "blank in a  name",
    "it's single",
    "say \"double\"",
    "cash $HOME",
    "back\\slash",
    "run $(touch pwned)",
    "tick `touch pwned`",
    "wow! bang",
    "=equals",
    "Größe",
];

/// Stands for the AWS CLI's own completer, which is a program that takes the line from the environment.
const COMPLETER: &str = "#!/bin/sh
printf '%s\\n' \"$COMP_LINE\" >\"$HOME/asked\"
echo 'fakeservice '
";

/// A home with a recording `aws`, its completer, and an rc file of these lines.
fn home(kind: Kind, lines: &[&str]) -> Home {
    let mut home = Home::new(kind);
    record_as(&mut home, "aws");
    home.write_program("bin/aws_completer", COMPLETER);
    write_profiles(&home, NAMES);
    for line in lines {
        home.rc(line);
    }
    home
}

/// The documented line with the option.
fn line(kind: Kind) -> &'static str {
    match kind {
        Kind::Bash => r#"eval "$(awsp init bash --complete-aws)""#,
        Kind::Zsh => r#"eval "$(awsp init zsh --complete-aws)""#,
        Kind::Fish => "awsp init fish --complete-aws | source",
    }
}

/// How people register the AWS CLI's completer, as its documentation says.
fn aws_line(kind: Kind) -> &'static str {
    match kind {
        Kind::Bash => "complete -C aws_completer aws",
        Kind::Zsh => "autoload -Uz bashcompinit; bashcompinit; complete -C aws_completer aws",
        Kind::Fish => {
            "complete --command aws --no-files --arguments '(begin; set --local --export COMP_SHELL fish; \
             set --local --export COMP_LINE (commandline); aws_completer | sed \\'s/ $//\\'; end)'"
        }
    }
}

const COMPINIT: &str = "autoload -Uz compinit; compinit -u -D";
const NOTHING: &str = "true";

/// Every name arrives after `--profile`, and the other completer has the rest of the line if there is one.
fn check(kind: Kind, lines: &[&str], other: bool) {
    let home = home(kind, lines);
    let mut typist = Typist::new(&home, home.start());
    let mut wrong = Vec::new();
    for name in NAMES {
        for quote in [Quote::Bare, Quote::Single, Quote::Double] {
            for (front, words) in [
                ("aws --profile ", vec!["--profile", name]),
                ("aws s3 ls --profile ", vec!["s3", "ls", "--profile", name]),
            ] {
                let keys = format!("{front}{}\t", typed(kind, quote, name, 2).expect("two plain characters"));
                let got = typist.arguments(&keys);
                if got.as_deref() != Ok(&owned(&words)[..]) {
                    wrong.push(format!("{keys:?} gave {got:?}"));
                }
            }
        }
        let keys =
            format!("aws --profile={}\t", typed(kind, Quote::Bare, name, 2).expect("two plain characters"));
        let got = typist.arguments(&keys);
        if got.as_deref() != Ok(&owned(&[&format!("--profile={name}")])[..]) {
            wrong.push(format!("{keys:?} gave {got:?}"));
        }
        assert!(wrong.len() < 10, "{}", wrong.join("\n"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(!home.path().join("pwned").exists());
    assert!(!home.path().join("asked").exists(), "the slow completer is not asked for profiles");
    if other {
        for (keys, words) in [
            ("aws fakeser\t", &["fakeservice"][..]),
            ("aws --profile x fakes\t", &["--profile", "x", "fakeservice"]),
        ] {
            assert_eq!(typist.arguments(keys), Ok(owned(words)), "{keys:?}");
            let asked = fs::read_to_string(home.path().join("asked")).expect("the other completer was asked");
            assert_eq!(asked.trim_end(), keys.trim_end());
            fs::remove_file(home.path().join("asked")).expect("the record is removed");
        }
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}

each_shell! {
    fn the_other_completer_may_come_before(kind: Kind) {
        let compinit = if kind == Kind::Zsh { COMPINIT } else { NOTHING };
        check(kind, &[compinit, aws_line(kind), line(kind)], true);
    }

    fn the_other_completer_may_come_after(kind: Kind) {
        let compinit = if kind == Kind::Zsh { COMPINIT } else { NOTHING };
        check(kind, &[compinit, line(kind), aws_line(kind)], true);
    }

    fn there_may_be_no_other_completer(kind: Kind) {
        let compinit = if kind == Kind::Zsh { COMPINIT } else { NOTHING };
        check(kind, &[compinit, line(kind)], false);
    }

    fn evaluated_twice_it_asks_the_other_completer_once(kind: Kind) {
        let compinit = if kind == Kind::Zsh { COMPINIT } else { NOTHING };
        check(kind, &[compinit, line(kind), aws_line(kind), line(kind)], true);
    }

    fn files_are_completed_where_nothing_else_is_known(kind: Kind) {
        let compinit = if kind == Kind::Zsh { COMPINIT } else { NOTHING };
        let mut home = home(kind, &[compinit, line(kind)]);
        // Of `aws` fish knows more by itself.
        record_as(&mut home, "terragrunt");
        home.write(".config/awsp/settings.ini", "[completion]\ncommands = terragrunt\n");
        home.write("template-file.json", "");
        let mut typist = Typist::new(&home, home.start());
        assert_eq!(typist.arguments("terragrunt templ\t"), Ok(owned(&["template-file.json"])));
    }

    fn without_the_option_the_aws_command_is_left_alone(kind: Kind) {
        let compinit = if kind == Kind::Zsh { COMPINIT } else { NOTHING };
        let home = home(kind, &[compinit, aws_line(kind), kind.init_line()]);
        let mut typist = Typist::new(&home, home.start());
        if kind != Kind::Fish {
            // The other completer answers everything; fish's own aws completion has names of its own here.
            assert_eq!(typist.arguments("aws --profile f\t"), Ok(owned(&["--profile", "fakeservice"])));
        }
        assert_eq!(typist.arguments("aws fakes\t"), Ok(owned(&["fakeservice"])));
    }

    fn other_commands_named_in_the_settings_are_served(kind: Kind) {
        let compinit = if kind == Kind::Zsh { COMPINIT } else { NOTHING };
        let mut home = home(kind, &[compinit, line(kind)]);
        record_as(&mut home, "terragrunt");
        home.write(".config/awsp/settings.ini", "[completion]\ncommands = terragrunt, cdk\n");
        let mut typist = Typist::new(&home, home.start());
        assert_eq!(typist.arguments("terragrunt --profile gr\t"), Ok(owned(&["--profile", COLONS])));
    }
}

#[test]
fn zsh_with_compinit_after_the_line() {
    check(Kind::Zsh, &[line(Kind::Zsh), COMPINIT, aws_line(Kind::Zsh)], true);
}

#[test]
fn zsh_without_compinit() {
    check(Kind::Zsh, &[line(Kind::Zsh)], false);
}

#[test]
fn zsh_with_a_function_of_its_completion_system() {
    let function =
        "_fake() { COMP_LINE=$BUFFER aws_completer >/dev/null; compadd fakeservice }; compdef _fake aws";
    check(Kind::Zsh, &[COMPINIT, function, line(Kind::Zsh)], true);
    check(Kind::Zsh, &[COMPINIT, line(Kind::Zsh), function], true);
}

const BASH_COMPLETION: &str = "source /usr/share/bash-completion/bash_completion";

#[test]
fn bash_with_bash_completion() {
    check(Kind::Bash, &[BASH_COMPLETION, aws_line(Kind::Bash), line(Kind::Bash)], true);
    check(Kind::Bash, &[line(Kind::Bash), BASH_COMPLETION, aws_line(Kind::Bash)], true);
    check(Kind::Bash, &[line(Kind::Bash), BASH_COMPLETION], false);
}

#[test]
fn bash_with_a_completer_that_bash_completion_loads_when_it_is_asked() {
    let file = ".local/share/bash-completion/completions/aws";
    for lines in [[BASH_COMPLETION, line(Kind::Bash)], [line(Kind::Bash), BASH_COMPLETION]] {
        let home = home(Kind::Bash, &lines);
        home.write(file, "complete -C aws_completer aws\n");
        let mut typist = Typist::new(&home, home.start());
        assert_eq!(typist.arguments("aws fakes\t"), Ok(owned(&["fakeservice"])));
        assert_eq!(typist.arguments("aws --profile gr\t"), Ok(owned(&["--profile", COLONS])));
        assert_eq!(typist.arguments("aws fakes\t"), Ok(owned(&["fakeservice"])));
    }
}

#[test]
fn bash_with_a_function_for_completer() {
    let function = "_fake() { COMP_LINE=$COMP_LINE aws_completer >/dev/null; COMPREPLY=(fakeservice); }; complete -F _fake aws";
    check(Kind::Bash, &[function, line(Kind::Bash)], true);
    check(Kind::Bash, &[line(Kind::Bash), function], true);
}
