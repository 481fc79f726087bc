//! From a plan to credentials: stored ones while they are good, else new ones, one process at a time.

mod console;
mod container;
pub mod context;
mod explain;
mod granted;
pub mod identity;
mod instance_metadata;
mod login;
mod mfa;
mod process;
pub mod resolve;
mod role;
mod source;
mod sso;
mod sso_token;
mod token_file;
mod web_identity;

pub use console::{Wanted, console_link, federation_token};
pub use context::Context;
pub use explain::{Route, SET_CLOCK, clock_words, not_called, not_called_in};
pub use granted::{Question, SsoSession, granted};
pub use identity::{identity, identity_was_asked};
pub use login::lock_token as lock_login_token;
pub use mfa::{forget_own_mfa_session, mfa_sign_in, own_mfa_session};
pub use resolve::{Refresh, Resolved, resolve};
pub use sso_token::{lock_token as lock_sso_token, renew_sign_in};
