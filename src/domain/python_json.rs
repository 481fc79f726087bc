//! JSON as Python's `json.dumps` writes it, and so the AWS CLI: a blank after each comma and colon, and nothing but
//! ASCII.

use serde_json::{Map, Value};

use crate::domain::text::escaped;

/// The object's text, on one line without an end of line.
#[must_use]
pub fn to_string(object: &Map<String, Value>) -> String {
    let mut out = String::new();
    write_object(&mut out, object);
    out
}

/// A text in quotes.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut out = String::new();
    write_text(&mut out, text);
    out
}

fn write_object(out: &mut String, object: &Map<String, Value>) {
    out.push('{');
    for (at, (key, value)) in object.iter().enumerate() {
        out.push_str(if at == 0 { "" } else { ", " });
        write_text(out, key);
        out.push_str(": ");
        write_value(out, value);
    }
    out.push('}');
}

fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::Object(object) => write_object(out, object),
        Value::Array(values) => {
            out.push('[');
            for (at, value) in values.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                write_value(out, value);
            }
            out.push(']');
        }
        Value::String(text) => write_text(out, text),
        plain => out.push_str(&plain.to_string()),
    }
}

/// JSON's own escapes, then those of what is not ASCII.
fn write_text(out: &mut String, text: &str) {
    for c in Value::from(text).to_string().chars() {
        if c.is_ascii() && c != '\u{7f}' {
            out.push(c);
        } else {
            out.push_str(&escaped(c));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_is_what_python_writes() {
        let value =
            json!({"a": "x\"\\\n\u{1}", "b": [1, true, null, 1.5], "c": {"d": "é😀/\u{7f}"}, "e": {}});
        assert_eq!(
            to_string(value.as_object().unwrap()),
            r#"{"a": "x\"\\\n\u0001", "b": [1, true, null, 1.5], "c": {"d": "\u00e9\ud83d\ude00/\u007f"}, "e": {}}"#
        );
    }
}
