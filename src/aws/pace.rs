//! How fast to call a service that tells nobody how fast it may be called.
//!
//! Nothing holds calls back until the service throttles. Then it is what it took in the last second that it can take:
//! the calls go on at a little less, and from there faster again, slowly at first, until it throttles the next time.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The time over which is counted what the service takes.
const WINDOW: Duration = Duration::from_secs(2);
/// The window is never taken for shorter, or a few quick answers would be an enormous rate.
const SHORTEST_WINDOW: Duration = Duration::from_millis(250);
/// What is left of the rate that was too much.
const CUT: f64 = 0.9;
/// A rate of which more than this share was taken was not far off.
const NEAR: f64 = 0.4;
/// Calls a second that are thought to be too much where the service throttles from the first one on.
const FIRST: f64 = 10.0;
/// Calls a second, at least: a service that takes nothing for a while is asked on.
const SLOWEST: f64 = 0.5;
/// By how much the rate grows in a second right after a cut; the longer ago the cut, the faster.
const GROWTH: f64 = 0.02;
/// The same after the first cut, when little is known of what the service takes.
const SEEKING: f64 = 1.0;

/// The pace of calls to one service.
#[derive(Debug)]
pub struct Pace {
    started: Instant,
    /// Calls a second; `None` while the service has not throttled.
    rate: Option<f64>,
    /// The time that the last call was due at.
    last: Instant,
    /// When the rate was cut last, and how often it has been.
    cut: Instant,
    cuts: u32,
    grown: Instant,
    taken: VecDeque<Instant>,
}

/// Leave to make one call, now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    cuts: u32,
}

