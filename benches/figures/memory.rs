//! How much memory a program takes.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use playground::kind::find_program;

use crate::world::World;
use std::path::Path;

/// How long a program is held at its end to be looked at, in microseconds.
const HOLD: u32 = 60_000;

/// The most that was resident, in KiB, as the kernel tells it just before the program's end.
///
/// What `wait4` tells would be no less than what the parent had when it forked, which is more than awsp takes; so
/// strace holds the program at its exit, as a grandchild, which leaves the program the process that was started.
pub fn peak(world: &World, program: &Path, words: &[String]) -> u64 {
    let mut command: Command = world.home.command(find_program("strace"));
    let hold = format!("inject=exit_group:delay_enter={HOLD}");
    command.args(["-D", "-qq", "-o", "/dev/null", "-e", "trace=exit_group", "-e", &hold]);
    let mut child = command
        .arg(program)
        .args(words)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("strace starts");
    let folder = format!("/proc/{}", child.id());
    let mut peak = 0;
    while child.try_wait().expect("the program's state").is_none() {
        // Before the program is executed, the process is strace itself.
        let own = fs::read_link(format!("{folder}/exe")).is_ok_and(|running| running == program);
        let status = fs::read_to_string(format!("{folder}/status")).unwrap_or_default();
        if own && let Some(now) = high_water(&status) {
            peak = now;
        }
        thread::sleep(Duration::from_millis(1));
    }
    assert!(peak > 0, "{} was not seen running", program.display());
    peak
}

fn high_water(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}
