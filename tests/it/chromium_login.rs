//! `awsp login` with Chromium as the person's browser, from the link to the page at the end.

use std::path::Path;
use std::{env, fs};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::chromium::Chromium;
use crate::cli_world::{AWSP, World};
use crate::clients_world::{AUTHORIZE, REGISTER, awsp_is, calls, in_browser, world};
use crate::sso_world::{CREATE, token_file};

/// Where `make login-page` wants its pictures.
const PICTURES: &str = "AWSP_TEST_PICTURES";

/// The page at the end, which comes from awsp and brings nothing else with it; the program's exit code and last words.
fn login(world: &World, browser: &Chromium) -> (String, i32, String) {
    browser.visit("about:blank");
    browser.requests();
    let outcome = in_browser(world, AWSP, &["login"], |address| {
        browser.visit(address);
        let requests = browser.requests();
        assert_eq!(requests.len(), 2, "{requests:?}");
        assert_eq!(requests[0], address);
        let (callback, code) = requests[1].split_once('?').unwrap();
        assert!(code.contains("code=authcode-") && code.contains("state="), "{code}");
        assert_eq!(browser.text("location.href"), callback, "the code is gone from the address bar");
        assert_eq!(browser.complaints(), [""; 0]);
    });
    (browser.text("document.body.innerText"), outcome.status, outcome.stderr)
}

#[test]
fn a_person_signs_in_in_the_browser() {
    let (world, browser) = (world("sso"), Chromium::start());
    browser.resize(640, 420);
    let (page, status, said) = login(&world, &browser);
    assert_eq!(status, 0, "{said}");
    assert_eq!(calls(&world), [REGISTER, AUTHORIZE, CREATE]);
    assert!(page.contains("You are signed in") && page.contains("sso-session corp"), "{page}");
    assert!(said.contains("signed in to sso-session corp until"), "{said}");
    awsp_is(&world);
    if let Some(folder) = env::var_os(PICTURES) {
        for (scheme, name) in [("light", "login-page.png"), ("dark", "login-page-dark.png")] {
            browser.prefer(scheme);
            fs::write(Path::new(&folder).join(name), STANDARD.decode(browser.picture()).unwrap()).unwrap();
        }
    }
}

#[test]
fn the_browser_and_the_terminal_tell_the_same_failure() {
    let (world, browser) = (world("sso"), Chromium::start());
    world.aws.fault(json!({
        "service": "oidc", "op": "CreateToken", "kind": "error", "status": 400,
        "code": "InvalidGrantException", "message": "<b>not</b> &amp; you",
    }));
    let (page, status, said) = login(&world, &browser);
    assert_eq!(status, 1, "{said}");
    assert!(page.contains("Not signed in"), "{page}");
    let why =
        said.lines().find_map(|line| line.strip_prefix("awsp: not signed in to sso-session corp: ")).unwrap();
    assert!(why.contains("<b>not</b> &amp; you"), "{why}");
    assert!(page.contains(why), "{page}\n{said}");
    assert!(!token_file(&world, "corp").exists());
}
