//! What whole processes take of time.

use std::fs;
use std::process::Command;
use std::time::Instant;

use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

use crate::median::median;

/// Rounds that do not count.
pub const WARM_UP: usize = 20;

/// Milliseconds.
#[derive(Clone, Copy)]
pub struct Taken {
    /// From the start of a process to its end.
    pub wall: f64,
    /// That its first thread had of a processor, which a busy machine changes far less.
    pub busy: f64,
}

/// Runs a process, which must succeed.
pub fn run(command: &mut Command) -> Taken {
    let start = Instant::now();
    let mut child = command.spawn().expect("the program starts");
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw).expect("a process id");
    // What has ended and was not asked for its status yet is still to be looked at.
    let ended = waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT);
    let wall = start.elapsed().as_secs_f64() * 1_000.0;
    ended.expect("the program can be waited for");
    let busy = on_processor(child.id()) / 1_000.0;
    let status = child.wait().expect("the program's status");
    assert!(status.success(), "{command:?}: {status}");
    Taken { wall, busy }
}

/// Microseconds that a process's first thread has had of a processor: exact while it does not run.
pub fn on_processor(pid: u32) -> f64 {
    let text = fs::read_to_string(format!("/proc/{pid}/schedstat")).expect("the scheduler keeps statistics");
    let nanoseconds = text.split(' ').next().and_then(|number| number.parse::<f64>().ok());
    nanoseconds.expect("nanoseconds") / 1_000.0
}

/// How often to measure: `AWSP_ROUNDS`, for somebody in a hurry, else what the bench says.
pub fn rounds(usual: usize) -> usize {
    let given = std::env::var("AWSP_ROUNDS").ok();
    given.map_or(usual, |text| text.parse().expect("AWSP_ROUNDS is a number"))
}

/// The medians of each, measured by turns (A B C A B C …), so that what disturbs the machine disturbs all alike.
pub fn by_turns<const N: usize>(rounds: usize, mut works: [&mut dyn FnMut() -> Taken; N]) -> [Taken; N] {
    let mut times = [(); N].map(|()| Vec::with_capacity(rounds));
    for round in 0..WARM_UP + rounds {
        for (work, times) in works.iter_mut().zip(&mut times) {
            let taken = work();
            if round >= WARM_UP {
                times.push(taken);
            }
        }
    }
    times.map(|times| {
        let of = |part: fn(&Taken) -> f64| median(times.iter().map(part).collect());
        Taken { wall: of(|taken| taken.wall), busy: of(|taken| taken.busy) }
    })
}
