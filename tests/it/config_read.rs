//! The two readings of the files, rule by rule, and the files themselves.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use awsp::config::merge::{Config, load};
use awsp::config::parse::Reading;
use awsp::config::section::Value;
use awsp::config::source::{self, Content, Files};
use awsp::domain::env::Env;
use proptest::prelude::*;

fn read(reading: Reading, config: &[u8], credentials: &[u8]) -> Config {
    load(&Files::of_bytes(Some(config.into()), Some(credentials.into()), Path::new("/h")), reading)
}

/// Every profile as `name{key=value,…}`, indented blocks in brackets.
fn shown(config: &Config) -> String {
    let value = |value: Value<'_>| match value {
        Value::Text(text) => text.replace('\n', "⏎"),
        Value::Nested(nested) => {
            let pairs: Vec<String> = nested.iter().map(|(key, value)| format!("{key}={value}")).collect();
            format!("[{}]", pairs.join(","))
        }
    };
    let profiles = config.profiles.iter().map(|profile| {
        let pairs: Vec<String> = profile
            .properties()
            .map(|property| format!("{}={}", property.key, value(property.value)))
            .collect();
        format!("{}{{{}}}", profile.name, pairs.join(","))
    });
    profiles.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_cli_reads_the_config_file() {
    for (text, expected) in [
        ("", ""),
        ("# a\n; b\n  # c\n[default]\na = 1\n", "default{a=1}"),
        ("[default]\na = 1 # one\nb = 2 ; two\nc=x;y\n", "default{a=1 # one,b=2 ; two,c=x;y}"),
        ("[profile t] # c\na: 1\nb : 2 = 3\nc = 4:5\n", "t{a=1,b=2 = 3,c=4:5}"),
        ("[profile t]\nA B = 'q'\nC=%(x)s $y\n", "t{a b='q',c=%(x)s $y}"),
        ("[profile t]\na =\nb =   \nc = 1\n", "t{a=,b=,c=1}"),
        ("[profile t]\na = 1\n  b = 2\n\n  c\n# d\n  e\n\nf = 3\n", "t{a=1⏎b = 2⏎⏎c⏎e,f=3}"),
        ("[profile t]\n  a = 1\n  b = 2\n c = 3\n", "t{a=1,b=2,c=3}"),
        ("[profile t]\na = 1\n [profile u]\n", "t{a=1⏎[profile u]}"),
        ("[profile t]\n [profile u]\n a = 1\n", "t{} u{a=1}"),
        ("[profile t]\ns3 =\n  A = 1\n\n  b = 2 = 3\n  A=4\nc = 5\n", "t{s3=[A=4,b=2 = 3],c=5}"),
        ("[profile t]\na\u{a0}=\u{2003}1\u{85}\n\u{3000}b=2\n", "t{a=1⏎b=2}"),
        ("[profile t]\r\na = 1\rb = 2\r\n", "t{a=1,b=2}"),
        ("[profile t]\nİ = 1\n", "t{i\u{307}=1}"),
        ("[profile \"a b\"]\n[profile 'c d']\n[profile e\\ f]\n[profile\tg ]\n", "a b{} c d{} e f{} g{}"),
        ("[profilex t]\n[profile a]b]\n[profile ''][x]\n", "t{} a]b{} ][x{}"),
        ("[profile a b]\n[profile]\n[ profile c]\n[Profile d]\n[profile 'e]\n[foo]\n", ""),
        ("[sso-session t]\n[services t]\n[plugins]\n", ""),
        ("[profile t]\na = 1\nb = 2\n[profile u]\n[profile \"t\"]\nc = 3\n", "t{c=3} u{}"),
        ("[default]\na = 1\n[profile default]\nb = 2\n", "default{b=2}"),
        ("[DEFAULT]\na = 1\nb = 2\n[profile t]\nb = 3\n[Default]\n[DEFAULT]\nc = 4\n", "t{b=3,a=1,c=4}"),
        ("[profile t]\na = \0\n", "t{a=\0}"),
        // A block that no section inherits is never looked at.
        ("[DEFAULT]\ns3 =\n  x\n", ""),
        ("[DEFAULT]\ns3 =\n  x\n[profile t]\ns3 = y\n", "t{s3=y}"),
    ] {
        let config = read(Reading::Cli, text.as_bytes(), b"");
        assert_eq!(shown(&config), expected, "{text}");
        assert_eq!(config.refused, None, "{text}");
    }
}

