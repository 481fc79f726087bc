//! The library over the setups in `tests/data/observed/config.json`, against what AWS CLI v2 made of them.
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use awsp::config::merge::{Config, load};
use awsp::config::network::network;
use awsp::config::parse::Reading;
use awsp::config::plan::{Plan, Selection, Source, plan, select};
use awsp::config::region;
use awsp::config::section::Value as PropertyValue;
use awsp::config::source::{self, Content, Files};
use awsp::domain::credentials::Credentials;
use awsp::domain::env::Env;
use awsp::domain::secret::Secret;
use serde_json::{Value, json};

/// Every one of them must be compared.
const CASES: usize = 267;

#[test]
fn every_setup_is_read_as_aws_cli_v2_reads_it() {
    let data: Value =
        serde_json::from_str(include_str!("../data/observed/config.json")).expect("the data is JSON");
    let cases = data["cases"].as_array().expect("there are cases");
    assert_eq!(cases.len(), CASES);
    let mut wrong = Vec::new();
    for case in cases {
        let found = Setup::of(case).differences(case);
        wrong.extend(found.into_iter().map(|what| format!("{} ({}): {what}", case["id"], case["note"])));
    }
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
        let texts: BTreeMap<&str, &Value> = case["files"]
            .as_object()
            .expect("files")
            .iter()
            .map(|(path, file)| (path.as_str(), file))
            .collect();
        for (path, file) in &texts {
            let path = home.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("the folders");
            fs::write(path, bytes(file, home.path())).expect("the file");
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
        hide_unreadable(&mut files, &texts);
        let config = load(&files, Reading::Cli);
        let selection = select(&env, case["profile"].as_str());
        Self { _home: home, env, selection, config }
    }

    fn differences(&self, case: &Value) -> Vec<String> {
        let expected = &case["expect"];
        let plan = plan(&self.config, &self.env, &self.selection);
        let mut wrong = Vec::new();
        let mut same = |what: &str, found: Value, expected: &Value| {
            if found != *expected {
                wrong.push(format!("{what} is {found}, not {expected}"));
            }
        };
        match (&plan, &expected["problem"]) {
            (Ok(_), Value::Null) => {}
            (Ok(plan), problem) => same("the plan", kind(&plan.source), problem),
            (Err(problem), code) if *code == json!("refused") => {
                same(
                    "refused",
                    json!(self.config.refused.as_ref().map(|refused| refused.code)),
                    &json!(problem.code),
                );
            }
            (Err(problem), code) => {
                same("the problem", json!(problem.code), code);
            }
        }
        if let Ok(plan) = &plan {
            self.compare_plan(plan, case, &mut same);
        }
        for (name, value) in expected["get"].as_object().into_iter().flatten() {
            same(name, self.get(name), value);
        }
        if let Some(value) = expected.get("region") {
            let region = region::written(&self.config, &self.env, &self.selection, case["region"].as_str());
            let region = region.expect("a region or none");
            same("the region", json!(region.map(|(name, _)| name.into_owned())), value);
        }
        wrong
    }

    fn compare_plan(&self, plan: &Plan, case: &Value, same: &mut impl FnMut(&str, Value, &Value)) {
        let expected = &case["expect"];
        if let Some(source) = expected.get("source") {
            same("the source", kind(&plan.source), source);
        }
        let credentials = credentials_of(&plan.source);
        if let Some(keys) = expected.get("keys") {
            let found = credentials.map(|credentials| {
                let token = credentials.session_token.as_ref().map(Secret::reveal);
                json!({ "id": credentials.access_key_id, "secret": credentials.secret_access_key.reveal(), "token": token })
            });
            same("the keys", json!(found), keys);
        }
        if let (Some(key), Some(credentials)) = (expected.get("base_key"), credentials) {
            same("the first key", json!(credentials.access_key_id), key);
        }
        if expected["expired"] == json!(true) {
            let now = chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::days(365 * 55);
            same(
                "the end",
                json!(credentials.is_some_and(|credentials| credentials.ended(now))),
                &json!(true),
            );
        }
        match (expected.get("roles"), expected["has_roles"] == json!(true)) {
            (Some(roles), _) => same("the roles", roles_of(plan, roles), roles),
            (None, true) => same("having roles", json!(!plan.roles.is_empty()), &json!(true)),
            (None, false) => same("the roles", json!(plan.roles.len()), &json!(0)),
        }
        if let Source::WebIdentity { role_arn, session_name, .. } = &plan.source
            && let Some(expected) = expected.get("web_identity")
        {
            let mut found = json!({ "role_arn": role_arn });
            if let Some(name) = session_name {
                found["session_name"] = json!(name);
            }
            same("the web identity", found, expected);
        }
        if let Source::Sso { account_id, role_name, .. } = &plan.source
            && let Some(expected) = expected.get("sso")
        {
            same("the SSO role", json!({ "account_id": account_id, "role_name": role_name }), expected);
        }
        let signing = region::region(&self.config, &self.env, &self.selection, case["region"].as_str());
        if let Some(region) = expected.get("signed_region") {
            let signing = signing.clone().expect("a region").map(|(region, _)| region.to_string());
            same("the signing region", json!(signing), region);
        }
        if expected["no_region"] == json!(true) {
            assert_eq!(signing, Ok(None));
        }
        if let Some(endpoint) = expected.get("endpoint") {
            same("the endpoint", self.endpoint(endpoint), endpoint);
        }
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

    /// The settings of calls to STS in the shape of what was observed.
    fn endpoint(&self, like: &Value) -> Value {
        let network = network(&self.config, &self.env, &self.selection, "sts").expect("settings");
        let Some(url) = network.endpoint_url else {
            return json!({ "custom": false, "fips": network.fips, "dualstack": network.dualstack });
        };
        let via = url.split_once("/via/").map(|(_, via)| via.trim_end_matches('/'));
        match via {
            Some(via) => json!({ "custom": true, "via": via }),
            // A text that is no URL at all was not called.
            None if like["custom"] == json!(true) => json!({ "custom": true }),
            None => json!(url),
        }
    }
}

fn kind(source: &Source) -> Value {
    json!(match source {
        Source::Environment { .. } => "environment",
        Source::StaticKeys { .. } => "static",
        Source::WebIdentity { .. } => "web-identity",
        Source::Sso { .. } => "sso",
        Source::Login { .. } => "login",
        Source::Process { .. } => "process",
        Source::Container { .. } => "container",
        Source::InstanceMetadata { .. } => "metadata",
    })
}

fn credentials_of(source: &Source) -> Option<&Credentials> {
    match source {
        Source::Environment { credentials } | Source::StaticKeys { credentials, .. } => Some(credentials),
        _ => None,
    }
}

/// The calls in the shape of what was observed. Where the first call failed, no later one was seen.
fn roles_of(plan: &Plan, seen: &Value) -> Value {
    let seen = seen.as_array().map_or(0, Vec::len);
    let steps = plan.roles.iter().take(seen.max(1));
    let shape = |step: &awsp::config::plan::RoleStep| {
        let mut call = serde_json::Map::new();
        call.insert("role_arn".to_owned(), json!(step.role_arn));
        for (key, value) in [
            ("duration", step.duration_seconds.map(|seconds| seconds.to_string())),
            ("external_id", step.external_id.clone()),
            ("mfa_serial", step.mfa_serial.clone()),
            ("session_name", step.session_name.clone()),
        ] {
            if let Some(value) = value {
                call.insert(key.to_owned(), json!(value));
            }
        }
        Value::Object(call)
    };
    steps.map(shape).collect()
}

fn bytes(file: &Value, home: &Path) -> Vec<u8> {
    match file {
        Value::String(text) => filled(text, home).into_bytes(),
        _ => match &file["hex"] {
            Value::String(hex) => {
                let pairs = (0..hex.len()).step_by(2);
                pairs.map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")).collect()
            }
            _ => filled(file["text"].as_str().expect("a text"), home).into_bytes(),
        },
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
fn hide_unreadable(files: &mut Files, texts: &BTreeMap<&str, &Value>) {
    for file in [&mut files.config, &mut files.credentials] {
        let name = format!(".aws/{}", file.kind.as_str());
        if texts.get(name.as_str()).is_some_and(|text| text["mode"] == json!("0000")) {
            file.content = Content::Unreadable("permission denied".to_owned());
        }
    }
}
