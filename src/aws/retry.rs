//! Trying again: the standard mode of the AWS SDKs.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::aws::error::Fault;

/// What a client may spend on retries in all, so that a long-lived one does not hammer a service that is down.
const QUOTA: u32 = 500;
/// What a retry costs, and a retry after a time-out.
const COST: u32 = 5;
const COST_AFTER_TIMEOUT: u32 = 10;
/// The longest pause, in seconds.
const LONGEST: u32 = 20;

/// How often, and with which pauses.
#[derive(Debug)]
pub struct Retry {
    max_attempts: u32,
    sleep: fn(Duration),
    quota: AtomicU32,
}

impl Retry {
    /// `max_attempts` in all (at least one); `sleep` pauses between them.
    #[must_use]
    pub fn new(max_attempts: u32, sleep: fn(Duration)) -> Self {
        Self { max_attempts: max_attempts.max(1), sleep, quota: AtomicU32::new(QUOTA) }
    }

    /// Calls `attempt` until it succeeds, fails for good, or may not be called again; tells with a failure how
    /// often it was called.
    pub fn run<T>(&self, mut attempt: impl FnMut() -> Result<T, Fault>) -> Result<T, (Fault, u32)> {
        let mut attempts = 0;
        let mut spent = 0;
        loop {
            attempts += 1;
            let fault = match attempt() {
                Ok(value) => {
                    self.give_back(spent);
                    return Ok(value);
                }
                Err(fault) => fault,
            };
            let cost = if matches!(fault, Fault::Timeout { .. }) { COST_AFTER_TIMEOUT } else { COST };
            if attempts >= self.max_attempts || !fault.may_pass() || !self.take(cost) {
                return Err((fault, attempts));
            }
            spent = cost;
            (self.sleep)(pause(attempts, random()));
        }
    }

    fn take(&self, cost: u32) -> bool {
        self.quota.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(cost)).is_ok()
    }

    fn give_back(&self, spent: u32) {
        let add = |left: u32| Some(left.saturating_add(spent.max(1)).min(QUOTA));
        // The closure never declines, so there is nothing to handle.
        let _ = self.quota.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }
}

/// The pause after the `failed`-th attempt: a random share of 1, 2, 4 … at most 20 seconds.
fn pause(failed: u32, share: f64) -> Duration {
    let limit = 1_u32.checked_shl(failed.saturating_sub(1)).filter(|s| *s <= LONGEST).unwrap_or(LONGEST);
    Duration::from_secs(u64::from(limit)).mul_f64(share.clamp(0.0, 1.0))
}

/// A number from 0 to 1 that differs from process to process: the standard library seeds its hashers at random.
fn random() -> f64 {
    let bits = RandomState::new().hash_one(0_u8) >> 32;
    f64::from(u32::try_from(bits).unwrap_or(u32::MAX)) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(retry: &Retry, faults: &[Fault]) -> Result<usize, (Fault, u32)> {
        let mut calls = 0;
        retry.run(|| {
            calls += 1;
            faults.get(calls - 1).map_or(Ok(calls), |fault| Err(fault.clone()))
        })
    }

    #[test]
    fn passing_trouble_is_tried_again_up_to_the_limit() {
        let retry = Retry::new(3, |_| ());
        assert_eq!(run(&retry, &[Fault::Refused, Fault::Interrupted]), Ok(3));
        assert_eq!(
            run(&retry, &[Fault::Refused, Fault::Refused, Fault::Interrupted]),
            Err((Fault::Interrupted, 3))
        );
    }

    #[test]
    fn a_refusal_is_final() {
        let denied = Fault::Service { status: 403, code: "AccessDenied".into(), message: String::new() };
        assert_eq!(run(&Retry::new(3, |_| ()), std::slice::from_ref(&denied)), Err((denied, 1)));
    }

    #[test]
    fn the_quota_ends_even_a_large_number_of_attempts() {
        let retry = Retry::new(1000, |_| ());
        let outcome: Result<(), _> = retry.run(|| Err(Fault::Refused));
        assert_eq!(outcome, Err((Fault::Refused, 101)));
        assert_eq!(run(&retry, &[Fault::Refused]), Err((Fault::Refused, 1)));
    }

    #[test]
    fn pauses_double_and_are_capped() {
        let seconds: Vec<_> = (1..=7).map(|failed| pause(failed, 1.0).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 20, 20]);
        assert_eq!(pause(40, 1.0).as_secs(), 20);
        assert!(pause(1, 0.5) < Duration::from_secs(1));
        assert!((0.0..=1.0).contains(&random()));
    }
}
