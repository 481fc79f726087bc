//! SIGKILL at each call to the system that changes a file, one after the other, of everything that fills the store.
//!
//! After each, the store holds whole entries alone, for the owner alone, and the next command succeeds.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, SystemTime};

use awsp::store::Store;
use serde_json::json;
use tempfile::TempDir;

use crate::cli_world::{AWSP, Outcome, World};
use crate::store_check::{check, copy, leftovers};

/// Calls to the system that change a file or a folder, or a lock. Which of them are used differs from machine to
/// machine.
pub(crate) const CHANGING: &[&str] = &[
    "open",
    "openat",
    "openat2",
    "creat",
    "write",
    "writev",
    "pwrite64",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "mkdir",
    "mkdirat",
    "rmdir",
    "chmod",
    "fchmod",
    "fchmodat",
    "fchmodat2",
    "utimensat",
    "ftruncate",
    "flock",
    "link",
    "linkat",
    "symlinkat",
    "fsync",
    "fdatasync",
    "fallocate",
    "copy_file_range",
];
/// Those that look only.
const LOOKING: &[&str] = &[
    "read",
    "pread64",
    "close",
    "stat",
    "lstat",
    "fstat",
    "statx",
    "newfstatat",
    "lseek",
    "getdents64",
    "fcntl",
    "readlink",
    "readlinkat",
    "access",
    "faccessat2",
    "mmap",
];
/// `chain` is refused, so that a failure is noted.
const REFUSED: &str = "arn:aws:iam::111122223333:role/Audit";

/// A command, the store that it finds, and how it ends when nobody kills it.
struct Scenario {
    words: &'static [&'static str],
    variables: &'static [(&'static str, &'static str)],
    before: fn(&World, &Path),
    status: i32,
}

const SCENARIOS: &[Scenario] = &[
    Scenario { words: &["whoami"], variables: &[], before: nothing, status: 0 },
    Scenario { words: &["whoami"], variables: &[], before: an_ended_session, status: 0 },
    Scenario { words: &["whoami", "--refresh"], variables: &[], before: a_session, status: 0 },
    Scenario { words: &["whoami", "--profile", "chain"], variables: &[], before: a_session, status: 1 },
    Scenario { words: &["use", "benk", "--shell", "bash"], variables: &[], before: a_session, status: 0 },
    Scenario { words: &["prompt", "--hook", "zsh"], variables: &[], before: nothing, status: 0 },
    Scenario {
        words: &["refresh", "--background"],
        variables: &[("AWSP_SWITCH", "profile=MyRole")],
        before: an_ended_session,
        status: 0,
    },
    Scenario { words: &["cache", "clear"], variables: &[], before: a_session, status: 0 },
];

fn nothing(_: &World, _: &Path) {}

fn a_session(world: &World, home: &Path) {
    assert_eq!(run(world, home, &[], &["whoami"]).status, 0);
}

fn an_ended_session(world: &World, home: &Path) {
    a_session(world, home);
    let folder = home.join(".cache/awsp/v1/entries");
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    for entry in entries.filter(|entry| entry.extension().is_some_and(|kind| kind == "credentials")) {
        let mut held: serde_json::Value = serde_json::from_slice(&fs::read(&entry).unwrap()).unwrap();
        held["issued_at"] = "2026-01-01T00:00:00.000Z".into();
        held["expires_at"] = "2026-01-01T01:00:00Z".into();
        fs::write(&entry, held.to_string()).unwrap();
    }
}

fn run(world: &World, home: &Path, variables: &[(&str, &str)], words: &[&str]) -> Outcome {
    let mut command = world.command(AWSP);
    command.args(words).env("HOME", home).envs(variables.iter().copied());
    Outcome::of(&command.output().unwrap())
}

/// The command under strace, in a copy of `template`, with this umask.
fn traced(world: &World, home: &Path, scenario: &Scenario, umask: &str, options: &[&str]) -> (bool, Outcome) {
    let script = format!(r#"umask {umask}; exec strace "$@""#);
    let mut command = world.command("/bin/sh");
    command.args(["-c", &script, "sh"]).args(options).arg("--").arg(AWSP).args(scenario.words);
    command.env("HOME", home).envs(scenario.variables.iter().copied());
    let output = command.env("PATH", "/usr/bin:/bin:/usr/local/bin:/opt/homebrew/bin").output().unwrap();
    (output.status.signal() == Some(9), Outcome::of(&output))
}

fn fresh(template: &Path) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    copy(template, home.path());
    home
}

/// The changing calls that the command makes: their names, and of each which ones of that name are to be killed at. (Of
/// those that open a file only those that make it or open it for writing.)
///
/// Also that it makes them in its first thread alone, the only one that is killed below, and none that is unknown here.
fn calls(world: &World, template: &Path, scenario: &Scenario) -> BTreeMap<String, Vec<usize>> {
    let home = fresh(template);
    let log = home.path().join("log");
    let options = ["-f", "-y", "-qq", "-s", "0", "-o", log.to_str().unwrap()];
    let (_, outcome) = traced(world, home.path(), scenario, "022", &options);
    assert_eq!(outcome.status, scenario.status, "{:?}: {outcome:?}", scenario.words);
    let text = fs::read_to_string(&log).unwrap();
    let store = home.path().join(".cache").display().to_string();
    let first = text.split_whitespace().next().unwrap();
    let (mut seen, mut wanted) = (BTreeMap::<&str, usize>::new(), BTreeMap::<String, Vec<usize>>::new());
    // A call that another thread interrupts takes two lines, and the first one says all.
    for line in text.lines().filter(|line| !line.contains("<... ")) {
        let (thread, call) = line.split_once(' ').unwrap();
        let name = call.trim_start().split('(').next().unwrap();
        let number = if thread == first { seen.entry(name).or_default() } else { &mut 0 };
        *number += 1;
        if !line.contains(&store) {
            continue;
        }
        if CHANGING.contains(&name) {
            assert_eq!(thread, first, "{line}");
            if !name.starts_with("open")
                || ["O_CREAT", "O_WRONLY", "O_RDWR"].iter().any(|flag| line.contains(flag))
            {
                wanted.entry(name.to_owned()).or_default().push(*number);
            }
        } else {
            assert!(LOOKING.contains(&name) || name == "execve", "is this a change? {line}");
        }
    }
    wanted
}

