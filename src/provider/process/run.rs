//! Runs a program and gathers what it writes, within bounds of time and size.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, getpgrp, kill_process, kill_process_group};
use rustix::termios::tcgetpgrp;

use crate::domain::profile_chain;

/// The limit where nobody can be asked anything: no terminal, or not in its foreground.
pub(super) const ALONE: Duration = Duration::from_mins(1);
/// The limit where the program may be waiting for the person at the terminal, who can press Ctrl-C: as long as the AWS
/// CLI waits for a sign-in in the browser.
pub(super) const AT_TERMINAL: Duration = Duration::from_mins(10);
/// The most that is read of an answer, in bytes; that of the AWS tools is two thousand.
const MOST_OUTPUT: usize = 1 << 20;
/// Of what is said on standard error, so much of the end is kept.
const MOST_WORDS: usize = 64 << 10;
/// How long a program that is told to end has for it.
const TO_END: Duration = Duration::from_secs(1);
/// How long what a program has left running may hold its output open.
const LEFT_OPEN: Duration = Duration::from_secs(1);
/// How often a program is looked at while its output is silent.
const LOOK: Duration = Duration::from_millis(50);
/// So many pieces wait to be taken at most: a program that says gigabytes waits, not our memory.
const AHEAD: usize = 16;

/// A program's end. No `Debug`: it holds credentials.
pub(super) struct Ended {
    /// The exit code; `None` where a signal ended it.
    pub(super) code: Option<i32>,
    /// The signal.
    pub(super) signal: Option<i32>,
    pub(super) stdout: Vec<u8>,
    /// The end of it where it is long.
    pub(super) stderr: Vec<u8>,
}

/// Why there is no end to speak of.
pub(super) enum Failed {
    NotStarted(io::Error),
    TooSlow(Duration),
    TooMuch,
    Lost(io::Error),
    /// A person pressed Ctrl-C, and this process was spared.
    Interrupted,
}

enum Event {
    Out(Vec<u8>),
    Err(Vec<u8>),
    /// One of the two has ended.
    Closed,
}

/// Runs `argv` directly, with this process's environment, where `chain` tells for whom, and with its standard input.
/// `limit` is how long it may take, where not the usual.
///
/// In the foreground of a terminal it stays among the processes that Ctrl-C reaches and that may read from the
/// terminal. Anywhere else it gets a group of its own, so that at the limit all that it has started ends with it.
pub(super) fn run(argv: &[String], chain: &str, limit: Option<Duration>) -> Result<Ended, Failed> {
    let Some((program, arguments)) = argv.split_first() else {
        return Err(Failed::NotStarted(io::ErrorKind::InvalidInput.into()));
    };
    let at_terminal = at_terminal();
    let limit = limit.unwrap_or(if at_terminal { AT_TERMINAL } else { ALONE });
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env(profile_chain::VARIABLE, chain)
        .stdin(Stdio::inherit())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if !at_terminal {
        command.process_group(0);
    }
    let mut child = command.spawn().map_err(Failed::NotStarted)?;
    let outcome = gather(&mut child, limit);
    if outcome.is_err() {
        end(&mut child, !at_terminal);
    }
    let (status, stdout, stderr) = outcome?;
    if at_terminal && status.signal() == Some(Signal::INT.as_raw()) {
        return Err(Failed::Interrupted);
    }
    Ok(Ended { code: status.code(), signal: status.signal(), stdout, stderr })
}

/// Whether this process is in the foreground of a terminal.
fn at_terminal() -> bool {
    let Ok(terminal) = File::open("/dev/tty") else { return false };
    tcgetpgrp(&terminal).is_ok_and(|foreground| foreground == getpgrp())
}

fn gather(child: &mut Child, limit: Duration) -> Result<(ExitStatus, Vec<u8>, Vec<u8>), Failed> {
    let start = Instant::now();
    let (sender, events) = mpsc::sync_channel(AHEAD);
    let mut open = 0;
    if let Some(stdout) = child.stdout.take() {
        forward(stdout, sender.clone(), Event::Out);
        open += 1;
    }
    if let Some(stderr) = child.stderr.take() {
        forward(stderr, sender, Event::Err);
        open += 1;
    }
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut ended: Option<(ExitStatus, Instant)> = None;
    loop {
        if open > 0 {
            match next(&events) {
                Some(Event::Out(bytes)) => out.extend(bytes),
                Some(Event::Err(bytes)) => keep_end(&mut err, &bytes),
                Some(Event::Closed) => open -= 1,
                None => {}
            }
            if out.len() > MOST_OUTPUT {
                return Err(Failed::TooMuch);
            }
        }
        if ended.is_none() {
            ended = child.try_wait().map_err(Failed::Lost)?.map(|status| (status, Instant::now()));
        }
        match ended {
            Some((status, at)) if open == 0 || at.elapsed() >= LEFT_OPEN => return Ok((status, out, err)),
            None if start.elapsed() >= limit => return Err(Failed::TooSlow(limit)),
            // Its output is closed, so its end is near.
            None if open == 0 => thread::sleep(Duration::from_millis(1)),
            _ => {}
        }
    }
}

fn next(events: &Receiver<Event>) -> Option<Event> {
    match events.recv_timeout(LOOK) {
        Ok(event) => Some(event),
        Err(RecvTimeoutError::Timeout) => None,
        Err(RecvTimeoutError::Disconnected) => Some(Event::Closed),
    }
}

/// Reads in a thread of its own, which is left behind where it cannot end.
fn forward(mut from: impl Read + Send + 'static, to: SyncSender<Event>, event: fn(Vec<u8>) -> Event) {
    thread::spawn(move || {
        let mut buffer = [0; 16 << 10];
        loop {
            match from.read(&mut buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(0) | Err(_) => break,
                Ok(length) => {
                    let read = buffer.get(..length).unwrap_or_default().to_vec();
                    if to.send(event(read)).is_err() {
                        return;
                    }
                }
            }
        }
        // Nobody listens any more where this fails.
        let _ = to.send(Event::Closed);
    });
}

fn keep_end(kept: &mut Vec<u8>, more: &[u8]) {
    kept.extend(more);
    let excess = kept.len().saturating_sub(MOST_WORDS);
    kept.drain(..excess);
}

/// Ends the program, politely first, and with `group` all that it has started.
fn end(child: &mut Child, group: bool) {
    let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) else { return };
    let send = |signal| if group { kill_process_group(pid, signal) } else { kill_process(pid, signal) };
    // An error means that there is nothing left to end.
    let _ = send(Signal::TERM);
    let start = Instant::now();
    while start.elapsed() < TO_END && matches!(child.try_wait(), Ok(None)) {
        thread::sleep(Duration::from_millis(10));
    }
    if group || matches!(child.try_wait(), Ok(None)) {
        let _ = send(Signal::KILL);
    }
    let _ = child.wait();
}
