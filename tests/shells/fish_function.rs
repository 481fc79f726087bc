//! fish: the function, its completion, and the manners of the code.

use std::fs;

use crate::fish_hook::asked;
use crate::home::{Home, PROMPT};
use crate::kind::{Kind, find_program};
use crate::screen::Screen;
use crate::stub::{Options, State, Stub, now_plus, render};

/// Names that a shell could take apart, run, or insert wrongly.
const NAMES: &[&str] = &[
    "grinntec.aws.admin:sandbox:PowerUserAccess",
    "with blank",
    "  two  blanks  ",
    "it's",
    "say \"hi\"",
    "both ' and \"",
    "back\\slash",
    "cost$HOME",
    "sub$(touch ran)",
    "fish(touch ran)",
    "tick`touch ran`",
    "semi;touch ran",
    "a&b|c<d>e",
    "bang!bang",
    "star*s?",
    "brace{a,b}",
    "brack[1]",
    "~tilde",
    "#hash",
    "%percent",
    "^caret",
    "eq=ual@at",
    "sl/ash",
    "caf\u{e9} \u{4e2d}\u{6587}",
    "-dash",
];

fn every_option() -> Vec<Options> {
    let mut all = Vec::new();
    for command in ["awsp", "p", "aws-use"] {
        for bits in 0..8 {
            let (prompt, completion, complete_aws) = (bits & 1 == 0, bits & 2 == 0, bits & 4 != 0);
            all.push(Options { command, prompt, completion, complete_aws });
        }
    }
    all
}

#[test]
fn what_changes_the_shell_is_evaluated_and_nothing_else() {
    let stub = Stub::new(Kind::Fish, Options::default());
    let script = |script: &str| {
        let output = stub.home.script(&format!("{}; {script}", stub.load_line()));
        (
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
            stub.take_calls(),
        )
    };
    stub.home.write("stub/switch", "set -gx AWS_PROFILE 'a\n b\\'c'\n_awsp_adopt /nowhere\nset -g ran yes\n");
    let shown = "echo \"$status;$ran;$AWS_PROFILE\"";
    let (out, err, calls) = script(&format!("awsp --region x --color=never use 'a b' -; {shown}"));
    assert_eq!((out.as_str(), err.as_str()), ("0;yes;a\n b'c\n", ""));
    assert_eq!(calls, ["profile=unset <--shell> <fish> <--region> <x> <--color=never> <use> <a b> <->"]);
    for (line, call) in [
        ("awsp off", "<--shell> <fish> <off>"),
        ("awsp use -- -h", "<--shell> <fish> <use> <--> <-h>"),
        ("awsp --profile list use", "<--shell> <fish> <--profile> <list> <use>"),
        ("awsp use -h", "<use> <-h>"),
        ("awsp use -qV", "<use> <-qV>"),
        ("awsp --help off", "<--help> <off>"),
        ("awsp", ""),
        ("awsp list use", "<list> <use>"),
        ("awsp --profile use", "<--profile> <use>"),
        ("awsp -- use", "<--> <use>"),
        ("awsp words '' '*' use", "<words> <> <*> <use>"),
    ] {
        let (out, _, calls) = script(&format!("{line}; {shown}"));
        assert_eq!(calls, [format!("profile=unset {call}").trim_end()], "{line}");
        assert_eq!(out.contains(";yes;"), call.starts_with("<--shell>"), "{line}: {out}");
    }
    let (out, _, _) = script("awsp fail; echo $status; awsp words 'a  b' '' '$x' \\*");
    assert_eq!(out, "42\n<a  b><><$x><*>\n");
    stub.home.write("stub/switch", "false\n");
    assert_eq!(script("awsp use x; echo $status").0, "1\n");
    stub.home.write_program("bin/awsp", "#!/bin/sh\necho 'set -g ran yes'\necho why >&2\nexit 3\n");
    let (out, err, _) = script(&format!("awsp use x; {shown}"));
    assert_eq!((out.as_str(), err.as_str()), ("3;;\n", "why\n"));
}

#[test]
fn a_switch_is_shown_without_asking() {
    let mut stub = Stub::loaded(Kind::Fish);
    stub.home.set("AWS_PROFILE", "old");
    stub.answer(&State::new("old"));
    let terminal = stub.home.start();
    stub.take_calls();
    let file = State::new("new").store(&stub.home);
    if !Kind::Fish.sees_changes() {
        // It asks all the same: here only that the switch is not undone by the question.
        stub.answer(&State::new("new"));
    }
    let kept = stub.home.path().join("kept");
    fs::rename(file, &kept).expect("moved");
    stub.home.write("stub/switch", format!("set -gx AWS_PROFILE new\n_awsp_adopt '{}'\n", kept.display()));
    terminal.run("awsp use new");
    assert_eq!(terminal.look(Screen::cursor_line), "new %%");
    terminal.run("true");
    let asked_again = vec!["profile=new <prompt> <--hook> <fish>"; asked(2, 0)];
    assert_eq!(stub.take_calls(), [vec!["profile=old <--shell> <fish> <use> <new>"], asked_again].concat());
    // A path that cannot be read only means that the next prompt asks.
    stub.home.write("stub/switch", "_awsp_adopt /nowhere\n");
    terminal.run("awsp off");
    assert_eq!(
        stub.take_calls(),
        ["profile=new <--shell> <fish> <off>", "profile=new <prompt> <--hook> <fish>"]
    );
}

