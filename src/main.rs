//! The `awsp` program: parse, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    ExitCode::from(awsp::commands::main(&words))
}
