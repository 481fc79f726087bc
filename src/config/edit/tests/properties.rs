//! Whatever file, whatever edit.

use proptest::prelude::*;

use super::*;
use crate::config::parse::python::strip;

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
        Edit::Add { target, .. }
        | Edit::Set { target, .. }
        | Edit::Unset { target, .. }
        | Edit::Remove { target }
        | Edit::Rename { target, .. } => target,
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
        let Ok(edited) = crate::config::edit::edit(&file, &edits) else { return Ok(()) };
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
