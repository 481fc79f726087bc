//! What a test does with a fake, wherever it runs.

use crate::answer::Answer;
use crate::client;
use crate::control;
use crate::world::World;
use serde_json::{Value, json};
use std::sync::Arc;

/// A fake that runs: where it is, and the control calls to it. Clones speak of the same fake.
///
/// The control calls panic where the fake refuses them or is gone: both are mistakes of the test.
#[derive(Clone, Debug)]
pub struct Handle {
    /// Name and address of every listener.
    urls: Vec<(String, String)>,
    reach: Reach,
}

#[derive(Clone, Debug)]
enum Reach {
    World(Arc<World>),
    Http,
}

impl Handle {
    pub(crate) fn of_world(world: Arc<World>) -> Self {
        let urls = world
            .listeners
            .iter()
            .map(|listener| (listener.name.clone(), format!("http://127.0.0.1:{}", listener.port)))
            .collect();
        Self { urls, reach: Reach::World(world) }
    }

    pub(crate) fn of_urls(urls: Vec<(String, String)>) -> Self {
        Self { urls, reach: Reach::Http }
    }

    /// The address of the first listener, `http://127.0.0.1:PORT`, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        self.urls.first().map_or("", |(_, url)| url)
    }

    /// The address of the listener of that name.
    #[must_use]
    pub fn url_of(&self, listener: &str) -> Option<&str> {
        self.urls.iter().find(|(name, _)| name == listener).map(|(_, url)| url.as_str())
    }

    /// Name and address of every listener, in the order given at start.
    pub fn urls(&self) -> impl Iterator<Item = (&str, &str)> {
        self.urls.iter().map(|(name, url)| (name.as_str(), url.as_str()))
    }

    /// Merges settings into the present ones: objects member by member, all else replaces.
    ///
    /// # Panics
    /// Where `settings` is not an object, or the fake is gone.
    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "called with json!, a reference would only be noise")]
    pub fn configure(&self, settings: Value) {
        self.control("POST", "config", &settings);
    }

    /// The present settings.
    ///
    /// # Panics
    /// Where the fake is gone.
    #[track_caller]
    #[must_use]
    pub fn settings(&self) -> Value {
        self.control("GET", "config", &Value::Null)
    }

    /// Arms a fault, or a list of them:
    /// `{"service": "sts", "op": "AssumeRole", "kind": "throttle", "times": 1, "after": 0}`.
    ///
    /// Without `service` or `op` it strikes any. `times` -1 is for ever; `after` lets so many calls pass
    /// first. Kinds and what else they take: `delay` and `hang` (`seconds`), `reset`, `truncate`,
    /// `throttle`, `error` (`status`, `code`, `message`), `malformed` (`body`), `empty`, `status`
    /// (`status`, `body`, `content_type`).
    ///
    /// # Panics
    /// Where it is no such fault, or the fake is gone.
    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "called with json!, a reference would only be noise")]
    pub fn fault(&self, fault: Value) {
        self.control("POST", "faults", &fault);
    }

    /// The requests seen, oldest first. Control calls are not among them.
    ///
    /// # Panics
    /// Where the fake is gone.
    #[track_caller]
    #[must_use]
    pub fn log(&self) -> Vec<Value> {
        match self.control("GET", "log", &Value::Null) {
            Value::Array(entries) => entries,
            _ => Vec::new(),
        }
    }

    /// The requests seen as service and operation, such as `sts AssumeRole`.
    ///
    /// # Panics
    /// Where the fake is gone.
    #[track_caller]
    #[must_use]
    pub fn calls(&self) -> Vec<String> {
        let word =
            |entry: &Value, name: &str| entry.get(name).and_then(Value::as_str).unwrap_or("?").to_owned();
        self.log().iter().map(|entry| format!("{} {}", word(entry, "service"), word(entry, "op"))).collect()
    }

    /// Forgets the requests seen.
    ///
    /// # Panics
    /// Where the fake is gone.
    #[track_caller]
    pub fn clear_log(&self) {
        self.control("DELETE", "log", &Value::Null);
    }

    /// Does to a device authorization what a person would do in the browser: `approve`, `deny`, or `expire`
    /// it; without a user code to every one that is not yet redeemed. Returns how many it was done to.
    ///
    /// # Panics
    /// Where it is another action, or the fake is gone.
    #[track_caller]
    pub fn device(&self, user_code: Option<&str>, action: &str) -> u64 {
        let answer = self.control("POST", "device", &json!({"user_code": user_code, "action": action}));
        answer.get("changed").and_then(Value::as_u64).unwrap_or_default()
    }

    /// Gives these recorded answers from now on, in this order, in place of the services':
    /// `[{"method": "GET", "path": "/a", "status": 200, "headers": {}, "body": ""}]`. A request that is not the
    /// next one is answered with status 599. Requests are logged as ever.
    ///
    /// # Panics
    /// Where it is no such list, or the fake is gone.
    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "called with json!, a reference would only be noise")]
    pub fn script(&self, scenes: Value) {
        self.control("POST", "script", &scenes);
    }

    /// Log, faults, settings, sessions, issued keys: all as at start.
    ///
    /// # Panics
    /// Where the fake is gone.
    #[track_caller]
    pub fn reset(&self) {
        self.control("POST", "reset", &Value::Null);
    }

    #[track_caller]
    #[expect(clippy::panic, reason = "a refused control call is a mistake of the test, which ends here")]
    fn control(&self, method: &str, what: &str, data: &Value) -> Value {
        match self.try_control(method, what, data) {
            Ok(answer) => answer,
            Err(why) => panic!("control call {method} {what}: {why}"),
        }
    }

    fn try_control(&self, method: &str, what: &str, data: &Value) -> Result<Value, String> {
        let (status, body) = match &self.reach {
            Reach::World(world) => {
                let Answer { status, body, .. } = control::answer(world, method, what, data);
                (status, body)
            }
            Reach::Http => {
                let url = format!("{}/_fake/{what}", self.url());
                let body = if data.is_null() { String::new() } else { data.to_string() };
                let response =
                    client::send(method, &url, &[], body.as_bytes()).map_err(|error| error.to_string())?;
                (response.status, response.body)
            }
        };
        if status != 200 {
            return Err(String::from_utf8_lossy(&body).into_owned());
        }
        serde_json::from_slice(&body).map_err(|error| error.to_string())
    }
}
