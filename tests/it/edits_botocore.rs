//! Whatever file, whatever edits: botocore's own reader sees what was asked for, and nothing else.
//!
//! `AWSP_TEST_VALUES` says how many files there are, `AWSP_TEST_SEED` which.

use std::fs;
use std::process::Command;
use std::sync::Arc;

use awsp::config::edit::{Edit, Refusal, Target, Value as Text, edit};
use awsp::config::source::{Content, FileKind, SourceFile};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};

use crate::crowd_sso::python;

/// How many files, where nobody asks for more.
const FILES: usize = 400;

/// What botocore makes of each text before and after: its sections, and what `[DEFAULT]` gives to all; `null` for a file
/// that it refuses.
const READER: &str = r"
import configparser, json, os, sys
from botocore.configloader import _parse_nested, load_config, raw_config_parse
from botocore.exceptions import ConfigParseError
def nested(value):
    try:
        return _parse_nested(value) if value.startswith('\n') else value
    except ValueError:
        return value
def look(kind, text):
    if text is None:
        return None
    with open(sys.argv[1], 'w', newline='', encoding='utf-8') as file:
        file.write(text)
    try:
        seen = load_config(sys.argv[1]) if kind == 'config' else raw_config_parse(sys.argv[1])
    except ConfigParseError:
        return None
    parser = configparser.RawConfigParser()
    parser.read([sys.argv[1]])
    return {'seen': seen, 'defaults': {key: nested(value) for key, value in parser.defaults().items()}}
for line in sys.stdin:
    case = json.loads(line)
    print(json.dumps([look(case['kind'], case[time]) for time in ('before', 'after')]))
";

/// A file out of lines that people write, and some that nobody should.
fn file() -> impl Strategy<Value = String> {
    let key = "(key[0-5]|Region|s3|aws_session_token)";
    let line = prop_oneof![
        6 => (key, "(=| = | : |\t=\t|: )", value(), "[ \t]{0,2}")
            .prop_map(|(key, sign, value, end)| format!("{key}{sign}{value}{end}")),
        1 => (" {1,3}", key, value()).prop_map(|(indent, key, value)| format!("{indent}{key} = {value}")),
        2 => Just(String::new()),
        2 => "[#;] ?[ -~]{0,12}",
        1 => "  [#;] indented",
        4 => (name(), "( |  )", "( ; after|)").prop_map(|(name, gap, after)| format!("[profile{gap}{}]{after}", quoted(&name))),
        2 => name().prop_map(|name| format!("[{name}]")),
        1 => Just("s3 =".to_owned()),
        2 => "  sub[0-2] ?= ?[a-z=]{0,4}",
        1 => Just("    more".to_owned()),
        1 => Just("[sso-session s]".to_owned()),
        1 => Just("[services 's 2']".to_owned()),
        1 => Just("[plugins]".to_owned()),
        1 => Just("[default]".to_owned()),
        1 => Just("[profile default]".to_owned()),
        1 => Just("[DEFAULT]\nkey1 = for all".to_owned()),
    ];
    let ending = prop_oneof![8 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\r")];
    (proptest::collection::vec(line, 0..14), ending, any::<bool>(), "(\\[default\\]|\\[p9\\]|)").prop_map(
        |(lines, ending, whole, first)| {
            let text =
                std::iter::once(first).chain(lines).collect::<Vec<_>>().join(ending).replace('\n', ending);
            if whole { text + ending } else { text }
        },
    )
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![6 => "p[0-4]", 1 => "[a-z]{1,3}[.:/@+_-][A-Z0-9]{1,3}", 1 => "[a-z'\"\\\\#; é\\]%$]{1,5}", 1 => Just("default".to_owned())]
}

fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || ".:/@+_-".contains(c);
    if name.chars().all(plain) { name.to_owned() } else { format!("'{}'", name.replace('\'', "")) }
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![2 => "[a-z]{1,6}", 1 => "[ -~é\t]{0,10}", 1 => "[#;\\[=:%]{1,2}[ a-z]{0,3}"]
        .prop_map(|text| text.trim().to_owned())
}

fn an_edit() -> impl Strategy<Value = Edit> {
    let target = prop_oneof![
        8 => name().prop_map(Target::Profile),
        1 => Just(Target::SsoSession("s".to_owned())),
        1 => Just(Target::Services("s 2".to_owned())),
    ];
    let key = prop_oneof![5 => "key[0-5]", 1 => Just("region".to_owned()), 1 => Just("s3".to_owned())];
    let pairs = proptest::collection::vec(("sub[0-4]", value()), 1..3);
    let text = prop_oneof![5 => value().prop_map(Text::Text), 1 => pairs.prop_map(Text::Nested)];
    let properties = proptest::collection::vec((key.clone(), text.clone()), 0..4);
    prop_oneof![
        2 => (target.clone(), properties).prop_map(|(target, properties)| Edit::Add { target, properties }),
        5 => (target.clone(), key.clone(), text).prop_map(|(target, key, value)| Edit::Set { target, key, value }),
        3 => (target.clone(), key).prop_map(|(target, key)| Edit::Unset { target, key }),
        2 => target.clone().prop_map(|target| Edit::Remove { target }),
        2 => (target, name()).prop_map(|(target, name)| Edit::Rename { target, name }),
    ]
}

