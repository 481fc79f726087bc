//! `awsp configure` says the usual mistakes before it writes anything.

use crate::configure::{CONFIG, ROLE, configure, configure_with, files, world};

/// Runs it without a terminal: nothing is written, and this is said.
#[track_caller]
fn refused(words: &[&str], status: i32, told: &[&str]) {
    let world = world();
    let before = files(&world);
    let said = configure(&world, words);
    assert_eq!(said.status, status, "{words:?} {said:?}");
    for told in told {
        assert!(said.stderr.contains(told), "{words:?}: {told:?} is not in {said:?}");
    }
    assert!(said.stderr.starts_with("awsp: ") && said.stdout.is_empty(), "{said:?}");
    assert_eq!(files(&world), before, "{words:?}");
}

/// Runs it with `--yes`: it is written, and this is said.
#[track_caller]
fn noted(words: &[&str], told: &[&str]) {
    let world = world();
    let before = files(&world);
    let said = configure(&world, &[words, &["--yes"]].concat());
    assert_eq!(said.status, 0, "{words:?} {said:?}");
    for told in told {
        assert!(said.stderr.contains(told), "{words:?}: {told:?} is not in {said:?}");
    }
    assert_ne!(files(&world), before, "{words:?}");
}

#[test]
fn wrong_values_are_refused_with_what_was_meant() {
    for (property, told) in [
        ("region=eu-wst-1", "did you mean eu-west-1"),
        ("region=eu-west-1b", "region=eu-west-1"),
        ("sso_acount_id=1", "did you mean sso_account_id"),
        ("output=jsn", "output=json"),
        ("role_arn=MyRole", "arn:aws:iam::ACCOUNT:role/NAME"),
        ("mfa_serial=arn:aws:iam::777788889999:user/me", "list-mfa-devices"),
        ("duration_seconds=10", "900"),
        ("credential_process=~/bin/x", "the whole path"),
        ("credential_process=a | b", "without a shell"),
        ("aws_account_id=7777-8888-9999", "aws_account_id=777788889999"),
        ("source_profile=bnek", "did you mean benk"),
        ("credential_source=environment", "credential_source=Environment"),
        ("region=\"eu-west-1\"", "without them: region=eu-west-1"),
        ("services=none", "services"),
    ] {
        refused(&["set", "MyRole", property, "--yes"], 1, &[told, "--force"]);
        let world = world();
        let said = configure(&world, &["set", "MyRole", property, "--yes", "--force"]);
        assert_eq!(said.status, 0, "{property}: {said:?}");
    }
    refused(&["set", "MyRole", "role_session_name=a\u{1b}[2Jb", "--yes"], 1, &["no character to be seen"]);
    for (property, told) in [
        ("sso_start_url=http://corp.awsapps.com/start", "https://corp.awsapps.com/start"),
        (
            "sso_start_url=https://corp.awsapps.com/start/#/?tab=x",
            "sso_start_url=https://corp.awsapps.com/start",
        ),
        ("sso_account_id=123", "twelve digits"),
        ("sso_role_name=Power User", "cannot hold"),
        ("sso_session=crop", "sso-session"),
    ] {
        refused(&["set", "sso", property, "--yes"], 1, &[told]);
    }
}

#[test]
fn names_that_others_cannot_read_are_refused_or_told() {
    let add = |name: &'static str| ["add", name, "--set", "region=eu-west-1"];
    for (name, told) in [
        ("profile x", "name it x"),
        ("[profile x]", "name it x"),
        ("sso-session x", "of no profile"),
        ("a\u{1b}]2;x\u{7}b", "no character to be seen"),
        ("a\nb", "no character to be seen"),
        ("DEFAULT", "in every section"),
        ("-", "awsp use -"),
        (" a", "name it a"),
    ] {
        refused(
            &[&add(name)[..1], &["--yes"], &["--set", "region=eu-west-1", "--", name]].concat(),
            1,
            &[told],
        );
    }
    refused(&["add", "", "--set", "region=eu-west-1", "--yes"], 2, &["never empty"]);
    refused(
        &["add", "benk", "--set", "region=eu-west-1", "--yes"],
        1,
        &["already", "awsp configure set benk"],
    );
    refused(&["rename", "benk", "MyRole", "--yes"], 1, &["already"]);
    refused(&["copy", "benk", "profile x", "--yes"], 1, &["name it x"]);
    for (name, told) in [
        ("a b", "a blank"),
        ("käse", "ä"),
        ("a#b", "#"),
        ("a]b", "]"),
        ("a'b", "'"),
        ("a\"b", "\""),
        ("BENK", "differ in case only"),
        ("Default", "differ in case only"),
    ] {
        noted(&add(name), &[told]);
    }
}

