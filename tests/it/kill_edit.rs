//! SIGKILL, and an error, at each call to the system that changes a file, while the AWS files are changed: each file is
//! what it was or what it is to be, whole, and the next command works.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;

use tempfile::TempDir;

use crate::cli_world::{AWSP, Outcome, World};
use crate::kill_each_call::CHANGING;
use crate::store_check::{all, copy};

/// What else changes a file that belongs to a person.
const MORE: [&str; 5] = ["fchown", "fsetxattr", "fremovexattr", "fallocate", "lchown"];
/// Beyond this nothing is killed.
const MOST: usize = 150;
const FILES: [&str; 2] = ["config", "credentials"];

struct Scenario {
    words: &'static [&'static str],
    /// Makes the home, from the world's.
    before: fn(&Path, &Path),
    in_place: bool,
}

const SCENARIOS: [Scenario; 4] = [
    Scenario {
        words: &["configure", "set", "benk", "output=json", "--yes"],
        before: as_it_is,
        in_place: false,
    },
    Scenario { words: &["configure", "rename", "benk", "bank", "--yes"], before: as_it_is, in_place: false },
    Scenario {
        words: &["configure", "add", "new", "--set", "credential_process=/bin/true", "--yes"],
        before: |_, _| {},
        in_place: false,
    },
    Scenario {
        words: &["configure", "set", "benk", "output=json", "--yes"],
        before: |world, home| {
            as_it_is(world, home);
            fs::hard_link(home.join(".aws/config"), home.join("again")).unwrap();
        },
        in_place: true,
    },
];

fn as_it_is(world: &Path, home: &Path) {
    copy(&world.join(".aws"), &home.join(".aws"));
}

/// The text of both files.
fn texts(home: &Path) -> Vec<Option<String>> {
    FILES.iter().map(|name| fs::read_to_string(home.join(".aws").join(name)).ok()).collect()
}

fn backups(home: &Path) -> Vec<Option<String>> {
    FILES.iter().map(|name| fs::read_to_string(home.join(format!(".aws/{name}.awsp-backup"))).ok()).collect()
}

fn temporary(home: &Path) -> usize {
    let is_ours = |path: &Path| path.file_name().unwrap().to_string_lossy().starts_with(".awsp-new-");
    all(&home.join(".aws")).iter().filter(|path| is_ours(path)).count()
}

fn fresh(world: &World, scenario: &Scenario) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    (scenario.before)(world.home(), home.path());
    home
}

fn run(world: &World, home: &Path, words: &[&str]) -> Outcome {
    Outcome::of(&world.command(AWSP).args(words).env("HOME", home).output().unwrap())
}

fn traced(world: &World, home: &Path, scenario: &Scenario, options: &[&str]) -> (bool, Outcome) {
    let mut command = world.command("strace");
    command.args(options).arg("--").arg(AWSP).args(scenario.words).env("HOME", home);
    let output = command.env("PATH", "/usr/bin:/bin:/usr/local/bin").output().unwrap();
    (output.status.signal() == Some(9), Outcome::of(&output))
}

/// What the files are and are to be.
fn before_and_after(world: &World, scenario: &Scenario) -> (Vec<Option<String>>, Vec<Option<String>>) {
    let home = fresh(world, scenario);
    let before = texts(home.path());
    let outcome = run(world, home.path(), scenario.words);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert_eq!(temporary(home.path()), 0);
    let after = texts(home.path());
    assert_ne!(before, after);
    (before, after)
}

