//! Moments for a person.

use chrono::{DateTime, Local, Utc};

use crate::status::SignInOf;

/// Local time with its offset.
pub(super) fn local(moment: DateTime<Utc>) -> String {
    moment.with_timezone(&Local).format("%Y-%m-%d %H:%M:%S %:z").to_string()
}

/// A sign-in, and until when it holds, which is another clock than that of the credentials.
pub(super) fn of_sign_in(sign_in: &SignInOf) -> String {
    let SignInOf { kind, name, expires_at, renews } = sign_in;
    let until = match (expires_at, renews) {
        (Some(at), true) => format!(", until {}, renewed when needed", local(*at)),
        (Some(at), false) => format!(", until {}", local(*at)),
        (None, _) => String::new(),
    };
    format!("{kind} {name}{until}")
}
