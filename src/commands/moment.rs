//! Moments for a person.

use chrono::{DateTime, Local, Utc};

/// Local time with its offset.
pub(super) fn local(moment: DateTime<Utc>) -> String {
    moment.with_timezone(&Local).format("%Y-%m-%d %H:%M:%S %:z").to_string()
}
