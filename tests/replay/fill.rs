//! The words in double braces that stand for what each run has anew.

use std::path::Path;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::Value;

/// A key of nobody's, made for these tests, in the two forms that are met.
const SEC1: &str = include_str!("../data/observed/p256-sec1.pem");
const PKCS8: &str = include_str!("../data/observed/p256-pkcs8.pem");

/// What the words stand for.
#[derive(Debug)]
pub(crate) struct Words {
    home: String,
    fake: String,
    start: DateTime<Utc>,
}

impl Words {
    pub(crate) fn new(home: &Path, fake: &str) -> Self {
        Self { home: home.to_string_lossy().into_owned(), fake: fake.to_owned(), start: Utc::now() }
    }

    /// The text with its words filled in.
    pub(crate) fn fill(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            filled.push_str(before);
            let known = after.split_once("}}").and_then(|(word, after)| Some((self.meaning(word)?, after)));
            let (meaning, after) = known.unwrap_or_else(|| ("{{".to_owned(), after));
            filled.push_str(&meaning);
            rest = after;
        }
        filled + rest
    }

    /// All texts in it filled in, also the names of members.
    pub(crate) fn fill_all(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::from(self.fill(text)),
            Value::Array(items) => items.iter().map(|item| self.fill_all(item)).collect(),
            Value::Object(members) => {
                members.iter().map(|(name, value)| (self.fill(name), self.fill_all(value))).collect()
            }
            other => other.clone(),
        }
    }

    fn meaning(&self, word: &str) -> Option<String> {
        let in_json = |pem: &str| pem.replace('\n', "\\n");
        match word {
            "HOME" => return Some(self.home.clone()),
            "FAKE" => return Some(self.fake.clone()),
            "FAKE_LOCALHOST" => return Some(self.fake.replace("127.0.0.1", "localhost")),
            "EC_KEY" => return Some(in_json(SEC1)),
            "EC_KEY_PKCS8" => return Some(in_json(PKCS8)),
            _ => {}
        }
        let (form, seconds) = word.split_at(word.find(['+', '-'])?);
        let at = self.start + TimeDelta::seconds(seconds.parse().ok()?);
        let iso = at.to_rfc3339_opts(SecondsFormat::Secs, true);
        Some(match form {
            "ISO" => iso,
            "UTC" => iso.replace('Z', "UTC"),
            "S" => at.timestamp().to_string(),
            "MS" => at.timestamp_millis().to_string(),
            _ => return None,
        })
    }
}
