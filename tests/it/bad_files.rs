//! Things that stand in the place of a file, and files that hold anything: clear words, in bounded time, nothing
//! changed.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use crate::bad_world::{Unprivileged, fails, run, snapshot};
use crate::cli_world::World;

const MY_ROLE: (&str, &str) = ("AWS_PROFILE", "MyRole");

type Make = fn(&Path);

/// What can stand in a file's place, and what is said of it.
const OBSTACLES: &[(&str, Make)] = &[
    ("a folder", |path| fs::create_dir(path).unwrap()),
    ("a named pipe", |path| {
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    }),
    ("a socket", |path| drop(UnixListener::bind(path).unwrap())),
    ("a link that leads nowhere", |path| symlink("nowhere", path).unwrap()),
    ("a link that leads nowhere", |path| symlink(path.file_name().unwrap(), path).unwrap()),
];

/// Every verb that reads files.
const VERBS: &[&[&str]] = &[
    &["list"],
    &["list", "--names"],
    &["current"],
    &["prompt"],
    &["prompt", "--hook", "bash"],
    &["use", "MyRole", "--shell", "bash"],
    &["whoami"],
    &["refresh", "--background"],
    &["complete", "--profiles", "--", "aws", ""],
    &["settings"],
    &["cache", "list"],
    &["explain"],
    &["explain", "--all", "--json"],
];

#[test]
fn what_stands_in_the_place_of_an_aws_file_is_said() {
    for (what, make) in OBSTACLES {
        let world = World::new();
        let config = world.home().join(".aws/config");
        fs::remove_file(&config).unwrap();
        make(&config);
        let before = snapshot(world.home());
        for words in VERBS {
            run(&world, &[], &[MY_ROLE], words);
        }
        let said = format!("/.aws/config is {what}");
        for words in [["whoami"].as_slice(), &["current"], &["use", "MyRole", "--shell", "bash"]] {
            fails(&run(&world, &[], &[MY_ROLE], words), 1, &[&said, "MyRole", "ls -ld "]);
        }
        let listed = run(&world, &[], &[], &["list", "--names"]);
        assert_eq!((listed.status, listed.stdout.as_str()), (0, "benk\n"), "{what}");
        assert!(listed.stderr.contains(&said), "{listed:?}");
        assert_eq!(run(&world, &[], &[MY_ROLE], &["prompt"]).stdout, "MyRole unknown profile\n", "{what}");
        assert_eq!(snapshot(world.home()), before, "{what}");
    }
}

#[test]
fn what_stands_in_the_place_of_the_credentials_breaks_what_needs_them() {
    for (what, make) in OBSTACLES {
        let world = World::new();
        let credentials = world.home().join(".aws/credentials");
        fs::remove_file(&credentials).unwrap();
        make(&credentials);
        for words in VERBS {
            run(&world, &[], &[MY_ROLE], words);
        }
        let outcome = run(&world, &[], &[MY_ROLE], &["whoami"]);
        fails(&outcome, 1, &["/.aws/config:", &format!("/.aws/credentials is {what}")]);
        assert_eq!(run(&world, &[], &[MY_ROLE], &["prompt"]).stdout, "MyRole broken\n");
    }
}

