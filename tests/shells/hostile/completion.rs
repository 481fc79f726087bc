//! TAB by the hundred: the shell itself inserts every candidate at once, as it quotes them, and what the binary then
//! gets is exactly the names. (`crate::completion` types and completes names one by one.)

use std::collections::BTreeSet;

use awsp::domain::text::is_unsafe;
use proptest::prelude::*;

use crate::each_shell::each_shell;
use crate::kind::Kind;
use crate::typist::{Typist, record};

use super::pieces::{header, is_altered, line};
use super::place::Place;
use super::property::{Fault, for_all};

/// Names a shell, names that one shell is given, and names of one line.
const NAMES: usize = 10_000;
const BATCH: usize = 1_000;
const LINE: usize = 50;

/// Names that begin as an option does are not offered where nothing was typed. fish would expand a name that begins with `~`, however it is inserted, and shows one that begins with a
/// dot only behind a dot.
fn offered(kind: Kind) -> impl Strategy<Value = String> {
    line().prop_map(|name| name.trim_start_matches('-').to_owned()).prop_filter(
        "a name that can be offered",
        move |name| {
            !(name.is_empty()
                || kind == Kind::Fish && name.starts_with(['~', '.'])
                || name.contains(|c| is_altered(kind, c)))
        },
    )
}

/// What no name may hold that is offered.
fn left_out(c: char) -> bool {
    is_unsafe(c) || (c.is_whitespace() && c != ' ') || ('\u{e000}'..='\u{e0ff}').contains(&c)
}

/// The config files' texts, and the names in each.
fn files(names: &[String]) -> Vec<(String, BTreeSet<String>)> {
    let of = |some: &[String]| {
        let all: BTreeSet<String> = some.iter().cloned().collect();
        let text = all.iter().flat_map(|name| [header(name), "\nregion = eu-west-1\n".to_owned()]).collect();
        (text, all.into_iter().filter(|name| !name.contains(left_out)).collect())
    };
    names.chunks(LINE).map(of).collect()
}

/// What is wrong where these words have arrived, and at which of the names.
fn compare(names: &[String], from: usize, wanted: &BTreeSet<String>, got: &[String]) -> Result<(), Fault> {
    let arrived: BTreeSet<String> = got.iter().cloned().collect();
    let Some(missing) = wanted.difference(&arrived).next() else {
        let more = arrived.difference(wanted).next().or_else(|| (got.len() != wanted.len()).then(|| &got[0]));
        return match more {
            Some(more) => Err(Fault::somewhere(format!("{more:?} has arrived besides"))),
            None => Ok(()),
        };
    };
    let at = names.iter().skip(from).position(|name| name == missing).map_or(from, |at| from + at);
    let others: Vec<_> = arrived.difference(wanted).take(3).collect();
    Err(Fault::of(at, format!("has not arrived, but perhaps as one of {others:?}")))
}

/// Types a command's beginning and the key that inserts all candidates, line after line.
fn inserted(kind: Kind, names: &[String]) -> Result<(), Fault> {
    let mut place = Place::new(kind);
    record(&mut place.home);
    let all = if kind == Kind::Zsh {
        place.home.rc("autoload -Uz compinit; compinit -u -D");
        place.home.rc("insert_all() { _main_complete; compstate[insert]=all }");
        place.home.rc("zle -C insert-all complete-word insert_all; bindkey '^X*' insert-all");
        "\x18*"
    } else {
        "\x1b*"
    };
    place.home.rc(kind.init_line());
    let terminal = place.home.start();
    let mut typist = Typist::new(&place.home, terminal);
    for (number, (text, wanted)) in files(names).iter().enumerate() {
        place.write_old(".aws/config", text);
        let got = typist.arguments(&format!("awsp current --profile {all}"));
        place.check_trap()?;
        let got = got.map_err(|why| Fault::somewhere(format!("nothing has arrived: {why}")))?;
        compare(names, number * LINE, wanted, got.get(2..).unwrap_or_default())?;
    }
    Ok(())
}

/// fish has no such key, but tells what it would insert.
fn escaped(names: &[String]) -> Result<(), Fault> {
    const SCRIPT: &str = r#"
awsp init fish | source
begin
    for file in (string split0 <work)
        set -gx AWS_CONFIG_FILE $file
        for line in (complete --escape -C 'awsp current --profile ')
            set -l word (string split -m1 \t -- $line)[1]
            set -e got
            eval set got $word
            printf '%s\0' (count $got) "$got"
        end
        printf '%s\0' end ''
    end
end >out
exit 0
"#;
    let place = Place::new(Kind::Fish);
    let files = files(names);
    let mut work = Vec::new();
    for (number, (text, _)) in files.iter().enumerate() {
        place.write_old(&format!("config{number}"), text);
        work.extend_from_slice(format!("{}/config{number}\0", place.home.path().display()).as_bytes());
    }
    // fish 3.1 tells it unquoted only.
    let script = if Kind::Fish.version() >= (3, 6, 0) {
        SCRIPT.to_owned()
    } else {
        SCRIPT.replace("complete --escape", "complete").replace("eval set got", "set got")
    };
    let fields = place.run(&script, &work)?;
    let fields: Vec<_> = fields.iter().map(|field| String::from_utf8_lossy(field).into_owned()).collect();
    let pairs: Vec<(&String, &String)> =
        fields.iter().step_by(2).zip(fields.iter().skip(1).step_by(2)).collect();
    let answers: Vec<_> = pairs.split(|(count, _)| *count == "end").collect();
    for (number, ((_, wanted), answer)) in files.iter().zip(answers).enumerate() {
        if let Some((count, word)) = answer.iter().find(|(count, _)| *count != "1") {
            return Err(Fault::somewhere(format!("{count} words of one candidate: {word:?}")));
        }
        let got: Vec<String> = answer.iter().map(|(_, word)| (*word).clone()).collect();
        compare(names, number * LINE, wanted, &got)?;
    }
    Ok(())
}

each_shell! {
    fn every_name_arrives_as_it_is(kind: Kind) {
        let check = |names: &[String]| match kind {
            Kind::Bash | Kind::Zsh => inserted(kind, names),
            Kind::Fish => escaped(names),
        };
        for_all("a name is completed", &offered(kind), NAMES, BATCH, check);
    }
}
