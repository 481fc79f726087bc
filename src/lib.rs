//! awsp keeps the AWS identity of a shell right: it switches profiles, completes their names, and shows who
//! you are and until when. This library holds everything; the binary only parses, runs and exits.

pub mod app;
pub mod aws;
pub mod cli;
pub mod commands;
pub mod config;
pub mod domain;
pub mod error;
pub mod host;
pub mod output;
pub mod prompt;
pub mod provider;
pub mod regular_file;
pub mod settings;
pub mod shell;
pub mod sign_in;
pub mod status;
pub mod store;
pub mod stored;
