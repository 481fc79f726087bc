use proptest::prelude::*;

use super::*;
use crate::config::parse::python::strip;

fn profile(name: &str) -> Target {
    Target::Profile(name.to_owned())
}

fn set(name: &str, key: &str, value: &str) -> Edit {
    Edit::Set { target: profile(name), key: key.to_owned(), value: Value::Text(value.to_owned()) }
}

fn file_of(text: &str, kind: FileKind) -> SourceFile {
    let content = Content::Text(Arc::new(text.to_owned()));
    SourceFile { kind, path: Arc::default(), modified: None, content }
}

fn all(text: &str, kind: FileKind, edits: &[Edit]) -> Result<String, Refusal> {
    super::edit(&file_of(text, kind), edits).map(|edited| edited.text())
}

fn edited(text: &str, edit: Edit) -> String {
    all(text, FileKind::Config, &[edit]).expect("it can be edited")
}

#[test]
fn a_value_is_replaced_and_everything_else_stays() {
    let text =
        "# mine\n[default] # main\nregion   :  eu-west-1\n\n; why\n  # indented\n[profile a]\nregion=x\n";
    assert_eq!(edited(text, set("default", "region", "us-east-1")), text.replace("eu-west-1", "us-east-1"));
    assert_eq!(edited(text, set("a", "region", "y")), text.replace("=x", "=y"));
}

#[test]
fn a_new_property_stands_below_the_last_and_as_far_to_the_right() {
    let text = "[profile a]\r\n  region = x\r\n  output = json\r\n\r\n# b's\r\n[profile b]\r\nregion = z";
    let after = edited(text, set("a", "role_arn", "r"));
    assert_eq!(after, text.replace("json\r\n", "json\r\n  role_arn = r\r\n"));
    assert_eq!(edited(text, set("b", "output", "o")), format!("{text}\r\noutput = o\r\n"));
    assert_eq!(edited("[profile a]\n", set("a", "k", "v")), "[profile a]\nk = v\n");
}

#[test]
fn a_missing_section_is_appended_with_the_header_that_the_cli_reads() {
    assert_eq!(edited("", set("a", "k", "v")), "[profile a]\nk = v\n");
    assert_eq!(
        edited("[default]\nx = y", set("a b", "k", "v")),
        "[default]\nx = y\n\n[profile 'a b']\nk = v\n"
    );
    assert_eq!(edited("", set("it's", "k", "v")), "[profile 'it'\"'\"'s']\nk = v\n");
    let credentials = all("", FileKind::Credentials, &[set("a b", "k", "v")]);
    assert_eq!(credentials.as_deref(), Ok("[a b]\nk = v\n"));
    let session = Target::SsoSession("corp".to_owned());
    let value = Value::Nested(vec![("endpoint_url".to_owned(), "http://x".to_owned())]);
    let edit = Edit::Set { target: session, key: "s3".to_owned(), value };
    assert_eq!(edited("", edit), "[sso-session corp]\ns3 =\n    endpoint_url = http://x\n");
}

#[test]
fn a_block_is_replaced_whole_and_its_comments_stay() {
    let text = "[default]\ns3 =\n  a = 1\n  # why\n  b = 2\nregion = x\n";
    assert_eq!(edited(text, set("default", "s3", "off")), "[default]\ns3 = off\n  # why\nregion = x\n");
    let unset = Edit::Unset { target: profile("default"), key: "s3".to_owned() };
    assert_eq!(edited(text, unset), "[default]\n  # why\nregion = x\n");
}

#[test]
fn a_section_goes_with_one_of_the_blank_lines_around_it() {
    let text = "[default]\nr = x\n\n# prod\n[profile a]\nr = 1\n# in\nq = 2\n\n# for b\n[profile b]\nr = 3\n";
    let remove = |name: &str| Edit::Remove { target: profile(name) };
    assert_eq!(edited(text, remove("a")), "[default]\nr = x\n\n# prod\n\n# for b\n[profile b]\nr = 3\n");
    assert_eq!(edited(text, remove("none")), text);
    assert_eq!(edited("[profile a]\nr = 1\n\n[profile b]\n", remove("a")), "[profile b]\n");
}

