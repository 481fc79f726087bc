//! How the services behave, as JSON that control calls merge into.

use crate::answer::Answer;
use crate::defaults;
use serde_json::{Map, Value};
use std::time::Duration;

/// The settings, addressed by JSON pointers (RFC 6901) such as `/sts/lifetime`.
///
/// A setting of the wrong type is found where it is used: the call is answered with status 599 and the
/// setting's name, so that a mistake in a test never looks like an answer of AWS.
#[derive(Debug)]
pub struct Settings(Value);

impl Settings {
    /// The defaults with `start` merged in.
    pub fn new(start: &Map<String, Value>) -> Self {
        let mut settings = Self(defaults::settings());
        settings.merge(start);
        settings
    }

    /// Objects merge member by member, all else replaces what was there.
    pub fn merge(&mut self, new: &Map<String, Value>) {
        if let Value::Object(own) = &mut self.0 {
            merge(own, new);
        }
    }

    /// All of it.
    pub fn as_value(&self) -> &Value {
        &self.0
    }

    /// The value as it was set; null where there is none.
    pub fn value(&self, at: &str) -> &Value {
        self.0.pointer(at).unwrap_or(&Value::Null)
    }

    /// The list at `at`, to change it; `None` where it is anything else.
    pub fn list_mut(&mut self, at: &str) -> Option<&mut Vec<Value>> {
        self.0.pointer_mut(at).and_then(Value::as_array_mut)
    }

    /// Text.
    pub fn text(&self, at: &str) -> Result<String, Answer> {
        self.value(at).as_str().map(str::to_owned).ok_or_else(|| wrong(at, "text"))
    }

    /// Text or null.
    pub fn optional_text(&self, at: &str) -> Result<Option<String>, Answer> {
        if self.value(at).is_null() { Ok(None) } else { self.text(at).map(Some) }
    }

    /// A whole number, may be negative.
    pub fn number(&self, at: &str) -> Result<i64, Answer> {
        self.value(at).as_i64().ok_or_else(|| wrong(at, "a whole number"))
    }

    /// An HTTP status.
    pub fn status(&self, at: &str) -> Result<u16, Answer> {
        self.value(at)
            .as_u64()
            .and_then(|status| u16::try_from(status).ok())
            .filter(|status| (100..1000).contains(status))
            .ok_or_else(|| wrong(at, "an HTTP status"))
    }

    /// Yes or no.
    pub fn flag(&self, at: &str) -> Result<bool, Answer> {
        self.value(at).as_bool().ok_or_else(|| wrong(at, "true or false"))
    }

    /// Seconds, may be a fraction.
    pub fn seconds(&self, at: &str) -> Result<Duration, Answer> {
        self.value(at)
            .as_f64()
            .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
            .ok_or_else(|| wrong(at, "seconds"))
    }

    /// Whether the list at `at` holds this text. Null holds nothing.
    pub fn lists(&self, at: &str, item: &str) -> bool {
        self.value(at).as_array().is_some_and(|items| items.iter().any(|one| one == item))
    }

    /// The text that the object at `at` has for `key`, which may hold any character.
    pub fn entry(&self, at: &str, key: &str) -> Option<&str> {
        self.value(at).get(key).and_then(Value::as_str)
    }
}

fn wrong(at: &str, wanted: &str) -> Answer {
    Answer::broken(&format!("the setting {at} is not {wanted}"))
}

fn merge(into: &mut Map<String, Value>, new: &Map<String, Value>) {
    for (name, value) in new {
        match (into.get_mut(name), value) {
            (Some(Value::Object(into)), Value::Object(new)) => merge(into, new),
            _ => drop(into.insert(name.clone(), value.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn settings(start: &Value) -> Settings {
        Settings::new(start.as_object().unwrap())
    }

    #[test]
    fn merging_goes_deep_and_replaces_lists() {
        let mut settings = settings(&json!({"sts": {"deny": ["a", "b"]}, "users": {"k": {"arn": "x"}}}));
        let new = json!({"sts": {"deny": ["c"]}, "users": {"k": {"account": "1"}}, "sso": {"tokens": []}});
        settings.merge(new.as_object().unwrap());
        assert_eq!(settings.value("/sts/deny"), &json!(["c"]));
        assert_eq!(settings.value("/users/k"), &json!({"arn": "x", "account": "1"}));
        assert_eq!(settings.value("/sts/lifetime"), 3600);
        assert_eq!(settings.value("/sso/tokens"), &json!([]));
    }

    #[test]
    fn a_setting_of_the_wrong_type_is_named() {
        let settings = settings(&json!({"imds": {"role": 5, "delay": -1, "token_status": 5000}}));
        for (refusal, name) in [
            (settings.text("/imds/role").map(drop), "/imds/role"),
            (settings.seconds("/imds/delay").map(drop), "/imds/delay"),
            (settings.status("/imds/token_status").map(drop), "/imds/token_status"),
        ] {
            let answer = refusal.unwrap_err();
            assert_eq!(answer.status, 599);
            assert!(String::from_utf8(answer.body).unwrap().contains(name));
        }
    }

    #[test]
    fn keys_with_slashes_are_found() {
        let settings = settings(&json!({"sts": {"external_id": {"arn:aws:iam::1:role/a/b": "x"}}}));
        assert_eq!(settings.entry("/sts/external_id", "arn:aws:iam::1:role/a/b"), Some("x"));
        assert_eq!(settings.entry("/sts/external_id", "other"), None);
    }
}
