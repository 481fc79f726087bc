//! Calls that are to go wrong on purpose.

use serde_json::{Map, Value};
use std::time::Duration;

/// A fault that is armed.
#[derive(Debug)]
pub struct Fault {
    /// As it was given; `times` and `after` count down in it.
    shown: Map<String, Value>,
    effect: Effect,
}

/// What a fault does to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Answers properly, but later.
    Delay(Duration),
    /// Says nothing for so long, then resets the connection.
    Hang(Duration),
    /// Resets the connection.
    Reset,
    /// Ends the connection amid the proper answer.
    Truncate,
    /// Answers as the service does when it is asked too often.
    Throttle,
    /// Answers with an error in the service's own form.
    Error {
        /// HTTP status.
        status: u16,
        /// The error's name.
        code: String,
        /// Its message.
        message: String,
    },
    /// Answers 200 with a body that nobody can read.
    Malformed(String),
    /// Answers 200 without a body.
    Empty,
    /// Answers with any status and body.
    Status {
        /// HTTP status.
        status: u16,
        /// The body.
        body: String,
        /// Its type.
        content_type: String,
    },
}

impl Fault {
    /// Reads a fault such as `{"service": "sts", "op": "AssumeRole", "kind": "throttle", "times": 2}`.
    ///
    /// # Errors
    /// What is wrong with it, for the person who wrote it.
    pub fn read(given: &Value) -> Result<Self, String> {
        let shown = given.as_object().cloned().ok_or("a fault is not an object")?;
        for name in ["service", "op"] {
            text(&shown, name, "")?;
        }
        integer(&shown, "times", 1)?;
        integer(&shown, "after", 0)?;
        Ok(Self { effect: Effect::read(&shown)?, shown })
    }

    /// As JSON, with what is left of it.
    pub fn to_json(&self) -> Value {
        Value::Object(self.shown.clone())
    }

    /// The kind's name, for the log.
    pub fn kind(&self) -> &str {
        self.shown.get("kind").and_then(Value::as_str).unwrap_or_default()
    }

    fn concerns(&self, service: &str, operation: &str) -> bool {
        [("service", service), ("op", operation)].iter().all(|(name, own)| {
            let wanted = self.shown.get(*name).unwrap_or(&Value::Null);
            wanted.is_null() || wanted == *own
        })
    }

    /// Counts a call that it concerns: whether the fault strikes this one.
    fn strikes(&mut self) -> bool {
        let left = |name, preset| self.shown.get(name).and_then(Value::as_i64).unwrap_or(preset);
        let (after, times) = (left("after", 0), left("times", 1));
        if after > 0 {
            self.shown.insert("after".to_owned(), Value::from(after - 1));
            return false;
        }
        // Negative is for ever.
        if times > 0 {
            self.shown.insert("times".to_owned(), Value::from(times - 1));
        }
        times != 0
    }
}

/// The first armed fault that strikes this call, which counts as one of its times.
pub fn take(faults: &mut [Fault], service: &str, operation: &str) -> Option<(String, Effect)> {
    faults
        .iter_mut()
        .find_map(|fault| (fault.concerns(service, operation) && fault.strikes()).then_some(fault))
        .map(|fault| (fault.kind().to_owned(), fault.effect.clone()))
}

impl Effect {
    fn read(given: &Map<String, Value>) -> Result<Self, String> {
        Ok(match text(given, "kind", "")?.as_str() {
            "delay" => Self::Delay(seconds(given, 1.0)?),
            "hang" => Self::Hang(seconds(given, 30.0)?),
            "reset" => Self::Reset,
            "truncate" => Self::Truncate,
            "throttle" => Self::Throttle,
            "error" => Self::Error {
                status: status(given, 400)?,
                code: text(given, "code", "InternalFailure")?,
                message: text(given, "message", "fault")?,
            },
            "malformed" => Self::Malformed(text(given, "body", "<<<neither XML nor JSON{{{")?),
            "empty" => Self::Empty,
            "status" => Self::Status {
                status: status(given, 500)?,
                body: text(given, "body", "")?,
                content_type: text(given, "content_type", "text/plain")?,
            },
            "" => return Err("a fault has no kind".to_owned()),
            other => return Err(format!("no fault is of the kind {other}")),
        })
    }
}

fn text(given: &Map<String, Value>, name: &str, preset: &str) -> Result<String, String> {
    match given.get(name) {
        None | Some(Value::Null) => Ok(preset.to_owned()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err(format!("{name} of a fault is not text")),
    }
}

fn integer(given: &Map<String, Value>, name: &str, preset: i64) -> Result<i64, String> {
    given
        .get(name)
        .map_or(Some(preset), Value::as_i64)
        .ok_or_else(|| format!("{name} of a fault is not a whole number"))
}

fn status(given: &Map<String, Value>, preset: i64) -> Result<u16, String> {
    u16::try_from(integer(given, "status", preset)?)
        .ok()
        .filter(|status| (100..1000).contains(status))
        .ok_or_else(|| "status of a fault is not an HTTP status".to_owned())
}

fn seconds(given: &Map<String, Value>, preset: f64) -> Result<Duration, String> {
    given
        .get("seconds")
        .map_or(Some(preset), Value::as_f64)
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "seconds of a fault is not a number from 0 up".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn armed(given: &[Value]) -> Vec<Fault> {
        given.iter().map(|one| Fault::read(one).unwrap()).collect()
    }

    #[test]
    fn a_fault_strikes_its_calls_as_often_as_it_says() {
        let mut faults =
            armed(&[json!({"service": "sts", "op": "A", "kind": "reset", "times": 2, "after": 1})]);
        assert_eq!(take(&mut faults, "sts", "B"), None);
        assert_eq!(take(&mut faults, "ecs", "A"), None);
        let struck: Vec<bool> = (0..5).map(|_| take(&mut faults, "sts", "A").is_some()).collect();
        assert_eq!(struck, [false, true, true, false, false]);
        assert_eq!(faults[0].to_json()["times"], 0);
    }

    #[test]
    fn spent_and_waiting_faults_let_the_next_one_strike() {
        let mut faults = armed(&[
            json!({"kind": "empty", "times": 0}),
            json!({"kind": "throttle", "after": 1}),
            json!({"kind": "truncate", "times": -1}),
        ]);
        let kinds: Vec<String> =
            (0..4).filter_map(|_| take(&mut faults, "s", "o")).map(|one| one.0).collect();
        assert_eq!(kinds, ["truncate", "throttle", "truncate", "truncate"]);
    }

    #[test]
    fn mistakes_are_told() {
        for (given, told) in [
            (json!(5), "a fault is not an object"),
            (json!({}), "a fault has no kind"),
            (json!({"kind": "explode"}), "no fault is of the kind explode"),
            (json!({"kind": "status", "status": "500"}), "status of a fault is not a whole number"),
            (json!({"kind": "status", "status": 5}), "status of a fault is not an HTTP status"),
            (json!({"kind": "delay", "seconds": -1}), "seconds of a fault is not a number from 0 up"),
            (json!({"kind": "reset", "service": 1}), "service of a fault is not text"),
            (json!({"kind": "reset", "times": "x"}), "times of a fault is not a whole number"),
        ] {
            assert_eq!(Fault::read(&given).unwrap_err(), told);
        }
    }
}
