//! What the hook starts behind the prompt: it disturbs neither the shell nor its terminal, and its end is seen.

use std::fs;
use std::process::Command;

use crate::each_shell::each_shell;
use crate::kind::{Kind, find_program};
use crate::quiet::assert_quiet;
use crate::screen::Screen;
use crate::stub::{Options, State, Stub, now_plus};
use crate::terminal::Terminal;
use crate::tracer::Tracer;

/// A shell with a renewal that is due, which says in the fifo `begun` that it runs and ends when something is written
/// to the fifo `go`. Its state before that shows `planned`, after that `verified`.
fn with_renewal(kind: Kind) -> Stub {
    with_renewal_in(kind, "")
}

/// The same with these lines in front of awsp's in the rc file.
fn with_renewal_in(kind: Kind, before: &str) -> Stub {
    let mut stub = Stub::new(kind, Options::default());
    stub.home.rc(before);
    stub.home.rc(&stub.load_line());
    stub.home.set("AWS_PROFILE", "me");
    stub.home.write(".aws/config", "[default]\n");
    let mut state = State::new("planned");
    state.refresh_at = Some(now_plus(-1));
    let mut verified = State::new("verified");
    verified.written += std::time::Duration::from_millis(5);
    stub.answer(&verified);
    for file in ["state", "entries", "stub/answer"] {
        let kept = stub.home.path().join(format!("{file}.verified"));
        fs::rename(stub.home.path().join(file), kept).expect("moved");
    }
    stub.answer(&state);
    stub.home.write(
        "stub/refresh",
        "echo noise; echo noise >&2; echo $$ >begun; cat go >/dev/null
         for file in entries state stub/answer; do mv $file.verified $file; done; echo gone >end\n",
    );
    for fifo in ["begun", "go", "end"] {
        let made = stub.home.command("mkfifo").arg(fifo).status();
        assert!(made.is_ok_and(|status| status.success()));
    }
    stub
}

/// Waits until the renewal runs; its process id.
fn begun(stub: &Stub) -> String {
    fs::read_to_string(stub.home.path().join("begun")).expect("the renewal tells its id").trim().to_owned()
}

/// Lets the renewal go on to its end.
fn finish(stub: &Stub) {
    stub.home.write("go", "");
    let end = fs::read_to_string(stub.home.path().join("end")).expect("the renewal is still there");
    assert_eq!(end, "gone\n");
}

fn ps(arguments: &[&str]) -> String {
    let output = Command::new(find_program("ps")).args(arguments).output().expect("ps runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Waits for the state that the renewal left: zsh and fish show it without a key.
fn lands(kind: Kind, terminal: &Terminal) {
    if kind == Kind::Bash {
        terminal.run("true");
    }
    terminal.wait_until("the new state", |screen| screen.cursor_line() == "verified %%");
}

each_shell! {
    fn it_is_no_job_says_nothing_and_is_seen_at_its_end(kind: Kind) {
        let stub = with_renewal(kind);
        let terminal = stub.home.start();
        begun(&stub);
        for _ in 0..2 {
            terminal.run("clear; jobs; wait");
            assert_eq!(terminal.look(Screen::cursor_line), "planned %%");
        }
        let before = terminal.look(Screen::text);
        assert!(kind == Kind::Fish || before.lines().count() == 2, "a job is told: {before}");
        let tracer = Tracer::attach(terminal.pid());
        finish(&stub);
        lands(kind, &terminal);
        assert_quiet(kind, tracer);
        let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
        assert!(!raw.contains("noise"), "{raw}");
        let calls = stub.take_calls();
        assert_eq!(calls.iter().filter(|call| call.contains("<refresh> <--background>")).count(), 1, "{calls:?}");
    }

    fn it_lands_in_all_surroundings(kind: Kind) {
        let all: &[&str] = match kind {
            Kind::Bash => &["set -eu", "set +m", "set -o posix", "IFS=aeiou_-/:", "set -o noclobber"],
            Kind::Zsh => &[
                "set -eu",
                "setopt no_monitor",
                "setopt no_multios no_clobber no_bg_nice",
                "emulate sh",
                "emulate ksh",
                "setopt ksh_arrays sh_word_split posix_builtins posix_jobs ignore_braces no_notify",
                "alias exec='echo HOSTILE' command='echo HOSTILE' zle='echo HOSTILE'; exec() { echo HOSTILE }",
            ],
            Kind::Fish => &["fish_vi_key_bindings", "set -g IFS aeiou_-/:"],
        };
        for before in all {
            let stub = with_renewal_in(kind, before);
            let terminal = stub.home.open();
            terminal.wait_for("planned ");
            begun(&stub);
            finish(&stub);
            if kind == Kind::Bash {
                terminal.send("\r");
            }
            terminal.wait_until(&format!("the new state after {before}"), |screen| screen.cursor_line().starts_with("verified "));
            let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
            assert!(!raw.contains("HOSTILE") && !raw.contains("noise"), "{before}: {raw}");
        }
    }

    fn it_outlives_the_shell(kind: Kind) {
        let stub = with_renewal(kind);
        let mut terminal = stub.home.start();
        begun(&stub);
        terminal.send_line("exit");
        assert!(terminal.wait_end().success());
        finish(&stub);
    }

    fn keys_for_the_shell_are_not_for_it(kind: Kind) {
        let stub = with_renewal(kind);
        let terminal = stub.home.start();
        let pid = begun(&stub);
        // The terminal's signals go to the group that is in front.
        let groups = ps(&["-o", "pgid=,tpgid=", "-p", &pid]);
        let groups: Vec<&str> = groups.split_whitespace().collect();
        if let [own, front] = groups[..]
            && own == front
        {
            for signal in ["-INT", "-QUIT", "-TSTP"] {
                let sent = Command::new(find_program("kill")).args([signal, &pid]).status();
                assert!(sent.is_ok_and(|status| status.success()), "{signal}");
            }
        }
        finish(&stub);
        lands(kind, &terminal);
    }
}

#[test]
fn its_end_is_no_signal_to_bash_or_zsh() {
    // What zsh is writing to the terminal when a child ends is lost: a prompt that never comes. The signal cuts the
    // system call short, and the C library forgets what it has not written.
    for kind in [Kind::Bash, Kind::Zsh] {
        let stub = with_renewal(kind);
        let terminal = stub.home.start();
        let pid = begun(&stub);
        let shell = terminal.pid().to_string();
        assert_eq!(ps(&["-o", "args=", "--ppid", &shell]), "", "{kind:?} has a child");
        let parent = ps(&["-o", "ppid=", "-p", &pid]);
        let arguments = |pid: &str| ps(&["-o", "args=", "-p", pid]);
        assert_ne!(
            arguments(&parent),
            arguments(&shell),
            "{kind:?}: a copy of the shell waits for the renewal"
        );
        finish(&stub);
        lands(kind, &terminal);
    }
}
