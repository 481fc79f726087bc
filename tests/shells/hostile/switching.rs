//! set → eval → print: `awsp use` through the shell function, or the environment where no file can hold the name.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt;

use awsp::domain::switch_record::Record;
use awsp::domain::text::printable;
use proptest::prelude::*;

use crate::each_shell::each_shell;
use crate::kind::Kind;

use super::harmless;
use super::pieces::{bytes, fits_header, header, is_altered, line};
use super::place::Place;
use super::property::{Fault, for_all};

/// Names a shell.
const NAMES: usize = 10_000;
/// Names that one shell is given, and profiles of one file.
const BATCH: usize = 400;
const FILE: usize = 20;

/// What a profile is made of.
#[derive(Clone, Debug)]
struct Case {
    name: Vec<u8>,
    role: String,
    region: String,
    account_name: String,
}

fn case() -> impl Strategy<Value = Case> {
    (bytes(), line(), line(), line()).prop_map(|(name, role, region, account_name)| Case {
        name,
        role,
        region,
        account_name,
    })
}

/// Takes triples of how, file and name. Says of each the status, what the shell and what a child has, and the prompt.
fn script(kind: Kind) -> &'static str {
    match kind {
        Kind::Bash => {
            r#"
PS1='%% '
shopt -s promptvars
eval "$(awsp init bash)"
exec 2>said >out
mapfile -d '' -t work <work
for ((at = 0; at < ${#work[@]}; at += 3)); do
  how=${work[at]} file=${work[at + 1]} name=${work[at + 2]}
  case $how in
    use) export AWS_CONFIG_FILE="$file"; awsp use -- "$name" ;;
    set) export AWS_PROFILE="$name" ;;
    off) awsp off ;;
  esac
  status=$?
  for command in "${PROMPT_COMMAND[@]}"; do eval "$command"; done
  builtin printf '%s\0' "$status" "${AWS_PROFILE-(unset)}" "${AWSP_SWITCH-}" "${AWSP_TEXT-}" "${PS1@P}"
done
env -0
exit 0
"#
        }
        Kind::Zsh => {
            r#"
setopt prompt_subst prompt_bang
PROMPT='%%%% '
eval "$(awsp init zsh)"
exec 2>said >out
work=("${(@0)$(<work)}")
for how file name in "${(@)work[1,-2]}"; do
  case $how in
    use) export AWS_CONFIG_FILE="$file"; awsp use -- "$name" ;;
    set) export AWS_PROFILE="$name" ;;
    off) awsp off ;;
  esac
  st=$?
  for command in $precmd_functions; do $command; done
  builtin printf '%s\0' "$st" "${AWS_PROFILE-(unset)}" "${AWSP_SWITCH-}" "${AWSP_TEXT-}" "${(%%)PROMPT}"
done
env -0
exit 0
"#
        }
        Kind::Fish => {
            r#"
awsp init fish | source
set work (string split0 <work)
begin
    for at in (seq 1 3 (count $work))
        set file $work[(math $at + 1)]
        set name $work[(math $at + 2)]
        switch $work[$at]
            case use
                set -gx AWS_CONFIG_FILE $file
                awsp use -- $name
            case set
                set -gx AWS_PROFILE $name
            case off
                awsp off
        end
        set result $status
        emit fish_prompt
        set -q AWS_PROFILE; and set profile $AWS_PROFILE; or set profile '(unset)'
        printf '%s\0' $result $profile "$AWSP_SWITCH" "$AWSP_TEXT" (fish_mode_prompt | string collect -N; or echo)
    end
    env -0
end 2>said >out
exit 0
"#
        }
    }
}

/// The profiles of one file, keys among them so that each can be used.
fn config(cases: &[Case]) -> String {
    let mut text =
        "[profile keys]\naws_access_key_id = AKIAEXAMPLEEXAMPLE00\naws_secret_access_key = x\n".to_owned();
    let mut seen = vec!["keys"];
    for case in cases {
        let Some(name) = fits_header(&case.name).filter(|name| !seen.contains(name)) else { continue };
        seen.push(name);
        let Case { role, region, .. } = case;
        let _ = writeln!(text, "{}\nrole_arn = arn:aws:iam::777788889999:role/{role}", header(name));
        let _ = writeln!(text, "source_profile = keys\nregion = {region}");
    }
    text
}

