//! Plans, kinds, regions and call settings, from small files.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::path::Path;

use awsp::config::merge::{Config, load};
use awsp::config::network::network;
use awsp::config::parse::Reading;
use awsp::config::plan::{Kind, Plan, SelectedBy, Selection, Source, kind, nearest, plan, select};
use awsp::config::region::region;
use awsp::config::source::{self, Files};
use awsp::domain::env::Env;
use awsp::domain::network::Network;
use awsp::domain::problem::Problem;

const KEYS: &str = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = s\n";
const ROLE: &str = "role_arn = arn:aws:iam::777788889999:role/MyRole\n";

fn config(text: &str) -> Config {
    both(text, "")
}

fn both(config: &str, credentials: &str) -> Config {
    let files = Files::of_bytes(Some(config.into()), Some(credentials.into()), Path::new("/h"));
    load(&files, Reading::Cli)
}

fn env(pairs: &[(&str, &str)]) -> Env {
    pairs.iter().copied().collect()
}

fn plan_of(config: &Config, name: &str) -> Result<Plan, Problem> {
    plan(config, &Env::default(), &Selection::option(name))
}

/// Code and line of the problem that the plan of `t` has.
fn problem(text: &str) -> (&'static str, Option<usize>) {
    let problem = plan_of(&config(text), "t").expect_err(text);
    assert!(problem.hint.is_some(), "no way out: {problem:?}");
    assert!(!problem.message.ends_with('.'), "{}", problem.message);
    (problem.code, problem.origin.map(|origin| origin.line))
}

#[test]
fn every_broken_profile_has_its_problem_and_its_line() {
    let table: &[(&str, &str, Option<usize>)] = &[
        ("[profile u]\n", "unknown-profile", None),
        ("[profile t]\nROLEsource_profile = t\n", "source-profile-loop", Some(3)),
        (
            "[profile t]\nROLEsource_profile = u\n[profile u]\nROLEsource_profile = t\n",
            "source-profile-loop",
            Some(6),
        ),
        (
            "[profile t]\nROLEsource_profile = u\n[profile u]\nROLEsource_profile = u\n",
            "source-profile-loop",
            Some(6),
        ),
        ("[profile t]\nROLEsource_profile = no\n", "source-profile-missing", Some(3)),
        ("[profile t]\nROLEsource_profile =\n", "source-profile-missing", Some(3)),
        ("[profile t]\nROLEsource_profile = u\n[profile u]\nregion = x\n", "source-profile-empty", Some(3)),
        ("[profile t]\nROLE", "no-role-source", Some(2)),
        (
            "[profile t]\nROLEsource_profile = u\ncredential_source = Environment\n",
            "two-role-sources",
            Some(4),
        ),
        ("[profile t]\nROLEcredential_source = environment\n", "bad-credential-source", Some(3)),
        ("[profile t]\nROLEcredential_source = Environment\n", "environment-keys-missing", Some(3)),
        ("[profile t]\nROLEcredential_source = EcsContainer\n", "container-missing", Some(3)),
        ("[profile t]\naws_access_key_id = A\n", "partial-keys", Some(2)),
        (
            "[profile t]\nROLEsource_profile = u\n[profile u]\naws_secret_access_key = s\n",
            "source-profile-empty",
            Some(3),
        ),
        (
            "[profile t]\nsso_account_id = 1\nsso_session = no\nsso_role_name = r\n",
            "sso-session-missing",
            Some(3),
        ),
        ("[profile t]\nsso_role_name = r\n", "sso-incomplete", Some(1)),
        (
            "[sso-session s]\nsso_region = a\n[profile t]\nsso_session = s\nsso_role_name = r\nsso_region = b\n",
            "sso-session-conflict",
            Some(6),
        ),
        ("[profile t]\nweb_identity_token_file = /x\n", "web-identity-without-role", Some(2)),
        ("[profile t]\ncredential_process =\n", "empty-credential-process", Some(2)),
        ("[profile t]\nROLEsource_profile = t\nKEYSduration_seconds = 60\n", "bad-role-setting", Some(6)),
        ("[profile t]\nROLEsource_profile = t\nKEYSexternal_id =\n", "bad-role-setting", Some(6)),
        ("[profile t]\nrole_arn = x\nsource_profile = t\nKEYS", "bad-role-setting", Some(2)),
        ("[profile t]\nrole_arn =\n  x = y\nsource_profile = t\n", "nested-value", Some(2)),
        ("[profile t]\nKEYSec2_metadata_service_endpoint_mode = ipv5\n", "bad-metadata-setting", Some(4)),
        ("[profile t]\nKEYSmetadata_service_timeout = soon\n", "bad-metadata-setting", Some(4)),
        ("[profile t]\nKEYSKEYS", "duplicate-key", Some(4)),
    ];
    for (text, code, line) in table {
        let text = text.replace("ROLE", ROLE).replace("KEYS", KEYS);
        assert_eq!(problem(&text), (*code, *line), "{text}");
    }
}

