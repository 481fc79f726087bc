//! How commands speak: data on stdout, talk on stderr, colour where it is wanted, nothing that a terminal could
//! take for anything but text.

use std::io::{self, Write};

use serde_json::{Value, json};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::cli::args::{Color, Common};
use crate::domain::text::{escaped, is_unsafe, printable};
use crate::error::{Error, Kind};
use crate::host::Host;

/// Where and how to speak.
#[derive(Debug, Clone)]
pub struct Output {
    color_stdout: bool,
    color_stderr: bool,
    talk: Talk,
    /// Columns of the terminal that standard output is.
    width: Option<usize>,
    /// Whether errors are told as JSON too.
    json: bool,
}

/// One line of a diff, its sign included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine {
    /// Which colour it has.
    pub part: DiffPart,
    /// Without secrets; any characters.
    pub text: String,
}

/// What a line of a diff is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiffPart {
    /// The name of a file.
    Head,
    /// Where in the file the next lines are.
    Place,
    /// A line that stays.
    Kept,
    /// A line that goes.
    Gone,
    /// A line that comes.
    New,
}

/// How much is said besides data and errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Talk {
    Errors,
    Notes,
    Details,
}

impl Output {
    /// As flags, variables and terminals say: the flag wins, then `NO_COLOR`, then `CLICOLOR_FORCE`, then whether
    /// it is a terminal.
    #[must_use]
    pub fn new(host: &Host, common: &Common) -> Self {
        let wanted = |is_terminal: bool| match common.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if host.env.get_nonempty("NO_COLOR").is_some() => false,
            Color::Auto if host.env.get_nonempty("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
            Color::Auto => is_terminal && host.env.get("TERM").as_deref() != Some("dumb"),
        };
        Self {
            color_stdout: wanted(host.stdout_is_terminal),
            color_stderr: wanted(host.stderr_is_terminal),
            width: host.stdout_width,
            json: common.json,
            talk: if common.quiet {
                Talk::Errors
            } else if common.verbose || host.env.get_nonempty("AWSP_LOG").is_some() {
                Talk::Details
            } else {
                Talk::Notes
            },
        }
    }

    /// Bytes on stdout as they are. A closed pipe ends the command without a word.
    pub fn bytes(&self, bytes: &[u8]) -> Result<(), Error> {
        let mut stdout = io::stdout().lock();
        stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(|error| {
            if error.kind() == io::ErrorKind::BrokenPipe {
                Error::failed("")
            } else {
                Error::failed(format!("cannot write to standard output: {error}"))
            }
        })
    }

    /// Text on stdout, with a line end.
    pub fn line(&self, text: &str) -> Result<(), Error> {
        self.bytes(format!("{text}\n").as_bytes())
    }

    /// JSON on stdout. What a terminal could take for anything but text is escaped, which JSON reads as the same.
    pub fn json(&self, value: &Value) -> Result<(), Error> {
        self.line(&harmless(&format!("{value:#}")))
    }