impl Pace {
    /// Unbounded to begin with.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self { started: now, rate: None, last: now, cut: now, cuts: 0, grown: now, taken: VecDeque::new() }
    }

    /// Leave to make a call, or how long to wait before asking again: whoever asks first then gets it.
    ///
    /// # Errors
    /// The time to wait.
    pub fn turn(&mut self, now: Instant) -> Result<Turn, Duration> {
        if let Some(rate) = self.rate {
            let between = Duration::from_secs_f64(1.0 / rate);
            let due = self.last + between;
            if due > now {
                return Err(due - now);
            }
            // Who wakes up a little late is not slower for it.
            self.last = due.max(now.checked_sub(between).unwrap_or(now));
        }
        Ok(Turn { cuts: self.cuts })
    }

    /// The service has taken a call.
    pub fn taken(&mut self, now: Instant) {
        self.taken.push_back(now);
        self.forget(now);
        if let Some(rate) = &mut self.rate {
            let since_cut = now.duration_since(self.cut).as_secs_f64();
            let careful = GROWTH * (1.0 + since_cut / 2.0).powi(2);
            let growth = if self.cuts == 1 { SEEKING } else { careful };
            let passed = now.saturating_duration_since(self.grown).as_secs_f64();
            *rate *= 1.0 + (growth * passed).min(1.0);
            self.grown = now;
        }
    }

    /// The service has throttled the call of this turn. Turns from before the last cut tell nothing new.
    pub fn throttled(&mut self, turn: Turn, now: Instant) {
        if turn.cuts != self.cuts {
            return;
        }
        self.forget(now);
        let window = now.duration_since(self.started).clamp(SHORTEST_WINDOW, WINDOW);
        let count = u32::try_from(self.taken.len()).unwrap_or(u32::MAX);
        let took = f64::from(count) / window.as_secs_f64();
        let rate = match self.rate {
            rate if count == 0 => rate.unwrap_or(FIRST) / 2.0,
            // What was taken while the rate was rising is a little less than what can be.
            Some(rate) if took > rate * NEAR => rate * CUT,
            Some(rate) => took.min(rate) * CUT,
            None => took * CUT,
        };
        let rate = rate.max(SLOWEST);
        self.rate = Some(rate);
        (self.last, self.cut, self.grown) = (now, now, now);
        self.cuts += 1;
    }

    fn forget(&mut self, now: Instant) {
        while self.taken.front().is_some_and(|then| now.duration_since(*then) > WINDOW) {
            self.taken.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A service with a bucket of tokens that fills with time.
    struct Service {
        per_second: f64,
        burst: f64,
        held: f64,
        then: Instant,
    }

    impl Service {
        fn takes(&mut self, now: Instant) -> bool {
            let passed = now.duration_since(self.then).as_secs_f64();
            (self.held, self.then) = ((self.held + passed * self.per_second).min(self.burst), now);
            let takes = self.held >= 1.0;
            self.held -= if takes { 1.0 } else { 0.0 };
            takes
        }
    }

    /// How many times the least possible time so many calls take, each `latency` long and up to `late` milliseconds later
    /// than it should be, and which share of them was throttled.
    fn simulated(calls: u32, latency: Duration, late: u32, per_second: f64, burst: f64) -> (f64, f64) {
        let workers = 12;
        let mut random = 12345_u32;
        let mut lateness = || {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Duration::from_micros(u64::from(random >> 8) % (u64::from(late) * 1000 + 1))
        };
        let start = Instant::now();
        let mut service = Service { per_second, burst, held: burst, then: start };
        let mut pace = Pace::new(start);
        // What each worker does next, and when: ask for a turn, or hear what came of the call that it made.
        let mut due: Vec<(Instant, Option<(Turn, bool)>)> = vec![(start, None); workers];
        let (mut done, mut refused, mut now) = (0, 0, start);
        while done < calls {
            let worker = due.iter_mut().min_by_key(|worker| worker.0).unwrap();
            now = worker.0;
            *worker = match worker.1 {
                None => match pace.turn(now) {
                    Ok(turn) => (now + latency + lateness(), Some((turn, service.takes(now)))),
                    Err(wait) => (now + wait + lateness(), None),
                },
                Some((turn, taken)) => {
                    if taken {
                        pace.taken(now);
                        done += 1;
                    } else {
                        pace.throttled(turn, now);
                        refused += 1;
                    }
                    (now, None)
                }
            };
        }
        let least = ((f64::from(calls) - burst) / per_second).max(latency.as_secs_f64());
        (now.duration_since(start).as_secs_f64() / least, f64::from(refused) / f64::from(calls))
    }

    #[test]
    fn the_rate_is_found_whatever_it_is() {
        for (per_second, burst) in
            [(20.0, 20.0), (20.0, 1.0), (20.0, 5.0), (20.0, 100.0), (5.0, 5.0), (2.0, 4.0), (100.0, 100.0)]
        {
            for (latency, late) in [(1, 0), (1, 5), (5, 30), (100, 5), (100, 50), (300, 5)] {
                if f64::from(latency) / 1000.0 * per_second > 10.0 {
                    continue;
                }
                let took = Duration::from_millis(latency.try_into().unwrap());
                let (ratio, refused) = simulated(2020, took, late, per_second, burst);
                // Where no two calls may come close together, each one that is late is lost.
                let most = if burst < 2.0 { 1.35 } else { 1.15 };
                assert!(
                    ratio < most && refused < 0.25,
                    "{per_second} a second, burst {burst}, {latency} ms, {late} late: {ratio:.3}, refused {refused:.3}"
                );
            }
        }
    }

    /// What is left is the way of a call: where two calls must keep a distance, each that comes later than the one after
    /// it costs one, whatever the pace. So a busy machine takes longer here than these figures.
    #[test]
    fn twenty_a_second_take_at_most_a_fifth_more_than_the_least_time() {
        for burst in [1.0, 5.0, 20.0] {
            for latency in [10, 50, 100, 150, 200] {
                for late in [0, 2, 5, 10] {
                    let (ratio, refused) = simulated(2020, Duration::from_millis(latency), late, 20.0, burst);
                    assert!(
                        ratio < 1.2 && refused < 0.1,
                        "burst {burst}, {latency} ms, {late} late: {ratio:.3}, refused {refused:.3}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_takes_nothing_is_asked_ever_more_seldom() {
        let start = Instant::now();
        let (mut pace, mut now) = (Pace::new(start), start);
        for _ in 0..25 {
            let turn = pace.turn(now).unwrap_or_else(|wait| {
                now += wait;
                pace.turn(now).unwrap()
            });
            pace.throttled(turn, now);
        }
        assert!(now - start > Duration::from_secs(20), "{:?}", now - start);
    }

    #[test]
    fn an_open_service_is_called_without_a_pause() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        for _ in 0..1000 {
            assert!(pace.turn(start).is_ok());
            pace.taken(start);
        }
    }

    #[test]
    fn turns_from_before_a_cut_do_not_cut_again() {
        let start = Instant::now();
        let later = start + Duration::from_secs(1);
        let mut pace = Pace::new(start);
        (0..100).for_each(|_| pace.taken(later));
        let turn = pace.turn(later).unwrap();
        pace.throttled(turn, later);
        let rate = pace.rate;
        assert!(rate.is_some_and(|rate| (89.0..91.0).contains(&rate)), "{rate:?}");
        (0..50).for_each(|_| pace.throttled(turn, later));
        assert_eq!(pace.rate, rate);
        assert!(pace.turn(later).is_err_and(|wait| wait > Duration::from_millis(10)));
    }
}
