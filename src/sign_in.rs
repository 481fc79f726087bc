//! Signing in: what a person does in a browser, and what comes of it in the AWS CLI's files. Prints nothing: whoever
//! calls says how a person is told.

mod attempt;
pub mod browser;
pub mod callback;
pub mod cancel;
pub mod console_browser;
mod listener;
pub mod login_session;
mod opened;
pub mod page;
mod peer;
pub mod person;
pub mod pkce;
pub mod qr;
pub mod redirect;
mod request;
pub mod sign_out;
pub mod sso;
