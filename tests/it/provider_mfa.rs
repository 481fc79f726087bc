//! MFA codes: who is asked, how often, and what one code serves.

use std::cell::RefCell;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use awsp::config::plan::{Plan, RoleStep, Source};
use awsp::domain::credentials::Credentials;
use awsp::domain::secret::Secret;
use awsp::error::{Error, Kind};
use awsp::provider::{Context, Refresh, Resolved, resolve};
use awsp::store::Store;
use awsp::store::credentials::Held;
use awsp::store::failures::Reason;
use awsp::stored::Stored;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::provider_world::{KEY, MY_ROLE, SECOND_ROLE, World, keys, plan, step};

const SERIAL: &str = "arn:aws:iam::111122223333:mfa/benk";

fn guarded(role: &str) -> RoleStep {
    RoleStep { mfa_serial: Some(SERIAL.into()), ..step(role) }
}

/// Both roles demand the device, whose codes work once.
fn world() -> World {
    let world = World::new();
    let required = json!({MY_ROLE: SERIAL, SECOND_ROLE: SERIAL});
    world.fake.configure(json!({"sts": {"mfa_required": required, "mfa_once": true}, "enforce_time": true}));
    world
}

/// A person with a device: gives its codes one after the other.
struct Person {
    codes: RefCell<Vec<&'static str>>,
    notes: RefCell<Vec<String>>,
}

impl Person {
    fn with(codes: &[&'static str]) -> Self {
        let codes = RefCell::new(codes.iter().rev().copied().collect());
        Self { codes, notes: RefCell::default() }
    }

    fn resolve(&self, world: &World, plan: &Plan, refresh: Refresh) -> Result<Resolved, Error> {
        let store = world.store();
        self.resolve_in(&world.context(&store), plan, refresh)
    }

    fn resolve_in(&self, context: &Context<'_>, plan: &Plan, refresh: Refresh) -> Result<Resolved, Error> {
        let ask = |serial: &str| {
            assert_eq!(serial, SERIAL);
            let code = self.codes.borrow_mut().pop();
            code.map(|code| format!(" {code}\n")).ok_or_else(|| Error::new(Kind::Cancelled, "cancelled"))
        };
        let note = |text: &str| self.notes.borrow_mut().push(text.to_owned());
        let mut context = bare(context);
        context.mfa = Some(&ask);
        context.note = Some(&note);
        resolve(&context, plan, refresh)
    }

    fn is_done(&self) -> bool {
        self.codes.borrow().is_empty()
    }
}

fn bare<'a>(context: &Context<'a>) -> Context<'a> {
    let mut other = Context::new(context.profile, context.scope, context.store);
    other.sleep = context.sleep;
    other.timeouts = context.timeouts;
    other.clock = context.clock;
    other
}

fn unattended(world: &World, store: &Store, plan: &Plan) -> Result<Resolved, Error> {
    resolve(&world.context(store), plan, Refresh::IfNeeded)
}

fn in_51_minutes() -> DateTime<Utc> {
    Utc::now() + TimeDelta::minutes(51)
}

fn in_2_hours() -> DateTime<Utc> {
    Utc::now() + TimeDelta::hours(2)
}

#[test]
fn nobody_is_asked_where_nobody_can_be() {
    let world = world();
    let store = world.store();
    let one = plan(vec![guarded(MY_ROLE)]);
    let error = unattended(&world, &store, &one).unwrap_err();
    assert_eq!((error.kind, error.code), (Kind::SignIn, Some("mfa-code-needed")));
    assert!(error.hints.iter().any(|hint| hint.ends_with("awsp login MyRole")), "{error:?}");
    let above = plan(vec![step("arn:aws:iam::777788889999:role/Open"), guarded(MY_ROLE)]);
    assert_eq!(unattended(&world, &store, &above).unwrap_err().kind, Kind::SignIn);
    assert!(world.fake.calls().is_empty());
    let seen = Stored::of(&store, world.scope(), &one, Utc::now());
    assert_eq!(seen.failure.map(|failure| failure.reason), Some(Reason::SignIn));
}

