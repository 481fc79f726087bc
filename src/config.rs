//! What the AWS files and variables say: read, parsed, merged, and turned into a plan.

pub mod differences;
mod document;
pub mod edit;
mod hint;
mod legacy;
pub mod merge;
mod named;
pub mod network;
pub mod parse;
pub mod plan;
pub mod profiles;
pub mod region;
pub mod section;
pub mod source;