#[test]
fn a_last_section_goes_with_the_blank_line_above_it() {
    let remove = |name: &str| Edit::Remove { target: profile(name) };
    let text = "[default]\nr = x\n\n[profile a]\nr = 1\n\n[profile b]\nr = 2\n";
    assert_eq!(edited(text, remove("b")), "[default]\nr = x\n\n[profile a]\nr = 1\n");
    let all_of = |edits: &[Edit]| all(text, FileKind::Config, edits).unwrap();
    assert_eq!(all_of(&[remove("a"), remove("b")]), "[default]\nr = x\n");
    assert_eq!(all_of(&[remove("b"), remove("default"), remove("a")]), "");
    // What comes in its place is set off in its turn.
    assert_eq!(all_of(&[remove("b"), set("b", "k", "v")]), text.replace("r = 2", "k = v"));
    assert_eq!(edited("[profile a]\nr = 1\n\n[profile b]\n\n", remove("b")), "[profile a]\nr = 1\n\n");
}

#[test]
fn many_edits_are_made_as_one() {
    let add = |name: &str| Edit::Add {
        target: profile(name),
        properties: vec![
            ("region".to_owned(), Value::Text("x".to_owned())),
            ("output".to_owned(), Value::Text(String::new())),
        ],
    };
    let all_of = |text: &str, edits: &[Edit]| all(text, FileKind::Config, edits);
    let text = "# mine\r\n[profile a]\r\nr = 1";
    assert_eq!(
        all_of(text, &[add("b"), add("c d"), set("b", "region", "y"), set("c d", "k", "v")]).unwrap(),
        format!(
            "{text}\r\n\r\n[profile b]\r\nregion = y\r\noutput =\r\n\r\n[profile 'c d']\r\nregion = x\r\noutput =\r\nk = v\r\n"
        )
    );
    assert_eq!(all_of(text, &[add("b"), add("b")]), Err(Refusal::Taken(profile("b"))));
    assert_eq!(all_of(text, &[add("a")]), Err(Refusal::Taken(profile("a"))));
    let remove = |name: &str| Edit::Remove { target: profile(name) };
    assert_eq!(all_of(text, &[add("b"), remove("b")]).as_deref(), Ok(text));
    let rename = |from: &str, to: &str| Edit::Rename { target: profile(from), name: to.to_owned() };
    assert_eq!(
        all_of(
            "[profile a]\nk = 1\n[profile b]\nk = 2\n",
            &[rename("a", "t"), rename("b", "a"), rename("t", "b")]
        )
        .unwrap(),
        "[profile b]\nk = 1\n[profile a]\nk = 2\n"
    );
    let twice = Edit::Add {
        target: profile("t"),
        properties: vec![("k".to_owned(), Value::Text("1".to_owned())); 2],
    };
    assert!(matches!(all_of("", &[twice]), Err(Refusal::Unwritable(..))));
}

#[test]
fn nothing_is_changed_where_the_file_says_it_already() {
    let text = "[default]\nRegion:x\n";
    let file = file_of(text, FileKind::Config);
    let edits = [set("default", "region", "x"), Edit::Remove { target: profile("a") }];
    let edited = super::edit(&file, &edits).unwrap();
    assert!(!edited.is_changed() && edited.text() == text);
}

#[test]
fn of_two_sections_with_one_name_the_last_counts_and_both_go() {
    let text = "[default]\nr = 1\n\n[profile default]\nr = 2\n";
    assert_eq!(edited(text, set("default", "r", "3")), text.replace('2', "3"));
    assert_eq!(edited(text, Edit::Remove { target: profile("default") }), "");
    let rename = Edit::Rename { target: profile("default"), name: "a".to_owned() };
    assert_eq!(all(text, FileKind::Config, &[rename]), Err(Refusal::Twice(profile("default"))));
}