    /// Columns on stdout, as wide as they need to be; the first row is the heading. On a terminal the widest column
    /// gives way, so that no row is broken.
    pub fn table(&self, rows: &[Vec<String>]) -> Result<(), Error> {
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let mut widths: Vec<usize> = (0..columns)
            .map(|column| {
                rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0)
            })
            .collect();
        if let Some(terminal) = self.width {
            let excess = (widths.iter().sum::<usize>() + 2 * columns).saturating_sub(terminal + 1);
            if let Some(widest) = widths.iter_mut().max() {
                *widest = widest.saturating_sub(excess).max(NARROWEST);
            }
        }
        let mut text = String::new();
        for (number, row) in rows.iter().enumerate() {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                let cell = fitted(&printable(cell), *width);
                line.push_str(&cell);
                line.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width()) + 2));
            }
            let line = line.trim_end();
            if number == 0 && self.color_stdout {
                text.extend(["\u{1b}[1m", line, "\u{1b}[0m"]);
            } else {
                text.push_str(line);
            }
            text.push('\n');
        }
        self.bytes(text.as_bytes())
    }

    /// Names and values on stdout, a line each.
    pub fn pairs(&self, rows: &[(&str, String)]) -> Result<(), Error> {
        let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
        let lines: Vec<String> =
            rows.iter().map(|(name, value)| format!("{name:<width$}  {}\n", printable(value))).collect();
        self.bytes(lines.concat().as_bytes())
    }

    /// A diff on stdout, where it is what was asked for.
    pub fn diff_as_data(&self, lines: &[DiffLine]) -> Result<(), Error> {
        self.bytes(drawn(lines, self.color_stdout).as_bytes())
    }

    /// A diff on stderr.
    pub fn diff(&self, lines: &[DiffLine]) {
        let _ = io::stderr().lock().write_all(drawn(lines, self.color_stderr).as_bytes());
    }

    /// A note on stderr: what a person may want to know. Not with `--quiet`.
    pub fn note(&self, text: &str) {
        if self.talk >= Talk::Notes {
            say(&format!("awsp: {}", printable(text)));
        }
    }

    /// What a person is asked to do, on stderr: also with `--quiet`, for nothing goes on without.
    pub fn request(&self, text: &str) {
        say(&format!("awsp: {}", printable(text)));
    }

    /// What belongs to a request, on a line of its own, to be copied whole.
    pub fn request_line(&self, text: &str) {
        say(&printable(text));
    }

    /// Lines on stderr as they are: they must be of our own making.
    pub fn drawing(&self, lines: &[String]) {
        for line in lines {
            say(line);
        }
    }

    /// Whether colours are wanted on stderr.
    #[must_use]
    pub fn colors_stderr(&self) -> bool {
        self.color_stderr
    }

    /// A detail on stderr, with `--verbose` only.
    pub fn detail(&self, text: impl FnOnce() -> String) {
        if self.talk >= Talk::Details {
            say(&format!("awsp: {}", printable(&text())));
        }
    }

    /// Where to tell details of a kind that lower floors know: as [`detail`](Self::detail), and `None` where nobody
    /// wants them.
    #[must_use]
    pub fn log(&self) -> Option<fn(&str)> {
        (self.talk >= Talk::Details).then_some(|text| say(&format!("awsp: {}", printable(text))))
    }

    /// An error with its hints on stderr; with `--json` as one line of JSON.
    pub fn error(&self, error: &Error) {
        if error.message.is_empty() {
            return;
        }
        if self.json {
            let (code, message, hints) = (error.code, &error.message, &error.hints);
            let told = json!({ "error": { "code": code, "message": message, "hints": hints } });
            return say(&harmless(&told.to_string()));
        }
        let (red, bold, end) =
            if self.color_stderr { ("\u{1b}[31m", "\u{1b}[1m", "\u{1b}[0m") } else { ("", "", "") };
        say(&format!("{red}awsp:{end} {}", printable(&error.message)));
        for hint in &error.hints {
            say(&format!("{bold}hint:{end} {}", printable(hint)));
        }
        if let Some(code) = error.code {
            self.detail(|| format!("this is the problem `{code}` of docs/PROBLEMS.md"));
        }
        if error.kind == Kind::Defect {
            say("hint: this is a defect in awsp; please report it with the command that you ran");
        }
    }

    /// Whether notes are to be kept back.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.talk < Talk::Notes
    }
}

fn drawn(lines: &[DiffLine], color: bool) -> String {
    let mut text = String::new();
    for line in lines {
        let code = match line.part {
            DiffPart::Head => "\u{1b}[1m",
            DiffPart::Place => "\u{1b}[36m",
            DiffPart::Gone => "\u{1b}[31m",
            DiffPart::New => "\u{1b}[32m",
            DiffPart::Kept => "",
        };
        // A tab is no more than a blank to a person.
        let shown = line.text.replace('\t', " ");
        let shown = printable(&shown);
        if color && !code.is_empty() {
            text.extend([code, &shown, "\u{1b}[0m\n"]);
        } else {
            text.extend([&shown, "\n"]);
        }
    }
    text
}

/// JSON in which what a terminal could take for anything but text is escaped.
fn harmless(json: &str) -> String {
    let mut text = String::new();
    for c in json.chars() {
        if is_unsafe(c) && c != '\n' {
            text.push_str(&escaped(c));
        } else {
            text.push(c);
        }
    }
    text
}

/// A column is not made narrower than this.
const NARROWEST: usize = 12;

/// `text` in `width` columns, its end left out where it is wider.
fn fitted(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut used = 1;
    let kept = text.chars().take_while(|c| {
        used += c.width().unwrap_or(0);
        used <= width
    });
    let mut shown: String = kept.collect();
    shown.push('~');
    shown
}

/// A line on stderr; if even that cannot be written there is nobody left to tell.
fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
