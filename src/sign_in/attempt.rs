//! Why nobody was signed in, where all ways of signing in say the same.

use std::time::Duration;

use crate::aws::error::Fault;
use crate::domain::text::printable;
use crate::error::Error;

/// The longest words of a stranger that are repeated, in characters.
const LONGEST: usize = 300;

/// A sign-in, as far as its errors tell of it.
pub(super) struct Attempt {
    /// To what, as the [page](crate::sign_in::page) has it.
    pub(super) to: String,
    /// The command that tries it again.
    pub(super) again: String,
}

impl Attempt {
    /// What did not happen, for the beginning of a sentence.
    pub(super) fn what(&self) -> String {
        format!("not signed in to {}", self.to)
    }

    pub(super) fn failed(&self, why: &str) -> Error {
        Error::failed(format!("{}: {why}", self.what()))
    }

    /// The same where another try may go better.
    pub(super) fn failed_this_time(&self, why: &str) -> Error {
        self.failed(why).hint(format!("try again: {}", self.again))
    }

    /// The person, or an administrator, has said no; `said` is what the service added, if anything.
    pub(super) fn denied(&self, said: &str) -> Error {
        let said = if said.is_empty() { String::new() } else { format!(" ({said})") };
        self.failed_this_time(&format!("it was not allowed in the browser{said}")).code("sign-in-denied")
    }

    /// What the browser brought in place of a code: words of OAuth, and the service's.
    pub(super) fn refused(&self, error: &str, description: &str) -> Error {
        let short = |text: &str| printable(text).chars().take(LONGEST).collect::<String>();
        let said = [error, description].map(short).join(": ");
        let said = said.strip_suffix(": ").unwrap_or(&said);
        if error == "access_denied" {
            return self.denied(said);
        }
        self.failed_this_time(&format!("the browser came back with an error: {said}")).code("sign-in-refused")
    }

    pub(super) fn code_ended(&self) -> Error {
        self.failed_this_time("the code ended before it was used").code("sign-in-late")
    }

    pub(super) fn nobody_came(&self, patience: Duration) -> Error {
        let minutes = patience.as_secs() / 60;
        self.failed_this_time(&format!("nobody came back from the browser within {minutes} minutes"))
            .hint(format!("or by a code, which works in any browser: {} --device", self.again))
            .code("sign-in-late")
    }

    /// The endpoint's URL is none.
    pub(super) fn no_link(&self, fault: &Fault) -> Error {
        self.failed(&fault.to_string())
            .hint("is the endpoint right? see: env | grep AWS_ENDPOINT_URL")
            .code("call-impossible")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign_in::page::Page;

    #[test]
    fn the_words_of_a_browser_are_made_harmless_and_short() {
        let attempt = Attempt { to: "the AWS console".to_owned(), again: "awsp login p".to_owned() };
        let told = |error: &str, description: &str| attempt.refused(error, description);
        assert_eq!(
            told("access_denied", "").message,
            "not signed in to the AWS console: it was not allowed in the browser (access_denied)"
        );
        let page = |why: &str| Page::not_signed_in(&attempt.to, why);
        let why = "it was not allowed in the browser (access_denied)";
        assert_eq!(page(&told("access_denied", "").message), page(why), "the page says what it is to once");
        let other = told("server_error", "\u{1b}[31mno\r\n");
        assert!(
            other.message.contains("server_error: ") && !other.message.contains(['\u{1b}', '\n']),
            "{other}"
        );
        assert_eq!(other.hints, ["try again: awsp login p"]);
        assert!(told("x", &"y".repeat(10_000)).message.len() < 500);
    }
}
