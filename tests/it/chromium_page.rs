//! The page at the end of a sign-in, in a real browser.

use std::thread::{self, JoinHandle};
use std::time::Duration;

use awsp::domain::secret::Secret;
use awsp::sign_in::callback::Callback;
use awsp::sign_in::cancel::Cancel;
use awsp::sign_in::page::Page;

use crate::chromium::Chromium;

/// The least that a person who sees badly can read (WCAG 2.2, 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;
/// The width of a small phone.
const NARROW: u32 = 320;

/// The contrast of each text with what is behind it, the least of all.
const CONTRAST: &str = "(() => {
  const numbers = color => color.match(/[0-9.]+/g).map(Number);
  const light = color => numbers(color).slice(0, 3).map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = element => {
    const color = getComputedStyle(element).backgroundColor;
    return numbers(color)[3] === 0 ? behind(element.parentElement) : color;
  };
  return Math.min(...[...document.querySelectorAll('h1, p, footer')].map(element => {
    const both = [light(getComputedStyle(element).color), light(behind(element))].sort((a, b) => b - a);
    return (both[0] + 0.05) / (both[1] + 0.05);
  }));
})()";

/// Somebody who waits for the browser to show it this page, and the address to come back to.
fn waiting(page: Page) -> (String, JoinHandle<()>) {
    let callback = Callback::listen(Secret::new("planted-state")).unwrap();
    let uri = callback.redirect_uri();
    let waiting = thread::spawn(move || {
        let arrival = callback.wait(Duration::from_mins(1), &Cancel::by_hand(), &|| {}).unwrap();
        arrival.browser.show(&page);
    });
    (format!("{uri}?code=planted-code&state=planted-state"), waiting)
}

/// Shows the page.
fn show(browser: &Chromium, page: Page) -> String {
    let (address, waiting) = waiting(page);
    browser.visit(&address);
    waiting.join().unwrap();
    address
}

fn pages(text: &str) -> [Page; 2] {
    [Page::signed_in(text, &[text.to_owned(), text.to_owned()]), Page::not_signed_in(text, text)]
}

#[test]
fn nothing_but_the_page_is_loaded_and_no_secret_stays_in_sight() {
    let browser = Chromium::start();
    browser.visit("about:blank");
    browser.requests();
    for page in pages("sso-session corp") {
        let address = show(&browser, page);
        assert_eq!(browser.requests(), [address.as_str()]);
        assert_eq!(browser.complaints(), [""; 0], "the page keeps to its own policy");
        let (bare, _) = address.split_once('?').unwrap();
        assert_eq!(browser.text("location.href"), bare, "the code is gone from the address bar");
        let seen = browser.text("document.documentElement.outerHTML");
        assert!(!seen.contains("planted"), "{seen}");
        assert!(browser.text("document.title").contains("igned in"));
        assert!(browser.text("document.body.innerText").contains("sso-session corp"));
    }
}

#[test]
fn the_page_can_be_read_in_light_and_dark_and_on_a_phone() {
    let browser = Chromium::start();
    browser.resize(NARROW, 568);
    let long = format!("arn:aws:iam::444455556666:user/{}", "division-of-words-without-a-space".repeat(3));
    for page in pages(&long) {
        show(&browser, page);
        let width = browser.value("document.documentElement.scrollWidth").as_u64().unwrap();
        assert!(width <= NARROW.into(), "{width}: there is nothing to the right of what is seen");
        let mut papers = Vec::new();
        for scheme in ["light", "dark"] {
            browser.prefer(scheme);
            let contrast = browser.value(CONTRAST).as_f64().unwrap();
            assert!(contrast >= LEAST_CONTRAST, "{scheme}: {contrast}");
            papers.push(browser.text("getComputedStyle(document.body).backgroundColor"));
        }
        assert_ne!(papers[0], papers[1]);
    }
}

#[test]
fn what_is_told_is_never_taken_for_a_part_of_the_page() {
    let browser = Chromium::start();
    let hostile =
        "<img src=x onerror=\"document.title='HIT'\"><script>document.title='HIT'</script>&lt;b&gt;";
    for page in pages(hostile) {
        let address = show(&browser, page);
        assert!(browser.text("document.querySelector('main').innerText").contains(hostile));
        assert!(!browser.text("document.title").contains("HIT"));
        assert_eq!(browser.requests().iter().filter(|request| **request != address).count(), 0);
    }
}