#[test]
fn a_chain_is_called_from_its_end() {
    let config = config(&format!(
        "[profile t]\n{ROLE}source_profile = u\nduration_seconds = 1h\nmfa_serial = arn:aws:iam::1:mfa/m\n\
         [profile u]\nrole_arn = arn:aws:iam::111122223333:role/Hop\nsource_profile = u\n\
         external_id = ext\nrole_session_name = benk\nduration_seconds = 1_800\nsource_identity = benk\n{KEYS}\
         [profile v]\n{ROLE}source_profile = t\n"
    ));
    // A source profile with keys is an end, even where it has a role.
    let plan = plan_of(&config, "t").expect("a plan");
    assert_eq!(plan.roles.len(), 1);
    assert_eq!(plan.roles[0].duration_seconds, None);
    assert_eq!(plan.roles[0].mfa_serial.as_deref(), Some("arn:aws:iam::1:mfa/m"));
    assert!(matches!(&plan.source, Source::StaticKeys { profile, .. } if profile == "u"));
    // A profile over itself.
    let plan = plan_of(&config, "u").expect("a plan");
    let [step] = plan.roles.as_slice() else { panic!("{plan:?}") };
    assert_eq!((step.role_arn.as_str(), step.origin.line), ("arn:aws:iam::111122223333:role/Hop", 7));
    assert_eq!(step.session_name.as_deref(), Some("benk"));
    assert_eq!(step.external_id.as_deref(), Some("ext"));
    assert_eq!(step.duration_seconds, Some(1800));
    assert_eq!(step.source_identity.as_deref(), Some("benk"));
    let names: Vec<String> =
        plan_of(&config, "v").expect("a plan").roles.into_iter().map(|step| step.profile).collect();
    assert_eq!(names, ["t", "v"]);
}

#[test]
fn the_middle_of_a_circle_is_told() {
    let text = format!(
        "[profile t]\n{ROLE}source_profile = a\n[profile a]\n{ROLE}source_profile = b\n[profile b]\n{ROLE}source_profile = a\n"
    );
    let problem = plan_of(&config(&text), "t").expect_err("a circle");
    assert!(problem.message.ends_with("a → b → a"), "{}", problem.message);
}

#[test]
fn an_endless_chain_ends() {
    let mut text = String::new();
    for number in 0..10_000 {
        write!(text, "[profile p{number}]\n{ROLE}source_profile = p{}\n", number + 1).expect("room");
    }
    let config = config(&text);
    assert_eq!(plan_of(&config, "p0").expect_err("too long").code, "chain-too-long");
    assert_eq!(plan_of(&config, "p9950").expect_err("its end is missing").code, "source-profile-missing");
}

