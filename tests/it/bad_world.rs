//! Running the program where something is wrong: in bounded time, and with nothing lost.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cli_world::{AWSP, Outcome, World};
use crate::store_check::all;

/// Seconds after which a command is ended, far more than any of them takes: then it would have waited for ever.
const LIMIT: &str = "40";
/// What `timeout` ends with where it had to end the command.
const TIMED_OUT: i32 = 124;
/// What a defect ends with.
const DEFECT: i32 = 255;
/// Somebody who is not root.
const NOBODY: u32 = 65_534;

/// Runs the program in this world, through `wrapper` if any; it ends by itself, and not as a defect.
#[track_caller]
pub(crate) fn run(world: &World, wrapper: &[&str], variables: &[(&str, &str)], words: &[&str]) -> Outcome {
    let mut command = world.command("timeout");
    command.arg(LIMIT).args(wrapper).arg(AWSP).args(words);
    finish(&mut command, variables, words)
}

#[track_caller]
fn finish(command: &mut Command, variables: &[(&str, &str)], words: &[&str]) -> Outcome {
    command.env("PATH", std::env::var_os("PATH").unwrap()).envs(variables.iter().copied());
    let outcome = Outcome::of(&command.output().unwrap());
    assert!(outcome.status != TIMED_OUT && outcome.status != DEFECT, "{words:?}: {outcome:?}");
    assert!(!outcome.stderr.contains("panicked"), "{words:?}: {outcome:?}");
    outcome
}

/// That the command fails, says each of `parts`, and has a hint.
#[track_caller]
pub(crate) fn fails(outcome: &Outcome, status: i32, parts: &[&str]) {
    assert_eq!(outcome.status, status, "{outcome:?}");
    for part in parts {
        assert!(outcome.stderr.contains(part), "{part}: {outcome:?}");
    }
    assert!(outcome.stderr.contains("hint: "), "{outcome:?}");
}

/// Everything below a folder but awsp's own cache: inode, mode, size and time of the last change.
pub(crate) fn snapshot(home: &Path) -> BTreeMap<PathBuf, (u64, u32, u64, i64)> {
    let paths = all(home).into_iter().filter(|path| !path.starts_with(home.join(".cache")));
    paths
        .map(|path| {
            let metadata = fs::symlink_metadata(&path).unwrap();
            let what = (metadata.ino(), metadata.mode(), metadata.size(), metadata.mtime_nsec());
            (path, what)
        })
        .collect()
}

/// Runs the program as a user for whom permissions count. Root becomes somebody else for that, who gets the home and a
/// copy of the program.
pub(crate) struct Unprivileged<'a> {
    world: &'a World,
    program: PathBuf,
    is_root: bool,
}

impl<'a> Unprivileged<'a> {
    pub(crate) fn in_home_of(world: &'a World) -> Self {
        let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
        let program = world.home().join("program");
        // By another process: a copy that this one has open to write could not be run while a child of another test,
        // which has not become its program yet, holds it open as well.
        assert!(Command::new("cp").arg(AWSP).arg(&program).status().unwrap().success());
        if is_root {
            for path in std::iter::once(world.home().to_owned()).chain(all(world.home())) {
                chown(&path, Some(NOBODY), Some(NOBODY)).unwrap();
            }
        }
        Self { world, program, is_root }
    }

    #[track_caller]
    pub(crate) fn run(&self, variables: &[(&str, &str)], words: &[&str]) -> Outcome {
        let mut command = self.world.command("timeout");
        command.arg(LIMIT);
        if self.is_root {
            let id = NOBODY.to_string();
            command.args(["setpriv", "--reuid", &id, "--regid", &id, "--clear-groups"]);
        }
        command.arg(&self.program).args(words);
        finish(&mut command, variables, words)
    }
}
