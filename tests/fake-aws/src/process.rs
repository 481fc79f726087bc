//! The fake as a process of its own, for tests that must see it from outside.

use crate::handle::Handle;
use serde_json::Value;
use std::ffi::OsStr;
use std::io::{self, BufRead as _, BufReader};
use std::ops::Deref;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A fake AWS in a process of its own. Dropping it ends the process; if the test dies before that, the
/// process sees its standard input close and ends by itself.
///
/// What can be done with it is in [`Handle`], which it dereferences to.
#[derive(Debug)]
pub struct FakeProcess {
    handle: Handle,
    child: Child,
}

impl FakeProcess {
    /// Starts the program `fake-aws` with these arguments and waits until it listens.
    ///
    /// # Errors
    /// Where the program cannot be started, or ends or says something else than its addresses.
    pub fn start<I>(binary: &Path, args: I) -> io::Result<Self>
    where
        I: IntoIterator,
        I::Item: AsRef<OsStr>,
    {
        let mut child = Command::new(binary)
            .arg("--exit-with-stdin")
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        let read = match child.stdout.take() {
            Some(stdout) => BufReader::new(stdout).read_line(&mut line),
            None => Ok(0),
        };
        // From here on the child is ended if anything goes wrong.
        let mut process = Self { handle: Handle::of_urls(Vec::new()), child };
        read?;
        let told = || io::Error::new(io::ErrorKind::InvalidData, format!("no addresses in: {}", line.trim()));
        let urls = serde_json::from_str(&line).ok().and_then(|line| urls(&line)).ok_or_else(told)?;
        process.handle = Handle::of_urls(urls);
        Ok(process)
    }

    /// The process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

fn urls(line: &Value) -> Option<Vec<(String, String)>> {
    let listening = line.get("listening")?.as_object()?;
    listening.iter().map(|(name, url)| Some((name.clone(), url.as_str()?.to_owned()))).collect()
}

impl Deref for FakeProcess {
    type Target = Handle;

    fn deref(&self) -> &Handle {
        &self.handle
    }
}

impl Drop for FakeProcess {
    fn drop(&mut self) {
        // It may have ended by itself; either way it must be waited for, or it stays as a zombie.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