#[test]
fn no_file_at_all_is_no_reason_to_warn() {
    let world =
        World::new().with("AWS_CONFIG_FILE", "/dev/null").with("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    let listed = run(&world, &[], &[], &["list", "--names"]);
    assert_eq!((listed.status, listed.stdout.as_str(), listed.stderr.as_str()), (0, "", ""));
}

#[test]
fn a_file_that_may_not_be_read_is_said() {
    let world = World::new();
    for name in ["config", "credentials"] {
        let file = world.home().join(".aws").join(name);
        fs::set_permissions(&file, Permissions::from_mode(0o000)).unwrap();
        let user = Unprivileged::in_home_of(&world);
        let said = format!("/.aws/{name} cannot be read");
        for words in [["whoami"].as_slice(), &["current"], &["use", "MyRole", "--shell", "bash"]] {
            fails(&user.run(&[MY_ROLE], words), 1, &[&said, "chmod u+r "]);
        }
        assert!(user.run(&[], &["list"]).stderr.contains(&said));
        let shown = user.run(&[MY_ROLE], &["prompt"]).stdout;
        assert!(["MyRole unknown profile\n", "MyRole broken\n"].contains(&shown.as_str()), "{shown}");
        // Another permission changes no time that a hook could see.
        let asked = user.run(&[MY_ROLE], &["prompt", "--hook", "bash"]).stdout;
        assert_eq!(asked.lines().nth(2), Some("each"), "{asked}");
        fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    }
    // A folder that may not be searched.
    let folder = world.home().join(".aws");
    let user = Unprivileged::in_home_of(&world);
    fs::set_permissions(&folder, Permissions::from_mode(0o000)).unwrap();
    fails(&user.run(&[MY_ROLE], &["whoami"]), 1, &["/.aws/config cannot be read"]);
    fs::set_permissions(&folder, Permissions::from_mode(0o700)).unwrap();
    assert_eq!(user.run(&[MY_ROLE], &["whoami"]).status, 0);
}

#[test]
fn a_file_full_of_anything_is_told_by_line() {
    let noise: Vec<u8> =
        (0..300_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect();
    for (content, said) in [
        (noise, "/.aws/config:1"),
        (vec![0; 100_000], "/.aws/config:1"),
        (b"\x1f\x8b\x08\x00".repeat(1000), "/.aws/config:1"),
        ("x\n".repeat(200_000).into_bytes(), "/.aws/config:1"),
        ([b"[profile a]\n".as_slice(), &b"[\n".repeat(100_000)].concat(), "/.aws/config:2"),
        (
            "[profile MyRole]\nrole_arn = arn:aws:iam::777788889999:role/MyRole\nsource_prof".into(),
            "/.aws/config:3",
        ),
    ] {
        let world = World::new();
        fs::write(world.home().join(".aws/config"), content).unwrap();
        let before = snapshot(world.home());
        for words in VERBS {
            run(&world, &[], &[MY_ROLE], words);
        }
        for words in [["whoami"].as_slice(), &["current"], &["use", "MyRole", "--shell", "bash"]] {
            fails(&run(&world, &[], &[MY_ROLE], words), 1, &[said]);
        }
        let listed = run(&world, &[], &[], &["list"]);
        assert!(listed.status == 0 && listed.stderr.lines().count() <= 21, "{}", listed.stderr);
        assert_eq!(run(&world, &[], &[MY_ROLE], &["prompt"]).stdout, "MyRole broken\n");
        assert_eq!(snapshot(world.home()), before);
    }
}

#[test]
fn a_file_of_a_hundred_megabytes_is_refused_at_once() {
    let world = World::new();
    for name in ["config", "credentials"] {
        let path = world.home().join(".aws").join(name);
        let kept = fs::read(&path).unwrap();
        let file = File::options().write(true).open(&path).unwrap();
        file.set_len(100 << 20).unwrap();
        for words in VERBS {
            run(&world, &[], &[MY_ROLE], words);
        }
        let said = format!("/.aws/{name} is larger than 16 MiB");
        for words in [["whoami"].as_slice(), &["current"], &["use", "MyRole", "--shell", "bash"]] {
            fails(&run(&world, &[], &[MY_ROLE], words), 1, &[&said, "the AWS CLI would"]);
        }
        assert_eq!(run(&world, &[], &[MY_ROLE], &["prompt"]).stdout, "MyRole broken\n");
        assert_eq!(fs::metadata(&path).unwrap().len(), 100 << 20);
        fs::write(&path, kept).unwrap();
    }
}

#[test]
fn what_else_is_read_may_be_anything() {
    for (what, make) in OBSTACLES {
        let world = World::new().with("AWS_LOGIN_CACHE_DIRECTORY", "/dev/null");
        // The name is the SHA-1 of the session's name, `corp`.
        let token = world.home().join(".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json");
        fs::create_dir_all(token.parent().unwrap()).unwrap();
        make(&token);
        let legacy = world.home().join("legacy");
        make(&legacy);
        for (profile, state) in [("sso", "sign-in needed"), ("console", "sign-in needed")] {
            for words in VERBS {
                run(&world, &[], &[("AWS_PROFILE", profile)], words);
            }
            let shown = run(&world, &[], &[("AWS_PROFILE", profile)], &["prompt"]).stdout;
            assert!(shown.contains(state), "{what}: {shown}");
            fails(&run(&world, &[], &[("AWS_PROFILE", profile)], &["whoami"]), 3, &["sign-in"]);
        }
        for variable in ["AWS_CREDENTIAL_FILE", "BOTO_CONFIG"] {
            for words in VERBS {
                run(&world, &[], &[(variable, legacy.to_str().unwrap())], words);
            }
        }
    }
}

#[test]
fn the_settings_may_be_anything() {
    for (what, make) in OBSTACLES {
        let world = World::new();
        fs::create_dir_all(world.home().join(".config/awsp")).unwrap();
        let settings = world.home().join(".config/awsp/settings.ini");
        make(&settings);
        for words in VERBS {
            run(&world, &[], &[MY_ROLE], words);
        }
        // The prompt goes on with the defaults; who asks is told.
        let shown = run(&world, &[], &[MY_ROLE], &["prompt"]).stdout;
        assert!(shown.starts_with("MyRole 777788889999"), "{what}: {shown}");
        if what.starts_with("a link") && fs::read_link(&settings).unwrap().as_os_str() == "nowhere" {
            continue;
        }
        fails(&run(&world, &[], &[MY_ROLE], &["whoami"]), 1, &["/awsp/settings.ini cannot be read"]);
    }
    let world = World::new();
    let settings = world.write(".config/awsp/settings.ini", "[prompt]\nsoon = 5m\n\n[prompt]\nformatt = x\n");
    fails(
        &run(&world, &[], &[MY_ROLE], &["whoami"]),
        1,
        &["prompt.formatt", &format!("vi +5 {}", settings.display())],
    );
    fs::write(&settings, [0xff; 4000]).unwrap();
    fails(&run(&world, &[], &[MY_ROLE], &["whoami"]), 1, &["settings.ini cannot be read"]);
    File::create(&settings).unwrap().set_len(100 << 20).unwrap();
    fails(&run(&world, &[], &[MY_ROLE], &["whoami"]), 1, &["larger than a megabyte"]);
}
