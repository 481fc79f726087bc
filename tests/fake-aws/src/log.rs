//! The log of requests.

use serde_json::{Map, Value};

/// The requests seen, oldest first.
#[derive(Debug, Default)]
pub struct Log {
    entries: Vec<Value>,
    /// How often the log was cleared: an entry from before must not be mistaken for one of now.
    cleared: u64,
}

/// A place in the log.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    cleared: u64,
    index: usize,
}

impl Log {
    /// Adds a request and numbers it from one.
    pub fn add(&mut self, mut fields: Map<String, Value>) -> Place {
        let index = self.entries.len();
        fields.insert("seq".to_owned(), Value::from(index + 1));
        self.entries.push(Value::Object(fields));
        Place { cleared: self.cleared, index }
    }

    /// Adds to a request what became of it; in vain where the log was cleared since.
    pub fn note(&mut self, place: Place, notes: Map<String, Value>) {
        if place.cleared != self.cleared {
            return;
        }
        if let Some(Value::Object(fields)) = self.entries.get_mut(place.index) {
            fields.extend(notes);
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.cleared += 1;
    }

    /// The requests as a JSON list.
    pub fn to_json(&self) -> Value {
        Value::Array(self.entries.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fields(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_late_note_never_reaches_another_request() {
        let mut log = Log::default();
        let before = log.add(fields(&json!({"seq": 0, "op": "a"})));
        log.clear();
        let now = log.add(fields(&json!({"seq": 0, "op": "b"})));
        log.note(before, fields(&json!({"status": 500})));
        log.note(now, fields(&json!({"status": 200})));
        assert_eq!(log.to_json(), json!([{"seq": 1, "op": "b", "status": 200}]));
    }
}
