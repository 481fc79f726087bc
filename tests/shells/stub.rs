//! A shell's template with a program in awsp's place.
//!
//! What the shell code does by itself is tested here: when it asks, what it
//! makes of an answer, what it inserts. The program answers from files of the
//! test and writes down every call, so "asked once" can be counted.

use std::fs::{self, File, FileTimes};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::home::Home;
use crate::kind::Kind;

/// Each call goes to `calls`, one a line: the profile it saw, then the words.
/// What it answers is in `answer`, `switch`, `names`; `refresh` is a script.
const PROGRAM: &str = r#"#!/bin/sh
folder=${0%/bin/*}/stub
{
  printf '%s' "profile=${AWS_PROFILE-unset}"
  for word; do printf ' <%s>' "$word"; done
  echo
} >>"$folder/calls"
case "$1" in
  prompt) cat "$folder/answer" ;;
  --shell) cat "$folder/switch" ;;
  refresh) . "$folder/refresh" ;;
  words) shift; for word; do printf '<%s>' "$word"; done; echo ;;
  fail) exit 42 ;;
  complete)
    while [ $# -gt 1 ]; do shift; done
    while IFS= read -r name; do
      case "$name" in "$1"*) printf '%s\tabout %s\n' "$name" "${name%%[!A-Za-z]*}" ;; esac
    done <"$folder/names"
    ;;
esac
"#;

/// What of the template is kept.
#[derive(Clone, Copy)]
pub struct Options {
    pub command: &'static str,
    pub prompt: bool,
    pub completion: bool,
    pub complete_aws: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { command: "awsp", prompt: true, completion: true, complete_aws: false }
    }
}

/// The template with its names filled in and its blocks kept or dropped.
pub fn render(kind: Kind, options: Options) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("shell").join(format!("awsp.{}", kind.name()));
    let template = fs::read_to_string(file).expect("the template is read");
    let mut kept = true;
    let mut text = String::new();
    for line in template.lines() {
        match line.split_once(' ') {
            Some(("#@begin", "prompt")) => kept = options.prompt,
            Some(("#@begin", "completion")) => kept = options.completion,
            Some(("#@begin", "complete-aws")) => kept = options.complete_aws,
            Some(("#@end", _)) => kept = true,
            _ if kept => {
                text.push_str(line);
                text.push('\n');
            }
            _ => {}
        }
    }
    text.replace("__awsp_cmd__", options.command)
        .replace("__awsp_bin__", "awsp")
        .replace("__awsp_also__", "aws")
        .replace("__awsp_names_with_keys__", "AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN")
        .replace(
            "__awsp_names__",
            "AWS_PROFILE AWS_DEFAULT_PROFILE AWS_REGION AWS_DEFAULT_REGION AWS_CONFIG_FILE \
             AWS_SHARED_CREDENTIALS_FILE AWS_ACCESS_KEY_ID AWSP_SWITCH AWSP_CONFIG_FILE AWSP_CACHE_DIR AWSP_STATE_DIR AWSP_NO_REFRESH HOME XDG_CACHE_HOME \
             XDG_CONFIG_HOME NO_COLOR TZ LC_ALL LC_CTYPE LANG BOTO_CONFIG",
        )
}

/// A home whose `awsp` is the program above.
pub struct Stub {
    pub home: Home,
    kind: Kind,
}

impl Stub {
    /// The program is there and its answers are empty; the shell's code is in
    /// `init.KIND`, not yet in an rc file.
    pub fn new(kind: Kind, options: Options) -> Self {
        let mut home = Home::new(kind);
        home.write_program("bin/awsp", PROGRAM);
        let bin = home.path().join("bin");
        home.set_path(&[&bin]);
        for name in ["calls", "answer", "switch", "names", "refresh"] {
            home.write(&format!("stub/{name}"), "");
        }
        home.write(&format!("init.{}", kind.name()), render(kind, options));
        Self { home, kind }
    }

    /// As [`Stub::new`], and the rc file loads the code.
    pub fn loaded(kind: Kind) -> Self {
        let stub = Self::new(kind, Options::default());
        stub.home.rc(&stub.load_line());
        stub
    }

    /// The line that evaluates the shell's code.
    pub fn load_line(&self) -> String {
        let file = self.home.path().join(format!("init.{}", self.kind.name()));
        match self.kind {
            Kind::Fish => format!("cat {} | source", file.display()),
            Kind::Bash | Kind::Zsh => format!("eval \"$(cat {})\"", file.display()),
        }
    }

    /// The calls so far, and forgets them. That a shell asks quietly from the second time on is tested with the
    /// real program.
    pub fn take_calls(&self) -> Vec<String> {
        let file = self.home.path().join("stub/calls");
        let calls = fs::read_to_string(&file).expect("the calls are read");
        fs::write(&file, "").expect("the calls are forgotten");
        calls.lines().map(|line| line.replace(" <--quiet>", "")).collect()
    }

    /// What the program answers when it is asked for the prompt's state.
    pub fn answer(&self, state: &State) -> PathBuf {
        let file = state.store(&self.home);
        let answer = format!("{}\n{}", file.display(), state.text(&self.home));
        self.home.write("stub/answer", answer);
        file
    }
}

/// A prompt state, to be changed as a test needs it.
#[derive(Clone)]
pub struct State {
    pub mode: &'static str,
    pub refresh_at: Option<u64>,
    pub soon_at: Option<u64>,
    pub ended_at: Option<u64>,
    pub countdown_to: Option<u64>,
    /// SGR and text for now, soon and ended.
    pub looks: [(&'static str, String); 3],
    /// Files under the home; the first is new with each state that is stored.
    pub dependencies: Vec<&'static str>,
    /// The time of that one.
    pub written: SystemTime,
}

impl State {
    pub fn new(text: &str) -> Self {
        Self {
            mode: "run",
            refresh_at: None,
            soon_at: None,
            ended_at: None,
            countdown_to: None,
            looks: [("32", text.to_owned()), ("33", format!("{text} soon")), ("31", format!("{text} ended"))],
            dependencies: vec!["entries", ".aws/config"],
            written: SystemTime::now(),
        }
    }

    /// The lines of the state file; makes the stamps that they name.
    pub fn text(&self, home: &Home) -> String {
        let moment = |at: Option<u64>| at.map(|seconds| seconds.to_string()).unwrap_or_default();
        let mut lines = vec![
            "awsp-state 2".to_owned(),
            self.mode.to_owned(),
            moment(self.refresh_at),
            moment(self.soon_at),
            moment(self.ended_at),
            moment(self.countdown_to),
        ];
        for (word, (colour, text)) in ["ok", "soon", "ended"].iter().zip(&self.looks) {
            lines.push(format!("{word} {colour}"));
            lines.push(text.clone());
        }
        lines.push(self.dependencies.len().to_string());
        for name in &self.dependencies {
            let file = home.path().join(name);
            lines.push(file.display().to_string());
            let time = file.metadata().and_then(|meta| meta.modified());
            let tick = Duration::from_nanos(1);
            for time in [time.as_ref().map(|time| *time - tick), time.as_ref().map(|time| *time + tick)] {
                lines.push(time.map_or_else(|_| "-".to_owned(), |time| stamp(home, time)));
            }
        }
        lines.join("\n") + "\n"
    }

    /// Replaces the state file, as the binary does: by rename, after a change of an entry.
    pub fn store(&self, home: &Home) -> PathBuf {
        let entries = home.write("entries", "");
        set_time(&entries, self.written);
        let new = home.write("state.new", self.text(home));
        let file = home.path().join("state");
        fs::rename(new, &file).expect("the state is replaced");
        file
    }
}

/// Seconds since 1970, and that many more.
pub fn now_plus(seconds: i64) -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970").as_secs();
    now.saturating_add_signed(seconds)
}

/// Moves a file's time.
pub fn set_time(file: &Path, time: SystemTime) {
    let times = FileTimes::new().set_modified(time);
    File::options().write(true).open(file).and_then(|file| file.set_times(times)).expect("the time is set");
}

fn stamp(home: &Home, time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    let name = format!("stamps/{}.{:09}", since.as_secs(), since.subsec_nanos());
    let file = home.write(&name, "");
    set_time(&file, time);
    file.display().to_string()
}
