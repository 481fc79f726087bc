use super::*;

fn in_file(text: &str) -> File<'_> {
    File { path: Path::new("/c/settings.ini"), text }
}

fn messages(loaded: &Loaded) -> Vec<&str> {
    loaded.problems.iter().map(|problem| problem.message.as_str()).collect()
}

#[test]
fn the_defaults_are_without_mistakes() {
    let loaded = load(None, &Env::default());
    assert_eq!(messages(&loaded), Vec::<&str>::new());
    assert_eq!(loaded.settings.background, Background::Use);
    assert_eq!(loaded.settings.soon, TimeDelta::minutes(15));
    assert_eq!(loaded.settings.colors.get("danger").map(String::as_str), Some("1;37;41"));
}

#[test]
fn a_variable_wins_over_the_file_and_the_file_over_the_default() {
    let file = "[prompt]\ncountdown = true\nsoon = 5m\n[accounts]\n777788889999 = team one\n";
    let env: Env = [("AWSP_PROMPT_SOON", "90s"), ("AWSP_ACCOUNTS", "111122223333=two")].into_iter().collect();
    let loaded = load(Some(in_file(file)), &env);
    assert_eq!(messages(&loaded), Vec::<&str>::new());
    assert!(loaded.settings.countdown);
    assert_eq!(loaded.settings.soon, TimeDelta::seconds(90));
    assert_eq!(loaded.settings.account_names.get("777788889999").map(String::as_str), Some("team one"));
    assert_eq!(loaded.settings.account_names.get("111122223333").map(String::as_str), Some("two"));
    let from = |name: &str| loaded.shown.iter().find(|shown| shown.name == name).map(|shown| shown.from);
    assert_eq!(from("prompt.soon"), Some(SettingFrom::Variable));
    assert_eq!(from("prompt.countdown"), Some(SettingFrom::File));
    assert_eq!(from("prompt.format"), Some(SettingFrom::Default));
}

#[test]
fn a_mistake_names_section_and_key_and_leaves_the_default() {
    let file =
        "[prompt]\nsoon = later\nshow = sometimes\ncolour = x\n[colors]\nok = mauve\n[accounts]\nprod = 1\n";
    let loaded = load(Some(in_file(file)), &Env::default());
    let all = messages(&loaded).join("\n");
    for name in ["prompt.soon", "prompt.show", "prompt.colour", "colors.ok", "accounts.prod"] {
        assert!(all.contains(name), "{name} is not named in: {all}");
    }
    assert_eq!(loaded.settings.soon, TimeDelta::minutes(15));
    assert_eq!(loaded.settings.colors.get("ok").map(String::as_str), Some("32"));
}

#[test]
fn what_is_no_ini_file_is_a_mistake_with_its_line() {
    for (text, line) in [
        ("[prompt]\nnonsense\n", 2),
        ("[prompt]\nshow = auto\n\nnonsense\nsoon = 1m\n", 4),
        ("[prompt\nsoon = 1m\n", 1),
    ] {
        let loaded = load(Some(in_file(text)), &Env::default());
        assert_eq!(loaded.problems.len(), 1, "{text:?}");
        let problem = &loaded.problems[0];
        assert!(problem.message.starts_with("settings.ini "), "{problem:?}");
        assert_eq!(problem.origin.as_ref().map(|origin| origin.line), Some(line), "{text:?}");
    }
}

#[test]
fn what_counts_nothing_is_a_mistake() {
    for (text, message) in [
        ("soon = 1m\n", "setting soon stands before the first section, such as [prompt]"),
        ("[prompt]\nsoon = 1m\nsoon = 2m\n", "setting prompt.soon is there twice"),
        ("[prompt]\nsoon = 1m\n[colors]\n[prompt]\nsoon = 2m\n", "setting prompt.soon is there twice"),
        ("[accounts]\n777788889999 = a\n777788889999 = b\n", "setting accounts.777788889999 is there twice"),
    ] {
        let loaded = load(Some(in_file(text)), &Env::default());
        assert_eq!(messages(&loaded), [message], "{text:?}");
    }
}

