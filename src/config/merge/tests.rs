use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::config::profiles::Profile;
use crate::config::section::{Property, Value};
use crate::config::source::FileKind;

/// What files are made of: most lines are as people write them, the others as they should not.
const LINES: &[&str] = &[
    "[profile a]\n",
    "[profile default]\n",
    "[profile b]\n",
    "[profile c-1]\n",
    "[default]\n",
    "[sso-session s]\n",
    "[services v]\n",
    "region = eu-west-1\n",
    "output=json\n",
    "role_arn : x = y:z\n",
    "a = 1\n",
    "b = 2\n",
    "a=\n",
    "c=ü # ; c\n",
    "\n",
    "\n",
    "# region = x\n",
    "; c\n",
    "  # c\n",
    " \t\n",
    "source_profile\t=  a  \n",
    "k:v\n",
    "x y = z\n",
    "[profile \"a\"]\n",
    "[profile 'd e']\n",
    "[profilex f]\n",
    "[plugins]\n",
    "[foo]\n",
    "[foo]\n",
    "[profile a b]\n",
    "[DEFAULT]\n",
    "[profile a]\n",
    "[ profile b]\n",
    " [profile g]\n",
    "[]\n",
    "[x\n",
    "]\n",
    "  more\n",
    "\tmore = 1\n",
    "s3 =\n  n = 1\n  m=2\n",
    "s3 =\n  n\n",
    "A = 1\n",
    "Ä = 1\n",
    "ä=2\n",
    "= 1\n",
    ":\n",
    "no\n",
    "k\u{b} = 1\n",
    "k\u{1c}= 1\n",
    "k\u{a0}= 1\n",
    "k =\u{85}1\u{2003}\n",
    "\u{feff}",
    "\u{3000}c = 1\n",
    "\u{b}\n",
    "\u{1c}# c\n",
    "a = 1\r\n",
    "b = 1\r",
    "\r\n",
    "a",
    "[profile h",
    "]",
    "# ü\n",
    "[profile i] # c\n",
    "[profile j]k]\n",
];

fn files() -> impl Strategy<Value = String> {
    let line = prop_oneof![9 => prop::sample::select(&LINES[..23]), 1 => prop::sample::select(LINES)];
    prop::collection::vec(line, 0..40).prop_map(|lines| lines.concat())
}

type Told = (String, String, usize);

fn told(property: Property<'_>) -> Told {
    let value = match property.value {
        Value::Text(text) => format!("{text:?}"),
        Value::Nested(nested) => format!("{:?}", nested.iter().collect::<Vec<_>>()),
    };
    (property.key.to_owned(), value, property.line)
}

/// Everything that can be asked of a config.
fn all(config: &Config) -> impl PartialEq + std::fmt::Debug + use<> {
    let keys = [
        "region",
        "output",
        "a",
        "b",
        "s3",
        "role_arn",
        "",
        "# region",
        "x y",
        "x",
        "A",
        "k",
        "k\u{b}",
        "ä",
        "k:v",
        "output=json",
    ];
    let of_section = |section: Section<'_>| {
        let asked: Vec<Option<Told>> = keys.iter().map(|key| section.get(key).map(told)).collect();
        let empty = (section.is_empty(), section.origin());
        (section.header().to_owned(), empty, section.properties().map(told).collect::<Vec<_>>(), asked)
    };
    let of_profile = |profile: Profile<'_>| {
        let asked: Vec<Option<Told>> = keys.iter().map(|key| profile.get(key).map(told)).collect();
        let sections =
            [FileKind::Config, FileKind::Credentials].map(|kind| profile.in_file(kind).map(of_section));
        (
            profile.name.to_owned(),
            profile.origins(),
            asked,
            sections,
            profile.properties().map(told).collect::<Vec<_>>(),
        )
    };
    let profiles: Vec<_> = config.profiles.iter().map(of_profile).collect();
    let found =
        profiles.iter().all(|profile| config.profiles.get(&profile.0).is_some_and(|it| it.name == profile.0));
    let sections = (config.sso_session("s").map(of_section), config.services("v").map(of_section));
    (profiles, found, sections, config.problems.clone(), config.refused.clone())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]
    #[test]
    fn the_quick_way_reads_what_the_thorough_one_does(config in files(), credentials in files()) {
        let files = Files::of_bytes(Some(config.into()), Some(credentials.into()), Path::new("/h"));
        let quick = all(&load(&files, Reading::Cli));
        let thorough = all(&load_with(&files, Reading::Cli, parse_whole));
        prop_assert_eq!(quick, thorough);
    }
}

#[test]
fn a_section_that_is_there_twice_is_found_whatever_stands_between() {
    let text = "[default]\na = 1\n[profile default]\nb = 2\n[default]\nc = 3\n";
    let files = Files::of_bytes(Some(text.into()), None, Path::new("/h"));
    let config = load(&files, Reading::Cli);
    assert_eq!(config.refused.as_ref().map(|problem| problem.code), Some("duplicate-section"));
    assert_eq!(all(&config), all(&load_with(&files, Reading::Cli, parse_whole)));
}

#[test]
fn what_people_write_is_read_the_quick_way() {
    let text = "# mine\n\n[default]\nregion = eu-west-1\n[profile a]\nrole_arn = x\nsource_profile=default\ns3 =\n  n = 1\n\
        [profile \"b c\"]\r\noutput: json\r\n";
    let files = Files::of_bytes(Some(text.into()), None, Path::new("/h"));
    let config = load(&files, Reading::Cli);
    assert!(config.profiles.files.config.unchecked);
    assert_eq!(config.profiles.files.config.entries.len(), 1, "the block of s3 alone is kept");
    assert_eq!(config.profiles.len(), 3);
}