#[test]
fn other_spellings_of_a_header_and_a_key_are_known() {
    let text = "[profile \"a b\"] ; x\n\tReGion\t=\tx\n\n[profile   c]\nk: 1\n";
    assert_eq!(edited(text, set("a b", "region", "y")), text.replace("\tx\n", "\ty\n"));
    assert_eq!(edited(text, set("a b", "k", "v")), text.replace("\tx\n", "\tx\n\tk = v\n"));
    assert_eq!(edited(text, set("c", "k", "2")), text.replace("k: 1", "k: 2"));
    assert_eq!(
        edited(text, Edit::Remove { target: profile("c") }),
        "[profile \"a b\"] ; x\n\tReGion\t=\tx\n"
    );
}

#[test]
fn a_file_that_the_cli_refuses_is_not_touched() {
    for text in [
        "[profile a]\n[profile a]\n",
        "[profile a\n",
        "k = v\n",
        "\u{feff}[default]\n",
        "[a]\nk = 1\nK = 2\n",
    ] {
        let refused = all(text, FileKind::Config, &[set("b", "k", "v")]);
        assert!(matches!(&refused, Err(Refusal::Unreadable(_))), "{text:?}: {refused:?}");
    }
    let content = Content::of(b"[default]\nname = K\xe4se\n".to_vec());
    let file = SourceFile { content, ..file_of("", FileKind::Config) };
    let refused = super::edit(&file, &[set("b", "k", "v")]).err();
    assert!(
        matches!(&refused, Some(Refusal::Unreadable(problem)) if problem.code == "not-utf8"),
        "{refused:?}"
    );
}

#[test]
fn ten_thousand_profiles_are_a_matter_of_one_reading() {
    let name = |n: usize| format!("account-{n}.Administrator");
    let properties = |n: usize| -> Vec<(String, Value)> {
        (0..6).map(|key| (format!("key{key}"), Value::Text(format!("value {n}")))).collect()
    };
    let add: Vec<Edit> =
        (0..10_000).map(|n| Edit::Add { target: profile(&name(n)), properties: properties(n) }).collect();
    let text = all("", FileKind::Config, &add).unwrap();
    assert_eq!(text.lines().count(), 10_000 * 8 - 1);
    let change: Vec<Edit> = (0..10_000).rev().map(|n| set(&name(n), "key3", "new")).collect();
    let changed = all(&text, FileKind::Config, &change).unwrap();
    assert_eq!(changed.lines().filter(|line| *line == "key3 = new").count(), 10_000);
    let remove: Vec<Edit> = (0..10_000).map(|n| Edit::Remove { target: profile(&name(n)) }).collect();
    assert_eq!(all(&changed, FileKind::Config, &remove).unwrap(), "");
}

#[test]
fn a_rename_keeps_what_stands_behind_the_bracket() {
    let rename = |to: &str| Edit::Rename { target: profile("a"), name: to.to_owned() };
    let text = "[profile a] # old\nr = 1\n[profile b]\n";
    assert_eq!(edited(text, rename("c d")), "[profile 'c d'] # old\nr = 1\n[profile b]\n");
    assert_eq!(all(text, FileKind::Config, &[rename("b")]), Err(Refusal::Taken(profile("b"))));
    assert_eq!(all("", FileKind::Config, &[rename("b")]), Err(Refusal::Missing(profile("a"))));
}

