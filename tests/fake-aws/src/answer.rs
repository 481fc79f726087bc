//! What goes back to the caller.

use serde_json::{Value, json};
use std::borrow::Cow;

/// The status for a fault of the fake's own, or of its settings: no AWS service answers with it.
const FAKE_IS_WRONG: u16 = 599;

/// What a service makes of a call. Both sides go back to the caller as they are; `Err` is for answers that
/// end the work early, so that `?` can be used.
pub type Outcome = Result<Answer, Answer>;

/// A whole answer, before it becomes HTTP.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The bytes after the head.
    pub body: Vec<u8>,
    /// Value of `Content-Type`.
    pub content_type: String,
    /// Further headers.
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// The error's name for the log.
    pub error: Option<String>,
}

impl Answer {
    /// A body of any type.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            body: body.into(),
            content_type: content_type.to_owned(),
            headers: Vec::new(),
            error: None,
        }
    }

    /// Plain text with status 200.
    pub fn text(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, "text/plain", body)
    }

    /// JSON with status 200.
    pub fn json(body: &Value) -> Self {
        Self::json_with_status(200, body)
    }

    /// JSON with any status.
    pub fn json_with_status(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", spaced(body))
    }

    /// An error of the services that speak JSON: the name in the header and in `__type`.
    pub fn json_error(status: u16, name: &str, message: &str) -> Self {
        Self::json_with_status(status, &json!({"message": message, "__type": name}))
            .with_header("x-amzn-ErrorType", name)
            .failing(name)
    }

    /// An empty text body whose status says everything, as instance metadata answers errors.
    pub fn bare(status: u16) -> Self {
        Self::new(status, "text/plain", "").failing(status.to_string())
    }

    /// The fake itself cannot answer, by its own fault or its settings'.
    pub fn broken(message: &str) -> Self {
        Self::json_with_status(
            FAKE_IS_WRONG,
            &json!({"message": format!("the fake cannot answer: {message}")}),
        )
        .failing("internal")
    }

    /// Adds a header.
    pub fn with_header(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Names the error for the log.
    pub fn failing(mut self, error: impl Into<String>) -> Self {
        self.error = Some(error.into());
        self
    }
}

/// JSON on one line with a space after `:` and `,`. Programs quote bodies in their error messages, so the
/// exact text is part of what they show.
pub fn spaced(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{}: {}", Value::from(name.as_str()), spaced(value)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(spaced).collect();
            format!("[{}]", items.join(", "))
        }
        plain => plain.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_spaced_outside_of_text_only() {
        let value = json!({"a\"b": [1, "x,y:z", {}], "c": null, "d": []});
        assert_eq!(spaced(&value), r#"{"a\"b": [1, "x,y:z", {}], "c": null, "d": []}"#);
        assert_eq!(serde_json::from_str::<Value>(&spaced(&value)).unwrap(), value);
    }
}
