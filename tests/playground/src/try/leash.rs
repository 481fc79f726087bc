//! Waiting for everything that a shell has started. A renewal that runs behind and outlives its shell would bring
//! the removed home back by writing to it.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// How long to wait for what a person may have left running on purpose.
const PATIENCE: Duration = Duration::from_secs(5);

/// A named pipe that a shell and all its offspring hold open for writing.
pub struct Leash {
    pipe: PathBuf,
    ended: Receiver<()>,
}

impl Leash {
    /// Makes the pipe in `folder`.
    pub fn new(folder: &Path) -> io::Result<Self> {
        let pipe = folder.join(".leash");
        if !Command::new("mkfifo").arg(&pipe).status()?.success() {
            return Err(io::Error::other("mkfifo failed"));
        }
        let (sender, ended) = channel();
        let reading = pipe.clone();
        // Opening waits for the first writer, reading for the end of the last.
        thread::spawn(move || {
            if let Ok(mut pipe) = File::open(reading) {
                pipe.read_to_end(&mut Vec::new()).ok();
            }
            sender.send(()).ok();
        });
        Ok(Self { pipe, ended })
    }

    /// The words that run the command `words` on the leash, in the same process. The descriptor is the highest that
    /// every `sh` can open.
    pub fn on(&self, words: Vec<OsString>) -> Vec<OsString> {
        let opening = r#"exec 9>"$0" && exec "$@""#;
        let sh = ["sh", "-c", opening].map(OsString::from);
        sh.into_iter().chain([self.pipe.clone().into_os_string()]).chain(words).collect()
    }

    /// Waits until all of them have ended, but not for ever.
    pub fn wait(&self) {
        self.ended.recv_timeout(PATIENCE).ok();
    }
}
