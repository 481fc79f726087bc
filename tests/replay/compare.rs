//! Whether what awsp did is what AWS CLI v2 did.

use chrono::{DateTime, Utc};
use serde_json::Value;

/// How the AWS CLI names a role session where the profile gives no name. awsp's name says who it was.
const UNNAMED: &str = "botocore-session-<epoch>";
const NAMED: &str = "awsp";

/// Seconds between two times that count as one: what was seen was seen at another moment of its run.
const NEAR: i64 = 90;

/// Something that is not the same.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) what: String,
    pub(crate) expected: String,
    pub(crate) got: String,
}

/// What was compared, and what was found.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) all: Vec<Finding>,
}

impl Findings {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Compares by meaning: see [`alike`].
    pub(crate) fn same(&mut self, what: &str, expected: &Value, got: &Value) {
        if !alike(expected, got) {
            self.add(what, expected.to_string(), got.to_string());
        }
    }

    pub(crate) fn add(&mut self, what: &str, expected: impl Into<String>, got: impl Into<String>) {
        self.all.push(Finding { what: what.to_owned(), expected: expected.into(), got: got.into() });
    }

    /// Compares the requests, in their order.
    pub(crate) fn same_requests(&mut self, step: &str, expected: &[Value], got: &[Value]) {
        for number in 0..expected.len().max(got.len()) {
            let what = format!("{step}, request {}", number + 1);
            match (expected.get(number), got.get(number)) {
                (Some(expected), Some(got)) if alike(expected, got) => {}
                (expected, got) => {
                    let told = |request: Option<&Value>| request.map_or("none".to_owned(), brief);
                    self.add(&what, told(expected), told(got));
                }
            }
        }
    }
}

/// Whether two values mean the same: all members equal; of texts also times that are near one another, and names of
/// role sessions that each program makes up.
pub(crate) fn alike(expected: &Value, got: &Value) -> bool {
    match (expected, got) {
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, value)| other.get(name).is_some_and(|got| alike(value, got)))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| alike(one, other))
        }
        (Value::String(one), Value::String(other)) => {
            one == other || near(one, other) || own_name(one, other) || by_the_clock(one, other)
        }
        _ => expected == got,
    }
}

fn near(one: &str, other: &str) -> bool {
    let time = |text: &str| DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc));
    match (time(one), time(other)) {
        (Some(one), Some(other)) => (one - other).num_seconds().abs() <= NEAR,
        _ => false,
    }
}

fn own_name(expected: &str, got: &str) -> bool {
    expected
        .strip_suffix(UNNAMED)
        .and_then(|before| got.strip_prefix(before))
        .is_some_and(|name| name == NAMED || name.starts_with("awsp-"))
}

/// A name that ends in the time.
fn by_the_clock(expected: &str, got: &str) -> bool {
    let named = expected.strip_suffix("<epoch>").and_then(|before| got.strip_prefix(before));
    named.is_some_and(|time| !time.is_empty() && time.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A request in one line.
pub(crate) fn brief(request: &Value) -> String {
    let Value::Object(members) = request else { return request.to_string() };
    let told = members.iter().map(|(name, value)| match (name.as_str(), value) {
        ("service" | "op" | "method" | "path", Value::String(text)) => text.clone(),
        (_, Value::String(text)) => format!("{name}={text:?}"),
        (_, value) => format!("{name}={value}"),
    });
    told.collect::<Vec<_>>().join(" ")
}
