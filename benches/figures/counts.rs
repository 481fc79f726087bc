//! Instructions of awsp's commands, as callgrind counts them: the same on a busy machine as on an idle one.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use playground::kind::{Kind as Shell, find_program};

use crate::world::World;
use crate::{SIZES, programs, verb};

/// By how much a command may take more than what is kept, before the check fails: a part of it, and instructions in
/// thousands.
const TOLERANCE: (f64, f64) = (0.10, 10.0);
/// What the file was counted on.
const ARCHITECTURE: &str = "x86_64";
const EMPTY: &str = "empty program";
const HEAD: &str = "\
# Thousands of instructions that the ordinary release build takes, as callgrind counts them, with 1,000 and 10,000
# profiles in the files; first those of an empty program, which are in each of the others as well. `make counts` writes
# this file; `make counts-check` fails where a command now takes clearly more than an empty program does beyond what
# it took when this was written.
";

/// Thousands of instructions by number of profiles and command, in that order.
type Counts = BTreeMap<(usize, String), f64>;

/// Counts, and writes the file.
pub fn write() {
    let counts = count();
    let mut text = HEAD.to_owned();
    for ((profiles, name), thousands) in &counts {
        let _ = writeln!(text, "{profiles:>6}  {name:<20} {thousands:>9.0}");
    }
    fs::write(file(), &text).expect("the counts are written");
    print!("{text}");
}

/// Counts, and compares with the file; ends the process with 1 where a command takes more.
pub fn check() {
    if env::consts::ARCH != ARCHITECTURE {
        println!("instructions are kept for {ARCHITECTURE} only: nothing to compare");
        return;
    }
    let kept = read(&fs::read_to_string(file()).expect("benches/instructions.txt is readable"));
    let now = count();
    assert!(
        kept.keys().eq(now.keys()),
        "benches/instructions.txt tells of other commands than those counted now: run `make counts`"
    );
    let own = |counts: &Counts, key: &(usize, String)| {
        let of = |key| counts.get(key).copied().unwrap_or(f64::NAN);
        of(key) - of(&(0, EMPTY.to_owned()))
    };
    let (mut risen, mut fallen) = (false, false);
    println!("thousands of instructions beyond those of an empty program: kept, now");
    for key in now.keys().filter(|(profiles, _)| *profiles > 0) {
        let (before, after) = (own(&kept, key), own(&now, key));
        let slack = before * TOLERANCE.0 + TOLERANCE.1;
        let mark = match after - before {
            change if change > slack => " MORE",
            change if change < -slack => " less",
            _ => "",
        };
        (risen, fallen) = (risen || mark == " MORE", fallen || mark == " less");
        println!("{:>6}  {:<20} {before:>9.0} {after:>9.0}{mark}", key.0, key.1);
    }
    if risen {
        println!(
            "a command costs more than it did: find out why, or, if that is meant, run `make counts` and commit"
        );
        std::process::exit(1);
    }
    if fallen {
        println!("a command costs less than it did: run `make counts` and commit, so that it stays so");
    }
}

fn file() -> PathBuf {
    programs::root().join("benches/instructions.txt")
}

fn read(text: &str) -> Counts {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| entry(line).expect(line)).collect()
}

fn entry(line: &str) -> Option<((usize, String), f64)> {
    let (profiles, rest) = line.trim().split_once(' ')?;
    let (name, thousands) = rest.rsplit_once(' ')?;
    Some(((profiles.parse().ok()?, name.trim().to_owned()), thousands.parse().ok()?))
}

fn count() -> Counts {
    let (empty, ordinary) = (programs::empty(), programs::ordinary());
    let mut counts = Counts::new();
    for profiles in SIZES {
        let mut world = World::new(Shell::Bash, &ordinary, profiles);
        // Called by a path, and with a PATH, that has the same length in every checkout.
        let [empty, ordinary] = [("bin/empty", &empty), ("bin/awsp", &ordinary)].map(|(name, program)| {
            let copy = world.home.write_program(name, "");
            fs::copy(program, &copy).expect("a program is copied");
            copy
        });
        world.home.set("PATH", "/usr/bin:/bin");
        verb::activate(&mut world, &ordinary);
        counts.insert((0, EMPTY.to_owned()), thousands(&world, &empty, &[]));
        for verb in verb::all(&world) {
            counts.insert((profiles, verb.name.to_owned()), thousands(&world, &ordinary, &verb.words));
        }
        verb::assert_no_call(&world);
    }
    counts
}

/// What callgrind counts of one run, the programs that it starts left out.
fn thousands(world: &World, program: &Path, words: &[String]) -> f64 {
    let log = world.home.path().join("callgrind.log");
    let mut command: Command = world.silent(&find_program("valgrind"), &[]);
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    command.arg(format!("--log-file={}", log.display())).arg(program).args(words);
    let status = command.status().expect("valgrind starts");
    let text = fs::read_to_string(&log).unwrap_or_default();
    assert!(status.success(), "{} {words:?}: {status}: {text}", program.display());
    let collected =
        text.lines().find_map(|line| line.split_once("Collected : ")).expect("a count in the log");
    collected.1.trim().parse::<f64>().expect("a count is a number") / 1_000.0
}
