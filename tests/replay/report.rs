//! What came of the cases, told.

use std::time::Duration;

use serde_json::Value;

use crate::arguments::Arguments;
use crate::case::{Case, Seen};
use crate::compare::{Findings, brief};
use crate::program::Ran;
use crate::standing::Standing;
use crate::{observed, recorded, requests};

/// How a case came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// As AWS CLI v2.
    Same,
    /// As it is meant, which is not what AWS CLI v2 does.
    AsMeant,
    /// Otherwise, as is known.
    NotYet,
    /// Otherwise.
    Wrong,
}

/// Of one case.
#[derive(Debug)]
pub(crate) struct Report<'a> {
    case: &'a Case,
    pub(crate) verdict: Verdict,
    expected: Value,
    findings: Findings,
    ran: Vec<Ran>,
    /// What is known of it.
    why: Option<String>,
}

impl<'a> Report<'a> {
    /// Replays the case.
    pub(crate) fn of(case: &'a Case, standing: &Standing) -> Self {
        let expected = standing.expected(case);
        let (findings, ran) = match case.seen {
            Seen::Observed => observed::replay(case, &expected),
            Seen::Recorded => recorded::replay(case, &expected).unwrap_or_else(|| {
                let mut findings = Findings::new();
                findings.add("the command", case.data["args"].to_string(), "awsp has no such command");
                (findings, Vec::new())
            }),
        };
        let (reason, not_yet) = (standing.reason(&case.id), standing.not_yet(&case.id));
        let verdict = match (findings.all.is_empty(), reason, not_yet) {
            (true, None, _) => Verdict::Same,
            (true, Some(_), _) => Verdict::AsMeant,
            (false, _, Some(_)) => Verdict::NotYet,
            (false, _, None) => Verdict::Wrong,
        };
        let why = not_yet.or(reason).map(str::to_owned);
        Self { case, verdict, expected, findings, ran, why }
    }

    /// Tells of it as far as somebody wants to know.
    pub(crate) fn tell(&self, arguments: &Arguments) {
        let narrow = arguments.is_narrow();
        let id = &self.case.id;
        let why = self.why.as_deref().unwrap_or_default();
        match self.verdict {
            Verdict::Wrong => println!("WRONG    {id}: {}", self.case.note()),
            Verdict::NotYet if narrow => println!("not yet  {id}: {why}"),
            Verdict::Same if !why.is_empty() => {
                println!("same     {id}, which is on the list of what is not there yet");
            }
            Verdict::Same if narrow => println!("same     {id}: {}", self.case.note()),
            Verdict::AsMeant if narrow => println!("meant    {id}: {why}"),
            Verdict::Same | Verdict::AsMeant | Verdict::NotYet => {}
        }
        if self.verdict == Verdict::Wrong || arguments.show || (narrow && self.verdict == Verdict::NotYet) {
            println!("{}", self.in_full());
        }
    }

    /// Files, environment, commands, and side by side what was expected and what came.
    fn in_full(&self) -> String {
        let data = &self.case.data;
        let mut text = vec![];
        for (path, file) in data["files"].as_object().into_iter().flatten() {
            text.push(format!("  file {path}"));
            match file.as_str().or(file["text"].as_str()) {
                Some(content) => text.extend(content.lines().map(|line| format!("    | {line}"))),
                None => text.push(format!("    {file}")),
            }
        }
        for name in ["env", "profile", "region", "stdin", "fake"] {
            if let Some(value) = data.get(name) {
                text.push(format!("  {name} {value}"));
            }
        }
        for ran in &self.ran {
            text.push(format!("  $ {} (exit status {})", ran.line, ran.status));
            text.extend(ran.stdout.lines().chain(ran.stderr.lines()).map(|line| format!("    {line}")));
            text.extend(
                ran.requests.iter().map(|entry| format!("    > {}", brief(&requests::observed(entry)))),
            );
        }
        for step in ["export", "whoami"] {
            let Some(of) = self.expected.get(step) else { continue };
            text.push(format!("  AWS CLI v2, {step}"));
            for (name, value) in of.as_object().into_iter().flatten().filter(|(name, _)| *name != "requests")
            {
                text.push(format!("    {name} {value}"));
            }
            let requests = of["requests"].as_array();
            text.extend(requests.into_iter().flatten().map(|request| format!("    > {}", brief(request))));
        }
        for finding in &self.findings.all {
            text.push(format!("  {}", finding.what));
            text.push(format!("    expected {}", finding.expected));
            text.push(format!("    got      {}", finding.got));
        }
        text.join("\n")
    }
}

/// The score.
pub(crate) fn sum_up(reports: &[Report<'_>], all: usize, time: Duration) {
    let count = |verdict| reports.iter().filter(|report| report.verdict == verdict).count();
    let not_yet = reports.iter().filter(|report| report.verdict == Verdict::NotYet);
    let ids: Vec<&str> = not_yet.map(|report| report.case.id.as_str()).collect();
    if !ids.is_empty() {
        println!("not yet  {}", ids.join(", "));
    }
    println!(
        "\nreplay: {} of {} as AWS CLI v2, {} otherwise as meant, {} not yet, {} wrong; {} filtered out; {:.1} s",
        count(Verdict::Same),
        reports.len(),
        count(Verdict::AsMeant),
        count(Verdict::NotYet),
        count(Verdict::Wrong),
        all - reports.len(),
        time.as_secs_f32(),
    );
}
