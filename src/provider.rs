//! From a plan to credentials: stored ones while they are good, else new ones, one process at a time.

pub mod context;
mod explain;
pub mod identity;
pub mod resolve;
mod role;
mod source;

pub use context::Context;
pub use identity::identity;
pub use resolve::{Refresh, Resolved, resolve};