#[test]
fn one_code_serves_every_role_with_the_device_and_their_renewals() {
    let world = world();
    let (one, two) = (plan(vec![guarded(MY_ROLE)]), plan(vec![guarded(SECOND_ROLE)]));
    let person = Person::with(&["123456"]);
    assert!(person.resolve(&world, &one, Refresh::IfNeeded).unwrap().refreshes);
    assert_eq!(world.fake.calls(), ["sts GetSessionToken", "sts AssumeRole"]);
    assert!(person.is_done());

    let store = world.store();
    let resolved = unattended(&world, &store, &two).unwrap();
    assert!(resolved.refreshes && !resolved.from_cache);
    assert!(!resolve(&world.context(&store), &one, Refresh::Force).unwrap().from_cache, "renewed unattended");
    assert_eq!(world.fake.calls()[2..], ["sts AssumeRole", "sts AssumeRole"]);
    let log = world.fake.log();
    let param = |index: usize, path: &str| log[index].pointer(path).and_then(Value::as_str);
    assert_eq!(param(0, "/params/DurationSeconds"), Some("43200"));
    assert_eq!(param(0, "/params/TokenCode"), Some("123456"));
    assert_eq!(param(1, "/params/TokenCode"), None);
    assert!(log.iter().all(|entry| entry["signed"]["signature"] == "ok"), "{log:?}");

    // The sign-in is the session's, and the roles hang on it.
    let seen = Stored::of(&store, world.scope(), &two, Utc::now());
    let left = seen.mfa_until.unwrap() - Utc::now();
    assert!((719..=720).contains(&left.num_minutes()), "{left}");
    let all = Held::all(&store);
    assert_eq!(all.len(), 3);
    for (_, held) in all {
        assert_eq!(held.hangs_on.map(|of| (of.kind, of.name)), Some(("mfa".to_owned(), SERIAL.to_owned())));
        assert_eq!(held.refreshes, held.of.starts_with("arn:"), "{}", held.of);
    }
}

#[test]
fn another_device_key_or_endpoint_is_another_sign_in() {
    let world = world();
    Person::with(&["123456"]).resolve(&world, &plan(vec![guarded(MY_ROLE)]), Refresh::IfNeeded).unwrap();
    let store = world.store();
    let other_device =
        plan(vec![RoleStep { mfa_serial: Some("arn:aws:iam::111122223333:mfa/b".into()), ..step(MY_ROLE) }]);
    assert_eq!(unattended(&world, &store, &other_device).unwrap_err().code, Some("mfa-code-needed"));
    let other_key = Credentials { access_key_id: "AKIAOTHERXXXEXAMPLE".into(), ..keys() };
    let other_key =
        Plan { source: Source::Environment { credentials: other_key }, roles: vec![guarded(MY_ROLE)] };
    assert_eq!(unattended(&world, &store, &other_key).unwrap_err().code, Some("mfa-code-needed"));
}

#[test]
fn a_session_that_has_ended_asks_again() {
    let world = world();
    let one = plan(vec![guarded(MY_ROLE)]);
    Person::with(&["123456"]).resolve(&world, &one, Refresh::IfNeeded).unwrap();
    let store = world.store();
    for (key, held) in Held::all(&store) {
        let ended = Utc::now() - TimeDelta::seconds(1);
        Held { expires_at: ended, ..held }.save(&store, &key);
    }
    assert_eq!(unattended(&world, &store, &one).unwrap_err().code, Some("mfa-code-needed"));
    let person = Person::with(&["234567"]);
    person.resolve(&world, &one, Refresh::IfNeeded).unwrap();
    assert!(person.is_done());
}

