//! `awsp console` with Chromium: where the address that it is given leads.

use serde_json::Value;

use crate::chromium::Chromium;
use crate::cli_world::AWSP;
use crate::clients_world::{in_browser, world};

fn is_data(request: &Value) -> bool {
    request["url"].as_str().unwrap().starts_with("data:")
}

#[test]
fn the_browser_is_led_to_the_console_and_tells_nobody_whence() {
    let (world, browser) = (world("MyRole"), Chromium::start());
    browser.visit("about:blank");
    browser.requests();
    let outcome = in_browser(&world, AWSP, &["console", "MyRole", "--service", "s3"], |address| {
        assert!(!address.contains("SigninToken"), "{address}");
        browser.visit_in_vain(address);
        // Without the pictures that are in the browser's own page of errors.
        let requests: Vec<_> =
            browser.whole_requests().into_iter().filter(|request| !is_data(request)).collect();
        let urls: Vec<&str> = requests.iter().map(|request| request["url"].as_str().unwrap()).collect();
        // The browser tries again what cannot be reached, from the beginning.
        let [first, sign_in, console, again @ ..] = &urls[..] else { panic!("{urls:?}") };
        assert!(again.iter().all(|url| *url == address), "{again:?}");
        assert_eq!(*first, address);
        assert!(sign_in.starts_with(&format!("{}/federation?Action=login&", world.aws.url())), "{sign_in}");
        assert_eq!(*console, "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1");
        for request in &requests {
            assert_eq!(request["headers"].get("Referer"), None, "{request}");
        }
    });
    assert_eq!(outcome.status, 0, "{outcome:?}");
    let arn = "arn:aws:sts::777788889999:assumed-role/MyRole/awsp-benk";
    assert_eq!(world.aws.log().last().unwrap()["console"], arn);
}
