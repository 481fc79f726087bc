//! A home that is not there, cannot be written, or is none; a cache that is none.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use crate::bad_world::{Unprivileged, fails, run, snapshot};
use crate::cli_world::{Outcome, World};
use crate::store_check::{all, check, leftovers};

const MY_ROLE: (&str, &str) = ("AWS_PROFILE", "MyRole");

/// A world whose AWS files are found wherever the home is.
fn world() -> World {
    let world = World::new().with("AWS_PROFILE", "MyRole");
    let path = |name: &str| world.home().join(".aws").join(name).display().to_string();
    let (config, credentials) = (path("config"), path("credentials"));
    world.with("AWS_CONFIG_FILE", &config).with("AWS_SHARED_CREDENTIALS_FILE", &credentials)
}

/// Everything works, nothing can be kept, and that is said: to a person by `whoami`, to the shell by the mode.
#[track_caller]
fn works_without_a_store(run: impl Fn(&[&str]) -> Outcome, why: &str) {
    assert_eq!(run(&["list", "--names"]).status, 0);
    assert_eq!(run(&["prompt"]).stdout, "MyRole 777788889999 planned\n");
    assert_eq!(run(&["use", "benk", "--shell", "bash"]).status, 0);
    let hook = run(&["prompt", "--hook", "bash"]);
    assert_eq!(hook.stdout.lines().take(3).collect::<Vec<_>>(), ["-", "awsp-state 2", "each"], "{hook:?}");
    assert!(hook.stderr.contains(why), "{hook:?}");
    let whoami = run(&["whoami"]);
    assert!(whoami.status == 0 && whoami.stderr.contains("nothing can be stored"), "{whoami:?}");
    assert!(whoami.stderr.contains(why) && whoami.stderr.lines().count() == 1, "{whoami:?}");
    assert_eq!(run(&["refresh", "--background"]).status, 0);
    assert_eq!(run(&["cache", "list"]).status, 0);
}

#[test]
fn a_cache_that_is_no_folder() {
    for place in [".cache", ".cache/awsp", ".cache/awsp/v1"] {
        let world = world();
        let path = world.home().join(place);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "precious").unwrap();
        works_without_a_store(|words| run(&world, &[], &[], words), "is not a folder");
        fails(&run(&world, &[], &[], &["cache", "clear"]), 1, &["is not a folder"]);
        assert_eq!(fs::read(&path).unwrap(), b"precious", "{place}");
    }
}

#[test]
fn a_cache_that_is_a_loop_a_pipe_or_leads_nowhere() {
    let make: [fn(&Path); 3] = [
        |path| symlink(".cache", path).unwrap(),
        |path| symlink("nowhere/at/all", path).unwrap(),
        |path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success()),
    ];
    for make in make {
        let world = world();
        make(&world.home().join(".cache"));
        works_without_a_store(|words| run(&world, &[], &[], words), "");
    }
}

#[test]
fn entries_that_are_no_files_are_made_anew_or_left_alone() {
    let world = world();
    run(&world, &[], &[], &["whoami"]);
    let store = world.home().join(".cache/awsp/v1");
    let entries: Vec<_> = all(&store).into_iter().filter(|path| path.is_file()).collect();
    assert!(entries.len() >= 6, "{entries:?}");
    for entry in &entries {
        let spoils: [fn(&Path); 6] = [
            |path| fs::write(path, b"").unwrap(),
            |path| fs::write(path, [0xff; 3000]).unwrap(),
            |path| File::options().write(true).open(path).unwrap().set_len(100 << 20).unwrap(),
            |path| File::options().write(true).open(path).unwrap().set_len(10).unwrap(),
            |path| {
                fs::remove_file(path).unwrap();
                assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
            },
            |path| {
                fs::remove_file(path).unwrap();
                fs::create_dir(path).unwrap();
            },
        ];
        for spoil in spoils {
            spoil(entry);
            for words in [
                ["prompt", "--hook", "zsh"].as_slice(),
                &["whoami"],
                &["refresh", "--background"],
                &["whoami"],
            ] {
                let outcome = run(&world, &[], &[("AWSP_SWITCH", "profile=MyRole")], words);
                assert_eq!(outcome.status, 0, "{} {words:?}: {outcome:?}", entry.display());
            }
            if entry.is_dir() {
                fs::remove_dir(entry).unwrap();
            } else if entry.exists() {
                fs::remove_file(entry).unwrap();
            }
            run(&world, &[], &[], &["whoami"]);
            run(&world, &[], &[], &["prompt", "--hook", "zsh"]);
            if !entry.exists() {
                // The state and its stamps have another name each time.
                fs::write(entry, b"").unwrap();
            }
        }
    }
}

#[test]
fn a_home_that_is_not_there_is_made_where_something_is_to_be_kept() {
    let world = world();
    let home = world.home().join("not/there");
    let variables = [("HOME", home.to_str().unwrap())];
    assert_eq!(run(&world, &[], &variables, &["list", "--names"]).status, 0);
    assert!(!home.exists(), "who only looks makes nothing");
    assert_eq!(run(&world, &[], &variables, &["whoami"]).status, 0);
    assert_eq!(run(&world, &[], &variables, &["prompt"]).stdout, "MyRole 777788889999\n");
}

