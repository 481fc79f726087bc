//! `awsp login` to Identity Center in the browser.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::thread;
use std::time::Duration;

use awsp::domain::time;
use awsp::store::Store;
use awsp::store::shelf::Shelf;
use awsp::stored::sign_in::sso_token_lock;
use chrono::Utc;
use fake_aws::browser::{Mode, visit};
use fake_aws::client;
use serde_json::{Value, json};

use crate::cli_world::World;
use crate::login_sso_world::{
    AUTHORIZE, CREATE, REGISTER, Running, START, assert_harmless, fails, folder, lines, login, params,
    with_browser,
};
use crate::sso_world::{START_URL, held, sign_in, token, token_file};

/// The world after a first sign-in: a client is registered, and a token is there.
fn signed_in() -> World {
    let world = with_browser("sso");
    let (outcome, _) = login(&world, &[], Mode::Approve);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    world.aws.clear_log();
    world
}

#[test]
fn a_sign_in_in_the_browser_is_written_as_the_aws_cli_does_and_serves_at_once() {
    let world = with_browser("sso");
    assert_eq!(world.run(&["whoami"]).status, 3, "nobody has signed in");
    let (outcome, pages) = login(&world, &[], Mode::Approve);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert_harmless(&outcome);
    assert!(outcome.stdout.is_empty(), "{outcome:?}");
    let last = outcome.stderr.lines().last().unwrap();
    assert!(last.starts_with("awsp: signed in to sso-session corp until 20"), "{outcome:?}");
    assert!(last.ends_with(", renewed when needed; 2 profiles use it"), "{outcome:?}");
    assert!(
        !outcome.stderr.contains("noise"),
        "what the browser's program prints spoils nothing: {outcome:?}"
    );

    assert_eq!(world.aws.calls(), [REGISTER, AUTHORIZE, CREATE]);
    let registered = &params(&world, "RegisterClient")[0];
    assert_eq!(
        *registered,
        json!({
            "clientName": "botocore-client-corp", "clientType": "public",
            "grantTypes": ["authorization_code", "refresh_token"],
            "redirectUris": ["http://127.0.0.1/oauth/callback"], "issuerUrl": START_URL,
            "scopes": ["sso:account:access"],
        })
    );
    let asked = &params(&world, "Authorize")[0];
    let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    assert_eq!(text(asked, "code_challenge_method"), "S256");
    assert_eq!(text(asked, "scopes"), "sso:account:access");
    let redirect = text(asked, "redirect_uri");
    assert!(redirect.starts_with("http://127.0.0.1:") && redirect.ends_with("/oauth/callback"), "{redirect}");
    let redeemed = &params(&world, "CreateToken")[0];
    assert_eq!(text(redeemed, "redirectUri"), redirect);
    assert_eq!(text(redeemed, "codeVerifier").len(), 64);
    assert!(world.aws.log().iter().any(|entry| entry["pkce"] == "ok"));

    let token = held(&world);
    let keys: Vec<&str> = token.as_object().unwrap().keys().map(String::as_str).collect();
    let wanted = [
        "startUrl",
        "region",
        "accessToken",
        "expiresAt",
        "clientId",
        "clientSecret",
        "registrationExpiresAt",
        "refreshToken",
    ];
    assert_eq!(keys, wanted);
    let left = time::parse(token["expiresAt"].as_str().unwrap()).unwrap() - Utc::now();
    assert!((28_700..=28_800).contains(&left.num_seconds()), "{token}");
    let files = folder(&world);
    assert_eq!(files.len(), 2, "the token and the registration: {:?}", files.keys());
    let folder = token_file(&world, "corp").parent().unwrap().to_path_buf();
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    for name in files.keys() {
        assert_eq!(fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
    let page = pages[0].text();
    assert!(page.contains("You are signed in") && page.contains("sso-session corp"), "{page}");
    assert_eq!(pages[0].header("cache-control"), Some("no-store"));

    // What was noted for want of a sign-in does not hold any more.
    assert_eq!(world.run(&["whoami"]).status, 0);
    assert!(!world.run(&["prompt"]).stdout.contains("sign-in"));
}

#[test]
fn the_registration_is_used_again_until_it_ends_soon_or_is_of_the_other_kind() {
    let world = signed_in();
    assert_eq!(login(&world, &[], Mode::Approve).0.status, 0);
    assert_eq!(world.aws.calls(), [AUTHORIZE, CREATE]);
    world.aws.clear_log();
    let folder_before = folder(&world);
    let file =
        folder_before.iter().find(|(_, text)| !text.windows(11).any(|part| part == b"accessToken")).unwrap();
    let path = token_file(&world, "corp").with_file_name(file.0);
    let mut registration: Value = serde_json::from_slice(file.1).unwrap();
    assert_eq!(registration["grantTypes"], json!(["authorization_code", "refresh_token"]));
    registration["expiresAt"] = time::to_rfc3339(Utc::now() + chrono::TimeDelta::minutes(14)).into();
    fs::write(&path, registration.to_string()).unwrap();
    assert_eq!(login(&world, &[], Mode::Approve).0.status, 0);
    assert_eq!(world.aws.calls(), [REGISTER, AUTHORIZE, CREATE]);
    world.aws.clear_log();
    world.aws.configure(json!({"oidc": {"device": "auto"}}));
    let outcome = Running::start(&world, &["--device"]).ended();
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert_eq!(world.aws.calls(), [REGISTER, START, CREATE]);
    fs::write(&path, "torn").unwrap();
    assert_eq!(login(&world, &[], Mode::Approve).0.status, 0);
}

#[test]
fn a_registration_that_is_refused_is_renewed_once() {
    let world = signed_in();
    let token = token_file(&world, "corp");
    let name = folder(&world).into_keys().find(|name| !token.ends_with(name)).unwrap();
    let path = token.with_file_name(name);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("secret-of-", "another-secret-of-")).unwrap();
    let mut running = Running::start(&world, &[]);
    let link = running.link();
    let _ = fs::remove_file(world.home().join("opened"));
    let page = visit(&link, Mode::Approve).unwrap()[0].text();
    assert!(page.contains("signs in once more"), "{page}");
    let again = running.link();
    assert_ne!(again, link);
    visit(&again, Mode::Approve).unwrap();
    assert_eq!(running.ended().status, 0);
    assert_eq!(world.aws.calls(), [AUTHORIZE, CREATE, REGISTER, AUTHORIZE, CREATE]);
    // One that is refused again ends it.
    world.aws.fault(json!({"op": "CreateToken", "kind": "error", "status": 401, "code": "InvalidClientException", "times": -1}));
    let mut running = Running::start(&world, &[]);
    let link = running.link();
    let _ = fs::remove_file(world.home().join("opened"));
    visit(&link, Mode::Approve).unwrap();
    let again = running.link();
    visit(&again, Mode::Approve).unwrap();
    fails(&running.ended(), 1, "InvalidClientException");
}

#[test]
fn every_way_not_to_be_signed_in_ends_with_one_line_and_leaves_the_files_alone() {
    for (mode, status, words, shown) in [
        (
            Mode::Deny,
            1,
            "it was not allowed in the browser (access_denied: The person <said> no)",
            "The person &lt;said&gt; no",
        ),
        (Mode::WrongCode, 1, "InvalidGrantException: unknown or used code", "Not signed in"),
    ] {
        let world = signed_in();
        let before = folder(&world);
        let (outcome, pages) = login(&world, &[], mode);
        fails(&outcome, status, words);
        assert!(outcome.stderr.contains("hint: try again: awsp login --sso-session corp"), "{outcome:?}");
        let page = pages[0].text();
        assert!(
            page.contains("Not signed in") && page.contains("sso-session corp") && page.contains(shown),
            "{page}"
        );
        assert_eq!(folder(&world), before, "{mode:?}");
    }
    // A challenge of another verifier.
    let world = signed_in();
    let before = folder(&world);
    let mut running = Running::start(&world, &[]);
    let link = running.link();
    let (start, _) = link.split_once("code_challenge=").unwrap();
    visit(&format!("{start}code_challenge=another"), Mode::Approve).unwrap();
    fails(&running.ended(), 1, "PKCE verification failed");
    assert_eq!(folder(&world), before);
}

#[test]
fn an_answer_with_another_state_is_told_and_neither_ends_nor_spoils_it() {
    let world = signed_in();
    let mut running = Running::start(&world, &[]);
    let link = running.link();
    let pages = visit(&link, Mode::WrongState).unwrap();
    assert_eq!(pages[0].status, 400);
    running.says("an answer came that belongs to another sign-in");
    visit(&link, Mode::HangUp).unwrap();
    let callback = |path: &str| {
        let redirect = link.split("redirect_uri=").nth(1).unwrap().split('&').next().unwrap();
        let port = redirect.split("%3A").nth(2).unwrap().split("%2F").next().unwrap();
        client::send("GET", &format!("http://127.0.0.1:{port}{path}"), &[], b"").unwrap()
    };
    assert_eq!(callback("/favicon.ico").status, 404);
    assert_eq!(callback("/").status, 404);
    let pages = visit(&link, Mode::Twice).unwrap();
    assert!(pages[0].text().contains("You are signed in"));
    let outcome = running.ended();
    assert_eq!(outcome.status, 0, "{outcome:?}");
    let redeemed: Vec<&str> = world.aws.calls().iter().filter(|call| *call == CREATE).map(|_| "").collect();
    assert_eq!(redeemed.len(), 1, "the code is redeemed once");
}

#[test]
fn what_the_person_must_do_is_told_even_quietly_and_no_browser_opens_none() {
    let world = signed_in();
    let mut running = Running::start(&world, &["--no-browser", "--quiet"]);
    let said = running.says("/authorize?");
    running.until("the link is whole", || {
        fs::read_to_string(world.home().join("said")).ok().filter(|said| said.ends_with('\n')).map(drop)
    });
    let link = fs::read_to_string(world.home().join("said")).unwrap();
    let link = link.lines().find(|line| line.starts_with("http")).unwrap().to_owned();
    visit(&link, Mode::Approve).unwrap();
    let outcome = running.ended();
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert!(!world.home().join("opened").exists(), "{said}");
    assert!(!outcome.stderr.contains("signed in to"), "{outcome:?}");
}

#[test]
fn json_tells_what_came_of_it() {
    let world = with_browser("sso");
    let (outcome, _) = login(&world, &["--json"], Mode::Approve);
    let told = outcome.json();
    assert_eq!(told["sign_in"]["kind"], "sso");
    assert_eq!(told["sign_in"]["name"], "corp");
    assert_eq!(told["sign_in"]["expires_at"], held(&world)["expiresAt"]);
    assert_eq!((&told["profiles"], &told["renews"]), (&json!(2), &json!(true)));
}

#[test]
fn scopes_are_those_that_are_configured() {
    let world = with_browser("sso");
    let config = world.home().join(".aws/config");
    let text = fs::read_to_string(&config).unwrap();
    let scoped =
        "sso_region = eu-west-1\nsso_registration_scopes = sso:account:access, codecatalyst:read_write ,\n";
    fs::write(&config, text.replacen("start\nsso_region = eu-west-1\n", &format!("start\n{scoped}"), 1))
        .unwrap();
    assert_eq!(login(&world, &[], Mode::Approve).0.status, 0);
    let wanted = json!(["sso:account:access", "codecatalyst:read_write"]);
    assert_eq!(params(&world, "RegisterClient")[0]["scopes"], wanted);
    assert_eq!(params(&world, "Authorize")[0]["scopes"], "sso:account:access codecatalyst:read_write");
}

#[test]
fn the_browser_gets_the_link_alone_and_no_secret() {
    let world = with_browser("sso");
    let secrets = [
        ("AWS_SECRET_ACCESS_KEY", "planted-secret"),
        ("AWS_SESSION_TOKEN", "planted-token"),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "planted-container"),
        ("SEEN", "yes"),
    ];
    let mut running = Running::with(&world, &[], |command| {
        command.envs(secrets);
    });
    let link = running.link();
    assert!(!link.contains("secret"), "{link}");
    let file = world.home().join("opened.env");
    running.until("the browser's variables", || {
        fs::read_to_string(&file).ok().filter(|text| text.contains("SEEN=yes")).map(drop)
    });
    visit(&link, Mode::Approve).unwrap();
    assert_eq!(running.ended().status, 0);
    assert!(!lines(file).iter().any(|line| line.contains("planted")));
}

