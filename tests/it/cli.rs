//! The verbs as scripts call them: data, talk, exit codes, JSON shapes.

use serde_json::{Value, json};

use crate::cli_world::{KEY, SECRET, World};

const MY_ROLE: (&str, &str) = ("AWS_PROFILE", "MyRole");

#[test]
fn list_tells_the_kind_of_every_profile() {
    let world = World::new();
    let listed = world.run(&["list", "--json"]).json();
    let kinds: Vec<(&str, &str)> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["name"].as_str().unwrap(), row["kind"].as_str().unwrap()))
        .collect();
    let expected = [
        ("default", "none"),
        ("benk", "static"),
        ("MyRole", "assume-role"),
        ("chain", "assume-role"),
        ("sso", "sso"),
        ("broken", "invalid"),
        ("program", "process"),
        ("console", "login"),
        ("web", "web-identity"),
        ("box", "assume-role"),
        ("acme-prod", "assume-role"),
    ];
    assert_eq!(kinds, expected);
    let config = world.home().join(".aws/config").display().to_string();
    assert_eq!(
        listed[2],
        json!({
            "name": "MyRole", "kind": "assume-role", "account_id": "777788889999", "role_name": "MyRole",
            "role_arn": "arn:aws:iam::777788889999:role/MyRole", "region": "eu-west-1", "source_profile": "benk",
            "sso_session": null, "dangerous": false, "origins": [{ "file": config, "line": 7 }],
        })
    );
    assert_eq!(listed[1]["origins"].as_array().map(Vec::len), Some(2), "benk is in both files");
    assert_eq!(listed[10]["dangerous"], true);
    assert_eq!(world.run(&["list", "--names"]).lines(), expected.map(|(name, _)| name));
}

#[test]
fn a_file_that_the_aws_cli_refuses_is_still_listed_with_its_problem() {
    let world = World::new();
    world.write(".aws/config", "[profile a]\nregion = eu-west-1\nnonsense\n[profile b]\n");
    let listed = world.run(&["list", "--names"]);
    assert_eq!((listed.status, listed.lines()), (0, vec!["a", "b", "benk"]));
    assert!(listed.stderr.contains("/.aws/config:3"), "{}", listed.stderr);
    let switched = world.run(&["use", "a", "--shell", "bash"]);
    assert_eq!((switched.status, switched.stdout.as_str()), (1, ""));
    assert!(
        switched.stderr.contains("/.aws/config:3") && switched.stderr.contains("hint: "),
        "{}",
        switched.stderr
    );
    let shown = world.run_with(&[("AWS_PROFILE", "a")], &["prompt"]);
    assert_eq!(shown.stdout, "a broken\n");
}

#[test]
fn use_without_the_function_changes_nothing_and_tells_the_line() {
    let world = World::new();
    let outcome = world.run(&["use", "MyRole"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""));
    assert!(outcome.stderr.contains(r#"eval "$(awsp init zsh)""#), "{}", outcome.stderr);
    assert_eq!(world.run(&["off"]).status, 2);
}

#[test]
fn use_without_a_name_and_a_terminal_is_a_usage_error() {
    let outcome = World::new().run(&["use", "--shell", "bash"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""));
}

#[test]
fn help_goes_where_nothing_is_evaluated() {
    let world = World::new();
    let plain = world.run(&["use", "--help"]);
    assert!(plain.status == 0 && plain.stdout.contains("Usage: awsp use"), "{plain:?}");
    for words in [
        &["--shell", "zsh", "use", "--help"][..],
        &["--shell", "bash", "--version"],
        &["use", "-h", "--shell", "fish"],
    ] {
        let outcome = world.run(words);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (0, ""), "{words:?}");
        assert!(!outcome.stderr.is_empty());
    }
}

#[test]
fn use_notes_what_the_region_will_be() {
    let world = World::new();
    let note = |variables: &[(&str, &str)], words: &[&str]| {
        let outcome = world.run_with(variables, words);
        assert_eq!(outcome.status, 0, "{outcome:?}");
        outcome.stdout
    };
    let other = note(&[("AWS_REGION", "us-east-1")], &["use", "MyRole", "--shell", "bash"]);
    assert!(other.contains("AWS_REGION=us-east-1 is used in place of the profile"), "{other}");
    let same = note(&[("AWS_REGION", "eu-west-1")], &["use", "MyRole", "--shell", "bash"]);
    assert!(!same.contains("in place of"), "{same}");
    let given =
        note(&[("AWS_REGION", "us-east-1")], &["use", "MyRole", "--region", "eu-north-1", "--shell", "bash"]);
    assert!(!given.contains("in place of"), "{given}");
    world.write(
        ".aws/config",
        "[profile r]\nrole_arn = arn:aws:iam::777788889999:role/R\nsource_profile = benk\n",
    );
    assert!(note(&[], &["use", "r", "--shell", "fish"]).contains("r has no region"));
    assert!(!note(&[], &["use", "r", "--shell", "fish", "--region", "eu-west-1"]).contains("no region"));
}

#[test]
fn whoami_asks_once_and_tells_who_and_until_when() {
    let world = World::new();
    let first = world.run_with(&[MY_ROLE], &["whoami", "--json"]);
    assert_eq!(first.status, 0, "{first:?}");
    let told = first.json();
    assert_eq!(told["account_id"], "777788889999");
    assert_eq!(told["arn"], "arn:aws:sts::777788889999:assumed-role/MyRole/awsp-benk");
    assert_eq!(told["credentials"]["kind"], "assume-role");
    assert_eq!(told["credentials"]["refreshes"], true);
    assert_eq!(told["sign_in"], Value::Null);
    for moment in [&told["verified_at"], &told["credentials"]["expires_at"]] {
        assert!(moment.as_str().is_some_and(|text| text.len() == 20 && text.ends_with('Z')), "{moment}");
    }
    assert_eq!(world.aws.calls(), ["sts AssumeRole", "sts GetCallerIdentity"]);
    assert_eq!(world.run_with(&[MY_ROLE], &["whoami", "--json"]).json(), told);
    assert_eq!(world.aws.calls().len(), 2, "the second answer is stored");
    world.run_with(&[MY_ROLE], &["whoami", "--refresh"]);
    assert_eq!(world.aws.calls()[2..], ["sts GetCallerIdentity"]);
    let chained = world.run(&["whoami", "--profile", "chain", "--json"]).json();
    assert_eq!(chained["account_id"], "111122223333");
    assert_eq!(
        world.aws.calls()[3..],
        ["sts AssumeRole", "sts GetCallerIdentity"],
        "the first hop is stored"
    );
}

#[test]
fn environment_keys_come_first_and_the_option_before_them() {
    let world = World::new()
        .with("AWS_PROFILE", "MyRole")
        .with("AWS_ACCESS_KEY_ID", KEY)
        .with("AWS_SECRET_ACCESS_KEY", SECRET);
    assert_eq!(
        world.run(&["whoami", "--json", "--region", "eu-west-1"]).json()["credentials"]["kind"],
        "environment"
    );
    assert_eq!(world.run(&["whoami", "--json", "-p", "MyRole"]).json()["account_id"], "777788889999");
    let current = world.run(&["current", "--json"]).json();
    let shadows: Vec<&str> = current["shadowed_by"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["variable"].as_str().unwrap())
        .collect();
    assert_eq!(shadows, ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]);
}