#[test]
fn a_home_whose_name_holds_a_line_break_leaves_the_answer_to_the_hook_whole() {
    let world = world();
    let home = world.home().join("a\nawsp-state 2\nb");
    fs::create_dir_all(&home).unwrap();
    let hook = run(&world, &[], &[("HOME", home.to_str().unwrap())], &["prompt", "--hook", "bash"]);
    assert_eq!(hook.stdout.lines().take(3).collect::<Vec<_>>(), ["-", "awsp-state 2", "each"], "{hook:?}");
}

#[test]
fn a_home_that_is_none() {
    let world = world();
    let before = snapshot(world.home());
    for home in ["/dev/null", "/proc/version/home"] {
        works_without_a_store(|words| run(&world, &[], &[("HOME", home)], words), "");
    }
    // Relative, empty: nothing is strewn about where one happens to be. The password table knows the home then.
    for home in ["rel", ""] {
        let elsewhere = tempfile::tempdir().unwrap();
        let cache = ("XDG_CACHE_HOME", elsewhere.path().to_str().unwrap());
        for words in
            [["list"].as_slice(), &["prompt"], &["prompt", "--hook", "bash"], &["whoami"], &["current"]]
        {
            let outcome = run(&world, &[], &[("HOME", home), cache], words);
            assert_eq!(outcome.status, 0, "{words:?}: {outcome:?}");
        }
    }
    works_without_a_store(|words| run(&world, &[], &[("HOME", "rel"), ("LC_ALL", "C")], words), "");
    let unset = run(&world, &["env", "-u", "HOME", "XDG_CACHE_HOME=/dev/null"], &[], &["prompt"]);
    assert!(unset.status == 0 && unset.stdout.starts_with("MyRole"), "{unset:?}");
    assert_eq!(snapshot(world.home()), before);
}

#[test]
fn a_disk_that_is_full() {
    let world = world();
    // As on a full disk, no file can grow by a byte; the signal that comes with it is ignored.
    let full = ["sh", "-c", r#"trap "" XFSZ; ulimit -f 0; exec "$0" "$@""#];
    works_without_a_store(|words| run(&world, &full, &[], words), "cannot be written");
    assert_eq!(leftovers(world.home()), 0);
    assert_eq!(run(&world, &[], &[], &["whoami"]).status, 0);
    let before: Vec<_> =
        all(&world.home().join(".cache")).into_iter().filter(|path| path.is_file()).collect();
    let again = run(&world, &full, &[("AWSP_SWITCH", "profile=MyRole")], &["refresh"]);
    assert_eq!(again.status, 0, "{again:?}");
    for path in before {
        assert!(path.exists(), "{}", path.display());
    }
    assert_eq!(run(&world, &[], &[], &["prompt"]).stdout, "MyRole 777788889999\n");
}

#[test]
fn nobody_who_reads() {
    let world = world();
    for words in
        [["list"].as_slice(), &["use", "benk", "--shell", "bash"], &["prompt", "--hook", "zsh"], &["whoami"]]
    {
        let full = run(&world, &["sh", "-c", r#"exec "$0" "$@" >/dev/full"#], &[], words);
        assert!(
            full.status == 1 && full.stderr.contains("cannot write to standard output"),
            "{words:?}: {full:?}"
        );
        let closed = run(&world, &["sh", "-c", r#"exec "$0" "$@" <&- >&- 2>&-"#], &[], words);
        assert!([0, 1].contains(&closed.status), "{words:?}: {closed:?}");
    }
    check(world.home(), world.home(), "closed output");
}

#[test]
fn a_home_that_cannot_be_written() {
    let world = world();
    let user = Unprivileged::in_home_of(&world);
    fs::set_permissions(world.home(), Permissions::from_mode(0o555)).unwrap();
    works_without_a_store(|words| user.run(&[MY_ROLE], words), "cannot be created");
    assert!(!world.home().join(".cache").exists());
    fs::set_permissions(world.home(), Permissions::from_mode(0o755)).unwrap();
    assert_eq!(user.run(&[], &["whoami"]).status, 0);
    // A store that can be read only still serves, and cannot be cleared.
    let calls = world.aws.calls().len();
    let shelves = || all(&world.home().join(".cache")).into_iter().filter(|path| path.is_dir());
    shelves().for_each(|folder| fs::set_permissions(folder, Permissions::from_mode(0o500)).unwrap());
    let again = user.run(&[], &["whoami"]);
    assert_eq!(again.status, 0, "{again:?}");
    assert_eq!(world.aws.calls().len(), calls);
    fails(&user.run(&[], &["cache", "clear"]), 1, &["stored files could not be removed"]);
    shelves().for_each(|folder| fs::set_permissions(folder, Permissions::from_mode(0o700)).unwrap());
}
