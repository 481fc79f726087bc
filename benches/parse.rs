//! Median times of reading, listing kinds and making one plan, for 1,000 and 10,000 profiles.
//!
//! `cargo bench --bench parse`
#![expect(clippy::print_stdout, reason = "a bench tells its numbers")]

#[path = "common/median.rs"]
mod median;
#[path = "common/profiles.rs"]
mod profiles;

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use awsp::config::merge::load;
use awsp::config::parse::Reading;
use awsp::config::plan::{Selection, kind, nearest, plan};
use awsp::config::source::Files;
use awsp::domain::env::Env;

const ROUNDS: usize = 41;

fn main() {
    println!("median milliseconds");
    println!("{:>9} {:>9} {:>9} {:>9} {:>9} {:>9}", "profiles", "cli", "sdk", "kinds", "plan", "nearest");
    for profiles in [1_000, 10_000] {
        let files = files(profiles);
        let env = Env::default();
        let config = load(&files, Reading::Cli);
        assert_eq!(config.profiles.len(), profiles + 1, "every profile is found");
        let last = Selection::option(format!("team-{}", profiles - 1));
        let cli = median(|| drop(black_box(load(&files, Reading::Cli))));
        let sdk = median(|| drop(black_box(load(&files, Reading::Sdk))));
        let kinds = median(|| {
            for profile in config.profiles.iter() {
                black_box(kind(&config, &env, profile.name));
            }
        });
        let one = median(|| drop(black_box(plan(&config, &env, &last))));
        let near = median(|| drop(black_box(nearest(&config, "taem-500"))));
        println!("{profiles:>9} {cli:>9.3} {sdk:>9.3} {kinds:>9.3} {one:>9.3} {near:>9.3}");
    }
}

/// The files of so many profiles, as if they had been read.
fn files(profiles: usize) -> Files {
    let (config, credentials) = profiles::texts(profiles);
    Files::of_bytes(Some(config.into_bytes()), Some(credentials.into_bytes()), Path::new("/home/benk"))
}

fn median(mut work: impl FnMut()) -> f64 {
    let time = || {
        let start = Instant::now();
        work();
        start.elapsed().as_secs_f64() * 1_000.0
    };
    median::median(std::iter::repeat_with(time).take(ROUNDS).collect())
}