#[test]
fn keys_of_the_environment_beat_variables_but_not_the_option() {
    let config = config(&format!("[profile t]\n{KEYS}"));
    let keys = [("AWS_ACCESS_KEY_ID", "AKIAENV"), ("AWS_SECRET_ACCESS_KEY", "e"), ("AWS_PROFILE", "t")];
    let env = env(&keys);
    let by_variable = plan(&config, &env, &select(&env, None)).expect("a plan");
    assert!(matches!(by_variable.source, Source::Environment { .. }));
    let by_option = plan(&config, &env, &select(&env, Some("t"))).expect("a plan");
    assert!(matches!(by_option.source, Source::StaticKeys { .. }));
    // An unknown name fails even so.
    let unknown =
        plan(&config, &env, &Selection { name: Some("no".into()), by: SelectedBy::Variable("AWS_PROFILE") });
    assert_eq!(unknown.expect_err("unknown").code, "unknown-profile");
}

#[test]
fn the_older_name_of_a_token_wins_in_the_environment() {
    let tokens = |pairs: &[(&str, &str)]| {
        let mut env = env(pairs);
        env.set("AWS_ACCESS_KEY_ID", "AKIAENV");
        env.set("AWS_SECRET_ACCESS_KEY", "e");
        let source = plan(&config(""), &env, &select(&env, None)).expect("a plan").source;
        let Source::Environment { credentials } = source else { panic!("{source:?}") };
        credentials.session_token.map(|token| token.reveal().to_owned())
    };
    assert_eq!(
        tokens(&[("AWS_SECURITY_TOKEN", "old"), ("AWS_SESSION_TOKEN", "new")]).as_deref(),
        Some("old")
    );
    assert_eq!(tokens(&[("AWS_SECURITY_TOKEN", ""), ("AWS_SESSION_TOKEN", "new")]).as_deref(), Some("new"));
    assert_eq!(tokens(&[("AWS_SESSION_TOKEN", "")]), None);
}

#[test]
fn key_files_of_older_tools_are_asked_last() {
    let home = tempfile::tempdir().expect("a folder");
    let keys = home.path().join("keys");
    let mut env = env(&[]);
    env.set("AWS_CREDENTIAL_FILE", &keys);
    let plan = |text: &str| {
        std::fs::write(&keys, text).expect("a file");
        let config = load(&source::read(&env, Some(home.path())), Reading::Cli);
        plan(&config, &env, &select(&env, None)).map(|plan| plan.source).map_err(|problem| problem.code)
    };
    let found = plan("# key\nAWSAccessKeyId = A=\nAWSSecretKey=s\n");
    let Ok(Source::StaticKeys { credentials, origin, .. }) = &found else { panic!("{found:?}") };
    assert_eq!((credentials.access_key_id.as_str(), origin.line, origin.path()), ("A=", 2, keys.as_path()));
    assert_eq!(plan("AWSAccessKeyId=A\n").err(), Some("partial-keys"));
    assert!(matches!(plan("nothing\n"), Ok(Source::InstanceMetadata { asked: false })));
    // They are no part of any profile.
    let config = load(&source::read(&env, Some(home.path())), Reading::Cli);
    assert_eq!(kind(&config, &env, "default"), Kind::Invalid);
    std::fs::remove_file(&keys).expect("gone");
    let config = load(&source::read(&env, Some(home.path())), Reading::Cli);
    let problem = awsp::config::plan::plan(&config, &env, &select(&env, None)).expect_err("missing");
    assert_eq!(problem.code, "legacy-file-missing");
}

#[test]
fn what_the_environment_gives_to_a_profile_is_hidden_by_the_option() {
    let config = config(&format!("[profile t]\n{KEYS}[profile r]\n{ROLE}credential_source = Environment\n"));
    let env = env(&[
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/token"),
        ("AWS_ROLE_ARN", "arn:aws:iam::777788889999:role/Web"),
        ("AWS_PROFILE", "t"),
    ]);
    let by_variable = plan(&config, &env, &select(&env, None)).expect("a plan");
    assert!(matches!(by_variable.source, Source::WebIdentity { .. }));
    let by_option = plan(&config, &env, &select(&env, Some("t"))).expect("a plan");
    assert!(matches!(by_option.source, Source::StaticKeys { .. }));
    // Keys that a profile asks for itself are never hidden.
    let env = [("AWS_ACCESS_KEY_ID", "AKIAENV"), ("AWS_SECRET_ACCESS_KEY", "e")].into_iter().collect();
    let asked = plan(&config, &env, &Selection::option("r")).expect("a plan");
    assert!(matches!(asked.source, Source::Environment { .. }));
    assert_eq!(asked.roles.len(), 1);
}