/// Kills the command at each of its calls in turn; tells how often.
fn kill_at_each(world: &World, template: &Path, scenario: &Scenario, umask: &str) -> usize {
    let mut killed = 0;
    for (name, numbers) in calls(world, template, scenario) {
        // Beyond the last one nothing is killed. Writes to other things than files come in between, more or fewer.
        let all = *numbers.first().unwrap()..;
        let numbers: Vec<usize> = if name.starts_with("open") {
            numbers.into_iter().chain([65_535]).collect()
        } else {
            all.take(100).collect()
        };
        for number in numbers {
            let home = fresh(template);
            let what = format!("{:?} killed at {name} number {number}, umask {umask}", scenario.words);
            let inject = format!("inject={name}:signal=SIGKILL:when={number}");
            let trace = format!("trace={name}");
            let options = ["-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject];
            let (was_killed, outcome) = traced(world, home.path(), scenario, umask, &options);
            check(template, home.path(), &what);
            if !was_killed {
                assert_eq!(outcome.status, scenario.status, "{what}: {outcome:?}");
                assert_eq!(leftovers(home.path()), 0, "{what}");
                break;
            }
            killed += 1;
            assert!(leftovers(home.path()) <= 1, "{what}");
            let next = run(world, home.path(), scenario.variables, scenario.words);
            assert_eq!(next.status, scenario.status, "the next after {what}: {next:?}");
            assert!(scenario.status != 0 || next.stderr.lines().count() <= 1, "{what}: {next:?}");
            check(template, home.path(), &what);
            let store = Store::open(Some(home.path().join(".cache/awsp")), None);
            store.prune(SystemTime::now());
            assert!(leftovers(home.path()) <= 1, "what may yet be in the making is left alone: {what}");
            store.prune(SystemTime::now() + Duration::from_hours(2));
            assert_eq!(leftovers(home.path()), 0, "{what}");
        }
    }
    killed
}

/// Lets each of the command's changing calls fail in turn. Nothing is left behind, and what the command is for is done.
fn fail_at_each(world: &World, template: &Path, scenario: &Scenario) {
    for (name, numbers) in calls(world, template, scenario) {
        // Writes to other things than files come in between.
        let numbers = if name == "write" { Vec::new() } else { numbers };
        for number in numbers {
            let home = fresh(template);
            let what = format!("{:?} when {name} number {number} failed", scenario.words);
            let inject = format!("inject={name}:error=EIO:when={number}");
            let trace = format!("trace={name}");
            let options = ["-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject];
            let (_, outcome) = traced(world, home.path(), scenario, "022", &options);
            // Who clears the store must know what is still there; of all else a failure is no more than a miss.
            // (The time of the folder is for hooks alone.)
            let clears = scenario.words.starts_with(&["cache"]) && name != "utimensat";
            assert_eq!(outcome.status, i32::from(clears).max(scenario.status), "{what}: {outcome:?}");
            assert!(!clears || outcome.stderr.contains("could not be removed"), "{what}: {outcome:?}");
            check(template, home.path(), &what);
            // Of what cannot be removed nobody can be rid.
            assert!(leftovers(home.path()) <= usize::from(name.starts_with("unlink")), "{what}");
            let next = run(world, home.path(), scenario.variables, scenario.words);
            assert_eq!(next.status, scenario.status, "the next after {what}: {next:?}");
            check(template, home.path(), &what);
        }
    }
}

/// Does `work` with every scenario under every umask, some at a time.
fn each_scenario(umasks: &[&'static str], work: impl Fn(&World, &Path, &Scenario, &str) + Sync) {
    let world = World::new().with("AWS_PROFILE", "MyRole");
    world.aws.configure(json!({"sts": {"deny": [REFUSED]}}));
    let cases: Vec<_> =
        SCENARIOS.iter().flat_map(|scenario| umasks.iter().map(move |umask| (scenario, *umask))).collect();
    let cases = Mutex::new(cases.into_iter());
    thread::scope(|scope| {
        let worker = || {
            loop {
                let next = cases.lock().unwrap().next();
                let Some((scenario, umask)) = next else { return };
                let template = tempfile::tempdir().unwrap();
                copy(&world.home().join(".aws"), &template.path().join(".aws"));
                (scenario.before)(&world, template.path());
                work(&world, template.path(), scenario, umask);
            }
        };
        for _ in 0..4 {
            scope.spawn(worker);
        }
    });
}

#[test]
fn a_call_that_fails_leaves_a_good_store() {
    each_scenario(&["022"], |world, template, scenario, _| fail_at_each(world, template, scenario));
}

#[test]
fn a_kill_at_any_change_of_a_file_leaves_a_good_store() {
    each_scenario(&["000", "077"], |world, template, scenario, umask| {
        let killed = kill_at_each(world, template, scenario, umask);
        assert!(killed >= 5, "{:?} was killed {killed} times only", scenario.words);
    });
}
