//! The tools of others in a test's world: AWS CLI v2, boto3, and what all of them take for the person's browser.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use fake_aws::browser::{Mode, visit};
use serde_json::{Value, json};

use crate::cli_world::{AWSP, Outcome, World};
use crate::sso_world;

/// No tool takes so long.
const LIMIT: Duration = Duration::from_mins(1);

/// AWS CLI v2, or that of `AWSP_TEST_AWS_CLI`. A missing one fails the test.
pub(crate) fn aws_cli() -> String {
    tool(
        env::var_os("AWSP_TEST_AWS_CLI")
            .map_or_else(|| PathBuf::from(".tools/aws-cli/bin/aws"), PathBuf::from),
    )
}

fn tool(path: PathBuf) -> String {
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    assert!(tool.exists(), "{} is missing: `make setup` installs it", tool.display());
    tool.display().to_string()
}

/// A world with a browser whose active profile `sso` (session `corp`) or another takes a sign-in, of which there is
/// none yet. AWS takes only the tokens that it gave, and each refresh token once.
pub(crate) fn world(profile: &str) -> World {
    // boto3 reads no other variable for the region.
    let world = sso_world::world(profile).with("AWS_DEFAULT_REGION", "eu-west-1").with("AWS_PAGER", "");
    world.aws.configure(json!({
        "sso": { "tokens": [] },
        "oidc": { "refresh_tokens": [] },
        "signin": { "single_use": true },
    }));
    let browser = address_file(&world).with_file_name("browser");
    let note = address_file(&world).display().to_string();
    world.write(
        "browser",
        &format!("#!/bin/sh\nprintf %s \"$1\" >'{note}.new' && /bin/mv '{note}.new' '{note}'\n"),
    );
    set_executable(&browser);
    let browser = browser.display().to_string();
    world.with("BROWSER", &browser)
}

fn set_executable(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o700)).unwrap();
}

fn address_file(world: &World) -> PathBuf {
    world.home().join("address")
}

/// What the AWS CLI says.
pub(crate) fn aws(world: &World, words: &[&str]) -> Outcome {
    Outcome::of(&world.command(&aws_cli()).args(words).output().unwrap())
}

/// What boto3 says; it knows no other variables than the AWS CLI.
pub(crate) fn boto(world: &World, code: &str) -> Outcome {
    let python = tool(PathBuf::from(".tools/venv/bin/python"));
    Outcome::of(&world.command(&python).args(["-c", code]).output().unwrap())
}

/// Signs in with awsp in the browser.
pub(crate) fn awsp_signs_in(world: &World, words: &[&str]) {
    signs_in(world, AWSP, words);
}

/// Signs in with the AWS CLI in the browser.
pub(crate) fn aws_signs_in(world: &World, words: &[&str]) {
    signs_in(world, &aws_cli(), words);
}

fn signs_in(world: &World, program: &str, words: &[&str]) {
    let outcome = in_browser(world, program, words, |address| drop(visit(address, Mode::Approve).unwrap()));
    assert_eq!(outcome.status, 0, "{outcome:?}");
}

/// Runs a program that opens the browser, does what the person does with the address, and waits for its end.
pub(crate) fn in_browser(world: &World, program: &str, words: &[&str], person: impl FnOnce(&str)) -> Outcome {
    let _ = fs::remove_file(address_file(world));
    let mut command = world.command(program);
    let mut child = command.args(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    match opened(world, &mut child) {
        Some(address) => person(&address),
        None => panic!("{words:?} opened no browser: {:?}", sso_world::finished(child)),
    }
    sso_world::finished(child)
}

/// The address that the program opens, unless it ends before.
fn opened(world: &World, child: &mut Child) -> Option<String> {
    let start = Instant::now();
    loop {
        if let Ok(address) = fs::read_to_string(address_file(world)) {
            return Some(address);
        }
        if child.try_wait().unwrap().is_some() || start.elapsed() > LIMIT {
            let _ = child.kill();
            return None;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// Everything that the AWS CLI's own reader finds in the files.
pub(crate) fn aws_reads(world: &World) -> Value {
    let python = Path::new(&aws_cli()).with_file_name("python3");
    let code =
        "import json; from awscli.botocore.session import Session; print(json.dumps(Session().full_config))";
    let outcome =
        Outcome::of(&world.command(&python.display().to_string()).args(["-c", code]).output().unwrap());
    assert_eq!(outcome.status, 0, "{outcome:?}");
    outcome.json()
}

/// Makes the AWS CLI forget the credentials of roles, so that it needs the sign-in.
pub(crate) fn aws_forgets(world: &World) {
    let _ = fs::remove_dir_all(world.home().join(".aws/cli"));
}

/// Makes awsp forget the credentials of roles.
pub(crate) fn awsp_forgets(world: &World) {
    let outcome = world.run(&["cache", "clear"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
}

/// Seconds that an access token lives of which so little is left that each tool renews it …
pub(crate) const SOON: i64 = 600;
/// … and so much that none does.
pub(crate) const LATER: i64 = 28_800;

/// From now on AWS gives access tokens for so many seconds.
pub(crate) fn tokens_live(world: &World, seconds: i64) {
    world.aws.configure(json!({ "oidc": { "expires_in": seconds } }));
}

/// Who awsp is by the sign-in, whatever it has stored.
pub(crate) fn awsp_is(world: &World) -> String {
    awsp_forgets(world);
    let outcome = world.run(&["whoami", "--json"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    outcome.json()["arn"].as_str().unwrap().to_owned()
}

/// Who the AWS CLI is by the sign-in, whatever it has stored.
pub(crate) fn aws_is(world: &World) -> String {
    aws_forgets(world);
    let outcome = aws(world, &["sts", "get-caller-identity"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    outcome.json()["Arn"].as_str().unwrap().to_owned()
}

/// The program that asks who it is.
pub(crate) const BOTO3_WHO: &str = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])";

/// Who boto3 is by the sign-in; it stores nothing.
pub(crate) fn boto_is(world: &World) -> String {
    let outcome = boto(world, BOTO3_WHO);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    outcome.stdout.trim_end().to_owned()
}

/// The token in the file of the session `corp`.
pub(crate) fn access_token(world: &World) -> String {
    sso_world::held(world)["accessToken"].as_str().unwrap().to_owned()
}

pub(crate) const REGISTER: &str = "oidc RegisterClient";
pub(crate) const AUTHORIZE: &str = "oidc Authorize";
pub(crate) const START_DEVICE: &str = "oidc StartDeviceAuthorization";

/// The calls to AWS since the last time.
pub(crate) fn calls(world: &World) -> Vec<String> {
    let calls = world.aws.calls();
    world.aws.clear_log();
    calls
}
