//! The `awsp` program: parse, run, exit code.

use std::process::ExitCode;

/// musl's own allocator asks the kernel for nearly every page by itself, which is a tenth of the time of a short run.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    ExitCode::from(awsp::commands::main(&words))
}