#[test]
fn the_terminal_reaches_a_captured_binary() {
    let stub = Stub::loaded(Kind::Fish);
    stub.home.write_program(
        "bin/awsp",
        "#!/bin/sh\n[ \"$1\" = --shell ] || exit 0\nprintf choose: >&2\nread -r line\necho \"set -g picked '$line'\"\n",
    );
    let terminal = stub.home.start();
    terminal.send_line("awsp use; echo \"[$picked]\"");
    terminal.wait_until("the picker", |screen| screen.cursor_line() == "choose:");
    terminal.send_line("third");
    terminal.wait_for("[third]");
    terminal.send_line("clear; awsp use; echo \"[$status]\"");
    terminal.wait_until("the picker", |screen| screen.cursor_line() == "choose:");
    terminal.send("\u{3}");
    terminal.run("echo alive");
}

#[test]
fn every_name_is_inserted_as_itself() {
    let stub = Stub::loaded(Kind::Fish);
    for (number, name) in NAMES.iter().enumerate() {
        stub.home.write("stub/names", format!("{name}\n"));
        let start: String = name.chars().take(3).collect();
        let single = start.replace('\\', "\\\\").replace('\'', "\\'");
        let double = start.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$");
        let bare: String = start
            .chars()
            .flat_map(|c| if c.is_ascii_alphanumeric() || !c.is_ascii() { vec![c] } else { vec!['\\', c] })
            .collect();
        let terminal = stub.home.start();
        for typed in [String::new(), bare, format!("'{single}"), format!("\"{double}")] {
            // A name with `~` is offered only once its start was typed: fish would insert a home directory.
            if typed.is_empty() && name.starts_with(['-', '~']) {
                continue;
            }
            terminal.send_line(&format!("clear; echo rea''dy-{number}"));
            terminal.wait_for(&format!("ready-{number}"));
            stub.take_calls();
            terminal.send(&format!("awsp words {typed}\t"));
            terminal.send("after\r");
            let wanted = format!("<{name}><after>");
            terminal.wait_until(&format!("{name:?} from {typed:?}"), |screen| {
                screen.text().lines().any(|line| line == wanted)
            });
        }
    }
    assert!(!stub.home.path().join("ran").exists(), "a name was run");
}

#[test]
fn the_binary_gets_the_words_as_they_would_be_given() {
    let stub = Stub::loaded(Kind::Fish);
    stub.home.write("stub/names", "a b one\na b two\n");
    let terminal = stub.home.start();
    for (typed, words) in [
        ("awsp use 'x  y' \\$z a\\ b", "<awsp> <use> <x  y> <$z> <a b>"),
        ("true; env A=1 awsp use 'a b", "<awsp> <use> <a b>"),
        ("awsp use \"a b", "<awsp> <use> <a b>"),
        ("awsp use a\\", "<awsp> <use> <a>"),
        ("awsp use ", "<awsp> <use> <>"),
    ] {
        stub.take_calls();
        terminal.send(typed);
        // An older fish first completes what both have in common.
        terminal.press_until("\t", "the list", |screen| screen.text().contains("about a"));
        let calls = stub.take_calls();
        let call = format!("<complete> <--> {words}");
        assert!(calls.iter().any(|seen| seen.ends_with(&call)), "{typed}: {calls:?}");
        terminal.send("\u{15}\u{15}");
        terminal.run("clear");
    }
}

#[test]
fn files_are_completed_where_the_binary_says_so() {
    let stub = Stub::loaded(Kind::Fish);
    stub.home.write_program("bin/awsp", "#!/bin/sh\n[ \"$1\" = complete ] && printf '\\tfiles\\n'\nexit 0\n");
    stub.home.write("some file here", "");
    let terminal = stub.home.start();
    terminal.send("awsp x som\t");
    terminal.wait_for("awsp x some\\ file\\ here");
}

