//! A person who runs `awsp login`, with a browser by script.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use awsp::domain::text::is_unsafe;
use fake_aws::browser::{Mode, visit};
use fake_aws::client::Response;
use serde_json::{Value, json};

use crate::cli_world::{AWSP, Outcome, World};
use crate::sso_world;

pub(crate) const REGISTER: &str = "oidc RegisterClient";
pub(crate) const AUTHORIZE: &str = "oidc Authorize";
pub(crate) const START: &str = "oidc StartDeviceAuthorization";
pub(crate) const CREATE: &str = "oidc CreateToken";

/// How long anything may take that a test waits for.
const LONGEST: Duration = Duration::from_secs(40);

/// A world in which a browser can be opened, that writes down the link; and AWS takes only tokens that it gave out.
pub(crate) fn with_browser(profile: &str) -> World {
    let world = sso_world::world(profile).with("AWS_MAX_ATTEMPTS", "1");
    world.aws.configure(json!({"sso": {"tokens": []}, "oidc": {"refresh_tokens": []}}));
    let script = world.write(
        "browser.sh",
        "#!/bin/sh\nprintf '%s' \"$1\" > \"$HOME/opened.new\" && /bin/mv \"$HOME/opened.new\" \"$HOME/opened\"\n\
         /usr/bin/env > \"$HOME/opened.env\"\necho noise; echo noise >&2\n",
    );
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let browser = script.display().to_string();
    world.with("BROWSER", &browser)
}

/// A world without a display, in which codes are decided on by hand.
pub(crate) fn by_code(profile: &str) -> World {
    let world = sso_world::world(profile).with("AWS_MAX_ATTEMPTS", "1");
    world.aws.configure(json!({"sso": {"tokens": []}, "oidc": {"device": "manual", "interval": 1}}));
    world
}

/// A command that runs; dropping it ends it.
pub(crate) struct Running {
    child: Child,
    said: Option<thread::JoinHandle<Vec<u8>>>,
    opened: PathBuf,
}

impl Running {
    pub(crate) fn start(world: &World, words: &[&str]) -> Self {
        Self::with(world, words, |_| ())
    }

    pub(crate) fn with(world: &World, words: &[&str], more: impl Fn(&mut Command)) -> Self {
        let opened = world.home().join("opened");
        let _ = fs::remove_file(&opened);
        let mut command = world.command(AWSP);
        command.arg("login").args(words).stdout(Stdio::piped()).stderr(Stdio::piped());
        more(&mut command);
        let mut child = command.spawn().unwrap();
        let mut stderr = child.stderr.take().unwrap();
        // Read meanwhile, so that it never waits for its reader; shown as it comes in a file.
        let file = world.home().join("said");
        fs::write(&file, "").unwrap();
        let said = thread::spawn(move || {
            let (mut all, mut piece) = (Vec::new(), [0; 4096]);
            while let Ok(count @ 1..) = stderr.read(&mut piece) {
                all.extend_from_slice(&piece[..count]);
                fs::write(&file, &all).unwrap();
            }
            all
        });
        Self { child, said: Some(said), opened }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until `found` finds something.
    #[track_caller]
    pub(crate) fn until<T>(&mut self, what: &str, found: impl Fn() -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            if let Some(found) = found() {
                return found;
            }
            let gone = self.child.try_wait().unwrap();
            assert!(
                start.elapsed() < LONGEST && gone.is_none(),
                "{what}: not seen; {gone:?} {}",
                self.said_by_now()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn said_by_now(&self) -> String {
        fs::read_to_string(self.opened.with_file_name("said")).unwrap_or_default()
    }

    /// The link that was opened.
    #[track_caller]
    pub(crate) fn link(&mut self) -> String {
        let file = self.opened.clone();
        self.until("the browser opens", || fs::read_to_string(&file).ok())
    }

    /// Waits until these words are on standard error.
    #[track_caller]
    pub(crate) fn says(&mut self, words: &str) -> String {
        let file = self.opened.with_file_name("said");
        self.until(words, || fs::read_to_string(&file).ok().filter(|said| said.contains(words)))
    }

    /// Waits until AWS has been called.
    #[track_caller]
    pub(crate) fn calls(&mut self, world: &World, call: &str) {
        self.until(call, || world.aws.calls().iter().any(|made| made == call).then_some(()));
    }

    pub(crate) fn signal(&self, name: &str) {
        let status = Command::new("kill").args([&format!("-{name}"), &self.pid().to_string()]).status();
        assert!(status.unwrap().success());
    }

    pub(crate) fn ended(mut self) -> Outcome {
        let mut stdout = String::new();
        BufReader::new(self.child.stdout.take().unwrap()).read_to_string(&mut stdout).unwrap();
        let status = self.child.wait().unwrap().code().unwrap_or(-1);
        let stderr = String::from_utf8_lossy(&self.said.take().unwrap().join().unwrap()).into_owned();
        Outcome { status, stdout, stderr }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Signs in, with a person who does as `mode` says; the pages that they saw.
#[track_caller]
pub(crate) fn login(world: &World, words: &[&str], mode: Mode) -> (Outcome, Vec<Response>) {
    let mut running = Running::start(world, words);
    let link = running.link();
    let pages = visit(&link, mode).unwrap();
    (running.ended(), pages)
}

/// The folder of sign-ins, byte for byte.
pub(crate) fn folder(world: &World) -> BTreeMap<String, Vec<u8>> {
    let Ok(files) = fs::read_dir(world.home().join(".aws/sso/cache")) else { return BTreeMap::new() };
    files
        .map(|file| {
            let file = file.unwrap();
            (file.file_name().to_string_lossy().into_owned(), fs::read(file.path()).unwrap())
        })
        .collect()
}

/// It ended so, said these words in one line that tells why, and nothing that a terminal would act on, and no secret.
#[track_caller]
pub(crate) fn fails(outcome: &Outcome, status: i32, words: &str) {
    assert_eq!(outcome.status, status, "{outcome:?}");
    let why: Vec<&str> = outcome.stderr.lines().filter(|line| line.contains(words)).collect();
    assert_eq!(why.len(), 1, "one line that tells why: {words}: {outcome:?}");
    assert!(why[0].starts_with("awsp: "), "{outcome:?}");
    assert_harmless(outcome);
}

/// Nothing for a terminal to act on, nothing of a panic, no secret of the fake's.
#[track_caller]
pub(crate) fn assert_harmless(outcome: &Outcome) {
    for line in outcome.stderr.lines().chain(outcome.stdout.lines()) {
        assert!(!line.chars().any(is_unsafe), "{line:?}");
    }
    for secret in [
        "secret-of-",
        "fake-sso-access",
        "fake-sso-refresh",
        "fake-authcode",
        "fake-device",
        "panicked",
        "a defect",
    ] {
        assert!(
            !outcome.stderr.contains(secret) && !outcome.stdout.contains(secret),
            "{secret}: {outcome:?}"
        );
    }
}

/// The parameters of the calls of this name.
pub(crate) fn params(world: &World, operation: &str) -> Vec<Value> {
    let log = world.aws.log();
    log.iter().filter(|entry| entry["op"] == operation).map(|entry| entry["params"].clone()).collect()
}

/// The lines of a text file.
pub(crate) fn lines(path: PathBuf) -> Vec<String> {
    BufReader::new(fs::File::open(path).unwrap()).lines().map(Result::unwrap).collect()
}
