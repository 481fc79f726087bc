//! `awsp configure` where the disk, the rights or another program stand against it: the AWS files are as they were, or as
//! they are to be.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::bad_world::{Unprivileged, fails, run};
use crate::cli_world::{AWSP, Outcome, World};
use crate::store_check::all;

const SET: &[&str] = &["configure", "set", "benk", "output=json", "--yes"];
const NEW: &str = "[profile benk]\nregion = eu-central-1\noutput = json\n";

fn config(world: &World) -> String {
    fs::read_to_string(world.home().join(".aws/config")).unwrap()
}

fn temporary(folder: &Path) -> usize {
    let is_ours = |path: &Path| path.file_name().unwrap().to_string_lossy().starts_with(".awsp-new-");
    all(folder).iter().filter(|path| is_ours(path)).count()
}

/// That the command fails so, and nothing in the AWS folder has changed.
#[track_caller]
fn changes_nothing(world: &World, run: impl FnOnce() -> Outcome, parts: &[&str]) {
    let look = || -> Vec<_> {
        let files = all(&world.home().join(".aws"));
        files
            .into_iter()
            .map(|path| (fs::read(&path).unwrap(), fs::metadata(&path).unwrap().ino(), path))
            .collect()
    };
    let before = look();
    fails(&run(), 1, parts);
    assert_eq!(look(), before);
}

/// Runs a script with mounts of its own, in the home; `$@` is the program.
fn mounted(world: &World, script: &str) -> Outcome {
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let mut command = world.command("unshare");
    command.args([if is_root { "-m" } else { "-rm" }, "sh", "-ec", script, "sh", AWSP]).args(SET);
    let path = format!("{}:/usr/sbin:/sbin", std::env::var("PATH").unwrap());
    Outcome::of(&command.env("PATH", path).output().unwrap())
}

#[test]
fn a_full_disk_is_told_and_nothing_has_changed() {
    let world = World::new();
    let script = "cp -a .aws saved; mount -t tmpfs -o size=64k none .aws; cp -a saved/. .aws; \
        head -c 100000 /dev/zero >.aws/fill 2>/dev/null || :; code=0; \"$@\" || code=$?; \
        echo \"$code\"; ls -A .aws; cmp saved/config .aws/config && cmp saved/credentials .aws/credentials";
    let outcome = mounted(&world, script);
    assert_eq!(
        (outcome.status, outcome.stdout.as_str()),
        (0, "1\nconfig\ncredentials\nfill\n"),
        "{outcome:?}"
    );
    assert!(outcome.stderr.contains("cannot be written: no space left on device"), "{outcome:?}");
    assert!(outcome.stderr.contains("df -h "), "{outcome:?}");
    // No file can grow by a byte.
    let full = ["sh", "-c", r#"trap "" XFSZ; ulimit -f 0; exec "$0" "$@""#];
    changes_nothing(&world, || run(&world, &full, &[], SET), &["file too large", "df -h"]);
}

#[test]
fn a_place_that_is_mounted_for_reading_is_told() {
    let world = World::new();
    let outcome = mounted(&world, "mount --bind .aws .aws; mount -o remount,bind,ro .aws; exec \"$@\"");
    fails(&outcome, 1, &["read-only file system", "findmnt -T"]);
    assert_eq!(temporary(world.home()), 0);
}

#[test]
fn a_file_that_is_mounted_by_itself_is_written_in_place() {
    let world = World::new();
    let (file, before) = (world.home().join(".aws/config"), config(&world));
    let inode = fs::metadata(&file).unwrap().ino();
    let outcome = mounted(&world, "cp .aws/config other; mount --bind .aws/config .aws/config; exec \"$@\"");
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert!(outcome.stderr.contains("in place"), "{outcome:?}");
    assert!(config(&world).contains(NEW));
    assert_eq!(fs::metadata(&file).unwrap().ino(), inode);
    assert_eq!(fs::read_to_string(world.home().join(".aws/config.awsp-backup")).unwrap(), before);
    assert_eq!(temporary(world.home()), 0);
}

#[test]
fn what_may_not_be_written_is_told_with_a_way_out() {
    let world = World::new();
    let user = Unprivileged::in_home_of(&world);
    let (folder, file) = (world.home().join(".aws"), world.home().join(".aws/config"));
    let mode = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    mode(&file, 0o444);
    changes_nothing(&world, || user.run(&[], SET), &["is marked as read-only", "chmod u+w "]);
    mode(&file, 0o644);
    mode(&folder, 0o555);
    changes_nothing(&world, || user.run(&[], SET), &["permission denied", "ls -ld "]);
    mode(&folder, 0o755);
    assert_eq!(user.run(&[], SET).status, 0);
    assert!(config(&world).contains(NEW));
}

#[test]
fn a_file_of_somebody_else_stays_theirs() {
    let world = World::new();
    let user = Unprivileged::in_home_of(&world);
    let file = world.home().join(".aws/config");
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        // Nobody else can give a file away.
        return;
    }
    chown(&file, Some(0), Some(0)).unwrap();
    changes_nothing(&world, || user.run(&[], SET), &["permission denied", "ls -ld "]);
    fs::set_permissions(&file, Permissions::from_mode(0o666)).unwrap();
    let outcome = user.run(&[], SET);
    assert!(outcome.status == 0 && outcome.stderr.contains("in place"), "{outcome:?}");
    let after = fs::metadata(&file).unwrap();
    assert_eq!((after.uid(), after.mode() & 0o777), (0, 0o666));
    assert!(config(&world).contains(NEW));
}

