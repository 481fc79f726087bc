//! Who signs in, as far as the sign-in has something to tell.

use std::time::Duration;

/// How long a person may take in the browser, as with the AWS CLI.
pub const PATIENCE: Duration = Duration::from_mins(10);

/// Tells a person what to do and what happens. Texts may hold anything that a server said: whoever shows them makes them
/// harmless.
pub trait Person {
    /// The link to sign in with, and whether a browser is being opened with it.
    fn link(&self, link: &str, opens: bool);
    /// The code to type in at `link`, and the link that has it in it, and whether a browser is being opened with that.
    fn code(&self, code: &str, link: &str, whole_link: Option<&str>, opens: bool);
    /// The link to sign in with on any computer, at whose end a page shows a code to be carried over.
    fn page(&self, link: &str);
    /// Something worth knowing.
    fn note(&self, text: &str);
}
