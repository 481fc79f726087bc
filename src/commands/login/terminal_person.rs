//! The person at the terminal.

use crate::app::App;
use crate::commands::segment::speaks_unicode;
use crate::sign_in::person::Person;
use crate::sign_in::qr;

/// Talks to them on standard error.
pub(super) struct TerminalPerson<'a> {
    pub(super) app: &'a App,
    /// For a sentence: what they sign in to.
    pub(super) what: String,
}

impl Person for TerminalPerson<'_> {
    fn link(&self, link: &str, opens: bool) {
        let output = &self.app.output;
        let what = &self.what;
        output.request(&if opens {
            format!("sign in to {what} in the browser that opens; if none does, open this link yourself:")
        } else {
            format!("to sign in to {what}, open this link in a browser on this computer:")
        });
        output.request_line(link);
        output.note("waiting for the browser (Ctrl-C ends this)");
    }

    fn code(&self, code: &str, link: &str, whole_link: Option<&str>, opens: bool) {
        let output = &self.app.output;
        let what = &self.what;
        output.request(&if opens {
            format!("sign in to {what} in the browser that opens; it must show the code {code}")
        } else {
            format!("to sign in to {what}, open this link in any browser; it must show the code {code}")
        });
        output.request_line(whole_link.unwrap_or(link));
        if let Some(lines) = (!opens).then(|| self.picture(whole_link.unwrap_or(link))).flatten() {
            output.drawing(&lines);
        }
        if whole_link.is_some() {
            output.request(&format!("or open {link} and type the code {code}"));
        }
        output.note("waiting until it is allowed there (Ctrl-C ends this)");
    }

    fn page(&self, link: &str) {
        let output = &self.app.output;
        let what = &self.what;
        output.request(&format!(
            "to sign in to {what}, open this link in any browser; the page shows a code at its end:"
        ));
        output.request_line(link);
        if let Some(lines) = self.picture(link) {
            output.drawing(&lines);
        }
    }

    fn note(&self, text: &str) {
        self.app.output.note(text);
    }
}

impl TerminalPerson<'_> {
    /// For the camera of a telephone, where there is a terminal that can show it without scrolling all else away.
    fn picture(&self, link: &str) -> Option<Vec<String>> {
        const BESIDE: usize = 5;
        let host = &self.app.host;
        if !host.stderr_is_terminal || !speaks_unicode(&host.env) {
            return None;
        }
        let (columns, rows) = crossterm::terminal::size().ok()?;
        let rows = usize::from(rows).saturating_sub(BESIDE);
        qr::lines(link, usize::from(columns), rows, self.app.output.colors_stderr())
    }
}