#[test]
fn a_file_that_no_tool_can_read_is_not_touched() {
    for (text, part) in [
        (b"[default]\nname = K\xe4se\n".as_slice(), "not UTF-8"),
        (b"[profile benk]\nregion = a\nregion = b\n", "is already there in line 2"),
        (b"\xef\xbb\xbf[profile benk]\n", "byte order mark"),
        (b"\0\0\0\0", "before the first section"),
    ] {
        let world = World::new();
        fs::write(world.home().join(".aws/config"), text).unwrap();
        changes_nothing(&world, || world.run(SET), &[part, ".aws/config"]);
    }
}

#[test]
fn where_two_names_cannot_be_exchanged_the_file_is_replaced_and_a_copy_made_before() {
    let world = World::new();
    let before = config(&world);
    let mut command = world.command("strace");
    command.env("PATH", "/usr/bin:/bin:/usr/local/bin");
    let inject = "inject=renameat2:error=EINVAL";
    command.args(["-qq", "-o", "/dev/null", "-e", "trace=renameat2", "-e", inject, "--", AWSP]).args(SET);
    let outcome = Outcome::of(&command.output().unwrap());
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert!(config(&world).contains(NEW));
    assert_eq!(fs::read_to_string(world.home().join(".aws/config.awsp-backup")).unwrap(), before);
    assert_eq!(temporary(world.home()), 0);
}

/// The very moment: the new file is ready, and the two are about to change names.
#[test]
fn what_is_written_at_the_last_moment_is_found_and_kept() {
    for other in ["in place", "by a rename"] {
        let world = World::new();
        let file = world.home().join(".aws/config");
        let theirs = format!("{}\n# theirs\n[profile theirs]\nregion = eu-west-1\n", config(&world));
        let mut command = world.command("strace");
        command.env("PATH", "/usr/bin:/bin:/usr/local/bin");
        let log = world.home().join("log");
        let inject = "inject=renameat2:delay_enter=700000:when=1";
        command.args([
            "-qq",
            "-e",
            "trace=fsync,renameat2",
            "-e",
            inject,
            "-o",
            log.to_str().unwrap(),
            "--",
            AWSP,
        ]);
        let running = command.args(SET).stderr(std::process::Stdio::piped()).spawn().unwrap();
        // The new file is on the disk: the last look comes next, and then the delay.
        while !fs::read_to_string(&log).is_ok_and(|log| log.contains("fsync(")) {
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_millis(200));
        if other == "in place" {
            fs::write(&file, &theirs).unwrap();
        } else {
            let new = world.write(".aws/theirs", &theirs);
            fs::rename(new, &file).unwrap();
        }
        let outcome = Outcome::of(&running.wait_with_output().unwrap());
        assert_eq!(outcome.status, 0, "{other}: {outcome:?}");
        assert_eq!(config(&world), theirs.replace("[profile benk]\nregion = eu-central-1\n", NEW), "{other}");
        let log = fs::read_to_string(&log).unwrap();
        // There, back, and there again, unless the look before it was the one that saw it.
        let exchanges = log.matches("RENAME_EXCHANGE").count();
        assert_eq!(exchanges, 3, "{other}: {log}");
    }
}

