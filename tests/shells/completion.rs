//! TAB completes a profile's name so that the binary gets exactly that name as one argument, and nothing runs.

use crate::each_shell::each_shell;
use crate::home::Home;
use crate::kind::Kind;
use crate::typist::{Quote, Typist, record, typed, write_profiles};

/// Names that shells, line editors and completion systems each have their own trouble with. The first two
/// characters tell them apart.
const NAMES: &[&str] = &[
    "grinntec.aws.admin:sandbox:PowerUserAccess",
    "blank in a  name",
    "it's single",
    "say \"double\" twice",
    "cash $HOME ${HOME}",
    "back\\slash \\n",
    "run $(touch pwned) now",
    "tick `touch pwned`",
    "wow! bang!x",
    "star * ? [a-z",
    "~tilde",
    "~root/x",
    "#hash # two",
    "=equals",
    "equal=sign=x",
    "mail@corp.example",
    "amp;touch pwned;&|<>x",
    "brace{a,b}{1..3}",
    "Ünïcödé-Größe-日本",
    "^caret^percent%plus+comma,end",
    "slash/a/b",
    "deep'\"\\$`!mix",
    ";touch pwned",
    "$(touch pwned)",
    "`touch pwned`",
    // The same with a program whose name needs no blank.
    "x$(pwn)",
    "y`pwn`",
    "z;pwn;",
    "w$(pwn>pwned)&pwn",
];

const QUOTES: [Quote; 3] = [Quote::Bare, Quote::Single, Quote::Double];

/// A shell with the recording program and profiles of these names.
fn home(kind: Kind) -> Home {
    let mut home = Home::new(kind);
    record(&mut home);
    home.write_program("bin/pwn", "#!/bin/sh\n: >\"$HOME/pwned\"\n");
    write_profiles(&home, NAMES);
    home
}

/// Types the beginning of every name after `command`, in `quotes` and cut at `cuts`, each with TAB and Enter, and
/// lists those that did not arrive as `arguments` say.
fn complete_all(
    kind: Kind,
    home: &Home,
    (command, arguments): (&str, &[&str]),
    quotes: &[Quote],
    cuts: fn(usize) -> Vec<usize>,
) {
    let mut typist = Typist::new(home, home.start());
    let (mut right, mut wrong) = (0, Vec::new());
    for name in NAMES {
        for &quote in quotes {
            for count in cuts(name.chars().count()) {
                let Some(typed) = typed(kind, quote, name, count) else { continue };
                let line = format!("{command}{typed}");
                let got = typist.arguments(&format!("{line}\t"));
                let wanted: Vec<String> = arguments.iter().map(|word| word.replace("{}", name)).collect();
                if got.as_ref() == Ok(&wanted) {
                    right += 1;
                } else {
                    wrong.push(format!("{line}<TAB>\n    wanted {wanted:?}\n    got    {got:?}"));
                    assert!(
                        wrong.len() < 40,
                        "{right} of {} right; wrong:\n{}",
                        right + 40,
                        wrong.join("\n")
                    );
                }
                assert!(!home.path().join("pwned").exists(), "{line}<TAB> has run a part of a name");
            }
        }
    }
    let all = right + wrong.len();
    assert!(wrong.is_empty(), "{right} of {all} names right; wrong:\n{}", wrong.join("\n"));
    assert!(all >= NAMES.len(), "{all}");
}

/// After two characters, in the middle, and before the last one.
fn everywhere(length: usize) -> Vec<usize> {
    vec![2, length / 2, length - 1]
}

fn after_two(_: usize) -> Vec<usize> {
    vec![2]
}

each_shell! {
    fn every_name_arrives_however_it_was_begun(kind: Kind) {
        let home = home(kind);
        home.rc(kind.init_line());
        complete_all(kind, &home, ("awsp current --profile ", &["current", "--profile", "{}"]), &QUOTES, everywhere);
    }

    fn every_name_arrives_at_use(kind: Kind) {
        let home = home(kind);
        home.rc(kind.init_line());
        complete_all(kind, &home, ("awsp use ", &["--shell", kind.name(), "use", "{}"]), &QUOTES, after_two);
    }

    fn every_name_arrives_behind_an_equals_sign(kind: Kind) {
        let home = home(kind);
        home.rc(kind.init_line());
        // The old completion of zsh without compinit loses its way in such a word after `\\\$`.
        let cuts = if kind == Kind::Zsh { after_two } else { everywhere };
        complete_all(kind, &home, ("awsp current --profile=", &["current", "--profile={}"]), &[Quote::Bare], cuts);
    }

    fn every_name_arrives_when_nothing_was_typed(kind: Kind) {
        for name in NAMES {
            let home = home(kind);
            home.rc(kind.init_line());
            write_profiles(&home, &[name]);
            let mut typist = Typist::new(&home, home.start());
            let got = typist.arguments("awsp current --profile \t");
            let mut wanted = vec!["current".to_owned(), "--profile".to_owned(), (*name).to_owned()];
            // fish would insert the `~` without a backslash, and then expand it.
            if kind == Kind::Fish && *name == "~root/x" {
                wanted.truncate(2);
            }
            assert_eq!(got, Ok(wanted));
            assert!(!home.path().join("pwned").exists(), "{name}");
        }
    }
}

/// Every name, once, with these lines in the rc file.
fn with_rc(kind: Kind, lines: &[&str]) {
    let home = home(kind);
    for line in lines {
        home.rc(line);
    }
    complete_all(
        kind,
        &home,
        ("awsp current --profile ", &["current", "--profile", "{}"]),
        &QUOTES,
        after_two,
    );
    complete_all(
        kind,
        &home,
        ("awsp current --profile=", &["current", "--profile={}"]),
        &[Quote::Bare],
        everywhere,
    );
}

const BASH_COMPLETION: &str = "source /usr/share/bash-completion/bash_completion";

#[test]
fn bash_with_bash_completion_before_the_line() {
    with_rc(Kind::Bash, &[BASH_COMPLETION, Kind::Bash.init_line()]);
}

#[test]
fn bash_with_bash_completion_after_the_line() {
    with_rc(Kind::Bash, &[Kind::Bash.init_line(), BASH_COMPLETION]);
}

#[test]
fn bash_without_a_colon_among_its_word_breaks() {
    with_rc(Kind::Bash, &[Kind::Bash.init_line(), "COMP_WORDBREAKS=${COMP_WORDBREAKS//:}"]);
}

#[test]
fn zsh_with_compinit_before_the_line() {
    with_rc(Kind::Zsh, &["autoload -Uz compinit", "compinit -u -D", Kind::Zsh.init_line()]);
}

#[test]
fn zsh_with_compinit_after_the_line() {
    with_rc(Kind::Zsh, &[Kind::Zsh.init_line(), "autoload -Uz compinit", "compinit -u -D"]);
}
