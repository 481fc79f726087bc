//! What AWS CLI v2 did with several hundred setups, replayed: each is built anew and awsp is held against it.
//!
//! ```text
//! cargo test --test replay                     all of them
//! cargo test --test replay -- ch-role          those with this in their name
//! cargo test --test replay -- --exact ch-role  one
//! cargo test --test replay -- ch-role --show   told in full, also where all is well
//! ```
//!
//! The setups and what was observed are `tests/data/observed/cases.json` and `exchanges.json`, a case a line; where
//! awsp means to do otherwise is `differences.json`. `docs/TESTS.md` says more.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking and tells how"
)]

mod arguments;
mod case;
mod causes;
mod compare;
mod fill;
mod observed;
mod program;
mod recorded;
mod report;
mod requests;
mod standing;
mod world;

use std::collections::VecDeque;
use std::process::ExitCode;
use std::sync::{Mutex, mpsc};
use std::time::Instant;
use std::{env, thread};

use arguments::Arguments;
use case::Case;
use report::{Report, Verdict};
use standing::Standing;

/// Cases mostly wait: for a program to start, for a time-out to pass.
const THREADS: usize = 8;

fn main() -> ExitCode {
    let arguments = match Arguments::read(env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(why) => {
            println!("replay: {why}");
            return ExitCode::from(2);
        }
    };
    let cases = case::all();
    let standing = Standing::read(&cases);
    causes::check();
    let wanted: Vec<&Case> = cases.iter().filter(|case| arguments.wants(&case.id)).collect();
    if arguments.list {
        for case in &wanted {
            println!("{}: test", case.id);
        }
        return ExitCode::SUCCESS;
    }
    let start = Instant::now();
    let reports = replay(&wanted, &standing, arguments.threads.unwrap_or(THREADS), |report| {
        report.tell(&arguments);
    });
    report::sum_up(&reports, cases.len(), start.elapsed());
    let failed = reports.iter().any(|report| report.verdict == Verdict::Wrong);
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Runs the cases, several at a time, and tells of each as it ends.
fn replay<'a>(
    cases: &[&'a Case],
    standing: &Standing,
    threads: usize,
    tell: impl Fn(&Report<'_>),
) -> Vec<Report<'a>> {
    let waiting: Mutex<VecDeque<&'a Case>> = Mutex::new(cases.iter().copied().collect());
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            let sender = sender.clone();
            scope.spawn(|| {
                let sender = sender;
                loop {
                    let Some(case) = waiting.lock().expect("no thread panics with it").pop_front() else {
                        return;
                    };
                    let report = Report::of(case, standing);
                    sender.send(report).expect("somebody listens to the end");
                }
            });
        }
        drop(sender);
        receiver.iter().inspect(|report| tell(report)).collect()
    })
}