#[test]
fn plans_that_cannot_be_are_refused() {
    let source = |name: &'static str| ["add", "x", "--set", ROLE, "--set", name, "--yes"];
    refused(&source("source_profile=gone"), 1, &["there is no such profile"]);
    refused(&source("source_profile=x"), 1, &["its own source_profile"]);
    refused(&source("source_profile=default"), 1, &["no credentials of its own"]);
    refused(
        &["set", "MyRole", "credential_source=Environment", "--yes"],
        1,
        &["both source_profile and credential_source"],
    );
    refused(
        &["set", "MyRole", "source_profile=", "--yes"],
        1,
        &["neither source_profile nor credential_source"],
    );
    refused(
        &[
            "set",
            "benk",
            ROLE,
            "source_profile=MyRole",
            "aws_access_key_id=",
            "aws_secret_access_key=",
            "--yes",
        ],
        1,
        &["goes in a circle", "MyRole could not be used any more"],
    );
    refused(
        &[
            "add",
            "x",
            "--set",
            ROLE,
            "--set",
            "source_profile=MyRole",
            "--set",
            "duration_seconds=7200",
            "--yes",
        ],
        1,
        &["an hour at most", "duration_seconds=3600"],
    );
    refused(
        &[
            "add",
            "x",
            "--set",
            ROLE,
            "--set",
            "source_profile=sso",
            "--set",
            "duration_seconds=7200",
            "--yes",
        ],
        1,
        &["an hour at most"],
    );
    noted(&["set", "MyRole", "duration_seconds=7200"], &["wrote"]);
    let sso =
        ["--set", "sso_session=corp", "--set", "sso_account_id=777788889999", "--set", "sso_role_name=X"];
    refused(
        &[&["add", "x", "--yes", "--set", "sso_start_url=https://other.awsapps.com/start"], sso.as_slice()]
            .concat(),
        1,
        &["the sso-session corp has another sso_start_url already"],
    );
    refused(&["set", "sso", "sso_role_name=", "--yes"], 1, &["lacks sso_role_name"]);
    noted(
        &["add", "x", "--set", "region=eu-west-9"],
        &["does not know the region", "no credentials of its own"],
    );
    noted(
        &["set", "sso", "sso_start_url=https://other.awsapps.com/start/#/"],
        &["https://other.awsapps.com/start"],
    );
    let mfa = ["--set", "mfa_serial=GAHT12345678", "--set", "region=eu-west-1"];
    noted(
        &[&["add", "x", "--set", ROLE, "--set", "source_profile=benk"], mfa.as_slice()].concat(),
        &["the JavaScript SDK gets no credentials"],
    );
    noted(&["add", "x", "--set", "credential_process=/no/such x"], &["there is no program /no/such here"]);
    noted(&["set", "benk", "credential_process=/bin/true"], &["of the kind static, not process"]);
    noted(
        &["set", "sso", "aws_access_key_id=AKIAIOSFODNN7EXAMPLE", "--force"],
        &["of the kind sso, not keys"],
    );
    noted(&["set", "benk", "colour_scheme=dark"], &["awsp knows of no AWS tool"]);
}

#[test]
fn secrets_are_not_taken_from_the_command_line() {
    let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    let property = format!("aws_secret_access_key={secret}");
    refused(&["set", "benk", &property, "--yes"], 2, &["--secret-stdin"]);
    refused(&["add", "x", "--set", &property, "--yes", "--force"], 2, &["--secret-stdin"]);
    refused(&["set", "benk", "AWS_Session_Token=x", "--yes"], 2, &["no temporary credentials"]);
    refused(
        &["set", "benk", "aws_access_key_id=ASIAIOSFODNN7EXAMPLE", "--secret-stdin", "--yes"],
        1,
        &["temporary", "SSO"],
    );
    for (words, input, status) in [
        (vec!["set", "benk", &property, "--yes"], "", 2),
        (vec!["set", "benk", secret, "--yes"], "", 2),
        (
            vec!["set", "benk", "aws_access_key_id=AKIAIOSFODNN7EXAMPLE", "--secret-stdin", "--yes"],
            &secret[1..],
            1,
        ),
        (vec!["set", "benk", "aws_access_key_id=AKIAIOSFODNN7EXAMPLE", "--secret-stdin", "--yes"], "", 1),
        (vec!["set", "benk", &format!("aws_access_key_id={secret}"), "--secret-stdin", "--yes"], secret, 1),
    ] {
        let world = world();
        let before = files(&world);
        let said = configure_with(&world, input, &words);
        assert_eq!(said.status, status, "{said:?}");
        assert!(!said.stderr.contains(&secret[2..]), "{said:?}");
        assert_eq!(files(&world), before);
    }
}

