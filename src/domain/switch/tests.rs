use super::*;

fn env(pairs: &[(&str, &str)]) -> Env {
    pairs.iter().copied().collect()
}

fn switch(profile: &str) -> Switch<'_> {
    Switch { profile, region: None, keys: Keys::Drop }
}

#[test]
fn a_switch_changes_a_name_and_nothing_else() {
    let changes = enter(&env(&[("PATH", "/bin")]), &switch("MyRole"));
    let after = changes.applied_to(&env(&[("PATH", "/bin")]));
    assert_eq!(after.get("AWS_PROFILE").as_deref(), Some("MyRole"));
    assert_eq!(after.get(VARIABLE).as_deref(), Some("profile=MyRole"));
    assert!(changes.unset.is_empty() && changes.notes.is_empty());
}

#[test]
fn what_would_shadow_the_profile_goes_and_is_named() {
    let before = env(&[
        ("AWS_ACCESS_KEY_ID", "AKIA"),
        ("AWS_SECRET_ACCESS_KEY", "s3cr3t"),
        ("AWS_DEFAULT_PROFILE", "old"),
        ("AWS_ROLE_ARN", "arn:aws:iam::1:role/r"),
        ("AWS_VAULT", "x"),
    ]);
    let changes = enter(&before, &switch("MyRole"));
    let after = changes.applied_to(&before);
    for name in before_names(&before) {
        assert!(!after.contains(name), "{name}");
        assert!(changes.notes.iter().any(|note| note.contains(name)), "{name} is not named");
    }
    assert!(!format!("{changes:?}").contains("s3cr3t"));
    let left = leave(&after);
    assert!(left.notes.iter().any(|note| note.contains("not restored")));
    assert_eq!(left.applied_to(&after).get("AWS_ROLE_ARN").as_deref(), Some("arn:aws:iam::1:role/r"));
}

fn before_names(env: &Env) -> Vec<&'static str> {
    VARIABLES.iter().map(|variable| variable.name).filter(|name| env.contains(name)).collect()
}

#[test]
fn an_account_goes_only_with_its_keys_and_comes_back() {
    let alone = env(&[("AWS_ACCOUNT_ID", "111122223333")]);
    assert!(enter(&alone, &switch("a")).applied_to(&alone).contains("AWS_ACCOUNT_ID"));
    let keys = env(&[("AWS_ACCOUNT_ID", "111122223333"), ("AWS_ACCESS_KEY_ID", "AKIA")]);
    let after = enter(&keys, &switch("a")).applied_to(&keys);
    assert!(!after.contains("AWS_ACCOUNT_ID"));
    assert_eq!(leave(&after).applied_to(&after).get("AWS_ACCOUNT_ID").as_deref(), Some("111122223333"));
}

#[test]
fn keys_that_the_plan_needs_stay() {
    let before = env(&[("AWS_ACCESS_KEY_ID", "AKIA"), ("AWS_SECRET_ACCESS_KEY", "x")]);
    let changes = enter(&before, &Switch { keys: Keys::Needed, ..switch("ci") });
    assert!(changes.applied_to(&before).contains("AWS_SECRET_ACCESS_KEY"));
    assert!(changes.notes.iter().any(|note| note.contains("--profile ci")));
}

#[test]
fn a_region_is_taken_back_and_the_former_one_restored() {
    let region = Region::parse("eu-west-1").expect("valid");
    let start = env(&[("AWS_REGION", "us-east-1")]);
    let first = enter(&start, &Switch { region: Some(&region), ..switch("a") }).applied_to(&start);
    assert_eq!(first.get("AWS_REGION").as_deref(), Some("eu-west-1"));
    assert_eq!(first.get("AWS_DEFAULT_REGION").as_deref(), Some("eu-west-1"));

    let other = Region::parse("eu-north-1").expect("valid");
    let second = enter(&first, &Switch { region: Some(&other), ..switch("b") }).applied_to(&first);
    assert_eq!(second.get("AWS_REGION").as_deref(), Some("eu-north-1"));

    for end in [leave(&second).applied_to(&second), enter(&second, &switch("c")).applied_to(&second)] {
        assert_eq!(end.get("AWS_REGION").as_deref(), Some("us-east-1"));
        assert!(!end.contains("AWS_DEFAULT_REGION"));
    }
}

#[test]
fn a_region_that_the_user_changed_since_is_left_alone() {
    let region = Region::parse("eu-west-1").expect("valid");
    let start = env(&[]);
    let mut mine = enter(&start, &Switch { region: Some(&region), ..switch("a") }).applied_to(&start);
    mine.set("AWS_REGION", "ap-south-1");
    let end = leave(&mine).applied_to(&mine);
    assert_eq!(end.get("AWS_REGION").as_deref(), Some("ap-south-1"));
    assert!(!end.contains("AWS_DEFAULT_REGION"));
}

#[test]
fn the_previous_profile_is_remembered_across_off() {
    let mut now = env(&[]);
    now = enter(&now, &switch("a")).applied_to(&now);
    assert_eq!(record(&now).previous, None);
    now = enter(&now, &switch("b")).applied_to(&now);
    assert_eq!(record(&now).previous.as_deref(), Some("a"));
    now = leave(&now).applied_to(&now);
    assert_eq!(record(&now).previous.as_deref(), Some("b"));
    assert!(!now.contains("AWS_PROFILE"));
}

#[test]
fn off_leaves_no_empty_variable() {
    let before = env(&[("AWS_PROFILE", "")]);
    let after = leave(&before).applied_to(&before);
    assert!(!after.contains("AWS_PROFILE") && !after.contains(VARIABLE));
}
