//! `awsp console` in a browser: what opens it, whom the link is given to, and that no argument holds it.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fake_aws::client::{self, Response};
use rustix::process::{Pid, Signal, kill_process};

use crate::cli_world::{AWSP, Outcome, World};

/// How long something that comes may take on a busy machine.
const LONG: Duration = Duration::from_mins(1);

/// A world with a browser that writes down its arguments and environment.
fn world(name: &str, value: impl FnOnce(&str) -> String) -> World {
    let world = World::new().with("PATH", "/usr/bin:/bin").with("AWS_PROFILE", "MyRole");
    let script = world.write(
        "browser",
        "printf '%s\\n' \"$@\" >\"$HOME/told.new\"; env >\"$HOME/env\"; mv \"$HOME/told.new\" \"$HOME/told\"\n",
    );
    let command = value(&format!("sh {}", script.display()));
    world.with(name, &command)
}

fn default_browser() -> World {
    world("BROWSER", |command| format!("{command} %s"))
}

/// The program, with what it says read when it has ended.
fn console(world: &World, words: &[&str]) -> Child {
    let mut command: Command = world.command(AWSP);
    command.args(["console"]).args(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn ended(child: Child) -> Outcome {
    Outcome::of(&child.wait_with_output().unwrap())
}

/// The browser's arguments, as soon as it was started.
fn told(world: &World) -> Vec<String> {
    let file: PathBuf = world.home().join("told");
    let start = Instant::now();
    while !file.exists() {
        assert!(start.elapsed() < LONG, "no browser was started");
        std::thread::sleep(Duration::from_millis(10));
    }
    fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect()
}

fn get(url: &str) -> Response {
    client::send("GET", url, &[], b"").unwrap()
}

/// What `ps` shows of a process.
fn arguments(child: &Child) -> String {
    let text = fs::read(format!("/proc/{}/cmdline", child.id())).unwrap();
    String::from_utf8_lossy(&text).replace('\0', " ")
}

#[test]
fn the_browser_is_led_to_the_console_and_no_argument_holds_the_link() {
    let world = default_browser();
    let child = console(&world, &["--service", "s3", "-v"]);
    let told = told(&world);
    let [address] = told.as_slice() else { panic!("{told:?}") };
    assert!(address.starts_with("http://127.0.0.1:") && address.len() > 60, "{address}");
    assert!(!arguments(&child).contains("federation"), "{}", arguments(&child));
    // Somebody who guesses uses nothing up.
    let (origin, _) = address.rsplit_once('/').unwrap();
    assert_eq!(get(&format!("{origin}/")).status, 404);
    let on = get(address);
    assert_eq!((on.status, on.header("referrer-policy")), (302, Some("no-referrer")));
    let link = on.header("location").unwrap().to_owned();
    assert!(link.starts_with(&format!("{}/federation?Action=login&", world.aws.url())), "{link}");
    let outcome = ended(child);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (0, ""), "{outcome:?}");
    assert!(outcome.stderr.contains("opened the web console of 777788889999 as MyRole"), "{outcome:?}");
    let token = link.split("SigninToken=").nth(1).unwrap();
    assert!(!outcome.stderr.contains(token) && !outcome.stderr.contains(address), "{outcome:?}");
    let page = "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1";
    assert_eq!(get(&link).header("location"), Some(page));
    assert!(client::send("GET", address, &[], b"").is_err(), "nobody listens any more");
}

#[test]
fn the_browser_gets_no_keys() {
    let world =
        default_browser().with("AWS_SECRET_ACCESS_KEY", "planted").with("AWS_ACCESS_KEY_ID", "AKIAPLANTED");
    let child = console(&world, &["MyRole"]);
    let address = told(&world).remove(0);
    assert_eq!(get(&address).status, 302);
    assert_eq!(ended(child).status, 0);
    let env = fs::read_to_string(world.home().join("env")).unwrap();
    assert!(env.contains("HOME=") && !env.to_lowercase().contains("planted"), "{env}");
}

#[test]
fn each_account_can_have_a_browser_of_its_own() {
    let template = |command: &str| {
        format!(
            "{command} 'ext+container:name={{account_encoded}}&url={{url_encoded}}' --role={{role}} '{{profile}} {{account_id}}'"
        )
    };
    let world = world("AWSP_CONSOLE_BROWSER", template)
        .with("AWSP_ACCOUNTS", "777788889999=Prod & Co; $(touch pwned) `touch pwned`");
    let child = console(&world, &[]);
    let told = told(&world);
    assert_eq!(told.len(), 3, "{told:?}");
    let (container, address) = told[0].split_once("&url=").unwrap();
    assert_eq!(
        container,
        "ext+container:name=Prod%20%26%20Co%3B%20%24%28touch%20pwned%29%20%60touch%20pwned%60"
    );
    assert_eq!((told[1].as_str(), told[2].as_str()), ("--role=MyRole", "MyRole 777788889999"));
    let address = percent_encoding::percent_decode_str(address).decode_utf8().unwrap();
    assert_eq!(get(&address).status, 302);
    assert_eq!(ended(child).status, 0);
    assert!(!world.home().join("pwned").exists());
}

#[test]
fn a_wrong_setting_is_named_before_anybody_is_asked() {
    for (setting, code) in [
        ("firefox", "settings-invalid"),
        ("firefox {url} {nobody}", "settings-invalid"),
        ("no-such-browser {url}", "console-browser"),
        ("sh '{url}", "console-browser"),
    ] {
        let world = World::new().with("PATH", "/usr/bin:/bin").with("AWSP_CONSOLE_BROWSER", setting);
        let outcome = world.run(&["console", "MyRole", "-v"]);
        assert_eq!(outcome.status, 1, "{setting}: {outcome:?}");
        assert!(outcome.stderr.contains(&format!("`{code}`")), "{setting}: {outcome:?}");
        assert!(!world.aws.calls().contains(&"signin getSigninToken".to_owned()), "{setting}");
    }
}

#[test]
fn where_no_browser_is_seen_the_link_is_to_be_printed() {
    for variables in
        [&[][..], &[("SSH_CONNECTION", "x"), ("SSH_TTY", "/dev/pts/1")], &[("CODESPACES", "true")]]
    {
        let world = World::new().with("PATH", "/usr/bin:/bin");
        let outcome = world.run_with(variables, &["console", "MyRole", "--service", "s3", "-v"]);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (1, ""), "{outcome:?}");
        assert!(outcome.stderr.contains("console-no-browser"), "{outcome:?}");
        assert!(outcome.stderr.contains(": awsp console MyRole --service s3 --print\n"), "{outcome:?}");
        assert!(world.aws.calls().is_empty(), "no link was made that nobody opens");
    }
}

#[test]
fn a_browser_that_fails_is_told_of() {
    let world = World::new().with("PATH", "/usr/bin:/bin").with("BROWSER", "false");
    let outcome = world.run(&["console", "MyRole", "-v"]);
    assert_eq!(outcome.status, 1, "{outcome:?}");
    assert!(
        outcome.stderr.contains("no browser could be opened: false: it ended with an error"),
        "{outcome:?}"
    );
    assert!(
        outcome.stderr.contains("console-not-opened") && outcome.stderr.contains("--print"),
        "{outcome:?}"
    );
}

#[test]
fn it_can_be_left() {
    let world = default_browser();
    let child = console(&world, &[]);
    let address = told(&world).remove(0);
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    let outcome = ended(child);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (130, ""), "{outcome:?}");
    assert!(outcome.stderr.contains("nobody has it"), "{outcome:?}");
    assert!(client::send("GET", &address, &[], b"").is_err(), "nobody listens any more");
}
