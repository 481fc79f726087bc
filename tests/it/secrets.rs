//! Nothing secret where nobody asked for it: planted keys, tokens and passwords are looked for in all that awsp says
//! and writes, in its arguments and in the environments of what it starts.
//!
//! To add a kind of source: give it a profile and its secrets in `planted`; to add a verb, give it a line in [`LINES`].

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};

use fake_aws::issued_key;
use serde_json::{Value, json};

use crate::cli_world::{AWSP, KEY, Outcome, SECRET, World};
use crate::planted::{AUDIT, MY_ROLE, PROFILES, Planted, plant};
use crate::store_check::all;

/// Variables that every command is given.
const ENVIRONMENT: &[(&str, &str)] = &[
    ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "planted-container-token"),
    ("http_proxy", "http://me:planted-proxy-password@127.0.0.1:1"),
    ("NO_PROXY", "127.0.0.1"),
    ("AWS_MAX_ATTEMPTS", "1"),
];

/// Keys in the environment, for some of them.
const KEYS: &[(&str, &str)] = &[
    ("AWS_ACCESS_KEY_ID", "AKIAPLANTEDXXEXAMPLE"),
    ("AWS_SECRET_ACCESS_KEY", "planted/environment/secret+EXAMPLEKEYEX"),
    ("AWS_SESSION_TOKEN", "planted-environment-token"),
    ("AWS_SECURITY_TOKEN", "planted-security-token"),
];

/// The lines, whose output is searched. Of a line that prints credentials, marked so, only what it says beside them.
const LINES: &[(&str, bool)] = &[
    ("whoami", false),
    ("whoami --refresh --json", false),
    ("current", false),
    ("current --json", false),
    ("list", false),
    ("list --json", false),
    ("prompt --hook bash", false),
    ("prompt --json", false),
    ("use PROFILE --shell bash", false),
    ("use PROFILE --shell fish --keep-keys", false),
    ("off --shell zsh", false),
    ("refresh", false),
    ("settings", false),
    ("cache list", false),
    ("cache list --json", false),
    ("complete --profiles --", false),
    ("export", true),
    ("export --format env", true),
    ("credential-process", true),
    ("exec --server none -- /bin/true", false),
    ("exec -- /bin/true", false),
    ("console", false),
    ("console --print", false),
    ("console --print --federation-token", false),
    ("explain", false),
    ("explain PROFILE --json", false),
    ("explain --all", false),
    ("explain --all --json --reading sdk", false),
];

impl Planted {
    /// Runs every line for every profile.
    #[track_caller]
    fn run_all(&self, world: &World, more: &[(&str, &str)]) -> Vec<(String, Outcome)> {
        let mut outcomes = Vec::new();
        for profile in PROFILES {
            for (line, prints) in LINES {
                let line = line.replace("PROFILE", profile);
                let (before, after) = line.split_once(" -- ").unwrap_or((&line, ""));
                let mut words: Vec<&str> = before.split(' ').chain(["-v"]).collect();
                if !after.is_empty() {
                    words.extend(["--", after]);
                }
                let variables: Vec<_> = [("AWS_PROFILE", *profile), ("AWSP_LOG", "1")]
                    .iter()
                    .chain(ENVIRONMENT)
                    .chain(more)
                    .copied()
                    .collect();
                let outcome = world.run_with(&variables, &words);
                let place = format!("`awsp {}` of {profile}", words.join(" "));
                self.assert_absent(outcome.stderr.as_bytes(), &place);
                if !prints {
                    self.assert_absent(outcome.stdout.as_bytes(), &place);
                }
                outcomes.push((place, outcome));
            }
        }
        outcomes
    }

    /// Searches names and contents of all that awsp has written, but for the credentials that it stores.
    #[track_caller]
    fn search_files(&self, home: &Path) {
        let mut files = 0;
        for path in all(&home.join(".cache")) {
            self.assert_absent(path.as_os_str().as_encoded_bytes(), "a file's name");
            let stores = path.extension().is_some_and(|ending| ending == "credentials");
            if path.is_file() && !stores {
                self.assert_absent(&fs::read(&path).unwrap(), &path.display().to_string());
                files += 1;
            }
        }
        assert!(files > 10, "states, stamps, locks and entries are there: {files}");
    }
}

#[test]
fn nothing_planted_is_said_or_written() {
    let (world, mut planted) = plant();
    for more in [&[][..], KEYS] {
        let outcomes = planted.run_all(&world, more);
        planted = planted.and_renewed(&world);
        for (place, outcome) in &outcomes {
            planted.assert_absent(outcome.stderr.as_bytes(), place);
        }
        let said = |place: &str| &outcomes.iter().find(|(known, _)| known.starts_with(place)).unwrap().1;
        // The search would see it: what is meant to be printed is there, and something was said at all.
        let exported = &said("`awsp export --format env -v` of benk").stdout;
        let key = if more.is_empty() { SECRET } else { KEYS[1].1 };
        assert!(exported.contains(key), "{exported}");
        assert!(said("`awsp whoami -v` of benk").stderr.contains("region eu-central-1"));
        if more.is_empty() {
            for profile in ["chain", "session", "fetched", "sso", "console", "webid"] {
                let outcome = said(&format!("`awsp export -v` of {profile}"));
                assert_eq!(outcome.status, 0, "{profile}: {outcome:?}");
            }
            // What awsp has got is its own: programs that it runs are given what was there before.
            let environment = fs::read(world.home().join("environment-of-a-program")).unwrap();
            let own = ENVIRONMENT.iter().map(|(_, value)| (*value).to_owned());
            let own: Vec<String> = own.collect();
            let others =
                planted.0.iter().filter(|(_, secret)| !own.iter().any(|value| value.contains(secret)));
            Planted(others.cloned().collect()).assert_absent(&environment, "a program's environment");
        }
    }
    planted.search_files(world.home());
}