#[test]
fn current_tells_where_profile_and_region_come_from() {
    let world = World::new();
    let config = world.home().join(".aws/config").display().to_string();
    let current = world.run_with(&[MY_ROLE], &["current", "--json"]);
    assert_eq!(
        current.json(),
        json!({
            "profile": { "name": "MyRole", "from": { "variable": "AWS_PROFILE" } },
            "region": { "value": "eu-west-1", "from": { "file": config, "line": 10 } },
            "shadowed_by": [], "expires_at": null, "sign_in": null, "problem": null,
        })
    );
    let current = world.run_with(&[MY_ROLE, ("AWS_REGION", "us-east-1")], &["current", "--json"]).json();
    assert_eq!(current["region"], json!({ "value": "us-east-1", "from": { "variable": "AWS_REGION" } }));
    assert_eq!(current["shadowed_by"][0]["variable"], "AWS_REGION");
    let current = world.run(&["current", "--json"]).json();
    assert_eq!(current["profile"], json!({ "name": "default", "from": "default" }));
    let unknown = world.run_with(&[("AWS_PROFILE", "nope")], &["current"]);
    assert_eq!(unknown.status, 1);
    assert!(unknown.stdout.contains("nope (AWS_PROFILE)"), "{unknown:?}");
    let unknown = world.run_with(&[("AWS_PROFILE", "nope")], &["current", "--json"]);
    assert!(unknown.stdout.contains("\"problem\": \"unknown-profile\""), "{unknown:?}");
    let sso = world.run(&["current", "--json", "--profile", "sso"]).json();
    assert_eq!(sso["sign_in"], json!({ "kind": "sso", "name": "corp", "expires_at": null }));
}

#[test]
fn prompt_is_what_each_place_takes() {
    let world = World::new().with("AWS_PROFILE", "MyRole");
    assert_eq!(world.run(&["prompt"]).stdout, "MyRole 777788889999 planned\n");
    assert_eq!(
        world.run(&["prompt", "--shell", "tmux"]).stdout,
        "#[fg=cyan]MyRole 777788889999 planned#[default]\n"
    );
    assert_eq!(world.run(&["prompt", "--format", "<{profile}|{region}>"]).stdout, "<MyRole|eu-west-1>\n");
    world.run(&["refresh"]);
    assert_eq!(
        world.run(&["prompt"]).stdout,
        "MyRole 777788889999\n",
        "nothing renews awsp's own session here"
    );
    let switched = [("AWSP_SWITCH", "profile=MyRole")];
    let shown = world.run_with(&switched, &["prompt", "--json"]).json();
    assert_eq!(
        (&shown["state"], &shown["verified"], &shown["renews"]),
        (&json!("ok"), &json!(true), &json!(true))
    );
    assert!(world.run_with(&switched, &["prompt"]).stdout.starts_with("MyRole 777788889999 until "));
    assert_eq!(World::new().run(&["prompt"]).stdout, "", "nothing is selected, nothing is shown");
}