#[test]
fn what_cannot_be_read_back_is_refused() {
    let refused = |text: &str, edit: Edit| all(text, FileKind::Config, &[edit]).unwrap_err();
    for (key, value) in
        [("a b=", "v"), ("#k", "v"), ("[k", "v"), ("", "v"), ("k", " v"), ("k", "a\nb"), ("k", "a\rb")]
    {
        assert!(matches!(refused("", set("p", key, value)), Refusal::Unwritable(..)), "{key:?} {value:?}");
    }
    assert!(matches!(refused("", set("a\nb", "k", "v")), Refusal::Unwritable(..)));
    assert!(matches!(refused("x\n", set("p", "k", "v")), Refusal::Unreadable(_)));
    // The header below would become a part of the property that is appended above it.
    assert_eq!(
        refused("[profile a]\n  [profile b]\nk = v\n", set("a", "k", "v")),
        Refusal::WouldChangeMore("profile b".to_owned())
    );
    // A name that the credentials file cannot hold in a header.
    let edit = all("", FileKind::Credentials, &[set("a]b", "k", "v")]);
    assert_eq!(edit.as_deref(), Ok("[a]b]\nk = v\n"));
}

/// A file out of lines that people write, and some that nobody should.
fn file() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        4 => (0..6_u8, "[ ]{0,2}").prop_map(|(n, indent)| format!("{indent}key{n} = value{n}")),
        2 => Just(String::new()),
        2 => Just("# a comment ".to_owned()),
        1 => Just("   ; indented".to_owned()),
        3 => (0..5_u8).prop_map(|n| format!("[profile p{n}]")),
        1 => (0..5_u8).prop_map(|n| format!("[profile 'p{n}'] ; after")),
        1 => Just("s3=".to_owned()),
        1 => Just("    sub = x".to_owned()),
        1 => Just("\tmore".to_owned()),
        1 => Just("[sso-session s]".to_owned()),
        1 => Just("[default]".to_owned()),
        1 => Just("[DEFAULT]".to_owned()),
    ];
    let ending = prop_oneof![5 => Just("\n"), 1 => Just("\r\n")];
    (proptest::collection::vec((line, ending), 0..25), any::<bool>()).prop_map(|(lines, whole)| {
        let text: String = lines.into_iter().flat_map(|(line, ending)| [line, ending.to_owned()]).collect();
        if whole { text } else { text.trim_end_matches(['\r', '\n']).to_owned() }
    })
}

fn an_edit() -> impl Strategy<Value = Edit> {
    let target = prop_oneof![
        (0..6_u8).prop_map(|n| profile(&format!("p{n}"))),
        Just(profile("default")),
        Just(Target::SsoSession("s".to_owned())),
    ];
    let text = "[ -~é]{0,12}".prop_map(|value| strip(&value).to_owned());
    let value = prop_oneof![
        4 => text.prop_map(Value::Text),
        1 => Just(Value::Nested(vec![("sub".to_owned(), "1".to_owned()), ("other".to_owned(), "a=b".to_owned())])),
    ];
    let key = prop_oneof![(0..7_u8).prop_map(|n| format!("key{n}")), Just("s3".to_owned())];
    let added = (target.clone(), proptest::collection::vec((key.clone(), value.clone()), 0..3));
    prop_oneof![
        2 => added.prop_map(|(target, properties)| Edit::Add { target, properties }),
        4 => (target.clone(), key.clone(), value).prop_map(|(target, key, value)| Edit::Set { target, key, value }),
        2 => (target.clone(), key).prop_map(|(target, key)| Edit::Unset { target, key }),
        1 => target.clone().prop_map(|target| Edit::Remove { target }),
        1 => (target, "[a-z ]{1,5}").prop_map(|(target, name)| Edit::Rename { target, name }),
    ]
}

