//! `awsp sso sync`: the profiles for what the portal grants.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::Command;

use serde_json::{Value, json};

use crate::cli_world::World;
use crate::clients_world::{aws, boto};
use crate::sso_sync_world::{SESSION, account, code, config, config_file, names, sync, world};
use crate::sso_world::{sign_in, started, token, token_without};

const LIST: &str = "ListAccountRoles";
const LISTED: &str = "sso ListAccountRoles";

fn two() -> World {
    world(&json!([account(1, "dev", &["Admin", "ReadOnly"]), account(2, "Prod Co", &["ReadOnly"])]))
}

#[test]
fn profiles_are_written_once_and_a_second_run_writes_nothing() {
    let world = two();
    let outcome = sync(&world, &["--set", "prod*:region=us-east-1", "--region", "eu-west-1"]);
    let expected = format!(
        "{SESSION}\n[profile Prod-Co.ReadOnly]\nsso_session = corp\nsso_account_id = 000000000002\n\
         sso_role_name = ReadOnly\nregion = us-east-1\nawsp_sync = Prod-Co.ReadOnly account=Prod-Co region=us-east-1\n\n\
         [profile dev.Admin]\nsso_session = corp\nsso_account_id = 000000000001\nsso_role_name = Admin\n\
         region = eu-west-1\nawsp_sync = dev.Admin account=dev region=eu-west-1\n\n\
         [profile dev.ReadOnly]\nsso_session = corp\nsso_account_id = 000000000001\nsso_role_name = ReadOnly\n\
         region = eu-west-1\nawsp_sync = dev.ReadOnly account=dev region=eu-west-1\n"
    );
    assert_eq!(config(&world), expected);
    assert!(outcome.stderr.contains("corp grants 3 roles in 2 accounts; profiles: 3 new\n"), "{outcome:?}");
    assert_eq!(outcome.stdout, "");
    let file = fs::metadata(config_file(&world)).unwrap();
    for words in
        [&[][..], &["--set", "region=eu-west-1", "--set", "prod*:region=us-east-1", "--prune", "--migrate"]]
    {
        let outcome = sync(&world, words);
        assert!(
            outcome.stderr.contains("nothing was written") && outcome.stderr.contains("3 unchanged"),
            "{outcome:?}"
        );
        let now = fs::metadata(config_file(&world)).unwrap();
        assert_eq!((now.ino(), now.mtime(), now.mtime_nsec()), (file.ino(), file.mtime(), file.mtime_nsec()));
        assert_eq!(config(&world), expected);
    }
    // They are profiles that work.
    let who = world.run(&["whoami", "--profile", "dev.Admin", "--json"]).json();
    assert_eq!(who["account_id"], "000000000001");
}

#[test]
fn drift_is_shown_and_what_is_gone_goes_when_asked() {
    let world = two();
    sync(&world, &[]);
    let over = "[profile over]\nrole_arn = arn:aws:iam::000000000003:role/X\nsource_profile = dev.Admin\n";
    world.write(".aws/config", &format!("{}{over}", config(&world)));
    world.aws.configure(
        json!({ "sso": { "accounts": [account(1, "Development", &["Admin"]), account(4, "new", &["A"])] } }),
    );
    let before = config(&world);
    let shown = world.run(&["sso", "sync", "--dry-run", "--prune"]);
    assert!(shown.stderr.contains("the new profiles have no region; --region REGION"), "{shown:?}");
    assert_eq!((shown.status, config(&world)), (0, before.clone()), "{shown:?}");
    assert!(
        shown.stdout.contains("-[profile dev.Admin]\n") && shown.stdout.contains("+[profile new.A]\n"),
        "{shown:?}"
    );
    let outcome = world.run_with(&[("AWS_PROFILE", "dev.Admin")], &["sso", "sync", "--yes"]);
    for line in [
        "profiles: 1 new, 1 renamed, 2 gone\n",
        "renamed: dev.Admin becomes Development.Admin, and so in the source_profile of over\n",
        "gone: Prod-Co.ReadOnly (role ReadOnly in account 000000000002)\n",
        "gone: dev.ReadOnly (role ReadOnly in account 000000000001)\n",
        "what is gone is removed with --prune\n",
        "this shell's profile has another name now: awsp use Development.Admin\n",
    ] {
        assert!(outcome.stderr.contains(line), "{line}{outcome:?}");
    }
    assert_eq!(names(&world), ["Prod-Co.ReadOnly", "Development.Admin", "dev.ReadOnly", "over", "new.A"]);
    assert!(config(&world).contains("source_profile = Development.Admin\n"));
    let told = world.run(&["sso", "sync", "--yes", "--prune", "--json"]);
    let told = told.json();
    let gone = told["gone"].as_array().unwrap().iter();
    let gone: Vec<(&Value, &Value)> = gone.map(|gone| (&gone["profile"], &gone["removed"])).collect();
    let removed = json!(true);
    assert_eq!(gone, [(&json!("Prod-Co.ReadOnly"), &removed), (&json!("dev.ReadOnly"), &removed)]);
    assert_eq!(names(&world), ["Development.Admin", "over", "new.A"]);
}