#[test]
fn keys_of_two_files_are_never_put_together() {
    let id_only = "[t]\naws_access_key_id = A\n";
    let split = both("[profile t]\naws_secret_access_key = s\n", id_only);
    assert_eq!(plan_of(&split, "t").expect_err("half a pair").code, "partial-keys");
    let whole = both(
        &format!("[profile t]\n{KEYS}aws_session_token = of-config\n"),
        "[t]\naws_secret_access_key = c\n",
    );
    let Source::StaticKeys { credentials, origin, .. } = plan_of(&whole, "t").expect("a plan").source else {
        panic!("no keys")
    };
    assert_eq!(credentials.secret_access_key.reveal(), "s");
    assert_eq!((origin.line, origin.path()), (2, Path::new("/h/.aws/config")));
}

#[test]
fn kinds_are_what_the_option_would_use() {
    let config = both(
        &format!(
            "[profile static]\n{KEYS}[profile role]\n{ROLE}source_profile = static\n[profile env]\n{ROLE}\
             credential_source = Environment\n[profile web]\n{ROLE}web_identity_token_file = /t\n\
             [sso-session s]\nsso_region = r\nsso_start_url = u\n[profile sso]\nsso_session = s\nsso_account_id = 1\n\
             sso_role_name = r\n[profile login]\nlogin_session = arn\n[profile process]\ncredential_process = p\n\
             [profile meta]\ncredential_source = Ec2InstanceMetadata\n[profile none]\nregion = x\n\
             [profile broken]\n{ROLE}"
        ),
        "[cred]\naws_access_key_id = A\naws_secret_access_key = s\n",
    );
    // What is in the environment changes no kind.
    let web = [("AWS_WEB_IDENTITY_TOKEN_FILE", "/t"), ("AWS_ROLE_ARN", "arn:aws:iam::777788889999:role/Web")];
    let env = env(&[&[("AWS_ACCESS_KEY_ID", "A")][..], &web].concat());
    for (name, expected) in [
        ("static", Kind::Static),
        ("cred", Kind::Static),
        ("role", Kind::AssumeRole),
        ("env", Kind::AssumeRole),
        ("web", Kind::WebIdentity),
        ("sso", Kind::Sso),
        ("login", Kind::Login),
        ("process", Kind::Process),
        ("meta", Kind::Metadata),
        ("none", Kind::None),
        ("broken", Kind::Invalid),
        ("unheard-of", Kind::Invalid),
    ] {
        assert_eq!(kind(&config, &env, name), expected, "{name}");
    }
}

#[test]
fn the_region_is_the_first_that_is_set() {
    let config = config("[profile t]\nregion = eu-west-1\n[profile bad]\nregion = eu west\n[profile none]\n");
    let told = |env: &Env, name: &str, option: Option<&str>| {
        region(&config, env, &Selection::option(name), option)
            .map(|found| found.map(|(region, by)| (region.to_string(), by)))
            .map_err(|problem| problem.code)
    };
    let set = env(&[("AWS_REGION", "us-east-1"), ("AWS_DEFAULT_REGION", "us-east-2")]);
    let none = Env::default();
    assert_eq!(told(&set, "t", Some("x-1")), Ok(Some(("x-1".into(), SelectedBy::Option))));
    assert_eq!(told(&set, "t", None), Ok(Some(("us-east-1".into(), SelectedBy::Variable("AWS_REGION")))));
    let Ok(Some((name, SelectedBy::File(origin)))) = told(&none, "t", None) else {
        panic!("no region of the file")
    };
    assert_eq!((name.as_str(), origin.line), ("eu-west-1", 2));
    assert_eq!(told(&none, "none", None), Ok(None));
    assert_eq!(told(&none, "bad", None), Err("bad-region"));
    assert_eq!(told(&none, "no", None), Err("unknown-profile"));
    // An empty variable hides what comes after it.
    let empty = env(&[("AWS_REGION", ""), ("AWS_DEFAULT_REGION", "us-east-2")]);
    assert_eq!(told(&empty, "t", None), Err("bad-region"));
}

