//! Chromium, without a screen, as a person's browser: driven by its driver over HTTP on loopback. Source: the W3C's
//! recommendation for drivers, and the commands that chromedriver adds to it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use fake_aws::client;
use serde_json::{Value, json};
use tempfile::TempDir;

/// What people mostly have looks more like Inter than like the one that a bare system falls back to.
const FONTS: &str = "<fontconfig>
<include>/etc/fonts/fonts.conf</include>
<match target='pattern'>
<test name='family' qual='all' compare='not_contains'><string>mono</string></test>
<test name='family' qual='all' compare='not_eq'><string>Menlo</string></test>
<test name='family' qual='all' compare='not_eq'><string>Consolas</string></test>
<edit name='family' mode='prepend' binding='strong'><string>Inter</string></edit>
</match>
</fontconfig>";

/// Chromium with an empty profile of its own, which ends when dropped.
pub(crate) struct Chromium {
    driver: Child,
    session: String,
    _home: TempDir,
}

impl Chromium {
    /// Starts it. A missing one fails the test.
    pub(crate) fn start() -> Self {
        let home = tempfile::tempdir().unwrap();
        let fonts = home.path().join("fonts.conf");
        fs::write(&fonts, FONTS).unwrap();
        let mut driver = Command::new("chromedriver")
            .args(["--port=0", "--log-level=SEVERE"])
            .env("HOME", home.path())
            .env("TMPDIR", home.path())
            .env("FONTCONFIG_FILE", &fonts)
            .env_remove("http_proxy")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("chromedriver: {error}: `make setup` installs it"));
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines().map(Result::unwrap);
        let port = lines
            .find_map(|line| {
                Some(line.split_once("successfully on port ")?.1.trim_end_matches('.').to_owned())
            })
            .expect("chromedriver tells its port");
        let mut browser = Self { driver, session: format!("http://127.0.0.1:{port}/session"), _home: home };
        let options = json!({
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
                "--no-proxy-server", "--hide-scrollbars", "--host-resolver-rules=MAP * 127.0.0.1:1 , EXCLUDE 127.0.0.1",
            ],
            "perfLoggingPrefs": { "enableNetwork": true },
        });
        let capabilities = json!({
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "performance": "ALL", "browser": "ALL" },
        });
        let started = browser.tell("", &json!({ "capabilities": { "alwaysMatch": capabilities } }));
        browser.session = format!("{}/{}", browser.session, started["sessionId"].as_str().unwrap());
        browser
    }

    /// Gives a command and its parameters.
    fn tell(&self, command: &str, parameters: &Value) -> Value {
        let url = format!("{}{command}", self.session);
        let body = parameters.to_string();
        let answer =
            client::send("POST", &url, &[("Content-Type", "application/json")], body.as_bytes()).unwrap();
        assert_eq!(answer.status, 200, "{command} {body}: {}", answer.text());
        answer.json()["value"].clone()
    }

    /// A command of the developer tools.
    fn developer(&self, command: &str, parameters: &Value) -> Value {
        self.tell("/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    /// Goes to an address and waits until the page is there with all that belongs to it.
    pub(crate) fn visit(&self, address: &str) {
        self.tell("/url", &json!({ "url": address }));
    }

    /// Goes to an address that leads out of this computer, where the browser comes to its end.
    pub(crate) fn visit_in_vain(&self, address: &str) {
        let url = format!("{}/url", self.session);
        let body = json!({ "url": address }).to_string();
        let answer =
            client::send("POST", &url, &[("Content-Type", "application/json")], body.as_bytes()).unwrap();
        assert!(answer.text().contains("net::ERR_CONNECTION_REFUSED"), "{}", answer.text());
    }

    /// What an expression is in the page.
    pub(crate) fn value(&self, expression: &str) -> Value {
        self.tell("/execute/sync", &json!({ "script": format!("return {expression}"), "args": [] }))
    }

    /// The same, as text.
    pub(crate) fn text(&self, expression: &str) -> String {
        self.value(expression).as_str().unwrap().to_owned()
    }

    /// Whether the person prefers `light` or `dark`.
    pub(crate) fn prefer(&self, scheme: &str) {
        let feature = json!({ "name": "prefers-color-scheme", "value": scheme });
        self.developer("Emulation.setEmulatedMedia", &json!({ "features": [feature] }));
    }

    /// How large the page is, in CSS pixels, of which each is two by two on the screen.
    pub(crate) fn resize(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 2, "mobile": false });
        self.developer("Emulation.setDeviceMetricsOverride", &metrics);
    }

    /// What the person sees, as PNG in base64.
    pub(crate) fn picture(&self) -> String {
        self.developer("Page.captureScreenshot", &json!({}))["data"].as_str().unwrap().to_owned()
    }

    /// Every address that was asked for since the last time, whether or not it was reached.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.whole_requests().iter().map(|request| request["url"].as_str().unwrap().to_owned()).collect()
    }

    /// The same, with all that was sent.
    pub(crate) fn whole_requests(&self) -> Vec<Value> {
        self.log("performance")
            .iter()
            .filter_map(|entry| {
                let event: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
                let event = &event["message"];
                (event["method"] == "Network.requestWillBeSent").then(|| event["params"]["request"].clone())
            })
            .collect()
    }

    /// What the page's faults made the browser say, such as a breach of its Content Security Policy.
    pub(crate) fn complaints(&self) -> Vec<String> {
        self.log("browser").iter().map(|entry| entry["message"].as_str().unwrap().to_owned()).collect()
    }

    fn log(&self, kind: &str) -> Vec<Value> {
        self.tell("/se/log", &json!({ "type": kind })).as_array().unwrap().clone()
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // Ends the browser with the session, which the driver would leave running.
        let _ = client::send("DELETE", &self.session, &[], b"");
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