#[test]
fn a_kill_at_any_change_leaves_each_file_as_it_was_or_as_it_is_to_be() {
    let world = World::new();
    for scenario in &SCENARIOS {
        let (before, after) = before_and_after(&world, scenario);
        let about = calls(&world, scenario);
        let (mut kills, mut halves) = (0, 0);
        for call in CHANGING.iter().chain(&MORE) {
            // Of the calls that open a file only those that make it or open it for writing.
            let numbers: Vec<usize> = if call.starts_with("open") {
                about.get(*call).cloned().unwrap_or_default()
            } else {
                (1..MOST).collect()
            };
            for number in numbers {
                let home = fresh(&world, scenario);
                let what = format!("{:?} killed at {call} number {number}", scenario.words);
                let inject = format!("inject=?{call}:signal=SIGKILL:when={number}");
                let trace = format!("trace=?{call}");
                let options = ["-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject];
                let (killed, outcome) = traced(&world, home.path(), scenario, &options);
                let (held, backups) = (texts(home.path()), backups(home.path()));
                for ((held, backup), (before, after)) in
                    held.iter().zip(&backups).zip(before.iter().zip(&after))
                {
                    let whole = held == before || held == after;
                    assert!(whole || scenario.in_place && backup == before, "{what}: {held:?}, {backup:?}");
                    assert!(backup.is_none() || backup == before, "{what}: {backup:?}");
                }
                if !killed {
                    assert_eq!(
                        (outcome.status, &held, temporary(home.path())),
                        (0, &after, 0),
                        "{what}: {outcome:?}"
                    );
                    break;
                }
                kills += 1;
                halves += usize::from(held != before && held != after);
                assert!(temporary(home.path()) <= 2, "{what}");
                if held == before {
                    let next = run(&world, home.path(), scenario.words);
                    assert_eq!(
                        (next.status, texts(home.path())),
                        (0, after.clone()),
                        "the next after {what}: {next:?}"
                    );
                }
            }
        }
        assert!(kills >= 5, "{:?} was killed {kills} times only", scenario.words);
        assert!(halves <= 3, "{:?}: {halves} times one file was changed and the other not", scenario.words);
    }
}

/// Of each changing call, which ones are about the AWS files.
fn calls(world: &World, scenario: &Scenario) -> BTreeMap<String, Vec<usize>> {
    let home = fresh(world, scenario);
    let log = home.path().join("log");
    let (_, outcome) =
        traced(world, home.path(), scenario, &["-y", "-qq", "-s", "0", "-o", log.to_str().unwrap()]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    let folder = home.path().join(".aws").display().to_string();
    let (mut seen, mut wanted) = (BTreeMap::<String, usize>::new(), BTreeMap::<String, Vec<usize>>::new());
    for line in fs::read_to_string(&log).unwrap().lines() {
        let name = line.split('(').next().unwrap().to_owned();
        let number = seen.entry(name.clone()).or_default();
        *number += 1;
        let opens = name.starts_with("open");
        let changes = !opens || ["O_CREAT", "O_WRONLY", "O_RDWR"].iter().any(|flag| line.contains(flag));
        if line.contains(&folder) && changes && CHANGING.iter().chain(&MORE).any(|known| *known == name) {
            wanted.entry(name).or_default().push(*number);
        }
    }
    wanted
}

#[test]
fn a_call_that_fails_leaves_both_files_as_they_were_or_as_they_are_to_be() {
    let world = World::new();
    for scenario in &SCENARIOS {
        let (before, after) = before_and_after(&world, scenario);
        for (call, numbers) in calls(&world, scenario) {
            for number in numbers {
                let home = fresh(&world, scenario);
                let what = format!("{:?} when {call} number {number} failed", scenario.words);
                let inject = format!("inject={call}:error=EIO:when={number}");
                let trace = format!("trace={call}");
                let options = ["-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject];
                let (_, outcome) = traced(&world, home.path(), scenario, &options);
                let held = texts(home.path());
                match outcome.status {
                    0 => assert_eq!(held, after, "{what}: {outcome:?}"),
                    1 => {
                        assert_eq!(held, before, "{what}: {outcome:?}");
                        assert!(
                            outcome.stderr.contains("cannot be ") && outcome.stderr.contains("hint: "),
                            "{what}: {outcome:?}"
                        );
                    }
                    _ => panic!("{what}: {outcome:?}"),
                }
                // What cannot be removed stays, and so does what was there, where it cannot get a backup's name.
                let stays = call.starts_with("unlink") || call.starts_with("rename");
                assert!(temporary(home.path()) <= usize::from(stays), "{what}: {outcome:?}");
            }
        }
    }
}
