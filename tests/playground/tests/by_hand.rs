//! `awsp-try` on a terminal: it opens a shell that knows nothing of the person's own AWS, and leaves nothing behind,
//! however it ends.

#![expect(clippy::expect_used, reason = "what a test cannot go on without fails it")]

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;

use playground::kind::{Kind, find_program};
use playground::terminal::Terminal;
use tempfile::TempDir;

/// Where temporary files of one run go, and its terminal.
struct Trial {
    temporary: TempDir,
    terminal: Terminal,
}

impl Trial {
    /// Starts it for `kind`, with AWS variables and a home that must not be seen.
    fn start(kind: Kind) -> Self {
        let temporary = tempfile::tempdir().expect("a temporary folder");
        let program = Path::new(env!("CARGO_BIN_EXE_awsp-try"));
        let awsp = program.with_file_name("awsp");
        assert!(awsp.is_file(), "{} is missing: cargo build --bin awsp", awsp.display());
        let mut command =
            portable_pty::CommandBuilder::from_argv(vec![OsString::from(program), kind.name().into()]);
        command.env("TMPDIR", temporary.path());
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("AWS_PROFILE", "private-profile");
        command.env("AWS_SECRET_ACCESS_KEY", "private-secret");
        command.env("AWSP_CACHE_DIR", "/private-cache");
        let trial = Self { temporary, terminal: Terminal::start(command) };
        trial.terminal.wait_until("the prompt", |screen| screen.cursor_line().starts_with('~'));
        trial
    }

    /// Runs `line` and waits for the prompt `sign` in front of an empty line.
    fn run(&self, line: &str, prompt: &str) {
        self.terminal.send_line(line);
        self.terminal.wait_until(prompt, |screen| {
            let shown = screen.cursor_line();
            shown.contains(prompt) && !shown.contains(line)
        });
    }

    /// Waits for the end; the exit status and what is left in the temporary folder.
    fn end(mut self) -> (u32, Vec<OsString>) {
        let status = self.terminal.wait_end().exit_code();
        let left = fs::read_dir(self.temporary.path()).expect("the folder is there");
        (status, left.map(|entry| entry.expect("an entry").file_name()).collect())
    }

    fn signal(&self, name: &str) {
        let status = Command::new(find_program("sh"))
            .args(["-c", r#"kill -s "$0" "$1""#, name, &self.terminal.pid().to_string()])
            .status();
        assert!(status.is_ok_and(|status| status.success()));
    }
}

#[test]
fn a_shell_opens_in_which_nothing_private_is_seen() {
    for kind in Kind::ALL {
        let trial = Trial::start(kind);
        trial.terminal.wait_for("Try: awsp list");
        trial.run("awsp use MyRole", "MyRole 777788889999");
        trial.terminal.send_line("env | grep -c private; echo $HOME");
        let screen = trial.terminal.wait_for(&trial.temporary.path().to_string_lossy());
        assert!(screen.lines().any(|line| line == "0"), "{screen}");
        // A status of the shell's own is not a failure of the trial.
        trial.terminal.send_line("exit 3");
        assert_eq!(trial.end(), (0, vec![]), "{kind:?}");
    }
}

#[test]
fn what_still_runs_behind_brings_nothing_back() {
    for kind in Kind::ALL {
        let trial = Trial::start(kind);
        trial.terminal.send_line("awsp use MyRole; exit");
        assert_eq!(trial.end(), (0, vec![]), "{kind:?}");
    }
}

#[test]
fn ctrl_c_belongs_to_the_shell() {
    for kind in Kind::ALL {
        let trial = Trial::start(kind);
        trial.terminal.send_line("sleep 1000");
        trial.terminal.wait_for("sleep 1000");
        trial.terminal.press_until("\x03", "the prompt again", |screen| {
            screen.cursor_line().starts_with('~') && !screen.cursor_line().contains("sleep")
        });
        trial.run("awsp use MyRole", "MyRole 777788889999");
        trial.terminal.send("\x04");
        assert_eq!(trial.end(), (0, vec![]), "{kind:?}");
    }
}

#[test]
fn signals_end_it_cleanly() {
    for kind in Kind::ALL {
        for (signal, status) in [("TERM", 143), ("HUP", 129)] {
            let trial = Trial::start(kind);
            trial.signal(signal);
            assert_eq!(trial.end(), (status, vec![]), "{kind:?} {signal}");
        }
    }
}

#[test]
fn without_a_terminal_a_transcript_is_cut_short_cleanly() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_awsp-try"));
    command.arg("bash").env("TMPDIR", temporary.path()).stdin(std::process::Stdio::null());
    command.stdout(std::process::Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut first = [0; 1];
    let mut stdout = child.stdout.take().expect("its output");
    std::io::Read::read_exact(&mut stdout, &mut first).expect("it says something");
    let status = Command::new(find_program("sh"))
        .args(["-c", r#"kill -s TERM "$0""#, &child.id().to_string()])
        .status();
    assert!(status.is_ok_and(|status| status.success()));
    assert_eq!(child.wait().expect("it ends").code(), Some(143));
    assert_eq!(fs::read_dir(temporary.path()).expect("the folder is there").count(), 0);
}
