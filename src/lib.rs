//! awsp keeps the AWS identity of a shell right: it switches profiles, completes their names, and shows who
//! you are and until when. This library holds everything; the binary only parses, runs and exits.

pub mod aws;
pub mod config;
pub mod domain;
pub mod error;
pub mod host;
pub mod provider;
pub mod store;
