//! A service that takes so many calls a second.

use crate::answer::Answer;
use serde_json::Value;
use std::time::Instant;

/// A bucket that fills with time; each call that is taken takes a token out. One that is refused takes none.
#[derive(Debug, Default)]
pub struct Pace {
    /// The tokens there were, and when.
    last: Option<(f64, Instant)>,
}

impl Pace {
    /// Takes a token. `rate` is `{"per_second", "burst"}`; null for no limit.
    pub fn take(&mut self, rate: &Value) -> Result<(), Answer> {
        self.take_at(rate, Instant::now())
    }

    fn take_at(&mut self, rate: &Value, now: Instant) -> Result<(), Answer> {
        let Some(per_second) = rate.get("per_second").and_then(Value::as_f64) else { return Ok(()) };
        let burst = rate.get("burst").and_then(Value::as_f64).unwrap_or(per_second);
        let (held, then) = self.last.unwrap_or((burst, now));
        let held = (held + now.duration_since(then).as_secs_f64() * per_second).min(burst);
        let taken = held >= 1.0;
        self.last = Some((if taken { held - 1.0 } else { held }, now));
        if taken {
            return Ok(());
        }
        // The message is AWS's own.
        Err(Answer::json_error(429, "TooManyRequestsException", "HTTP 429 Unknown Code"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::time::Duration;

    #[test]
    fn a_bucket_empties_and_fills_with_time() {
        let (rate, start) = (json!({"per_second": 10, "burst": 3}), Instant::now());
        let mut pace = Pace::default();
        let mut taken = |milliseconds| {
            let now = start + Duration::from_millis(milliseconds);
            (0..5).filter(|_| pace.take_at(&rate, now).is_ok()).count()
        };
        assert_eq!([taken(0), taken(0), taken(250), taken(10_000)], [3, 0, 2, 3]);
        assert!((0..1000).all(|_| Pace::default().take(&Value::Null).is_ok()));
    }
}