#[test]
fn a_session_that_aws_does_not_know_any_more_is_replaced() {
    let world = world();
    let one = plan(vec![guarded(MY_ROLE)]);
    Person::with(&["123456"]).resolve(&world, &one, Refresh::IfNeeded).unwrap();
    world
        .fake
        .fault(json!({"op": "AssumeRole", "kind": "error", "status": 403, "code": "InvalidClientTokenId"}));
    world.fake.clear_log();
    let person = Person::with(&["234567"]);
    person.resolve(&world, &one, Refresh::Force).unwrap();
    assert_eq!(world.fake.calls(), ["sts AssumeRole", "sts GetSessionToken", "sts AssumeRole"]);
    world.fake.fault(json!({"op": "AssumeRole", "kind": "error", "status": 403, "code": "ExpiredToken"}));
    let store = world.store();
    let error = resolve(&world.context(&store), &one, Refresh::Force).unwrap_err();
    assert_eq!(error.code, Some("mfa-code-needed"));
}

#[test]
fn a_role_that_wants_a_newer_code_gets_one() {
    let world = world();
    let one = plan(vec![guarded(MY_ROLE)]);
    Person::with(&["123456"]).resolve(&world, &one, Refresh::IfNeeded).unwrap();
    let denied = json!({"op": "AssumeRole", "kind": "error", "status": 403, "code": "AccessDenied"});
    world.fake.fault(denied.clone());
    world.fake.clear_log();
    Person::with(&["234567"]).resolve(&world, &one, Refresh::Force).unwrap();
    assert_eq!(world.fake.calls(), ["sts AssumeRole", "sts AssumeRole"]);
    assert_eq!(world.fake.log()[1]["params"]["TokenCode"], "234567");
    assert_eq!(world.fake.log()[1]["signed"]["access_key_id"], KEY);
    world.fake.fault(denied);
    let store = world.store();
    let error = resolve(&world.context(&store), &one, Refresh::Force).unwrap_err();
    assert_eq!(error.code, Some("access-denied"));
    assert!(error.hints.iter().any(|hint| hint.contains("newer MFA code")), "{error:?}");
}

#[test]
fn where_aws_gives_no_session_the_role_takes_the_code_itself() {
    let world = world();
    let one = plan(vec![guarded(MY_ROLE)]);
    let denied = json!({"op": "GetSessionToken", "kind": "error", "status": 403, "code": "AccessDenied",
        "message": "User is not authorized to perform: sts:GetSessionToken", "times": -1});
    world.fake.fault(denied);
    let person = Person::with(&["123456"]);
    let resolved = person.resolve(&world, &one, Refresh::IfNeeded).unwrap();
    assert!(!resolved.refreshes && person.is_done());
    assert_eq!(world.fake.calls(), ["sts GetSessionToken", "sts AssumeRole"]);

    // Another AWS takes the code for used by then: the next one is asked for, and why is told.
    world.fake.fault(json!({"op": "AssumeRole", "kind": "error", "status": 403, "code": "AccessDenied",
        "message": "MultiFactorAuthentication failed with invalid MFA one time pass code."}));
    let person = Person::with(&["234567", "345678"]);
    person.resolve(&world, &one, Refresh::Force).unwrap();
    assert!(person.is_done());
    assert!(person.notes.borrow()[0].contains("no MFA session"), "{:?}", person.notes);
}

#[test]
fn a_service_that_does_not_know_mfa_sessions_gets_the_code() {
    let world = world();
    world.fake.configure(json!({"sts": {"mfa_once": false}}));
    world.fake.fault(json!({"op": "AssumeRole", "kind": "error", "status": 403, "code": "AccessDenied"}));
    let person = Person::with(&["123456"]);
    person.resolve(&world, &plan(vec![guarded(MY_ROLE)]), Refresh::IfNeeded).unwrap();
    assert_eq!(world.fake.calls(), ["sts GetSessionToken", "sts AssumeRole", "sts AssumeRole"]);
}

