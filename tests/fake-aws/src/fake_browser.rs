//! The program `fake-browser`: a person with a browser, by script, for `BROWSER='fake-browser approve'`.

use fake_aws::browser::{Mode, visit};
use std::process::ExitCode;
use std::{env, fs};

const HELP: &str = "\
A person with a browser, by script

Usage: fake-browser [--pages FILE] MODE LINK

Opens LINK, which must be the fake AWS's, does as MODE says, and follows the redirect back to the program that waits.
The pages that the program shows go to FILE. Modes: approve, deny, wrong-state, wrong-code, never, hang-up, twice.
";

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let (pages, rest) = match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--pages", file, rest @ ..] => {
            (Some((*file).to_owned()), rest.iter().map(ToString::to_string).collect())
        }
        rest => (None, rest.iter().map(ToString::to_string).collect::<Vec<String>>()),
    };
    let [mode, link] = rest.as_slice() else {
        eprint!("{HELP}");
        return ExitCode::from(2);
    };
    let Some(mode) = Mode::from_name(mode) else {
        eprintln!("fake-browser: there is no mode {mode}");
        return ExitCode::from(2);
    };
    let shown = visit(link, mode).and_then(|responses| match pages {
        Some(file) => {
            let text: Vec<String> =
                responses.iter().map(|page| format!("{}\n{}\n", page.status, page.text())).collect();
            fs::write(file, text.concat())
        }
        None => Ok(()),
    });
    match shown {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("fake-browser: {why}");
            ExitCode::FAILURE
        }
    }
}
