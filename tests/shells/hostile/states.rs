//! State files that somebody has had a hand in: the hook holds of them what is harmless, and runs nothing.

use proptest::prelude::*;

use crate::each_shell::each_shell;
use crate::kind::Kind;

use super::harmless;
use super::pieces::{bytes, text};
use super::place::Place;
use super::property::{Fault, for_all};

/// State files a shell, and how many of them one shell reads.
const STATES: usize = 10_000;
const BATCH: usize = 1_000;

/// A state as awsp writes it, with a countdown, a renewal long due and two dependencies.
const WHOLE: [&str; 19] = [
    "awsp-state 2",
    "run",
    "1000000000",
    "4000000000",
    "4100000000",
    "4200000000",
    "ok 32",
    "MyRole \u{1a} left",
    "soon 1;33",
    "MyRole ends soon",
    "ended 33",
    "MyRole ended",
    "2",
    "/none/config",
    "/none/stamps/1.5",
    "/none/stamps/1.7",
    "/none/absent",
    "-",
    "-",
];

/// Lines that are nearly right in some place, and code where a number is expected.
const NEARLY: &[&str] = &[
    "a[$(pwn)]",
    "x[`pwn`]",
    "$(pwn)",
    "0x10",
    "-1",
    "1e9",
    "08",
    "99999999999999999999",
    "1000000000 ",
    "1+1",
    "_awsp_wait",
    "run",
    "off",
    "-",
    "ok 32m\u{1b}[2J",
    "ok 31;$(pwn)",
    "ok \u{1b}",
    "ok",
    "0",
    "1",
    "32",
    "33",
    "/none",
    "/",
    "",
    "\u{1a}",
    "\u{1a}\u{1a}",
    "\u{1a}%n\u{1a}$(pwn)",
    "\u{1a}\u{9b}2J\u{1a}\u{202e}",
    "awsp-state 2",
];

/// One thing that is done to a state: at a line, or at a byte.
#[derive(Clone, Debug)]
enum Change {
    Replace(usize, Vec<u8>),
    Insert(usize, Vec<u8>),
    Remove(usize),
    Repeat(usize, usize),
    Cut(usize),
    Byte(usize, u8),
}

