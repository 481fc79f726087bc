//! One case's own home and its own AWS.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use fake_aws::FakeAws;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::case::Case;
use crate::fill::Words;
use crate::program::{ONE_AT_A_TIME, Program, Ran};

/// Gone with this. One command is run in a world: the next one has nothing of what that one stored.
pub(crate) struct World<'a> {
    case: &'a Case,
    pub(crate) fake: FakeAws,
    pub(crate) words: Words,
    home: TempDir,
}

impl<'a> World<'a> {
    pub(crate) fn of(case: &'a Case) -> Self {
        let fake = FakeAws::start().expect("a port on loopback");
        fake.configure(json!({ "secrets": case.secrets.as_object().cloned().unwrap_or_default() }));
        if let Some(settings) = case.data["fake"].get("settings") {
            fake.configure(settings.clone());
        }
        if let Some(faults) = case.data["fake"].get("faults") {
            fake.fault(faults.clone());
        }
        let home = tempfile::tempdir().expect("a folder");
        let words = Words::new(home.path(), fake.url());
        let world = Self { case, fake, words, home };
        world.furnish();
        world
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// Runs awsp with the case's environment in its home.
    pub(crate) fn run(&self, words: &[&str]) -> Ran {
        let mut variables = vec![("HOME".to_owned(), self.home().to_string_lossy().into_owned())];
        for (name, value) in self.case.data["env"].as_object().into_iter().flatten() {
            variables.push((name.clone(), self.words.fill(value.as_str().unwrap_or_default())));
        }
        let program = Program {
            folder: self.home(),
            variables,
            stdin: self.case.data["stdin"].as_str().unwrap_or_default(),
            unprivileged: self.case.data["unprivileged"] == json!(true),
        };
        let mut ran = program.run(words);
        ran.requests = self.fake.log();
        ran
    }

    fn furnish(&self) {
        let _writing = ONE_AT_A_TIME.lock();
        let files = self.case.data["files"].as_object();
        let mut modes = Vec::new();
        for (name, file) in files.into_iter().flatten() {
            let path = self.home().join(name);
            fs::create_dir_all(path.parent().expect("below the home")).expect("the folders");
            if file["dir"] == json!(true) {
                fs::create_dir_all(&path).expect("a folder");
            } else if let Some(target) = file["link"].as_str() {
                symlink(self.words.fill(target), &path).expect("a link");
            } else {
                fs::write(&path, self.content(file)).expect("a file");
            }
            if let Some(mode) = file["mode"].as_str() {
                modes.push((path, u32::from_str_radix(mode, 8).expect("octal")));
            }
        }
        // Deepest first: what is below a folder without leave cannot be changed any more.
        modes.sort_by_key(|(path, _)| std::cmp::Reverse(path.components().count()));
        for (path, mode) in modes {
            fs::set_permissions(path, Permissions::from_mode(mode)).expect("a mode");
        }
    }

    fn content(&self, file: &Value) -> Vec<u8> {
        match (file, file["hex"].as_str()) {
            (_, Some(hex)) => (0..hex.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal"))
                .collect(),
            (Value::String(text), _) => self.words.fill(text).into_bytes(),
            _ => self.words.fill(file["text"].as_str().expect("a text")).into_bytes(),
        }
    }
}
