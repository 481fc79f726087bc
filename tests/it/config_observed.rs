//! The properties of the setups in `tests/data/observed/cases.json`, against what `aws configure get` and
//! `aws configure list` said of them. What awsp makes of the setups is replayed by `tests/replay`.
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use awsp::config::merge::{Config, load};
use awsp::config::parse::Reading;
use awsp::config::plan::{Selection, select};
use awsp::config::region;
use awsp::config::section::Value as PropertyValue;
use awsp::config::source::{self, Content, Files};
use awsp::domain::env::Env;
use serde_json::{Value, json};

/// Every one of them must be compared.
const CASES: usize = 267;

#[test]
fn properties_are_read_as_aws_cli_v2_reads_them() {
    let data: Value =
        serde_json::from_str(include_str!("../data/observed/cases.json")).expect("the data is JSON");
    let cases = data["cases"].as_array().expect("there are cases");
    assert_eq!(cases.len(), CASES);
    let mut wrong = Vec::new();
    let mut compared = 0;
    for case in cases {
        let setup = Setup::of(case);
        let mut same = |what: &str, found: Value, expected: &Value| {
            compared += 1;
            if found != *expected {
                wrong.push(format!("{} ({}): {what} is {found}, not {expected}", case["id"], case["note"]));
            }
        };
        let cli = &case["cli"];
        for (name, value) in cli["get"].as_object().into_iter().flatten() {
            same(name, setup.get(name), value);
        }
        // Without it the AWS CLI asks the machine for the region, which no file tells.
        let files_alone = case["env"]["AWS_EC2_METADATA_DISABLED"] == json!("true");
        if let Some(value) = cli.get("region").filter(|_| files_alone) {
            let written = region::written(&setup.config, &setup.env, &setup.selection, None);
            let written = written.expect("a region or none");
            same("the region", json!(written.map(|(name, _)| name.into_owned())), value);
        }
    }
    assert!(compared > 400, "{compared}");
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

struct Setup {
    /// Gone with this.
    _home: tempfile::TempDir,
    env: Env,
    selection: Selection,
    config: Config,
}

impl Setup {
    fn of(case: &Value) -> Self {
        let home = tempfile::tempdir().expect("a folder for the home");
        let texts = case["files"].as_object().expect("files");
        for (path, file) in texts.iter().filter(|(_, file)| file["dir"] != json!(true)) {
            let path = home.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("the folders");
            match file["link"].as_str() {
                Some(target) => std::os::unix::fs::symlink(target, path).expect("the link"),
                None => fs::write(path, bytes(file, home.path())).expect("the file"),
            }
        }
        let mut env: Env = case["env"]
            .as_object()
            .expect("variables")
            .iter()
            .map(|(name, value)| (name.clone(), filled(value.as_str().expect("a text"), home.path())))
            .collect();
        if !env.contains("HOME") {
            env.set("HOME", home.path());
        }
        below_working_directory(&mut env, home.path());
        let mut files = source::read(&env, Some(home.path()));
        for (path, _) in texts.iter().filter(|(_, file)| file["mode"] == json!("0000")) {
            hide(&mut files, path);
        }
        let config = load(&files, Reading::Cli);
        let selection = select(&env, case["profile"].as_str());
        Self { _home: home, env, selection, config }
    }

    /// `KEY`, `KEY.SUBKEY`, `NAME.KEY` or `profile.NAME.KEY.SUBKEY`.
    fn get(&self, name: &str) -> Value {
        let mut parts: Vec<&str> = name.split('.').collect();
        let mut profile = self.selection.name_or_default();
        if parts[0] == "profile" {
            parts.remove(0);
        }
        if parts.len() > 1 && self.config.profiles.contains(parts[0]) {
            profile = parts.remove(0);
        }
        let property = self.config.profiles.get(profile).and_then(|profile| profile.get(parts[0]));
        let found = property.and_then(|property| match (property.value, parts.get(1)) {
            (PropertyValue::Text(text), None) => Some(text),
            (PropertyValue::Nested(nested), Some(key)) => nested.get(key),
            _ => None,
        });
        json!(found)
    }
}

fn bytes(file: &Value, home: &Path) -> Vec<u8> {
    match (file, file["hex"].as_str()) {
        (_, Some(hex)) => (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex"))
            .collect(),
        (Value::String(text), _) => filled(text, home).into_bytes(),
        _ => filled(file["text"].as_str().expect("a text"), home).into_bytes(),
    }
}

fn filled(text: &str, home: &Path) -> String {
    text.replace("{{HOME}}", &home.to_string_lossy()).replace("{{FAKE}}", "http://127.0.0.1:9")
}

/// The home was the working directory; a test cannot change its own.
fn below_working_directory(env: &mut Env, home: &Path) {
    let Some(path) = env.get_nonempty("AWS_CONFIG_FILE").map(Cow::into_owned) else { return };
    if !path.starts_with(['/', '~', '$']) {
        let up: PathBuf =
            std::env::current_dir().expect("a folder").components().skip(1).map(|_| "..").collect();
        env.set("AWS_CONFIG_FILE", up.join(home.strip_prefix("/").expect("absolute")).join(path));
    }
}

/// The superuser reads what nobody may read.
fn hide(files: &mut Files, path: &str) {
    for file in [&mut files.config, &mut files.credentials] {
        if path == format!(".aws/{}", file.kind.as_str()) {
            file.content = Content::Unreadable("permission denied".to_owned());
        }
    }
}
