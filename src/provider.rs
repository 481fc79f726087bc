//! From a plan to credentials: stored ones while they are good, else new ones, one process at a time.

mod container;
pub mod context;
mod explain;
pub mod identity;
mod instance_metadata;
mod login;
mod process;
pub mod resolve;
mod role;
mod source;
mod sso;
mod sso_token;
mod web_identity;

pub use context::Context;
pub use identity::identity;
pub use resolve::{Refresh, Resolved, resolve};
pub use sso_token::renew_sign_in;
