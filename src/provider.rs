//! From a plan to credentials: stored ones while they are good, else new ones, one process at a time.

pub mod context;
mod explain;
pub mod identity;
pub mod key;
pub mod peek;
pub mod resolve;
mod role;
mod source;

pub use context::{Context, Scope};
pub use identity::{identity, peek_identity};
pub use peek::{Peek, peek};
pub use resolve::{Refresh, Resolved, resolve};
pub use source::supported;
