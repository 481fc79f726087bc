mod properties;

use super::*;

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
    for name in ["a\nb", "a\u{2028}b"] {
        assert!(matches!(refused("", set(name, "k", "v")), Refusal::Unwritable(..)));
    }
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