/// The name as a prompt shows it. fish shows none of the characters that it has a use of
/// its own for.
fn shown(kind: Kind, name: &[u8]) -> String {
    let text = String::from_utf8_lossy(name);
    let all = printable(&text);
    let mut short: String = all.chars().take(64).collect();
    if all.chars().count() > 64 {
        short.pop();
        short.push('…');
    }
    short.retain(|c| kind != Kind::Fish || !matches!(c, '\u{f600}'..='\u{f6ff}' | '\u{fdd0}'..='\u{fdef}'));
    format!("<{short}> <")
}

fn survive(kind: Kind, cases: &[Case]) -> Result<(), Fault> {
    let mut place = Place::new(kind);
    place.home.set("AWSP_PROMPT_FORMAT", "<{profile}> <{account}> <{role}> <{region}> {state}");
    let settings =
        format!("[accounts]\n777788889999 = {}\n", cases.last().map_or("x", |case| &case.account_name));
    place.home.write(".config/awsp/settings.ini", settings);
    let (mut work, mut steps) = (Vec::new(), Vec::new());
    for (file, some) in cases.chunks(FILE).enumerate() {
        let path = format!("{}/config{file}", place.home.path().display());
        place.write_old(&format!("config{file}"), config(some));
        for (at, case) in some.iter().enumerate() {
            if String::from_utf8_lossy(&case.name).contains(|c| is_altered(kind, c)) {
                continue;
            }
            let ways: &[&str] = if fits_header(&case.name).is_some() { &["use"] } else { &["set", "off"] };
            for way in ways {
                steps.push((*way, file * FILE + at));
                work.extend([way.as_bytes(), path.as_bytes(), &case.name].join(&0));
                work.push(0);
            }
        }
    }
    let fields = place.run(script(kind), &work)?;
    let mut before: Option<&[u8]> = None;
    for ((way, at), field) in steps.iter().zip(fields.chunks(5)) {
        let fault = |why: String| Fault::of(*at, format!("after `{way}`: {why}"));
        let [status, profile, switch, text, drawn] = field else {
            return Err(fault("the shell has ended".to_owned()));
        };
        let name = cases[*at].name.as_slice();
        let expected: &[u8] = if *way == "off" { b"(unset)" } else { name };
        if status != b"0" || profile != expected {
            let said = place.said();
            let end = said.get(said.len().saturating_sub(400)..).unwrap_or_default().escape_ascii();
            let (status, profile) = (status.escape_ascii(), profile.escape_ascii());
            return Err(fault(format!(
                "status {status}, AWS_PROFILE \"{profile}\"; the last that was said: {end}"
            )));
        }
        // What the program that was started last has seen is what was there before it.
        let record = Record::parse(OsStr::from_bytes(switch));
        if *way == "use" && record.profile.as_deref().map(str::as_bytes) != Some(name) {
            return Err(fault(format!("the record is {record:?}")));
        }
        let seen = before.filter(|before| *way != "set" && *before != name || *way == "off");
        if let Some(Ok(seen)) = seen.map(std::str::from_utf8)
            && record.previous.as_deref() != Some(seen)
        {
            return Err(fault(format!("a child has seen {:?}, not {seen:?}", record.previous)));
        }
        before = (*way != "off").then_some(name);
        let text = harmless::one_line(text).map_err(|why| fault(format!("AWSP_TEXT: {why}")))?;
        harmless::prompt(drawn, 2, |line| harmless::one_line(line).map(drop)).map_err(fault)?;
        if *way != "off" && !text.starts_with(&shown(kind, name)) {
            return Err(fault(format!("AWSP_TEXT is {text:?}, not {:?}", shown(kind, name))));
        }
    }
    let last = &fields[steps.len() * 5..];
    let selected = last.iter().find_map(|pair| pair.strip_prefix(b"AWS_PROFILE="));
    if selected != before {
        let shown = selected.map(|name| name.escape_ascii().to_string());
        return Err(Fault::somewhere(format!("a child's AWS_PROFILE at the end: {shown:?}")));
    }
    harmless::talk(&place.said()).map(drop).map_err(Fault::somewhere)
}

each_shell! {
    fn every_name_survives(kind: Kind) {
        for_all("a name is set, evaluated and shown", &case(), NAMES, BATCH, |cases| survive(kind, cases));
    }
}
