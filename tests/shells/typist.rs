//! Someone who types half a profile's name, presses TAB and Enter, and looks at what the binary was really given.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use playground::home::Home;

use crate::home::PROMPT;
use crate::kind::Kind;
use crate::screen::Screen;
use crate::terminal::Terminal;

/// How long one completed line may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// Writes down its arguments where a person's command would run, and is the real binary in all else.
const RECORDER: &str = r#"#!/bin/sh
real() {
  PATH=$AWSP_TEST_REAL:$PATH exec awsp "$@"
}
case "$1 ${3-}" in
  current\ *) ;;
  --shell\ use) ;;
  *) real "$@" ;;
esac
read -r number <"$HOME/number"
printf '%s\0' "$@" >"$HOME/argv.new"
mv "$HOME/argv.new" "$HOME/argv.$number"
echo "took-$number" >&2
test "$1" = current || real "$@"
"#;

/// Puts the recorder in front of the real binary, under the name `awsp`.
pub fn record(home: &mut Home) {
    home.write_program("bin/awsp", RECORDER);
    let folder = home.path().join("bin");
    let real = Path::new(env!("CARGO_BIN_EXE_awsp"));
    // Whoever switches must not reach out from a test.
    home.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    home.set("AWSP_TEST_REAL", real.parent().expect("the binary is in a folder"));
    home.set_path(&[&folder]);
}

/// Puts a program of another name beside the real binary that only writes down its arguments.
pub fn record_as(home: &mut Home, name: &str) {
    let program = format!("bin/{name}");
    home.write_program(&program, "#!/bin/sh\nread -r number <\"$HOME/number\"\nprintf '%s\\0' \"$@\" >\"$HOME/argv.new\"\nmv \"$HOME/argv.new\" \"$HOME/argv.$number\"\necho \"took-$number\"\n");
    let folder = home.path().join("bin");
    let real = Path::new(env!("CARGO_BIN_EXE_awsp")).parent().expect("the binary is in a folder");
    home.set_path(&[&folder, real]);
}

/// The AWS files with these profiles. Names that are hard to write into the config file are no problem in the
/// credentials file, which takes all between the brackets.
pub fn write_profiles<T: AsRef<str>>(home: &Home, names: &[T]) {
    let sections = names.iter().map(|name| {
        format!("[{}]\naws_access_key_id = AKIAEXAMPLEEXAMPLE00\naws_secret_access_key = x\n", name.as_ref())
    });
    home.write(".aws/credentials", sections.collect::<String>());
    home.write(".aws/config", "");
}

/// A shell at a prompt, and the number of the line that is typed next.
pub struct Typist<'a> {
    home: &'a Home,
    terminal: Terminal,
    number: usize,
}

impl<'a> Typist<'a> {
    pub fn new(home: &'a Home, terminal: Terminal) -> Self {
        Self { home, terminal, number: 0 }
    }

    pub fn terminal(&self) -> &Terminal {
        &self.terminal
    }

    /// Types the keys and Enter; the arguments that the binary then got, or what the screen shows if it got none.
    pub fn arguments(&mut self, keys: &str) -> Result<Vec<String>, String> {
        self.number += 1;
        self.home.write("number", format!("{}\n", self.number));
        self.terminal.send(&format!("{keys}\r"));
        let file = self.home.path().join(format!("argv.{}", self.number));
        let deadline = Instant::now() + PATIENCE;
        while !file.exists() {
            if Instant::now() > deadline {
                let screen = self.terminal.look(Screen::text);
                self.terminal.send("\x03");
                return Err(screen.lines().rev().take(6).collect::<Vec<_>>().join(" ⏎ "));
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        let took = format!("took-{}", self.number);
        self.terminal.wait_until("the next prompt", |screen| {
            screen.text().lines().any(|line| line.ends_with(&took))
                && screen.cursor_line().ends_with(PROMPT.trim_end())
        });
        let bytes = fs::read(file).expect("the record is read");
        let text = String::from_utf8(bytes).map_err(|error| error.to_string())?;
        Ok(text.split_terminator('\0').map(str::to_owned).collect())
    }
}

/// How a person may have begun to type a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quote {
    /// With backslashes where they are needed.
    Bare,
    /// After `'`.
    Single,
    /// After `"`.
    Double,
}

/// What is typed for the first `count` characters of `name`, or `None` where that form has no way to write them.
pub fn typed(kind: Kind, quote: Quote, name: &str, count: usize) -> Option<String> {
    let head: String = name.chars().take(count).collect();
    let fish = kind == Kind::Fish;
    // fish takes a `*` that was typed for a pattern, however it is quoted, and completes nothing behind it.
    if fish && head.ends_with('*') {
        return None;
    }
    match quote {
        Quote::Bare => Some(
            head.chars().map(|c| escaped(c, " \t!\"#$&'()*;<>?[\\]^`{|}~=%", !fish || c != '!')).collect(),
        ),
        Quote::Single if fish => {
            Some(format!("'{}", head.chars().map(|c| escaped(c, "'\\", true)).collect::<String>()))
        }
        Quote::Single => (!head.contains('\'')).then(|| format!("'{head}")),
        Quote::Double if fish => {
            Some(format!("\"{}", head.chars().map(|c| escaped(c, "$\"\\", true)).collect::<String>()))
        }
        // A `!` would be replaced by a line of the history.
        Quote::Double => (!head.contains('!'))
            .then(|| format!("\"{}", head.chars().map(|c| escaped(c, "$\"\\`", true)).collect::<String>())),
    }
}

fn escaped(c: char, special: &str, wanted: bool) -> String {
    if wanted && special.contains(c) { format!("\\{c}") } else { c.to_string() }
}