#[test]
fn profiles_are_completed_for_the_aws_command_too() {
    let options = Options { complete_aws: true, ..Options::default() };
    let stub = Stub::new(Kind::Fish, options);
    stub.home.rc(&stub.load_line());
    stub.home.write("stub/names", "prod $(x)\n");
    stub.home.write_program("bin/aws", "#!/bin/sh\nprintf '<%s>' \"$@\"\necho\n");
    let terminal = stub.home.start();
    for (typed, wanted) in [
        ("aws s3 ls --profile pr\t", "<s3><ls><--profile><prod $(x)><end>"),
        ("aws --profile \tend\r", "<--profile><prod $(x)><end>"),
        ("aws --profile=pr\tend\r", "<--profile=prod $(x)><end>"),
        ("aws --pro\t pr\t", "<--profile><prod $(x)><end>"),
    ] {
        terminal.run("clear");
        terminal.send(typed);
        if !typed.ends_with('\r') {
            terminal.send("end\r");
        }
        terminal.wait_until(wanted, |screen| screen.text().lines().any(|line| line == wanted));
    }
    // The completions that fish has for the command are still there.
    terminal.run("clear");
    terminal.send("aws cloudf\t");
    terminal.wait_for("cloudformation");
}

#[test]
fn every_template_is_silent_twice_and_passes_the_checks() {
    for options in every_option() {
        let mut stub = Stub::new(Kind::Fish, options);
        stub.home.set("AWS_PROFILE", "me");
        stub.answer(&State::new("me"));
        let file = format!("init.{}", Kind::Fish.name());
        let checked =
            stub.home.command(Kind::Fish.program()).args(["--no-execute", &file]).output().expect("runs");
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
        let twice = format!("{}; {}", stub.load_line(), stub.load_line());
        let output = stub.home.script(&twice);
        assert_eq!(output.stdout, b"");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        assert_eq!(stub.take_calls(), [""; 0]);
        stub.home.rc(&twice);
        let terminal = stub.home.start();
        let wanted = if options.prompt { "me %%" } else { PROMPT.trim_end() };
        assert_eq!(terminal.look(Screen::text), wanted, "{}", options.command);
        terminal.run(&format!("{} words x", options.command));
        terminal.run("true");
        let at_start = if options.prompt { 2 } else { 1 };
        assert_eq!(stub.take_calls().len(), 1 + asked(at_start + 2, 1));
    }
}

#[test]
fn the_template_is_formatted() {
    let home = Home::new(Kind::Fish);
    home.write("whole.fish", render(Kind::Fish, Options { complete_aws: true, ..Options::default() }));
    let template = concat!(env!("CARGO_MANIFEST_DIR"), "/shell/awsp.fish");
    for file in [template, "whole.fish"] {
        let output =
            home.command(find_program("fish_indent")).args(["--check", file]).output().expect("runs");
        assert!(output.status.success(), "{file} is not formatted");
    }
}

#[test]
fn a_hostile_rc_file_changes_nothing() {
    let mut stub = Stub::new(Kind::Fish, Options::default());
    stub.home.set("AWS_PROFILE", "me");
    // What the code uses and fish lets people redefine, before the line that
    // loads it and after. (fish's own functions suffer too, and say so.)
    // With these as functions of the user's, a newer fish takes no more keys by itself.
    let these_too = if Kind::Fish.version() < (4, 1, 0) { "printf math" } else { "" };
    let hostile = format!(
        "set -gx IFS x
for name in cat cd grep echo path {these_too} contains disown count sh kill date env jobs true false random
    eval \"function $name; return 9; end\"
end
"
    );
    let init = stub.home.path().join("init.fish");
    stub.home.rc(&format!(
        "alias awsp 'builtin echo ALIAS'
{hostile}
set -gx _awsp_key x; set -gx _awsp_names x; set -gx _awsp_drawing x
builtin source {}
{hostile}",
        init.display()
    ));
    let mut state = State::new("me");
    state.refresh_at = Some(now_plus(-1));
    stub.answer(&state);
    stub.home.write("stub/names", "one\n");
    let terminal = stub.home.start();
    assert_eq!(terminal.look(Screen::cursor_line), "me %%");
    terminal.send("awsp words on\tafter; builtin echo en''d\r");
    let screen = terminal.wait_until("the end", |screen| screen.text().lines().any(|line| line == "end"));
    assert!(screen.contains("<one><after>"), "{screen}");
    assert!(!screen.contains("ALIAS"), "{screen}");
    let calls = stub.take_calls();
    assert!(calls.iter().any(|call| call.ends_with("<refresh> <--background>")), "{calls:?}");
}

#[test]
fn a_script_that_loads_it_gets_the_function_only() {
    let stub = Stub::new(Kind::Fish, Options { complete_aws: true, ..Options::default() });
    let script = format!(
        "{}; complete -c awsp; complete -c aws; set -n | string match '_awsp*'; functions -q awsp; and echo function; _awsp_adopt /x; echo $status; functions --handlers | string match '*awsp*'",
        stub.load_line()
    );
    let output = stub.home.script(&script);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "function\n0\n");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
