//! Which processes a living shell starts.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use tempfile::NamedTempFile;

use crate::kind::find_program;

/// Counts processes from [`Tracer::attach`] to [`Tracer::finish`].
pub struct Tracer {
    strace: Child,
    log: NamedTempFile,
}

impl Tracer {
    /// Attaches to a running process, its threads and all that they start.
    pub fn attach(pid: u32) -> Self {
        let log = NamedTempFile::new().expect("a temporary file");
        let mut strace = Command::new(find_program("strace"))
            .args(["-f", "-e", "trace=process", "-e", "signal=none", "-p", &pid.to_string(), "-o"])
            .arg(log.path())
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("strace starts");
        let stderr = strace.stderr.take().expect("strace's messages");
        let mut lines = BufReader::new(stderr).lines().map_while(Result::ok);
        let first = lines.next().unwrap_or_default();
        assert!(first.contains("attached"), "strace cannot attach to {pid}: {first}");
        // Further messages must not block strace.
        std::thread::spawn(move || lines.for_each(drop));
        Self { strace, log }
    }

    /// Lets the process go; returns one line for each process that it or its
    /// children started since, and for each program that was executed. Threads
    /// do not count.
    pub fn finish(mut self) -> Vec<String> {
        let pid = self.strace.id().to_string();
        let interrupted = Command::new(find_program("kill")).args(["-INT", &pid]).status();
        assert!(interrupted.is_ok_and(|status| status.success()), "strace is interrupted");
        self.strace.wait().expect("strace ends");
        let log = fs::read_to_string(self.log.path()).expect("the trace is read");
        log.lines().filter(|line| starts_process(line)).map(str::to_owned).collect()
    }
}

impl Drop for Tracer {
    fn drop(&mut self) {
        self.strace.kill().ok();
        self.strace.wait().ok();
    }
}

/// A line is `PID call(arguments…) = result`. A call that another process
/// interrupts is written as two lines, of which only the first counts.
fn starts_process(line: &str) -> bool {
    let call = line.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
    let starts = ["fork(", "vfork(", "clone(", "clone3(", "execve(", "execveat("];
    starts.iter().any(|name| call.starts_with(name)) && !call.contains("CLONE_THREAD")
}