#[test]
fn a_browser_that_does_not_open_is_told_and_the_link_serves() {
    let world = signed_in().with("AWSP_BROWSER_COMMAND", "/bin/false --new-window {url}");
    let mut running = Running::start(&world, &[]);
    let said =
        running.says("no browser could be opened (false: it ended with an error); open the link yourself");
    let link = said.lines().find(|line| line.starts_with("http")).unwrap();
    visit(link, Mode::Approve).unwrap();
    assert_eq!(running.ended().status, 0);
}

#[test]
fn where_the_token_cannot_be_written_nobody_is_asked() {
    let world = with_browser("sso");
    world.write(".aws/sso", "a file in the folder's place");
    let outcome = world.run(&["login"]);
    fails(&outcome, 1, "the sign-in cannot be written to");
    assert!(world.aws.calls().is_empty() && !world.home().join("opened").exists());
}

#[test]
fn two_at_once_both_end_well() {
    let world = signed_in();
    let mut one = Running::start(&world, &[]);
    let first = one.link();
    let mut other = Running::start(&world, &[]);
    let second = other.link();
    visit(&second, Mode::Approve).unwrap();
    visit(&first, Mode::Approve).unwrap();
    assert_eq!((one.ended().status, other.ended().status), (0, 0));
    assert_eq!(folder(&world).len(), 2);
    assert_eq!(world.run(&["whoami"]).status, 0);
}