#[test]
fn temporary_keys_get_no_session_so_each_role_takes_a_code() {
    let world = world();
    let temporary = Credentials {
        access_key_id: "ASIATEMPXXXXEXAMPLE".into(),
        session_token: Some(Secret::new("token")),
        ..keys()
    };
    let over = |role| Plan {
        source: Source::Environment { credentials: temporary.clone() },
        roles: vec![guarded(role)],
    };
    let person = Person::with(&["123456", "234567"]);
    assert!(!person.resolve(&world, &over(MY_ROLE), Refresh::IfNeeded).unwrap().refreshes);
    person.resolve(&world, &over(SECOND_ROLE), Refresh::IfNeeded).unwrap();
    assert_eq!(world.fake.calls(), ["sts AssumeRole", "sts AssumeRole"]);
    assert_eq!(world.fake.log()[0]["params"]["SerialNumber"], SERIAL);

    // In the last minutes they serve on, for nobody can be asked; with somebody there, they are got anew.
    let store = world.store();
    let mut context = world.context(&store);
    context.clock = in_51_minutes;
    assert!(resolve(&context, &over(MY_ROLE), Refresh::IfNeeded).unwrap().from_cache);
    let person = Person::with(&["345678"]);
    world.fake.configure(json!({"enforce_time": false}));
    assert!(!person.resolve_in(&context, &over(MY_ROLE), Refresh::IfNeeded).unwrap().from_cache);
    context.clock = in_2_hours;
    let error = resolve(&context, &over(SECOND_ROLE), Refresh::IfNeeded).unwrap_err();
    assert_eq!(error.code, Some("mfa-code-needed"));
}

#[test]
fn a_wrong_code_is_told_and_tried_once() {
    let world = world();
    world.fake.configure(json!({"sts": {"mfa_codes": {SERIAL: "123456"}}}));
    let one = plan(vec![guarded(MY_ROLE)]);
    for code in ["654321", "12345", "12345x", ""] {
        let error = Person::with(&[code]).resolve(&world, &one, Refresh::IfNeeded).unwrap_err();
        assert_eq!((error.kind, error.code), (Kind::SignIn, Some("mfa-code-refused")), "{code}");
        assert!(code.is_empty() || !format!("{error:?}").contains(code), "{error:?}");
        // What is not six digits is not even sent.
        assert_eq!(world.fake.calls().len(), 1);
    }
    let error = Person::with(&[]).resolve(&world, &one, Refresh::IfNeeded).unwrap_err();
    assert_eq!(error.kind, Kind::Cancelled);
    Person::with(&["123456"]).resolve(&world, &one, Refresh::IfNeeded).unwrap();
}

#[test]
fn a_chain_over_a_guarded_role_renews_by_the_session() {
    let world = world();
    world.fake.configure(json!({"sts": {"mfa_required": {SECOND_ROLE: null}}}));
    let chain = plan(vec![guarded(MY_ROLE), step(SECOND_ROLE)]);
    let person = Person::with(&["123456"]);
    assert!(person.resolve(&world, &chain, Refresh::IfNeeded).unwrap().refreshes);
    let store = world.store();
    assert!(!resolve(&world.context(&store), &chain, Refresh::Force).unwrap().from_cache);
    assert_eq!(world.fake.calls()[0], "sts GetSessionToken");
    assert_eq!(world.fake.calls().len(), 4);
}

#[test]
fn of_two_who_ask_at_once_for_two_roles_one_person_is_asked() {
    let world = world();
    let barrier = Barrier::new(2);
    let asked = AtomicUsize::new(0);
    thread::scope(|scope| {
        for role in [MY_ROLE, SECOND_ROLE] {
            let (world, barrier, asked) = (&world, &barrier, &asked);
            scope.spawn(move || {
                let store = world.store();
                let mut context = world.context(&store);
                let ask = |_: &str| {
                    // Long enough for the other to want it as well.
                    thread::sleep(Duration::from_millis(200));
                    Ok(format!("12345{}", asked.fetch_add(1, Ordering::SeqCst)))
                };
                context.mfa = Some(&ask);
                barrier.wait();
                resolve(&context, &plan(vec![guarded(role)]), Refresh::IfNeeded).unwrap();
            });
        }
    });
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    assert_eq!(world.count("sts GetSessionToken"), 1);
}