#[test]
fn a_section_may_be_there_twice() {
    let loaded = load(Some(in_file("[prompt]\nsoon = 1m\n[prompt]\nshow = always\n")), &Env::default());
    assert_eq!(messages(&loaded), Vec::<&str>::new());
    assert_eq!(loaded.settings.soon, TimeDelta::minutes(1));
    assert!(loaded.settings.always_shown);
}

#[test]
fn names_of_accounts_and_profiles_may_hold_blanks() {
    let env: Env = [
        ("AWSP_ACCOUNTS", "777788889999=team one, 111122223333=x"),
        ("AWSP_DANGER_PROFILES", "live one, x*"),
    ]
    .into_iter()
    .collect();
    let loaded = load(None, &env);
    assert_eq!(messages(&loaded), Vec::<&str>::new());
    let names = loaded.settings.account_names;
    assert_eq!(names.get("777788889999").map(String::as_str), Some("team one"));
    assert_eq!(names.get("111122223333").map(String::as_str), Some("x"));
    let settings = load(None, &env).settings;
    assert!(settings.is_dangerous(Some("live one"), None) && settings.is_dangerous(Some("xy"), None));
    assert!(!settings.is_dangerous(Some("live"), None) && !settings.is_dangerous(Some("one"), None));
}

#[test]
fn an_account_without_a_name_is_a_mistake() {
    let env: Env = [("AWSP_ACCOUNTS", "777788889999=one,111122223333")].into_iter().collect();
    let loaded = load(None, &env);
    assert_eq!(messages(&loaded), ["setting accounts takes ID=NAME,ID=NAME, not \"111122223333\""]);
    assert_eq!(loaded.settings.account_names.len(), 1);
}

#[test]
fn production_is_a_word_of_its_own() {
    let settings = load(None, &Env::default()).settings;
    for dangerous in [
        "prod",
        "acme-prod",
        "prod-admin",
        "a_prod_b",
        "team.production",
        "acme:prod:admin",
        "PROD",
        "Acme-Production",
    ] {
        assert!(settings.is_dangerous(Some(dangerous), None), "{dangerous}");
    }
    for harmless in [
        "nonprod",
        "product",
        "reprod",
        "dev",
        "MyRole",
        "producer-dev",
        "non-prod",
        "pre-prod-eu",
        "Non-PROD",
    ] {
        assert!(!settings.is_dangerous(Some(harmless), None), "{harmless}");
    }
    let settings = load(Some(in_file("[danger]\nprofiles = LIVE-*, !*-Eu\n")), &Env::default()).settings;
    assert!(settings.is_dangerous(Some("live-us"), None) && !settings.is_dangerous(Some("LIVE-EU"), None));
    let settings =
        load(Some(in_file("[danger]\naccounts = 111122223333\nprofiles =\n")), &Env::default()).settings;
    assert!(settings.is_dangerous(None, Some("111122223333")));
    assert!(!settings.is_dangerous(Some("prod"), Some("777788889999")));
}

#[test]
fn a_mistake_is_told_where_it_is_made() {
    let text = "[prompt]\nsoon = 5m\n\n[danger]\naccounts = 1\n[prompt]\nfoo=1\n";
    let env = [("AWSP_REFRESH_BACKGROUND", "now")].into_iter().collect();
    let hints: Vec<_> =
        load(Some(in_file(text)), &env).problems.into_iter().filter_map(|it| it.hint).collect();
    let [mut lines, mut variables] = [Vec::new(), Vec::new()];
    for hint in &hints {
        if hint.starts_with("vi ") { lines.push(hint.as_str()) } else { variables.push(hint.as_str()) }
    }
    lines.sort_unstable();
    assert_eq!(lines, ["vi +5 /c/settings.ini", "vi +7 /c/settings.ini"]);
    assert_eq!(variables, ["unset AWSP_REFRESH_BACKGROUND"]);
}