#[test]
fn the_report_for_programs_tells_all() {
    let world = two();
    let legacy = "[profile old]\nsso_start_url = https://corp.awsapps.com/start/\nsso_region = eu-west-1\n\
                  sso_account_id = 000000000001\nsso_role_name = Admin\nsso_auto_populated = true\n";
    world.write(".aws/config", &format!("{SESSION}{legacy}"));
    world.aws.configure(json!({ "sso": { "deny_roles": ["000000000002"] } }));
    let outcome = world.run(&["sso", "sync", "--dry-run", "--json", "-q"]);
    assert_eq!(outcome.status, 1, "a part is not known");
    assert_eq!(
        outcome.json(),
        json!({
            "sso_session": "corp",
            "written": false,
            "new": [{ "profile": "dev.ReadOnly", "account_id": "000000000001", "account_name": "dev", "role_name": "ReadOnly" }],
            "renamed": [], "changed": [], "gone": [], "kept": [], "migrated": [], "unchanged": 0, "left_out": [],
            "there": [{ "profile": "old", "account_id": "000000000001", "role_name": "Admin", "by": "aws-sso-util", "legacy": true }],
            "unread": [{ "account_id": "000000000002", "account_name": "Prod Co", "error": outcome.json()["unread"][0]["error"] }],
        })
    );
    assert!(outcome.json()["unread"][0]["error"].as_str().unwrap().contains("ForbiddenException"));
    world.aws.configure(json!({ "sso": { "deny_roles": [] } }));
    let noted = world.run(&["sso", "sync", "--dry-run"]);
    assert!(
        noted.stderr.contains(
            "1 profile has a start URL of its own, without the session; with --migrate that changes"
        )
    );
    sync(&world, &["--migrate"]);
    assert!(config(&world).contains("[profile old]\nsso_account_id = 000000000001\nsso_role_name = Admin\nsso_auto_populated = true\nsso_session = corp\n"));
}

#[test]
fn an_account_that_cannot_be_read_is_not_taken_for_gone() {
    let world = two();
    sync(&world, &[]);
    let before = config(&world);
    world.aws.configure(json!({ "sso": { "deny_roles": ["000000000001"] } }));
    let outcome = world.run(&["sso", "sync", "--yes", "--prune", "-v"]);
    assert_eq!((outcome.status, code(&outcome).as_str()), (1, "sso-partly-read"), "{outcome:?}");
    assert_eq!(config(&world), before);
    // Nor is anything believed of a portal that grants nothing at all.
    world.aws.configure(json!({ "sso": { "accounts": [] } }));
    let outcome = sync(&world, &["--prune"]);
    assert!(outcome.stderr.contains("no profile is taken for gone"), "{outcome:?}");
    assert_eq!(config(&world), before);
}

#[test]
fn without_a_terminal_it_needs_yes_before_anything_is_asked() {
    let world = two();
    // A session of its own has no terminal, whoever runs the test.
    let mut command = world.command("setsid");
    let outcome = command.args(["--wait", crate::cli_world::AWSP, "sso", "sync"]).output().unwrap();
    assert_eq!(outcome.status.code(), Some(2), "{outcome:?}");
    assert!(String::from_utf8_lossy(&outcome.stderr).contains("--yes"));
    assert!(world.aws.calls().is_empty() && config(&world) == SESSION);
}

#[test]
fn wrong_words_are_told_before_anything_is_asked() {
    let world = two();
    for (words, why) in [
        (&["--name-template", "{role}"][..], "no {role}"),
        (&["--set", "sso_role_name=X"], "not for --set"),
        (&["--set", "region=eu west"], "not the name of a region"),
        (&["--set", "region"], "KEY=VALUE"),
    ] {
        let outcome = world.run(&[&["sso", "sync", "--yes"], words].concat());
        assert_eq!(outcome.status, 2, "{outcome:?}");
        assert!(outcome.stderr.contains(why), "{outcome:?}");
    }
    world.write(".aws/config", &format!("{SESSION}[oops\n"));
    let outcome = world.run(&["sso", "sync", "--yes"]);
    assert_eq!(outcome.status, 1, "a file that the AWS CLI refuses: {outcome:?}");
    assert!(world.aws.calls().is_empty());
}

