//! A secret from standard input.

use std::io::{self, IsTerminal as _, Read as _};

use crate::domain::secret::Secret;

/// What standard input holds.
#[derive(Debug)]
pub enum Input {
    /// Its first line, without the line's end and blanks around it.
    Line(Secret),
    /// It is a terminal, which would show what is typed.
    Terminal,
}

/// More than any secret.
const MOST: u64 = 64 * 1024;

/// Reads a secret from standard input, to its end.
///
/// # Errors
/// Where it cannot be read, or is no text, or too long.
pub fn secret_from_stdin() -> io::Result<Input> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        return Ok(Input::Terminal);
    }
    let mut text = String::new();
    stdin.lock().take(MOST + 1).read_to_string(&mut text)?;
    if u64::try_from(text.len()).is_ok_and(|length| length > MOST) {
        return Err(io::Error::other("it is too long"));
    }
    let line = text.trim_start().lines().next().unwrap_or_default().trim();
    Ok(Input::Line(Secret::new(line)))
}