fn change() -> impl Strategy<Value = Change> {
    let line = || {
        let nearly = prop::sample::select(NEARLY).prop_map(|line| line.as_bytes().to_vec());
        prop_oneof![2 => nearly, 3 => text().prop_map(String::into_bytes), 2 => bytes()]
    };
    let at = 0..WHOLE.len();
    // The texts and colours are where most can go wrong.
    prop_oneof![
        12 => (prop::sample::select(&[7usize, 7, 7, 9, 11, 6, 6, 8, 10]), line())
            .prop_map(|(at, line)| Change::Replace(at, line)),
        6 => (at.clone(), line()).prop_map(|(at, line)| Change::Replace(at, line)),
        1 => (at.clone(), line()).prop_map(|(at, line)| Change::Insert(at, line)),
        1 => at.clone().prop_map(Change::Remove),
        1 => (at, 50usize..200).prop_map(|(at, times)| Change::Repeat(at, times)),
        1 => any::<usize>().prop_map(Change::Cut),
        3 => (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
    ]
}

/// A state file's bytes.
fn state() -> impl Strategy<Value = Vec<u8>> {
    let changed = prop::collection::vec(change(), 1..4).prop_map(|changes| {
        let mut lines: Vec<Vec<u8>> = WHOLE.iter().map(|line| line.as_bytes().to_vec()).collect();
        let mut bytes = Vec::new();
        for change in &changes {
            let last = lines.len().saturating_sub(1);
            match change {
                Change::Replace(at, line) => lines[(*at).min(last)].clone_from(line),
                Change::Insert(at, line) => lines.insert((*at).min(last), line.clone()),
                Change::Remove(at) => drop(lines.remove((*at).min(last))),
                Change::Repeat(at, times) => lines[(*at).min(last)] = lines[(*at).min(last)].repeat(*times),
                Change::Cut(_) | Change::Byte(..) => {}
            }
        }
        for line in lines {
            bytes.extend_from_slice(&line);
            bytes.push(b'\n');
        }
        for change in changes {
            match change {
                Change::Cut(at) => bytes.truncate(at % bytes.len()),
                Change::Byte(at, byte) if !bytes.is_empty() => {
                    let at = at % bytes.len();
                    bytes[at] = byte;
                }
                _ => {}
            }
        }
        bytes
    });
    prop_oneof![30 => changed, 1 => prop::collection::vec(any::<u8>(), 0..400)]
}

/// Reads each state file that it is given as after a switch, draws the prompt, and lets the hook have a look at what it
/// holds then. There is no awsp any more that it could ask.
fn script(kind: Kind) -> &'static str {
    match kind {
        Kind::Bash => {
            r#"
PS1='%% '
shopt -s promptvars
eval "$(awsp init bash)"
for command in "${PROMPT_COMMAND[@]}"; do eval "$command"; done
kept=$PS1
PATH=$HOME/bin:$HOME/none
mapfile -d '' -t work <work
exec 2>said >out
for file in "${work[@]}"; do
  _awsp_adopt "$file"
  PS1=$kept
  builtin printf '%s\0' "${AWSP_TEXT-}" "${PS1@P}"
  for command in "${PROMPT_COMMAND[@]}"; do eval "$command"; done
done
exit 0
"#
        }
        Kind::Zsh => {
            r#"
setopt prompt_subst prompt_bang
PROMPT='%%%% '
eval "$(awsp init zsh)"
for command in $precmd_functions; do $command; done
kept=$PROMPT
path=($HOME/bin $HOME/none)
work=("${(@0)$(<work)}")
exec 2>said >out
for file in "${(@)work[1,-2]}"; do
  _awsp_adopt $file
  PROMPT=$kept
  builtin printf '%s\0' "${AWSP_TEXT-}" "${(%%)PROMPT}"
  for command in $precmd_functions; do $command; done
done
exit 0
"#
        }
        Kind::Fish => {
            r#"
awsp init fish | source
emit fish_prompt
set work (string split0 <work)
set PATH $HOME/bin $HOME/none
begin
    for file in $work
        _awsp_adopt $file
        printf '%s\0' "$AWSP_TEXT" (fish_mode_prompt | string collect -N; or echo)
        emit fish_prompt
    end
end 2>said >out
exit 0
"#
        }
    }
}

fn hold(kind: Kind, locale: &str, states: &[Vec<u8>]) -> Result<(), Fault> {
    let mut place = Place::new(kind);
    place.home.set("LANG", locale);
    // A prompt is shown at the start, for the marks that show it to be in place.
    place.home.set("AWS_PROFILE", "unknown");
    let mut work = Vec::new();
    for (number, state) in states.iter().enumerate() {
        let file = place.home.write(&format!("states/{number}"), state);
        work.extend_from_slice(file.as_os_str().as_encoded_bytes());
        work.push(0);
    }
    let fields = place.run(script(kind), &work)?;
    let shown = fields.iter().filter(|field| !field.is_empty()).count();
    if states.len() >= BATCH && shown < fields.len() / 2 {
        return Err(Fault::somewhere(format!("only {shown} of {} are shown at all", fields.len())));
    }
    for (at, field) in fields.chunks(2).enumerate() {
        let [text, drawn] = field else { return Err(Fault::of(at, "the shell has ended")) };
        harmless::still_line(text).map_err(|why| Fault::of(at, format!("AWSP_TEXT: {why}")))?;
        harmless::prompt(drawn, 2, harmless::still_line).map_err(|why| Fault::of(at, why))?;
    }
    if fields.len() != 2 * states.len() {
        return Err(Fault::somewhere(format!("{} states were read of {}", fields.len() / 2, states.len())));
    }
    let said = place.said();
    if said.is_empty() { Ok(()) } else { Err(Fault::somewhere(format!("said: {}", said.escape_ascii()))) }
}

each_shell! {
    fn of_any_state_only_the_harmless_is_held(kind: Kind) {
        for_all("a state file in UTF-8", &state(), STATES, BATCH, |states| hold(kind, "C.UTF-8", states));
    }

    fn of_any_state_only_the_harmless_is_held_where_there_is_no_utf8(kind: Kind) {
        for_all("a state file in the C locale", &state(), STATES / 5, BATCH, |states| hold(kind, "C", states));
    }
}
