//! The terminal's modes (echo, line editing), which a shell that is killed cannot put back.

use std::process::{Command, Stdio};

/// The modes as they were.
pub struct TerminalModes(Option<String>);

impl TerminalModes {
    /// Remembers those of standard input.
    pub fn save() -> Self {
        let output = Command::new("stty").arg("-g").stdin(Stdio::inherit()).output();
        let modes = output.ok().filter(|output| output.status.success());
        Self(modes.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()))
    }

    /// Puts them back, also where the shell has left the terminal to a process group that is gone: SIGTTOU would
    /// stop this one for touching it.
    pub fn restore(&self) {
        if let Self(Some(modes)) = self {
            Command::new("sh")
                .args(["-c", r#"trap "" TTOU; exec stty "$0""#, modes])
                .stdin(Stdio::inherit())
                .stderr(Stdio::null())
                .status()
                .ok();
        }
    }
}