#[test]
fn the_sdks_read_the_same_file_differently() {
    for (text, expected) in [
        ("[default] ; c\na = 1 # one\nb = 2; two\n", "default{a=1,b=2; two}"),
        ("[profile t]\na = x:y\n", "t{a=x:y}"),
        ("[profile t]\na = 1\na = 2\n[profile t]\nb = 3\n", "t{a=2,b=3}"),
        ("[profile default]\na = 1\n[default]\nb = 2\n", "default{a=1}"),
        ("[ profile  t ]\na b = 1\nc = 2\n", "t{c=2}"),
        ("[profile \"t\"]\n[profile a b]\n[t]\n[profile]\n[profilex t]\n", ""),
        ("[DEFAULT]\na = 1\n[profile t]\n", "t{}"),
        ("[profile t]\ns3 =\n a = 1\n b = 2\nc = 1\n -d # e\n", "t{s3=[a=1,b=2],c=1⏎-d # e}"),
        ("[profile t]\na = 1\rb = 2\n", "t{a=1\rb = 2}"),
    ] {
        let config = read(Reading::Sdk, text.as_bytes(), b"");
        assert_eq!(shown(&config), expected, "{text}");
        assert_eq!(config.refused, None, "{text}");
    }
    let config = read(Reading::Sdk, b"", b"[profile t]\na = 1\n[u]\na = 2\n[sso-session s]\n");
    assert_eq!(shown(&config), "u{a=2}");
}

#[test]
fn a_refused_file_is_still_listed() {
    let table: &[(Reading, &[u8], &str, usize, &str)] = &[
        (Reading::Cli, b"a = 1\n[profile t]\nb = 2\n", "property-before-section", 1, "t{b=2}"),
        (Reading::Cli, b"[profile t]\na = 1\nA = 2\n[profile u]\n", "duplicate-key", 3, "t{a=2} u{}"),
        (Reading::Cli, b"[profile t]\na = 1\n[profile t]\nb = 2\n", "duplicate-section", 3, "t{a=1,b=2}"),
        (Reading::Cli, b"[DEFAULT]\na = 1\n[profile t]\n[DEFAULT]\na = 2\n", "duplicate-key", 5, "t{a=2}"),
        (Reading::Cli, b"[profile t]\nregion\n[profile u]\n", "no-delimiter", 2, "t{} u{}"),
        (Reading::Cli, b"[profile t]\n= 1\nb = 2\n", "empty-key", 2, "t{b=2}"),
        (Reading::Cli, b"[profile t\n[profile u]\n", "bad-header", 1, "u{}"),
        (Reading::Cli, b"[profile t]\n[]\nb = 2\n", "bad-header", 2, "t{b=2}"),
        (Reading::Cli, b"[profile t]\ns3 =\n  a = 1\n  b\n", "bad-nested-line", 4, "t{s3=[a=1]}"),
        (Reading::Cli, b"[DEFAULT]\ns3 =\n  b\n[profile t]\n", "bad-nested-line", 3, "t{s3=[]}"),
        (Reading::Cli, b"\xef\xbb\xbf[profile t]\na = 1\n", "byte-order-mark", 1, "t{a=1}"),
        (Reading::Cli, b"[profile t]\n# \xe9\na = 1\n", "not-utf8", 2, "t{a=1}"),
        (Reading::Cli, b"\xff[profile t]\n[profile u]\n", "not-utf8", 1, "u{}"),
        (Reading::Sdk, b"[profile t]\nb : 2\na = 1\n", "no-delimiter", 2, "t{a=1}"),
        (Reading::Sdk, b"[profile t]\n a = 1\nb = 2\n", "bad-continuation", 2, "t{b=2}"),
        (Reading::Sdk, b"[profile t]\ns3 =\n a\n", "bad-nested-line", 3, "t{s3=[]}"),
    ];
    for (reading, bytes, code, line, expected) in table {
        let config = read(*reading, bytes, b"");
        let problem = config.refused.as_ref().unwrap_or_else(|| panic!("not refused: {expected}"));
        let place = problem.origin.as_ref().map(|origin| (origin.line, origin.path()));
        assert_eq!((problem.code, place), (*code, Some((*line, Path::new("/h/.aws/config")))), "{expected}");
        assert!(problem.hint.as_ref().is_some_and(|hint| hint.contains("/h/.aws/config")), "{problem:?}");
        assert_eq!(shown(&config), *expected);
    }
}

#[test]
fn the_credentials_file_is_laid_over_key_by_key() {
    let config = read(
        Reading::Cli,
        b"[profile t]\na = config\nb = config\n[profile u]\n[sso-session s]\nx = 1\n[services v]\ny =\n z = 1\n",
        b"[w]\n[t]\nB = credentials\nc = credentials\n[profile t]\n[sso-session s]\n",
    );
    let expected = "t{a=config,b=credentials,c=credentials} u{} w{} profile t{} sso-session s{}";
    assert_eq!(shown(&config), expected);
    let profile = config.profiles.get("t").expect("a profile");
    let of = |key: &str| profile.get(key).map(|property| property.origin().to_string());
    assert_eq!(of("a").as_deref(), Some("/h/.aws/config:2"));
    assert_eq!(of("b").as_deref(), Some("/h/.aws/credentials:3"));
    let headers: Vec<String> = profile.origins().iter().map(ToString::to_string).collect();
    assert_eq!(headers, ["/h/.aws/config:1", "/h/.aws/credentials:2"]);
    let session = config.sso_session("s").expect("a session");
    assert_eq!(session.get("x").and_then(|property| property.text()), Some("1"));
    assert!(config.services("v").is_some());
    let mut codes: Vec<&str> = config.problems.iter().map(|problem| problem.code).collect();
    codes.dedup();
    assert_eq!(codes, ["prefix-in-credentials"]);
}

