//! The diff of an AWS file, with secrets hidden: in the form that `diff -u` gave it, with the section behind the place.

use std::path::Path;

use crate::commands::explain::hidden::{comment, shown_line};
use crate::config::edit::{Edited, Line, Mark, Says};
use crate::output::{DiffLine, DiffPart};

/// So many lines around each change.
const AROUND: usize = 3;
/// What a terminal is shown of it; the rest is told in numbers.
const MOST: usize = 120;

/// See the module.
pub(super) struct Diff {
    lines: Vec<DiffLine>,
    new: usize,
    gone: usize,
}

impl Diff {
    pub(super) fn of(edited: &Edited<'_>, path: &Path, is_new: bool) -> Self {
        let all: Vec<Line<'_>> = edited.lines().collect();
        let path = path.display().to_string();
        let before = if is_new { "/dev/null".to_owned() } else { path.clone() };
        let head = |part, text: String| DiffLine { part, text };
        let mut lines =
            vec![head(DiffPart::Head, format!("--- {before}")), head(DiffPart::Head, format!("+++ {path}"))];
        let mut places = Places::default();
        for hunk in hunks(&all) {
            places.go_to(&all, hunk.start);
            lines.push(head(DiffPart::Place, places.told(&all, &hunk)));
            for line in all.get(hunk).unwrap_or_default() {
                let part = match line.mark {
                    Mark::Kept => DiffPart::Kept,
                    Mark::Gone => DiffPart::Gone,
                    Mark::New => DiffPart::New,
                };
                let (sign, text) = (sign(line.mark), shown(line));
                lines.push(head(part, format!("{sign}{text}")));
            }
        }
        let count = |mark| all.iter().filter(|line| line.mark == mark).count();
        Self { lines, new: count(Mark::New), gone: count(Mark::Gone) }
    }
}

/// How many lines are shown.
pub(super) fn most(verbose: bool) -> usize {
    if verbose { usize::MAX } else { MOST }
}

/// The lines of these diffs, of each at most so many.
pub(super) fn lines(diffs: &[&Diff], most: usize) -> Vec<DiffLine> {
    let mut lines = Vec::new();
    for diff in diffs {
        lines.extend(diff.lines.iter().take(most).cloned());
        if diff.lines.len() > most {
            let (left, new, gone) = (diff.lines.len() - most, diff.new, diff.gone);
            let text =
                format!("... and {left} lines more; in all {new} lines come and {gone} go (-v shows them)");
            lines.push(DiffLine { part: DiffPart::Place, text });
        }
    }
    lines
}

fn sign(mark: Mark) -> char {
    match mark {
        Mark::Kept => ' ',
        Mark::Gone => '-',
        Mark::New => '+',
    }
}

/// The line as it may be shown.
fn shown(line: &Line<'_>) -> String {
    match &line.says {
        Says::Header => line.text.to_owned(),
        Says::Property { key, value } => shown_line(key, line.text, value.clone()),
        Says::More { key } => match line.text.split_once('=') {
            Some((name, _)) if shown_line(key, line.text, 0..line.text.len()) == line.text => {
                shown_line(name.trim(), line.text, name.len() + 1..line.text.len())
            }
            _ => shown_line(key, line.text, 0..line.text.len()),
        },
        // A property that was put out of use may hold a secret as well.
        Says::Nothing => comment(line.text).into_owned(),
    }
}

/// The changes with the lines around them, those that touch put together.
fn hunks(all: &[Line<'_>]) -> Vec<std::ops::Range<usize>> {
    let mut hunks: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, _) in all.iter().enumerate().filter(|(_, line)| line.mark != Mark::Kept) {
        let (start, end) = (at.saturating_sub(AROUND), (at + 1 + AROUND).min(all.len()));
        match hunks.last_mut() {
            Some(last) if start <= last.end => last.end = end,
            _ => hunks.push(start..end),
        }
    }
    hunks
}

/// Which line of the old and of the new file one is at, and in which section.
#[derive(Default)]
struct Places {
    at: usize,
    old: usize,
    new: usize,
    header: String,
}

impl Places {
    fn go_to(&mut self, all: &[Line<'_>], to: usize) {
        for line in all.get(self.at..to).unwrap_or_default() {
            self.old += usize::from(line.mark != Mark::New);
            self.new += usize::from(line.mark != Mark::Gone);
            if line.says == Says::Header && line.mark != Mark::Gone {
                line.text.clone_into(&mut self.header);
            }
        }
        self.at = to;
    }

    fn told(&self, all: &[Line<'_>], hunk: &std::ops::Range<usize>) -> String {
        let lines = all.get(hunk.clone()).unwrap_or_default();
        let count = |other: Mark| lines.iter().filter(|line| line.mark != other).count();
        let place = |before: usize, count: usize| format!("{},{count}", before + usize::from(count > 0));
        let (old, new) = (place(self.old, count(Mark::New)), place(self.new, count(Mark::Gone)));
        format!("@@ -{old} +{new} @@ {}", self.header).trim_end().to_owned()
    }
}
