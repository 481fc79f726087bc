//! Wall time of whole processes.

use std::process::Command;
use std::time::Instant;

use crate::median::median;

/// Milliseconds from the start of a process to its end. It must succeed.
pub fn milliseconds(command: &mut Command) -> f64 {
    let start = Instant::now();
    let status = command.status().expect("the program starts");
    let taken = start.elapsed().as_secs_f64() * 1_000.0;
    assert!(status.success(), "{command:?}: {status}");
    taken
}

/// The median of each, measured by turns (A B C A B C …), so that what disturbs the machine disturbs all alike.
pub fn by_turns<const N: usize>(rounds: usize, mut works: [&mut dyn FnMut() -> f64; N]) -> [f64; N] {
    let mut times = [(); N].map(|()| Vec::with_capacity(rounds));
    for _ in 0..rounds {
        for (work, times) in works.iter_mut().zip(&mut times) {
            times.push(work());
        }
    }
    times.map(median)
}