#[test]
fn what_cannot_be_got_yet_is_said_with_the_command_that_can() {
    let world = World::new();
    let sso = world.run(&["whoami", "--profile", "sso"]);
    assert_eq!(sso.status, 3);
    assert!(sso.stderr.contains("hint: ") && sso.stderr.contains("awsp login sso"), "{}", sso.stderr);
    assert_eq!(world.run(&["whoami", "--profile", "broken"]).status, 1);
}

#[test]
fn cache_lists_without_secrets_and_clears() {
    let world = World::new().with("AWS_PROFILE", "MyRole");
    world.run(&["whoami"]);
    let listed = world.run(&["cache", "list", "--json"]);
    assert_eq!(listed.json()["credentials"][0]["role_arn"], "arn:aws:iam::777788889999:role/MyRole");
    let issued = fake_aws::issued_key("assume-role", &["arn:aws:iam::777788889999:role/MyRole", KEY]);
    assert!(!listed.stdout.contains(&issued.secret) && !listed.stdout.contains(&issued.token));
    assert_eq!(world.run(&["cache", "clear"]).status, 0);
    assert_eq!(world.run(&["cache", "list", "--json"]).json()["credentials"], json!([]));
    assert_eq!(world.run(&["prompt"]).stdout, "MyRole 777788889999 planned\n");
}

#[test]
fn settings_come_from_file_and_variable_and_a_mistake_is_an_error() {
    let world = World::new();
    let path = world.write("own.ini", "[prompt]\nformat = {profile}!\n").display().to_string();
    let file = ("AWSP_CONFIG_FILE", path.as_str());
    assert_eq!(world.run_with(&[file], &["settings", "path"]).stdout, format!("{path}\n"));
    assert_eq!(world.run_with(&[file, MY_ROLE], &["prompt"]).stdout, "MyRole!\n");
    let shown = world.run_with(&[file, ("AWSP_PROMPT_SOON", "5m")], &["settings", "--json"]).json();
    assert_eq!(shown["settings"]["prompt.format"]["from"], "file");
    assert_eq!(shown["settings"]["prompt.soon"], json!({ "value": "5m", "from": "variable" }));
    world.write("own.ini", "[prompt]\ncountdown = perhaps\n");
    let refused = world.run_with(&[file, MY_ROLE], &["whoami"]);
    assert_eq!(refused.status, 1);
    assert!(refused.stderr.contains("prompt.countdown"), "{}", refused.stderr);
    assert_eq!(world.run_with(&[file, MY_ROLE], &["prompt"]).stdout, "MyRole 777788889999 planned\n");
}

#[test]
fn completions_are_scripts_and_the_ones_in_the_tree_are_these() {
    let world = World::new();
    for (shell, file) in [("bash", "awsp.bash"), ("zsh", "_awsp"), ("fish", "awsp.fish")] {
        let made = world.run(&["completions", shell]);
        let path = format!("{}/completions/{file}", env!("CARGO_MANIFEST_DIR"));
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(made.status == 0 && made.stdout == kept, "run `make completions`: completions/{file} is old");
    }
}

#[test]
fn a_readers_mistakes_are_usage_errors_on_stderr() {
    let world = World::new();
    for words in [
        &[][..],
        &["frobnicate"],
        &["init"],
        &["init", "tcsh"],
        &["whoami", "--region", "a b"],
        &["list", "extra"],
    ] {
        let outcome = world.run(words);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""), "{words:?}");
        assert!(!outcome.stderr.is_empty(), "{words:?}");
    }
}

#[test]
fn no_planted_secret_is_seen_anywhere() {
    let world = World::new().with("AWS_PROFILE", "MyRole").with("AWSP_LOG", "1");
    let issued = fake_aws::issued_key("assume-role", &["arn:aws:iam::777788889999:role/MyRole", KEY]);
    let mut seen = String::new();
    for words in [
        &["whoami", "-v"][..],
        &["current", "-v"],
        &["prompt", "--hook", "bash"],
        &["list", "--json"],
        &["use", "chain", "--shell", "bash"],
        &["cache", "list"],
        &["refresh", "-v"],
    ] {
        let outcome = world.run(words);
        seen.push_str(&outcome.stdout);
        seen.push_str(&outcome.stderr);
    }
    world.aws.fault(json!({ "service": "sts", "kind": "error", "status": 403, "code": "AccessDenied", "message": "no", "times": -1 }));
    seen.push_str(&world.run(&["whoami", "--profile", "chain", "-v"]).stderr);
    for entry in std::fs::read_dir(world.home().join(".cache/awsp/v1/states")).unwrap() {
        seen.push_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    for secret in [SECRET, issued.secret.as_str(), issued.token.as_str()] {
        assert!(!seen.contains(secret), "{secret} was shown:\n{seen}");
    }
    assert!(seen.contains("777788889999"));
}