#[test]
fn a_sign_in_that_holds_is_replaced_and_what_was_refused_of_it_forgotten() {
    let world = with_browser("sso");
    sign_in(&world, &token(7200));
    // AWS does not know this token: the prompt is told that a sign-in is needed.
    assert_eq!(world.run(&["whoami"]).status, 3);
    assert!(world.run(&["prompt"]).stdout.contains("sign-in needed"));
    assert_eq!(login(&world, &[], Mode::Approve).0.status, 0);
    let prompt = world.run(&["prompt"]).stdout;
    assert!(!prompt.contains("sign-in needed"), "{prompt}");
    assert_eq!(held(&world).get("future"), None, "a new token is new");
}

/// That the process has a lock's file open, which it does only where it has the lock or waits for it.
fn is_at_a_lock(pid: u32) -> Option<()> {
    let open = fs::read_dir(format!("/proc/{pid}/fd")).ok()?;
    let mut files = open.flatten().filter_map(|entry| fs::read_link(entry.path()).ok());
    files.any(|file| file.parent().is_some_and(|folder| folder.ends_with("locks"))).then_some(())
}

#[test]
fn a_renewal_that_runs_is_waited_for_before_the_new_token_is_written() {
    let world = with_browser("sso");
    sign_in(&world, &token(-1));
    let store = Store::open(Some(world.home().join(".cache/awsp")), None);
    let lock = store.lock(Shelf::Failures, &sso_token_lock(&token_file(&world, "corp")), Duration::ZERO);
    assert!(lock.is_some());
    let mut running = Running::start(&world, &[]);
    let link = running.link();
    let browser = thread::spawn(move || visit(&link, Mode::Approve).unwrap());
    running.calls(&world, CREATE);
    let pid = running.pid();
    running.until("it waits for the lock", || is_at_a_lock(pid));
    // What the renewal comes to.
    let mut renewed = token(7200);
    renewed["accessToken"] = "bearer-renewed".into();
    sign_in(&world, &renewed);
    drop(lock);
    let outcome = running.ended();
    assert_eq!(outcome.status, 0, "{outcome:?}");
    browser.join().unwrap();
    assert!(held(&world)["accessToken"].as_str().unwrap().starts_with("fake-sso-access"), "{}", held(&world));
}
