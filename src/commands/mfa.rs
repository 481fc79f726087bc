//! Asks a person for an MFA code, on the terminal: standard output may be captured, and standard input is not a
//! person.

use crossterm::event::{KeyCode, KeyModifiers};

use crate::commands::terminal::{Key, Terminal};
use crate::domain::text::printable;
use crate::error::{Error, Kind};

/// A code of an MFA device: six digits (AWS STS, `TokenCode`).
const DIGITS: usize = 6;

/// The code for the device with this serial number.
///
/// # Errors
/// [`Kind::SignIn`] without a terminal, [`Kind::Cancelled`] when the person leaves it.
pub(super) fn ask(serial: &str) -> Result<String, Error> {
    let mut terminal = Terminal::open().map_err(|_| {
        Error::new(
            Kind::SignIn,
            format!("the MFA code of {serial} is needed, and there is no terminal to ask on"),
        )
        .code("mfa-code-needed")
    })?;
    let gone = |error: std::io::Error| Error::new(Kind::Cancelled, format!("the terminal is gone: {error}"));
    let mut code = String::new();
    let mut note = "";
    loop {
        let shown = "*".repeat(code.len());
        let line = format!("\r\u{1b}[KMFA code for {}{note}: {shown}", printable(serial));
        terminal.write(line.as_bytes()).map_err(gone)?;
        match terminal.key().map_err(gone)? {
            Key::Ended => return Err(Error::new(Kind::Cancelled, "cancelled")),
            Key::Resized => {}
            Key::Pressed(key) => match key.code {
                KeyCode::Esc => return Err(Error::new(Kind::Cancelled, "cancelled")),
                KeyCode::Char('c' | 'd') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                    return Err(Error::new(Kind::Cancelled, "cancelled"));
                }
                KeyCode::Char(digit) if digit.is_ascii_digit() && code.len() < DIGITS => code.push(digit),
                KeyCode::Backspace => {
                    code.pop();
                }
                KeyCode::Enter if code.len() == DIGITS => return Ok(code),
                KeyCode::Enter => {
                    code.clear();
                    note = " (a code has six digits)";
                }
                _ => {}
            },
        }
    }
}
