//! A home with a trap in it, where a shell runs a script over many values.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::home::Home;
use crate::kind::Kind;

use super::property::Fault;

/// A home, and whether anything in it was run that should not be.
pub struct Place {
    pub kind: Kind,
    pub home: Home,
}

impl Place {
    /// Nothing reaches out of it, and `pwn` leaves a file behind.
    pub fn new(kind: Kind) -> Self {
        let mut home = Home::new(kind);
        home.write_program("bin/pwn", "#!/bin/sh\n: >\"$HOME/pwned\"\n");
        let own = home.path().join("bin");
        let program = crate::home::binary().parent().expect("the binary is in a folder");
        home.set_path(&[program, &own, Path::new("/usr/bin"), Path::new("/bin")]);
        home.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
        home.set("AWS_EC2_METADATA_DISABLED", "true");
        home.set("AWSP_REFRESH_BACKGROUND", "off");
        Self { kind, home }
    }

    /// Writes an AWS file as people have them, not as young as one in the making.
    pub fn write_old(&self, name: &str, content: impl AsRef<[u8]>) {
        let file = fs::File::options()
            .write(true)
            .open(self.home.write(name, content))
            .expect("the file was written");
        file.set_modified(SystemTime::now() - Duration::from_hours(1)).expect("a file can be old");
    }

    /// Runs `script` in the shell as if somebody sat before it, without a terminal. It has the file `work`, values
    /// ended by NUL, and writes `out` in the same way: the values in it.
    pub fn run(&self, script: &str, work: &[u8]) -> Result<Vec<Vec<u8>>, Fault> {
        self.home.write("work", work);
        self.home.write("script", script);
        let mut command = self.home.command(self.kind.program());
        let output =
            self.home.without_rc(&mut command).args(["-i", "script"]).output().expect("the shell runs");
        self.check_trap()?;
        let out = fs::read(self.home.path().join("out")).unwrap_or_default();
        let mut fields: Vec<Vec<u8>> = out.split(|byte| *byte == 0).map(<[u8]>::to_vec).collect();
        if fields.pop().as_deref() != Some(b"") || !output.status.success() {
            let said = output.stderr.escape_ascii();
            return Err(Fault::somewhere(format!(
                "{} ended with {}: {said}",
                self.kind.name(),
                output.status
            )));
        }
        Ok(fields)
    }

    /// What the script's commands have said, from its file `said`.
    pub fn said(&self) -> Vec<u8> {
        fs::read(self.home.path().join("said")).expect("the script keeps what is said")
    }

    /// Whether `pwn` was run, or a file made that only a name names.
    pub fn check_trap(&self) -> Result<(), Fault> {
        if self.home.path().join("pwned").exists() {
            Err(Fault::somewhere("a part of it was run"))
        } else {
            Ok(())
        }
    }
}