/// And once more, before that is put back.
#[test]
fn of_what_is_written_while_it_is_put_back_nothing_is_lost() {
    let world = World::new();
    let file = world.home().join(".aws/config");
    let (first, second) = ("[profile benk]\nregion = eu-west-1\n", "[profile benk]\nregion = eu-west-2\n");
    let mut command = world.command("strace");
    command.env("PATH", "/usr/bin:/bin:/usr/local/bin");
    let log = world.home().join("log");
    let inject = "inject=renameat2:delay_enter=700000:when=1..2";
    let options = ["-qq", "-e", "trace=fsync,renameat2", "-e", inject, "-o", log.to_str().unwrap()];
    command.args(options).args(["--", AWSP]).args(SET);
    let running = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
    let wait = |what: &str| {
        while !fs::read_to_string(&log).is_ok_and(|log| log.contains(what)) {
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_millis(200));
    };
    wait("fsync(");
    fs::write(&file, first).unwrap();
    wait("RENAME_EXCHANGE) = 0");
    fs::write(&file, second).unwrap();
    let outcome = Outcome::of(&running.wait_with_output().unwrap());
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert_eq!(config(&world), format!("{second}output = json\n"), "{outcome:?}");
    assert_eq!(temporary(world.home()), 0);
}

#[test]
fn ten_at_once_all_have_their_edit_in_the_file() {
    let world = World::new();
    let add = |number: usize| {
        let name = format!("crowd{number}");
        let words = ["configure", "add", &name, "--set", "credential_process=/bin/true", "--yes"];
        world.command(AWSP).args(words).stderr(std::process::Stdio::piped()).spawn().unwrap()
    };
    let running: Vec<_> = (0..10).map(add).collect();
    for child in running {
        let outcome = Outcome::of(&child.wait_with_output().unwrap());
        assert_eq!(outcome.status, 0, "{outcome:?}");
    }
    let text = config(&world);
    for number in 0..10 {
        assert_eq!(text.matches(&format!("[profile crowd{number}]\n")).count(), 1, "{text}");
    }
    assert_eq!(temporary(world.home()), 0);
}

#[test]
fn what_another_program_writes_all_the_time_is_never_lost() {
    let world = World::new();
    let file = world.home().join(".aws/config");
    let over = AtomicBool::new(false);
    let (last, made, refused) = thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut count = 0;
            while !over.load(Ordering::Relaxed) {
                count += 1;
                let text =
                    format!("[profile benk]\nregion = eu-central-1\n[profile other]\ncount = {count}\n");
                if count % 2 == 0 {
                    fs::write(&file, text).unwrap();
                } else {
                    let new = file.with_file_name("new");
                    fs::write(&new, text).unwrap();
                    fs::rename(&new, &file).unwrap();
                }
                // Sometimes so short that nobody can look in between.
                thread::sleep(Duration::from_millis([0, 1, 5, 60][count % 4]));
                let seen = fs::read_to_string(&file).unwrap();
                assert!(seen.contains(&format!("\ncount = {count}\n")), "{count} is lost: {seen}");
            }
            count
        });
        let (mut made, mut refused) = (0, 0);
        for _ in 0..25 {
            let outcome = world.run(SET);
            if outcome.status == 0 {
                made += 1;
            } else {
                fails(&outcome, 1, &["another program has changed", "run it again"]);
                refused += 1;
            }
        }
        over.store(true, Ordering::Relaxed);
        (writer.join().unwrap(), made, refused)
    });
    assert!(config(&world).contains(&format!("count = {last}")), "{made} made, {refused} refused");
    assert_eq!(temporary(world.home()), 0);
    assert_eq!(world.run(SET).status, 0);
}

#[test]
fn without_a_terminal_the_diff_is_shown_and_nothing_asked() {
    let world = World::new();
    let before = config(&world);
    let words = ["configure", "set", "benk", "output=json"];
    let outcome = Outcome::of(
        &Command::new("setsid").arg("-w").arg(AWSP).args(words).env("HOME", world.home()).output().unwrap(),
    );
    fails(&outcome, 2, &["+output = json", "--yes"]);
    assert_eq!(config(&world), before);
}