#[test]
fn endpoints_come_in_the_order_of_the_aws_cli() {
    let config = config(
        "[services local]\nsts =\n  endpoint_url = http://section\nsso = text\n[services empty]\n\
         [profile t]\nservices = local\nendpoint_url = http://profile\nuse_fips_endpoint = TRUE\n\
         [profile p]\nendpoint_url = http://profile\nignore_configured_endpoint_urls = yes\n\
         [profile none]\nuse_fips_endpoint = true\nuse_dualstack_endpoint = 1\nmax_attempts = 5\nca_bundle = /c\n\
         [profile missing]\nservices = empty\n[profile zero]\nmax_attempts = 0\n",
    );
    let of = |pairs: &[(&str, &str)], name: &str, service: &str| {
        network(&config, &env(pairs), &Selection::option(name), service).map_err(|problem| problem.code)
    };
    let url = |pairs: &[(&str, &str)], name: &str, service: &str| {
        of(pairs, name, service).map(|network| network.endpoint_url.unwrap_or_default())
    };
    let own = ("AWS_ENDPOINT_URL_STS", "http://own");
    let all = ("AWS_ENDPOINT_URL", "http://all");
    assert_eq!(url(&[own, all], "t", "sts"), Ok("http://own".into()));
    assert_eq!(url(&[("AWS_ENDPOINT_URL_STS", ""), all], "t", "sts"), Ok("http://all".into()));
    assert_eq!(url(&[], "t", "sts"), Ok("http://section".into()));
    assert_eq!(url(&[], "t", "sso_oidc"), Ok("http://profile".into()));
    assert_eq!(url(&[], "t", "sso"), Err("services-entry"));
    assert_eq!(url(&[], "missing", "sts"), Err("services-missing"));
    assert_eq!(url(&[all], "missing", "sts"), Ok("http://all".into()));
    assert_eq!(url(&[], "p", "sts"), Ok("http://profile".into()));
    let ignored = ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "True");
    assert_eq!(url(&[ignored, own], "t", "sts"), Ok(String::new()));
    assert_eq!(
        of(&[], "t", "sts").map(|network| network.fips),
        Ok(false),
        "a custom endpoint is called as it is"
    );
    let usual = Network {
        endpoint_url: None,
        fips: true,
        dualstack: false,
        ca_bundle: Some("/c".into()),
        max_attempts: 5,
    };
    assert_eq!(of(&[("REQUESTS_CA_BUNDLE", "/r")], "none", "sts"), Ok(usual));
    assert_eq!(of(&[], "zero", "sts"), Err("bad-max-attempts"));
    assert_eq!(of(&[("AWS_MAX_ATTEMPTS", "")], "none", "sts"), Err("bad-max-attempts"));
    assert_eq!(of(&[("AWS_MAX_ATTEMPTS", "2")], "zero", "sts").map(|network| network.max_attempts), Ok(2));
}

#[test]
fn near_names_are_found() {
    let config =
        config("[profile prod]\n[profile Production]\n[profile dev]\n[profile my-prod-eu]\n[profile x]\n");
    assert_eq!(nearest(&config, "PROD"), ["prod", "Production", "my-prod-eu"]);
    assert_eq!(nearest(&config, "prdo"), ["prod"]);
    assert_eq!(nearest(&config, "production"), ["Production"]);
    assert!(nearest(&config, "somewhere-else").is_empty());
    assert!(nearest(&config, "").is_empty());
}