#[test]
fn what_is_missing_is_named_where_nobody_can_be_asked() {
    refused(&[], 2, &["add, set, copy, rename or remove"]);
    refused(&["add"], 2, &["NAME", "--set KEY=VALUE"]);
    refused(&["add", "x"], 2, &["--set KEY=VALUE"]);
    refused(&["add", "x", "--set", ROLE], 2, &["--set source_profile=…"]);
    refused(&["add", "--set", "source_profile=benk"], 2, &["NAME", "--set role_arn=…"]);
    refused(
        &["add", "x", "--set", "sso_session=corp"],
        2,
        &["--set sso_account_id=…", "--set sso_role_name=…"],
    );
    refused(&["add", "x", "--set", "sso_session=new"], 2, &["--set sso_start_url=…", "--set sso_region=…"]);
    refused(&["add", "x", "--set", "web_identity_token_file=/t"], 2, &["--set role_arn=…"]);
    refused(&["add", "x", "--set", "aws_access_key_id=AKIAIOSFODNN7EXAMPLE"], 2, &["--secret-stdin"]);
    refused(
        &[
            "add",
            "x",
            "--set",
            "sso_start_url=https://a.awsapps.com/start",
            "--set",
            "sso_region=eu-west-1",
            "--set",
            "sso_account_id=777788889999",
            "--set",
            "sso_role_name=X",
        ],
        2,
        &["--set sso_session=…"],
    );
    refused(&["set"], 2, &["NAME is missing"]);
    refused(&["set", "benk"], 2, &["KEY=VALUE is missing"]);
    refused(&["set", "benk", "region"], 2, &["KEY=VALUE"]);
    refused(&["set", "benk", "region=eu-west-1", "Region=eu-west-1"], 2, &["given twice"]);
    refused(&["set", "benk", "aws_access_key_id=AKIAIOSFODNN7EXAMPLE", "--yes"], 2, &["--secret-stdin"]);
    refused(&["copy", "benk"], 2, &["the new name is missing"]);
    refused(&["rename"], 2, &["NAME is missing"]);
    refused(&["remove"], 2, &["NAME is missing"]);
    for verb in ["remove", "copy", "rename", "set"] {
        let words: &[&str] =
            if verb == "remove" { &["remove", "bnek", "--yes"] } else { &[verb, "bnek", "x=y", "--yes"] };
        refused(words, 1, &["there is no profile bnek", "benk"]);
    }
}

#[test]
fn a_file_that_the_aws_cli_refuses_is_not_touched() {
    let world = world();
    let broken = format!("{CONFIG}[profile benk]\nregion = eu-west-1\n");
    world.write(".aws/config", &broken);
    let said = configure(&world, &["add", "x", "--set", "region=eu-west-1", "--yes", "--force"]);
    assert!(said.status == 1 && said.stderr.contains("benk"), "{said:?}");
    assert_eq!(files(&world).0, broken);
}

#[test]
fn a_region_is_given_once() {
    refused(&["set", "MyRole", "region=eu-west-3", "--region", "us-east-1", "--yes"], 2, &["given twice"]);
    refused(&["add", "new", "--set", "region=eu-west-3", "--region", "us-east-1", "--yes"], 2, &["twice"]);
}

#[test]
fn that_a_profile_has_no_credentials_is_said_once() {
    let world = world();
    let said = configure(&world, &["add", "new", "--set", "region=eu-west-3", "--yes"]);
    assert_eq!(said.status, 0, "{said:?}");
    assert_eq!(said.stderr.matches("has no credentials of its own").count(), 1, "{said:?}");
}