#[test]
fn what_the_settings_say_needs_no_flag_at_the_next_run() {
    let world = two()
        .with("AWSP_SSO_NAME_TEMPLATE", "{account_name|lower}/{role_name}")
        .with("AWSP_SSO_SET", "region=eu-west-1, prod*:region=us-east-1");
    sync(&world, &[]);
    assert_eq!(names(&world), ["dev/Admin", "dev/ReadOnly", "prod-co/ReadOnly"]);
    let text = config(&world);
    assert_eq!(
        (text.matches("region = eu-west-1\n").count(), text.matches("region = us-east-1\n").count()),
        (3, 1)
    );
    assert!(sync(&world, &[]).stderr.contains("nothing was written"));
    // The flags win.
    sync(&world, &["--name-template", "{role_name}.{account_name}", "--region", "eu-north-1"]);
    assert_eq!(names(&world), ["Admin.dev", "ReadOnly.dev", "ReadOnly.Prod-Co"]);
    assert_eq!(config(&world).matches("region = eu-north-1\n").count(), 3);
    world.aws.clear_log();
    for (variable, text, why) in [
        ("AWSP_SSO_NAME_TEMPLATE", "{role}", "setting sso.name_template: there is no {role}"),
        ("AWSP_SSO_SET", "region", "setting sso.set: write KEY=VALUE"),
    ] {
        let outcome = world.run_with(&[(variable, text)], &["sso", "sync", "--yes", "-v"]);
        assert!(outcome.status == 1 && outcome.stderr.contains(why), "{outcome:?}");
        assert_eq!(code(&outcome), "settings-invalid");
    }
    assert!(world.aws.calls().is_empty());
}

#[test]
fn who_has_not_signed_in_loses_nothing() {
    let world = two();
    sync(&world, &[]);
    let before = config(&world);
    sign_in(&world, &token_without(-5, &["refreshToken"]));
    assert_eq!(world.run(&["sso", "sync", "--yes", "--prune"]).status, 3);
    sign_in(&world, &token(7200));
    world.aws.fault(
        json!({ "op": LIST, "kind": "error", "status": 401, "code": "UnauthorizedException", "after": 1 }),
    );
    assert_eq!(world.run(&["sso", "sync", "--yes", "--prune"]).status, 3);
    assert_eq!(config(&world), before);
}

#[test]
fn ctrl_c_ends_it_at_once_and_nothing_is_written() {
    let world = two();
    world.aws.fault(json!({ "op": LIST, "kind": "hang", "seconds": 600, "times": -1 }));
    let child = started(&world, &["sso", "sync", "--yes"], LISTED);
    let ended = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(ended.success());
    // A shell tells it as 130.
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.signal(), Some(2), "{output:?}");
    assert_eq!(config(&world), SESSION);
}

/// Accounts as no portal should list them.
fn hostile() -> Value {
    let long = "n".repeat(10_000);
    json!([
        account(1, "../../x", &["Admin", "../evil", "Admin"]),
        account(1, "../../y", &["Admin"]),
        account(2, "a]\n[profile evil]\ncredential_process = touch /tmp/evil\n", &["Admin"]),
        account(3, "\u{1b}[31mred\u{202e}\u{0}", &["Admin\n[profile evil]", "Read=,.@+-_"]),
        account(4, &long, &["Admin"]),
        account(5, "", &["Admin"]),
        account(6, "Same", &["Admin"]),
        account(7, "same", &["admin"]),
        account(8, "default", &["Admin"]),
        account(9, "$(touch x)`id`; 'q' \"q\" # ; = [x] {y} %(z)s", &["Admin"]),
        account(10, "käse", &["Admin"]),
        account(11, "-rf", &["Admin"]),
    ])
}

