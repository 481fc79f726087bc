//! awsp as it is run for a case.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use serde_json::Value;

const AWSP: &str = env!("CARGO_BIN_EXE_awsp");

/// Seconds. AWS CLI v2 gave every answer within 90; awsp's time-outs are shorter.
const LIMIT: &str = "60";

/// Modes of files bind whoever runs the tests only without these.
const OVERRIDES: &str = "-dac_override,-dac_read_search";

/// Held while a program is written or started: one that is started meanwhile would for a moment have the other one's
/// file open for writing, and such a file cannot be run.
pub(crate) static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// How it is to be run.
pub(crate) struct Program<'a> {
    pub(crate) folder: &'a Path,
    /// All of them but `PATH`; of two with one name the later counts.
    pub(crate) variables: Vec<(String, String)>,
    pub(crate) stdin: &'a str,
    /// Whether modes of files are to bind it even where root runs the tests.
    pub(crate) unprivileged: bool,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Ran {
    pub(crate) line: String,
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// The fake's log.
    pub(crate) requests: Vec<Value>,
}

impl Program<'_> {
    pub(crate) fn run(&self, words: &[&str]) -> Ran {
        // A session of its own: with the terminal of whoever runs the tests it could ask for a code there.
        let mut command = Command::new("setsid");
        command.args(["--wait", "timeout", "--kill-after", "5", LIMIT]);
        if self.unprivileged && fs::metadata("/proc/self").is_ok_and(|of| of.uid() == 0) {
            command.args(["setpriv", "--bounding-set", OVERRIDES, "--"]);
        }
        command
            .arg(AWSP)
            .args(words)
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let starting = ONE_AT_A_TIME.lock();
        let mut child = command.spawn().expect("the program starts");
        drop(starting);
        // Whoever does not read it closes it.
        let _ = child.stdin.take().expect("piped").write_all(self.stdin.as_bytes());
        let output = child.wait_with_output().expect("the program ends");
        Ran {
            line: format!("awsp {}", words.join(" ")),
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            requests: Vec::new(),
        }
    }
}

impl Ran {
    pub(crate) fn is_well(&self) -> bool {
        self.status == 0
    }

    /// What was printed as JSON; null where it is none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_default()
    }

    /// The stable code of the error, which `--json` tells on standard error.
    pub(crate) fn code(&self) -> Option<String> {
        let told = self.stderr.lines().find(|line| line.starts_with("{\"error\""))?;
        let told: Value = serde_json::from_str(told).ok()?;
        told["error"]["code"].as_str().map(str::to_owned)
    }
}
