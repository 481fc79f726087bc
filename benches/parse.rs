//! Median times of reading, listing kinds and making one plan, for 1,000 and 10,000 profiles.
//!
//! `cargo bench --bench parse`
#![expect(clippy::print_stdout, reason = "a bench tells its numbers")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

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

/// Roles, SSO profiles and keys by turns, with comments and blank lines as people write them.
fn files(profiles: usize) -> Files {
    let mut config = String::from(
        "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n\n",
    );
    let mut credentials =
        String::from("[base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret\n\n");
    for number in 0..profiles {
        let _ = write!(
            config,
            "# team {number}\n[profile team-{number}]\nregion = eu-central-1\noutput = json\n"
        );
        let _ = match number % 3 {
            0 => write!(
                config,
                "role_arn = arn:aws:iam::{number:012}:role/Developer\nsource_profile = base\nrole_session_name = benk\n\n"
            ),
            1 => write!(
                config,
                "sso_session = corp\nsso_account_id = {number:012}\nsso_role_name = PowerUserAccess\n\n"
            ),
            _ => {
                config.push('\n');
                write!(
                    credentials,
                    "[team-{number}]\naws_access_key_id = AKIA{number:016}\naws_secret_access_key = secret{number}\n\n"
                )
            }
        };
    }
    Files::of_bytes(Some(config.into_bytes()), Some(credentials.into_bytes()), Path::new("/home/benk"))
}

fn median(mut work: impl FnMut()) -> f64 {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times.get(ROUNDS / 2).map_or(0.0, |middle| middle.as_secs_f64() * 1_000.0)
}
