//! `awsp-try`: awsp in a shell of one's choice, over a fake AWS and in a home that is removed afterwards.

mod arguments;
mod by_hand;
mod interrupt;
mod leash;
mod picture;
mod play;
mod script;
mod stage;
mod terminal_modes;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use playground::kind::Kind;

use arguments::{Arguments, Choice};
use interrupt::Interrupt;

/// The status for a command line that cannot be understood.
const USAGE_ERROR: u8 = 2;

fn main() -> ExitCode {
    let choice = match arguments::read(env::args_os().skip(1)) {
        Ok(Arguments::Help) => {
            return finish(io::stdout().write_all(arguments::HELP.as_bytes()).map_err(told));
        }
        Ok(Arguments::Try(choice)) => choice,
        Err(why) => {
            tell(&format!("awsp-try: {why}\nhint: awsp-try --help"));
            return ExitCode::from(USAGE_ERROR);
        }
    };
    let on_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    let by_hand = on_terminal && !choice.transcript && choice.picture.is_none();
    let result = Interrupt::listen(!by_hand).map_err(told).and_then(|interrupt| {
        let result = run(&choice, by_hand, &interrupt);
        match interrupt.signal() {
            // Whatever a signal cut off has not failed.
            Some(signal) => Ok(128 + u8::try_from(signal).unwrap_or(0)),
            None => result.map(|()| 0),
        }
    });
    match result {
        Ok(status) => ExitCode::from(status),
        Err(why) => finish(Err(why)),
    }
}

fn run(choice: &Choice, by_hand: bool, interrupt: &Interrupt) -> Result<(), String> {
    let binary = binary()?;
    if by_hand {
        let (kind, note) = arguments::one_shell(choice.kind, env::var_os("SHELL").as_deref())?;
        return by_hand::run(kind, note.as_deref(), &binary, interrupt);
    }
    let kinds = arguments::shells(choice.kind)?;
    match &choice.picture {
        Some(file) => {
            // zsh shows what lands without a key pressed.
            let kind = if kinds.contains(&Kind::Zsh) { Some(&Kind::Zsh) } else { kinds.first() };
            let kind = *kind.ok_or("no shell to draw")?;
            let svg = play::picture(kind, &binary, interrupt)?;
            fs::write(file, svg).map_err(|error| format!("{}: {error}", file.display()))
        }
        None => kinds.into_iter().try_for_each(|kind| play::transcript(kind, &binary, interrupt)),
    }
}

/// The program to try: it lies next to this one.
fn binary() -> Result<PathBuf, String> {
    let own = env::current_exe().map_err(told)?;
    let beside = |name: &str| own.parent().unwrap_or(Path::new(".")).join(name);
    // The one that signs in is found in the same folder by the shells.
    match ["awsp", "fake-browser"].map(beside) {
        [binary, browser] if binary.is_file() && browser.is_file() => Ok(binary),
        [binary, browser] => {
            let missing = if binary.is_file() { browser } else { binary };
            Err(format!("there is no {}\nhint: make try", missing.display()))
        }
    }
}

fn finish(result: Result<(), String>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            tell(&format!("awsp-try: {why}"));
            ExitCode::FAILURE
        }
    }
}

/// Where nobody listens any more there is nothing left to do about it.
fn tell(text: &str) {
    writeln!(io::stderr(), "{text}").ok();
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
