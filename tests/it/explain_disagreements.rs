//! `awsp explain` over the observed setups: it names the tools that came to something else than AWS CLI v2 did, in what,
//! and no others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::cli_world::{AWSP, Outcome};

/// A server that is never asked.
const NOWHERE: &str = "http://127.0.0.1:9";

/// Setups where what came out hung on something that no file and no variable tells, and why nothing, or something else,
/// is told.
const UNTOLD: &[(&str, &str)] = &[
    ("ch-cache-expired", "of the AWS CLI's cache only the age of the file is looked at, and this one is new"),
    ("cp-bom", "what a program prints"),
    ("cp-expired", "what a program prints"),
    ("cp-expiry-naive", "what a program prints"),
    ("cp-vtrue", "what a program prints"),
    ("ec-expired", "what the container's endpoint answered"),
    ("im-attempts", "that instance metadata broke the connection"),
    ("im-creds-404", "that instance metadata had no credentials"),
    ("im-token-403", "that instance metadata gave no token"),
    ("im-token-404", "that instance metadata gave no token"),
    ("im-token-405", "that instance metadata gave no token"),
    ("so-refresh-500", "that a sign-in could not be renewed"),
    ("so-refresh-fails", "that a sign-in could not be renewed"),
];

/// Tool, and what is different.
type Differences = BTreeMap<String, Vec<String>>;

#[test]
fn what_the_tools_made_of_each_setup_is_told() {
    let data: Value = serde_json::from_str(include_str!("../data/observed/cases.json")).unwrap();
    let cases = data["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 267);
    let untold: BTreeSet<&str> = UNTOLD.iter().map(|(id, _)| *id).collect();
    let mut wrong = Vec::new();
    let mut all_told = 0;
    for case in cases {
        let (told, whys) = told(case);
        let is_untold = untold.contains(case["id"].as_str().unwrap());
        if told == differences(case) {
            all_told += 1;
        }
        if (told == differences(case)) == is_untold {
            let expected = differences(case);
            wrong.push(format!("{} ({}): {told:?}, not {expected:?}: {whys:#?}", case["id"], case["note"]));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(all_told, 254, "of 267");
}

/// What was observed.
fn differences(case: &Value) -> Differences {
    let Some(differs) = case["differs"].as_object() else { return Differences::new() };
    differs.iter().map(|(name, what)| (tool(name).to_owned(), words(what))).collect()
}

fn tool(name: &str) -> &str {
    match name {
        "boto3" => "botocore",
        "js_v3" => "javascript",
        other => other,
    }
}

fn words(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
}

/// What `awsp explain` tells in that setup, and why.
fn told(case: &Value) -> (Differences, Vec<String>) {
    let home = tempfile::tempdir().unwrap();
    let modes = build(case, home.path());
    let mut words_of_line = vec!["explain".to_owned(), "--json".to_owned()];
    if let Some(profile) = case["profile"].as_str() {
        words_of_line.push(format!("--profile={profile}"));
    }
    if let Some(region) = case["region"].as_str() {
        words_of_line.push(format!("--region={region}"));
    }
    let mut command = Command::new(AWSP);
    if case["unprivileged"] == true && is_superuser() {
        // File modes bind the superuser as well.
        command = Command::new("setpriv");
        command.args(["--bounding-set=-dac_override,-dac_read_search", "--", AWSP]);
    }
    command.args(words_of_line).env_clear().env("HOME", home.path()).env("PATH", "/usr/bin:/bin");
    for (name, value) in case["env"].as_object().unwrap() {
        command.env(name, filled(value.as_str().unwrap(), home.path()));
    }
    let outcome = Outcome::of(&command.current_dir(home.path()).stdin(Stdio::null()).output().unwrap());
    for path in modes {
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).unwrap();
    }
    let explained = outcome.json();
    let list = explained["disagreements"].as_array().unwrap();
    let whys: Vec<String> = list.iter().map(|it| it["why"].as_str().unwrap().to_owned()).collect();
    assert!(whys.iter().all(|why| why.contains("AWS CLI v2")), "{whys:?}");
    let told = list.iter().map(|it| (it["tool"].as_str().unwrap().to_owned(), words(&it["what"])));
    (told.collect(), whys)
}

/// Puts the files into the home; those whose mode was changed.
fn build(case: &Value, home: &Path) -> Vec<PathBuf> {
    let mut modes = Vec::new();
    for (name, file) in case["files"].as_object().unwrap() {
        let path = home.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        if let Value::String(text) = file {
            fs::write(&path, filled(text, home)).unwrap();
            continue;
        }
        let bytes = match file["hex"].as_str() {
            Some(hex) => bytes(hex),
            None => filled(file["text"].as_str().unwrap(), home).into_bytes(),
        };
        fs::write(&path, bytes).unwrap();
        if let Some(mode) = file["mode"].as_str() {
            modes.push((path, u32::from_str_radix(mode, 8).unwrap()));
        }
    }
    // What lies deepest first, for a folder may be closed by it.
    modes.sort_by_key(|(path, _)| std::cmp::Reverse(path.components().count()));
    for (path, mode) in &modes {
        fs::set_permissions(path, fs::Permissions::from_mode(*mode)).unwrap();
    }
    modes.into_iter().map(|(path, _)| path).rev().collect()
}

/// The text with the words in double braces filled in.
fn filled(text: &str, home: &Path) -> String {
    let key =
        format!("-----BEGIN EC PRIVATE KEY-----\\n{}\\n-----END EC PRIVATE KEY-----\\n", "A".repeat(160));
    text.replace("{{HOME}}", &home.to_string_lossy())
        .replace("{{FAKE}}", NOWHERE)
        .replace("{{FAKE_LOCALHOST}}", "http://localhost:9")
        .replace("{{EC_KEY}}", &key)
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// Whom file modes do not bind.
fn is_superuser() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    output.stdout == b"0\n"
}
