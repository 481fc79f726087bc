//! `docs/PROBLEMS.md` lists what the code can report, and nothing else.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Words of the same shape that are no codes.
const NO_CODES: [&str; 3] = ["assume-role", "sso-session", "web-identity"];

#[test]
fn every_code_is_documented_and_every_documented_code_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut used = BTreeSet::new();
    collect(&root.join("src/config"), &mut used);
    calls(&root.join("src/provider"), &mut used);
    for part in ["domain", "commands", "sign_in", "settings.rs", "config/check", "config/check.rs"] {
        calls(&root.join("src").join(part), &mut used);
    }
    // Nor are the regions that one of the tools knows by another name.
    let is_region = |code: &str| {
        code.contains("fips")
            || code.rsplit('-').next().is_some_and(|end| end.bytes().all(|b| b.is_ascii_digit()))
    };
    used.retain(|code| !NO_CODES.contains(&code.as_str()) && !is_region(code));
    let page = fs::read_to_string(root.join("docs/PROBLEMS.md")).expect("the page");
    let documented: BTreeSet<String> = page
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| is_code(word) && !word.starts_with("eu-") && !NO_CODES.contains(word))
        .map(str::to_owned)
        .collect();
    let missing: Vec<_> = used.difference(&documented).collect();
    let invented: Vec<_> = documented.difference(&used).collect();
    assert!(missing.is_empty() && invented.is_empty(), "not documented {missing:?}, not used {invented:?}");
    assert!(used.len() > 40, "the search finds nothing: {used:?}");
}

fn collect(folder: &Path, codes: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        // There the words are mostly those of values.
        if path.file_stem().is_some_and(|name| name == "check") {
            continue;
        }
        if path.is_dir() {
            collect(&path, codes);
        } else {
            let source = fs::read_to_string(&path).expect("a source");
            let source = source.split("#[cfg(test)]").next().unwrap_or_default();
            codes.extend(source.split('"').filter(|text| is_code(text)).map(str::to_owned));
        }
    }
}

/// The codes in calls that take one: `.code("…")`, `said("…")`, `Problem::error("…"`.
fn calls(path: &Path, codes: &mut BTreeSet<String>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a folder") {
            calls(&entry.expect("an entry").path(), codes);
        }
        return;
    }
    let source = fs::read_to_string(path).expect("a source");
    for call in [".code(\"", "said(\"", "Problem::error(\"", "Problem::warning(\""] {
        codes.extend(source.split(call).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
    }
}

/// Lower-case words with hyphens between them.
fn is_code(text: &str) -> bool {
    text.contains('-')
        && text.split('-').all(|word| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        })
}
