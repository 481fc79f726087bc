//! What awsp costs, measured from outside, as whole programs and in real shells: see `docs/PERFORMANCE.md`.
//!
//! `make bench` runs `verbs`, `peers` and `hook`; `make counts` and `make counts-check` run `counts` and
//! `counts-check`. A figure that misses its bar is marked, but fails nothing, because a busy machine misses bars as
//! well; only `counts-check`, which no other load can change, fails.
#![expect(clippy::print_stdout, reason = "a bench tells its numbers")]
#![expect(clippy::expect_used, clippy::panic, reason = "without what it measures with, a bench can only end")]

#[path = "../common/median.rs"]
mod median;
#[path = "../common/profiles.rs"]
mod profiles;

mod counts;
mod hook;
mod memory;
mod peers;
mod programs;
mod table;
mod time;
mod verb;
mod verbs;
mod world;

/// How many profiles the files hold.
const SIZES: [usize; 2] = [1_000, 10_000];

fn main() {
    // Cargo says `--bench` to every bench.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if words.is_empty() {
        println!("say what is to be measured: verbs, peers, hook, counts or counts-check");
        std::process::exit(2);
    }
    for word in words {
        println!("\n{word}: {}", load());
        match word.as_str() {
            "verbs" => verbs::report(),
            "peers" => peers::report(),
            "hook" => hook::report(),
            "counts" => counts::write(),
            "counts-check" => counts::check(),
            other => panic!("{other} is none of verbs, peers, hook, counts, counts-check"),
        }
    }
}

/// How busy the machine is, which is to be known with any time that is measured on it.
fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default().to_owned();
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    format!("load average {load} on {processors} processors")
}
