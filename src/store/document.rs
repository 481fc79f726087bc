//! Entries that hold JSON.

use serde_json::Value;

use crate::store::Store;
use crate::store::key::Key;
use crate::store::shelf::Shelf;

/// The field that says how to read the others.
const VERSION: &str = "version";

impl Store {
    /// The entry's JSON object, if it is one of this version; anything else is a miss.
    #[must_use]
    pub fn get_json(&self, kind: Shelf, key: &Key, version: u64) -> Option<Value> {
        let value = self.parsed(kind, key)?;
        (value.get(VERSION)?.as_u64()? == version).then_some(value)
    }

    /// Writes a JSON object, its version added. An entry of a newer version is left alone; `false` then.
    pub fn put_json(&self, kind: Shelf, key: &Key, version: u64, mut value: Value) -> bool {
        let stored = self.parsed(kind, key).and_then(|value| value.get(VERSION)?.as_u64());
        if stored.is_some_and(|stored| stored > version) {
            return false;
        }
        if let Some(object) = value.as_object_mut() {
            object.insert(VERSION.to_owned(), version.into());
        }
        self.put(kind, key, value.to_string().as_bytes())
    }

    fn parsed(&self, kind: Shelf, key: &Key) -> Option<Value> {
        serde_json::from_slice(&self.get(kind, key)?).ok()
    }
}
