//! How long a call may take.

use std::time::Duration;

/// How long one attempt may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until the connection stands, name lookup and TLS included.
    pub connect: Duration,
    /// Until the whole answer is read, connecting included.
    pub total: Duration,
}

impl Timeouts {
    /// For a person who waits and can press Ctrl-C. STS answers within a second; the AWS CLI's minute for each of three
    /// attempts would leave one wondering for three where something on the way swallows everything.
    pub const STANDARD: Self = Self { connect: Duration::from_secs(10), total: Duration::from_secs(30) };
    /// For what runs behind a prompt: rather give up and try again later.
    pub const BACKGROUND: Self = Self { connect: Duration::from_secs(3), total: Duration::from_secs(6) };
}