#[test]
fn a_hostile_portal_writes_nothing_but_harmless_profiles() {
    let world = world(&hostile());
    let outcome = sync(&world, &["--set", "region=eu-west-1"]);
    assert!(!outcome.stderr.contains('\u{1b}') && !outcome.stderr.contains('\u{202e}'), "{outcome:?}");
    assert!(outcome.stderr.contains("left out"), "{outcome:?}");
    let mut listed = names(&world);
    listed.sort();
    let long = format!("{}.Admin", "n".repeat(64));
    let mut expected = vec![
        "x.Admin",
        "a-profile-evil-credential_process-touch-tmp-evil.Admin",
        "31mred-.Read-.@+-_",
        &long,
        "000000000005.Admin",
        "Same.Admin.000000000006",
        "same.admin.000000000007",
        "default.Admin",
        "touch-x-id-q-q-x-y-%-z-s.Admin",
        "k-se.Admin",
        "rf.Admin",
    ];
    expected.sort_unstable();
    assert_eq!(listed, expected);
    let text = config(&world);
    assert!(text.starts_with(SESSION) && !text.contains("[profile evil]") && !text.contains("touch /tmp"));
    assert!(text.lines().all(|line| line.is_ascii() && line.len() < 250), "{text}");
    assert_eq!(sync(&world, &[]).stdout, "");
    assert_eq!(config(&world), text, "a second run changes nothing");
}

/// Every profile with its properties, as botocore reads them.
const READER: &str = "\
import json, botocore.session
print(json.dumps(botocore.session.Session().full_config['profiles'], sort_keys=True))
";

#[test]
fn other_tools_read_what_was_meant() {
    let world = world(&hostile());
    sync(&world, &["--set", "region=eu-west-1", "--set", "8:region=us-east-1", "--set", "output=json"]);
    let listed: Vec<Value> = world.run(&["list", "--json"]).json().as_array().unwrap().clone();
    let read = boto(&world, READER);
    assert_eq!(read.status, 0, "{read:?}");
    let read = read.json();
    assert_eq!(read.as_object().unwrap().len(), listed.len());
    for row in &listed {
        let own = &read[row["name"].as_str().unwrap()];
        let said = [
            &own["sso_account_id"],
            &own["sso_role_name"],
            &own["sso_session"],
            &own["region"],
            &own["output"],
        ];
        let meant = [&row["account_id"], &row["role_name"], &json!("corp"), &row["region"], &json!("json")];
        assert_eq!(said, meant, "{row}");
    }
    let mut names = names(&world);
    names.sort();
    let cli = aws(&world, &["configure", "list-profiles"]);
    let mut theirs: Vec<String> = cli.lines().iter().map(|line| (*line).to_owned()).collect();
    theirs.sort();
    assert_eq!(theirs, names, "{cli:?}");
    let role = aws(&world, &["configure", "get", "sso_role_name", "--profile", "31mred-.Read-.@+-_"]);
    assert_eq!(role.stdout, "Read=,.@+-_\n", "{role:?}");
    let who = aws(&world, &["sts", "get-caller-identity", "--profile", "x.Admin", "--output", "text"]);
    assert!(who.stdout.contains("000000000001"), "{who:?}");
}

#[test]
fn an_organization_is_fetched_whole_at_the_portals_pace_and_written_once() {
    let world = world(&json!([]));
    world.aws.configure(json!({ "sso": {
        "generated": { "accounts": 200, "roles": 5 }, "page_size": 100, "rate": { "per_second": 100, "burst": 10 },
    } }));
    // Some of it goes wrong on the way, too.
    for (kind, after) in [("reset", 5), ("truncate", 30), ("throttle", 60), ("empty_is_500", 90)] {
        let fault = match kind {
            "empty_is_500" => {
                json!({ "op": LIST, "kind": "status", "status": 500, "after": after, "times": 2 })
            }
            _ => json!({ "op": LIST, "kind": kind, "after": after }),
        };
        world.aws.fault(fault);
    }
    let told = world.run(&["sso", "sync", "--yes", "--json", "-q"]);
    assert_eq!((told.status, told.stderr.as_str()), (0, ""), "{told:?}");
    let told = told.json();
    assert_eq!((told["new"].as_array().unwrap().len(), &told["unread"]), (1000, &json!([])));
    let listed = names(&world);
    assert_eq!(
        (listed.len(), listed[0].as_str(), listed[999].as_str()),
        (1000, "account-0000.Role1", "account-0199.Role5")
    );
    let accounts = world
        .aws
        .log()
        .iter()
        .filter(|entry| entry["op"] == "ListAccountRoles" && entry["status"] == 200)
        .count();
    assert!(accounts >= 200, "{accounts}");
    let backups = fs::read_dir(world.home().join(".aws"))
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("config."));
    assert!(backups.count() <= 1, "one write");
    let before = config(&world);
    sync(&world, &[]);
    assert_eq!(config(&world), before);
}
