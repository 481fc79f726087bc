//! Asks a person for an MFA code, on the terminal.

use crate::commands::ask::{Echo, Question, gone};
use crate::commands::terminal::Terminal;
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
    let question = Question {
        text: &format!("MFA code for {serial}:"),
        proposed: "",
        echo: Echo::Stars,
        takes: |c| c.is_ascii_digit(),
        most: DIGITS,
        check: &|code| if code.len() == DIGITS { Ok(()) } else { Err("a code has six digits".to_owned()) },
        stays: false,
    };
    let code = question.answer(&mut terminal).map_err(|error| gone(&error))?;
    code.ok_or_else(|| Error::new(Kind::Cancelled, "cancelled"))
}
