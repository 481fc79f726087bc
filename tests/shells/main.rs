//! Real shells on a pseudo-terminal, in a cleared environment.
//!
//! A shell or a tool that is missing fails the test that needs it; nothing is
//! skipped.
#![expect(clippy::expect_used, reason = "what a test cannot go on without fails it")]

mod aws_cli;
mod bad_files;
mod completion;
mod completion_aws;
mod completion_lists;
mod configure;
mod configure_line;
mod each_shell;
mod edits;
mod fish_function;
mod fish_hook;
mod fish_prompt;
mod hand_made;
mod home;
mod hostile;
mod login_mfa;
mod login_session;
mod logout;
mod matrix;
mod mfa;
mod neighbours;
mod picker;
mod prompt;
mod quiet;
mod renewal;
mod signals;
mod smoke;
mod sso;
mod sso_sync;
mod stub;
mod switching;
mod truth;
mod typist;
mod world;

use playground::{kind, screen, terminal, tracer};