#[test]
fn no_error_tells_what_was_sent_or_received() {
    let (world, planted) = plant();
    let issued = issued_key("assume-role", &[MY_ROLE, KEY]);
    let answer = |end: &str| {
        format!(
            "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>{}</AccessKeyId><SecretAccessKey>{}\
             </SecretAccessKey><SessionToken>{}</SessionToken>{end}",
            issued.id, issued.secret, issued.token
        )
    };
    let whole = answer("</Credentials></AssumeRoleResult></AssumeRoleResponse>");
    let faults: &[Value] = &[
        json!({"kind": "error", "status": 403, "code": "AccessDenied", "message": "no"}),
        json!({"kind": "error", "status": 403, "code": "ExpiredToken", "message": "no"}),
        json!({"kind": "error", "status": 403, "code": "InvalidClientTokenId", "message": "no"}),
        json!({"kind": "error", "status": 403, "code": "SignatureDoesNotMatch", "message": "no"}),
        json!({"kind": "error", "status": 400, "code": "ValidationError", "message": "no"}),
        json!({"kind": "error", "status": 500, "code": "InternalFailure", "message": "no"}),
        json!({"kind": "throttle"}),
        json!({"kind": "reset"}),
        json!({"kind": "truncate"}),
        json!({"kind": "empty"}),
        json!({"kind": "malformed", "body": answer("")}),
        json!({"kind": "malformed", "body": whole}),
        json!({"kind": "malformed", "body": answer("<Expiration>soon</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>")}),
        json!({"kind": "status", "status": 400, "body": whole, "content_type": "text/xml"}),
        json!({"kind": "status", "status": 500, "body": whole, "content_type": "text/html"}),
        json!({"kind": "status", "status": 302, "body": whole}),
    ];
    for fault in faults {
        let mut fault = fault.clone();
        fault["times"] = (-1).into();
        fault["service"] = "sts".into();
        world.aws.fault(fault.clone());
        for words in [&["whoami", "-v", "--profile", "MyRole"][..], &["export", "-v", "--profile", "chain"]] {
            let variables: Vec<_> = ENVIRONMENT.iter().chain([&("AWSP_LOG", "1")]).copied().collect();
            let outcome = world.run_with(&variables, words);
            assert!(outcome.status == 1 && outcome.stdout.is_empty(), "{fault}: {outcome:?}");
            planted.assert_absent(outcome.stderr.as_bytes(), &fault.to_string());
        }
        let (calls, secrets) = (world.aws.calls().len(), json!({ "secrets": { KEY: SECRET } }));
        assert!(calls > 0, "{fault}");
        world.aws.reset();
        world.aws.configure(secrets);
        world.run(&["cache", "clear"]);
    }
}

/// Waits until the process has called AWS, which then keeps it waiting.
pub(crate) fn until_asked(world: &World, child: &mut Child) {
    while world.aws.calls().is_empty() {
        assert!(child.try_wait().unwrap().is_none(), "it ended without a call");
        std::thread::yield_now();
    }
}

/// The process and all below it.
fn family(id: u32) -> Vec<u32> {
    let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
    let below = children.split_whitespace().filter_map(|id| id.parse().ok()).flat_map(family);
    std::iter::once(id).chain(below).collect()
}

#[test]
fn nothing_planted_is_in_arguments() {
    for words in [&["whoami"][..], &["export"], &["credential-process"], &["refresh"]] {
        let (world, planted) = plant();
        world.aws.fault(json!({"service": "sts", "kind": "hang", "seconds": 3, "times": -1}));
        let mut child = world
            .command(AWSP)
            .args(words)
            .args(["--profile", "chain"])
            .envs(ENVIRONMENT.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        until_asked(&world, &mut child);
        for id in family(child.id()) {
            let arguments = fs::read(format!("/proc/{id}/cmdline")).unwrap();
            assert!(arguments.windows(4).any(|part| part == b"awsp"), "{words:?}");
            planted.assert_absent(&arguments, "arguments");
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

#[test]
fn a_command_is_given_its_own_credentials_alone() {
    let (world, Planted(secrets)) = plant();
    let variables = KEYS.to_vec();
    let outcome = world.run_with(&variables, &["exec", "chain", "--server", "none", "--", "/usr/bin/env"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    let asked = issued_key("assume-role", &[AUDIT, &issued_key("assume-role", &[MY_ROLE, KEY]).id]);
    assert!(outcome.stdout.contains(&asked.secret) && outcome.stdout.contains(&asked.token));
    let others = secrets.into_iter().filter(|(_, secret)| *secret != asked.secret && *secret != asked.token);
    Planted(others.collect()).assert_absent(outcome.stdout.as_bytes(), "the command's environment");
}
