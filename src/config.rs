//! What the AWS files and variables say: read, parsed, merged, and turned into a plan.

pub mod check;
pub mod differences;
mod document;
pub mod edit;
pub(crate) mod hint;
mod legacy;
pub mod merge;
pub mod metadata;
mod named;
pub mod network;
pub mod parse;
pub mod plan;
pub mod profiles;
pub mod region;
pub mod section;
mod setting;
pub mod source;
pub mod sync;
pub mod tools;

pub(crate) use parse::python::shell_words;