#[test]
fn what_counts_nothing_is_told() {
    let text = b"[profile a b]\n[foo]\n[profile t]\n[profile 't']\n[plugins]\n[Default]\n";
    let config = read(Reading::Cli, text, b"");
    let told: Vec<(&str, Option<usize>)> = config
        .problems
        .iter()
        .map(|problem| (problem.code, problem.origin.as_ref().map(|origin| origin.line)))
        .collect();
    let expected = [
        ("bad-section-name", Some(1)),
        ("not-a-profile", Some(2)),
        ("replaced-section", Some(4)),
        ("not-a-profile", Some(6)),
    ];
    assert_eq!(told, expected);
    assert_eq!(config.refused, None);
}

#[test]
fn many_of_everything_is_read_in_linear_time() {
    let mut wide = String::from("[DEFAULT]\n");
    let mut deep = String::from("[profile t]\nv = 1\n");
    for number in 0..50_000 {
        writeln!(wide, "k{number} = v").expect("room");
        deep.push_str("  more\n\n");
    }
    for number in 0..50_000 {
        writeln!(wide, "[profile p{number}]").expect("room");
    }
    for reading in [Reading::Cli, Reading::Sdk] {
        assert_eq!(read(reading, wide.as_bytes(), b"").profiles.len(), 50_000);
        let config = read(reading, deep.as_bytes(), b"");
        let value = config.profiles.get("t").and_then(|profile| profile.text("v").map(str::len));
        assert!(value.is_some_and(|length| length > 200_000), "{value:?}");
    }
    // Ever the same mistake: some of it is told.
    let config = read(Reading::Cli, "[profile t]\nx\nx=1\nx=2\n".repeat(50_000).as_bytes(), b"");
    assert!(config.refused.is_some() && config.problems.len() < 100, "{}", config.problems.len());
}

/// What the readings stumble over.
const PIECES: &[&[u8]] = &[
    b"[profile t]",
    b"[",
    b"]",
    b"=",
    b":",
    b"\n",
    b"\r",
    b" ",
    b"\t",
    b"#",
    b"a",
    b"s3 =",
    b"'",
    b"\\",
    b"\xff",
    b"\xe2\x80\xa8",
    b"\xef\xbb\xbf",
    b"\x1c",
];

proptest! {
    #[test]
    fn no_bytes_break_a_reading(
        pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..60),
    ) {
        let bytes = pieces.concat();
        for reading in [Reading::Cli, Reading::Sdk] {
            let config = read(reading, &bytes, &bytes);
            let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
            for profile in config.profiles.iter() {
                for property in profile.properties() {
                    prop_assert!((1..=lines).contains(&property.line));
                    prop_assert_eq!(profile.get(property.key).map(|again| again.line), Some(property.line));
                }
            }
            for problem in &config.problems {
                prop_assert!(problem.origin.as_ref().is_some_and(|origin| (1..=lines).contains(&origin.line)));
            }
        }
    }
}

#[test]
fn files_are_found_where_the_variables_say() {
    let home = Path::new("/home/benk");
    let paths = |pairs: &[(&str, &str)]| source::paths(&pairs.iter().copied().collect::<Env>(), Some(home));
    let found = |config: &str, credentials: &str| (PathBuf::from(config), PathBuf::from(credentials));
    assert_eq!(paths(&[]), found("/home/benk/.aws/config", "/home/benk/.aws/credentials"));
    assert_eq!(
        paths(&[("AWS_CONFIG_FILE", "$DIR/c"), ("DIR", "/d"), ("AWS_SHARED_CREDENTIALS_FILE", "")]),
        found("/d/c", "")
    );
}

#[test]
fn only_a_regular_file_is_read() {
    let home = tempfile::tempdir().expect("a folder");
    let env = |path: &Path| {
        let mut env = Env::default();
        env.set("AWS_CONFIG_FILE", path);
        env
    };
    let content = |path: &Path| source::read(&env(path), Some(home.path())).config.content;
    let file = home.path().join("file");
    fs::write(&file, "[default]\n").expect("a file");
    assert_eq!(content(&file), Content::of(b"[default]\n".to_vec()));
    std::os::unix::fs::symlink(&file, home.path().join("link")).expect("a link");
    assert_eq!(content(&home.path().join("link")), Content::of(b"[default]\n".to_vec()));
    assert_eq!(content(home.path()), Content::NotAFile("a folder"));
    assert_eq!(content(&home.path().join("none")), Content::Absent);
    assert!(matches!(content(&file.join("below")), Content::NotAFile(_)));
    assert_eq!(content(Path::new("/dev/null")), Content::Absent);
    assert_eq!(content(Path::new("")), Content::Absent);
}