/// The lines of the text, and whether the edit may take each out.
fn before(text: &str, edit: &Edit) -> Vec<(String, bool)> {
    let editor = Editor::new(text, FileKind::Config);
    let target = match edit {
        Edit::Add { target, .. } | Edit::Set { target, .. } | Edit::Unset { target, .. } => target,
        Edit::Remove { target } | Edit::Rename { target, .. } => target,
    };
    let section = editor.section(target);
    let mut lines = Vec::new();
    for (block_at, block) in editor.blocks.iter().enumerate() {
        let property = match edit {
            Edit::Set { key, .. } | Edit::Unset { key, .. } => block.property(key).unwrap_or(0..0),
            _ => 0..0,
        };
        for (at, row) in block.rows.iter().enumerate() {
            let here = section == Some(block_at);
            let may_go = match edit {
                Edit::Add { .. } => false,
                Edit::Set { .. } | Edit::Unset { .. } => here && property.contains(&at) && row.says(),
                // With one blank line, wherever it is.
                Edit::Remove { .. } => {
                    row.is_blank()
                        || block.rows.first().is_some_and(|row| match &row.role {
                            rows::Role::Header(range) => {
                                Target::of(&row.content()[range.clone()], FileKind::Config).as_ref()
                                    == Some(target)
                            }
                            _ => false,
                        })
                }
                Edit::Rename { .. } => here && at == 0,
            };
            lines.push((row.whole().to_owned(), may_go));
        }
    }
    lines
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn whatever_is_not_edited_stays_byte_for_byte(text in file(), edit in an_edit()) {
        let Ok(after) = all(&text, FileKind::Config, std::slice::from_ref(&edit)) else { return Ok(()) };
        // What is not edited is still there, in order, and only what may go has gone.
        let mut rest = after.as_str();
        for (at, line) in before(&text, &edit).into_iter().enumerate().filter(|(_, (_, may_go))| !may_go) {
            let found = rest.find(line.0.as_str());
            prop_assert!(found.is_some(), "{at}: {:?} is gone: {after:?}", line.0);
            rest = &rest[found.unwrap_or(0) + line.0.len()..];
        }
        // And nothing came but what was asked for.
        let came = rows::rows(&after).len().saturating_sub(rows::rows(&text).len());
        let most = match &edit {
            Edit::Set { .. } => 5,
            Edit::Add { .. } => 8,
            _ => 0,
        };
        prop_assert!(came <= most, "{after:?}");
    }

    #[test]
    fn the_lines_of_a_diff_are_those_of_both_files(text in file(), edits in proptest::collection::vec(an_edit(), 1..6)) {
        let file = file_of(&text, FileKind::Config);
        let Ok(edited) = super::edit(&file, &edits) else { return Ok(()) };
        let marked = |other: Mark| -> Vec<String> {
            edited.lines().filter(|line| line.mark != other).map(|line| line.text.to_owned()).collect()
        };
        let lines = |text: &str| -> Vec<String> {
            rows::rows(text).iter().map(|row| row.content().to_owned()).collect()
        };
        prop_assert_eq!(marked(Mark::New), lines(&text));
        prop_assert_eq!(marked(Mark::Gone), lines(&edited.text()));
        prop_assert!(edited.is_changed() || edited.text() == text);
    }

    #[test]
    fn edits_made_as_one_are_those_made_one_by_one(text in file(), edits in proptest::collection::vec(an_edit(), 1..6)) {
        let at_once = all(&text, FileKind::Config, &edits);
        let mut by_one = Ok(text);
        for edit in &edits {
            by_one = by_one.and_then(|text| all(&text, FileKind::Config, std::slice::from_ref(edit)));
        }
        // Blank lines between sections may be others, and one by one more is refused.
        let said = |text: String| -> Vec<String> {
            text.lines().map(str::to_owned).filter(|line| !line.trim().is_empty()).collect()
        };
        if let Ok(by_one) = by_one {
            prop_assert_eq!(at_once.map(said), Ok(said(by_one)));
        }
    }

    #[test]
    fn an_edit_made_twice_changes_nothing_more(text in file(), edit in an_edit()) {
        prop_assume!(!matches!(edit, Edit::Rename { .. } | Edit::Add { .. }));
        if matches!(edit, Edit::Remove { .. }) {
            return Ok(());
        }
        if let Ok(once) = all(&text, FileKind::Config, std::slice::from_ref(&edit)) {
            prop_assert_eq!(all(&once, FileKind::Config, std::slice::from_ref(&edit)), Ok(once));
        }
    }
}
