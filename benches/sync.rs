//! What `awsp sso sync` takes for an organization of 2,000 accounts with 5 roles each, where the portal gives 20 lists a
//! second, and where it gives as many as are asked for.
//!
//! `cargo bench --bench sync`, some minutes
#![expect(clippy::print_stdout, reason = "a bench tells its numbers")]
#![expect(clippy::expect_used, reason = "what a bench cannot go on without ends it")]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use awsp::store::sign_in::sso_token_file;
use fake_aws::FakeAws;
use serde_json::{Value, json};

const ACCOUNTS: u32 = 2000;
const ROLES: u32 = 5;
/// Accounts on a page.
const PAGE: u32 = 100;

fn main() {
    println!("{ACCOUNTS} accounts, {ROLES} roles each; lists: {}", calls());
    println!("| portal | s | least possible, s | ratio | throttled | profiles | second run, s |");
    println!("|---|---|---|---|---|---|---|");
    case("20 a second, 20 at once", Some((20, 20)), 0.0);
    case("20 a second, 20 at once, 100 ms each", Some((20, 20)), 0.1);
    case("20 a second, never two at once", Some((20, 1)), 0.0);
    case("as many as are asked for", None, 0.0);
    case("as many as are asked for, 100 ms each", None, 0.1);
}

/// How many lists there are to be fetched.
fn calls() -> u32 {
    ACCOUNTS + ACCOUNTS.div_ceil(PAGE)
}

fn case(name: &str, rate: Option<(u32, u32)>, latency: f64) {
    let aws = FakeAws::start().expect("the fake AWS starts");
    let limit = rate.map(|(per_second, burst)| json!({ "per_second": per_second, "burst": burst }));
    let generated = json!({ "accounts": ACCOUNTS, "roles": ROLES });
    aws.configure(
        json!({ "sso": { "accounts": [], "generated": generated, "page_size": PAGE, "rate": limit } }),
    );
    if latency > 0.0 {
        aws.fault(json!({ "service": "sso", "kind": "delay", "seconds": latency, "times": -1 }));
    }
    let home = tempfile::tempdir().expect("a folder");
    write(home.path());
    let took = sync(home.path(), aws.url());
    let told = |status: u16| aws.log().iter().filter(|entry| entry["status"] == status).count();
    let throttled = told(429);
    let config = home.path().join(".aws/config");
    let text = fs::read_to_string(&config).expect("the config file");
    let profiles = text.matches("\n[profile ").count();
    let least = rate.map(|(per_second, burst)| f64::from(calls() - burst) / f64::from(per_second));
    // The portal's pace does not matter to what a run costs that finds nothing to do.
    aws.configure(json!({ "sso": { "rate": Value::Null } }));
    let again = sync(home.path(), aws.url());
    assert_eq!(
        fs::read_to_string(&config).expect("the config file"),
        text,
        "the second run changes something"
    );
    let took = took.as_secs_f64();
    let (shown, ratio) =
        least.map_or_else(Default::default, |least| (format!("{least:.1}"), format!("{:.3}", took / least)));
    println!(
        "| {name} | {took:.1} | {shown} | {ratio} | {throttled} | {profiles} | {:.1} |",
        again.as_secs_f64()
    );
}

fn sync(home: &Path, url: &str) -> Duration {
    let start = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_awsp"))
        .args(["sso", "sync", "--yes", "--set", "region=eu-west-1", "-q"])
        .env_clear()
        .env("HOME", home)
        .env("AWS_ENDPOINT_URL", url)
        .output()
        .expect("awsp runs");
    let took = start.elapsed();
    assert!(output.status.success(), "{output:?}");
    took
}

fn write(home: &Path) {
    let session =
        "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n";
    let token = json!({ "accessToken": "bench", "expiresAt": "2099-01-01T00:00:00Z" }).to_string();
    let file = sso_token_file(home, "corp");
    for (file, text) in [(home.join(".aws/config"), session), (file, token.as_str())] {
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }
}
