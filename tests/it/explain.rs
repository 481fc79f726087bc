//! `awsp explain`: the shapes that scripts rely on, what a person reads, and what neither may see.

use serde_json::{Value, json};

use crate::cli_world::{KEY, SECRET, World};

/// Without what would differ by the machine.
fn world() -> World {
    World::new().with("AWS_EC2_METADATA_DISABLED", "true")
}

fn codes(explained: &Value) -> Vec<&str> {
    explained["problems"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect()
}

#[test]
fn json_tells_plan_region_and_every_property_with_its_place() {
    let world = world();
    let config = world.home().join(".aws/config").display().to_string();
    let credentials = world.home().join(".aws/credentials").display().to_string();
    let explained = world.run(&["explain", "chain", "--json"]).json();
    let role = |profile: &str, arn: &str, of: &str, line: usize| {
        json!({
            "profile": profile, "role_arn": arn, "source_identity_of": of, "credential_source": null,
            "role_session_name": null, "external_id": null, "duration_seconds": null, "mfa_serial": null,
            "source_identity": null, "file": config, "line": line,
        })
    };
    assert_eq!(
        explained,
        json!({
            "profile": "chain",
            "plan": {
                "source": { "kind": "static", "profile": "benk", "access_key_id": KEY, "file": credentials, "line": 2 },
                "roles": [
                    role("MyRole", "arn:aws:iam::777788889999:role/MyRole", "benk", 8),
                    role("chain", "arn:aws:iam::111122223333:role/Audit", "MyRole", 13),
                ],
            },
            "region": { "value": "eu-west-1", "from": { "file": config, "line": 15 } },
            "properties": {
                "role_arn": { "value": "arn:aws:iam::111122223333:role/Audit", "file": config, "line": 13 },
                "source_profile": { "value": "MyRole", "file": config, "line": 14 },
                "region": { "value": "eu-west-1", "file": config, "line": 15 },
            },
            "problems": [],
            "disagreements": [],
        })
    );
    for (words, kind) in [
        (&["explain", "--json", "--profile", "sso"][..], Value::Null),
        (&["explain", "web", "--json"], json!("web-identity")),
        (&["explain", "program", "--json"], json!("process")),
        (&["explain", "console", "--json"], json!("login")),
        (&["explain", "benk", "--json", "-p", "benk"], json!("static")),
    ] {
        let explained = world.run(words).json();
        if !kind.is_null() {
            assert_eq!(explained["plan"]["source"]["kind"], kind, "{words:?}");
        }
    }
}

#[test]
fn the_profile_is_the_named_one_the_selected_one_or_none() {
    let world = world();
    let named = |words: &[&str], variables: &[(&str, &str)]| {
        let outcome = world.run_with(variables, words);
        (outcome.status, outcome.json()["profile"].clone())
    };
    assert_eq!(named(&["explain", "--json"], &[("AWS_PROFILE", "chain")]), (0, json!("chain")));
    assert_eq!(named(&["explain", "--json", "benk"], &[("AWS_PROFILE", "chain")]), (0, json!("benk")));
    assert_eq!(named(&["explain", "--json"], &[]), (0, json!("default")));
    let both = world.run(&["explain", "benk", "--profile", "chain"]);
    assert_eq!(both.status, 2, "{both:?}");
    assert_eq!(world.run(&["explain", "benk", "--all"]).status, 2);

    world.write(".aws/config", "");
    world.write(".aws/credentials", "");
    assert_eq!(named(&["explain", "--json"], &[]), (0, Value::Null));
    let keys = [("AWS_ACCESS_KEY_ID", KEY), ("AWS_SECRET_ACCESS_KEY", SECRET), ("AWS_REGION", "eu-west-1")];
    let explained = world.run_with(&keys, &["explain", "--json"]).json();
    assert_eq!(explained["profile"], Value::Null);
    assert_eq!(explained["plan"]["source"], json!({ "kind": "environment", "access_key_id": KEY }));
    assert_eq!(explained["region"], json!({ "value": "eu-west-1", "from": { "variable": "AWS_REGION" } }));
    assert_eq!(explained["properties"], json!({}));
    assert_eq!(explained["disagreements"][0]["tool"], "botocore", "it does not read AWS_REGION");
}

#[test]
fn what_is_broken_is_told_all_the_same() {
    let world = world();
    let broken = world.run(&["explain", "broken", "--json"]);
    let explained = broken.json();
    assert_eq!((broken.status, &explained["plan"]), (0, &Value::Null), "{broken:?}");
    assert_eq!(explained["properties"]["source_profile"]["value"], "gone");
    assert_eq!(codes(&explained), ["source-profile-missing"]);
    let problem = &explained["problems"][0];
    assert_eq!((&problem["severity"], &problem["line"]), (&json!("error"), &json!(28)), "{problem}");
    assert!(problem["hint"].as_str().unwrap().contains("vi +28"), "{problem}");

    let unknown = world.run(&["explain", "MyRol", "--json"]);
    assert_eq!((unknown.status, codes(&unknown.json())), (1, vec!["unknown-profile"]));
    assert!(unknown.stderr.contains("awsp use MyRole"), "{unknown:?}");
    assert_eq!(unknown.json()["plan"], Value::Null);

    world
        .write(".aws/config", "[profile a]\nregion = eu-west-1\nnonsense\n[profile b]\nregion = eu-west-1\n");
    let refused = world.run(&["explain", "b", "--json"]);
    assert_eq!((refused.status, codes(&refused.json())), (0, vec!["no-delimiter"]), "{refused:?}");
    assert_eq!(refused.json()["properties"]["region"]["line"], 5);
}

#[test]
fn an_empty_session_name_counts_as_none() {
    let world = world();
    world.write(
        ".aws/config",
        "[profile t]\nrole_arn = arn:aws:iam::777788889999:role/MyRole\nsource_profile = benk\nrole_session_name =\nregion = eu-west-1\n\
         [profile w]\nrole_arn = arn:aws:iam::777788889999:role/Web\nweb_identity_token_file = /tok\nrole_session_name =\n",
    );
    let role = world.run(&["explain", "t", "--json"]).json();
    assert_eq!(role["plan"]["roles"][0]["role_session_name"], Value::Null, "{role}");
    let web = world.run(&["explain", "w", "--json"]).json();
    assert_eq!(web["plan"]["source"]["kind"], "web-identity", "{web}");
    assert_eq!(web["plan"]["source"]["role_session_name"], Value::Null, "{web}");
}

#[test]
fn each_disagreement_has_its_rule() {
    let world = world();
    world.write(
        ".aws/config",
        "[profile quoted]\nregion = eu-west-1\n[profile \"quoted\"]\nregion = eu-west-1\n[profile hash]\nregion = us-west-2 # west\n\
         [profile tilde]\ncredential_process = ~/p\nregion = eu-west-1\n[profile split]\naws_access_key_id = AKIA\nregion = eu-west-1\n",
    );
    world.write(".aws/credentials", "[split]\naws_secret_access_key = s\n");
    let program = world.write("p", "#!/bin/sh\n");
    std::fs::set_permissions(program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    for (profile, variables, tool, what, rule) in [
        ("hash", &[][..], "javascript", &["region"][..], "reads region of hash otherwise"),
        ("hash", &[], "rust", &["region"], "reads region of hash otherwise"),
        ("tilde", &[], "rust", &["key", "account"], "by a shell"),
        ("tilde", &[], "javascript", &["key", "account"], "by a shell"),
        ("split", &[], "javascript", &["key", "account"], "from both files together"),
        (
            "split",
            &[("AWS_ACCESS_KEY_ID", KEY), ("AWS_SECRET_ACCESS_KEY", SECRET)],
            "rust",
            &["key", "account"],
            "even where a profile is named in the code",
        ),
    ] {
        let explained = world.run_with(variables, &["explain", profile, "--json"]).json();
        let told = explained["disagreements"].as_array().unwrap().iter().find(|it| it["tool"] == tool);
        let told = told.unwrap_or_else(|| panic!("{profile} {tool}: {explained}"));
        let named: Vec<&str> =
            told["what"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
        assert_eq!(named, what, "{profile} {tool}: {told}");
        assert!(told["why"].as_str().unwrap().contains(rule), "{profile} {tool}: {told}");
    }
}

#[test]
fn all_is_everything_that_the_files_say() {
    let world = world();
    world.write(
        ".aws/config",
        "[profile a]\nregion = eu-west-1 # home\ns3 =\n  max_concurrent_requests = 20\n[sso-session corp]\nsso_region = eu-west-2\n\
         [services local]\nsts =\n  endpoint_url = http://localhost:1\n[a b]\n[default]\nx = 1\n[profile default]\ny = 2\n",
    );
    world.write(".aws/credentials", "[a]\naws_secret_access_key = sesame\n");
    let outcome = world.run(&["explain", "--all", "--json"]);
    let all = outcome.json();
    assert_eq!(outcome.status, 0);
    assert_eq!(all["profiles"]["a"]["properties"]["region"]["value"], "eu-west-1 # home");
    assert_eq!(all["profiles"]["a"]["properties"]["s3"]["value"], json!({ "max_concurrent_requests": "20" }));
    assert_eq!(all["profiles"]["a"]["properties"]["aws_secret_access_key"]["value"], "(hidden)");
    assert_eq!(all["profiles"]["default"]["properties"]["y"]["line"], 14);
    assert_eq!(all["profiles"]["default"]["properties"].get("x"), None);
    assert_eq!(all["sso_sessions"]["corp"]["properties"]["sso_region"]["value"], "eu-west-2");
    assert_eq!(
        all["services"]["local"]["properties"]["sts"]["value"],
        json!({ "endpoint_url": "http://localhost:1" })
    );
    assert_eq!(codes(&all), ["not-a-profile", "replaced-section"]);

    let sdk = world.run(&["explain", "--all", "--json", "--reading", "sdk"]).json();
    assert_eq!(sdk["profiles"]["a"]["properties"]["region"]["value"], "eu-west-1");
    let one = world.run(&["explain", "a", "--json", "--reading", "sdk"]).json();
    assert_eq!(one["region"]["value"], "eu-west-1");
    let one = world.run(&["explain", "a", "--json"]).json();
    assert_eq!(one["region"]["value"], "eu-west-1 # home");
    assert!(codes(&one).contains(&"reads-differently") && codes(&one).contains(&"bad-region"), "{one}");
}

#[test]
fn a_person_reads_steps_places_and_reasons() {
    let world = world();
    let told = world.run_with(
        &[("AWS_PROFILE", "MyRole"), ("AWS_ACCESS_KEY_ID", KEY), ("AWS_SECRET_ACCESS_KEY", SECRET)],
        &["explain"],
    );
    let config = world.home().join(".aws/config").display().to_string();
    for line in [
        "profile  MyRole (AWS_PROFILE)".to_owned(),
        format!("region   eu-west-1 ({config}:10)"),
        format!("  1. the key {KEY} from the environment"),
        format!("  source_profile = benk  ({config}:9)"),
        "  the JavaScript SDK (key, account)".to_owned(),
    ] {
        assert!(told.lines().contains(&line.as_str()), "{line}\n{}", told.stdout);
    }
    assert!(
        told.stdout.contains("it passes keys in the environment over while a profile is named"),
        "{told:?}"
    );
    let chain = world.run(&["explain", "chain"]);
    let third = format!("  3. assume arn:aws:iam::111122223333:role/Audit (profile chain, {config}:13)");
    assert!(chain.lines().contains(&third.as_str()), "{}", chain.stdout);
    let broken = world.run(&["explain", "broken"]);
    assert_eq!(broken.status, 0);
    assert!(broken.stdout.contains("error source-profile-missing:"), "{}", broken.stdout);
    let all = world.run(&["explain", "--all"]);
    assert!(all.lines().contains(&"sso-session corp"), "{}", all.stdout);
}

#[test]
fn no_secret_is_told() {
    let planted = "PLANTEDsesame";
    let world = world();
    world.write(
        ".aws/config",
        &format!(
            "[profile t]\nrole_arn = arn:aws:iam::777788889999:role/MyRole\nsource_profile = s\nendpoint_url = https://me:{planted}@host/x\n\
             proxy_password = {planted}\nmy =\n  client_secret = {planted}\n[profile s]\ncredential_process = /bin/p --password {planted} --token={planted}\n\
             [sso-session x]\nsso_start_url = https://me:{planted}@corp/start?code={planted}\n[profile k]\nregion = x\n"
        ),
    );
    world.write(
        ".aws/credentials",
        &format!(
            "[k]\naws_access_key_id = {KEY}\naws_secret_access_key = {planted}\naws_session_token = {planted}\naws_security_token={planted} # x\n"
        ),
    );
    let keys = [
        ("AWS_ACCESS_KEY_ID", KEY),
        ("AWS_SECRET_ACCESS_KEY", planted),
        ("AWS_SESSION_TOKEN", planted),
        ("AWSP_LOG", "1"),
    ];
    for words in ["t", "s", "k", "--all", ""] {
        for more in [&[][..], &["--json"], &["--reading", "sdk"], &["--reading", "sdk", "--json"], &["-v"]] {
            let words: Vec<&str> = ["explain"]
                .into_iter()
                .chain((!words.is_empty()).then_some(words))
                .chain(more.iter().copied())
                .collect();
            let told = world.run_with(&keys, &words);
            assert!(!format!("{told:?}").contains(planted), "{words:?}: {told:?}");
            assert!(told.stdout.len() > 50, "{words:?}: {told:?}");
        }
    }
    let shown = world.run(&["explain", "k", "--json"]).json();
    assert_eq!(shown["properties"]["aws_secret_access_key"]["value"], "(hidden)");
    assert_eq!(shown["properties"]["aws_access_key_id"]["value"], KEY);
}

#[test]
fn hostile_names_steer_no_terminal() {
    let world = world();
    let name = "a\u{1b}]0;x\u{7}\u{202e}b\u{9b}";
    world.write(
        ".aws/config",
        &format!(
            "[profile \"{name}\"]\n{name} = {name}\nregion = {name}\nrole_arn = arn:aws:iam::777788889999:role/{name}\n\
             source_profile = {name}x\nsso_session = {name}\ncredential_process = {name}\n"
        ),
    );
    for words in [
        &["explain", name][..],
        &["explain", name, "--json"],
        &["explain", "--all"],
        &["explain", "--all", "--json"],
        &["explain", &format!("{name}y")],
    ] {
        let told = world.run(words);
        let text = format!("{}{}", told.stdout, told.stderr);
        assert!(text.len() > 50, "{words:?}: {told:?}");
        let wild = text.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
        assert_eq!(wild, None, "{words:?}: {told:?}");
    }
    let told = world.run(&["explain", name, "--json"]).json();
    assert_eq!(told["profile"], name, "JSON carries it whole");
}

#[test]
fn its_argument_is_completed_with_profiles() {
    let world = world();
    for (words, expected) in [
        (&["awsp", "explain", "My"][..], "MyRole\t"),
        (&["awsp", "explain", "--profile", "ch"], "chain\t"),
        (&["awsp", "explain", "--json", "My"], "MyRole\t"),
        (&["awsp", "explain", "--re"], "--reading"),
        (&["awsp", "explain", "--reading", ""], "sdk"),
        (&["awsp", "exp"], "explain\t"),
    ] {
        let told = world.run(&[&["complete", "--"], words].concat());
        assert!(told.stdout.contains(expected), "{words:?}: {told:?}");
    }
}