/// What botocore is to see after the edit.
fn expect(seen: &mut Value, defaults: &Value, kind: FileKind, edit: &Edit) {
    let (Edit::Add { target, .. }
    | Edit::Set { target, .. }
    | Edit::Unset { target, .. }
    | Edit::Remove { target }
    | Edit::Rename { target, .. }) = edit;
    let sections = match (kind, target) {
        (FileKind::Credentials, _) => seen,
        (_, Target::Profile(_)) => &mut seen["profiles"],
        (_, Target::SsoSession(_)) => &mut seen["sso_sessions"],
        (_, Target::Services(_)) => &mut seen["services"],
    };
    let sections = sections.as_object_mut().unwrap();
    let name = target.name().to_owned();
    let all = || defaults.as_object().unwrap().clone();
    match edit {
        Edit::Add { properties, .. } => {
            let mut section = all();
            section.extend(properties.iter().map(|(key, value)| (key.clone(), as_json(value))));
            assert!(sections.insert(name, section.into()).is_none());
        }
        Edit::Set { key, value, .. } => {
            sections.entry(name).or_insert_with(|| all().into())[key] = as_json(value);
        }
        Edit::Unset { key, .. } => {
            if let Some(section) = sections.get_mut(&name).and_then(Value::as_object_mut) {
                match defaults.get(key) {
                    Some(value) if section.contains_key(key) => section.insert(key.clone(), value.clone()),
                    _ => section.remove(key),
                };
            }
        }
        Edit::Remove { .. } => {
            sections.remove(&name);
        }
        Edit::Rename { name: new, .. } => {
            let section = sections.remove(&name).unwrap();
            assert!(sections.insert(new.clone(), section).is_none());
        }
    }
}

fn as_json(value: &Text) -> Value {
    match value {
        Text::Text(text) => json!(text),
        Text::Nested(pairs) => {
            pairs.iter().map(|(key, value)| (key.clone(), json!(value))).collect::<Map<_, _>>().into()
        }
    }
}

struct Case {
    kind: FileKind,
    before: String,
    edits: Vec<Edit>,
    after: Result<String, Refusal>,
}

fn cases() -> Vec<Case> {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<usize>().ok());
    let seed = number("AWSP_TEST_SEED").unwrap_or(1);
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = (any::<bool>(), file(), proptest::collection::vec(an_edit(), 1..4));
    let count = number("AWSP_TEST_VALUES").unwrap_or(FILES);
    let case = |_| {
        let (config, before, edits) = strategy.new_tree(&mut runner).unwrap().current();
        let kind = if config { FileKind::Config } else { FileKind::Credentials };
        let content = Content::of(before.clone().into_bytes());
        let file = SourceFile { kind, path: Arc::default(), modified: None, content };
        let after = edit(&file, &edits).map(|edited| edited.text());
        Case { kind, before, edits, after }
    };
    (0..count).map(case).collect()
}

/// What botocore sees before and after, case by case.
fn look(cases: &[Case]) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let lines = cases.iter().map(|case| {
        let line =
            json!({ "kind": case.kind.as_str(), "before": case.before, "after": case.after.as_ref().ok() });
        format!("{line}\n")
    });
    let input = folder.path().join("cases");
    fs::write(&input, lines.collect::<String>()).unwrap();
    let output = Command::new(python())
        .args(["-X", "utf8", "-c", READER])
        .arg(folder.path().join("file"))
        .stdin(fs::File::open(&input).unwrap())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn botocore_sees_what_was_asked_for_and_nothing_else() {
    let cases = cases();
    let seen = look(&cases);
    assert_eq!(seen.len(), cases.len());
    let (mut made, mut refused) = (0, 0);
    for (case, seen) in cases.iter().zip(seen) {
        let Case { kind, before, edits, after } = case;
        let told = || format!("{before:?}\n{edits:?}\n{after:?}\n{seen:#}");
        let after = match after {
            Ok(after) => after,
            Err(refusal) => {
                let unreadable = matches!(refusal, Refusal::Unreadable(_));
                assert_eq!(unreadable, seen[0].is_null(), "who can read it? {}", told());
                refused += 1;
                continue;
            }
        };
        assert!(seen[0].is_object() && seen[1].is_object(), "botocore refuses it: {}", told());
        let (mut wanted, defaults) = (seen[0]["seen"].clone(), &seen[0]["defaults"]);
        for edit in edits {
            expect(&mut wanted, defaults, *kind, edit);
        }
        assert_eq!(seen[1]["seen"], wanted, "{}", told());
        assert_eq!(&seen[1]["defaults"], defaults, "{}", told());
        made += usize::from(after != before);
    }
    assert!(made > cases.len() / 5, "{made} made, {refused} refused of {}", cases.len());
}
