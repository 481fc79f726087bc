use super::*;
use crate::domain::account::AccountId;
use proptest::prelude::*;

const FORMAT: &str = "{sign} {profile} {account} {role} {state} {end} {renews}";

fn at(text: &str) -> DateTime<Utc> {
    crate::domain::time::parse(text).expect("a moment")
}

fn facts() -> Facts {
    Facts {
        name: "MyRole".to_owned(),
        in_place_of: None,
        account: AccountId::parse("777788889999"),
        role: Some("MyRole".to_owned()),
        region: Some("eu-west-1".to_owned()),
        standing: Standing::Fine,
        verified: true,
        dangerous: false,
        end: Some((at("2026-11-20T14:32:00Z"), Ending::Renews)),
    }
}

fn show(facts: &Facts, phase: Phase) -> String {
    let names = BTreeMap::new();
    let look = Look { format: FORMAT, countdown: false, unicode: true, account_names: &names };
    text(facts, phase, &look, at("2026-11-20T13:32:00Z"), &Utc)
}

#[test]
fn each_state_has_a_text_and_a_word_of_its_own() {
    let fixed = Some((at("2026-11-20T14:32:00Z"), Ending::Stops));
    let sign_in = Some((at("2026-11-20T14:32:00Z"), Ending::SignIn));
    let cases = [
        (facts(), Phase::Now, "ok", "MyRole 777788889999 until 14:32 ↻"),
        (facts(), Phase::Ended, "ended", "MyRole 777788889999 ended 14:32 ↻"),
        (Facts { end: fixed, ..facts() }, Phase::Soon, "soon", "MyRole 777788889999 ends soon until 14:32"),
        (Facts { end: fixed, ..facts() }, Phase::Ended, "ended", "MyRole 777788889999 ended 14:32"),
        (Facts { end: sign_in, ..facts() }, Phase::Ended, "sign-in", "MyRole 777788889999 sign-in needed"),
        (
            Facts { verified: false, end: None, ..facts() },
            Phase::Now,
            "planned",
            "MyRole 777788889999 planned",
        ),
        (
            Facts { standing: Standing::Offline, ..facts() },
            Phase::Now,
            "offline",
            "MyRole 777788889999 offline until 14:32 ↻",
        ),
        (
            Facts { standing: Standing::Unknown, account: None, role: None, ..facts() },
            Phase::Now,
            "unknown",
            "MyRole unknown profile",
        ),
        (Facts { standing: Standing::Broken, ..facts() }, Phase::Now, "broken", "MyRole 777788889999 broken"),
        (
            Facts {
                name: "environment keys".into(),
                in_place_of: Some("MyRole".into()),
                role: None,
                end: None,
                ..facts()
            },
            Phase::Now,
            "shadowed",
            "environment keys 777788889999 not MyRole",
        ),
        (Facts { dangerous: true, ..facts() }, Phase::Now, "danger", "⚠ MyRole 777788889999 until 14:32 ↻"),
        (
            Facts { dangerous: true, standing: Standing::SignIn, end: None, ..facts() },
            Phase::Now,
            "sign-in",
            "⚠ MyRole 777788889999 sign-in needed",
        ),
    ];
    for (facts, phase, expected_word, expected) in cases {
        assert_eq!((word(&facts, phase), show(&facts, phase).as_str()), (expected_word, expected));
    }
}

#[test]
fn account_and_role_are_shown_where_they_say_more() {
    let mut facts = Facts { name: "dev-777788889999-admin".into(), role: Some("Audit".into()), ..facts() };
    assert_eq!(show(&facts, Phase::Now), "dev-777788889999-admin Audit until 14:32 ↻");
    facts.name = "x:AUDIT".into();
    assert_eq!(show(&facts, Phase::Now), "x:AUDIT 777788889999 until 14:32 ↻");
}

#[test]
fn a_name_of_any_length_leaves_room_for_a_prompt() {
    let facts = Facts { name: "n".repeat(1_000), end: None, ..facts() };
    assert_eq!(show(&facts, Phase::Now), format!("{}… 777788889999 MyRole", "n".repeat(63)));
}

#[test]
fn an_account_has_the_name_it_was_given() {
    let names = BTreeMap::from([("777788889999".to_owned(), "sand box".to_owned())]);
    let look =
        Look { format: "{account}|{region}|{nope}", countdown: false, unicode: true, account_names: &names };
    assert_eq!(
        text(&facts(), Phase::Now, &look, at("2026-11-20T13:32:00Z"), &Utc),
        "sand box|eu-west-1|{nope}"
    );
}

#[test]
fn another_day_is_named() {
    let mut facts = facts();
    facts.end = Some((at("2026-11-21T02:00:00Z"), Ending::SignIn));
    assert!(show(&facts, Phase::Now).ends_with("until Sat 02:00"));
    facts.end = Some((at("2027-02-01T02:00:00Z"), Ending::SignIn));
    assert!(show(&facts, Phase::Now).ends_with("until 2027-02-01"));
}

#[test]
fn without_unicode_all_is_ascii() {
    let names = BTreeMap::new();
    let look = Look { format: FORMAT, countdown: true, unicode: false, account_names: &names };
    let facts = Facts { name: "käse".into(), dangerous: true, ..facts() };
    assert_eq!(
        text(&facts, Phase::Now, &look, at("2026-11-20T13:32:00Z"), &Utc),
        "! k?se 777788889999 MyRole \u{1a} left (renews)"
    );
}

proptest! {
    #[test]
    fn no_name_moves_the_cursor_or_forges_a_line(name in any::<String>(), role in any::<String>(), other in any::<String>()) {
        let facts = Facts { name, role: Some(role), in_place_of: Some(other), ..facts() };
        for phase in [Phase::Now, Phase::Soon, Phase::Ended] {
            prop_assert!(!show(&facts, phase).chars().any(crate::domain::text::is_unsafe));
        }
    }
}
