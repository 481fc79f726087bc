//! Opening a link.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::domain::env::{Effect, Env, VARIABLES};
use crate::error::Error;
use crate::sign_in::browser::Opener;

/// What runs so long has opened the link: some wait until the browser ends.
const SETTLED: Duration = Duration::from_secs(5);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A link that is being opened.
#[derive(Debug, Clone)]
pub struct Opening {
    failed: Arc<Mutex<Option<String>>>,
}

impl Opening {
    /// Why it could not be opened, once that is clear.
    #[must_use]
    pub fn failed(&self) -> Option<String> {
        self.failed.lock().ok().and_then(|why| why.clone())
    }
}

/// Opens `link` with the first of `openers` that does not fail at once, behind: nobody waits for a browser. What they
/// print is not seen, they do not get what is typed nor the signals of the terminal, and of the variables of `env` none
/// that is, or leads to, a secret.
///
/// # Errors
/// Where the link is not one that may be opened: what a server names could be a file, or a script.
pub fn open(link: &str, openers: &[Opener], env: &Env) -> Result<Opening, Error> {
    check(link)?;
    let commands = openers.iter().map(|opener| (opener.program.clone(), opener.arguments(link)));
    start(commands.collect(), env)
}

/// Runs the first of these commands that does not fail at once, as [`open`] does.
///
/// # Errors
/// Where the system starts no thread.
pub fn start(commands: Vec<(PathBuf, Vec<String>)>, env: &Env) -> Result<Opening, Error> {
    let failed = Arc::new(Mutex::new(None));
    let opening = Opening { failed: Arc::clone(&failed) };
    let hidden = hidden(env);
    let work = move || {
        let mut reasons = Vec::new();
        for (program, arguments) in &commands {
            match run(program, arguments, &hidden) {
                Ok(()) => return,
                Err(why) => reasons.push(format!("{}: {why}", name(program))),
            }
        }
        if let Ok(mut failed) = failed.lock() {
            *failed = Some(reasons.join("; "));
        }
    };
    thread::Builder::new()
        .name("browser".to_owned())
        .spawn(work)
        .map_err(|error| Error::failed(format!("no thread can be started: {error}")))?;
    Ok(opening)
}

/// Whether a link may be opened and shown: http or https, of a reasonable length, nothing in it that is no part of a link
/// (RFC 3986), and nobody's name before the host, which would be taken for the host by whoever reads it.
///
/// # Errors
/// `bad-link`.
pub fn check(link: &str) -> Result<(), Error> {
    const LONGEST: usize = 8192;
    let is_web = reqwest::Url::parse(link).is_ok_and(|url| {
        matches!(url.scheme(), "https" | "http")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
    });
    let is_part = |byte: u8| byte.is_ascii_graphic() && !br#""<>\^`{|}"#.contains(&byte);
    let is_plain = link.bytes().all(is_part) && link.len() <= LONGEST;
    if is_web && is_plain {
        return Ok(());
    }
    let why = "what is to be opened in the browser is no web link, and was not opened";
    Err(Error::failed(why).code("bad-link"))
}

fn name(program: &Path) -> String {
    program.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Variables that a browser has no need of.
fn hidden(env: &Env) -> Vec<String> {
    let keys = |name: &&str| {
        VARIABLES.iter().any(|variable| {
            variable.name == *name
                && (variable.secret || matches!(variable.effect, Effect::Keys | Effect::Metadata))
        })
    };
    env.names().filter(keys).map(str::to_owned).collect()
}

/// Starts it and waits until it has ended well, or seems to go on.
fn run(program: &Path, arguments: &[String], hidden: &[String]) -> Result<(), String> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    for name in hidden {
        command.env_remove(name);
    }
    detach(&mut command);
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    let start = Instant::now();
    while start.elapsed() < SETTLED {
        match ended(&mut child)? {
            Some(true) => return Ok(()),
            Some(false) => return Err("it ended with an error".to_owned()),
            None => thread::sleep(LOOK_EVERY),
        }
    }
    // Waited for until then, or until awsp ends.
    let _ = child.wait();
    Ok(())
}

fn ended(child: &mut Child) -> Result<Option<bool>, String> {
    let status = child.try_wait().map_err(|error| error.to_string())?;
    Ok(status.map(|status| status.success()))
}

/// A Ctrl-C that ends the sign-in does not end the browser.
fn detach(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}
