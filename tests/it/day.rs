//! A day with a role whose sessions last an hour: the program itself under libfaketime, AWS's clock going with it, and
//! many processes at random moments.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use awsp::domain::time;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::cli_world::{AWSP, Outcome, World};

const DAY: i64 = 24 * 3600;
const HOUR: i64 = 3600;
/// How many moments of the day there are at which something is run.
const MOMENTS: usize = 130;
/// What is run at a moment, but for those at which many want it at once.
const MOST: u64 = 2;
const CROWD: u64 = 8;
/// Nobody wants anything from this second on, for three hours.
const LUNCH: i64 = 12 * HOUR;
const SEED: u64 = 20_261_120;

/// Numbers that are the same on every run: Marsaglia's xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn moments(&mut self) -> Vec<i64> {
        let mut all: Vec<i64> = (0..MOMENTS)
            .map(|_| i64::try_from(self.below(DAY as u64)).unwrap())
            .filter(|second| !(LUNCH..LUNCH + 3 * HOUR).contains(second))
            .collect();
        all.sort_unstable();
        all
    }
}

/// The day: how far its clock is ahead of ours.
struct Day {
    world: World,
    start: Instant,
    ahead: i64,
}

impl Day {
    /// Sets both clocks to this second of the day.
    fn go_to(&mut self, second: i64) {
        self.ahead = second - i64::try_from(self.start.elapsed().as_secs()).unwrap();
        self.world.aws.configure(json!({"clock_offset": self.ahead}));
    }

    fn now(&self) -> DateTime<Utc> {
        Utc::now() + TimeDelta::seconds(self.ahead)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = self.world.command("faketime");
        command.args(["-f", &format!("{:+}", self.ahead)]).arg(AWSP).args(words);
        command.env("PATH", std::env::var_os("PATH").unwrap());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// The credentials that a command gave, which AWS must take at this moment.
    #[track_caller]
    fn check(&self, outcome: &Outcome) {
        assert_eq!(outcome.status, 0, "{outcome:?}");
        let given = outcome.json();
        let text = |name: &str| given[name].as_str().unwrap().to_owned();
        let end = time::parse(&text("Expiration")).unwrap();
        assert!(end > self.now(), "given at {}: {end}", self.now());
        let keys = ["AccessKeyId", "SecretAccessKey", "SessionToken"].map(text);
        let mut who = self.command(&["whoami", "--refresh", "--json"]);
        who.env_remove("AWS_PROFILE").env("AWS_ACCESS_KEY_ID", &keys[0]);
        who.env("AWS_SECRET_ACCESS_KEY", &keys[1]).env("AWS_SESSION_TOKEN", &keys[2]);
        let who = Outcome::of(&who.output().unwrap());
        assert_eq!(who.status, 0, "AWS refuses what was given: {who:?}");
        assert!(who.json()["arn"].as_str().unwrap().contains(":assumed-role/"), "{who:?}");
    }

    /// Waits for what was left behind: the clock of a process goes on from where it was.
    fn rest(&self) {
        let home = format!("HOME={}", self.world.home().display());
        let is_behind = |process: &Path| {
            let read = |name: &str| fs::read(process.join(name)).unwrap_or_default();
            let has =
                |bytes: &[u8], word: &str| bytes.split(|byte| *byte == 0).any(|one| one == word.as_bytes());
            has(&read("cmdline"), "--due") && has(&read("environ"), &home)
        };
        let start = Instant::now();
        while fs::read_dir("/proc").unwrap().any(|process| is_behind(&process.unwrap().path())) {
            assert!(start.elapsed() < Duration::from_mins(1), "what was left behind does not end");
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// When each role was assumed, by the date of the request.
    fn sessions(&self) -> BTreeMap<String, Vec<DateTime<Utc>>> {
        let mut all = BTreeMap::<String, Vec<DateTime<Utc>>>::new();
        for entry in self.world.aws.log().iter().filter(|entry| entry["op"] == "AssumeRole") {
            let date = entry.pointer("/headers/x-amz-date").and_then(Value::as_str).unwrap();
            let date = NaiveDateTime::parse_from_str(date, "%Y%m%dT%H%M%SZ").unwrap().and_utc();
            all.entry(entry["params"]["RoleArn"].as_str().unwrap().to_owned()).or_default().push(date);
        }
        all
    }
}

/// How many sessions of an hour are needed at least where somebody wants one at each of these moments.
fn least(moments: &[i64]) -> usize {
    let (mut number, mut until) = (0, i64::MIN);
    for moment in moments {
        if *moment >= until {
            number += 1;
            until = moment + HOUR;
        }
    }
    number
}

#[test]
fn nobody_gets_what_has_ended_and_aws_is_hardly_called() {
    let world = World::new()
        .with("AWS_PROFILE", "MyRole")
        .with("NO_FAKE_STAT", "1")
        .with("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    world.aws.configure(json!({"enforce_time": true, "sts": {"new_keys": true}}));
    let mut day = Day { world, start: Instant::now(), ahead: 0 };
    let mut random = Random(SEED);
    let moments = random.moments();
    let mut runs = 0;
    for moment in &moments {
        day.go_to(*moment);
        let many = if random.below(15) == 0 { CROWD } else { 1 + random.below(MOST) };
        let children: Vec<Child> = (0..many)
            .map(|_| {
                let words: &[&str] = match random.below(10) {
                    0..=3 => &["credential-process", "--profile", "MyRole"],
                    4..=6 => &["export", "--format", "json"],
                    7 | 8 => &["export", "--format", "json", "--profile", "chain"],
                    _ => &["exec", "MyRole", "--server", "none", "--", AWSP, "export", "--format", "json"],
                };
                day.command(words).spawn().unwrap()
            })
            .collect();
        let outcomes = children.into_iter().map(|child| Outcome::of(&child.wait_with_output().unwrap()));
        let mut outcomes: Vec<Outcome> = outcomes.collect();
        runs += outcomes.len();
        // Of those who asked at once, one for all where they were given the same.
        outcomes.dedup_by(|a, b| a.stdout == b.stdout);
        for outcome in &outcomes {
            day.check(outcome);
        }
        day.rest();
    }
    assert!(runs > 2 * MOMENTS / 2, "{runs}");

    let sessions = day.sessions();
    let of = |role: &str| &sessions[role];
    let (role, chained) =
        (of("arn:aws:iam::777788889999:role/MyRole"), of("arn:aws:iam::111122223333:role/Audit"));
    let least = least(&moments);
    assert!(role.len() >= least && role.len() <= least + 24, "{} calls, {least} at least", role.len());
    // Far fewer than allowed: none while there are more than fifteen minutes left.
    for times in [role, chained] {
        for pair in times.windows(2) {
            assert!(pair[1] - pair[0] >= TimeDelta::minutes(45), "{pair:?}");
        }
    }
}
